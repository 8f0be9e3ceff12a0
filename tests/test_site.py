"""The built site, from a strict build of the real data."""

import html
import re

import pytest

from building import build
from register import verify
from register.pages import pages


def read(site, url):
    return (site / url / "index.html").read_text(encoding="utf-8")


CONTRACT = [
    "",
    "plans/cq-pwd-jobs-2025/",
    "plans/cq-pwd-jobs-2025/text/",
    *(f"plans/cq-pwd-jobs-2025/actions/{number}/" for number in range(1, 11)),
    *(f"plans/cq-pwd-jobs-2025/tasks/{number}/" for number in range(1, 39)),
    "benefits/",
    "for/blind/",
    "units/",
    "units/cq-canlian/",
    "actors/quxian/",
    "districts/",
    "calendar/",
    "matrix/",
    "network/",
    "progress/",
    "terms/",
    "search/",
    "finder/",
    "employers/",
    "data/",
    "about/",
    "contribute/",
    "changes/",
]


@pytest.mark.parametrize("url", CONTRACT)
def test_contract_url_exists(site, url):
    assert (site / url / "index.html").is_file()


def test_every_record_has_its_page(site, register):
    assert [
        page.url for page in pages(register) if not (site / page.url / "index.html").is_file()
    ] == []


def test_nothing_is_wrong_with_the_built_site(site):
    assert list(verify.problems(site, "https://site.example/base/")) == []


def test_text_page_has_an_anchor_for_every_task_and_sentence(site, register):
    text = read(site, "plans/cq-pwd-jobs-2025/text/")
    wanted = {f"t{task.number}" for task in register.tasks.values()}
    wanted |= {f"t{m.task.rpartition('/')[2]}-{m.number}" for m in register.measures.values()}
    assert wanted <= set(re.findall(r'id="([^"]+)"', text))


def test_text_page_holds_the_whole_notice(site, register):
    from register.typography import half_width

    page = read(site, "plans/cq-pwd-jobs-2025/text/")
    main = page[page.index('<div class="notice">') : page.index("<footer")]
    main = re.sub(r'<a href="#.*?</a>', "", main)
    seen = half_width(re.sub(r"\s", "", html.unescape(re.sub(r"<[^>]+>", "", main))))
    notice = register.plans["cq-pwd-jobs-2025"].notice
    body = "".join(notice.split("\n")[:-6]).replace(" ", "")
    assert seen.startswith(body)


def test_edit_link_leads_to_the_record(site):
    assert "/edit/main/data/units/cq-canlian.yml" in read(site, "units/cq-canlian/")


def test_generated_pages_are_in_the_sitemap(site):
    assert "/units/cq-canlian/" in (site / "sitemap.xml").read_text(encoding="utf-8")


def test_macro_and_page_show_the_same_part(site, register):
    home, plan = read(site, ""), read(site, "plans/cq-pwd-jobs-2025/")
    listed = [
        re.sub(
            r"\s+",
            " ",
            page[
                page.index('<ol class="glance">') : page.index(
                    "</ol>", page.index('<ol class="glance">')
                )
            ],
        )
        for page in (home, plan)
    ]
    assert listed[0] == listed[1].replace("../../", "./")


def test_every_footer_names_the_operator_and_the_notice(site):
    missing = [
        path.relative_to(site).as_posix()
        for path in site.rglob("*.html")
        if "不是政府网站" not in (text := path.read_text(encoding="utf-8"))
        or "以通知原文为准" not in text
    ]
    assert missing == []


def test_text_of_data_is_never_a_template(tmp_path, register):
    from register.render import Renderer

    renderer = Renderer(register, {}, tmp_path)
    shown = renderer.part("ours", "units/x/", "{{ 7*6 }}<script>alert(1)</script>")
    assert "{{ 7*6 }}&lt;script&gt;" in shown


def test_a_failing_check_leaves_the_last_site_alone(copy_project, tmp_path):
    copy_project(tmp_path)
    build(tmp_path / "site", tmp_path)
    before = stamps(tmp_path / "site")
    task = tmp_path / "data/plans/cq-pwd-jobs-2025/tasks/07.yml"
    task.write_text(task.read_text(encoding="utf-8").replace("市残联", "市残连"), encoding="utf-8")
    with pytest.raises(AssertionError, match=r"tasks/07\.yml:\d+:\d+ .*市残联"):
        build(tmp_path / "site", tmp_path)
    assert stamps(tmp_path / "site") == before


def stamps(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_anchors_are_ascii_and_not_numbered_by_accident(site):
    bad = re.compile(r'\bid="(_\d+|[^"]*[^\x00-\x7f][^"]*)"')
    pages = (path.read_text(encoding="utf-8") for path in site.rglob("*.html"))
    assert [match[0] for page in pages for match in bad.finditer(page)] == []
