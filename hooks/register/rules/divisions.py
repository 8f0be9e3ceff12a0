"""What districts reported of their own bodies refers to tasks that exist."""

from __future__ import annotations

from register.problem import Problem
from register.rules.common import Problems
from register.store import Register


def divisions_refer(register: Register) -> Problems:
    """Each task exists, stands once and has a body; nothing was divided before the notice."""
    for division in register.divisions.values():
        plan, place = register.plans[division.plan], register.origin(division).place
        if division.date < plan.date:
            cause = f"{division.date} 早于通知的日期 {plan.date}。"
            yield Problem(place("date"), cause, "请核对日期。")
        seen: set[int] = set()
        for index, divided in enumerate(division.tasks):
            at = place("tasks", index, "task")
            id_ = f"{division.plan}/{divided.task}"
            if id_ not in register.tasks and not register.is_suspect(id_):
                yield Problem(at, f"没有第{divided.task}项任务。", "请核对序号。")
            if divided.task in seen:
                yield Problem(at, f"第{divided.task}项写了两遍。", "请合成一项。")
            if not divided.lead and not divided.responsible:
                yield Problem(at, "一个单位也没有写。", "请写上单位，或者删掉这一项。")
            seen.add(divided.task)
