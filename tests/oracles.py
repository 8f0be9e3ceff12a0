"""What must hold for any input at all; properties and fuzzing share these.

Each function returns nothing and raises AssertionError where something would be lost or wrong.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Any

import yaml

from register import yamltext
from register.canonical import canonical
from register.importer.draft import Draft, draft
from register.importer.outline import outline
from register.importer.text import ImportRefused, receive
from register.store import Register

FILE = "data/units/x.yml"
NOTHING = {"", "null", "~"}
DAY = datetime.date(2026, 11, 26)
SPACE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")


def yaml_is_read_whole_or_refused(raw: bytes) -> None:
    """What is accepted has the content that another reader finds, and places that exist."""
    try:
        value, marks = yamltext.read(FILE, raw)
    except yamltext.Refused as refused:
        assert refused.problems
        for problem in refused.problems:
            assert problem.cause and problem.remedy and problem.place.file == FILE
            assert 1 <= problem.place.line <= raw.count(b"\n") + raw.count(b"\r") + 2
        return
    text = raw.decode()
    assert same(value, yaml.load(text, Loader=yaml.CBaseLoader))
    lines = text.split("\n")
    for line, column in marks.values():
        assert 1 <= line <= len(lines) + 1 and column >= 1
    written = canonical(FILE, raw).encode()
    assert yamltext.read(FILE, written)[0] == value
    assert canonical(FILE, written).encode() == written


def same(ours: Any, theirs: Any) -> bool:
    """Whether two readers found the same; ours has None for what the other leaves as text."""
    if isinstance(ours, dict):
        return (
            isinstance(theirs, dict)
            and list(ours) == list(theirs)
            and all(same(ours[key], theirs[key]) for key in ours)
        )
    if isinstance(ours, list):
        return isinstance(theirs, list) and [*map(same, ours, theirs)] == [True] * len(theirs)
    return theirs in NOTHING if ours is None else bool(ours == theirs)


def notice_is_drafted_whole_or_refused(raw: bytes, register: Register) -> None:
    """A draft gives the notice back, but for white space, or says where it does not."""
    try:
        received = receive("notice.txt", raw)
    except ImportRefused as refused:
        assert refused.cause and refused.remedy
        return
    found = outline(received.text)
    if found.tasks:
        made = draft(received, found, register, "test-plan", DAY)
        assert made.files["plans/test-plan/notice.txt"] == received.raw
        whole = squeezed("".join(pieces(made))) == squeezed(received.text)
        assert whole or any("还原不了" in question.doubt.question for question in made.questions)


def squeezed(text: str) -> str:
    return SPACE.sub("", text)


def pieces(made: Draft) -> Iterator[str]:
    """The notice's text in order, as the records of a draft have it."""
    folder = f"plans/{made.plan}/"
    records = {
        path.removeprefix(folder).removesuffix(".yml"): yamltext.read(path, content)[0]
        for path, content in made.files.items()
        if path.startswith(folder) and path.endswith(".yml")
    }
    tasks = [record for path, record in sorted(records.items()) if path.startswith("tasks/")]
    tasks.sort(key=lambda task: int(task["number"]))
    for block in records["plan"]["outline"]:
        yield block.get("text") or ""
        for number in block.get("numbers") or ():
            if block["role"] == "tasks":
                yield from written(next(task for task in tasks if task["number"] == number))
                continue
            action = next(
                record
                for path, record in records.items()
                if path.startswith("actions/") and record["number"] == number
            )
            yield from (action["heading"], action.get("after") or "")
            for task in tasks:
                if task["action"] == number:
                    yield from written(task)


def written(task: dict[str, Any]) -> Iterator[str]:
    """One task as the notice has it."""
    yield f"{task['number']}." if task.get("mark") is None else task["mark"]
    quotes = [measure["quote"] for measure in task["measures"]]
    stands = task.get("assignment_after")
    quotes.insert(len(quotes) if stands is None else int(stands), task["assignment"])
    yield from (*quotes, task.get("after") or "")
