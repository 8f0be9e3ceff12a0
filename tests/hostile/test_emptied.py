"""Data that were emptied, a little or altogether, are not published as an empty site."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from faults import PLAN, problems

from building import CopyProject

FOLDERS = {
    "benefits": f"{PLAN}/benefits",
    "terms": "data/terms",
    "sources": "data/sources",
    "units": "data/units",
    "actors": "data/actors",
    "tasks": f"{PLAN}/tasks",
    "actions": f"{PLAN}/actions",
    "vocabulary": "data/vocabulary",
    "plans": "data/plans",
    "data": "data",
}


@pytest.mark.parametrize("folder", FOLDERS.values(), ids=FOLDERS)
def test_emptied_folder_is_refused(project: Path, folder: str) -> None:
    for path in (project / folder).iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert problems(project)


@pytest.mark.parametrize("folder", ["benefits", "terms", "sources"])
def test_one_record_less_than_the_floor_is_told_there(project: Path, folder: str) -> None:
    next(iter((project / FOLDERS[folder]).iterdir())).unlink()
    told = [problem for problem in problems(project) if problem.place.file == "data/floors.yml"]
    assert [folder in problem.cause for problem in told] == [True]


def test_fewer_pages_than_the_floor_are_not_built(
    copy_project: CopyProject, tmp_path: Path
) -> None:
    copy_project(tmp_path)
    floors = tmp_path / "data/floors.yml"
    floors.write_text(floors.read_text("utf-8").replace("pages: ", "pages: 9"), "utf-8")
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("the last good site", "utf-8")
    result = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(site)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": "hooks", "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        encoding="utf-8",
    )
    assert result.returncode != 0
    assert "data/floors.yml 要求至少 9" in result.stdout + result.stderr
    assert [path.read_text("utf-8") for path in site.iterdir()] == ["the last good site"]
