"""Every record's address: a contract, and the only place that knows it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from register import links
from register.model import Progress
from register.store import Register

PLAN = "cq-pwd-jobs-2025"

# Kind of record, its id, its address
URLS = [
    ("plans", PLAN, f"plans/{PLAN}/"),
    ("actions", f"{PLAN}/action-3", f"plans/{PLAN}/actions/3/"),
    ("tasks", f"{PLAN}/7", f"plans/{PLAN}/tasks/7/"),
    ("measures", f"{PLAN}/7.3", f"plans/{PLAN}/tasks/7/#s3"),
    ("benefits", "tobacco-licence-convenience", "benefits/tobacco-licence-convenience/"),
    ("units", "cq-canlian", "units/cq-canlian/"),
    ("actors", "quxian", "actors/quxian/"),
    ("terms", "working-age", "terms/j/#working-age"),
    ("sources", "pwd-protection-law", "data/#source-pwd-protection-law"),
]


@pytest.mark.parametrize(("kind", "id_", "url"), URLS, ids=[row[0] for row in URLS])
def test_url(register: Register, kind: str, id_: str, url: str) -> None:
    assert links.url(getattr(register, kind)[id_]) == url


def test_url_of_a_fact(register: Register) -> None:
    assert links.url(register.facts["F03"][1]) == "data/#fact-F03"


def test_url_of_a_report(register: Register) -> None:
    report = Progress.model_validate(
        {
            "plan": PLAN,
            "id": "2026-05-08-x-1",
            "about": f"{PLAN}/25.1",
            "unit": "cq-canlian",
            "date": "2026-05-08",
            "status": "planned",
            "done": "试样",
            "evidence": "试样",
            "reported_by": "试样",
        }
    )
    assert links.url(report) == f"plans/{PLAN}/tasks/25/#report-2026-05-08-x-1"


def test_files_are_named_by_what_they_are_about(register: Register) -> None:
    unit = register.units["cq-canlian"]
    assert links.file(unit, "docx") == f"{links.FILES}/units/cq-canlian.docx"
    action = register.actions[f"{PLAN}/action-3"]
    assert links.file(action, "ics") == f"{links.FILES}/actions/{PLAN}-action-3.ics"


def test_feeds_stand_beside_pages(register: Register) -> None:
    assert links.feed() == "changes/feed.xml"
    assert links.feed(register.units["cq-canlian"]) == "units/cq-canlian/feed.xml"


def test_record_without_a_page_is_named() -> None:
    with pytest.raises(TypeError, match=r"^no page for dict$"):
        links.url({})


def test_url_of_an_audience(register: Register) -> None:
    assert links.url(register.entry("audience", "blind")) == "for/blind/"


@pytest.mark.parametrize("thing", [None, "units/cq-canlian/", 7])
def test_url_of_what_is_no_record_is_refused(thing: Any) -> None:
    with pytest.raises(TypeError, match="no page for"):
        links.url(thing)


def every_record(register: Register) -> list[Any]:
    kinds = [kind for kind, _, _ in URLS]
    facts = [fact for _, fact in register.facts.values()]
    audiences = list(register.vocabularies["audience"].terms)
    return [r for kind in kinds for r in getattr(register, kind).values()] + facts + audiences


def test_no_two_records_share_a_url(register: Register) -> None:
    counts = Counter(map(links.url, every_record(register)))
    assert [url for url, number in counts.items() if number > 1] == []


def test_urls_are_plain_ascii_below_the_root(register: Register) -> None:
    odd = [
        url
        for url in map(links.url, every_record(register))
        if not url.isascii() or url.startswith("/") or set(url) & set(' ?%&"<>\\')
    ]
    assert odd == []


def test_no_two_pages_differ_only_by_case(register: Register) -> None:
    # Some disks take T02 and t02 for one file.
    pages = {links.url(record).partition("#")[0] for record in every_record(register)}
    assert len({page.lower() for page in pages}) == len(pages)


ANCHORS = [("tasks", f"{PLAN}/7", "t7"), ("measures", f"{PLAN}/7.3", "t7-3")]


@pytest.mark.parametrize(("kind", "id_", "anchor"), ANCHORS, ids=[row[0] for row in ANCHORS])
def test_place_in_the_whole_text(register: Register, kind: str, id_: str, anchor: str) -> None:
    assert links.in_text(getattr(register, kind)[id_]) == f"plans/{PLAN}/text/#{anchor}"


def test_no_two_places_in_the_whole_text_share_an_anchor(register: Register) -> None:
    places = [*register.tasks.values(), *register.measures.values()]
    assert len(set(map(links.in_text, places))) == len(places)


def test_whole_text_of_a_plan_and_of_its_id_are_one(register: Register) -> None:
    assert links.text(register.plans[PLAN]) == links.text(PLAN) == f"plans/{PLAN}/text/"


ROOTS = [
    ("", "./"),
    ("search/", "../"),
    ("units/cq-canlian/", "../../"),
    (f"plans/{PLAN}/tasks/7/", "../../../../"),
]


@pytest.mark.parametrize(("url", "way"), ROOTS)
def test_way_to_the_root(url: str, way: str) -> None:
    assert links.root(url) == way


def test_edit_link_leads_from_docs_to_the_record() -> None:
    assert links.edit_uri("data/units/cq-canlian.yml") == "../data/units/cq-canlian.yml"
