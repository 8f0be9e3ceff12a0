"""Programs from npm for the tests: installed once, from a lock with hashes, into .cache."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pytest

import run
from building import ROOT

LOCKED = ROOT / "requirements" / "npm"


def program(name: str) -> str:
    """The path of a program; without it the test is skipped, except in CI."""
    found = shutil.which(name)
    if found is None:
        missing = f"{name} is not installed"
        pytest.fail(missing) if run.is_ci() else pytest.skip(missing)
    return found


@cache
def packages() -> Path:
    """The folder node_modules with all that requirements/npm names."""
    command = [program("npm"), "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"]
    digest = hashlib.sha256((LOCKED / "package-lock.json").read_bytes()).hexdigest()[:12]
    home = ROOT / ".cache" / "npm" / digest
    if not home.is_dir():
        home.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home.parent) as made:
            folder = Path(made, "packages")
            shutil.copytree(LOCKED, folder)
            subprocess.run(command, cwd=folder, check=True, stdin=subprocess.DEVNULL)
            if not home.is_dir():  # another process may have been faster
                folder.rename(home)
    return home / "node_modules"
