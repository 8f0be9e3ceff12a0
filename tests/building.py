"""Builds the site as `run.py build` does, into a folder of a test's own."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import run

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache"
CopyProject = Callable[[Path], None]
SOURCES = ("data", "docs", "hooks", "macros", "requirements")


def copy_sources(root):
    """A copy of what a site is made from, compiled modules too, and nothing that builds keep."""
    for name in SOURCES:
        # Another process may be about to rename a module that it has just compiled.
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("*.pyc.*"))
    shutil.copy2(ROOT / "mkdocs.yml", root)


def copy_project(root):
    """A copy of what a site is made from and of what is slow to make, free to be changed."""
    copy_sources(root)
    (root / ".cache").mkdir()
    for kept in CACHE.glob("*.json"):
        shutil.copy2(kept, root / ".cache")
    for kept in (CACHE / "office.sqlite", CACHE / "verify.sqlite"):
        if kept.is_file():  # which another process may be writing
            with (
                closing(sqlite3.connect(kept)) as ours,
                closing(sqlite3.connect(root / ".cache" / kept.name)) as copied,
            ):
                ours.backup(copied)


def shared_build(factory, name, **settings):
    """A site that one of the processes that run tests builds for all; no test may change it."""
    top = factory.getbasetemp()
    if top.name.startswith("popen-"):  # one of several processes, which have folders of their own
        top = top.parent
    with (top / f"{name}.lock").open("a+b") as lock:
        while not run.try_lock(lock):
            time.sleep(0.1)
        if not (top / name).is_dir():  # a build puts the whole folder in place at once
            build(top / name, **settings)
    return top / name


def build(folder, root=ROOT, **settings):
    """A strict build of the project at `root`; fails the test with what MkDocs said."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(folder)]
    env = {**os.environ, "PYTHONPATH": str(root / "hooks"), "NO_MKDOCS_2_WARNING": "1", **settings}
    result = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
