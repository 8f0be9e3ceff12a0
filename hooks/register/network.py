"""Who works with whom, as a drawing: units in a column, arcs between those that share tasks.

Whole pixels and a fixed order, so that the same records always give the same drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from register.model import Unit
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


def drawing(register: Register) -> Drawing:
    """The drawing of all units, those with most tasks on top."""
    units = list(register.units.values())
    lines = [Line(unit, ROW * place + ROW // 2) for place, unit in enumerate(units)]
    return Drawing(
        width=COLUMN + REACH + THICKEST // 2,
        height=ROW * len(units),
        column=COLUMN,
        lines=lines,
        arcs=sorted(_arcs(register, lines), key=lambda arc: (arc.width, arc.start, arc.end)),
    )


def _arcs(register: Register, lines: Sequence[Line]) -> list[Arc]:
    places = {line.unit.id: line.y for line in lines}
    span = max(lines[-1].y - lines[0].y, 1)
    most = max((len(t) for line in lines for _, t in register.collaborators(line.unit)), default=1)
    arcs = []
    for unit, start in lines:
        for other, tasks in register.collaborators(unit):
            end = places[other.id]
            if start < end:
                title = f"{unit.name}和{other.name}：{len(tasks)}项"
                reach = max(ROW // 2, round(REACH * (end - start) / span))
                width = round(1.5 + (THICKEST - 1.5) * len(tasks) / most, 1)
                arcs.append(Arc(start, end, reach, (end - start) // 2, width, title))
    return arcs
