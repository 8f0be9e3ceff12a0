"""Duties → .xlsx: a sheet to filter, a sheet to report on, the words to choose from, notes."""

from __future__ import annotations

import datetime
import io
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter

from register.exports.office import forms
from register.exports.office.duties import MADE_BY, UNSTATED, Assigned, Duties, Sentence, about
from register.typography import full_width

FONT, SIZE = "宋体", 12
LINE_HEIGHT = 16.5
WIDE = re.compile("[\u2001-\U0010ffff]+")
# A cell that begins like a formula, a link or a number stays the text that it is.
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
Texts = tuple[str, ...]
COMMON_DATE = datetime.datetime(2000, 1, 1)
FREE_ROWS = 30
HOW_TO_REPORT = (
    "怎样填：在“进展填报”里，一行是一次报告。编号写任务（7）或者句子（7.3），单位写通知里的名称，"
    "状态从“选项”里选，做了什么、证据、报告人和日期都要写。没有要报告的行，状态空着就行。"
    "不要改表头，不要合并单元格，不要写公式。填好以后交给网站的编辑。"
)
HOW_TO_DIVIDE = (
    "怎样填：在“任务分解表”里写本区县的牵头单位和责任单位，几个单位之间用顿号；"
    "没有分下去的任务空着就行。再到“填报信息”里写区县、报告人和日期。"
    "不要改表头，不要合并单元格，不要写公式。填好以后交给网站的编辑。"
)
OURS = "市级单位照抄通知的分工括号；本区县的单位由填表人填写，不是通知的内容。"


class Book:
    """A workbook in the making, with the few formats that all sheets share."""

    def __init__(self, title: str, dates: Iterable[str]) -> None:
        self.out = io.BytesIO()
        self.book: Any = xlsxwriter.Workbook(self.out, OPTIONS)
        made = max(map(datetime.datetime.fromisoformat, dates), default=COMMON_DATE)
        self.book.set_properties({"title": title, "author": MADE_BY, "created": made})
        base = {"font_name": FONT, "font_size": SIZE, "valign": "top", "text_wrap": True}
        form = self.book.add_format
        self.text = form({**base, "border": 1})
        self.to_fill = form({**base, "border": 1, "bg_color": "#FFF8DC", "num_format": "@"})
        self.date = form({**base, "border": 1, "bg_color": "#FFF8DC", "num_format": "yyyy-mm-dd"})
        self.head = form({**base, "border": 1, "bold": True, "bg_color": "#D9E2F3"})
        self.plain = form(base)

    def table(
        self, name: str, columns: Mapping[str, int], rows: list[list[str]], filled_in: Iterable[str]
    ) -> Any:
        """A sheet with a frozen header, a filter and wrapped text; `filled_in` are for people."""
        sheet = self._sheet(name, columns.values())
        sheet.set_row(0, 24)
        by_people = set(filled_in)
        formats = [self._format(column, by_people) for column in columns]
        for index, column in enumerate(columns):
            sheet.write_string(0, index, column, self.head)
        widths = list(columns.values())
        for number, row in enumerate(rows, 1):
            sheet.set_row(number, _height(row, widths))
            for index, value in enumerate(row):
                if value:
                    sheet.write_string(number, index, value, formats[index])
                else:
                    sheet.write_blank(number, index, None, formats[index])
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
        sheet.repeat_rows(0)
        return sheet

    def _sheet(self, name: str, widths: Iterable[int]) -> Any:
        """A sheet that is printed across one A4 page."""
        sheet = self.book.add_worksheet(name)
        for index, width in enumerate(widths):
            sheet.set_column(index, index, width)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.set_margins(left=0.4, right=0.4)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C第 &P 页，共 &N 页")
        return sheet

    def _format(self, column: str, by_people: set[str]) -> Any:
        if column not in by_people:
            return self.text
        return self.date if column == "日期" else self.to_fill

    def lines(self, name: str, widths: tuple[int, ...], rows: Iterable[tuple[str, ...]]) -> Any:
        """A sheet of lines without a header."""
        sheet = self._sheet(name, widths)
        for number, row in enumerate(rows):
            sheet.set_row(number, _height(row, widths))
            for index, value in enumerate(row):
                sheet.write_string(number, index, value, self.plain)
        return sheet

    def content(self) -> bytes:
        """The finished workbook."""
        self.book.close()
        return self.out.getvalue()


def _height(row: Sequence[str], widths: Sequence[int]) -> float:
    """Height in points at which every cell shows all its text; not all programs work it out."""
    lines = 1
    for text, width in zip(row, widths, strict=False):
        # A Chinese character is as wide as 2.3 of the digits in which columns are measured.
        narrow = len(WIDE.sub("", text))
        wide = 2.3 * (len(text) - narrow) + 1.2 * narrow
        lines = max(lines, math.ceil(round(wide, 6) / (width - 1)))
    return min(LINE_HEIGHT * lines + 4, 409)  # 409 is the highest row that there is


