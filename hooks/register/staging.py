"""Build aside, then swap: readers see the last good site or the new one, never half of either.

A build writes into a folder of its own, which it has locked. When the site is complete and sound,
that folder and the published one change places in one step of the file system. The site of the
build before is then what the next build writes over, which is cheaper than 300 new folders.
What a killed build leaves lies under the cache, and the next build takes or removes it.

Two builds at once keep apart by locks that Windows does not have.
"""

from __future__ import annotations

import ctypes
import errno
import glob
import os
import shutil
import sys
from collections.abc import Container
from contextlib import suppress
from itertools import count
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

HERE = -100  # AT_FDCWD: paths are taken as they stand
EXCHANGE = 2  # RENAME_EXCHANGE
NAME = "stage"


class Stage:
    """The folder that one build writes into; no other build can have it until this one ends."""

    def __init__(self, folder: Path, handle: int | None = None) -> None:
        self.folder = folder
        self._handle = handle

    def publish(self, site: Path) -> None:
        """Put what was built in the place of what is published; OSError leaves that untouched."""
        if _device(self.folder) == _device(site.parent):
            _change_places(self.folder, site)
        else:
            self._publish_across(site)

    def _publish_across(self, site: Path) -> None:
        """The same from another file system: a copy beside the site changes places with it."""
        beside, handle = _own(site.parent, f".{site.name}.next")
        try:
            _empty(beside)  # what a killed build had begun
            shutil.copytree(self.folder, beside, dirs_exist_ok=True)
            _change_places(beside, site)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
            os.close(handle)

    def discard(self) -> None:
        """Leave nothing of a build that is not to be published."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def release(self) -> None:
        """Let another build have the folder, where this process goes on for long."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def stage_for(site: Path, cache: Path) -> Stage:
    """A folder under `cache` to build `site` in.

    OSError where the site could not be put in place afterwards.
    """
    cache.mkdir(parents=True, exist_ok=True)
    site.parent.mkdir(parents=True, exist_ok=True)
    for folder in (site.parent, site):
        if folder.exists() and not os.access(folder, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    stage = Stage(*_own(cache, NAME))
    _sweep(cache)
    return stage


def leave_only(folder: Path, expected: Container[str]) -> None:
    """Remove files that are not among the expected, and folders that are empty then."""
    start = len(os.path.join(folder, ""))
    for inside, _folders, names in os.walk(folder, topdown=False):
        for name in names:
            path = os.path.join(inside, name)
            if path[start:].replace(os.sep, "/") not in expected:
                os.unlink(path)
        if not os.listdir(inside):
            os.rmdir(inside)


def _own(parent: Path, name: str) -> tuple[Path, int]:
    """A folder `<name>-<number>` of this process, and the handle that keeps it.

    Others that nobody holds are removed.
    """
    numbered = (parent / f"{name}-{number}" for number in count())
    tried = ((folder, _locked(folder)) for folder in numbered)
    own, kept = next((folder, handle) for folder, handle in tried if handle is not None)
    for other in parent.glob(f"{glob.escape(name)}-*"):
        handle = _locked(other) if other != own else None
        if handle is not None:
            shutil.rmtree(other, ignore_errors=True)
            os.close(handle)
    return own, kept


def _locked(folder: Path) -> int | None:
    """A handle that keeps a folder, made if need be, for this process; None if another has it."""
    folder.mkdir(exist_ok=True)
    if fcntl is None:
        return os.open(os.devnull, os.O_RDONLY)
    with suppress(FileNotFoundError):  # just swapped away or removed
        handle = os.open(folder, os.O_RDONLY)
        with suppress(BlockingIOError, FileNotFoundError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # The build that had it may have swapped it away since it was opened.
            if os.path.samestat(os.fstat(handle), os.stat(folder)):
                return handle
        os.close(handle)
    return None


def _sweep(cache: Path) -> None:
    """Remove files that a killed build had begun, unless another build is at work."""
    if len(list(cache.glob(f"{NAME}-*"))) == 1:
        for begun in (*cache.glob("*.tmp"), *cache.glob("*/*.tmp")):
            begun.unlink(missing_ok=True)


def _empty(folder: Path) -> None:
    for entry in os.scandir(folder):
        shutil.rmtree(entry) if entry.is_dir(follow_symlinks=False) else os.unlink(entry)


def _device(folder: Path) -> int:
    return folder.stat().st_dev


def _change_places(staged: Path, site: Path) -> None:
    """Swap the two folders, or put the first site in its place."""
    if not site.exists():
        try:
            os.rename(staged, site)
            return
        except OSError:
            if not site.exists():  # else another build was faster
                raise
    if not _exchanged(staged, site):
        _exchange_in_steps(staged, site)


def _exchange_in_steps(staged: Path, site: Path) -> None:
    """The same where the system has no such step: for an instant there is no site."""
    former = staged.with_name(f"{staged.name}.former")
    shutil.rmtree(former, ignore_errors=True)
    os.rename(site, former)
    try:
        os.rename(staged, site)
    except OSError:
        os.rename(former, site)
        raise
    os.rename(former, staged)


def _exchanged(one: Path, other: Path) -> bool:
    """Whether two folders changed places in one step; False where the system has no such step."""
    if not sys.platform.startswith("linux"):
        return False
    with suppress(AttributeError, OSError):
        rename = ctypes.CDLL(None).renameat2
        return bool(rename(HERE, os.fsencode(one), HERE, os.fsencode(other), EXCHANGE) == 0)
    return False
