"""Pages that show one plan at a time, at one address for all plans.

While one plan is in force, `matrix/` shows it. With several, `matrix/` lists them, the newest
first, and each has its view at `plans/<plan>/matrix/`: so no page grows with the number of plans.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from register import duties, links, network, reporting
from register.assets import OVERVIEW, STYLE
from register.model import Benefit, Entry, Plan
from register.sitepage import Crumb, SitePage
from register.store import Register

UNITS: tuple[Crumb, ...] = (("单位分工", "units/"),)


@dataclass(frozen=True)
class View:
    """One kind of view: the page, what it shows of a plan, and that in a few words.

    A view of which a plan has nothing gives no words; then the plan has no such page.
    """

    page: SitePage
    show: Callable[[Register, Plan], Mapping[str, Any]]
    gist: Callable[[Register, Plan], str]
    hand_written: bool = False  # the page for all plans is in docs/


def choices(register: Register) -> Iterator[SitePage]:
    """Of each view the list of plans, where there are several."""
    if register.has_several_plans():
        yield from (_choice(view) for view in _views(register) if not view.hand_written)


def of_plan(register: Register, plan: Plan) -> Iterator[SitePage]:
    """The views of a plan in force."""
    if register.is_former(plan.id):
        return
    for view in _views(register):
        if register.has_several_plans():
            if view.gist(register, plan):
                yield _of(view, plan)
        elif not view.hand_written:
            yield _alone(view, plan)


def _views(register: Register) -> Iterator[View]:
    yield from _fixed()
    yield from map(_for_audience, register.vocabularies["audience"].terms)


def _alone(view: View, plan: Plan) -> SitePage:
    return replace(view.page, shows=partial(_shown, view, plan.id))


def _shown(view: View, id_: str, register: Register) -> Mapping[str, Any]:
    plan = register.plans[id_]
    return {**view.page.shows(register), **view.show(register, plan), "shown": plan}


def _choice(view: View) -> SitePage:
    """Which plans there are to see."""

    def shows(register: Register) -> Mapping[str, Any]:
        told = [(plan, view.gist(register, plan)) for plan in register.current_plans.values()]
        rows = [(plan, gist, links.view(view.page.url, plan)) for plan, gist in told if gist]
        return {**view.page.shows(register), "rows": rows}

    return replace(view.page, template="choice", shows=shows, scripts=(), style=STYLE)


def _of(view: View, plan: Plan) -> SitePage:
    """The view of one plan among several."""
    whole = view.page
    return replace(
        whole,
        url=links.view(whole.url, plan),
        title=f"{whole.title}：{plan.short_title}",
        description=f"{plan.title}。{whole.description}",
        crumbs=(*whole.crumbs, (whole.title, whole.url)),
        plan=plan.id,
        shows=lambda register: {**_shown(view, plan.id, register), "whole": whole.url},
    )


def _fixed() -> Iterator[View]:
    yield View(
        SitePage(
            "benefits/",
            "能得到什么",
            "方案给残疾人、家庭、用人单位和机构的政策，按种类排列，每项都有原文。",
            "benefits",
            "data/plans/",
        ),
        lambda r, plan: {"groups": by_kind(r, r.benefits_of_plan(plan))},
        lambda r, plan: _counted(r.benefits_of_plan(plan), "项政策"),
    )
    yield View(
        SitePage(
            "calendar/",
            "一年里什么时候做什么",
            "方案写明了月份、每年、截止日期或者定期的全部要求，按时间排列，可以打印。",
            "calendar",
            "data/plans/",
            crumbs=UNITS,
            style=OVERVIEW,
        ),
        lambda r, plan: {"year": duties.year(r.measures_of(plan))},
        lambda r, plan: f"{sum(map(_timed, r.measures_of(plan)))}句写明了时间",
    )
    yield View(
        SitePage(
            "matrix/",
            "任务和单位对照表",
            "每项任务由哪些单位牵头、哪些单位负责，一张表看全。",
            "matrix",
            "data/plans/",
            crumbs=UNITS,
            style=OVERVIEW,
        ),
        lambda r, plan: {},
        lambda r, plan: f"{len(r.tasks_of(plan))}项任务，{plan.counts.units}个单位",
    )
    yield View(
        SitePage(
            "network/",
            "谁和谁一起做",
            "哪些单位分到了同样的任务，一起做几项：图和表。",
            "network",
            "data/plans/",
            crumbs=UNITS,
            style=OVERVIEW,
        ),
        lambda r, plan: {"drawing": network.drawing(r, plan)},
        lambda r, plan: f"{plan.counts.units}个单位",
    )
    yield View(
        SitePage(
            "progress/",
            "进展",
            "各单位报告了什么，哪些还没有人报告；按单位、行动和进展排列。",
            "progress",
            "data/README.md",
            crumbs=UNITS,
            style=OVERVIEW,
        ),
        lambda r, plan: {"overview": reporting.overview(r, plan)},
        lambda r, plan: f"{len(reporting.of_plan(r, plan))}份报告",
    )

    yield View(
        SitePage(
            "finder/",
            "找可能与您有关的政策",
            "您是谁，现在是什么情况：回答几个问题，列出可能与您有关的政策和原文。",
            "finder",
            "data/finder.yml",
            scripts=("assets/finder.js",),
        ),
        lambda r, plan: {},
        lambda r, plan: _counted(r.benefits_of_plan(plan), "项政策"),
        hand_written=True,
    )


def _timed(measure: Any) -> bool:
    return bool(measure.deadline or measure.recurrence)


def _counted(records: tuple[Benefit, ...], unit: str) -> str:
    return f"{len(records)}{unit}" if records else ""


def _for_audience(audience: Entry) -> View:
    """What there is for one kind of reader."""
    return View(
        SitePage(
            links.url(audience),
            f"{audience.label}：能得到什么",
            f"{audience.meaning}方案里与此有关的政策，每项都有原文。",
            "audience",
            "data/vocabulary/audience.yml",
            crumbs=(("按身份找", "for/"),),
            shows=lambda register: {"audience": register.entry("audience", audience.id)},
        ),
        lambda r, plan: {"groups": by_kind(r, r.benefits_for(audience.id, plan.id))},
        lambda r, plan: _counted(r.benefits_for(audience.id, plan.id), "项政策"),
    )


def by_kind(register: Register, benefits: tuple[Benefit, ...]) -> list[tuple[Entry, list[Benefit]]]:
    """Benefits under their kinds, in the order of the vocabulary; empty kinds left out."""
    kinds = register.vocabularies["benefit-kind"].terms
    groups = [(kind, [b for b in benefits if b.kind == kind.id]) for kind in kinds]
    return [(kind, members) for kind, members in groups if members]
