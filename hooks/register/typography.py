"""How Chinese text is set: full-width marks, reversibly, and where headings may break.

The notice as received uses half-width marks. Pages show full-width ones; data keeps the bytes.
"""

from __future__ import annotations

import datetime
import json
import re
from contextlib import suppress
from functools import cache
from pathlib import Path

from markupsafe import Markup, escape

HALF = ",:;!?()"
FULL = "，：；！？（）"
TO_FULL = str.maketrans(HALF, FULL)
TO_HALF = str.maketrans(FULL, HALF)

# Marks inside numbers and addresses (1,000 · 9:30 · https://…) stay as they are.
KEPT = re.compile(r"\d[,:]\d|https?:\S+")
NO_BREAK_BEFORE = re.compile(r"[，。、：；！？）》”％%—…·.\d]|[年月日项名人个次]$")
NO_BREAK_AFTER = re.compile(r"[（《“—\d]$")


def full_width(text: str) -> str:
    """Text with full-width marks; half_width gives text without any full-width mark back."""
    if not KEPT.search(text):
        return text.translate(TO_FULL)
    pieces, at = [], 0
    for match in KEPT.finditer(text):
        pieces += [text[at : match.start()].translate(TO_FULL), match[0]]
        at = match.end()
    return "".join([*pieces, text[at:].translate(TO_FULL)])


def chinese_date(value: datetime.date) -> str:
    """2026-01-23 → 2026年1月23日."""
    return f"{value.year}年{value.month}月{value.day}日"


def half_width(text: str) -> str:
    """Text with half-width marks, as the notice has it."""
    return text.translate(TO_HALF)


class Words:
    """Cuts headings into words, and remembers the cuts: the segmenter's dictionary loads slowly."""

    def __init__(self, memory: Path | None = None) -> None:
        self.memory = memory
        self.known: dict[str, list[str]] = {}
        self.grown = False
        self.heading = cache(self._heading)
        if memory is not None and memory.is_file():
            with suppress(ValueError, TypeError):  # a damaged memory is made anew
                self.known = dict(json.loads(memory.read_bytes()))

    def __call__(self, text: str) -> list[str]:
        """Text cut where a line may break: between words, never before a closing mark."""
        if text not in self.known:
            self.known[text] = _cut(text)
            self.grown = True
        return self.known[text]

    def save(self) -> None:
        """Write the memory if it grew."""
        if self.memory is not None and self.grown:
            self.memory.parent.mkdir(parents=True, exist_ok=True)
            self.memory.write_text(json.dumps(self.known, ensure_ascii=False), encoding="utf-8")
            self.grown = False

    def _heading(self, text: str) -> Markup:
        """A heading as HTML, set full-width, that breaks only between words."""
        return Markup("<wbr>").join(escape(word) for word in self(full_width(text)))


def load_dictionary() -> None:
    """Do at once what the first new heading would otherwise wait for."""
    _cut("")


def _cut(text: str) -> list[str]:
    import rjieba  # noqa: PLC0415 - loading its dictionary costs 0.2 s

    pieces: list[str] = []
    for word in rjieba.cut(text):
        glued = pieces and (NO_BREAK_BEFORE.match(word) or NO_BREAK_AFTER.search(pieces[-1]))
        if glued:
            pieces[-1] += word
        else:
            pieces.append(word)
    return pieces
