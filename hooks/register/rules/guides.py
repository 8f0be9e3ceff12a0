"""The finder and the guide for employers refer to what exists and quote the notice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from register.guides import Clause, Condition, Employers, Finder
from register.model import digest
from register.problem import Problem, nearest_item
from register.rules.common import Path, Problems
from register.rules.quotes import verbatim
from register.store import Register


def guides_quote(register: Register) -> Problems:
    """Every quotation is verbatim; our wording was checked against the words as they now stand."""
    for guide in (register.finder, register.employers, register.districts):
        wrong = [p for path, q in guide.quotes() for p in verbatim(register, guide, path, q)]
        yield from wrong
        now = digest(quote.text for _, quote in guide.quotes())
        if not wrong and guide.wording_basis != now:
            place = register.origin(guide).place("wording_basis")
            cause = "原文变了以后，我们的话还没有核对。"
            yield Problem(place, cause, f"请对照原文核对，再把 wording_basis 改成 {now}。")


def guides_refer(register: Register) -> Problems:
    """Words, answers, kinds and facts that the guides name exist."""
    if register.any_suspect("data/sources/"):
        return
    for guide, references in (
        (register.finder, _finder_references(register, register.finder)),
        (register.employers, _employer_references(register, register.employers)),
    ):
        for path, name, known in references:
            if name not in known:
                place = register.origin(guide).place(*path)
                yield Problem(place, f"没有“{name}”。", nearest_item(name, known))


Reference = tuple[Path, str, list[str]]


def _each(path: Path, names: Iterable[str], known: Iterable[str]) -> Iterator[Reference]:
    listed = list(known)
    return (((*path, index), name, listed) for index, name in enumerate(names))


def _finder_references(register: Register, finder: Finder) -> Iterator[Reference]:
    audiences = register.vocabularies["audience"].entries
    groups = [group.id for group in register.vocabularies["audience"].groups]
    kinds = register.vocabularies["benefit-kind"].entries
    first = [answer.id for answer in finder.questions[0].answers]
    yield from _each(("general",), finder.general, audiences)
    for index, limit in enumerate(finder.limits):
        yield from _each(("limits", index, "audiences"), limit.audiences, audiences)
    for number, question in enumerate(finder.questions):
        base: Path = ("questions", number)
        yield from _each((*base, "after"), question.after, first if number else [])
        yield from _each((*base, "decides"), question.decides, audiences)
        for index, answer in enumerate(question.answers):
            here: Path = (*base, "answers", index)
            yield from _each((*here, "groups"), answer.groups, groups)
            yield from _each((*here, "audiences"), answer.audiences, audiences)
            yield from _each((*here, "kinds"), answer.kinds, kinds)


def _employer_references(register: Register, employers: Employers) -> Iterator[Reference]:
    kinds = [kind.id for kind in employers.kinds]
    for index, clause in enumerate(employers.clauses):
        yield from _each(("clauses", index, "kinds"), clause.kinds, kinds)
    for index, law in enumerate(employers.law):
        yield from _each(("law", index, "facts"), law.facts, register.facts)
    yield from _each(("offers",), employers.offers, register.vocabularies["audience"].entries)


def finder_complete(register: Register) -> Problems:
    """Answers lead to every audience and kind that benefits have; ids and words stand once."""
    if register.any_suspect():
        return
    finder = register.finder
    origin = register.origin(finder)
    yield from _repeated(register, finder, "questions", [q.id for q in finder.questions])
    for number, question in enumerate(finder.questions):
        ids = [answer.id for answer in question.answers]
        for index, id_ in enumerate(ids):
            if id_ in ids[:index]:
                place = origin.place("questions", number, "answers", index, "id")
                yield Problem(place, f"“{id_}”写了两遍。", "请换一个标识。")
    answers = finder.answers.values()
    reached = {a for answer in answers for a in answer.audiences} | set(finder.general)
    kinds = {kind for answer in answers for kind in answer.kinds}
    for benefit in register.current_benefits.values():
        if benefit.kind in kinds and reached.issuperset(benefit.audiences):
            continue
        missing = [a for a in benefit.audiences if a not in reached]
        missing += [benefit.kind] if kinds and benefit.kind not in kinds else []
        for word in missing:
            cause = f"没有一个回答选出“{word}”，政策 {benefit.id} 用了它。"
            yield Problem(origin.place("questions"), cause, "请补一个回答。")


def _repeated(
    register: Register, guide: Finder | Employers, field: str, ids: list[str]
) -> Problems:
    for index, id_ in enumerate(ids):
        if id_ in ids[:index]:
            place = register.origin(guide).place(field, index, "id")
            yield Problem(place, f"“{id_}”写了两遍。", "请换一个标识。")


def conditions_stated(register: Register) -> Problems:
    """A condition's words stand in its sentence, and its figure is a threshold noted there."""
    employers = register.employers
    for field in ("kinds", "clauses", "asks", "law"):
        ids = [part.id for part in getattr(employers, field)]
        yield from _repeated(register, employers, field, ids)
    for number, clause in enumerate(employers.clauses):
        for index, condition in enumerate(clause.conditions):
            yield from _condition(register, clause, condition, ("clauses", number, index))


def _condition(
    register: Register, clause: Clause, condition: Condition, at: tuple[str, int, int]
) -> Problems:
    origin = register.origin(register.employers)
    base: Path = (*at[:2], "conditions", at[2])
    measure = register.measures.get(clause.quote.measure)
    if measure is None:
        return  # said by guides_quote
    if condition.words not in measure.quote:
        place = origin.place(*base, "words")
        yield Problem(place, f"“{condition.words}”不在这一句里。", "请照原文写。")
    counted = condition.test in ("posts", "years")
    if counted != (condition.at_least is not None):
        remedy = "posts 和 years 要写 at_least，别的不写。"
        yield Problem(origin.place(*base), "at_least 与 test 不合。", remedy)
    elif counted:
        unit = {"posts": "人", "years": "年"}[condition.test]
        noted = [
            quantity.value
            for quantity in measure.quantities
            if (quantity.meaning, quantity.unit) == ("threshold", unit)
            and quantity.words in condition.words
        ]
        if condition.at_least not in noted:
            place = origin.place(*base, "at_least")
            remedy = f"这一句登记的门槛是：{'、'.join(map(str, noted)) or '没有'}。"
            yield Problem(place, f"at_least 不能是 {condition.at_least}。", remedy)
