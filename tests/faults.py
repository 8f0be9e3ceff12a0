"""Faults to plant in a copy of the real data, and what must be said of them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from register.problem import Problem, RegisterError
from register.rules import checked

PLAN = "data/plans/cq-pwd-jobs-2025"


class Fault(NamedTuple):
    """One change to one file, and the place and words of the problem that must be reported.

    `at` is a text on the reported line, once the fault is planted; empty for the first line.
    `where` is the reported file when it is not the changed one.
    """

    name: str
    file: str
    old: str
    new: str
    at: str
    says: str
    where: str = ""


def plant(project: Path, fault: Fault) -> None:
    """Change the one place that reads `fault.old`."""
    path = project / fault.file
    text = path.read_text("utf-8")
    assert text.count(fault.old) == 1, f"{fault.old!r} must stand once in {fault.file}"
    path.write_text(text.replace(fault.old, fault.new), "utf-8", newline="")


def line_of(project: Path, file: str, text: str) -> int:
    """Number of the first line of a file that holds a text; 1 for no text."""
    before, found, _ = (project / file).read_text("utf-8").partition(text)
    assert found == text, f"{text!r} is not in {file}"
    return before.count("\n") + 1


def problems(project: Path) -> list[Problem]:
    """Every problem that loading and checking a project reports."""
    try:
        checked(project)
    except RegisterError as error:
        return error.problems
    return []


def seen(project: Path, fault: Fault) -> list[tuple[str, int, bool]]:
    """File and line of each reported problem, and whether it says what it must."""
    return [
        (problem.place.file, problem.place.line, fault.says in f"{problem.cause} {problem.remedy}")
        for problem in problems(project)
    ]


def wanted(project: Path, fault: Fault) -> tuple[str, int, bool]:
    """What `seen` must hold."""
    file = fault.where or fault.file
    return file, line_of(project, file, fault.at) if fault.at else 1, True
