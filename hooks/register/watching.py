"""Told of changes by the kernel where it tells of them; looked for again and again elsewhere.

Looking at 16,000 files takes half a second each time. But of a folder that another machine, or the
host of a container, shares with this one, the kernel tells only what is changed from here.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
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
# The kernel's own list of changes has 16,384 places; what does not fit is not told.
MANY = 1_000
# Not that a file was opened to be read, as each build does.
CHANGES: list[type[FileSystemEvent]] = [
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]


class Changes:
    """Paths of files that have changed, until they are taken."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._paths: set[str] | None = set()

    def add(self, event: FileSystemEvent) -> None:
        """Note what an event tells of; with a folder any file may have come or gone."""
        paths = {os.fsdecode(path) for path in (event.src_path, event.dest_path) if path}
        with self._lock:
            if self._paths is not None:
                self._paths |= paths
                if event.is_directory or len(self._paths) > MANY:
                    self._paths = None

    def take(self) -> frozenset[str] | None:
        """What has changed since this was asked last; None where any file may have."""
        with self._lock:
            paths, self._paths = self._paths, set()
        return None if paths is None else frozenset(paths)


def watcher(
    folders: Iterable[Path], changes: Changes, wake: Callable[[], None]
) -> BaseObserver | None:
    """Notes each change in some folders, and calls `wake` then, until it is stopped.

    None where the kernel does not tell.
    """
    observer, handler = Observer(), _Handler(changes, wake)
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
    def __init__(self, changes: Changes, wake: Callable[[], None]) -> None:
        self._changes, self._wake = changes, wake

    def on_any_event(self, event: FileSystemEvent) -> None:
        self._changes.add(event)
        self._wake()


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
