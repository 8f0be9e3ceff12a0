"""What the checks prove on the day of a build, in numbers, each with what it leaves out."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from register import rules
from register.rules import notice, references
from register.store import Register


@dataclass(frozen=True)
class Figure:
    """One number. `of` is the whole that it is a part of; `records` are those that it counts.

    Records are listed where a reader may want to look at each: by id, or, where a rule found
    something, by its file.
    """

    id: str
    group: str
    label: str
    count: int
    unit: str
    of: int | None = None
    records: tuple[str, ...] = ()


def figures(register: Register, today: datetime.date) -> tuple[Figure, ...]:
    """Every figure, in the order of the page; ages and dates are judged by a day."""
    return tuple(figure for measure in MEASURES for figure in measure(register, today))


def in_groups(found: Iterable[Figure]) -> dict[str, tuple[Figure, ...]]:
    """Figures under their groups, both in order."""
    groups: dict[str, tuple[Figure, ...]] = {}
    for figure in found:
        groups[figure.group] = (*groups.get(figure.group, ()), figure)
    return groups


def _notices(register: Register, today: datetime.date) -> Iterator[Figure]:
    plans = register.plans.values()
    yield Figure("rules", "notice", "检查的规则", sum(map(len, rules.STAGES)), "条")
    sound = [p.id for p in plans if notice.rebuilt_notice(register, p) == notice.as_compared(p)]
    yield Figure("rebuilt", "notice", "能从数据逐字拼回的通知", len(sound), "份", len(plans))
    characters = sum(len(plan.notice) for plan in plans)
    yield Figure("characters", "notice", "逐字对上的通知原文", characters, "字")
    yield Figure("sentences", "notice", "拆出的句子", len(register.measures), "句")
    assigned = sum(len(task.units) for task in register.tasks.values())
    stated = sum(plan.counts.lead + plan.counts.responsible for plan in plans)
    label = "单位和任务之间的分工，与照通知数的一样"
    yield Figure("assignments", "notice", label, assigned, "处", stated)


def _quotes(register: Register, today: datetime.date) -> Iterator[Figure]:
    benefits, terms = register.benefits.values(), register.terms.values()
    quotes = sum(len(b.quotes) + len(b.conditions) for b in benefits)
    quotes += sum(len(term.quotes) for term in terms)
    yield Figure("quotes", "quotes", "政策和词语里逐字核对过的引文", quotes, "条")
    sentences = register.measures.values()
    by = Counter(len(register.benefits_of_measure(sentence)) for sentence in sentences)
    unquoted = tuple(m.id for m in sentences if not register.benefits_of_measure(m))
    for times in sorted(by):
        label = f"有{times}项政策引用的句子" if times else "没有政策引用的句子"
        records = () if times else unquoted
        yield Figure(f"quoted-{times}", "quotes", label, by[times], "句", len(sentences), records)


def _wordings(register: Register, today: datetime.date) -> Iterator[Figure]:
    explained = len(register.tasks) + len(register.benefits) + len(register.terms)
    current = (references.wordings_current, references.meanings_current)
    stale = tuple(problem.place.file for rule in current for problem in rule(register))
    label = "本站说明，对着现在的原文核对过"
    yield Figure("explained", "wordings", label, explained - len(stale), "条", explained)
    label = "原文变了、还没有核对的说明"
    yield Figure("stale", "wordings", label, len(stale), "条", explained, stale)


def _gaps(register: Register, today: datetime.date) -> Iterator[Figure]:
    benefits = register.benefits.values()
    for word in register.vocabularies["gap"].terms:
        count = sum(word.id in benefit.not_stated for benefit in benefits)
        yield Figure(f"gap-{word.id}", "gaps", word.label, count, "项", len(benefits))


def _facts(register: Register, today: datetime.date) -> Iterator[Figure]:
    facts = register.facts.values()

    def counted(id_: str, label: str, kept: list[str]) -> Figure:
        return Figure(id_, "facts", label, len(kept), "条", len(facts), tuple(kept))

    yield counted("facts-dated", "写明读到的日期", [f.id for s, f in facts if s.read_on])
    yield counted("facts-with-clause", "写明第几条", [f.id for _, f in facts if f.clause])
    yield counted("facts-with-address", "有网址", [f.id for s, f in facts if s.addresses])
    late = [f.id for _, f in facts if f.valid_until and f.valid_until < today]
    yield counted("facts-expired", "已过有效期", late)


def _sources(register: Register, today: datetime.date) -> Iterator[Figure]:
    plans = ((p.id, p.title, p.source_read_on) for p in register.plans.values())
    others = ((s.id, s.title, s.read_on) for s in register.sources.values())
    for id_, title, read_on in [*plans, *others]:
        days = max(0, (today - read_on).days)
        yield Figure(f"age-{id_}", "sources", title, days, "天", None, (id_,))


def _units(register: Register, today: datetime.date) -> Iterator[Figure]:
    units = register.units.values()

    def counted(id_: str, group: str, label: str, kept: list[str]) -> Figure:
        return Figure(id_, group, label, len(kept), "个", len(units), tuple(kept))

    for basis, label in (
        ("attested", "全称有公开依据"),
        ("short_form_attested", "只有简称有依据"),
        ("not_attested", "全称待核实"),
    ):
        known = [unit.id for unit in units if unit.full_name_basis == basis]
        yield counted(f"names-{basis.replace('_', '-')}", "names", label, known)
    given = {unit.id: unit.confirmation for unit in units if unit.confirmation}
    expired = [id_ for id_, one in given.items() if one.valid_until < today]
    current = [id_ for id_ in given if id_ not in expired]
    missing = [unit.id for unit in units if unit.id not in given]
    yield counted("confirmed", "confirmations", "单位确认过，还有效", current)
    yield counted("confirmations-expired", "confirmations", "确认过，已过期", expired)
    yield counted("unconfirmed", "confirmations", "单位还没有确认", missing)
    inferred = [unit.id for unit in units if unit.district_counterpart]
    yield counted("inferred", "confirmations", "区县的对应单位是本站推断", inferred)


MEASURES: tuple[Callable[[Register, datetime.date], Iterator[Figure]], ...] = (
    _notices,
    _quotes,
    _wordings,
    _gaps,
    _facts,
    _sources,
    _units,
)
