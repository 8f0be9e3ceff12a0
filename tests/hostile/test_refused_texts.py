"""A pull request with hundreds of hostile texts, one in each of as many records: all are refused.

Each is told at its file and line, in Chinese with a remedy, and in English.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import ROOT, restore
from hostile.planting import Planter, Slot, add_samples, slots
from hostile.vectors import ODD, SCRIPTS, SHOWN, TEMPLATES

from register import allowed
from register.english import english
from register.problem import Problem, RegisterError
from register.rules import checked

HAN = re.compile(r"[\u3400-\u9fff]")


class Case(NamedTuple):
    """A text that some field may not hold, and where it was put."""

    text: str
    slot: Slot
    line: int
    escaped: bool


def refused(slot: Slot, text: str) -> bool:
    return slot.kind.fault("x", text) is not None


def planted(root: Path) -> list[Case]:
    """All texts that a field of our wording or a name may not hold, each in a file of its own."""
    by_file: dict[str, list[Slot]] = {}
    for slot in slots(root):
        if slot.kind in (allowed.WORDING, allowed.NAME):
            by_file.setdefault(slot.file, []).append(slot)
    texts = [text for text in [*SHOWN, *ODD] if refused(next(iter(by_file.values()))[0], text)]
    cases = []
    # Files with few of a kind first, so that each kind of record takes part; fields in turn.
    order = sorted(by_file, key=lambda file: (len(list((root / file).parent.iterdir())), file))
    for number, (text, file) in enumerate(zip(texts, cycle(order), strict=False)):
        if number >= len(order):
            raise AssertionError("more texts than files")
        options = [slot for slot in by_file[file] if refused(slot, text)]
        slot = options[number % len(options)]
        planter = Planter(root, file)
        planter.put(slot.path, text)
        escaped = number % 2 == 1 or not text.isprintable()
        planter.write(escaped)
        cases.append(Case(text, slot, planter.line(slot.path), escaped))
    return cases


@pytest.fixture(scope="module")
def told(one_copy: Path) -> Iterator[tuple[list[Case], list[Problem]]]:
    add_samples(one_copy)
    cases = planted(one_copy)
    try:
        with pytest.raises(RegisterError) as error:
            checked(one_copy)
    finally:
        restore(one_copy / "data")
    yield cases, error.value.problems


def test_each_is_refused_at_its_line_with_what_to_do(told) -> None:
    cases, problems = told
    by_place = {(problem.place.file, problem.place.line): problem for problem in problems}
    missed = [c for c in cases if (c.slot.file, c.line) not in by_place]
    assert missed == []
    for case in cases:
        problem = by_place[case.slot.file, case.line]
        assert HAN.search(problem.cause) and HAN.search(problem.remedy)
        unquoted = re.sub("“.*?”", "", english(problem.cause) + english(problem.remedy), flags=re.S)
        assert not HAN.search(unquoted), problem
        assert len(problem.cause) < 200


def test_there_are_enough_texts_in_enough_kinds_of_fields(told) -> None:
    cases, _ = told
    assert len(cases) >= 150
    assert len(TEMPLATES) >= 60 and len(SCRIPTS) >= 30
    assert len({case.slot.model for case in cases}) >= 15
    assert len({case.slot.field for case in cases}) >= 40


def test_every_odd_character_is_refused(told) -> None:
    cases, _ = told
    assert set(ODD) <= {case.text for case in cases}


@pytest.mark.parametrize("kind", ["WORDING", "NAME", "SOUNDS", "NOTICE"])
def test_only_assigned_visible_characters_are_allowed(kind: str) -> None:
    everything = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x110000)]))
    for character in re.findall(f"[{getattr(allowed, kind).characters}]", everything):
        code = hex(ord(character))
        category = unicodedata.category(character)
        assert category[0] not in "CM" or (kind == "NOTICE" and character == "\n"), code
        if kind != "NOTICE":
            stable = unicodedata.normalize("NFKC", character) == character
            assert stable or character in "！（），：；？…", code
            assert character.isascii() or not re.match(
                "CYRILLIC|GREEK", unicodedata.name(character)
            )


def test_the_real_data_hold_none_of_them() -> None:
    assert [s for s in slots(ROOT) if s.kind.fault("x", s.text)] == []
