"""A problem in the data or in the built site, in the words that an editor reads."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Place:
    """A position in a file: path relative to the project, line and column counted from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True)
class Problem:
    """One problem: where it is, what is wrong and what to do, the last two in Chinese."""

    place: Place
    cause: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place} {self.cause} {self.remedy}"


class RegisterError(Exception):
    """The data can't be used; carries every problem that was found, sorted by place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


def nearest(wrong: str, known: Iterable[str]) -> str:
    """A question that names the known value nearest to `wrong`, or a list of a few, in Chinese."""
    known = list(known)
    close = difflib.get_close_matches(wrong, known, n=1, cutoff=0.5)
    if close:
        return f"您是否想写“{close[0]}”？"
    if not known:
        return "请删掉它。"
    if len(known) <= 12:
        return f"可以写：{'、'.join(known)}。"
    return "请从已有的记录里选一个。"
