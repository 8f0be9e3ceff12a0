"""The bracket behind a task that names its units, and how a text falls into sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence

SENTENCE = re.compile(r"[^。]*。|[^。]+$")
LABELS = re.compile(r"牵头单位|责任单位|配合单位")
MARKS = re.compile(r"[(),:;、，：；（）。\s]")


def sentences(text: str) -> list[str]:
    """A task's text cut after each full stop; joined they give the text again."""
    return SENTENCE.findall(text)


def roles(assignment: str, names: Sequence[str]) -> dict[str, list[str]] | None:
    """Names in a bracket by their label, in order; None when a listed name is not in its turn.

    `names` are all names that the record lists, lead first. The key "" holds what is left over:
    words that are neither a listed name, nor a label, nor a mark.
    """
    found: dict[str, list[str]] = {"": []}
    label, rest = "", assignment
    for name in names:
        before, hit, rest = rest.partition(name)
        if not hit:
            return None
        label = _read_gap(before, label, found)
        found.setdefault(label, []).append(name)
    _read_gap(rest, label, found)
    return found


def _read_gap(gap: str, label: str, found: dict[str, list[str]]) -> str:
    """Note words left over between two names; return the label that holds from here on."""
    labels = LABELS.findall(gap)
    found[""] += [word for word in MARKS.split(LABELS.sub("、", gap)) if word]
    return labels[-1] if labels else label
