"""Hundreds of single faults, planted all over the real data, are each told at file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
from faults import problems
from seeded import KINDS, Seeded, chosen, plant, restore

pytestmark = pytest.mark.usefixtures("parsed_once")


def is_told(project: Path, fault: Seeded) -> bool:
    """Whether a problem is reported at the file and line of the one fault planted."""
    plant(project, fault)
    try:
        found = {(problem.place.file, problem.place.line) for problem in problems(project)}
    finally:
        restore(project, fault)
    return any((fault.told or fault.file, line) in found for line in fault.lines)


@pytest.mark.parametrize("kind", KINDS)
def test_each_fault_is_told_at_its_file_and_line(project: Path, kind: str) -> None:
    assert [fault.name for fault in chosen(kind) if not is_told(project, fault)] == []


def test_there_are_enough_faults_of_enough_kinds() -> None:
    numbers = {kind: len(list(plants())) for kind, plants in KINDS.items()}
    assert sum(number >= 60 for number in numbers.values()) >= 60
    assert min(numbers.values()) > 0


def test_nothing_is_told_of_the_data_as_they_are(project: Path) -> None:
    assert problems(project) == []
