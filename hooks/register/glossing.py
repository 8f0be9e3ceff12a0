"""Glossary terms where they occur: a text → its pieces, those that are terms marked.

Templates make the links. The pieces of a text always join to that very text, so quotations stay
verbatim.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from register.model import Term
from register.typography import full_width

Piece = tuple[str, Term | None]


class Glossary:
    """Finds terms in texts; of those that start at one place, the longest."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = {full_width(term.term): term for term in terms}
        longest_first = sorted(self.terms, key=len, reverse=True)
        self.pattern = re.compile("|".join(map(re.escape, longest_first)) or "(?!)")
        self.pieces = cache(self._pieces)

    def _pieces(self, text: str) -> tuple[Piece, ...]:
        """All occurrences; a text set full-width, cut before and after each term."""
        pieces: list[Piece] = []
        at = 0
        for match in self.pattern.finditer(text):
            pieces += [(text[at : match.start()], None), (match[0], self.terms[match[0]])]
            at = match.end()
        pieces.append((text[at:], None))
        return tuple(piece for piece in pieces if piece[0])

    def reader(self, prefix: str = "term-") -> Reader:
        """Who has not met any term yet. `prefix` starts the ids of the definitions."""
        return Reader(self, prefix)


class Reader:
    """Goes through the texts of one page in order and meets each term for the first time once."""

    def __init__(self, glossary: Glossary, prefix: str) -> None:
        self.glossary = glossary
        self.prefix = prefix
        self.met: dict[str, Term] = {}

    def read(self, text: str) -> list[Piece]:
        """The pieces of a plain text, set full-width; a term is marked where it is first met."""
        if hasattr(text, "__html__"):
            # Markup may hold links, and a link must not stand inside another.
            raise TypeError("only plain text can be explained")
        return [
            (piece, term if term is not None and self._new(term) else None)
            for piece, term in self.glossary.pieces(full_width(text))
        ]

    def _new(self, term: Term) -> bool:
        if term.id in self.met:
            return False
        self.met[term.id] = term
        return True
