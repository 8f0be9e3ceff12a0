"""Faults to plant in a copy of the real data, and what must be said of them."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from register.problem import Problem, RegisterError
from register.rules import checked

PLAN = "data/plans/cq-pwd-jobs-2025"
TOLD = Path(__file__).with_name("told.yml")  # every problem that the planted faults bring


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
    return places(problems(project), fault)


def wanted(project: Path, fault: Fault) -> tuple[str, int, bool]:
    """What `seen` must hold."""
    file = fault.where or fault.file
    return file, line_of(project, file, fault.at) if fault.at else 1, True


def places(found: list[Problem], fault: Fault) -> list[tuple[str, int, bool]]:
    """File and line of each problem, and whether it says what it must."""
    return [
        (problem.place.file, problem.place.line, fault.says in f"{problem.cause} {problem.remedy}")
        for problem in found
    ]


def expect_told(project: Path, name: str, found: list[Problem]) -> None:
    """The problems are those of tests/told.yml, word for word; TOLD=write renews that file."""
    told = [in_words(project, problem) for problem in found]
    if os.environ.get("TOLD") == "write":
        every = dict(sorted((expected() | {name: told}).items()))
        written = yaml.dump(every, Dumper=yaml.CSafeDumper, allow_unicode=True, width=1000)
        TOLD.write_text(written, "utf-8", newline="\n")
        expected.cache_clear()
    assert told == expected().get(name), "TOLD=write renews tests/told.yml; read the difference"


@cache
def expected() -> dict[str, list[str]]:
    return yaml.load(TOLD.read_text("utf-8"), yaml.CSafeLoader)


def in_words(project: Path, problem: Problem) -> str:
    """A problem with what stands before its place: numbers of lines change with every edit."""
    path, line, column = project / problem.place.file, problem.place.line, problem.place.column
    text = path.read_text("utf-8", errors="replace") if path.is_file() else ""
    words = "".join(text.splitlines()[line - 1 : line])
    at = f"…{words[max(0, column - 13) : column - 1]}»" if column > 1 else f"»{words[:12]}…"
    file = problem.place.file.removeprefix(f"{PLAN}/")
    return f"{file} {at} {problem.cause} {problem.remedy}"
