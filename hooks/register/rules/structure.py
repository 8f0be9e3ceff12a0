"""The plan holds together: outline, sentences, brackets, counts."""

from __future__ import annotations

from collections import Counter

from register.assignment import roles, sentences
from register.model import Task
from register.problem import Place, Problem, nearest
from register.rules.common import Problems
from register.store import Register


def tasks_stand_once(register: Register) -> Problems:
    """Each action and each task outside an action stands exactly once in its plan's outline."""
    for plan in register.plans.values():
        origin = register.origin(plan)
        wanted = {
            "actions": [action.number for action in register.actions_of(plan)],
            "tasks": [t.number for t in register.tasks_of(plan) if t.action is None],
        }
        names = {"actions": "行动", "tasks": "任务"}
        for role, numbers in wanted.items():
            listed = Counter(n for b in plan.outline if b.role == role for n in b.numbers)
            for number in numbers:
                if listed[number] != 1:
                    cause = f"{names[role]}{number} 在 outline 里出现了 {listed[number]} 次。"
                    yield Problem(origin.place("outline"), cause, "每一项要正好出现一次。")
            for number in listed.keys() - set(numbers):
                cause = f"outline 里的{names[role]}{number} 没有对应的记录。"
                yield Problem(origin.place("outline"), cause, "请补上记录，或者从 outline 里去掉。")


def known_actions(register: Register) -> Problems:
    """A task's action exists."""
    for task in register.tasks.values():
        if task.action and register.action_of(task) is None:
            known = [str(a.number) for a in register.actions.values() if a.plan == task.plan]
            place = register.origin(task).place("action")
            yield Problem(place, f"行动“{task.action}”不存在。", nearest(str(task.action), known))


def sentence_boundaries(register: Register) -> Problems:
    """A task is cut into sentences exactly after each full stop."""
    for task in register.tasks.values():
        for index, measure in enumerate(task.measures):
            if sentences(measure.quote) != [measure.quote] or not measure.quote.endswith("。"):
                place = register.origin(task).place("measures", index, "quote")
                cause = "这里不是正好一句话。"
                yield Problem(place, cause, "一条 quote 写一句，到句号为止。")


def assignments(register: Register) -> Problems:
    """The bracket names exactly the listed units, in the listed order and roles."""
    for task in register.tasks.values():
        names = [register.units[u].name for u in task.units if u in register.units]
        if len(names) < len(task.units):
            yield from _not_units(register, task)
            continue
        found = roles(task.assignment, names)
        lead = [register.units[unit].name for unit in task.lead]
        responsible = [register.units[unit].name for unit in task.responsible]
        yield from _against_bracket(register, task, found, lead, responsible)


def _not_units(register: Register, task: Task) -> Problems:
    for field in ("lead", "responsible"):
        for index, id_ in enumerate(getattr(task, field)):
            if id_ not in register.units:
                place = register.origin(task).place(field, index)
                names = [unit.name for unit in register.units.values()]
                cause = f"“{register.body(id_).name}”不是责任单位。"
                yield Problem(place, cause, nearest(register.body(id_).name, names))


def _against_bracket(
    register: Register,
    task: Task,
    found: dict[str, list[str]] | None,
    lead: list[str],
    responsible: list[str],
) -> Problems:
    origin = register.origin(task)
    if found is None:
        for field, names in (("lead", lead), ("responsible", responsible)):
            for index, name in enumerate(names):
                if name not in task.assignment:
                    cause = f"“{name}”不在分工括号里。"
                    yield Problem(origin.place(field, index), cause, "请照括号里的单位改。")
                    return
        yield Problem(origin.place("lead"), "单位的顺序与分工括号不同。", "请照括号里的顺序写。")
        return
    clause = register.plans[task.plan].default_clause
    allowed = clause.text if clause and clause.task == task.number else ""
    for word in found[""]:
        if word not in allowed:
            cause = f"分工括号里的“{word}”没有写进 lead 或者 responsible。"
            yield Problem(origin.place("assignment"), cause, "请补上这个单位，或者改正括号。")
    if found.get("牵头单位", []) != lead and "牵头单位" in task.assignment:
        yield Problem(
            origin.place("lead"), "牵头单位与分工括号不同。", "请照括号里的“牵头单位”写。"
        )
    elif found.get("责任单位", []) != responsible and "责任单位" in task.assignment:
        place = origin.place("responsible")
        yield Problem(place, "责任单位与分工括号不同。", "请照括号里的“责任单位”写。")


def counts(register: Register) -> Problems:
    """A plan has as many records as its own record says the notice has."""
    for plan in register.plans.values():
        tasks = register.tasks_of(plan)
        got = {
            "actions": len(register.actions_of(plan)),
            "tasks": len(tasks),
            "measures": sum(len(task.measures) for task in tasks),
            "units": len({unit for task in tasks for unit in task.units}),
            "lead": sum(len(task.lead) for task in tasks),
            "responsible": sum(len(task.responsible) for task in tasks),
        }
        for field, number in got.items():
            wanted = getattr(plan.counts, field)
            if number != wanted:
                place = register.origin(plan).place("counts", field)
                cause = f"{field} 登记的是 {wanted}，数据里有 {number}。"
                yield Problem(place, cause, "请恢复缺少的记录；通知确实不同时才改这个数。")


def floors(register: Register) -> Problems:
    """Emptied data can't publish an empty site."""
    for field in ("plans", "units", "actors", "benefits", "terms", "sources"):
        least, got = getattr(register.floors, field), len(getattr(register, field))
        if got < least:
            cause = f"{field} 只有 {got} 条记录，至少要有 {least} 条。"
            remedy = "请恢复误删的记录；确实要减少时改 data/floors.yml。"
            yield Problem(Place("data/floors.yml"), cause, remedy)
