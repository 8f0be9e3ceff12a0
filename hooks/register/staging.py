"""Build aside, then swap: readers see the last good site or the new one, never half of either.

A build writes into a folder of its own, which it has locked. When the site is complete and sound,
that folder and the published one change places in one step of the file system. The site of the
build before is then what the next build writes over, which is cheaper than 300 new folders.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from contextlib import suppress
from itertools import count
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

HERE = -100  # AT_FDCWD: paths are taken as they stand
EXCHANGE = 2  # RENAME_EXCHANGE


class Stage:
    """The folder that one build writes into; no other build can have it until this one ends.

    `passing` is one that stands beside the site and goes when the build ends.
    """

    def __init__(self, folder: Path, passing: bool) -> None:
        self.folder = folder
        self._passing = passing

    def publish(self, site: Path) -> None:
        """Put what was built in the place of what is published."""
        try:
            _change_places(self.folder, site)
        except OSError:  # a mount point, for instance: it cannot be moved, only filled
            _fill(site, self.folder)
        if self._passing:
            self.discard()

    def discard(self) -> None:
        """Leave nothing of a build that is not to be published."""
        shutil.rmtree(self.folder, ignore_errors=True)


def stage_for(site: Path, cache: Path) -> Stage:
    """A folder to build `site` in: under `cache`, where it serves the next build as well.

    Where `cache` lies on another file system than the site, it stands beside the site. OSError
    where the site could not be put in place afterwards.
    """
    cache.mkdir(parents=True, exist_ok=True)
    site.parent.mkdir(parents=True, exist_ok=True)
    if not os.access(site.parent, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    passing = cache.stat().st_dev != site.parent.stat().st_dev
    prefix = site.parent / f".{site.name}.next" if passing else cache / "stage"
    folders = (Path(f"{prefix}-{number}") for number in count())
    return Stage(next(filter(_locked, folders)), passing)


def _locked(folder: Path) -> bool:
    """Whether the folder, made if need be, is now this process' alone until it ends."""
    folder.mkdir(exist_ok=True)
    if fcntl is None:
        return True
    handle = os.open(folder, os.O_RDONLY)
    with suppress(BlockingIOError, FileNotFoundError):
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # The build that had it may have swapped it away since it was opened.
        if os.path.samestat(os.fstat(handle), os.stat(folder)):
            return True
    os.close(handle)
    return False


def _change_places(staged: Path, site: Path) -> None:
    if not site.exists():
        os.rename(staged, site)
    elif not _exchanged(staged, site):
        former = staged.with_name(f"{staged.name}.former")
        shutil.rmtree(former, ignore_errors=True)
        os.rename(site, former)
        os.rename(staged, site)
        os.rename(former, staged)


def _exchanged(one: Path, other: Path) -> bool:
    """Whether two folders changed places in one step; False where the system has no such step."""
    if not sys.platform.startswith("linux"):
        return False
    with suppress(AttributeError, OSError):
        rename = ctypes.CDLL(None).renameat2
        return bool(rename(HERE, os.fsencode(one), HERE, os.fsencode(other), EXCHANGE) == 0)
    return False


def _fill(site: Path, staged: Path) -> None:
    """Bring a folder that cannot be moved up to date file by file, each in one step."""
    wanted = {path.relative_to(staged) for path in staged.rglob("*")}
    for name in sorted(wanted):
        if (staged / name).is_dir():
            (site / name).mkdir(exist_ok=True)
            continue
        aside = site / f"{name}.next"
        shutil.copyfile(staged / name, aside)
        aside.replace(site / name)
    for path in sorted(site.rglob("*"), reverse=True):
        if path.relative_to(site) not in wanted:
            path.rmdir() if path.is_dir() else path.unlink()
