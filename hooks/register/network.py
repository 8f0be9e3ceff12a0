"""Who works with whom, as a drawing: units in a column, arcs between those that share tasks.

Whole pixels and a fixed order, so that the same records always give the same drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from register.model import Plan, Unit
from register.store import Register

ROW = 34  # height of a unit's line: one name in 18 px and room around it
COLUMN = 132  # width of the names: seven characters, the longest there is, and a gap
REACH = 150  # how far the longest arc reaches to the right
THICKEST = 12


class Line(NamedTuple):
    """A unit's name and where it stands."""

    unit: Unit
    y: int


class Arc(NamedTuple):
    """Half an ellipse from one unit's line to another's; `width` grows with the shared tasks."""

    start: int
    end: int
    rx: int
    ry: int
    width: float
    title: str


class Drawing(NamedTuple):
    """All lines and arcs; heavier arcs last, so that they lie on top."""

    width: int
    height: int
    column: int
    lines: list[Line]
    arcs: list[Arc]


def drawing(register: Register, plan: Plan) -> Drawing:
    """The drawing of a plan's units, those with most tasks on top."""
    assigned = {unit for task in register.tasks_of(plan) for unit in task.units}
    units = [unit for unit in register.units.values() if unit.id in assigned]
    lines = [Line(unit, ROW * place + ROW // 2) for place, unit in enumerate(units)]
    return Drawing(
        width=COLUMN + REACH + THICKEST // 2,
        height=ROW * len(units),
        column=COLUMN,
        lines=lines,
        arcs=sorted(_arcs(register, plan, lines), key=lambda arc: (arc.width, arc.start, arc.end)),
    )


def _arcs(register: Register, plan: Plan, lines: Sequence[Line]) -> list[Arc]:
    places = {line.unit.id: line.y for line in lines}
    span = max(lines[-1].y - lines[0].y, 1)
    pairs = {line.unit.id: register.collaborators(line.unit, plan.id) for line in lines}
    most = max((len(tasks) for found in pairs.values() for _, tasks in found), default=1)
    arcs = []
    for unit, start in lines:
        for other, tasks in pairs[unit.id]:
            end = places[other.id]
            if start < end:
                title = f"{unit.name}和{other.name}：{len(tasks)}项"
                reach = max(ROW // 2, round(REACH * (end - start) / span))
                width = round(1.5 + (THICKEST - 1.5) * len(tasks) / most, 1)
                arcs.append(Arc(start, end, reach, (end - start) // 2, width, title))
    return arcs
