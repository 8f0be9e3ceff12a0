"""A problem in the data or in the built site, in the words that an editor reads."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
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


CURLY = re.compile("[“”‘’]")
JOINS = re.compile("[，、；;]")  # marks that YAML takes for text
FEW = 12  # values that a message can list
NO_LABELS: Mapping[str, str] = {}


def nearest(wrong: str, known: Iterable[str], labels: Mapping[str, str] = NO_LABELS) -> str:
    """What to write instead of `wrong`, in Chinese: the nearest known value, or a list of them.

    `labels` says what the known values are called, and so what else an editor may have written.
    """
    known = list(known)
    if not known:
        return "这里没有可以写的记录；请看它要指的记录是不是误删了。"
    if not any(map(slip, known)) and (slipped := slip(wrong)):
        return slipped
    if meant := _meant(wrong, known, labels):
        return f"您是否想写“{meant}”？"
    if labels:
        return f"可以写：{'、'.join(f'{value}（{labels[value]}）' for value in known)}。"
    return f"可以写：{'、'.join(known)}。" if len(known) <= FEW else "请从已有的记录里选一个。"


def slip(wrong: str, *, in_list: bool = False) -> str | None:
    """What to do about a mark that YAML takes for text; None when there is none."""
    if CURLY.search(wrong):
        return "请去掉弯引号“”；要加引号请用英文双引号。"
    if in_list and (mark := JOINS.search(wrong)):
        return f"“{mark[0]}”不能分开各项；各项之间请用英文逗号和一个空格。"
    return None


def nearest_item(wrong: str, known: Iterable[str], labels: Mapping[str, str] = NO_LABELS) -> str:
    """As `nearest`, for an item of a list, where a wrong mark may have made one item of several."""
    known = list(known)
    mark = JOINS.search(wrong)
    if mark is None or not known:
        return nearest(wrong, known, labels)
    by_label = {label: value for value, label in labels.items()}
    parts = [part.strip() for part in JOINS.split(wrong) if part.strip()]
    items = [by_label.get(part, part) for part in parts]
    if all(item in known for item in items):
        return f"“{mark[0]}”不能分开各项；请写成“{', '.join(items)}”。"
    # A known name such as 乡镇、街道 may be meant.
    meant = any(mark[0] in value for value in known)
    return (None if meant else slip(wrong, in_list=True)) or nearest(wrong, known, labels)


def _meant(wrong: str, known: list[str], labels: Mapping[str, str]) -> str | None:
    """The known value that is nearest to what was written, or whose label is."""
    by_label = {label: value for value, label in labels.items()}
    close = difflib.get_close_matches(wrong, [*known, *by_label], n=1, cutoff=0.5)
    return by_label.get(close[0], close[0]) if close else None
