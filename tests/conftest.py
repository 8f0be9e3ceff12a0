"""What the tests share: the real records, and copies of data/ to plant faults in."""

from __future__ import annotations

import datetime
import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from faults import expect_told
from xdist.scheduler import LoadScopeScheduling

import building
from browsing import chromium, own_page, page, phone, served, served_folder
from building import CopyProject, shared_build
from register import yamltext
from register.problem import Problem
from register.rules import checked
from register.store import Register

# Fixtures stand here for all tests.
__all__ = ["chromium", "own_page", "page", "phone", "served", "served_folder"]

ROOT = Path(__file__).resolve().parents[1]
DAY = datetime.date(2026, 12, 1)  # of a build, for what depends on it


# Files of which each test may run in either process: they share nothing but the session's site.
SPREAD = {"tests/test_every_page.py", "tests/test_settings.py", "tests/test_browser.py"}


class ByFile(LoadScopeScheduling):
    """Gives a file's tests to one process, so that what they share is made once."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return nodeid if file in SPREAD else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """Files with many tests go first; tests of files in SPREAD last, which evens out the end."""
    return ByFile(config, log)


@pytest.fixture(scope="session")
def register() -> Register:
    """The real records, loaded and checked."""
    return checked(ROOT)


@pytest.fixture
def as_told(request: pytest.FixtureRequest) -> Callable[[Path, list[Problem]], None]:
    """Holds problems against what tests/told.yml has for this test and this case of it."""
    case = request.node.callspec.id if hasattr(request.node, "callspec") else request.node.name
    name = f"{request.module.__name__}: {case}"
    return lambda project, found: expect_told(project, name, found)


@pytest.fixture
def project(one_copy: Path) -> Iterator[Path]:
    """A project folder with a copy of data/ only, free to be changed."""
    yield one_copy
    restore(one_copy / "data")


@pytest.fixture(scope="session")
def one_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The copy that all tests change in turn: hundreds of copies would take minutes."""
    folder = tmp_path_factory.mktemp("project")
    restore(folder / "data")
    return folder


def restore(data: Path) -> None:
    """Make a folder equal to the real data/ again; copies keep their time, so a change shows."""
    real = real_states()
    data.mkdir(exist_ok=True)
    now = states(data)
    for path in sorted(now, reverse=True):
        if now[path] != real.get(path):
            remove(data / path)
    for path in sorted(real):
        if now.get(path) != real[path]:
            copy(ROOT / "data" / path, data / path)


@cache
def real_states() -> dict[str, tuple[int, ...]]:
    return states(ROOT / "data")


def states(folder: Path | str, below: str = "") -> dict[str, tuple[int, ...]]:
    """Kind of everything in a folder, size and time of its files, by relative path."""
    found: dict[str, tuple[int, ...]] = {}
    for entry in os.scandir(folder):
        path, state = below + entry.name, entry.stat(follow_symlinks=False)
        if entry.is_dir(follow_symlinks=False):
            found |= {path: (state.st_mode,), **states(entry.path, f"{path}/")}
        else:
            found[path] = (state.st_mode, state.st_size, state.st_mtime_ns)
    return found


def remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    else:
        path.unlink()


def copy(source: Path, target: Path) -> None:
    if source.is_dir():
        target.mkdir(mode=source.stat().st_mode, exist_ok=True)
    else:
        shutil.copy2(source, target)


@pytest.fixture(scope="session")
def parsed_once() -> Iterator[None]:
    """Parse equal bytes once: hundreds of tests load the same data with one file changed."""
    parse = yamltext.read
    known: dict[tuple[str, bytes], tuple[bytes, yamltext.Marks]] = {}

    def read(file: str, raw: bytes) -> tuple[Any, yamltext.Marks]:
        if (file, raw) not in known:
            value, marks = parse(file, raw)
            known[file, raw] = pickle.dumps(value), marks  # the loader changes values in place
        value, marks = known[file, raw]
        return pickle.loads(value), marks

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yamltext, "read", read)
        yield


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A strict build for an address below a path, as on a project's pages."""
    return shared_build(tmp_path_factory, "site", SITE_URL="https://site.example/base/")


@pytest.fixture(scope="session")
def copy_project(served_folder: Path) -> CopyProject:
    """Copies the project, once a build has left in .cache what is slow to make."""
    return building.copy_project
