"""Register → pages: which there are, what each is called and what it shows."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import chain, groupby
from math import ceil
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from register import duties, editions, links, shards, views
from register.assets import NOTICE, SEARCH_ENGINE
from register.changelog import LogEntry
from register.exports import FOLDER
from register.exports.formats import nested
from register.exports.index import data_date
from register.exports.rows import TABLES, QualityRow
from register.model import Action, Actor, Benefit, Measure, Plan, Task, Term, Unit
from register.sitepage import Crumb, SitePage
from register.store import Register
from register.typography import chinese_date, full_width

PagesByPlan = Mapping[str, list[SitePage]]

MOST_TOLD = 60  # changes on one page of an entry of the log
MOST_WHOLE = 4  # plans of which a unit's page tells all; of older ones it links the tasks


def _cut(text: str, length: int = 110) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _names(records: Any, length: int = 6) -> str:
    names = [record.name for record in records]
    return "、".join(names[:length]) + ("等" if len(names) > length else "")


def _above(register: Register, plan: Plan) -> tuple[Crumb, ...]:
    """The way to a page of a plan; which plan, where there are several."""
    name = plan.short_title if register.has_several_plans() else "方案"
    return (("通知", "plans/"), (name, links.url(plan)))


# One function for each kind of page


def plan_page(register: Register, plan: Plan) -> SitePage:
    """A plan's overview."""
    return SitePage(
        url=links.url(plan),
        title=plan.short_title,
        description=f"{plan.title}：行动、任务、责任单位和原文一览。",
        template="plan",
        source=register.origin(plan).file,
        crumbs=(("通知", "plans/"),),
        plan=plan.id,
        feed=links.feed(plan),
    )


def comparison_page(register: Register, plan: Plan) -> SitePage:
    """What an edition changed in the one that it amends."""
    id_, former = plan.id, register.plans[plan.amends or ""]
    return SitePage(
        url=links.comparison(plan),
        title=f"改了什么：{plan.short_title}",
        description=f"{chinese_date(plan.date)}的{plan.short_title}和{chinese_date(former.date)}的"
        "旧版逐条对照：任务、句子、单位和政策。",
        template="comparison",
        source=register.origin(plan).file,
        crumbs=_above(register, plan),
        plan=plan.id,
        shows=lambda register: {"compared": editions.compare(register, register.plans[id_])},
        feed=links.feed(plan),
    )


def text_page(register: Register, plan: Plan) -> SitePage:
    """The notice's whole text."""
    return SitePage(
        url=links.text(plan),
        title=f"{plan.short_title}：通知原文" if register.has_several_plans() else "通知原文",
        description=f"{plan.title}的原文，每一项、每一句都有固定的链接。",
        template="text",
        source=register.origin(plan).file,
        crumbs=_above(register, plan),
        plan=plan.id,
        style=NOTICE,
    )


def action_page(register: Register, action: Action) -> SitePage:
    """One action with its tasks."""
    id_, plan = action.id, register.plans[action.plan]
    tasks = register.tasks_of(action)

    def shows(register: Register) -> Mapping[str, Any]:
        action = register.actions[id_]
        return {"action": action, "tasks": register.tasks_of(action)}

    return SitePage(
        url=links.url(action),
        title=full_width(action.title),
        description=_cut(
            f"行动{action.number}共{len(tasks)}项任务：{'；'.join(t.title for t in tasks)}。"
        ),
        template="action",
        source=register.origin(action).file,
        crumbs=_above(register, plan),
        plan=plan.id,
        shows=shows,
    )


def task_page(register: Register, task: Task) -> SitePage:
    """One task with its sentences."""
    id_, plan, action = task.id, register.plans[task.plan], register.action_of(task)
    crumbs = _above(register, plan)
    if action is not None:
        crumbs += ((f"行动{action.number}", links.url(action)),)

    def shows(register: Register) -> Mapping[str, Any]:
        task = register.tasks[id_]
        previous, following = (f"{task.plan}/{task.number + step}" for step in (-1, 1))
        return {
            "action": register.action_of(task),
            "section": register.section_of(task),
            "task": task,
            "benefits": register.benefits_of([task]),
            "facts": register.facts_about(task),
            "reports": register.reports_on(task)[::-1],
            "previous": register.tasks.get(previous),
            "next": register.tasks.get(following),
        }

    return SitePage(
        url=links.url(task),
        title=f"任务{task.number}：{task.title}",
        description=_cut(f"任务{task.number}：{task.summary}"),
        template="task",
        source=register.origin(task).file,
        crumbs=crumbs,
        plan=plan.id,
        shows=shows,
    )


