"""The plan holds together: outline, sentences, brackets, counts."""

from __future__ import annotations

import re

from register.assignment import read_bracket, sentences
from register.model import Plan, Task
from register.problem import Place, Problem, nearest
from register.rules.common import Problems
from register.store import Register


def tasks_present(register: Register) -> Problems:
    """Each numbered task of the notice has its record."""
    for plan in register.plans.values():
        if plan.layout == "free":
            continue  # its numbers may restart; notice_rebuilds finds what is missing
        for number in re.findall(r"^(\d+)\.", plan.notice, re.MULTILINE):
            id_ = f"{plan.id}/{number}"
            if id_ not in register.tasks and not register.is_suspect(id_):
                place = Place(f"data/plans/{plan.id}/tasks/{number:0>2}.yml")
                yield Problem(place, f"缺少第{number}项任务的文件。", "请恢复它。")


def outline_complete(register: Register) -> Problems:
    """The outline has each action and each task outside an action once, by number."""
    for plan in register.plans.values():
        wanted = {
            "actions": {action.number for action in register.actions_of(plan)},
            "tasks": {t.number for t in register.tasks_of(plan) if t.action is None},
        }
        for role, name in (("actions", "行动"), ("tasks", "任务")):
            if register.any_suspect(f"data/plans/{plan.id}/{role}/"):
                continue  # which number is missing then says nothing
            yield from _listed_once(register, plan, role, name, wanted[role])


def _listed_once(
    register: Register, plan: Plan, role: str, name: str, wanted: set[int]
) -> Problems:
    origin = register.origin(plan)
    seen: set[int] = set()
    for index, block in enumerate(plan.outline):
        for at, number in enumerate(block.numbers if block.role == role else ()):
            where = origin.later("outline", index, "numbers", at)
            if number in seen:
                yield Problem(where(), f"{name}{number} 在 outline 里写了两遍。", "请只留一个。")
            elif number not in wanted:
                cause = f"outline 里的{name}{number} 没有对应的记录。"
                remedy = f"请恢复 {role}/{number:02}.yml，或者从 outline 里去掉它。"
                yield Problem(where(), cause, remedy)
            elif number < max([number, *seen]):
                yield Problem(where(), f"{name}{number} 的位置不对。", "请按序号从小到大写。")
            seen.add(number)
    for number in sorted(wanted - seen):
        yield Problem(origin.place("outline"), f"outline 里没有{name}{number}。", "请补上它。")


def actions_fit(register: Register) -> Problems:
    """A task belongs to the action under whose heading it stands in the notice."""
    for plan in register.plans.values():
        actions = {action.number for action in register.actions_of(plan)}
        # An action that the outline lists lacks its file; outline_complete says so.
        listed = {n for b in plan.outline if b.role == "actions" for n in b.numbers}
        stands = _actions_by_task(register, plan)
        for task in register.tasks_of(plan):
            where = register.origin(task).later("action")
            if task.action is not None and task.action not in actions | listed:
                known = nearest("", map(str, sorted(actions)))
                yield Problem(where(), f"行动“{task.action}”不存在。", known)
            elif stands.get(task.number, task.action) != task.action:
                cause = f"通知里第{task.number}项不在这个行动之下。"
                remedy = f"请把 action 改成 {stands[task.number] or 'null'}。"
                yield Problem(where(), cause, remedy)


def _actions_by_task(register: Register, plan: Plan) -> dict[int, int | None]:
    """Number of the action under which the notice has each task; empty if a line is unknown."""
    if plan.layout == "free":
        return {}
    headings: dict[str, int | None] = {
        line: None for block in plan.outline if block.text for line in block.text.splitlines()
    }
    headings |= {action.heading: action.number for action in register.actions_of(plan)}
    action: int | None = None
    found: dict[int, int | None] = {}
    for line in plan.notice.splitlines():
        if match := re.match(r"(\d+)\.", line):
            found[int(match[1])] = action
        elif line in headings:
            action = headings[line]
        else:
            return {}  # notice_rebuilds says where the heading differs
    return found


