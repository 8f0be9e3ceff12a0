"""The log of changes in data/changes/: what was published when, as the page and feeds tell it.

It is a record, not worked out from git: a copy may hold few revisions, and a person has read each
entry before it was committed. `diff --record` writes the draft.
"""

from __future__ import annotations

import datetime
import re
from typing import Annotated

from pydantic import BeforeValidator, Field

from register.model import Number, Record, Slug, Text, Texts, Words

ID = re.compile(r"(\d{4}-\d{2}-\d{2})(?:-([2-9]|[1-9]\d+))?", re.ASCII)


def _dated(value: object) -> object:
    """Refuse an id that does not begin with a day; the second entry of a day ends in -2."""
    if isinstance(value, str):
        match = ID.fullmatch(value)
        try:
            datetime.date.fromisoformat(match[1] if match else "")
        except ValueError:
            raise ValueError("要写成 2026-11-24，同一天的第二条写成 2026-11-24-2") from None
    return value


class Told(Record):
    """One thing that changed. `units` are ids, since a name may change later."""

    says: Words = Field(title="改了什么")
    page: Text | None = Field(title="看哪个网页")
    plan: Slug | None = Field(title="方案")
    units: tuple[Slug, ...] = Field(title="有关的单位")


class Amount(Record):
    """How many records of one kind came and went."""

    kind: Text = Field(title="记录的种类")
    added: Number = Field(title="新增")
    removed: Number = Field(title="删去")


class LogEntry(Record):
    """What one publication changed. A plan in `plans` concerns all of its units."""

    id: Annotated[str, BeforeValidator(_dated)] = Field(title="标识")
    title: Text = Field(title="标题（我们的话）")
    who: Text = Field(title="谁改的")
    plans: tuple[Slug, ...] = Field(title="收录的方案")
    records: tuple[Amount, ...] = Field(title="新增和删去的记录")
    facts: tuple[Told, ...] = Field(title="事实的变化")
    wording: tuple[Told, ...] = Field(title="说明的变化")
    pages: Texts = Field(title="内容有变的网页")
    new_pages: Number = Field(title="新增的网页数")

    @property
    def date(self) -> datetime.date:
        """The day of the publication, as the id says."""
        return datetime.date.fromisoformat(self.id[:10])

    @property
    def order(self) -> tuple[str, int]:
        """Day, and place within the day counted from 1."""
        return self.id[:10], int(self.id[11:] or 1)

    @property
    def tells_facts(self) -> bool:
        """Whether more than wording changed."""
        return bool(self.facts or self.plans or self.records)
