"""An amended edition: rules, what it changed, and how both editions are shown."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import secondedition
from conftest import ROOT
from heads import repeated
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from secondedition import NEW, OLD

from browsing import bring_axe, serving, violations
from building import CopyProject, build
from register import editions, search
from register.problem import RegisterError
from register.rules import checked
from register.store import Register


@pytest.fixture(scope="module")
def amended_project(copy_project: CopyProject, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose plan has a second edition."""
    root = tmp_path_factory.mktemp("amended")
    copy_project(root)
    secondedition.add(root / "data")
    return root


@pytest.fixture(scope="module")
def amended(amended_project: Path) -> Register:
    return checked(amended_project)


@pytest.fixture(scope="module")
def compared(amended: Register) -> editions.Comparison:
    return editions.compare(amended, amended.plans[NEW])


@pytest.fixture(scope="module")
def amended_site(amended_project: Path) -> Path:
    build(amended_project / "site", amended_project)
    return amended_project / "site"


@pytest.fixture(scope="module")
def amended_served(amended_site: Path) -> Iterator[str]:
    with serving(amended_site) as address:
        yield address


# What changed


def numbers(compared: editions.Comparison, kind: str) -> list[tuple[int | None, int | None]]:
    return [
        (item.old and item.old.number, item.new and item.new.number)
        for item in compared.items
        if kind in item.kinds
    ]


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("新增", [(None, 17)]),
        ("删去", [(12, None)]),
        ("移动", [(14, 23)]),
        ("文字有改", [(2, 2), (22, 21)]),
        ("分工有改", [(5, 5)]),
    ],
)
def test_each_kind_of_change_is_told_of_its_tasks(
    compared: editions.Comparison, kind: str, found: list[tuple[int | None, int | None]]
) -> None:
    assert numbers(compared, kind) == found


def test_all_other_tasks_are_unchanged(compared: editions.Comparison) -> None:
    assert len(compared.unchanged) == 33


def test_a_changed_sentence_marks_the_words_that_differ(compared: editions.Comparison) -> None:
    item = next(item for item in compared.items if item.new and item.new.number == 2)
    changed = [sentence.words for sentence in item.sentences if sentence.words]
    assert [piece for piece in changed[0] if piece[0] != "same"] == [
        ("gone", "2027"),
        ("new", "2029"),
    ]


def test_a_new_sentence_stands_alone(compared: editions.Comparison) -> None:
    item = next(item for item in compared.items if item.new and item.new.number == 21)
    changed = [sentence for sentence in item.sentences if sentence.words]
    assert [(one.old, one.new and one.new.number) for one in changed] == [(None, 5)]


def test_units_and_benefits_that_came_and_went(compared: editions.Comparison) -> None:
    assert [unit.name for unit in compared.units_went] == ["市体育局"]
    assert compared.units_came == ()
    assert [benefit.id for benefit in compared.benefits_came] == ["community-desk-2027"]
    assert len(compared.benefits_went) == 4
    assert all("lottery" in benefit.id for benefit in compared.benefits_went)


def test_a_bracket_that_gained_a_unit(compared: editions.Comparison) -> None:
    item = next(item for item in compared.items if item.new and item.new.number == 5)
    assert item.units == (("责任", ("cq-caizhengju",), ()),)


@settings(max_examples=200, deadline=None)
@given(st.text("甲乙丙丁12,。", max_size=30), st.text("甲乙丙丁12,。", max_size=30))
def test_marked_words_hold_both_texts(old: str, new: str) -> None:
    pieces = editions.words(old, new)
    if old == new:
        assert pieces == ()
        return
    assert "".join(text for kind, text in pieces if kind != "new") == old
    assert "".join(text for kind, text in pieces if kind != "gone") == new


def test_most_alike_texts_are_matched_first() -> None:
    old = ["开展就业培训活动", "组织招聘会", "给予补贴"]
    new = ["组织专场招聘会", "开展就业技能培训活动", "新的一句话"]
    assert editions.matched(old, new) == [(1, 0), (2, None), (0, 1), (None, 2)]


# Rules


def problems(project: Path) -> list[str]:
    with pytest.raises(RegisterError) as raised:
        checked(project)
    return [f"{problem.place.file}: {problem.cause}" for problem in raised.value.problems]


def edited(project: Path, file: str, **fields: Any) -> None:
    path = project / "data" / file
    secondedition.write(path, secondedition.raw(path) | fields)


@pytest.mark.parametrize(
    ("fields", "cause"),
    [
        ({"amends": "cq-pwd-jobs-2020"}, "没有方案“cq-pwd-jobs-2020”"),
        ({"amends": OLD}, "旧版的日期 2026-01-23 不早于这一版的 2026-01-23"),
    ],
)
def test_a_plan_amends_another_that_is_older(
    project: Path, fields: dict[str, str], cause: str
) -> None:
    edited(project, f"plans/{OLD}/plan.yml", **fields)
    assert problems(project) == [next(p for p in problems(project) if cause in p)]


@pytest.fixture
def two(project: Path) -> Path:
    """A project with both editions, free to be changed."""
    secondedition.add(project / "data")
    return project


