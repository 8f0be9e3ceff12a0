"""Pages for those who carry out the plan: units, districts, matrix, calendar, network."""

from __future__ import annotations

import dataclasses
import datetime
import html
import re
from pathlib import Path

import pytest
from faults import Fault, plant, seen, wanted
from lxml import etree

from register import clock, duties, network
from register.exports.rows import unit_row
from register.model import Confirmation
from register.pages import pages, unit_page
from register.render import Renderer
from register.rules import checked
from register.search import index
from register.store import Register
from register.typography import full_width

UNIT = "data/units/cq-canlian.yml"
DISTRICTS = "data/districts.yml"
PLAN_ID = "cq-pwd-jobs-2025"
DUTY_PAGES = ["districts", "calendar", "matrix", "network", "progress"]


def tree(site: Path, url: str) -> etree._Element:
    return etree.fromstring((site / url / "index.html").read_bytes(), etree.HTMLParser())


def words(element: etree._Element) -> str:
    return "".join(element.itertext())


def under(site: Path, url: str, id_: str) -> str:
    """The text between one heading of level 2 and the next."""
    page = (site / url / "index.html").read_text(encoding="utf-8")
    part = page.partition(f'<h2 id="{id_}">')[2].partition("<h2")[0]
    assert part, f"{url} has no heading {id_}"
    return html.unescape(re.sub(r"<[^>]+>", "", part))


# Units

ORDER = ["timed", "led", "shared", "default-clause", "open-questions", "with", "progress", "name"]


def test_unit_page_has_readers_order(site: Path, register: Register) -> None:
    for id_ in register.units:
        headings = tree(site, f"units/{id_}").xpath("//h2/@id")
        found = [h for h in headings if h in ORDER]
        assert found == [h for h in ORDER if h in found], id_
        assert {"timed", "led", "shared", "default-clause", "progress", "name"} <= set(found), id_


def test_unit_page_gives_the_strength_of_each_sentence(site: Path, register: Register) -> None:
    task = register.tasks[f"{PLAN_ID}/2"]
    shown = " ".join(under(site, "units/cq-zuzhibu", "led").split())
    labels = [[register.entry("strength", w).label for w in m.strength] for m in task.measures]
    for number, strengths in enumerate(labels, 1):
        assert f"第{number}句 {' '.join(strengths)}" in shown


def questions(register: Register, unit: str) -> list[duties.Question]:
    """The open questions on a unit's page."""
    made = unit_page(register, register.units[unit])
    found: list[duties.Question] = made.context(register)["questions"]
    return found


def test_open_questions_of_a_unit(register: Register) -> None:
    found = questions(register, "cq-guoziwei")
    assert [(q.label, [one.id for one in q.about]) for q in found] == [
        ("几个单位共同牵头，没有写明怎样分工", [f"{PLAN_ID}/7"]),
        ("要拿出成果，没有写明完成日期", [f"{PLAN_ID}/7.3"]),
        ("要每年做，没有写明月份", [f"{PLAN_ID}/4.2"]),
    ]


def test_unit_alone_in_its_bracket_is_told_so(register: Register) -> None:
    found = questions(register, "cq-yancaoju")
    assert [(q.label, [one.id for one in q.about]) for q in found] == [
        ("没有写责任单位", [f"{PLAN_ID}/5"])
    ]


def test_every_task_with_several_leads_is_open_for_each_of_them(register: Register) -> None:
    label = "几个单位共同牵头，没有写明怎样分工"
    for unit in register.units.values():
        asked = {q.label: q.about for q in questions(register, unit.id)}
        assert asked.get(label, []) == [t for t in register.led_by(unit) if len(t.lead) > 1]


def test_actor_page_puts_floors_first_and_says_what_has_no_date(site: Path) -> None:
    assert "各区县至少建立一个" in under(site, "actors/quxian", "timed")
    assert "各区县至少建立一个" not in under(site, "actors/quxian", "named")
    assert "任务15.1、任务16.1" in under(site, "actors/quxian", "open-questions")


# Confirmation


def confirmed(register: Register, tmp_path: Path, today: str) -> str:
    """A unit's page on some day, if it had confirmed its records until the end of 2026."""
    given = Confirmation.model_validate(
        {"by": "试样办公室", "on": "2026-12-01", "valid_until": "2026-12-31"}
    )
    unit = register.units["cq-canlian"].model_copy(update={"confirmation": given})
    register = dataclasses.replace(register, units={**register.units, unit.id: unit})
    made = unit_page(register, unit)
    day = datetime.date.fromisoformat(today)
    renderer = Renderer(register, {}, tmp_path, today=day)
    return renderer.page(made.template, made.url, made.context(register))


@pytest.mark.parametrize(
    ("today", "says"),
    [("2026-12-01", "已确认"), ("2026-12-31", "已确认"), ("2027-01-01", "已过期")],
)
def test_confirmation_is_judged_by_the_given_day(
    register: Register, tmp_path: Path, today: str, says: str
) -> None:
    page = confirmed(register, tmp_path, today)
    assert f"<strong>{says}</strong>：试样办公室，2026年12月1日" in page


