"""What was read of data/, part by part: a part that lies there as it did need not be read again.

A part is a plan, a folder of records that belong to no plan, or a single file.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from register.files import Entry
from register.model import Origin
from register.problem import Problem

# A file may change again in the tick of the clock in which it was read.
SETTLED_NS = 2_000_000_000

Lies = Mapping[str, list[Any]]  # how the files of each part lie on disk


@dataclass
class Found:
    """What comes to light while files are read, beside the records themselves."""

    problems: list[Problem] = field(default_factory=list)
    origins: dict[tuple[str, str], Origin] = field(default_factory=dict)
    unresolved: set[str] = field(default_factory=set)  # files that name a body that is unknown
    seen: dict[str, str] = field(default_factory=dict)  # content as JSON by the digest of bytes

    def add(self, other: Found) -> None:
        """Take in what was found elsewhere."""
        self.problems += other.problems
        self.origins |= other.origins
        self.unresolved |= other.unresolved
        self.seen |= other.seen


@dataclass(eq=False)
class Part:
    """One part as it was read; `built_on` are the parts that were needed to understand it."""

    lies: list[Any]
    built_on: tuple[Part, ...]
    found: Found
    value: Any

    def still_holds(self, lies: list[Any], built_on: tuple[Part, ...]) -> bool:
        """Whether it would be read like this again."""
        return self.lies == lies and self.built_on == built_on


def lies(entries: Iterable[Entry]) -> Lies:
    """How the files in data/ lie on disk, by the parts that they belong to."""
    settled, found = time.time_ns() - SETTLED_NS, dict[str, list[Any]]()
    part_of = cache(_part)
    for path, _, state in entries:
        folder, _, name = path.rpartition("/")
        part = part_of(folder) or name
        if state is not None and part != ELSEWHERE:
            lie = found.setdefault(part, [])
            lie += (path, state) if max(state[1], state[2]) < settled else (path, object())
    return found


ELSEWHERE = "."


def _part(folder: str) -> str:
    """`plans/x` for data/plans/x/tasks, `units` for data/units, nothing for data itself."""
    top, *rest = folder.split("/")
    if top != "data":
        return ELSEWHERE
    return "/".join(rest[:2]) if rest[:1] == ["plans"] else "".join(rest[:1])
