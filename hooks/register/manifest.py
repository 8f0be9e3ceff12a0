"""The list of a site's files with their SHA-256, in the format that `sha256sum -c` reads.

Published as /manifest.sha256, part of the contract: every file of the site but the list itself,
one a line, in the order of their names.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from pathlib import Path

from register import walk

FILE = "manifest.sha256"
LINE = re.compile(r"([0-9a-f]{64})  (.+)")

Sums = dict[str, str]  # SHA-256 in hexadecimal by path under the site's root, with slashes


def sums(site: Path) -> Sums:
    """The sums of all files of a site as it lies on disk, in the order of their names.

    What a server may show though it is no file, such as a link to a folder, has an empty sum.
    """
    named = names(site)
    return {name: sum_of(named[name]) for name in sorted(named) if name != FILE}


def names(site: Path) -> dict[str, str]:
    """Where each file of a site lies, and each link to a folder, by its name there."""
    start = len(os.path.join(site, ""))
    return {
        entry.path[start:].replace(os.sep, "/"): entry.path
        for entry in walk.below(os.fspath(site))
        if not walk.is_folder(entry)
    }


def sum_of(path: Path | str) -> str:
    """The sum of one file; nothing for what is none, which might never end."""
    if not os.path.isfile(path):
        return ""
    with open(path, "rb", buffering=0) as file:  # small files: `file_digest` takes 256 KB for each
        return hashlib.sha256(file.read()).hexdigest()


def text(sums: Mapping[str, str]) -> str:
    """The list as it is published; ValueError for a name that does not fit on a line."""
    lines = [f"{sums[name]}  {name}" for name in sorted(sums)]
    if bad := [line for line in lines if not LINE.fullmatch(line) or not _fits(line)]:
        raise ValueError(f"a file name that a list cannot hold: {bad[0]!r}")
    return "".join(f"{line}\n" for line in lines)


def read(text: str) -> Sums:
    """The sums that a list gives; ValueError where it is no such list or leads out of the site."""
    found = {}
    for number, line in enumerate(text.splitlines(), 1):
        match = LINE.fullmatch(line)
        if match is None or not _inside(match[2]):
            raise ValueError(f"第 {number} 行不是“校验值、两个空格、文件名”")
        if match[2] in found:
            raise ValueError(f"第 {number} 行的文件名前面已经有了")
        found[match[2]] = match[1]
    if not found:
        raise ValueError("清单是空的")
    return found


def _fits(line: str) -> bool:
    """Whether those who read the list find a line whole and as it stands."""
    return "\\" not in line and line.splitlines() == [line]


def _inside(name: str) -> bool:
    return not {"", ".", ".."} & set(name.split("/")) and not set(name) & {"\\", "\0"}


def write(site: Path, sums: Mapping[str, str]) -> None:
    """Write the list into the site; nothing else may change in it afterwards."""
    (site / FILE).write_text(text(sums), encoding="utf-8", newline="\n")
