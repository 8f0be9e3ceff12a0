"""The bracket behind a task that names its units, and how a text falls into sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

SENTENCE = re.compile(r"[^。]*。|[^。]+$")
LABELS = re.compile(r"牵头单位|责任单位|配合单位")
MARKS = re.compile(r"[(),:;、，：；（）。\s]")


def sentences(text: str) -> list[str]:
    """A task's text cut after each full stop; joined they give the text again."""
    return SENTENCE.findall(text)


class Bracket(NamedTuple):
    """A bracket read with the names that a record lists.

    `named`: those names by label. `left`: label and text of every other word. `missed`: position
    among the names of the first that is not in its turn, if any; reading stops there.
    """

    named: dict[str, list[str]]
    left: list[tuple[str, str]]
    missed: int | None


def read_bracket(assignment: str, names: Sequence[str]) -> Bracket:
    """A bracket's names by their label, in order. `names` are those of the record, lead first."""
    bracket = Bracket({}, [], None)
    label, rest = "", assignment
    for index, name in enumerate(names):
        before, hit, rest = rest.partition(name)
        if not hit:
            return bracket._replace(missed=index)
        label = _read_gap(before, label, bracket)
        bracket.named.setdefault(label, []).append(name)
    _read_gap(rest, label, bracket)
    return bracket


def _read_gap(gap: str, label: str, bracket: Bracket) -> str:
    """Note words left over between two names; return the label that holds from here on."""
    at = 0
    for match in [*LABELS.finditer(gap), None]:
        end = match.start() if match else len(gap)
        bracket.left.extend((label, word) for word in MARKS.split(gap[at:end]) if word)
        if match:
            label, at = match[0], match.end()
    return label
