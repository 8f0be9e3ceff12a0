"""Tables of tasks as lines of text: one item a row, units after the words of their column."""

from __future__ import annotations

import re
from collections.abc import Sequence

UNIT_COLUMN = re.compile(
    r"(?:牵头|责任|配合|负责|主办|协办|承办|参与|落实|实施)(?:\S{0,4})?(?:单位|部门)"
)
NUMBER_COLUMN = re.compile(r"^(?:序号|编号|序|项)$")
NUMBER = re.compile(r"^\d{1,3}[.．、]?$")


def table_lines(rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table. A row becomes an item where the head names a column of units."""
    rows = [[" ".join(cell.split()) for cell in row] for row in rows]
    rows = [row for row in rows if any(row)]
    for index, row in enumerate(rows[:4]):
        if any(UNIT_COLUMN.search(cell) for cell in row):
            above = ["  ".join(dict.fromkeys(filter(None, line))) for line in rows[:index]]
            return above + _items(row, rows[index + 1 :])
    return ["  ".join(dict.fromkeys(filter(None, row))) for row in rows]


def _items(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Each row as a numbered line, then a line for each column of units: its head and its cell."""
    lines: list[str] = []
    previous: dict[int, str] = {}
    for order, row in enumerate(rows, 1):
        cells = dict(zip(head, row, strict=False))
        units = [(name, cell) for name, cell in cells.items() if UNIT_COLUMN.search(name)]
        said = [
            (at, name, cell)
            for at, (name, cell) in enumerate(cells.items())
            if cell and not UNIT_COLUMN.search(name) and not NUMBER_COLUMN.match(name)
        ]
        if not any(cell for _, cell in units):
            lines += ["  ".join(dict.fromkeys(filter(None, row)))]
            continue
        number = next((cell for name, cell in cells.items() if NUMBER_COLUMN.match(name)), "")
        number = number.rstrip(".．、") if NUMBER.match(number) else str(order)
        # A merged cell says the same in each of its rows; it is told once.
        fresh = [cell for at, _, cell in said if previous.get(at) != cell or at == said[-1][0]]
        previous = {at: cell for at, _, cell in said}
        lines.append(
            f"{number}." + "".join(cell if cell.endswith("。") else f"{cell}。" for cell in fresh)
        )
        lines += [f"{name}：{cell}" for name, cell in units if cell]
    return lines
