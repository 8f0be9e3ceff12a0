"""Plans for benchmarks: as many as asked for, sound, and different from each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from building import ROOT
from register.__main__ import main
from register.rules import checked
from register.store import Register


@pytest.fixture(scope="module")
def scaled(tmp_path_factory: pytest.TempPathFactory) -> Register:
    folder = tmp_path_factory.mktemp("scaled") / "three"
    assert main(["--root", str(ROOT), "scale", "--plans", "3", str(folder)]) == 0
    return checked(folder)  # raises where a rule does not hold


def test_each_plan_has_all_that_the_real_one_has(scaled: Register, register: Register) -> None:
    for group in ("plans", "actions", "tasks", "benefits"):
        assert len(getattr(scaled, group)) == 3 * len(getattr(register, group)), group


def test_units_are_shared(scaled: Register, register: Register) -> None:
    assert scaled.units.keys() == register.units.keys()
    unit = register.units["cq-canlian"]
    assert len(scaled.led_by(unit)) == 3 * len(register.led_by(unit))


def test_no_two_plans_say_the_same(scaled: Register) -> None:
    assert len({plan.notice for plan in scaled.plans.values()}) == 3
    assert len({plan.title for plan in scaled.plans.values()}) == 3


def test_existing_data_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data").mkdir()
    assert main(["--root", str(ROOT), "scale", "--plans", "2", str(tmp_path)]) == 1
    assert list((tmp_path / "data").iterdir()) == []
    assert "data/" in capsys.readouterr().out
