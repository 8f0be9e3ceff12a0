"""What may lie in data/ and docs/: plain files, each where its kind belongs, none too large.

A link would publish or overwrite whatever file it points to, also outside the project.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from fnmatch import fnmatchcase
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from register.layout import FILES
from register.problem import Place, Problem

State = tuple[int, ...]  # size, time of content, time of the entry, number on the disk


Named = tuple[str, int]  # the same without how it lies


class Entry(NamedTuple):
    """Something in data/ or docs/: its path from the project, what it is, how it lies on disk."""

    path: str
    kind: int  # S_IFREG, S_IFDIR, else a link
    state: State | None = None  # of files


TOPS = ("data", "docs")
LARGEST = 1_000_000  # bytes; the largest record has 20,000, a notice seldom more than 100,000
BESIDES = (
    "data/README.md",
    "data/LICENSE.md",
    "data/published.txt",
    "data/schema/*.json",
    "data/plans/*/notice.txt",
    "data/plans/*/report.md",  # what the importer says of its draft
)
RECORDS = {pattern.rpartition("/")[0] for pattern in FILES if pattern.endswith("/*.yml")}
FOLDERS = {"data", "data/plans", "data/plans/*", "data/schema", *RECORDS}


class Tree:
    """Everything in data/ and docs/ of the project at `root`; links are not followed."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self._below: dict[str, list[Entry]] = {}  # what lies in each folder, by its path

    def entries(self, changed: Collection[str] | None = None) -> list[Entry]:
        """All entries, each folder before what is in it, names in order.

        Looks at every file; or, if the paths of all that changed since the last time are known,
        only into their folders.
        """
        if changed is None or not self._below:
            self._below.clear()
            return self._walk()
        for path in changed:
            self._below.pop(os.path.relpath(os.path.dirname(path), self._root), None)
        try:
            return self._walk()
        except FileNotFoundError:  # a whole folder went
            return self.entries()

    def _walk(self) -> list[Entry]:
        found: list[Entry] = []
        for top in TOPS:
            path = os.path.join(self._root, top)
            if os.path.lexists(path):
                self._add(Entry(top, stat.S_IFMT(os.lstat(path).st_mode)), found)
        return found

    def _add(self, entry: Entry, found: list[Entry]) -> None:
        found.append(entry)
        if entry.kind != stat.S_IFDIR:
            return
        if entry.path not in self._below:
            self._below[entry.path] = list(_in(self._root, entry.path))
        for below in self._below[entry.path]:
            if below.kind == stat.S_IFDIR:
                self._add(below, found)
            else:
                found.append(below)


def links(found: Iterable[Entry]) -> list[Problem]:
    """Links, and what is neither file nor folder."""
    return [
        Problem(Place(path), "这里不能放链接。", "请换成文件本身。")
        for path, kind, _ in found
        if kind not in (stat.S_IFREG, stat.S_IFDIR)
    ]


def strays(found: Iterable[Named]) -> Iterator[Problem]:
    """Files and folders of data/ that belong to no kind, and names that some disks confuse."""
    seen: dict[str, str] = {}
    for path, kind in found:
        plain = path.lower() if path.isascii() else unicodedata.normalize("NFKC", path).casefold()
        if plain in seen:
            cause = f"文件名与“{seen[plain]}”只差大小写或者写法。"
            yield Problem(Place(path), cause, "请改名，或者合成一个文件。")
        seen[plain] = path
        if path.startswith("data/") and not _belongs(path, kind == stat.S_IFDIR):
            remedy = "请移走它；data/README.md 里写着每种记录放在哪里。"
            yield Problem(Place(path), "这里不能放这个文件。", remedy)


def _belongs(path: str, folder: bool) -> bool:
    """Whether a path has a place. What lies among records is for the loader to judge."""
    if _is_judged_elsewhere(path.rpartition("/")[0]):
        return True
    return _fits(path, FOLDERS if folder else (*FILES, *BESIDES))


@lru_cache(maxsize=4096)
def _is_judged_elsewhere(folder: str) -> bool:
    """Folders of records and plans, and unknown ones: told once, not with all that is in them."""
    return _fits(folder, RECORDS) or folder == "data/plans" or not _fits(folder, FOLDERS)


def _fits(path: str, patterns: Iterable[str]) -> bool:
    return any(
        pattern.count("/") == path.count("/") and fnmatchcase(path, pattern) for pattern in patterns
    )


def _in(root: str, folder: str) -> Iterator[Entry]:
    """What lies in a folder, by name."""
    for entry in sorted(os.scandir(os.path.join(root, folder)), key=_NAME):
        path = f"{folder}/{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            yield Entry(path, stat.S_IFDIR)
        elif entry.is_file(follow_symlinks=False):
            yield Entry(path, stat.S_IFREG, _state(entry.stat(follow_symlinks=False)))
        else:
            yield Entry(path, stat.S_IFLNK)


_NAME = attrgetter("name")


def _state(found: os.stat_result) -> State:
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino
