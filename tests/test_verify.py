"""verify: each kind of fault in a built site is found, at its page and line."""

import pytest

from register import verify
from register.shelf import Shelf
from register.verify import problems, remembered

URL = "https://site.example/base/"
PAGE = """<!doctype html>
<html lang="zh-Hans-CN">
<head>
<title>甲</title>
<meta http-equiv="Content-Security-Policy" content="x"><meta name="description" content="乙">
<link rel="canonical" href="https://site.example/base/">
<link rel="stylesheet" href="style.css">
</head>
<body>
<h1 id="top">丙</h1>
<p><a href="other/#here">丁</a> <a href="/base/other/">戊</a> <a href="https://else.example/">己</a></p>
</body>
</html>
"""
FAULTS = [
    # what is changed, into what, expected line, words of the message
    ('<h1 id="top">丙</h1>', "", 1, "0 个 h1"),
    ('<h1 id="top">丙</h1>', "<h1>丙</h1><h1>丙</h1>", 1, "2 个 h1"),
    ("<title>甲</title>", "", 1, "缺少 title"),
    ('http-equiv="Content-Security-Policy"', "", 1, "缺少 Content-Security-Policy"),
    ('content="乙"', 'content=""', 1, "缺少 description"),
    (' lang="zh-Hans-CN"', "", 1, "缺少 lang"),
    ('<link rel="canonical" href="https://site.example/base/">', "", 1, "缺少 canonical"),
    ('site.example/base/">', 'else.example/">', 1, "canonical 指到别处"),
    ("<p>", '<p id="top">', 1, "出现了 2 次"),
    ("other/#here", "gone/", 11, "链接断了：gone/"),
    ("other/#here", "../other/", 11, "链接断了"),
    ("other/#here", "other/#gone", 11, "锚点不存在"),
    ("other/#here", "#gone", 11, "锚点不存在"),
    ("/base/other/", "/other/", 11, "链接断了"),
    ("other/#here", "javascript:alert(1)", 11, "不能用这种链接"),
    ("style.css", "gone.css", 7, "链接断了：gone.css"),
    ("style.css", "https://else.example/a.css", 7, "请求别的网站"),
    ("<p>", '<p><img src="//else.example/a.png" alt="">', 11, "请求别的网站"),
    ("<p>", '<p><img src="gone.png" alt="">', 11, "链接断了：gone.png"),
    ("<p>", '<p><script src="https://else.example/a.js"></script>', 11, "请求别的网站"),
    ("丁", "{{ title }}", 11, "留下了“{{”"),
    ("丁", "Undefined", 11, "留下了“Undefined”"),
    ("<p>", '<p title="None">', 11, "留下了“None”"),
]

# What browsers ask by themselves, in each form that HTML, SVG and CSS have for it.
ASKING = [
    "<style>p { background: url(https://else.example/a.png) }</style>",
    "<style>@import '//else.example/a.css';</style>",
    "<style>p { background: u\\72l(//else.example/a.png) }</style>",
    "<style>p { background: image-set('https://else.example/a.png' 1x) }</style>",
    '<p style="background: url(//else.example/a.png)">丁</p>',
    "<p style=\"background: url('https://else.example/a.png')\">丁</p>",
    '<img srcset="a.png 1x, https://else.example/a.png 2x" alt="">',
    '<link rel="preload" as="image" imagesrcset="//else.example/a.png 2x">',
    '<link rel="alternate stylesheet" href="https://else.example/a.css">',
    '<link rel="dns-prefetch" href="//else.example">',
    '<video poster="https://else.example/a.png"></video>',
    '<object data="https://else.example/a.svg"></object>',
    '<embed src="//else.example/a.svg">',
    '<svg><use href="https://else.example/a.svg#b"/></svg>',
    '<svg><use xlink:href="//else.example/a.svg#b"/></svg>',
    '<svg><image href="https://else.example/a.png"/></svg>',
    '<svg><rect fill="url(https://else.example/a.svg#b)"/></svg>',
    '<svg><set attributeName="href" to="//else.example/a.svg#b"/></svg>',
    '<meta http-equiv="Refresh" content="0; URL=\'https://else.example/\'">',
    '<form action="https://else.example/"></form>',
    '<button formaction="//else.example/">丁</button>',
    '<a href="other/" ping="other/ https://else.example/">丁</a>',
    '<base href="//else.example/">',
    '<iframe srcdoc="&lt;img src=//else.example/a.png&gt;"></iframe>',
    '<iframe src="data:text/html,else.example"></iframe>',
    '<img src="https:else.example/a.png" alt="">',
    '<img src="\\\\else.example/a.png" alt="">',
    '<img src="/&#47;else.example/a.png" alt="">',
    '<img src="/\n/else.example/a.png" alt="">',
    '<IMG SRC="HTTPS://else.example/a.png" ALT="">',
    '<table background="https://else.example/a.png"></table>',
]
SILENT = [
    '<a href="https://else.example/">丁</a>',
    '<blockquote cite="https://else.example/">丁</blockquote>',
    '<p title="见 https://else.example/ 和 url(//else.example)">url(https://else.example/)</p>',
    '<meta name="note" content="0; url=https://else.example/">',
    '<svg xmlns="http://www.w3.org/2000/svg"><rect fill="url(#a)"/></svg>',
    "<style>@namespace s 'http://www.w3.org/2000/svg'; /* url(//else.example) */</style>",
    """<style>p { background: url("data:image/svg+xml,<svg xmlns='http://a/'/>") }</style>""",
    '<img src="data:image/png;base64,AAAA" alt="">',
    '<form action="other/"></form>',
]


