"""What has been reported, counted: by unit, by action, by status. Never as a percentage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from register.model import Action, Plan, Progress, Task, Unit
from register.store import Register

Assignment = tuple[str, str]  # ids of a unit and of a task that a bracket assigns to it


class Tally(NamedTuple):
    """Assignments of one unit or action: how many are at each status, how many nobody reported."""

    label: str
    owner: Unit | Action | None
    counts: dict[str, int]
    unreported: int


class Overview(NamedTuple):
    """The state of all reports. `others` are of bodies to which no bracket assigns the task."""

    statuses: list[str]
    reports: int
    by_unit: list[Tally]
    by_action: list[Tally]
    by_status: dict[str, list[Progress]]
    unreported: int
    others: list[Progress]


def latest(reports: Iterable[Progress]) -> dict[Assignment, Progress]:
    """The newest report of each body on each task; `reports` come oldest first."""
    return {(report.unit, report.task): report for report in reports}


def of_plan(register: Register, plan: Plan) -> list[Progress]:
    """The reports on a plan, oldest first."""
    return [report for report in register.progress.values() if report.plan == plan.id]


def overview(register: Register, plan: Plan) -> Overview:
    """Every assignment of a plan with its newest report, if there is one."""
    reports = of_plan(register, plan)
    newest = latest(reports)
    tasks = register.tasks_of(plan)
    units = {unit for task in tasks for unit in task.units}
    assigned = [(unit, task.id) for task in tasks for unit in task.units]
    reported = {pair: newest[pair] for pair in assigned if pair in newest}
    order = register.vocabularies["progress"].entries
    by_status = {status: [r for r in reported.values() if r.status == status] for status in order}
    return Overview(
        statuses=[status for status in order if by_status[status]],
        reports=len(reports),
        by_unit=[
            _tally(unit.name, unit, [pair for pair in assigned if pair[0] == unit.id], reported)
            for unit in register.units.values()
            if unit.id in units
        ],
        by_action=[
            _tally(
                action.short if action else "不属于行动的任务", action, _pairs(members), reported
            )
            for action, members in _actions(register, plan)
        ],
        by_status=by_status,
        unreported=len(assigned) - len(reported),
        others=[report for pair, report in newest.items() if pair not in reported],
    )


def _actions(register: Register, plan: Plan) -> list[tuple[Action | None, list[Task]]]:
    """Each action with its tasks; at the end those that stand under none."""
    groups = [(action, list(register.tasks_of(action))) for action in register.actions_of(plan)]
    rest = [task for task in register.tasks_of(plan) if task.action is None]
    return [*groups, *([(None, rest)] if rest else [])]


def _pairs(tasks: Iterable[Task]) -> list[Assignment]:
    return [(unit, task.id) for task in tasks for unit in task.units]


def _tally(
    label: str,
    owner: Unit | Action | None,
    assigned: list[Assignment],
    reported: dict[Assignment, Progress],
) -> Tally:
    counts = Counter(reported[pair].status for pair in assigned if pair in reported)
    return Tally(label, owner, dict(counts), len(assigned) - counts.total())
