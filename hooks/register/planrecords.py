"""The records of one plan, with the look-ups that lie within it.

Plans are independent of each other here, so what was looked up in one stands while another is
being edited.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from register.model import Action, Benefit, Measure, Progress, Task

R = TypeVar("R")
Groups = Mapping[str, tuple[R, ...]]


def group(pairs: Iterable[tuple[str, R]]) -> dict[str, tuple[R, ...]]:
    """Values by key, each once, keys and values in the order of the pairs."""
    groups: dict[str, dict[int, R]] = defaultdict(dict)
    for key, value in pairs:
        groups[key].setdefault(id(value), value)
    return {key: tuple(values.values()) for key, values in groups.items()}


@dataclass(frozen=True, eq=False)
class PlanRecords:
    """What belongs to a plan, each kind in its order."""

    actions: tuple[Action, ...] = ()
    tasks: tuple[Task, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    progress: tuple[Progress, ...] = ()

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """Sentences by id, in the order of the notice."""
        return {measure.id: measure for task in self.tasks for measure in task.measures}

    @cached_property
    def tasks_by_action(self) -> Groups[Task]:
        """Tasks by the id of their action."""
        return group((f"{task.plan}/action-{task.action}", task) for task in self.tasks)

    @cached_property
    def led(self) -> Groups[Task]:
        """Tasks by the ids of their lead units."""
        return group((unit, task) for task in self.tasks for unit in task.lead)

    @cached_property
    def shared(self) -> Groups[Task]:
        """Tasks by the ids of their responsible units."""
        return group((unit, task) for task in self.tasks for unit in task.responsible)

    @cached_property
    def naming(self) -> Groups[Measure]:
        """Sentences by the bodies that they name as acting."""
        return group((actor, m) for m in self.measures.values() for actor in m.actors)

    @cached_property
    def benefits_by_measure(self) -> Groups[Benefit]:
        """Benefits by the sentences that they quote."""
        return group((id_, benefit) for benefit in self.benefits for id_ in benefit.measures)

    @cached_property
    def benefits_by_audience(self) -> Groups[Benefit]:
        """Benefits by whom they are for."""
        return group((id_, benefit) for benefit in self.benefits for id_ in benefit.audiences)

    @cached_property
    def reports_by_task(self) -> Groups[Progress]:
        """Reports by the task that they are on, the oldest first."""
        return group((report.task, report) for report in self.progress)
