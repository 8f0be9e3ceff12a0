"""A filled-in 任务分解表 → one YAML file: a district's own bodies, task by task."""

from __future__ import annotations

import json
import re
from pathlib import Path

from register.canonical import canonical
from register.exports.office import forms
from register.model import Plan, Task
from register.returned.cells import Cells
from register.returned.workbook import Row, Workbook
from register.store import Register

PLAN, TASK, _TITLE, _LEAD, _RESPONSIBLE, LEAD, RESPONSIBLE = forms.DIVISION_COLUMNS
DISTRICT, BY, DATE = forms.SENDER_LABELS
NAME = re.compile(r"[\u4e00-\u9fff]{1,20}[区县]")
BETWEEN = re.compile(r"[、，,;；]\s*")


def division_files(workbook: Workbook, register: Register, root: Path) -> dict[str, str]:
    """YAML by path: one file for each plan whose tasks were divided."""
    cells = Cells(workbook, register)
    divided: dict[str, list[str]] = {}
    seen: set[str] = set()
    rows = workbook.rows(forms.DIVISION, forms.DIVISION_COLUMNS)
    for row in rows:
        task = _divided(cells, row)
        if task is not None and task.id in seen:
            cells.bad(row[TASK], f"第{task.number}项写了两遍。", "请合成一行。")
        elif task is not None:
            seen.add(task.id)
            divided.setdefault(task.plan, []).append(_entry(task, row))
    if rows and not divided and not workbook.problems:
        cells.bad(rows[0][LEAD], "一项任务也没有填。", "请写本区县的牵头单位或者责任单位。")
    head = _head(cells, [register.plans[plan] for plan in divided])
    if not head or workbook.problems:
        return {}
    paths = {plan: f"data/plans/{plan}/divisions/{head['id']}.yml" for plan in divided}
    return {
        path: canonical(path, _yaml(head, divided[plan]).encode()) for plan, path in paths.items()
    }


def _head(cells: Cells, plans: list[Plan]) -> dict[str, str]:
    """Who divided the tasks, and when; empty with the problems noted."""
    sender = cells.workbook.labelled(forms.SENDER, forms.SENDER_LABELS)
    if len(sender) < len(forms.SENDER_LABELS):
        return {}
    district = cells.text(sender[DISTRICT], DISTRICT)
    if district and not NAME.fullmatch(district):
        cells.bad(sender[DISTRICT], f"“{district}”不是区县的名称。", "请写全称，例如 荣昌区。")
        return {}
    by = cells.text(sender[BY], BY)
    date = cells.date(sender[DATE], max(plans, key=lambda plan: plan.date, default=None))
    if not district or not by or not date:
        return {}
    return {
        "id": district_id(district),
        "district": district,
        "date": date.isoformat(),
        "reported_by": by,
    }


def _yaml(head: dict[str, str], tasks: list[str]) -> str:
    """A record; what JSON writes as a text is a text in YAML, too."""
    lines = [f"{name}: {json.dumps(text, ensure_ascii=False)}" for name, text in head.items()]
    return "\n".join([*lines, "tasks:", *tasks]) + "\n"


def _divided(cells: Cells, row: Row) -> Task | None:
    """The task of a row in which a body was entered."""
    if not row[LEAD].text and not row[RESPONSIBLE].text:
        return None
    plan = cells.plan(row[PLAN])
    return cells.task(row[TASK], plan) if plan else None


def _entry(task: Task, row: Row) -> str:
    lead, responsible = (_list(row[name].text) for name in (LEAD, RESPONSIBLE))
    return f"  - task: {task.number}\n    lead: {lead}\n    responsible: {responsible}"


def _list(text: str) -> str:
    names = [name for name in BETWEEN.split(text) if name]
    return json.dumps(names, ensure_ascii=False)


def district_id(name: str) -> str:
    """荣昌区 → rongchang-qu."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its dictionary takes 0.2 s to load

    syllables = lazy_pinyin(name)
    return f"{''.join(syllables[:-1])}-{syllables[-1]}"
