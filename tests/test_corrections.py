"""“报告错误” on every page opens the issue form with the page filled in."""

from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from lxml import html

from building import ROOT

TEMPLATE = ROOT / ".github/ISSUE_TEMPLATE/correction.yml"
PAGES = ["", "units/cq-canlian/", "benefits/dibao-grace-period/", "changes/", "search/"]


def asked(site, url):
    """The query of the page's link."""
    page = html.fromstring((site / url / "index.html").read_bytes())
    [address] = page.xpath("//footer//a[text()='报告错误']/@href")
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


@pytest.mark.parametrize("url", PAGES)
def test_the_link_gives_the_page_and_its_title(site, url):
    query = asked(site, url)
    assert query["page"] == f"https://site.example/base/{url}"
    assert query["title"].startswith("更正：") and len(query["title"]) > 3


def test_the_link_names_the_form_and_a_field_that_it_has(site):
    query = asked(site, "units/cq-canlian/")
    assert query["template"] == TEMPLATE.name
    form = yaml.safe_load(TEMPLATE.read_text("utf-8"))
    fields = {field["id"] for field in form["body"] if "id" in field}
    assert query.keys() - {"template", "title"} <= fields


def test_the_edit_link_stands_beside_it(site):
    page = html.fromstring((site / "units/cq-canlian/index.html").read_bytes())
    words = page.xpath("//footer//li/a/text()")
    assert words[:2] == ["修改这一页", "报告错误"]
