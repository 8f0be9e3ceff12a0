"""Words of the vocabularies exist and fit the sentences that they label."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from register.allowed import look_alike
from register.layout import VOCABULARIES
from register.model import Body, Entry, Measure, Record, Unit, Where
from register.problem import Place, Problem, nearest, nearest_item
from register.rules.common import Path, Problems
from register.store import Register

# The fields of each model that take words of a vocabulary, with the vocabulary.
FIELDS: dict[type[Record], list[tuple[str, str]]] = {}
for (_model, _name), _vocabulary in VOCABULARIES.items():
    FIELDS.setdefault(_model, []).append((_name, _vocabulary))


def vocabularies_sound(register: Register) -> Problems:
    """A vocabulary has each word once, under one of its own groups."""
    for vocabulary in register.vocabularies.values():
        origin = register.origin(vocabulary)
        groups = [group.id for group in vocabulary.groups]
        seen: set[str] = set()
        for index, entry in enumerate(vocabulary.terms):
            if entry.id in seen:
                place = origin.place("terms", index, "id")
                yield Problem(place, f"“{entry.id}”写了两遍。", "请只留一个。")
            seen.add(entry.id)
            if entry.group is not None and entry.group not in groups:
                place = origin.place("terms", index, "group")
                remedy = nearest(entry.group, groups)
                yield Problem(place, f"分组“{entry.group}”不存在。", remedy)


def known_words(register: Register) -> Problems:
    """Each word from a vocabulary exists there."""
    tables: tuple[Mapping[str, Record], ...] = (
        register.plans,
        register.benefits,
        register.units,
        register.actors,
        register.progress,
    )
    for record in itertools.chain.from_iterable(table.values() for table in tables):
        yield from _words_of(register, record, record, ())
    for task in register.tasks.values():
        for index, measure in enumerate(task.measures):
            yield from _words_of(register, task, measure, ("measures", index))


def _words_of(register: Register, owner: Any, record: Record, path: Path) -> Problems:
    """Each word of a record, which stands at this path in the file of its owner."""
    for name, vocabulary in FIELDS[type(record)]:
        said = getattr(record, name)
        check = _word if isinstance(said, str) else _word_list
        yield from check(register, owner, vocabulary, (*path, name), said)


def _word(
    register: Register,
    record: Any,
    vocabulary: str,
    path: Path,
    word: str,
    advice: Callable[[str, Mapping[str, Entry], Mapping[str, str]], str] = nearest,
) -> Problems:
    entries = register.vocabularies[vocabulary].entries
    if word not in entries:
        title = register.vocabularies[vocabulary].title
        place = register.origin(record).place(*path)
        labels = {entry.id: entry.label for entry in entries.values()}
        yield Problem(place, f"词表“{title}”里没有“{word}”。", advice(word, entries, labels))


def _word_list(
    register: Register, record: Any, vocabulary: str, path: Path, words: tuple[str, ...]
) -> Problems:
    for index, word in enumerate(words):
        yield from _word(register, record, vocabulary, (*path, index), word, nearest_item)
        if word in words[:index]:
            place = register.origin(record).place(*path, index)
            yield Problem(place, f"“{word}”写了两遍。", "请只留一个。")


def strengths_fit(register: Register) -> Problems:
    """A sentence's strengths are borne out by its words, and decisive words are not overlooked."""
    entries = register.vocabularies["strength"].entries
    for measure in register.measures.values():
        where = register.origin(register.task_of(measure)).later(
            "measures", measure.number - 1, "strength"
        )
        for word in measure.strength:
            entry = entries.get(word)
            if entry and entry.words and not _any(entry.words, measure):
                cause = f"句子里没有“{entry.label}”一类的词（{'、'.join(entry.words)}）。"
                yield Problem(where(), cause, "请按句子的措辞改。")
        for entry in entries.values():
            decisive = [word for word in entry.always if word in measure.quote]
            opening = [word for word in entry.words if measure.quote.startswith(word)]
            if (decisive or opening) and entry.id not in measure.strength:
                word = (decisive + opening)[0]
                cause = f"句子里有“{word}”，强度里却没有 {entry.id}。"
                yield Problem(where(), cause, f"请加上 {entry.id}。")


def _any(words: tuple[str, ...], measure: Measure) -> bool:
    return any(word in measure.quote for word in words)


TIMES = re.compile("^[次回场轮遍]$")  # what is done for somebody; other figures count things
DUTY_NEEDS: dict[str, Callable[[Measure], bool]] = {
    "annual": lambda m: m.recurrence is not None and m.recurrence.every == "year",
    "periodic_unspecified": lambda m: (
        m.recurrence is not None and m.recurrence.every == "unspecified"
    ),
    "one_off_deadline": lambda m: m.deadline is not None,
    "per_case_floor": lambda m: any(
        q.meaning == "floor" and TIMES.match(q.unit) for q in m.quantities
    ),
}


def duties_fit(register: Register) -> Problems:
    """A duty's kind agrees with the sentence's deadline, frequency and figures."""
    floor_words = register.entry("strength", "floor").words
    for measure in register.measures.values():
        origin = register.origin(register.task_of(measure))
        where = origin.later("measures", measure.number - 1, "duty")
        needs = DUTY_NEEDS.get(measure.duty)
        if needs is not None and not needs(measure):
            cause = f"duty 是 {measure.duty}，却没有写出对应的日期、频率或者最低数量。"
            yield Problem(where(), cause, "请补上 deadline 或者 recurrence，或者改 duty。")
        elif measure.deadline and measure.duty != "one_off_deadline":
            yield Problem(where(), "这一句有截止日期。", "请把 duty 改成 one_off_deadline。")
        elif measure.recurrence and not measure.duty.startswith(("annual", "periodic")):
            cause = "这一句有频率。"
            yield Problem(where(), cause, "请把 duty 改成 annual 或者 periodic_unspecified。")
        said = sum(measure.quote.count(word) for word in floor_words)
        noted = sum(quantity.meaning == "floor" for quantity in measure.quantities)
        if said != noted:
            where = origin.later("measures", measure.number - 1, "quantities")
            cause = f"句子里有 {said} 处最低数量，quantities 里写了 {noted} 处。"
            yield Problem(where(), cause, "每一处写一项，meaning 是 floor。")


def names_simplified(register: Register) -> Problems:
    """No name of a body has a character that only looks like one of simplified Chinese."""
    bodies: list[Body] = [*register.units.values(), *register.actors.values()]
    for body in bodies:
        for path, name in _names(body):
            yield from _simplified(register.origin(body).later(*path), name)
    for division in register.divisions.values():
        yield from _simplified(register.origin(division).later("district"), division.district)


def _names(body: Body) -> Iterator[tuple[Path, str]]:
    """Each name that a record gives a body, with its path there."""
    yield ("name",), body.name
    yield from ((("aliases", index), alias) for index, alias in enumerate(body.aliases))
    if isinstance(body, Unit):
        if body.full_name:
            yield ("full_name",), body.full_name
        if body.district_counterpart:
            yield ("district_counterpart", "name"), body.district_counterpart.name


def _simplified(where: Where, name: str) -> Problems:
    if wrong := look_alike(name):
        cause = f"名称“{name}”里的“{wrong}”不是规范的简体字。"
        yield Problem(where(), cause, "请换成通知里的那个字。")


def vocabularies_present(register: Register) -> Problems:
    """The vocabularies that records use exist."""
    for id_ in dict.fromkeys(VOCABULARIES.values()):
        if id_ not in register.vocabularies:
            place = Place(f"data/vocabulary/{id_}.yml")
            yield Problem(place, "缺少这个词表。", "请恢复它。")
