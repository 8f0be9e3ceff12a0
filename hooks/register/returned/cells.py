"""What a cell must hold: each function gives the value, or None with the problem noted."""

from __future__ import annotations

import datetime
import re

from register.model import Body, Plan, Task
from register.problem import nearest
from register.returned.workbook import Cell, Workbook, read_date
from register.store import Register


class Cells:
    """Reads the cells of one workbook against the records."""

    def __init__(self, workbook: Workbook, register: Register) -> None:
        self.workbook, self.register = workbook, register
        bodies: list[Body] = [*register.actors.values(), *register.units.values()]
        self.bodies = {body.name: body for body in bodies}

    def bad(self, cell: Cell, cause: str, remedy: str) -> None:
        """Note a problem of a cell, unless one is known: a formula is not also no date."""
        if all(problem.place != cell.place for problem in self.workbook.problems):
            self.workbook.note(cell.place, cause, remedy)

    def text(self, cell: Cell, column: str) -> str | None:
        """A text that must be there."""
        if not cell.text:
            self.bad(cell, f"“{column}”是空的。", "请补上；没有可报的，把这一行填的都清空。")
        return cell.text or None

    def plan(self, cell: Cell) -> Plan | None:
        """A plan by its id."""
        plan = self.register.plans.get(cell.text)
        if plan is None:
            remedy = nearest(cell.text, self.register.plans)
            self.bad(cell, f"没有“{cell.text}”这个方案。", remedy)
        return plan

    def task(self, cell: Cell, plan: Plan) -> Task | None:
        """The task that a number such as 7 or 7.3 is about; the sentence must exist, too."""
        number, dot, _ = cell.text.partition(".")
        task = self.register.tasks.get(f"{plan.id}/{number}")
        if task is None:
            numbers = [str(one.number) for one in self.register.tasks_of(plan)]
            self.bad(
                cell, f"没有“{cell.text}”这一项任务。", f"请写 {numbers[0]} 到 {numbers[-1]}。"
            )
        elif dot and f"{plan.id}/{cell.text}" not in self.register.measures:
            remedy = f"第{number}项有{len(task.measures)}句；说整项任务写 {number}。"
            self.bad(cell, f"没有“{cell.text}”这一句。", remedy)
            return None
        return task

    def body(self, cell: Cell, task: Task | None) -> Body | None:
        """A unit or actor that has to do with a task, by the name that the notice gives it."""
        body = self.bodies.get(cell.text)
        if body is None:
            self.bad(cell, f"没有“{cell.text}”这个单位。", nearest(cell.text, self.bodies))
        elif task is not None and body.id not in self.concerned(task):
            names = "、".join(self.register.body(id_).name for id_ in self.concerned(task))
            cause = f"第{task.number}项没有分给“{cell.text}”，原文也没有点名它。"
            self.bad(cell, cause, f"可以写：{names}。")
        return body

    def concerned(self, task: Task) -> list[str]:
        """Ids of all whom a task is assigned to, who are named in it, or in the clause for all."""
        clause = self.register.plans[task.plan].default_clause
        named = [id_ for measure in task.measures for id_ in measure.actors]
        return list(dict.fromkeys((*task.units, *named, *(clause.actors if clause else ()))))

    def status(self, cell: Cell) -> str | None:
        """The id of a status, by its label."""
        statuses = {s.label: s.id for s in self.register.vocabularies["progress"].terms}
        if cell.text not in statuses:
            cause = f"状态不能是“{cell.text}”。" if cell.text else "“状态”是空的。"
            self.bad(cell, cause, f"可以写：{'、'.join(statuses)}。")
        return statuses.get(cell.text)

    def evidence(self, cell: Cell, column: str) -> str | None:
        """An address, or what a document is called."""
        if re.match(r"https?:", cell.text) and not re.fullmatch(r"https?://[^\s<>\"']+", cell.text):
            self.bad(cell, f"网址“{cell.text}”不对。", "请从浏览器的地址栏整个复制。")
        return self.text(cell, column)

    def date(self, cell: Cell, plan: Plan | None) -> datetime.date | None:
        """A day that exists and is not before the notice."""
        date = read_date(cell.text)
        if date is None:
            cause = f"没有“{cell.text}”这一天。" if cell.text else "“日期”是空的。"
            self.bad(cell, cause, "请写成 2026-11-24 这样的日期。")
        elif plan is not None and date < plan.date:
            self.bad(cell, f"{date} 早于通知的日期 {plan.date}。", "请核对日期。")
        return date