def benefit_page(register: Register, benefit: Benefit) -> SitePage:
    """One thing that somebody may get."""
    id_ = benefit.id

    def shows(register: Register) -> Mapping[str, Any]:
        benefit = register.benefits[id_]
        tasks = register.tasks_quoted_by(benefit)
        return {
            "benefit": benefit,
            "tasks": tasks,
            "measures": [register.measures[id_] for id_ in benefit.measures],
            "units": register.lead_units(benefit),
            "related": [b for b in register.benefits_of(tasks) if b.id != benefit.id],
            "facts": register.facts_about(benefit),
        }

    return SitePage(
        url=links.url(benefit),
        title=benefit.title,
        description=_cut(benefit.summary),
        template="benefit",
        source=register.origin(benefit).file,
        crumbs=(("能得到什么", "benefits/"),),
        plan=benefit.plan,
        shows=shows,
    )


def timed(measures: Iterable[Measure]) -> list[Measure]:
    """Sentences with a date, a frequency or a floor, dated ones first."""
    order = {"one_off_deadline": 0, "annual": 1, "periodic_unspecified": 2}
    found = [m for m in measures if m.deadline or m.recurrence or "floor" in m.strength]
    return sorted(found, key=lambda m: order.get(m.duty, 3))


def unit_page(register: Register, unit: Unit) -> SitePage:
    """One unit's duties."""
    led, shared = register.led_by(unit), register.shared_by(unit)
    id_, region = unit.id, register.region_if_shared(unit)

    def shows(register: Register) -> Mapping[str, Any]:
        unit = register.units[id_]
        led, shared = register.led_by(unit), register.shared_by(unit)
        plans = list(dict.fromkeys(task.plan for task in led + shared))
        whole, rest = plans[:MOST_WHOLE], plans[MOST_WHOLE:]
        recent = [task for task in led + shared if task.plan in whole]
        leading = [task for task in recent if unit.id in task.lead]
        sharing = [task for task in recent if unit.id in task.responsible]
        sentences = [measure for task in recent for measure in task.measures]
        return {
            "unit": unit,
            "region": register.region_if_shared(unit),
            "whole": len(whole),
            "rest": rest,
            "led": led,
            "shared": shared,
            "naming": register.naming(unit),
            "timed_led": timed(m for task in leading for m in task.measures),
            "timed_shared": timed(m for task in sharing for m in task.measures),
            "questions": duties.open_questions(leading, sentences),
            "clauses": [
                plan
                for plan in map(register.plans.get, whole)
                if plan and plan.default_clause and plan.default_clause.actors
            ],
            "reports": register.reports_by(unit)[::-1],
            "collaborators": register.collaborators(unit),
        }

    return SitePage(
        url=links.url(unit),
        title=f"{unit.name}（{region}）" if region else unit.name,
        description=(
            f"{unit.name}在方案里牵头{len(led)}项、负责{len(shared)}项任务："
            "有日期、频率和最低数量的要求，协作单位和原文。"
        ),
        template="unit",
        source=register.origin(unit).file,
        crumbs=(("单位分工", "units/"),),
        shows=shows,
        feed=links.feed(unit),
    )


def actor_page(register: Register, actor: Actor) -> SitePage:
    """One body that the text names as acting."""
    id_ = actor.id

    def shows(register: Register) -> Mapping[str, Any]:
        actor = register.actors[id_]
        naming = register.naming(actor)
        clauses = [
            plan
            for plan in register.current_plans.values()
            if plan.default_clause and actor.id in plan.default_clause.actors
        ]
        listed = {quote.measure for _, quote in register.districts.quotes()}
        reached = {id_ for m in listed for id_ in register.measures[m].actors} | {
            id_ for p in clauses if p.default_clause for id_ in p.default_clause.actors
        }
        return {
            "actor": actor,
            "naming": naming,
            "timed": timed(naming),
            "questions": duties.open_questions((), naming),
            "clauses": clauses,
            "reached": actor.id in reached,
            "reports": register.reports_by(actor)[::-1],
            "tasks": register.naming_tasks(actor),
            "benefits": _quoting(register, naming),
        }

    return SitePage(
        url=links.url(actor),
        title=actor.name,
        description=f"方案原文点名“{actor.name}”的句子，以及有关的任务和牵头单位。",
        template="actor",
        source=register.origin(actor).file,
        crumbs=(("单位分工", "units/"), ("原文点名的主体", "actors/")),
        shows=shows,
    )


