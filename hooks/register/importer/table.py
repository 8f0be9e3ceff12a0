"""Tables of tasks as lines of text: one item a row, units after the words of their column."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from register.importer.signs import DUTY, VERB, is_unit, plain

UNIT_COLUMN = re.compile(
    rf"(?:{DUTY})(?:\S{{0,4}})?(?:单位|部门|主体|处室|科室)|^(?:任务|责任|职责|工作)?分工$"
)
NUMBER_COLUMN = re.compile(r"^(?:序号|编号|序|项)$")
GROUP_COLUMN = re.compile(
    r"^(?:分类|类别|类型|领域|板块|方面|(?:项目|工作|任务)(?:分类|类别|类型))$"
)
NUMBER = re.compile(r"^\d{1,3}[.．、]?$")
HEADING = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）])")
LONGEST_HEAD = 12
MOST_HEADS = 5  # are tried; a notice has few tables
BLANK = "\r \u3000"
NOBODY = re.compile(r"[无/\\—-]*")


def unfolded(text: str) -> str:
    """A text in which the rows of a pasted table are items, or the same text.

    Its cells stand between tabs or bars, or each on a line of its own. Where a row has more or
    fewer cells than the head, nobody can tell which is which, so nothing is changed.
    """
    lines = [_trimmed(line) for line in text.split("\n") if line.strip("|:- \t\r\u3000")]
    for at, head, tabbed in itertools.islice(_heads(lines), MOST_HEADS):
        begin = at + (1 if tabbed else len(head))
        rows, end = _pasted_rows(lines, begin, head, tabbed)
        if rows:
            return "\n".join([*lines[:at], *table_lines([head, *rows]), *lines[end:]]) + "\n"
    return text


def _heads(lines: Sequence[str]) -> Iterator[tuple[int, Sequence[str], bool]]:
    """Each line that may begin a table's head, the head, and whether its cells are on one line."""
    for at, line in enumerate(lines):
        tabbed = len(head := _cells(line)) > 1
        head = head if tabbed else _stacked_head(lines, at)
        if _is_head(head):
            yield at, head, tabbed


def _trimmed(line: str) -> str:
    """A line without the bars that begin and end a row, and without the blanks around them."""
    return line.strip(BLANK).removeprefix("|").removesuffix("|").strip(BLANK)


def _cells(line: str) -> list[str]:
    return re.split(r"[\t|]", line)


def _stacked_head(lines: Sequence[str], at: int) -> list[str]:
    """The head of a table that has each cell on a line of its own, if it begins here.

    The rows of a table with a column of groups begin with the name of the first group.
    """
    groups = bool(GROUP_COLUMN.match(lines[at])) and at + 1 < len(lines)
    if not NUMBER_COLUMN.match(lines[at + groups]):
        return []
    after = lines[at + 1 : at + 8]
    head = [lines[at], *itertools.takewhile(lambda line: not _begins_row(line), after)]
    return head[:-1] if groups else head


def _begins_row(line: str) -> bool:
    return bool(NUMBER.match(line) or HEADING.match(line))


def _is_head(cells: Sequence[str]) -> bool:
    """Whether these are the names of columns, one of them for units."""
    short = all(len(cell) <= LONGEST_HEAD and ":" not in plain(cell) for cell in cells)
    return len(cells) > 1 and short and any(UNIT_COLUMN.search(cell) for cell in cells)


def _pasted_rows(
    lines: Sequence[str], at: int, head: Sequence[str], tabbed: bool
) -> tuple[list[list[str]], int]:
    """The rows below a head and where they end; no rows where one does not fit the head."""
    rows: list[list[str]] = []
    group: list[str] = []  # the cell that rows share, where the head has a column of groups
    grouped = not tabbed and bool(GROUP_COLUMN.match(head[0]))
    starts = [len(_cells(line)) > 1 if tabbed else NUMBER.match(line) for line in lines]
    last = max((index for index, start in enumerate(starts) if start), default=-1)
    while at <= last:
        if grouped and not starts[at] and starts[at + 1] and len(lines[at]) <= LONGEST_HEAD:
            group, at = [lines[at]], at + 1
        if starts[at]:
            stop = at + len(head) - len(group)
            cells = _cells(lines[at]) if tabbed else [*group, *lines[at:stop]]
            if not _fits(cells, head) or (not tabbed and any(starts[at + 1 : stop])):
                return [], at
        elif HEADING.match(lines[at]):
            cells = [lines[at]]
        else:
            return [], at
        rows.append(cells)
        at += 1 if tabbed or len(cells) == 1 else len(cells) - len(group)
    return rows, at


def _fits(cells: Sequence[str], head: Sequence[str]) -> bool:
    """Whether a row has a cell for each column, and units where the head says so."""
    for_units = [cell for name, cell in zip(head, cells, strict=False) if UNIT_COLUMN.search(name)]
    return len(cells) == len(head) and all(map(_is_unit_cell, for_units))


def _is_unit_cell(cell: str) -> bool:
    names = re.split(r"[、,;\s]+", plain(cell).strip("。"))
    return bool(NOBODY.fullmatch(cell.strip())) or any(
        is_unit(VERB.sub("", name)) for name in names
    )


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
