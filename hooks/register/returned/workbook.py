"""An .xlsx file from somebody else → rows of text, read with care.

Refused are: what is no xlsx, what unpacks to too much, entities, merged cells, missing columns,
formulas in a cell that counts, and sheets that are longer than any of ours.
"""

from __future__ import annotations

import datetime
import difflib
import itertools
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl

from register.problem import Place, Problem, RegisterError
from register.yamltext import SUSPECT

MOST_BYTES = 50_000_000  # unpacked; ours have 0.2 million
MOST_MEMBERS = 500
MOST_ROWS = 2_000
MOST_COLUMNS = 50
MOST_CHARACTERS = 2_000  # in one cell
AGAIN = "请重新下载表格，把内容抄过去。"
MERGED = re.compile(rb'<mergeCell\s[^>]*ref="([A-Z0-9:]{2,30})"')
DATE = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?", re.ASCII)


@dataclass(frozen=True, order=True)
class CellPlace(Place):
    """A cell: `line` is its row, `column` its column, both from 1."""

    sheet: str = ""

    def __str__(self) -> str:
        return f"{self.file} 工作表“{self.sheet}”{_letters(self.column)}{self.line}："


@dataclass(frozen=True)
class Cell:
    """Where a value stands in a sheet, and its text in one line without outer spaces."""

    place: CellPlace
    text: str


Row = dict[str, Cell]


@dataclass
class Workbook:
    """The sheets of a file by name, as rows of raw cells; `problems` are noted while reading."""

    name: str
    sheets: Mapping[str, list[tuple[Any, ...]]]
    problems: list[Problem] = field(default_factory=list)
    merged: dict[str, str] = field(default_factory=dict)

    def note(self, place: Place, cause: str, remedy: str) -> None:
        """Note a problem and go on."""
        self.problems.append(Problem(place, cause, remedy))

    def rows(self, sheet: str, columns: Iterable[str]) -> list[Row]:
        """The rows under a sheet's header, by column; none when a column is missing."""
        lines = self.sheets[sheet]
        if len(lines) > MOST_ROWS:
            self.note(self._place(sheet, MOST_ROWS + 1), f"超过了 {MOST_ROWS} 行。", AGAIN)
            return []
        if sheet in self.merged:
            cause = f"{self.merged[sheet]} 是合并的单元格。"
            self.note(self._place(sheet), cause, "请取消合并，在每一行写上内容。")
            return []
        header = {_plain(cell.value): index for index, cell in enumerate(lines[0] if lines else ())}
        missing = [column for column in columns if column not in header]
        for column in missing:
            others = [name for name in header if name and name not in columns]
            close = difflib.get_close_matches(column, others, n=1, cutoff=0.3)
            instead = f"“{close[0]}”" if close else "它的表头"
            remedy = f"请把第1行的{instead}改回“{column}”。"
            self.note(self._place(sheet), f"表头没有“{column}”这一列。", remedy)
        if missing:
            return []
        return [
            {column: self._cell(sheet, line, number, header[column]) for column in columns}
            for number, line in enumerate(lines[1:], 2)
        ]

    def labelled(self, sheet: str, labels: Iterable[str]) -> Row:
        """The values beside labels in the first column."""
        lines = self.sheets.get(sheet, [])
        at = {_plain(line[0].value): number for number, line in enumerate(lines, 1) if line}
        found = {}
        for label in labels:
            if label not in at:
                place = self._place(sheet)
                self.note(place, f"工作表“{sheet}”里没有“{label}”。", "请在 A 列写回来。")
            else:
                found[label] = self._cell(sheet, lines[at[label] - 1], at[label], 1)
        return found

    def _place(self, sheet: str, row: int = 1, column: int = 1) -> CellPlace:
        return CellPlace(self.name, row, column, sheet)

    def _cell(self, sheet: str, line: tuple[Any, ...], number: int, index: int) -> Cell:
        place = self._place(sheet, number, index + 1)
        if index >= len(line):
            return Cell(place, "")
        raw = line[index]
        if raw.data_type == "f":
            self.note(place, "这里是公式。", "请换成算出来的文字。")
            return Cell(place, str(raw.value))
        text = _plain(raw.value)
        if match := SUSPECT.search(text):
            cause = f"这里有看不见或者容易认错的字符 U+{ord(match[0]):04X}。"
            self.note(place, cause, "请删掉后重新输入。")
        if len(text) > MOST_CHARACTERS:
            self.note(place, f"有 {len(text)} 个字。", f"请缩短到 {MOST_CHARACTERS} 个字以内。")
        return Cell(place, text)