@pytest.mark.parametrize(
    ("file", "fields", "cause"),
    [
        (f"plans/{NEW}/plan.yml", {"amends": NEW}, "不早于"),
        (f"plans/{NEW}/benefits/community-desk-2027.yml", {"continues": "nothing"}, "旧版里没有"),
        (
            f"plans/{NEW}/benefits/community-desk-2027.yml",
            {"continues": "free-assistive-devices"},
            "已经延续了“free-assistive-devices”",
        ),
    ],
)
def test_what_an_edition_follows_is_checked(
    two: Path, file: str, fields: dict[str, str], cause: str
) -> None:
    edited(two, file, **fields)
    assert any(cause in problem for problem in problems(two))


def test_guides_quote_the_edition_in_force(two: Path) -> None:
    shutil.copy(ROOT / "data/employers.yml", two / "data")
    found = problems(two)
    assert found and all("属于旧版方案" in problem for problem in found)
    assert {problem.partition(":")[0] for problem in found} == {"data/employers.yml"}


# How editions are shown


def main(site: Path, url: str) -> Any:
    return html.parse(str(site / url / "index.html")).getroot().find(".//main")


def former_pages(amended: Register) -> list[str]:
    return [
        *(f"plans/{OLD}/{part}" for part in ("", "text/")),
        *(f"plans/{OLD}/actions/{n}/" for n in range(1, 11)),
        *(f"plans/{OLD}/tasks/{n}/" for n in range(1, 39)),
        *(f"benefits/{b.id}/" for b in amended.benefits_of_plan(amended.plans[OLD])),
    ]


def test_former_pages_stay_and_say_so_under_their_heading(
    amended: Register, amended_site: Path
) -> None:
    unmarked = []
    for url in former_pages(amended):
        after = main(amended_site, url).find("h1").getnext()
        links = after.xpath(".//a/@href")
        said = "这是旧版，现行版是" in after.text_content()
        if not said or not any(link.endswith(f"plans/{NEW}/") for link in links):
            unmarked.append(url)
    assert unmarked == []
    current = main(amended_site, f"plans/{NEW}/tasks/2/")
    assert "这是旧版" not in current.text_content()


def test_a_former_benefit_leads_to_the_one_that_continues_it(amended_site: Path) -> None:
    links = main(amended_site, "benefits/free-assistive-devices/").xpath(".//p/a/@href")
    assert "../../benefits/free-assistive-devices-2027/" in links


LISTS = [
    "benefits/",
    "for/persons/",
    "finder/",
    "employers/",
    "search/",
    "units/cq-canlian/",
    "actors/quxian/",
    "calendar/",
    "matrix/",
    "progress/",
    "districts/",
    "",
]


@pytest.mark.parametrize("url", LISTS)
def test_lists_lead_to_the_edition_in_force_only(
    amended: Register, amended_site: Path, url: str
) -> None:
    former = [f"/{page}" for page in former_pages(amended)]
    listed = main(amended_site, url).xpath(
        ".//a[not(ancestor::p[preceding-sibling::h2[1][@id='former']])]/@href"
    )
    assert [link for link in listed if f"/{link}".partition("#")[0].endswith(tuple(former))] == []


def test_search_finds_the_edition_in_force_only(amended: Register) -> None:
    found = dict(search.documents(amended))
    assert "benefits/free-assistive-devices-2027/" in found
    assert "benefits/free-assistive-devices/" not in found


def test_a_unit_without_a_task_in_force_says_where_it_had_one(amended_site: Path) -> None:
    page = main(amended_site, "units/cq-tiyuju/")
    assert "2026年1月23日任务12" in page.text_content()


def test_the_comparison_tells_changes_in_words(amended_site: Path) -> None:
    page = main(amended_site, f"plans/{NEW}/changes/")
    assert [e.text_content() for e in page.iter("del")] == ["〔删：2027〕"]
    assert [e.text_content() for e in page.iter("ins")] == ["〔增：2029〕"]
    assert page.xpath("string(.//h3[@id='old-t12'])").startswith("旧版任务12")


def test_the_comparison_has_no_fault_of_accessibility(page: Any, amended_served: str) -> None:
    bring_axe(page)
    page.goto(f"{amended_served}plans/{NEW}/changes/")
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (
            f"plans/{OLD}/tasks/2/",
            "本页内容截至2026年11月23日读到的官方网页；通知日期2026年1月23日。",
        ),
        (f"plans/{NEW}/tasks/2/", "本页内容截至2027年3月1日读到的官方网页；通知日期2027年3月1日。"),
        ("units/cq-canlian/", "本页内容截至2027年3月1日，是本站数据里最新的日期。"),
        ("about/", "本页内容截至2027年3月1日，是本站数据里最新的日期。"),
    ],
)
def test_each_page_states_the_day_of_what_it_shows(
    amended_site: Path, url: str, words: str
) -> None:
    assert main(amended_site, url)[-1].text_content() == words


def test_no_page_lacks_its_day(site: Path) -> None:
    public = [
        path for path in site.rglob("index.html") if b'<details id="display">' in path.read_bytes()
    ]
    lacking = [path for path in public if "本页内容截至" not in path.read_text(encoding="utf-8")]
    assert len(public) > 250
    assert lacking == []


def test_pages_of_several_plans_have_heads_of_their_own(amended_site: Path) -> None:
    assert repeated(amended_site) == {}
