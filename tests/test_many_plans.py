"""Several plans in force: each page says which it means, and none lists all of everything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import moreplans
import pytest
from heads import repeated
from lxml import html
from moreplans import ACCESS, SERVICE

from browsing import bring_axe, serving, violations
from building import CopyProject, build
from register.rules import checked
from register.store import Register

FIRST = "cq-pwd-jobs-2025"
VIEWS = ["benefits/", "calendar/", "matrix/", "network/", "progress/", "for/persons/"]


@pytest.fixture(scope="module")
def many_project(copy_project: CopyProject, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with two plans beside the real one."""
    root = tmp_path_factory.mktemp("many")
    copy_project(root)
    moreplans.add(root / "data")
    return root


@pytest.fixture(scope="module")
def many(many_project: Path) -> Register:
    return checked(many_project)


@pytest.fixture(scope="module")
def many_site(many_project: Path) -> Path:
    """Its site, built strict: a broken link or a repeated id would end the build."""
    build(many_project / "site", many_project)
    return many_project / "site"


@pytest.fixture(scope="module")
def many_served(many_site: Path) -> Iterator[str]:
    with serving(many_site) as address:
        yield address


def main(site: Path, url: str) -> Any:
    return html.parse(str(site / url / "index.html")).getroot().find(".//main")


def links(site: Path, url: str) -> list[str]:
    """Where a page's links lead, relative to the site's root."""
    found = [link.replace("../", "") for link in main(site, url).xpath(".//a/@href")]
    return [link.removeprefix("./") for link in found]


def headings(site: Path, url: str, level: str) -> list[str]:
    return ["".join(h.itertext()) for h in main(site, url).iter(level)]


def test_plans_stand_the_newest_first(many: Register, many_site: Path) -> None:
    assert list(many.plans) == [SERVICE, ACCESS, FIRST]
    listed = [link for link in links(many_site, "plans/") if link.startswith("plans/cq")]
    assert listed == [f"plans/{ACCESS}/", f"plans/{FIRST}/"]


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_lists_plans_and_each_has_its_own(
    many: Register, many_site: Path, view: str
) -> None:
    for plan in many.current_plans.values():
        if view != "for/persons/" or many.benefits_for("persons", plan.id):
            assert f"plans/{plan.id}/{view}" in links(many_site, view)
            assert plan.title in main(many_site, f"plans/{plan.id}/{view}").text_content()
            assert view in links(many_site, f"plans/{plan.id}/{view}")


def test_an_audience_that_a_plan_gives_nothing_has_no_page_there(many_site: Path) -> None:
    assert not (many_site / f"plans/{SERVICE}/for/blind").exists()
    assert f"plans/{SERVICE}/for/blind/" not in links(many_site, "for/blind/")


@pytest.mark.parametrize("view", ["benefits/", "calendar/", "matrix/", "network/"])
def test_the_view_of_a_plan_shows_nothing_of_others(
    many: Register, many_site: Path, view: str
) -> None:
    shown = links(many_site, f"plans/{ACCESS}/{view}")
    others = [t.plan for t in many.tasks.values() if t.plan != ACCESS]
    assert not [link for link in shown if link.startswith(tuple(f"plans/{p}/" for p in others))]
    foreign = [b.id for b in many.benefits.values() if b.plan != ACCESS]
    assert not [link for link in shown if link in {f"benefits/{id_}/" for id_ in foreign}]


def test_a_unit_has_its_duties_of_all_plans_under_their_names(many_site: Path) -> None:
    assert headings(many_site, "units/cq-canlian/", "h3")[1:] == [
        "共同负责的任务里",
        "无障碍环境建设分工方案",
        "促进残疾人就业三年行动分工方案",
        "无障碍环境建设分工方案",
        "促进残疾人就业三年行动分工方案",
    ]
    shown = links(many_site, "units/cq-canlian/")
    assert f"plans/{ACCESS}/tasks/2/" in shown and f"plans/{FIRST}/tasks/15/" in shown


def test_a_task_named_alone_says_of_which_plan_it_is(many_site: Path) -> None:
    page = main(many_site, "units/cq-canlian/")
    named = page.xpath(".//h3[@id='timed-led']/following-sibling::ul[1]//a/text()")
    assert "无障碍环境建设分工方案任务2" in named
    assert not [text for text in named if text.startswith("任务")]


def test_units_of_equal_names_are_told_apart_by_their_city(many_site: Path) -> None:
    title = html.parse(str(many_site / "units/cd-canlian/index.html")).findtext(".//title")
    assert title.startswith("市残联（成都市）")
    assert headings(many_site, "units/", "h2") == ["重庆市", "成都市"]


def test_home_counts_and_shows_all_plans(many: Register, many_site: Path) -> None:
    page = main(many_site, "").text_content()
    assert f"3份通知，写了{len(many.tasks)}项任务、{len(many.units)}个责任单位" in page
    shown = [id_ for id_ in main(many_site, "").xpath(".//h3/@id") if id_.startswith("plan-")]
    assert shown == [f"plan-{id_}" for id_ in many.plans]


def test_the_finder_asks_of_one_plan(page: Any, many: Register, many_served: str) -> None:
    page.goto(f"{many_served}plans/{ACCESS}/finder/")
    page.get_by_text("我是残疾人", exact=True).click()
    page.get_by_role("button", name="看结果").click()
    found = page.locator("[data-found] a").evaluate_all("all => all.map(a => a.href)")
    assert sorted(link.rstrip("/").rpartition("/")[2] for link in found) == [
        "home-renovation-subsidy",
        "tv-news-subtitles",
    ]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "matrix/",
        "units/",
        "units/cq-canlian/",
        "employers/",
        "districts/",
        f"plans/{ACCESS}/",
        *(f"plans/{ACCESS}/{view}" for view in VIEWS),
    ],
)
def test_pages_have_no_fault_of_accessibility(page: Any, many_served: str, url: str) -> None:
    bring_axe(page)
    page.goto(many_served + url)
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_one_plan_has_no_views_of_its_own(site: Path) -> None:
    """While one plan is in force, nothing is said twice."""
    assert not (site / f"plans/{FIRST}/matrix").exists()
    assert not (site / f"plans/{FIRST}/finder").exists()


def test_pages_of_several_plans_have_heads_of_their_own(many_site: Path) -> None:
    assert repeated(many_site) == {}
