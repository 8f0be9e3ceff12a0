"""What was read of data/, part by part: a part that lies there as it did need not be read again.

A part is a plan, a folder of records that belong to no plan, or a single file.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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
    now, found = time.time_ns(), dict[str, list[Any]]()
    for path, _, state in entries:
        if state is None or not path.startswith("data/"):
            continue
        settled = now - max(state[1:3]) > SETTLED_NS
        found.setdefault(_name(path), []).append((path, state) if settled else object())
    return found


def _name(path: str) -> str:
    """`plans/x` for data/plans/x/tasks/01.yml, `units` for data/units/x.yml, else the file."""
    _, first, *rest = path.split("/")
    return f"{first}/{rest[0]}" if first == "plans" and len(rest) > 1 else first