def _quoting(register: Register, measures: tuple[Measure, ...]) -> tuple[Benefit, ...]:
    found = {b.id: b for m in measures for b in register.benefits_of_measure(m)}
    return tuple(found.values())


def index_pages(register: Register) -> Iterator[SitePage]:
    """The lists: plans, audiences, units, actors, terms, data."""
    yield SitePage("plans/", "通知", "本站收录的通知和它们的原文。", "plans", "data/plans/")
    yield SitePage(
        "for/",
        "按身份找",
        "按您是谁找政策：残疾人本人、家庭、用人单位、机构。",
        "audiences",
        "data/vocabulary/audience.yml",
        shows=lambda register: {"audience": register.vocabularies["audience"]},
    )
    yield SitePage(
        "units/",
        "单位分工",
        f"{len(register.units)}个责任单位各自牵头和负责的任务。",
        "units",
        "data/units/",
    )
    yield SitePage(
        "actors/",
        "原文点名的主体",
        "分工括号之外，方案原文点名要做事的主体，例如区县、乡镇、街道、国有企业。",
        "actors",
        "data/actors/",
        crumbs=(("单位分工", "units/"),),
    )
    yield SitePage(
        "terms/",
        "词语解释",
        f"{len(register.terms)}个词：人们怎么说，通知里怎么写，是什么意思。",
        "terms",
        "data/terms/",
        shows=lambda register: {"letters": terms_by_letter(register)},
    )
    yield SitePage(
        "data/",
        "开放数据",
        "全部任务、句子、政策、单位的数据文件：JSON、CSV 和结构说明。",
        "data",
        "data/README.md",
        shows=lambda register: {
            "tables": TABLES,
            "quality": QualityRow,
            "nested": nested,
            "folder": FOLDER,
            "date": data_date(register),
        },
    )
    yield SitePage(
        "quality/",
        "质量",
        "检查今天证明了什么，用数字说：逐字核对的引文、有出处的事实、待核实的名称、没有证明的。",
        "quality",
        "docs/about.md",
        crumbs=(("关于本站", "about/"),),
    )


def terms_by_letter(register: Register) -> Mapping[str, list[Term]]:
    """Glossary terms under their letters, in the order of both."""
    return {
        letter: list(terms)
        for letter, terms in groupby(register.terms.values(), key=attrgetter("letter"))
    }


def letter_page(letter: str, terms: list[Term]) -> SitePage:
    """The terms of the glossary under one letter."""
    return SitePage(
        links.letter(letter),
        f"词语解释 {letter.upper()}",
        f"拼音以 {letter.upper()} 开头的{len(terms)}个词：是什么意思，人们怎么说。",
        "letter",
        "data/terms/",
        crumbs=(("词语", "terms/"),),
        shows=lambda register: {"terms": terms_by_letter(register)[letter]},
    )


def search_page(register: Register) -> SitePage:
    """Everything in one list, which a script narrows."""
    several = (shards.SCRIPT,) if register.has_several_plans() else ()
    return SitePage(
        url="search/",
        title="搜索",
        description="用自己的话找：政策、任务、责任单位。拼音、简称、错字、繁体也能找到。",
        template="search",
        source="data/search.yml",
        shows=lambda register: {
            "shards": f"{shards.FOLDER}/",
            "hotline": register.facts[register.search.hotline],
        },
        scripts=("assets/search.js",),
        preloads=(SEARCH_ENGINE, *several),
    )


def districts_page() -> SitePage:
    """What reaches districts and townships."""
    return SitePage(
        "districts/",
        "区县和镇街要做什么",
        "方案写到区县、乡镇、街道的句子，适用于全部任务的一句话，和区县对应的单位。",
        "districts",
        "data/districts.yml",
        crumbs=(("单位分工", "units/"),),
    )


def changes_page() -> SitePage:
    """What changed when, the newest first."""
    return SitePage(
        url=links.CHANGES,
        title="更新记录",
        description="本站的事实和说明什么时候改了什么，哪些网页跟着变了；可以订阅。",
        template="changes",
        source="data/changes/",
    )


