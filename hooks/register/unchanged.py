"""Whether a build would make the very site that is already published; standard library alone.

A site follows from the project's files, the packages, some environment variables and the day. All
of them are noted with each sound build, and how each published file lies on disk. Where nothing is
different, there is nothing to do. Files are told by size and times; where these differ, by bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

from register import walk

# What a site is made from. Files that Python makes beside its modules are no input.
RECORDS = "data"
INPUTS = ("mkdocs.yml", RECORDS, "docs", "hooks", "macros", "requirements/site.txt")
NO_INPUT = "__pycache__"
# Folders of which MkDocs itself reads nothing: records, and the templates that show them.
APART = (RECORDS, *(f"macros/templates/{kind}" for kind in ("pages", "parts", "feeds", "forms")))
# Variables that mkdocs.yml asks for; the day that a build is of.
ASKED = re.compile(r"!ENV\s+\[?([^\]\n]+)")
NAMES = re.compile(r"\b[A-Z][A-Z0-9_]+\b")
DAY = "SOURCE_DATE_EPOCH"
# A file may change again in the tick of the clock in which it was read.
SETTLED_NS = 2_000_000_000
KEPT = 4  # notes on sites in different folders
GLANCE = ".glance"  # beside a note

State = list[int]  # size, time of content, time of the entry
Noted = dict[str, list[Any]]  # a file's state and the digest of its bytes


def _files(top: str, and_folders: bool = False) -> Iterator[str]:
    """Every file below a folder, or the one file; with the folders, if they are asked for."""
    if not os.path.isdir(top):
        yield top
        return
    if and_folders:
        yield top
    for entry in walk.below(top, without=NO_INPUT):
        if and_folders or not walk.is_folder(entry):
            yield entry.path


def _state(path: str) -> State:
    found = os.stat(path)
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns]


def _digest(path: str) -> str:
    with open(path, "rb", buffering=0) as file:
        return hashlib.blake2b(file.read(), digest_size=16).hexdigest()


def _noted(paths: Iterable[str], before: Mapping[str, list[Any]]) -> Noted:
    """State and digest of each file; the digest worked out only where the state is another."""
    now, found = time.time_ns(), {}
    for path in sorted(paths):
        state = _state(path)
        known = before.get(path, [None, ""])
        digest = known[1] if known[0] == state else _digest(path)
        settled = now - max(state[1:]) > SETTLED_NS
        found[path] = [state if settled else None, digest]
    return found


def _lies(site: str) -> dict[str, State]:
    """How each file and folder of a site lies on disk, by its path there.

    A folder's time tells of new files. The time of the site itself, which changes places with
    another, does not count.
    """
    start = len(os.path.join(site, ""))
    return {entry.path[start:]: _state(entry.path) for entry in walk.below(site)}


def others(root: Path) -> dict[str, State]:
    """How all inputs but the records lie on disk."""
    tops = [str(root / top) for top in INPUTS if top != RECORDS and (root / top).exists()]
    return {path: _state(path) for top in tops for path in _files(top)}


class Unchanged:
    """What one build is made from, and the notes of the last sound builds of `site` and others."""

    def __init__(self, root: Path, site: str, environ: Mapping[str, str]) -> None:
        self.site = os.path.abspath(site)
        self._apart = tuple(os.path.join(root, folder, "") for folder in APART)
        self._folder = root / ".cache" / "built"
        self._tops = [str(root / top) for top in INPUTS if os.path.exists(root / top)]
        settings = (root / "mkdocs.yml").read_text(encoding="utf-8")
        asked = {name for words in ASKED.findall(settings) for name in NAMES.findall(words)}
        self._around = {
            "variables": {name: environ.get(name) for name in sorted(asked)},
            "day": time.strftime("%Y-%m-%d", time.gmtime(float(environ.get(DAY) or time.time()))),
            "python": [sys.version, sys.prefix, *_packages()],
        }
        self._is_as_seen = self._was_glanced()
        if not self._is_as_seen:
            _ = self._inputs  # now, not once a build has taken its time

    @cached_property
    def _own(self) -> dict[str, Any]:
        """What was noted on this site."""
        with suppress(OSError, ValueError):
            return dict(json.loads(self._note().read_bytes()))
        return {}

    @cached_property
    def _inputs(self) -> Noted:
        paths = [path for top in self._tops for path in _files(top)]
        return _noted(paths, self._own.get("inputs", {}))

    def _glance(self, paths: Iterable[str]) -> str:
        """One fingerprint of how files and folders lie; empty where that says too little.

        A folder's time tells of new files and of those that went, so none is listed.
        """
        try:
            lie = [
                (found.st_size, found.st_mtime_ns, found.st_ctime_ns)
                for found in map(os.stat, paths)
            ]
        except OSError:
            return ""
        newest = max((max(changed, entered) for _, changed, entered in lie), default=0)
        if time.time_ns() - newest < SETTLED_NS:
            return ""
        return hashlib.sha256(repr([self.site, self._around, lie]).encode()).hexdigest()

    def _was_glanced(self) -> bool:
        """Whether all lies as it did when this site was found unchanged before."""
        try:
            seen, *paths = self._note().with_suffix(GLANCE).read_text(encoding="utf-8").split("\0")
        except (OSError, ValueError):
            return False
        return seen == self._glance(paths)

    def _note_glance(self) -> None:
        """Leave what tells the next time that this site is unchanged."""
        paths = [path for top in (*self._tops, self.site) for path in _files(top, True)]
        if glance := self._glance(paths):
            with suppress(OSError):
                told = "\0".join([glance, *paths])
                self._note().with_suffix(GLANCE).write_text(told, encoding="utf-8")

    def _note(self) -> Path:
        """Where the note on this site lies."""
        return self._folder / f"{hashlib.sha256(self.site.encode()).hexdigest()[:16]}.json"

    def _others(self) -> Iterator[dict[str, Any]]:
        """What was noted on other sites, newest first."""
        for path in _newest_first(self._folder):
            with suppress(OSError, ValueError):
                if path != self._note():
                    yield dict(json.loads(path.read_bytes()))

    def is_published(self) -> bool:
        """Whether the published site is that of these inputs, untouched since.

        What was found so once is known at a glance the next time: of a hundred plans the note
        itself has 9 MB.
        """
        if self._is_as_seen:
            return True
        is_same = self._is_like(self._own, _bytes) and _untouched(self._own)
        if is_same:
            self._note_glance()
        return is_same

    def apart(self) -> dict[str, Any] | None:
        """What was noted beside this site or another, if MkDocs would read the same as then."""

        def others(inputs: Mapping[str, list[Any]]) -> dict[str, str]:
            found = _bytes(inputs).items()
            return {path: digest for path, digest in found if not path.startswith(self._apart)}

        notes = chain([self._own], self._others())
        return next((note["apart"] for note in notes if self._is_like(note, others)), None)

    def _is_like(
        self,
        note: Mapping[str, Any],
        told: Callable[[Mapping[str, list[Any]]], dict[str, str]],
    ) -> bool:
        """Whether a note is of the same inputs, as far as they are told."""
        return (
            bool(note)
            and note["around"] == self._around
            and told(note["inputs"]) == told(self._inputs)
        )

    def note(self, built: str, apart: Mapping[str, Any] | None = None) -> None:
        """Leave a note that what lies in a folder is the site of these inputs.

        Written before that folder becomes the site: another build may then put its own in place,
        and it would be that which is looked at. `apart` is JSON that `rebuild` asks for.
        """
        note = {
            "folder": self.site,
            "around": self._around,
            "inputs": self._inputs,
            "site": _lies(built),
            "apart": apart,
        }
        self._folder.mkdir(parents=True, exist_ok=True)
        aside = self._note().with_suffix(f".{os.getpid()}.tmp")
        aside.write_text(json.dumps(note), encoding="utf-8")
        aside.replace(self._note())
        for path in _newest_first(self._folder)[KEPT:]:
            path.unlink(missing_ok=True)
            path.with_suffix(GLANCE).unlink(missing_ok=True)


def _newest_first(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json"), key=lambda path: -path.stat().st_mtime_ns)


def _bytes(noted: Mapping[str, list[Any]]) -> dict[str, str]:
    return {path: digest for path, (_, digest) in noted.items()}


def _untouched(note: Mapping[str, Any]) -> bool:
    """Whether every file and folder of a site lies as it was left, and no other at its top."""
    with suppress(OSError, KeyError):
        site, folder = note["site"], note["folder"]
        return site.keys() >= set(os.listdir(folder)) and all(
            _state(os.path.join(folder, path)) == state for path, state in site.items()
        )
    return False


def _packages() -> list[str]:
    """Installed packages; the names of their folders hold their versions."""
    folders = [path for path in sys.path if path.endswith("site-packages") and os.path.isdir(path)]
    return sorted(name for path in folders for name in os.listdir(path) if "-info" in name)


# The build that has begun in this process, if it is one whose result can be noted.
begun: Unchanged | None = None
