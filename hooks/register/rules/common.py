"""What the rules share."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from operator import eq

from register.model import Benefit, Quote, Term
from register.problem import Place, Problem
from register.store import Register

Problems = Iterator[Problem]
Path = tuple[str | int, ...]


def cut(text: str, length: int = 20) -> str:
    """A text short enough for a message."""
    text = text.strip("\n")
    return text if len(text) <= length else text[:length] + "…"


def common_length(ours: str, theirs: str) -> int:
    """How many characters two texts share from their start."""
    return sum(1 for _ in takewhile(bool, map(eq, ours, theirs)))


def differing(ours: str, theirs: str) -> tuple[str, str]:
    """A few characters of each of two texts around the first place where they differ."""
    at = common_length(ours, theirs)
    start = max(0, at - 4)
    return ours[start : at + 6], theirs[start : at + 6]


def inside(place: Place, offset: int) -> Place:
    """The place of a character in a text that stands on one line in quotation marks."""
    return Place(place.file, place.line, place.column + 1 + offset)


def is_verbatim(register: Register, record: Benefit | Term) -> bool:
    """Whether each quotation of a record stands in the sentence that it names."""
    return all(is_quoted(register, quote) for quote in record.quotes)


def is_quoted(register: Register, quote: Quote) -> bool:
    """Whether a quotation stands in the sentence that it names."""
    measure = register.measures.get(quote.measure)
    return measure is not None and quote.text in measure.quote