def log_pages(register: Register, entry: LogEntry) -> Iterator[SitePage]:
    """One entry of the log in full, some changes on each page."""
    count = max(1, ceil((len(entry.facts) + len(entry.wording)) / MOST_TOLD))
    for number in range(1, count + 1):
        place = f"（第{number}页，共{count}页）" if count > 1 else ""
        yield SitePage(
            url=links.log_page(entry, number),
            title=f"{chinese_date(entry.date)}更新：{entry.title}{place}",
            description=_cut(
                f"{chinese_date(entry.date)}{entry.who}改了什么：事实{len(entry.facts)}处，"
                f"说明{len(entry.wording)}处。{entry.title}。{place}"
            ),
            template="logentry",
            source=register.origin(entry).file,
            crumbs=(("更新记录", links.CHANGES),),
            shows=partial(_told, id_=entry.id, number=number, count=count),
        )


def _told(register: Register, id_: str, number: int, count: int) -> Mapping[str, Any]:
    entry, start = register.changes[id_], (number - 1) * MOST_TOLD
    lines = [*((line, True) for line in entry.facts), *((line, False) for line in entry.wording)]
    shown = lines[start : start + MOST_TOLD]
    return {
        "entry": entry,
        "facts": [line for line, is_fact in shown if is_fact],
        "wording": [line for line, is_fact in shown if not is_fact],
        "number": number,
        "others": [(n, links.log_page(entry, n)) for n in range(1, count + 1)] if count > 1 else [],
    }


def pages_of(register: Register, plan: Plan) -> Iterator[SitePage]:
    """The pages of one plan, which others change nothing about; but see `touched`."""
    yield plan_page(register, plan)
    if plan.amends:
        yield comparison_page(register, plan)
    yield text_page(register, plan)
    kinds = (
        (action_page, register.actions_of(plan)),
        (task_page, register.tasks_of(plan)),
        (benefit_page, register.benefits_of_plan(plan)),
    )
    for make, records in kinds:
        yield from map(partial(make, register), records)
    yield from views.of_plan(register, plan)


def as_of(register: Register, plan: Plan | None = None) -> str:
    """Of which day a page shows the state: of one plan, or of all that is collected."""
    if plan is None:
        newest = datetime.date.fromisoformat(data_date(register))
        return f"本页内容截至{chinese_date(newest)}，是本站数据里最新的日期。"
    read, issued = chinese_date(plan.source_read_on), chinese_date(plan.date)
    return f"本页内容截至{read}读到的官方网页；通知日期{issued}。"


def pages(register: Register) -> Iterator[SitePage]:
    """Every page made from records."""
    yield from _dated_shared_pages(register)
    for plan in register.plans.values():
        yield from _dated_pages_of(register, plan)


def pages_by_plan(register: Register, known: PagesByPlan = MappingProxyType({})) -> PagesByPlan:
    """Every page by the id of its plan, those of none first; `known` are not made again."""
    found = {"": list(_dated_shared_pages(register))}
    for id_, plan in register.plans.items():
        found[id_] = known.get(id_) or list(_dated_pages_of(register, plan))
    return found


def _dated_shared_pages(register: Register) -> Iterator[SitePage]:
    day = as_of(register)
    return (replace(page, as_of=day) for page in _shared_pages(register))


def _dated_pages_of(register: Register, plan: Plan) -> Iterator[SitePage]:
    day, shared = as_of(register, plan), as_of(register)
    for page in pages_of(register, plan):
        yield replace(_told_apart(register, page), as_of=day if page.plan else shared)


def _told_apart(register: Register, page: SitePage) -> SitePage:
    """A page of one plan; among several, which may all have a task of its name, it says which."""
    if page.plan is None or len(register.plans) == 1:
        return page
    plan = register.plans[page.plan]
    day = chinese_date(plan.date)
    named = day if plan.short_title in page.title else f"{plan.short_title}，{day}"
    description = _cut(f"{plan.short_title}（{day}）：{page.description}")
    return replace(page, head=f"{page.title}（{named}）", description=description)


def _shared_pages(register: Register) -> Iterator[SitePage]:
    yield from index_pages(register)
    yield from (letter_page(*found) for found in terms_by_letter(register).items())
    yield search_page(register)
    yield districts_page()
    yield from views.choices(register)
    yield changes_page()
    yield from chain.from_iterable(log_pages(register, entry) for entry in register.log)
    yield from map(partial(unit_page, register), register.units.values())
    yield from map(partial(actor_page, register), register.actors.values())
