"""The register as pages see it: what a page looks up is written down with what was found.

Records hold only their own content, so whatever a page says of others it has looked up here. A
page whose look-ups all find the same again would come out the same again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import contextmanager, suppress
from typing import Any

from pydantic import BaseModel

from register.digests import Digests, Unknown
from register.store import Register

LookUps = dict[str, str]  # what was asked, as JSON → fingerprint of what was found
NOTHING = "nothing"
UNKNOWN = "unknown"  # stands for a question or an answer that can't be told by its content

# Where a record that is an argument is found again.
HOMES = {
    "Plan": "plans",
    "Action": "actions",
    "Task": "tasks",
    "Measure": "measures",
    "Benefit": "benefits",
    "Unit": "units",
    "Actor": "actors",
    "Term": "terms",
    "Source": "sources",
}


class Stopped(Exception):
    """What was being made is not wanted any more."""


class Watched:
    """A register whose methods and groups answer as its own do, and note what was asked.

    `others` are functions beside it that pages call; they are asked, noted and asked again alike.
    """

    def __init__(self, register: Register, **others: Callable[..., Any]) -> None:
        self._register = register
        self._others = others
        # Asked at each call; where it says so, what is being made is given up. While serving, an
        # edit need not wait until a table of open data is made of the records before it.
        self.is_stopped: Callable[[], bool] = bool
        self._digests = Digests()
        self._noted: LookUps | None = None
        self._answers: LookUps = {}
        # What was called with names and records alone: a register never changes. The arguments
        # are held, since the number by which a record is known is its own only while it lives.
        self._calls: dict[tuple[Any, ...], tuple[str, Any, tuple[Any, ...]]] = {}
        self._worded: dict[tuple[Any, ...], str] = {}

    @property
    def questions(self) -> Set[str]:
        """All that was asked so far."""
        return self._answers.keys()

    def take_over(self, before: Watched, but: Iterable[str]) -> None:
        """Go on with what another knows, but for its answers to some questions."""
        self._digests = before._digests
        self._answers = dict(before._answers)
        for question in but:
            self._answers.pop(question, None)

    def __getattr__(self, name: str) -> Any:
        value = self._others.get(name) or getattr(self._register, name)
        if isinstance(value, Mapping):
            return _Group(self, name, value)
        if callable(value):
            return lambda *arguments: self._call(name, value, arguments)
        self.note([name], value)
        return value

    def _call(self, name: str, method: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        if self.is_stopped():
            raise Stopped
        key = (name, *[a if type(a) is str else id(a) for a in arguments])
        if self._noted is not None and key in self._calls:
            question, found, _ = self._calls[key]
            self._noted[question] = self._answers[question]
            return found
        given = tuple([tuple(a) if hasattr(a, "__next__") else a for a in arguments])
        found = method(*given)
        question = self.note([name, *given], found)
        if question and all(isinstance(one, str | BaseModel) for one in arguments):
            self._calls[key] = (question, found, arguments)
        return found

    def note(self, asked: list[Any], found: Any) -> str:
        """Write down a question and the fingerprint of its answer, if a page is being watched.

        Returns the question; nothing where it was not written down.
        """
        if self._noted is None:
            return ""
        try:
            question = self._question(asked)
            if question not in self._answers:
                self._answers[question] = self._digests.of(found)
        except Unknown as unknown:
            self._noted[UNKNOWN] = f"{asked[0]}: {unknown}"
            return ""
        self._noted[question] = self._answers[question]
        return question

    def _question(self, asked: list[Any]) -> str:
        """A question in words."""
        if any(type(word) is not str for word in asked):
            return _in_words(asked)
        key = tuple(asked)
        question = self._worded.get(key)
        if question is None:
            question = self._worded[key] = _in_words(asked)
        return question

    @contextmanager
    def watching(self) -> Iterator[LookUps]:
        """All that is looked up until the end of the block."""
        noted: LookUps = {}
        self._noted = noted
        try:
            yield noted
        finally:
            self._noted = None

    def finds_again(self, look_ups: Mapping[str, str]) -> bool:
        """Whether every question has the answer that it had when it was noted."""
        if look_ups.items() <= self._answers.items():
            return True  # as of almost all pages, once others have asked the same
        return UNKNOWN not in look_ups and all(
            self._ask(question) == answer for question, answer in look_ups.items()
        )

    def _ask(self, question: str) -> str:
        known = self._answers.get(question)
        if known is None:
            known = UNKNOWN
            with suppress(KeyError, AttributeError, IndexError, TypeError, ValueError):
                known = self._digests.of(self._find(json.loads(question)))
            self._answers[question] = known
        return known

    def _find(self, asked: list[Any]) -> Any:
        name, *given = asked
        value = self._others.get(name) or getattr(self._register, name)
        if isinstance(value, Mapping):
            return value.get(given[0], NOTHING) if given else value
        return value(*map(self._meant, given)) if callable(value) else value

    def _meant(self, argument: Any) -> Any:
        """The argument that `_named` made a name of."""
        if isinstance(argument, dict):
            return getattr(self._register, HOMES[argument["a"]])[argument["id"]]
        return tuple(map(self._meant, argument)) if isinstance(argument, list) else argument


class _Group(Mapping[str, Any]):
    """A group of records by id: one that is taken is noted alone, a walk through it as a whole."""

    def __init__(self, watched: Watched, name: str, group: Mapping[str, Any]) -> None:
        self._watched, self._name, self._group = watched, name, group

    def __getitem__(self, key: str) -> Any:
        self._watched.note([self._name, key], self._group.get(key, NOTHING))
        return self._group[key]

    def _all(self) -> Mapping[str, Any]:
        self._watched.note([self._name], self._group)
        return self._group

    def __contains__(self, key: object) -> bool:
        self._watched.note([self._name, key], self._group.get(str(key), NOTHING))
        return key in self._group

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def values(self) -> Any:
        return self._all().values()

    def items(self) -> Any:
        return self._all().items()


def _named(argument: Any) -> dict[str, str]:
    """A record by its kind and id."""
    kind = type(argument).__name__
    if kind not in HOMES:
        raise Unknown(kind)
    return {"a": kind, "id": argument.id}


# One encoder for all: `json.dumps` would make a new one at each of a hundred thousand look-ups.
_in_words = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, separators=(",", ":"), default=_named
).encode
