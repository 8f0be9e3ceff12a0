"""Our wording is current, and what records refer to exists and is used."""

from __future__ import annotations

from functools import partial

from register.model import Benefit, Task, Term, digest
from register.problem import Problem, nearest, nearest_item
from register.rules.common import Problems, is_verbatim
from register.store import Register


def wordings_current(register: Register) -> Problems:
    """Our wording on benefits and tasks was checked against the words as they now stand."""
    for benefit in register.benefits.values():
        yield from _current_if_quoted(register, benefit, "title、summary、easy")
    for task in register.tasks.values():
        quotes = (measure.quote for measure in task.measures)
        yield from _current(register, task, digest(quotes), "title、summary")


def meanings_current(register: Register) -> Problems:
    """What we say a term means was checked against the words as they now stand."""
    for term in register.terms.values():
        yield from _current_if_quoted(register, term, "meaning")


def _current_if_quoted(register: Register, record: Benefit | Term, fields: str) -> Problems:
    # While a quotation is wrong, its fingerprint says nothing about the wording.
    if is_verbatim(register, record):
        now = digest(quote.text for quote in record.quotes)
        yield from _current(register, record, now, fields)


def _current(register: Register, record: Benefit | Term | Task, now: str, fields: str) -> Problems:
    if record.wording_basis != now:
        place = register.origin(record).place("wording_basis")
        cause = f"原文变了以后，{fields} 还没有核对。"
        yield Problem(place, cause, f"请对照原文核对，再把 wording_basis 改成 {now}。")


def search_refers(register: Register) -> Problems:
    """The hotline for those who find nothing has a source; the home page lists what exists."""
    for index, id_ in enumerate(register.search.common):
        if id_ not in register.benefits and not register.any_suspect():
            place = register.origin(register.search).place("common", index)
            yield Problem(place, f"没有政策“{id_}”。", nearest_item(id_, register.benefits))
    hotline = register.search.hotline
    if hotline not in register.facts and not register.any_suspect("data/sources/"):
        place = register.origin(register.search).place("hotline")
        yield Problem(place, f"事实“{hotline}”不存在。", nearest(hotline, register.facts))


def facts_known(register: Register) -> Problems:
    """Terms cite known facts; a fact's id is used once."""
    for term in register.terms.values():
        for index, fact in enumerate(term.sources):
            if fact not in register.facts and not register.any_suspect("data/sources/"):
                place = register.origin(term).place("sources", index)
                yield Problem(place, f"事实“{fact}”不存在。", nearest_item(fact, register.facts))
    seen: set[str] = set()
    for source in register.sources.values():
        for number, fact_ in enumerate(source.facts):
            origin = register.origin(source)
            if fact_.id in seen:
                place = origin.place("facts", number, "id")
                yield Problem(place, f"事实编号“{fact_.id}”用了两次。", "请换一个编号。")
            seen.add(fact_.id)


def facts_refer(register: Register) -> Problems:
    """Facts name known tasks and benefits."""
    for source in register.sources.values():
        for number, fact in enumerate(source.facts):
            place = partial(register.origin(source).place, "facts", number)
            for index, task in enumerate(fact.tasks):
                if task not in register.tasks and not register.is_suspect(task):
                    meant = nearest_item(task, register.tasks)
                    yield Problem(place("tasks", index), f"任务“{task}”不存在。", meant)
            for index, benefit in enumerate(fact.benefits):
                if benefit not in register.benefits and not register.any_suspect("data/plans/"):
                    meant = nearest_item(benefit, register.benefits)
                    yield Problem(place("benefits", index), f"没有政策“{benefit}”。", meant)


def terms_quoted(register: Register) -> Problems:
    """A glossary term is a word of the notice."""
    for term in register.terms.values():
        absent = all(term.term not in quote.text for quote in term.quotes)
        if absent and is_verbatim(register, term):
            place = register.origin(term).place("term")
            cause = f"引文里没有“{term.term}”这个词。"
            yield Problem(place, cause, "term 要写通知里的词；人们的说法写在 says 里。")


def bodies_used(register: Register) -> Problems:
    """Every unit has a task and every actor is named."""
    if register.any_suspect():
        return
    assigned = {unit for task in register.tasks.values() for unit in task.units}
    named = {actor for sentence in register.measures.values() for actor in sentence.actors}
    for unit in register.units.values():
        if unit.id not in assigned:
            place = register.origin(unit).place("name")
            yield Problem(place, f"没有任务分给“{unit.name}”。", "请核对任务的单位，或者删掉它。")
    clauses = {
        id_ for p in register.plans.values() if p.default_clause for id_ in p.default_clause.actors
    }
    for actor in register.actors.values():
        if actor.id not in named | clauses:
            place = register.origin(actor).place("name")
            yield Problem(
                place, f"没有句子点名“{actor.name}”。", "请核对句子的 actors，或者删掉它。"
            )