def test_unit_without_confirmation_says_so(site: Path) -> None:
    assert "尚未确认" in under(site, "units/cq-canlian", "name")


CONFIRMED = """\
note: null
confirmation:
  by: 试样办公室
  "on": "2026-12-01"
  valid_until: "2026-12-31"
"""


def test_confirmation_is_loaded_and_published(project: Path) -> None:
    plant(project, Fault("", UNIT, "note: null\n", CONFIRMED, "", ""))
    register = checked(project)
    row = unit_row(register, register.units["cq-canlian"])
    assert row.confirmation is not None
    assert row.confirmation.valid_until == datetime.date(2026, 12, 31)


def test_confirmation_that_ends_before_it_begins_is_refused(project: Path) -> None:
    given = CONFIRMED.replace("2026-12-31", "2026-11-30")
    fault = Fault("", UNIT, "note: null\n", given, "valid_until", "早于确认的日期")
    plant(project, fault)
    assert seen(project, fault) == [wanted(project, fault)]


def test_build_day_is_that_of_the_environment(tmp_path: Path) -> None:
    day = clock.build_day(tmp_path, {"SOURCE_DATE_EPOCH": "1767225599"})
    assert day == datetime.date(2025, 12, 31)


def test_build_day_without_environment_and_commit_is_unknown(tmp_path: Path) -> None:
    assert clock.build_day(tmp_path / "nowhere", {}) is None


# Districts


def test_districts_page_marks_the_words_that_reach_them(site: Path, register: Register) -> None:
    marked = [words(b) for b in tree(site, "districts").xpath('//b[@class="word"]')]
    assert marked == [full_width(quote.text) for _, quote in register.districts.quotes()]


def test_districts_page_quotes_each_sentence_whole(site: Path, register: Register) -> None:
    shown = [words(q) for q in tree(site, "districts").xpath("//main//q")]
    assert shown == [
        full_width(register.measures[quote.measure].quote)
        for _, quote in register.districts.quotes()
    ]


def test_districts_page_quotes_the_clause_for_all_tasks(site: Path, register: Register) -> None:
    clause = register.plans[PLAN_ID].default_clause
    assert clause is not None
    assert full_width(clause.text) in under(site, "districts", "default-clause")


DISTRICT_FAULTS = [
    Fault(
        "sentence left out",
        DISTRICTS,
        """\
      - measure: "cq-pwd-jobs-2025/2.2"
        text: "乡镇、街道"
""",
        """\
      - measure: "cq-pwd-jobs-2025/34.1"
        text: "各级残联"
""",
        "groups:",
        "cq-pwd-jobs-2025/2.2 写了“乡镇”",
    ),
    Fault("misquoted", DISTRICTS, '"乡镇、街道"', '"乡镇、镇街"', '"乡镇、镇街"', "请照原文改"),
    Fault("changed wording", DISTRICTS, '"b31b6700"', '"b31b6701"', "wording_basis", "b31b6700"),
]


@pytest.mark.parametrize("fault", DISTRICT_FAULTS, ids=[f.name for f in DISTRICT_FAULTS])
def test_fault_in_districts_is_told_at_its_line(project: Path, fault: Fault) -> None:
    plant(project, fault)
    assert wanted(project, fault) in seen(project, fault)


def test_misquoted_sentence_is_not_also_called_left_out(project: Path) -> None:
    plant(project, DISTRICT_FAULTS[1])
    assert seen(project, DISTRICT_FAULTS[1]) == [wanted(project, DISTRICT_FAULTS[1])]


def test_counterpart_is_marked_as_our_reading(site: Path) -> None:
    shown = under(site, "units/cq-renlishebaoju", "default-clause")
    mark, _, reading = shown.partition("本站推断")
    assert "区县人力社保局" not in mark
    assert "区县人力社保局" in reading and "本方案未规定" in reading


def test_counterparts_never_stand_in_a_quotation(site: Path, register: Register) -> None:
    names = [u.district_counterpart.name for u in register.units.values() if u.district_counterpart]
    assert len(names) == 19
    for url in ["districts", *(f"units/{id_}" for id_ in register.units)]:
        quoted = " ".join(map(words, tree(site, url).xpath("//q | //blockquote")))
        assert [name for name in names if name in quoted] == [], url


def test_counterpart_that_the_notice_names_is_refused(project: Path) -> None:
    fault = Fault("", UNIT, "name: 区县残联", "name: 各级残联", "name: 各级残联", "通知里的词")
    plant(project, fault)
    assert seen(project, fault) == [wanted(project, fault)]


def test_counterpart_is_among_the_words_of_search(register: Register) -> None:
    assert "区县人力社保局" in index(register)["documents"]["units/cq-renlishebaoju/"][0]


# Matrix


def test_matrix_has_every_assignment_in_its_row_and_column(site: Path, register: Register) -> None:
    table = tree(site, "matrix").xpath('//table[@class="matrix"]')[0]
    names = [words(th) for th in table.xpath("./thead//th")][1:]
    found = {}
    for row, task in zip(table.xpath("./tbody/tr"), register.tasks.values(), strict=True):
        cells = dict(zip(names, map(words, row.xpath("./td")), strict=True))
        found[task.number] = {name: role for name, role in cells.items() if role}
    assert found == {
        task.number: {register.units[id_].name: "责任" for id_ in task.responsible}
        | {register.units[id_].name: "牵头" for id_ in task.lead}
        for task in register.tasks.values()
    }


