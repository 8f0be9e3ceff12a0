"""`new` makes a record with every required field, and the check names each that is blank."""

from __future__ import annotations

from pathlib import Path

import pytest
from faults import PLAN, problems

from register import yamltext
from register.__main__ import main
from register.canonical import canonical
from register.layout import FILES, written
from register.skeleton import KINDS

MADE = {
    "task": (["99"], f"{PLAN}/tasks/99.yml"),
    "benefit": (["new-one"], f"{PLAN}/benefits/new-one.yml"),
    "unit": (["cq-new"], "data/units/cq-new.yml"),
    "actor": (["new-one"], "data/actors/new-one.yml"),
    "term": (["new-one"], "data/terms/new-one.yml"),
    "source": (["new-one"], "data/sources/new-one.yml"),
    "progress": (["new-one"], f"{PLAN}/progress/new-one.yml"),
}


def new(project: Path, *arguments: str) -> int:
    return main(["--root", str(project), "new", *arguments])


@pytest.mark.parametrize("kind", KINDS)
def test_new_record_is_canonical_and_only_its_blanks_are_reported(project: Path, kind: str) -> None:
    arguments, file = MADE[kind]
    assert new(project, kind, *arguments) == 0
    raw = (project / file).read_bytes()
    assert canonical(file, raw).encode() == raw
    value, _ = yamltext.read(file, raw)
    blanks = [line for line in raw.decode().splitlines() if line.endswith((': ""', '[""]'))]
    found = problems(project)
    assert {problem.place.file for problem in found} == {file}
    assert len(found) == len(blanks) > 0
    assert list(value) == [name for name, f in written(KINDS[kind]).items() if f.is_required()]


def test_task_without_a_number_follows_the_last(project: Path) -> None:
    assert new(project, "task") == 0
    assert (project / PLAN / "tasks/39.yml").read_text("utf-8").startswith("number: 39\n")


def test_every_kind_has_its_files() -> None:
    assert set(KINDS.values()) <= set(FILES.values())


REFUSED = [
    (["benefit"], "请写明标识"),
    (["unit", "CQ_new"], "只能用小写英文字母"),
    (["term", "../../x"], "只能用小写英文字母"),
    (["task", "07"], "序号“07”不对"),
    (["task", "7"], "已经有了"),
    (["benefit", "x", "--plan", "none"], "没有方案“none”"),
]


@pytest.mark.parametrize(("arguments", "says"), REFUSED)
def test_refusal_says_why(
    project: Path, arguments: list[str], says: str, capsys: pytest.CaptureFixture
) -> None:
    assert new(project, *arguments) == 1
    assert says in capsys.readouterr().out
