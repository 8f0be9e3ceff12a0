"""The records give the notice back, byte for byte."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Iterator
from difflib import SequenceMatcher

from register.model import Block, Plan, Task, Where
from register.problem import Place, Problem
from register.rules.common import Problems, common_length, cut, differing, inside
from register.store import Register

NUMBER = re.compile(r"\n?\d+\.")
SPACE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")
MOST_LINES = 20  # over which one sentence is broken
SEGMENT = re.compile(r"\n|^\d+\.|[^。\n]*。|[^。\n]+", re.MULTILINE)


def _as_received(plan: Plan) -> bool:
    return hashlib.sha256(plan.notice.encode()).hexdigest() == plan.notice_sha256


def notice_unchanged(register: Register) -> Problems:
    """notice.txt is the text as received, byte for byte."""
    for plan in register.plans.values():
        if _as_received(plan):
            continue
        rebuilt = rebuilt_notice(register, plan)
        if rebuilt == as_compared(plan):
            place = register.origin(plan).place("notice_sha256")
            remedy = "请恢复原来的校验和；notice.txt 是一切引文的依据，不能改。"
            yield Problem(place, "校验和与 notice.txt 不一致。", remedy)
            continue
        right = plan.notice[: _received(plan, common_length(rebuilt, as_compared(plan)))]
        line, column = right.count("\n") + 1, len(right) - right.rfind("\n")
        here, recorded = differing(as_compared(plan), rebuilt)
        place = Place(f"data/plans/{plan.id}/notice.txt", line, column)
        cause = f"notice.txt 与登记的校验和不一致，这里是“{here}”，数据里是“{recorded}”。"
        yield Problem(place, cause, "请恢复 notice.txt 的原样；它是一切引文的依据，不能改。")


def pieces(register: Register, plan: Plan) -> Iterator[tuple[str, Where]]:
    """The notice's text in order, piece by piece, each with the place in data/ that states it."""
    for index, block in enumerate(plan.outline):
        if index:
            yield "\n", register.origin(plan).later("outline", index)
        yield from _block_pieces(register, plan, index, block)


def _block_pieces(
    register: Register, plan: Plan, index: int, block: Block
) -> Iterator[tuple[str, Where]]:
    if block.text is not None:
        yield block.text, register.origin(plan).later("outline", index, "text")
    separator = ""
    for number in block.numbers:
        if block.role == "actions":
            action = register.actions.get(f"{plan.id}/action-{number}")
            if action is None:
                continue
            yield separator + action.heading, register.origin(action).later("heading")
            separator = "\n"
            if action.after:
                yield separator + action.after, register.origin(action).later("after")
            for task in register.tasks_of(action):
                yield from _task_pieces(register, task, separator)
        elif task_ := register.tasks.get(f"{plan.id}/{number}"):
            yield from _task_pieces(register, task_, separator)
            separator = "\n"


def _task_pieces(register: Register, task: Task, separator: str) -> Iterator[tuple[str, Where]]:
    origin = register.origin(task)
    yield separator + task.printed, origin.later("number" if task.mark is None else "mark")
    stands = len(task.measures) if task.assignment_after is None else task.assignment_after
    for index, measure in enumerate(task.measures):
        if index == stands:
            yield task.assignment, origin.later("assignment")
        yield measure.quote, origin.later("measures", index, "quote")
    if stands >= len(task.measures):
        yield task.assignment, origin.later("assignment")
    if task.after:
        yield task.after, origin.later("after")


def rebuilt_notice(register: Register, plan: Plan) -> str:
    """The notice, rebuilt from the records alone."""
    return _unspaced(plan, "".join(text for text, _ in pieces(register, plan)))


def as_compared(plan: Plan) -> str:
    """The notice as its records must give it back; in a free layout white space says nothing."""
    return _unspaced(plan, plan.notice)


def stands_in(plan: Plan, words: str) -> bool:
    """Whether the notice has these words; in a free layout they may be broken over lines."""
    return _unspaced(plan, words) in as_compared(plan)


def _unspaced(plan: Plan, text: str) -> str:
    return text if plan.layout == "lines" else SPACE.sub("", text)


def _received(plan: Plan, at: int) -> int:
    """Where in the notice as received the character stands that is compared as number `at`."""
    if plan.layout == "lines":
        return at
    compared = [place for place, sign in enumerate(plan.notice) if not SPACE.match(sign)]
    return compared[at] if at < len(compared) else len(plan.notice)


def notice_rebuilds(register: Register) -> Problems:
    """The records give the notice back, character by character; reports each piece that differs."""
    for plan in register.plans.values():
        if _as_received(plan) and rebuilt_notice(register, plan) != as_compared(plan):
            ours = [
                segment
                for text, where in pieces(register, plan)
                for segment in _segments(_unspaced(plan, text), where())
            ]
            end = register.origin(plan).place("outline")
            whole = not register.any_suspect(f"data/plans/{plan.id}/")
            theirs = _cut(plan, {text for text, _ in ours})
            yield from _differences([*ours, ("", end)], [*theirs, ""], whole)


def _cut(plan: Plan, known: Container[str]) -> list[str]:
    """The notice in segments; what is broken over lines is one where the records have it so."""
    parts = [part for raw in SEGMENT.findall(plan.notice) if (part := _unspaced(plan, raw))]
    found = []
    while parts:
        lengths = (end for end in range(2, MOST_LINES) if "".join(parts[:end]) in known)
        end = next(lengths, 1)
        found.append("".join(parts[:end]))
        del parts[:end]
    return found


def _segments(text: str, place: Place) -> Iterator[tuple[str, Place]]:
    """A piece cut into segments, each with its place in the quoted field that states the piece."""
    before = len(text) - len(text.removeprefix("\n"))
    quoted = not NUMBER.fullmatch(text)
    for match in SEGMENT.finditer(text):
        # A line break before the field's own text, at −1, has the place of the quotation mark.
        yield match[0], inside(place, match.start() - before) if quoted else place


def _differences(ours: list[tuple[str, Place]], theirs: list[str], whole: bool) -> Problems:
    """What the records have wrong, too much and too little, segment by segment.

    Not `whole`: some records could not be read, so what is missing says nothing.
    """
    matcher = SequenceMatcher(None, [text for text, _ in ours], theirs, autojunk=False)
    for _, i, j, k, m in matcher.get_opcodes():
        common = min(j - i, m - k)
        for at in range(common):
            (text, place), wanted = ours[i + at], theirs[k + at]
            if text != wanted:
                wrong, right = differing(text, wanted)
                remedy = f"通知里是“{right}”，请照通知改。"
                column = place.column + common_length(text, wanted)
                place = Place(place.file, place.line, column)
                yield Problem(place, f"这里的“{wrong}”与通知不同。", remedy)
        for text, place in ours[i + common : j]:
            yield Problem(place, f"通知的这个地方没有“{cut(text) or '换行'}”。", "请照通知改。")
        if whole and (missing := "".join(theirs[k + common : m])):
            # Whole lines are missing from the outline, which puts a line break before its blocks.
            place = ours[j - 1][1] if ours[j - 1][0] == "\n" else ours[j][1]
            yield Problem(place, f"这里前面缺了通知里的“{cut(missing) or '换行'}”。", "请补上。")