def sentence_boundaries(register: Register) -> Problems:
    """A task is cut into sentences exactly after each full stop."""
    for task in register.tasks.values():
        for index, measure in enumerate(task.measures):
            free = register.plans[task.plan].layout == "free"  # a title has no full stop there
            ends = measure.quote.endswith("。") or free
            if sentences(measure.quote) != [measure.quote] or not ends:
                place = register.origin(task).place("measures", index, "quote")
                cause = "这里不是正好一句话。"
                yield Problem(place, cause, "一条 quote 写一句，到句号为止。")


def assignments(register: Register) -> Problems:
    """The bracket names exactly the listed units, in the listed order and roles."""
    for task in register.tasks.values():
        strangers = list(_not_units(register, task))
        free = register.plans[task.plan].layout == "free"
        against = _against_any_form if free else _against_bracket
        yield from strangers or against(register, task)


def _against_any_form(register: Register, task: Task) -> Problems:
    from register.rules.forms import against_any_form  # noqa: PLC0415 - many patterns, seldom needed

    return against_any_form(register, task)


def _not_units(register: Register, task: Task) -> Problems:
    for field in ("lead", "responsible"):
        for index, id_ in enumerate(getattr(task, field)):
            if id_ not in register.units:
                place = register.origin(task).place(field, index)
                name = register.body(id_).name
                names = [unit.name for unit in register.units.values()]
                yield Problem(place, f"“{name}”不是责任单位。", nearest(name, names))


def _against_bracket(register: Register, task: Task) -> Problems:
    origin = register.origin(task)
    names = [register.units[unit].name for unit in task.units]
    bracket = read_bracket(task.assignment, names)
    if (at := bracket.missed) is not None:
        lead = len(task.lead)
        place = origin.place(*(("lead", at) if at < lead else ("responsible", at - lead)))
        if names[at] in task.assignment:
            cause = f"“{names[at]}”的位置与分工括号不同。"
            yield Problem(place, cause, "请照括号里的顺序写，每个单位写一次。")
        else:
            yield Problem(place, f"“{names[at]}”不在分工括号里。", "请照括号里的单位改。")
        return
    clause = register.plans[task.plan].default_clause
    for label, word in bracket.left:
        if not (clause and clause.task == task.number and word in clause.text):
            place = origin.place("lead" if label == "牵头单位" else "responsible")
            yield Problem(place, f"这里缺了分工括号里的“{word}”。", "请补上这个单位。")
    for field, label in (("lead", "牵头单位"), ("responsible", "责任单位")):
        listed = [register.units[unit].name for unit in getattr(task, field)]
        for index, name in enumerate(listed):
            if name not in bracket.named.get(label, ()):
                cause = f"分工括号里“{name}”不是{label}。"
                yield Problem(origin.place(field, index), cause, "请照括号里的分工写。")


def counts(register: Register) -> Problems:
    """A plan has as many records as its own record says the notice has."""
    for plan in register.plans.values():
        if register.any_suspect(f"data/plans/{plan.id}/"):
            continue
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
    """Emptied data can't publish an empty site.

    A folder that has no records left is told itself: nothing that refers to them is to be blamed.
    """
    for field in ("plans", "units", "actors", "benefits", "terms", "sources"):
        least, got = getattr(register.floors, field), len(getattr(register, field))
        if field == "benefits" and not register.plans:
            continue  # they lie in folders of their plans
        lost = got == 0 and field != "benefits"
        if got < least and not register.any_suspect(f"data/{field}" if lost else "data/"):
            cause = f"{field} 只有 {got} 条记录，至少要有 {least} 条。"
            remedy = "请恢复误删的记录；确实要减少时改 data/floors.yml。"
            floor = register.origins["Floors", "floors"].later(field)
            yield Problem(Place(f"data/{field}/") if lost else floor(), cause, remedy)
