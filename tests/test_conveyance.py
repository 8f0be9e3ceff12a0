"""How a document came, issued or forwarded, is said as its record has it, wherever it is cited."""

import json
from dataclasses import replace

import pytest
from faults import Fault, plant, seen, wanted

from register.exports.office.duties import about, document
from register.metadata import json_ld
from register.pages import pages
from register.render import Renderer

RECORD = "data/plans/cq-pwd-jobs-2025/plan.yml"
ISSUED = "重庆市荣昌区人民政府办公室2026年1月23日印发"
PAGES = ["benefits/free-assistive-devices/", "plans/cq-pwd-jobs-2025/", "plans/"]
FAULTS = [
    Fault(
        "issued, while the notice says forwarded",
        RECORD,
        "conveyed: forwarded",
        "conveyed: issued",
        "conveyed:",
        "通知开头写的是“转发”",
    ),
    Fault(
        "no such way",
        RECORD,
        "conveyed: forwarded",
        "conveyed: forwardd",
        "conveyed:",
        "您是否想写“forwarded”？",
    ),
]


@pytest.fixture(scope="module")
def issued(register):
    """The register as if the first plan had been issued by the body that signed it."""
    plans = {
        id_: plan.model_copy(update={"conveyed": "issued"}) for id_, plan in register.plans.items()
    }
    return replace(register, plans=plans)


@pytest.mark.parametrize("url", PAGES)
def test_page_says_how_the_document_came(issued, tmp_path, url):
    page = next(page for page in pages(issued) if page.url == url)
    renderer = Renderer(issued, {}, tmp_path)
    shown = renderer.page(page.template, page.url, page.context(issued))
    assert "日印发" in shown
    assert "日转发" not in shown


def test_office_files_say_how_the_document_came(issued):
    plan = issued.plans["cq-pwd-jobs-2025"]
    assert ISSUED.replace("2026", "，2026") in dict(about(document(issued, plan))).values()


def test_machines_read_how_the_document_came(issued):
    page = next(page for page in pages(issued) if page.url == "plans/cq-pwd-jobs-2025/")
    plan = json.loads(json_ld(issued, page, page.context(issued), "https://site.example/"))[
        "@graph"
    ][0]
    assert plan["publication"]["name"] == "印发"


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_record_that_says_otherwise_is_told_at_its_line(project, fault):
    plant(project, fault)
    assert wanted(project, fault) in seen(project, fault)
