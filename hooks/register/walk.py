"""What lies below a folder; standard library alone."""

from __future__ import annotations

import os
from collections.abc import Iterator


def below(top: str | os.PathLike[str], without: str = "") -> Iterator[os.DirEntry[str]]:
    """Every entry below a folder, each folder before what is in it; nothing of one name.

    Links are not followed. OSError where a folder cannot be read.
    """
    with os.scandir(top) as entries:
        for entry in entries:
            if entry.name == without:
                continue
            yield entry
            if is_folder(entry):
                yield from below(entry.path, without)


def is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a folder itself, and no link to one."""
    return entry.is_dir(follow_symlinks=False)
