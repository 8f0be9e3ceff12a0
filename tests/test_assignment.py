"""The bracket behind a task, and how a text falls into sentences."""

from __future__ import annotations

import pytest

from register.assignment import Bracket, read_bracket, sentences
from register.store import Register

SENTENCES = [
    ("", []),
    ("甲。", ["甲。"]),
    ("甲。乙。", ["甲。", "乙。"]),
    ("甲。乙", ["甲。", "乙"]),
    ("甲", ["甲"]),
    ("。", ["。"]),
    ("甲;乙,“丙”。丁。", ["甲;乙,“丙”。", "丁。"]),
]


@pytest.mark.parametrize(("text", "parts"), SENTENCES)
def test_sentences(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


LEAD, RESPONSIBLE = "牵头单位", "责任单位"
# A bracket, the names that the record lists, and how the bracket reads
BRACKETS = [
    ("(牵头单位:甲)", ["甲"], Bracket({LEAD: ["甲"]}, [], None)),
    (
        "(牵头单位:甲、乙,责任单位:丙)",
        ["甲", "乙", "丙"],
        Bracket({LEAD: ["甲", "乙"], RESPONSIBLE: ["丙"]}, [], None),
    ),
    # Task 7 has a comma between two units.
    (
        "(牵头单位:甲,责任单位:市市场监管局,市残联)",
        ["甲", "市市场监管局", "市残联"],
        Bracket({LEAD: ["甲"], RESPONSIBLE: ["市市场监管局", "市残联"]}, [], None),
    ),
    (
        "（牵头单位：甲；责任单位：乙）",
        ["甲", "乙"],
        Bracket({LEAD: ["甲"], RESPONSIBLE: ["乙"]}, [], None),
    ),
    (
        "(责任单位:甲,牵头单位:乙)",
        ["甲", "乙"],
        Bracket({RESPONSIBLE: ["甲"], LEAD: ["乙"]}, [], None),
    ),
    ("(牵头单位:甲、乙)", ["甲"], Bracket({LEAD: ["甲"]}, [(LEAD, "乙")], None)),
    (
        "(牵头单位:甲、乙,责任单位:丙、丁)",
        ["甲", "丁"],
        Bracket({LEAD: ["甲"], RESPONSIBLE: ["丁"]}, [(LEAD, "乙"), (RESPONSIBLE, "丙")], None),
    ),
    (
        "(牵头单位:甲,责任单位:乙,各自负责,不再列出)",
        ["甲", "乙"],
        Bracket(
            {LEAD: ["甲"], RESPONSIBLE: ["乙"]},
            [(RESPONSIBLE, "各自负责"), (RESPONSIBLE, "不再列出")],
            None,
        ),
    ),
    ("(牵头单位:甲)", ["乙"], Bracket({}, [], 0)),
    ("(牵头单位:甲、乙)", ["乙", "甲"], Bracket({LEAD: ["乙"]}, [(LEAD, "甲")], 1)),
    ("(牵头单位:甲)", ["甲", "甲"], Bracket({LEAD: ["甲"]}, [], 1)),
    ("(牵头单位:甲)", [], Bracket({}, [(LEAD, "甲")], None)),
    ("", [], Bracket({}, [], None)),
]


@pytest.mark.parametrize(("bracket", "names", "read"), BRACKETS)
def test_bracket(bracket: str, names: list[str], read: Bracket) -> None:
    assert read_bracket(bracket, names) == read


def test_real_brackets_leave_only_the_default_clause(register: Register) -> None:
    left = {
        task.number: "".join(word for _, word in bracket.left)
        for task in register.tasks.values()
        for bracket in [
            read_bracket(task.assignment, [register.units[unit].name for unit in task.units])
        ]
        if bracket.left
    }
    assert left == {1: "各区县人民政府残疾人工作委员会成员单位按职责分工负责落实不再列出"}