def sheet_file(duties: Duties) -> bytes:
    """A workbook with one row for each sentence, and a form for reports."""
    book = Book(duties.title, [document.date for document in duties.documents])
    columns = {
        name: width
        for name, width in forms.DUTY_COLUMNS.items()
        if name != "角色" or duties.is_unit
    }
    rows = [_row(task, sentence, duties.is_unit) for task, sentence in duties.sentences()]
    book.table(forms.DUTIES, columns, rows, ())
    _progress(book, duties)
    # Two lists side by side, from which the form's cells choose.
    statuses = list(duties.statuses.items())
    count = max(len(statuses), len(duties.units))
    lines = [
        (*_at(statuses, index, ("", "")), *_at([(unit,) for unit in duties.units], index, ("",)))
        for index in range(count)
    ]
    book.lines(forms.CHOICES, (14, 60, 30), [("状态", "意思（本站的话）", "单位"), *lines])
    book.lines(forms.NOTES, (14, 90), [*notes(duties), ("填报", HOW_TO_REPORT)])
    return book.content()


def _at(
    items: Sequence[tuple[str, ...]], index: int, otherwise: tuple[str, ...]
) -> tuple[str, ...]:
    return items[index] if index < len(items) else otherwise


def notes(duties: Duties) -> list[tuple[str, str]]:
    """Where the rows come from."""
    lines = [("名称", duties.title)]
    for document in duties.documents:
        lines += about(document)
        if document.default_clause:
            clause = full_width(document.default_clause)
            lines.append(("全部任务", f"“{clause}”（原文：第{document.default_task}项的括号）"))
    return lines


def _row(task: Assigned, sentence: Sentence, is_unit: bool) -> list[str]:
    return [
        sentence.number,
        str(task.number),
        task.title,
        *([task.role] if is_unit else []),
        full_width(sentence.quote),
        sentence.when,
        "、".join(sentence.strength),
        "、".join(task.lead) or UNSTATED,
        "、".join(task.responsible) or UNSTATED,
        "、".join(sentence.named),
    ]


def _progress(book: Book, duties: Duties) -> None:
    """The form: one line for each task and unit, and lines to spare."""
    rows = []
    for task in duties.tasks:
        for unit in duties.units if duties.is_unit else task.lead + task.responsible:
            plan, _, number = task.id.partition("/")
            rows.append([plan, number, task.title, unit, "", "", "", "", ""])
    rows += [[""] * len(forms.PROGRESS_COLUMNS) for _ in range(FREE_ROWS)]
    columns = list(forms.PROGRESS_COLUMNS)
    given = {"任务标题（本站的话）"}
    by_people = [name for name in columns if name not in given]
    sheet = book.table(forms.PROGRESS, forms.PROGRESS_COLUMNS, rows, by_people)
    status, unit_column, date = map(columns.index, ("状态", "单位", "日期"))
    last = len(rows)
    _choose(sheet, (1, status, last, status), "A", len(duties.statuses), "没有这个状态")
    _choose(sheet, (1, unit_column, last, unit_column), "C", len(duties.units), "没有这个单位")
    rule = {"validate": "date", "criteria": ">=", "value": datetime.date(2020, 1, 1)}
    message = {"error_title": "日期不对", "error_message": "请写成 2026-11-24 这样的日期。"}
    sheet.data_validation(1, date, last, date, rule | message)


def _choose(
    sheet: Any, cells: tuple[int, int, int, int], column: str, count: int, error: str
) -> None:
    """Let some cells take only what a column of the sheet of choices lists."""
    if count:
        source = f"={forms.CHOICES}!${column}$2:${column}${count + 1}"
        message = {"error_title": error, "error_message": f"请从“{forms.CHOICES}”里选一个。"}
        sheet.data_validation(*cells, {"validate": "list", "source": source} | message)


def division_file(duties: Duties) -> bytes:
    """The blank sheet in which a district enters its own bodies, task by task."""
    book = Book("任务分解表", [document.date for document in duties.documents])
    rows = [
        [
            task.id.partition("/")[0],
            str(task.number),
            task.title,
            "、".join(task.lead) or UNSTATED,
            "、".join(task.responsible) or UNSTATED,
            "",
            "",
        ]
        for task in duties.tasks
    ]
    book.table(forms.DIVISION, forms.DIVISION_COLUMNS, rows, list(forms.DIVISION_COLUMNS)[-2:])
    sender = book.lines(forms.SENDER, (14, 40), [(label,) for label in forms.SENDER_LABELS])
    for number, label in enumerate(forms.SENDER_LABELS):
        sender.write_blank(number, 1, None, book.date if label == "日期" else book.to_fill)
    book.lines(forms.NOTES, (14, 90), [*notes(duties), ("分工", OURS), ("填报", HOW_TO_DIVIDE)])
    return book.content()
