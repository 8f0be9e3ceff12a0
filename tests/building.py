"""Builds the site as `run.py build` does, into a folder of a test's own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def copy_project(root):
    """A copy of what a site is made from, in a folder that a test may change and build."""
    for name in ("data", "docs", "hooks", "macros"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", root)
    if (ROOT / ".cache/office.zip").is_file():  # office files take seconds to make
        (root / ".cache").mkdir()
        shutil.copy(ROOT / ".cache/office.zip", root / ".cache")


def build(folder, root=ROOT, **settings):
    """A strict build of the project at `root`; fails the test with what MkDocs said."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(folder)]
    env = {**os.environ, "PYTHONPATH": str(root / "hooks"), "NO_MKDOCS_2_WARNING": "1", **settings}
    result = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
