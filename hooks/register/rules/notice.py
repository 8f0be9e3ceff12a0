"""The records give the notice back, byte for byte."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import zip_longest

from register.model import Block, Plan, Task
from register.problem import Place, Problem
from register.rules.common import Problems, cut
from register.store import Register


def notice_unchanged(register: Register) -> Problems:
    """notice.txt is the text as received, byte for byte."""
    for plan in register.plans.values():
        got = hashlib.sha256(plan.notice.encode()).hexdigest()
        if got != plan.notice_sha256:
            place = register.origin(plan).place("notice_sha256")
            cause = f"notice.txt 与登记的校验和不一致（现在是 {got[:12]}…）。"
            yield Problem(place, cause, "请恢复 notice.txt 的原样；它是一切引文的依据，不能改。")


def pieces(register: Register, plan: Plan) -> Iterator[tuple[str, Place]]:
    """The notice's text in order, piece by piece, each with the place in data/ that states it."""
    for line, (index, block) in enumerate(_lines(plan)):
        if line:
            yield "\n", register.origin(plan).place("outline", index)
        yield from _block_pieces(register, plan, index, block)


def _lines(plan: Plan) -> Iterator[tuple[int, Block]]:
    yield from enumerate(plan.outline)


def _block_pieces(
    register: Register, plan: Plan, index: int, block: Block
) -> Iterator[tuple[str, Place]]:
    place = register.origin(plan).place("outline", index, "text")
    if block.text is not None:
        yield block.text, place
    separator = ""
    for number in block.numbers:
        if block.role == "actions":
            action = register.actions.get(f"{plan.id}/action-{number}")
            if action is None:
                continue
            yield separator + action.heading, register.origin(action).place("heading")
            separator = "\n"
            for task in register.tasks_of(action):
                yield from _task_pieces(register, task, separator)
        elif task_ := register.tasks.get(f"{plan.id}/{number}"):
            yield from _task_pieces(register, task_, separator)
            separator = "\n"


def _task_pieces(register: Register, task: Task, separator: str) -> Iterator[tuple[str, Place]]:
    origin = register.origin(task)
    yield f"{separator}{task.number}.", origin.place("number")
    for index, measure in enumerate(task.measures):
        yield measure.quote, origin.place("measures", index, "quote")
    yield task.assignment, origin.place("assignment")


def rebuilt_notice(register: Register, plan: Plan) -> str:
    """The notice, rebuilt from the records alone."""
    return "".join(text for text, _ in pieces(register, plan))


def notice_rebuilds(register: Register) -> Problems:
    """The records give the notice back, character by character; reports each piece that differs."""
    for plan in register.plans.values():
        if rebuilt_notice(register, plan) == plan.notice:
            continue
        at = 0
        for text, place in pieces(register, plan):
            if plan.notice.startswith(text, at):
                at += len(text)
                continue
            ahead = plan.notice.find(text, at)
            if ahead >= 0 and text.strip():
                missing = plan.notice[at:ahead]
                yield Problem(place, f"这里前面缺了通知里的“{cut(missing)}”。", "请补上。")
                at = ahead + len(text)
                continue
            expected = _same_stretch(plan.notice, at, text)
            yield Problem(place, *_difference(text, expected))
            at += len(expected)
        if at < len(plan.notice):
            rest = cut(plan.notice[at:])
            place = register.origin(plan).place("outline")
            yield Problem(place, f"通知末尾的“{rest}”没有写进数据。", "请补上。")


def _same_stretch(notice: str, at: int, text: str) -> str:
    """What the notice has in place of a differing piece: up to its last words or the line end."""
    line_end = notice.find("\n", at + 1)
    line_end = len(notice) if line_end < 0 else line_end
    tail = text[-6:]
    found = notice.find(tail, at, min(line_end, at + len(text) + 40))
    if found >= 0:
        return notice[at : found + len(tail)]
    if text.endswith("。"):
        stop = notice.find("。", at, line_end)
        return notice[at : stop + 1] if stop >= 0 else notice[at:line_end]
    return notice[at : min(line_end, at + len(text))]


def _difference(text: str, expected: str) -> tuple[str, str]:
    for index, (ours, theirs) in enumerate(zip_longest(text, expected, fillvalue="")):
        if ours != theirs:
            cause = f"第{index + 1}个字与通知不同：这里是“{text[index : index + 6]}”。"
            return cause, f"通知里是“{expected[index : index + 6]}”，请照通知改。"
    return "这里与通知不同。", "请照通知改。"
