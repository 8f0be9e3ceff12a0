"""Difference → a draft of an entry for data/changes/, which a person then reads."""

from __future__ import annotations

import datetime
import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from register import links
from register.affected import Affected
from register.changelog import Amount, LogEntry, Told
from register.diff import Difference, Subject
from register.model import Unit
from register.snapshot import KINDS, Snapshot, text

FOLDER = "data/changes"
MOST_TOLD = 30  # records that come and go at once, before they are only counted
# Records that say nothing of the notice itself; that one came or went is a matter of wording.
WORDING = ("词语", "词表", "拼音", "搜索", "字表", "找政策", "最低数量", "换了的地址")
# Texts that YAML, or some reader of it, takes for a mark, a number, a date or a truth value.
UNSAFE = re.compile(
    r"^[-?:,\[\]{}#&*!|>'\"%@`=<]|^\s|\s$|:\s|:$|\s#|^[-+.\d][\d_.:eExXoOTtZz +-]*$"
    r"|^(?:y|n|yes|no|true|false|on|off|null|~)?$",
    re.IGNORECASE,
)


def next_id(root: Path, day: datetime.date) -> str:
    """The id of a day's next entry."""
    place = 1
    while (root / FOLDER / f"{_id(day, place)}.yml").exists():
        place += 1
    return _id(day, place)


def _id(day: datetime.date, place: int) -> str:
    return day.isoformat() if place == 1 else f"{day.isoformat()}-{place}"


def draft(
    difference: Difference, pages: Affected, new: Snapshot, id_: str, who: str, title: str
) -> LogEntry:
    """An entry that tells a difference; an empty `title` becomes one that counts."""
    ids = {text(unit.raw.get("name")): unit.stem for unit in new.of(Unit)}
    facts = [_told(str(change), change.subject, ids) for change in difference.facts]
    wording = [_told(str(change), change.subject, ids) for change in difference.wording]
    moved = [("新增", s) for s in difference.added] + [("删去", s) for s in difference.removed]
    if len(moved) <= MOST_TOLD:
        for verb, subject in moved:
            told = wording if subject.kind in WORDING else facts
            told.append(_told(f"{verb} {subject.label}", subject, ids))
    return LogEntry(
        id=id_,
        title=title or f"事实改动{len(facts)}处，说明改动{len(wording)}处",
        who=who,
        plans=tuple(s.plan for s in difference.added if s.kind == "方案"),
        records=tuple(_amounts(difference)),
        facts=tuple(facts),
        wording=tuple(wording),
        pages=tuple(url for url in pages.changed if not url.startswith(links.CHANGES)),
        new_pages=sum(not url.startswith(links.CHANGES) for url in pages.new),
    )


def _told(says: str, subject: Subject, ids: dict[str, str]) -> Told:
    units = tuple(ids[name] for name in subject.units if name in ids)
    return Told(says=says, page=subject.url or None, plan=subject.plan or None, units=units)


def _amounts(difference: Difference) -> Iterable[Amount]:
    came = Counter(subject.kind for subject in difference.added)
    went = Counter(subject.kind for subject in difference.removed)
    for kind in KINDS:
        if "*" in kind.files and came[kind.name] + went[kind.name]:
            yield Amount(kind=kind.name, added=came[kind.name], removed=went[kind.name])


def written(entry: LogEntry) -> str:
    """The entry as its file, in the form that all records have."""
    lines = []
    for name, value in entry.model_dump(mode="json").items():
        lines += _field(name, value)
    return "\n".join(lines) + "\n"


def _field(name: str, value: object) -> list[str]:
    if not isinstance(value, list) or not any(isinstance(item, dict) for item in value):
        return [f"{name}: {_inline(value)}"]
    lines = [f"{name}:"]
    for item in value:
        fields = [f"{key}: {_inline(inner)}" for key, inner in item.items()]
        lines += [f"  - {fields[0]}", *(f"    {line}" for line in fields[1:])]
    return lines


def _inline(value: object, within: str = "") -> str:
    """A value on one line, in quotes where it could be taken for something else."""
    if isinstance(value, list):
        return f"[{', '.join(_inline(item, ',[]{}') for item in value)}]"
    unsafe = isinstance(value, str) and (UNSAFE.search(value) or set(within) & set(value))
    return value if isinstance(value, str) and not unsafe else json.dumps(value, ensure_ascii=False)
