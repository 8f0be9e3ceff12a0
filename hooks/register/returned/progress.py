"""A form 进展填报 → one YAML file for each report, as data/README.md describes it."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path

from register.canonical import canonical
from register.exports.office import forms
from register.returned.cells import Cells
from register.returned.workbook import Cell, Row, Workbook
from register.store import Register

PLAN, ABOUT, _TITLE, UNIT, STATUS, DONE, EVIDENCE, BY, DATE = forms.PROGRESS_COLUMNS
FILLED = (STATUS, DONE, EVIDENCE, BY, DATE)
Report = dict[str, str]


def progress_files(workbook: Workbook, register: Register, root: Path) -> dict[str, str]:
    """YAML by path for each row with a report; what `root` has already is left out."""
    cells = Cells(workbook, register)
    files: dict[str, str] = {}
    seen: dict[tuple[str, ...], Cell] = {}
    for row in workbook.rows(forms.PROGRESS, forms.PROGRESS_COLUMNS):
        # The form offers a row for each task; those without a report stay as they were.
        report = _report(cells, row) if any(row[name].text for name in FILLED) else None
        if report is None:
            continue
        key = (row[PLAN].text, report["about"], report["unit"], report["date"])
        if key in seen:
            cause = f"与第 {seen[key].place.line} 行是同一个单位同一天对同一项的报告。"
            cells.bad(row[ABOUT], cause, "请合成一行。")
            continue
        seen[key] = row[ABOUT]
        folder = f"data/plans/{row[PLAN].text}/progress"
        stem = f"{report['date']}-{cells.bodies[report['unit']].id}"
        if not workbook.problems:  # else nothing is written, and a text may not fit in YAML
            _put(files, root, folder, stem, report)
    return files


def _report(cells: Cells, row: Row) -> Report | None:
    """The report that a row makes, or None with all of its problems noted."""
    before = len(cells.workbook.problems)
    plan = cells.plan(row[PLAN])
    task = cells.task(row[ABOUT], plan) if plan else None
    cells.body(row[UNIT], task)
    status = cells.status(row[STATUS])
    for name in (DONE, BY):
        cells.text(row[name], name)
    cells.evidence(row[EVIDENCE], EVIDENCE)
    date = cells.date(row[DATE], plan)
    if len(cells.workbook.problems) > before or status is None or date is None:
        return None
    return {
        "about": row[ABOUT].text,
        "unit": row[UNIT].text,
        "date": date.isoformat(),
        "status": status,
        "done": row[DONE].text,
        "evidence": row[EVIDENCE].text,
        "reported_by": row[BY].text,
    }


def _put(files: dict[str, str], root: Path, folder: str, stem: str, report: Report) -> None:
    """Add a report under the next free id; one that was imported before is not added again."""
    for number in count(1):
        id_ = f"{stem}-{number}"
        path = f"{folder}/{id_}.yml"
        text = canonical(path, _yaml(id_, report).encode())
        there = root / path
        if there.exists():
            if there.read_text(encoding="utf-8") == text:
                return
        elif path not in files:
            files[path] = text
            return


def _yaml(id_: str, report: Report) -> str:
    """A record; what JSON writes as a text is a text in YAML, too."""
    lines = [f"{name}: {json.dumps(text, ensure_ascii=False)}" for name, text in report.items()]
    return "\n".join([f"id: {id_}", *lines]) + "\n"
