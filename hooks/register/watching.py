"""Told of changes by the kernel where it tells of them; looked for again and again elsewhere.

Looking at 16,000 files takes half a second each time. But of a folder that another machine, or the
host of a container, shares with this one, the kernel tells only what is changed from here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from watchdog.events import (
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

MOUNTS = Path("/proc/mounts")
# File systems that lie on this machine alone.
OWN = frozenset({"ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "tmpfs", "overlay"})
# Not that a file was opened to be read, as each build does.
CHANGES: list[type[FileSystemEvent]] = [
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]


def watcher(folders: Iterable[Path], changed: Callable[[], None]) -> BaseObserver | None:
    """Calls `changed` whenever a file in some folders has changed, until it is stopped.

    None where the kernel does not tell.
    """
    observer, handler = Observer(), _Handler(changed)
    for folder in folders:
        if not is_told_of(folder):
            return None
        observer.schedule(handler, str(folder), recursive=True, event_filter=CHANGES)
    try:
        observer.start()
    except OSError:  # it is asked to watch more than it will
        return None
    return observer


class _Handler(FileSystemEventHandler):
    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed

    def on_any_event(self, event: FileSystemEvent) -> None:
        self._changed()


def is_told_of(folder: Path, mounts: Path = MOUNTS) -> bool:
    """Whether the kernel tells of every change in a folder, whoever makes it."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        lines = mounts.read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    real = os.path.join(os.path.realpath(folder), "")
    found = [line.split(" ")[1:3] for line in lines]
    over = [(len(at), kind) for at, kind in found if real.startswith(os.path.join(at, ""))]
    return bool(over) and max(over)[1] in OWN
