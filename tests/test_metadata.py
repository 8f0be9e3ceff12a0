"""What machines read of the built pages."""

import json
import re

import pytest

ADDRESS = "https://site.example/base/"


def things(site, url):
    page = (site / url / "index.html").read_text(encoding="utf-8")
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found, url
    return {thing["@type"]: thing for thing in json.loads(found[1])["@graph"]}


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("benefits/free-assistive-devices/", "GovernmentService"),
        ("plans/cq-pwd-jobs-2025/", "Legislation"),
        ("plans/cq-pwd-jobs-2025/text/", "Legislation"),
        ("units/cq-minzhengju/", "GovernmentOrganization"),
        ("units/cq-canlian/", "Organization"),
        ("data/", "Dataset"),
        ("plans/cq-pwd-jobs-2025/tasks/7/", "BreadcrumbList"),
    ],
)
def test_page_says_what_it_is_about(site, url, kind):
    assert kind in things(site, url)


def test_service_names_its_provider_and_audience(site):
    service = things(site, "benefits/free-assistive-devices/")["GovernmentService"]
    assert [provider["name"] for provider in service["provider"]] == ["市民政局", "市残联"]
    assert service["audience"][0]["audienceType"] == "困难和低保残疾人"


def test_unattested_full_name_is_not_given_as_a_name(site):
    unit = things(site, "units/cq-zuzhibu/")["Organization"]
    assert unit["name"] == "市委组织部"


def test_breadcrumbs_lead_to_pages_that_exist(site):
    for path in sorted(site.rglob("index.html")):
        if "application/ld+json" not in path.read_text(encoding="utf-8"):
            continue
        trail = things(site, path.parent.relative_to(site)).get("BreadcrumbList")
        for step in trail["itemListElement"] if trail else ():
            assert (site / step["item"].removeprefix(ADDRESS) / "index.html").is_file(), step


def test_text_of_data_cannot_leave_the_script_element(register):
    from dataclasses import replace

    from register.metadata import json_ld
    from register.pages import pages

    page = next(page for page in pages(register) if page.template == "task")
    page = replace(page, title="</script><b>")
    assert "</script" not in json_ld(register, page, page.context(register), ADDRESS)


def test_picture_for_shared_links_exists_for_each_page(site):
    for path in site.rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        if 'property="og:image"' in page:
            address = re.search(r'og:image" content="([^"]+)"', page)[1]
            assert (site / address.removeprefix(ADDRESS)).is_file(), address


def test_llms_txt_links_to_pages_that_exist(site):
    text = (site / "llms.txt").read_text(encoding="utf-8")
    for address in re.findall(r"\]\(/([^)]*)\)", text):
        target = site / address
        assert target.is_file() or (target / "index.html").is_file(), address