@pytest.fixture
def made(tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "index.html").write_text(PAGE, encoding="utf-8")
    other = PAGE.replace('id="top"', 'id="here"').replace("style.css", "../style.css")
    other = other.replace("other/#here", "../").replace('base/">', 'base/other/">')
    (tmp_path / "other/index.html").write_text(other, encoding="utf-8")
    (tmp_path / "style.css").write_text("body { color: red; }", encoding="utf-8")
    return tmp_path


def test_a_sound_site_has_no_problem(made):
    assert list(problems(made, URL)) == []


@pytest.mark.parametrize(("old", "new", "line", "says"), FAULTS)
def test_fault_is_found_at_its_line(made, old, new, line, says):
    assert old in PAGE
    (made / "index.html").write_text(PAGE.replace(old, new, 1), encoding="utf-8")
    found = [(p.place.file, p.place.line, says in p.cause) for p in problems(made, URL)]
    assert ("index.html", line, True) in found


def foreign(made, markup):
    (made / "index.html").write_text(PAGE.replace("</p>", f"</p>\n{markup}", 1), encoding="utf-8")
    return [p for p in problems(made, URL) if "请求别的网站" in p.cause]


@pytest.mark.parametrize("markup", ASKING)
def test_what_asks_another_host_is_found(made, markup):
    (found,) = foreign(made, markup)
    assert "else.example" in found.cause.lower()


@pytest.mark.parametrize("markup", SILENT)
def test_what_only_names_another_host_is_left_alone(made, markup):
    assert foreign(made, markup) == []


def test_request_within_a_style_is_told_at_its_line(made):
    (found,) = foreign(made, "<style>\np { background: url(//else.example/a.png) }\n</style>")
    assert found.place.line == 13


def test_drawing_that_asks_another_host_is_found(made):
    drawing = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink">
    <style>@import "https://else.example/a.css";</style><a x:href="https://else.example/"/>
    <image x:href="https://else.example/a.png"/></svg>"""
    (made / "a.svg").write_text(drawing, encoding="utf-8")
    assert [p.place.line for p in problems(made, URL)] == [3, 2]


def test_stylesheet_that_asks_another_host_is_found(made):
    css = "@import 'https://else.example/a.css'; p { background: url(//else.example/a.png) }"
    (made / "style.css").write_text(css, encoding="utf-8")
    assert len(list(problems(made, URL))) == 2


def test_code_samples_may_speak_of_none(made):
    page = PAGE.replace("丁", "<code>None {{ x }}</code>")
    (made / "index.html").write_text(page, encoding="utf-8")
    assert list(problems(made, URL)) == []


@pytest.fixture
def kept(tmp_path_factory):
    """Where looks are kept; nothing of it lies in the site."""
    return tmp_path_factory.mktemp("cache")


def look(made, kept):
    return remembered(made, URL, kept, ["other/", "other/#here", "lost/#here"])


def test_a_second_look_finds_the_same_from_what_was_kept(made, kept, monkeypatch):
    (made / "index.html").write_text(PAGE.replace("other/#here", "gone/"), encoding="utf-8")
    first = look(made, kept)
    assert [p.place.file for p in first] == ["index.html", "lost/index.html#here"]
    monkeypatch.setattr(verify, "_facts", lambda *_: pytest.fail("parsed again"))
    assert look(made, kept) == first


def test_what_is_no_longer_on_the_site_is_not_kept(made, kept):
    look(made, kept)
    changed = PAGE.replace("丙", "丁")
    for page in (changed, PAGE):
        (made / "index.html").write_text(page, encoding="utf-8")
        look(made, kept)
        assert len(Shelf(kept / verify.FILE, ["facts"]).keys()) == 2


def test_a_target_that_goes_is_missed_though_the_page_itself_was_kept(made, kept):
    assert len(look(made, kept)) == 1
    (made / "other/index.html").unlink()
    gone = ["index.html", "index.html", "other/index.html", "other/index.html#here"]
    assert [p.place.file for p in look(made, kept)] == [*gone, "lost/index.html#here"]