def test_list_beside_the_matrix_says_the_same(site: Path, register: Register) -> None:
    items = tree(site, "matrix").xpath('//ul[contains(@class, "matrix-list")]/li')
    for item, task in zip(items, register.tasks.values(), strict=True):
        lead, shared = (words(p).partition("：")[2] for p in item.xpath("./p"))
        assert lead == "、".join(register.units[id_].name for id_ in task.lead)
        assert shared == (
            "、".join(register.units[id_].name for id_ in task.responsible) or "本方案未规定"
        )


@pytest.mark.parametrize("url", DUTY_PAGES)
def test_tables_have_a_caption_and_scopes(site: Path, url: str) -> None:
    for table in tree(site, url).xpath("//main//table"):
        assert len(table.xpath("./caption")) == 1
        assert table.xpath(".//th[not(@scope)]") == []
        assert len(table.xpath('.//th[@scope="row"]')) == len(table.xpath("./tbody/tr"))


# Calendar


def test_year_puts_each_timed_sentence_in_one_place(register: Register) -> None:
    found = duties.year(register.measures.values())
    assert {n: [m.id for m in ms] for n, ms in found.months.items() if ms} == {
        3: [f"{PLAN_ID}/29.2"]
    }
    assert [m.id for m in found.no_month] == [f"{PLAN_ID}/4.2", f"{PLAN_ID}/25.1"]
    assert [(d.isoformat(), [m.id for m in ms]) for d, ms in found.dated] == [
        ("2027-12-31", [f"{PLAN_ID}/2.1"])
    ]
    numbers = ["21.1", "32.1", "34.2", "38.2"]
    assert [m.id for m in found.no_interval] == [f"{PLAN_ID}/{n}" for n in numbers]


def test_calendar_invents_no_month(site: Path) -> None:
    months = [words(li) for li in tree(site, "calendar").xpath('//ol[@class="year"]/li')]
    assert [month for month in months if "未写明" not in month] == [
        "3月 宣传月、公益项目和融合就业"
    ]
    assert len(months) == 12


def test_yearly_duties_without_a_month_stand_under_their_own_heading(site: Path) -> None:
    assert "按年度组织盲人医疗按摩人员考试" in under(site, "calendar", "no-month")


# Network


def test_drawing_has_an_arc_for_each_pair_that_shares_a_task(register: Register) -> None:
    pairs = {
        frozenset((a, b))
        for t in register.tasks.values()
        for a in t.units
        for b in t.units
        if a != b
    }
    assert len(network.drawing(register, register.plans["cq-pwd-jobs-2025"]).arcs) == len(pairs)


def test_drawing_stays_within_its_frame(register: Register) -> None:
    made = network.drawing(register, register.plans["cq-pwd-jobs-2025"])
    assert all(0 <= arc.start < arc.end <= made.height for arc in made.arcs)
    assert max(made.column + arc.rx + arc.width / 2 for arc in made.arcs) <= made.width


def test_thickest_arc_is_that_of_most_shared_tasks(register: Register) -> None:
    thickest = network.drawing(register, register.plans["cq-pwd-jobs-2025"]).arcs[-1]
    assert (thickest.width, thickest.title) == (network.THICKEST, "市残联和市人力社保局：27项")


def test_table_beside_the_drawing_counts_every_pair(site: Path, register: Register) -> None:
    rows = tree(site, "network").xpath("//main//tbody/tr")
    for row, unit in zip(rows, register.units.values(), strict=True):
        shown = re.findall(r"([^、（]+)（(\d+)）", words(row.xpath("./td")[0]))
        assert shown == [(o.name, str(len(ts))) for o, ts in register.collaborators(unit)]


# All of them


@pytest.mark.parametrize("url", ["units", f"plans/{PLAN_ID}"])
def test_duty_pages_are_linked(site: Path, url: str) -> None:
    links = " ".join(tree(site, url).xpath("//main//a/@href"))
    assert [name for name in DUTY_PAGES if f"/{name}/" not in links] == []


def test_each_plan_with_a_clause_for_all_tasks_has_an_anchor(
    register: Register, tmp_path: Path
) -> None:
    first = next(iter(register.plans.values()))
    assert first.default_clause
    rule = first.default_clause.model_copy(update={"actors": ()})  # says who leads, no more
    plans = {
        first.id: first,
        "second": first.model_copy(update={"id": "second"}),
        "third": first.model_copy(update={"id": "third", "default_clause": rule}),
    }
    several = dataclasses.replace(register, plans=plans)
    made = next(page for page in pages(several) if page.url == "districts/")
    shown = Renderer(several, {}, tmp_path).page(made.template, made.url, made.context(several))
    ids = re.findall(r'id="(default-clause[^"]*)"', shown)
    assert ids == ["default-clause", "default-clause-second"]
