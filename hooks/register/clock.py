"""The day of a build: an argument of all that depends on time, the same for the same commit."""

from __future__ import annotations

import datetime
import subprocess
from collections.abc import Mapping
from pathlib import Path


def build_day(root: Path, environ: Mapping[str, str]) -> datetime.date | None:
    """The day that SOURCE_DATE_EPOCH gives, else that of the last commit, else None; in UTC."""
    seconds = environ.get("SOURCE_DATE_EPOCH") or last_commit(root)
    if not seconds:
        return None
    return datetime.datetime.fromtimestamp(int(seconds), datetime.UTC).date()


def midnight(day: datetime.date) -> int:
    """Seconds since 1970 at which a day begins in UTC."""
    begun = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
    return int(begun.timestamp())


def last_commit(root: Path) -> str:
    """Seconds since 1970 of the last commit; empty where there is no git or no commit."""
    command = ["git", "-C", str(root), "log", "-1", "--format=%ct"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip()
