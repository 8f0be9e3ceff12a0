"""What may lie in data/ and docs/: plain files, each where its kind belongs, none too large.

A link would publish or overwrite whatever file it points to, also outside the project.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

from register.layout import FILES
from register.problem import Place, Problem

Entry = tuple[str, int]  # path relative to the project; what it is: S_IFREG, S_IFDIR, else a link
LARGEST = 1_000_000  # bytes; the largest record has 20,000, a notice seldom more than 100,000
BESIDES = (
    "data/README.md",
    "data/LICENSE.md",
    "data/schema/*.json",
    "data/plans/*/notice.txt",
    "data/plans/*/report.md",  # what the importer says of its draft
)
RECORDS = {pattern.rpartition("/")[0] for pattern in FILES if pattern.endswith("/*.yml")}
FOLDERS = {"data", "data/plans", "data/plans/*", "data/schema", *RECORDS}


def entries(root: Path) -> list[Entry]:
    """Everything in data/ and docs/, by path; links are not followed."""
    return [entry for top in ("data", "docs") for entry in _entries(root, top)]


def links(found: Iterable[Entry]) -> list[Problem]:
    """Links, and what is neither file nor folder."""
    return [
        Problem(Place(path), "这里不能放链接。", "请换成文件本身。")
        for path, kind in found
        if kind not in (stat.S_IFREG, stat.S_IFDIR)
    ]


def strays(found: Iterable[Entry]) -> Iterator[Problem]:
    """Files and folders of data/ that belong to no kind, and names that some disks confuse."""
    seen: dict[str, str] = {}
    for path, kind in found:
        plain = unicodedata.normalize("NFKC", path).casefold()
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


def _entries(root: Path, top: str) -> Iterator[Entry]:
    path = root / top
    if os.path.lexists(path):
        kind = stat.S_IFMT(os.lstat(path).st_mode)
        yield top, kind
        if kind == stat.S_IFDIR:
            yield from _below(str(path), f"{top}/")


def _below(folder: str, prefix: str) -> Iterator[Entry]:
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        path = prefix + entry.name
        if entry.is_dir(follow_symlinks=False):
            yield path, stat.S_IFDIR
            yield from _below(entry.path, f"{path}/")
        else:
            regular = entry.is_file(follow_symlinks=False)
            yield path, stat.S_IFREG if regular else stat.S_IFLNK
