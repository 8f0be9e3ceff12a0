"""Who runs the site: a setting that pages would take for another is refused at the start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from building import copy_sources
from register import settings

FORM = 'site_url: !ENV [SITE_URL, ""]\nextra:\n'
RIGHT = "  operator:\n    name: 志愿编辑\n    government: false\n"
NO_NAME = "请写运营这个网站的单位或者个人的名称"
NO_QUOTES = "请写 true 或者 false，不加引号"

# What stands under `extra`, line and column of the problem, and its words
WRONG = [
    (RIGHT.replace("false", '"false"'), 5, 5, NO_QUOTES),
    (RIGHT.replace("false", "否"), 5, 5, NO_QUOTES),
    (RIGHT.replace("false", "0"), 5, 5, NO_QUOTES),
    (RIGHT.replace("false", ""), 5, 5, NO_QUOTES),
    (RIGHT.replace("    government: false\n", ""), 3, 3, NO_QUOTES),
    (RIGHT.replace("志愿编辑", '""'), 4, 5, NO_NAME),
    (RIGHT.replace("志愿编辑", '"  "'), 4, 5, NO_NAME),
    (RIGHT.replace("志愿编辑", ""), 4, 5, NO_NAME),
    (RIGHT.replace("志愿编辑", "12"), 4, 5, NO_NAME),
    (RIGHT.replace("志愿编辑", "[甲, 乙]"), 4, 5, NO_NAME),
    (RIGHT.replace("志愿编辑", '"<b>甲</b>"'), 4, 5, "“<”U+003C"),
]


def found(under_extra: str) -> list[tuple[str, int, int, str]]:
    text = FORM + under_extra
    extra = yaml.safe_load("extra:\n" + under_extra)["extra"] or {}
    return [
        (problem.place.file, problem.place.line, problem.place.column, str(problem))
        for problem in settings.problems(extra, text)
    ]


@pytest.mark.parametrize(("under_extra", "line", "column", "says"), WRONG)
def test_wrong_setting_is_told_at_its_place(
    under_extra: str, line: int, column: int, says: str
) -> None:
    assert [(f, at, in_line, says in said) for f, at, in_line, said in found(under_extra)] == [
        ("mkdocs.yml", line, column, True)
    ]


@pytest.mark.parametrize("under_extra", ["  operator: 志愿编辑\n", "  operator: []\n"])
def test_operator_without_settings_lacks_both(under_extra: str) -> None:
    assert [problem[:3] for problem in found(under_extra)] == [("mkdocs.yml", 3, 3)] * 2


def test_settings_of_nobody_lack_both() -> None:
    assert [problem[:3] for problem in found("")] == [("mkdocs.yml", 2, 1)] * 2


@pytest.mark.parametrize("government", ["true", "false", "no"])
def test_right_settings_pass(government: str) -> None:
    assert found(RIGHT.replace("false", government)) == []


def test_no_build_starts_with_a_quoted_false(tmp_path: Path) -> None:
    copy_sources(tmp_path)
    path = tmp_path / "mkdocs.yml"
    text = path.read_text("utf-8")
    assert text.count("government: false") == 1
    path.write_text(text.replace("government: false", 'government: "false"'), "utf-8")
    result = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(tmp_path / "site")],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": "hooks", "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        encoding="utf-8",
    )
    assert result.returncode != 0
    assert "“extra.operator.government”只能是 true 或者 false。" in result.stderr + result.stdout
    assert not (tmp_path / "site").exists()
