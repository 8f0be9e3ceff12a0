"""The content security policy: stated on every page, and what it forbids does not happen."""

import base64
import hashlib
import re
from typing import ClassVar

import pytest
import yaml

from browsing import Handler, serving
from building import ROOT, build
from register import policy

PUBLIC = "benefits/free-assistive-devices/"
MATERIAL = "contribute/"
FORMS = "admin/"
STATED = {"": policy.PUBLIC, PUBLIC: policy.PUBLIC, MATERIAL: policy.MATERIAL, FORMS: policy.FORMS}
META = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
REFERRER = '<meta name="referrer" content="same-origin">'
INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


@pytest.mark.parametrize("url", STATED)
def test_a_page_states_its_policy_before_anything_is_fetched(served_folder, url):
    page = (served_folder / url / "index.html").read_text("utf-8")
    assert META.findall(page) == [policy.meta(STATED[url])]
    first = min(page.index(tag) for tag in ("<link", "<script"))
    assert META.search(page).start() < first
    assert REFERRER in page


@pytest.mark.parametrize("rules", [policy.PUBLIC, policy.MATERIAL], ids=["public", "material"])
def test_nothing_unsafe_is_allowed(rules):
    words = policy.header(rules).split()
    assert [word for word in words if "unsafe" in word or "http" in word or "*" in word] == []
    assert "data:" not in policy.meta({**rules, "img-src": ""}).split()


class Loader(yaml.SafeLoader):
    """Reads mkdocs.yml, whose !ENV is of no matter here."""


Loader.add_constructor("!ENV", lambda loader, node: None)


def test_scripts_of_material_are_those_of_the_theme_alone(tmp_path):
    theme = yaml.load((ROOT / "mkdocs.yml").read_bytes(), Loader)["theme"]
    clean = {**theme, "language": "zh"}
    del clean["custom_dir"]
    (tmp_path / "docs/folder/page").mkdir(parents=True)
    for page in ("folder/index.md", "folder/page/index.md"):
        (tmp_path / "docs" / page).write_text("# Page\n", encoding="utf-8")
    (tmp_path / "docs/index.md").write_text("# Home\n", encoding="utf-8")
    settings = {"site_name": "x", "site_url": "https://x.example/", "theme": clean, "plugins": []}
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    build(tmp_path / "site", tmp_path)
    pages = [tmp_path / f"site/{name}/index.html" for name in ("folder", "folder/page")]
    found = [code for page in pages for code in INLINE.findall(page.read_text("utf-8"))]
    digests = [hashlib.sha256(code.encode()).digest() for code in dict.fromkeys(found)]
    shown = tuple(f"sha256-{base64.b64encode(digest).decode()}" for digest in digests)
    assert shown == policy.MATERIAL_SCRIPTS


# What somebody might get into a page, and the rule by which the browser refuses it
INJECTED = {
    "<script>window.ran = 1</script>": "script-src-elem",
    '<img src="x.png" alt="" onerror="window.ran = 1">': "script-src-attr",
    '<script src="ELSEWHERE/x.js"></script>': "script-src-elem",
    "<style>h1 { color: rgb(1, 2, 3) }</style>": "style-src-elem",
    '<p style="position: fixed">x</p>': "style-src-attr",
    '<link rel="stylesheet" href="ELSEWHERE/x.css">': "style-src-elem",
    '<img src="ELSEWHERE/x.png" alt="">': "img-src",
    '<iframe src="ELSEWHERE/"></iframe>': "frame-src",
    '<object data="ELSEWHERE/x.swf"></object>': "object-src",
    '<base href="ELSEWHERE/">': "base-uri",
    '<audio src="ELSEWHERE/x.mp3"></audio>': "media-src",
    '<a id="go" href="javascript:window.ran=1">x</a>': "script-src-elem",
    '<form id="out" action="ELSEWHERE/"></form>': "form-action",
}
# What a script of ours would have to be tricked into
ACTS = """
try { eval("window.ran = 1"); } catch {}
fetch("ELSEWHERE/").catch(() => {});
document.getElementById("go").click();
document.getElementById("out").submit();
"""
ACTED = {"script-src", "connect-src"}
REFUSED = """window.refused = [];
addEventListener("securitypolicyviolation", (e) => refused.push(e.effectiveDirective));"""


class Elsewhere(Handler):
    """Another site, which notes what it is asked for."""

    asked: ClassVar[list[str]] = []

    def send_head(self):
        self.asked.append(self.path)
        return super().send_head()


def fulfilled(page, address, body, kind):
    """Let an address answer with a body of ours."""
    page.route(address, lambda route: route.fulfill(body=body, content_type=kind))


@pytest.mark.parametrize("url", [PUBLIC, MATERIAL])
def test_what_is_injected_does_not_run(page, served, served_folder, url):
    html = (served_folder / url / "index.html").read_text("utf-8")
    injected = "".join(["</h1>", *INJECTED, '<script src="acts.js"></script>'])
    page.add_init_script(REFUSED)
    with serving(served_folder, handler=Elsewhere) as elsewhere:
        body = html.replace("</h1>", injected, 1).replace("ELSEWHERE/", elsewhere)
        fulfilled(page, served + url, body, "text/html")
        fulfilled(page, "**/acts.js", ACTS.replace("ELSEWHERE/", elsewhere), "text/javascript")
        page.goto(served + url, wait_until="networkidle")
        refused = page.evaluate("refused")
    assert set(refused) == {*INJECTED.values(), *ACTED}
    assert page.evaluate("window.ran") is None
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") != "rgb(1, 2, 3)"
    assert page.url == served + url
    assert Elsewhere.asked == []


class Left(Handler):
    """Another site, which notes from where its readers come."""

    told: ClassVar[list[str | None]] = []

    def send_head(self):
        self.told.append(self.headers["Referer"])
        return super().send_head()


@pytest.mark.parametrize("url", [PUBLIC, MATERIAL])
def test_other_sites_are_not_told_which_page_is_read(page, served, served_folder, url):
    html = (served_folder / url / "index.html").read_text("utf-8")
    with serving(served_folder, handler=Left) as elsewhere:
        link = f'<a id="leave" href="{elsewhere}{PUBLIC}">x</a></h1>'
        fulfilled(page, served + url, html.replace("</h1>", link, 1), "text/html")
        page.goto(served + url)
        Left.told.clear()
        page.click("#leave")
        page.wait_for_url(f"{elsewhere}**")
    assert Left.told[0] is None
