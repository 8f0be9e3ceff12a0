"""Every quotation is verbatim, and figures are those of the quoted words."""

from __future__ import annotations

from register.model import Benefit, Measure, Quote, Term
from register.problem import Problem, nearest
from register.rules.common import Path, Problems, cut
from register.store import Register


def quotes_verbatim(register: Register) -> Problems:
    """Every quotation stands, character for character, in the sentence that it names."""
    records: list[Benefit | Term] = [*register.benefits.values(), *register.terms.values()]
    for record in records:
        for field in ("quotes", "conditions"):
            for index, quote in enumerate(getattr(record, field, ())):
                yield from _verbatim(register, record, (field, index), quote)


def _verbatim(register: Register, record: Benefit | Term, path: Path, quote: Quote) -> Problems:
    origin = register.origin(record)
    measure = register.measures.get(quote.measure)
    if measure is None:
        remedy = nearest(quote.measure, register.measures)
        yield Problem(origin.place(*path, "measure"), f"没有“{quote.measure}”这一句。", remedy)
    elif quote.text not in measure.quote:
        cause, remedy = _misquoted(register, quote, measure)
        yield Problem(origin.place(*path, "text"), cause, remedy)


def _misquoted(register: Register, quote: Quote, measure: Measure) -> tuple[str, str]:
    """Where a quotation leaves its source, or which sentence it really comes from."""
    for other in register.measures.values():
        if quote.text in other.quote:
            return (
                f"这段话不在 {quote.measure} 里。",
                f"它在 {other.id} 里，请改 measure。",
            )
    length = 0
    while length < len(quote.text) and quote.text[: length + 1] in measure.quote:
        length += 1
    start = measure.quote.find(quote.text[:length]) + length if length else 0
    cause = f"引文第{length + 1}个字与原文不同：这里是“{quote.text[length : length + 6]}”。"
    return cause, f"原文是“{measure.quote[start : start + 6]}”，请照原文改。"


def words_verbatim(register: Register) -> Problems:
    """The words behind a deadline, a frequency or a figure stand in the sentence."""
    for measure in register.measures.values():
        origin = register.origin(register.task_of(measure))
        base: Path = ("measures", measure.number - 1)
        noted: list[tuple[Path, str]] = [
            ((*base, "quantities", i, "words"), q.words) for i, q in enumerate(measure.quantities)
        ]
        for field, value in (("deadline", measure.deadline), ("recurrence", measure.recurrence)):
            if value is not None:
                noted.append(((*base, field, "words"), value.words))
        for path, words in noted:
            if words not in measure.quote:
                place = origin.place(*path)
                yield Problem(place, f"“{words}”不在这一句里。", "请照原文写。")


def figures_agree(register: Register) -> Problems:
    """A figure's value and a deadline's year are those of the quoted words."""
    for measure in register.measures.values():
        origin = register.origin(register.task_of(measure))
        base: Path = ("measures", measure.number - 1)
        for index, quantity in enumerate(measure.quantities):
            if quantity.value not in _numbers(quantity.words):
                place = origin.place(*base, "quantities", index, "value")
                cause = f"数值 {quantity.value} 与“{quantity.words}”不同。"
                yield Problem(place, cause, "请照原文写。")
        if measure.deadline and str(measure.deadline.date.year) not in measure.deadline.words:
            place = origin.place(*base, "deadline", "date")
            cause = f"日期的年份与“{measure.deadline.words}”不同。"
            yield Problem(place, cause, "请照原文写。")


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


def plan_quotes(register: Register) -> Problems:
    """A plan's goal, title and default clause stand in its notice."""
    for plan in register.plans.values():
        clause = plan.default_clause
        noted = [("goal", plan.goal), ("title_quote", plan.title_quote)]
        for field, words in noted:
            if words not in plan.notice:
                place = register.origin(plan).place(field)
                yield Problem(place, f"“{cut(words)}”不在通知里。", "请照通知写。")
        if clause is not None:
            task = register.tasks.get(f"{plan.id}/{clause.task}")
            if task is None or clause.text not in task.assignment:
                place = register.origin(plan).place("default_clause", "text")
                yield Problem(place, "这一条款不在所说任务的括号里。", "请照通知写。")
