"""Every quotation is verbatim, and figures are those of the quoted words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from register.districts import Districts
from register.guides import Employers, Finder
from register.model import Benefit, Measure, Plan, Quote, Record, Term
from register.problem import Place, Problem, nearest
from register.rules.common import Path, Problems, cut, differing, inside
from register.rules.drafts import TO_WRITE
from register.rules.notice import stands_in
from register.store import Register

FIGURE = re.compile(r"\d+", re.ASCII)
# The numbers of small items within a sentence, as in 1.甲；2.乙。, are no figures.
LISTED = re.compile(r"(?:^|(?<=[；;]))[(（]?\d{1,2}[.．、)）](?!\d)")


def quotes_verbatim(register: Register) -> Problems:
    """Every quotation of a benefit stands, character for character, in its sentence."""
    for benefit in register.benefits.values():
        for index, quote in enumerate(benefit.quotes):
            yield from verbatim(register, benefit, ("quotes", index), quote)
        for index, condition in enumerate(benefit.conditions):
            yield from verbatim(register, benefit, ("conditions", index), condition)


def terms_verbatim(register: Register) -> Problems:
    """Every quotation of a term stands, character for character, in its sentence."""
    for term in register.terms.values():
        for index, quote in enumerate(term.quotes):
            yield from verbatim(register, term, ("quotes", index), quote)


def verbatim(
    register: Register,
    record: Benefit | Term | Finder | Employers | Districts,
    path: Path,
    quote: Quote,
) -> Problems:
    """A quotation stands in the sentence that it names; `path` is where it is in the record."""
    measure = register.measures.get(quote.measure)
    if quote.text in measure.quote if measure else register.is_suspect(quote.measure):
        return
    origin = register.origin(record)
    # A benefit names sentences of its own plan, in short.
    plan = f"{record.plan}/" if isinstance(record, Benefit) else ""
    named = quote.measure.removeprefix(plan)
    if measure is None:
        known = [id_.removeprefix(plan) for id_ in register.measures if id_.startswith(plan)]
        remedy = nearest(named, known)
        yield Problem(origin.place(*path, "measure"), f"没有“{named}”这一句。", remedy)
        return
    others = [
        other.id.removeprefix(plan)
        for other in register.measures.values()
        if quote.text in other.quote and other.id.startswith(plan)
    ]
    if others:
        cause = f"这段话不在 {named} 里。"
        remedy = f"它在 {others[0]} 里，请改 measure。"
        yield Problem(origin.place(*path, "measure"), cause, remedy)
    else:
        yield _misquoted(quote, measure, origin.place(*path, "text"))


# What a quotation cannot leave open once it gives a figure of this unit.
STATED_BY = {"%": "ratio", "‰": "ratio", "元": "amount", "万元": "amount"}


def gaps_open(register: Register) -> Problems:
    """Nothing is noted as not stated that a quotation of the benefit states in figures."""
    for benefit in register.benefits.values():
        for quote in benefit.quotes:
            measure = register.measures.get(quote.measure)
            for quantity in measure.quantities if measure else ():
                gap = STATED_BY.get(quantity.unit)
                if gap in benefit.not_stated and quantity.words in quote.text:
                    at = benefit.not_stated.index(gap)
                    place = register.origin(benefit).place("not_stated", at)
                    cause = f"引文写明了“{quantity.words}”，“{gap}”不是没有写明。"
                    yield Problem(place, cause, "请去掉它。")


def _misquoted(quote: Quote, measure: Measure, place: Place) -> Problem:
    """Where a quotation, which starts at a place, leaves its sentence."""
    length = 0
    while quote.text[: length + 1] in measure.quote:
        length += 1
    start = measure.quote.find(quote.text[:length])
    wrong, right = differing(quote.text, measure.quote[start:])
    cause = f"引文里的“{wrong}”与原文不同。"
    return Problem(inside(place, length), cause, f"原文是“{right}”，请照原文改。")


def figures_agree(register: Register) -> Problems:
    """Deadlines, frequencies and figures stand in the sentence and say what their words say."""
    for measure in register.measures.values():
        origin = register.origin(register.task_of(measure))
        for path, words, differences in _figures(measure):
            base: Path = ("measures", measure.number - 1, *path)
            if words not in measure.quote:
                place = origin.place(*base, "words")
                yield Problem(place, f"“{words}”不在这一句里。", "请照原文写。")
                continue
            for field, value in differences.items():
                cause = f"{field} 是 {value}，与“{words}”不同。"
                yield Problem(origin.place(*base, field), cause, "请照原文写。")


def _figures(measure: Measure) -> Iterator[tuple[Path, str, dict[str, object]]]:
    """Path, quoted words and fields that differ from them, of each figure in a sentence."""
    for index, quantity in enumerate(measure.quantities):
        right = {
            "value": quantity.value in _numbers(quantity.words),
            "unit": quantity.unit in quantity.words,
        }
        yield ("quantities", index), quantity.words, _wrong(quantity, right)
    if due := measure.deadline:
        year_end = (due.date.month, due.date.day) == (12, 31)
        in_year = str(due.date.year) in due.words
        right = {"date": in_year and (year_end or "年底" not in due.words)}
        yield ("deadline",), due.words, _wrong(due, right)
    if often := measure.recurrence:
        right = {
            "every": (often.every == "year") == ("年" in often.words),
            "month": often.month in _numbers(often.words) or "月" not in often.words,
        }
        yield ("recurrence",), often.words, _wrong(often, right)


def _wrong(record: Record, right: Mapping[str, bool]) -> dict[str, object]:
    return {field: getattr(record, field) for field, fits in right.items() if not fits}


def figures_noted(register: Register) -> Problems:
    """Each figure of a sentence that is written in digits is noted with its meaning."""
    for measure in register.measures.values():
        noted = {n for _, words, _ in _figures(measure) for n in _numbers(words)}
        written = [n for text in LISTED.split(measure.quote) for n in FIGURE.findall(text)]
        if left := [number for number in dict.fromkeys(written) if int(number) not in noted]:
            origin = register.origin(register.task_of(measure))
            place = origin.place("measures", measure.number - 1, "quote")
            figures = "、".join(left)
            cause = f"这一句里的 {figures} 没有写进 deadline、recurrence 或者 quantities。"
            yield Problem(place, cause, "请补上。")


def _numbers(words: str) -> set[int]:
    """Whole numbers in a text, in Arabic or single Chinese figures."""
    arabic = "".join(char if char.isascii() and char.isdigit() else " " for char in words)
    chinese = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "十": 10}
    return {int(part) for part in arabic.split()} | {chinese[c] for c in words if c in chinese}


def actors_named(register: Register) -> Problems:
    """A body noted as acting is named in the sentence."""
    for measure in register.measures.values():
        for index, id_ in enumerate(measure.actors):
            body = register.body(id_)
            if not any(name in measure.quote for name in (body.name, *body.aliases)):
                origin = register.origin(register.task_of(measure))
                place = origin.place("measures", measure.number - 1, "actors", index)
                cause = f"这一句没有点名“{body.name}”。"
                yield Problem(place, cause, "请去掉它，或者改成句中点名的主体。")


def _conveyed(register: Register, plan: Plan) -> Problems:
    """A plan is called forwarded if, and only if, its notice says so."""
    opening = [b.text for b in plan.outline if b.text and b.role == "opening"]
    where = register.origin(plan).later("conveyed")
    if plan.conveyed == "forwarded" and "转发" not in plan.notice:
        yield Problem(where(), "通知里没有“转发”两个字。", "请照通知写，例如印发写 issued。")
    elif plan.conveyed != "forwarded" and any("转发" in text for text in opening):
        yield Problem(where(), "通知开头写的是“转发”。", "请改成 forwarded。")


def plan_quotes(register: Register) -> Problems:
    """What a plan's own record says of the notice stands there."""
    for plan in register.plans.values():
        clause = plan.default_clause
        day = f"{plan.date.year}年{plan.date.month}月{plan.date.day}日"
        noted = [
            ("goal", plan.goal),
            ("title_quote", plan.title_quote),
            ("issuer", plan.issuer),
            ("period", plan.period),
            ("date", day),
        ]
        for field, words in noted:
            if words == TO_WRITE:
                continue  # nothing_to_write says so
            if words not in plan.notice and not stands_in(plan, words):
                place = register.origin(plan).place(field)
                yield Problem(place, f"“{cut(words)}”不在通知里。", "请照通知写。")
        yield from _conveyed(register, plan)
        if clause is not None:
            task = register.tasks.get(f"{plan.id}/{clause.task}")
            if task is None and register.is_suspect(f"{plan.id}/{clause.task}"):
                continue
            stated = task is not None and clause.text in task.assignment
            if not stated and not (plan.layout == "free" and stands_in(plan, clause.text)):
                place = register.origin(plan).place("default_clause", "text")
                yield Problem(place, "这一条款不在所说任务的括号里。", "请照通知写。")