def _letters(column: int) -> str:
    """1 → A, 28 → AB."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _plain(value: object) -> str:
    """A cell's value as one line of text."""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split()) if value is not None else ""


def read_date(text: str) -> datetime.date | None:
    """A day as people write it (2026-11-24, 2026.11.24, 2026年11月24日), if there is such a day."""
    match = DATE.fullmatch(text)
    try:
        return datetime.date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


# Opening


def opened(path: Path) -> Workbook:
    """The sheets of a file; raises RegisterError when it can't be read safely."""
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_excess(path, archive)
            merged = _members(path, archive)
        return _read(path, merged)
    except FileNotFoundError:
        raise _refused(path, "没有这个文件。", "请核对文件名。") from None
    except (zipfile.BadZipFile, IsADirectoryError):
        remedy = "请在 Excel 或者 WPS 里打开，另存为 .xlsx。"
        raise _refused(path, "这不是 .xlsx 文件。", remedy) from None


def _refused(path: Path, cause: str, remedy: str) -> RegisterError:
    return RegisterError([Problem(Place(path.name), cause, remedy)])


def _refuse_excess(path: Path, archive: zipfile.ZipFile) -> None:
    """A small file may unpack to gigabytes; the archive's own list says so beforehand."""
    members = archive.infolist()
    size = sum(member.file_size for member in members)
    if size > MOST_BYTES or len(members) > MOST_MEMBERS:
        cause = f"解开以后有 {size // 1_000_000} MB、{len(members)} 个部分，太大了。"
        raise _refused(path, cause, AGAIN)


def _members(path: Path, archive: zipfile.ZipFile) -> dict[str, str]:
    """The first merged cells of each sheet by its member; refuses XML that defines entities."""
    merged = {}
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            content = archive.read(name)
            if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
                raise _refused(path, "文件里有表格不会有的内容（DTD）。", AGAIN)
            if match := MERGED.search(content):
                merged[name] = match[1].decode()
    return merged


def _read(path: Path, merged: Mapping[str, str]) -> Workbook:
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=False)
        sheets = {sheet.title: _lines(sheet) for sheet in book.worksheets}
        found = Workbook(path.name, sheets)
        for sheet in book.worksheets:
            # openpyxl tells of merged cells only when it reads the whole file into memory.
            cells = merged.get(sheet._worksheet_path.lstrip("/"))
            if cells:
                found.merged[sheet.title] = cells
        book.close()
    except RegisterError:
        raise
    except Exception as error:  # openpyxl raises whatever a broken file leads it to
        cause = f"读不了这个文件（{type(error).__name__}）。"
        raise _refused(path, cause, "请在 Excel 或者 WPS 里打开，另存为新的 .xlsx。") from error
    return found


def _lines(sheet: Any) -> list[tuple[Any, ...]]:
    """Rows of a sheet up to one more than may be; empty rows at the end left out."""
    sheet.reset_dimensions()  # what a file says of its own size may be wrong, and rows be lost
    lines = list(itertools.islice(sheet.iter_rows(max_col=MOST_COLUMNS), MOST_ROWS + 1))
    while lines and all(cell.value is None for cell in lines[-1]):
        lines.pop()
    return lines
