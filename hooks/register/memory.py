"""What is slow to make, kept between builds under .cache; all of it can be deleted at any time."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any


class Memory:
    """Results by name, each good only for the input that it was made from. All must be JSON.

    Files are kept as bytes, in an archive whose keys say what each was made from.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def recall(self, name: str, made_from: str, make: Callable[[], Any]) -> Any:
        """What `make` gave for the same input at an earlier build, or what it gives now."""
        result = self.kept(name, made_from)
        if result is None:
            result = make()
            self.keep(name, made_from, result)
        return result

    def kept(self, name: str, made_from: str) -> Any:
        """The result kept for this input; None if there is none, or if its file is damaged."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            kept = json.loads((self.folder / f"{name}.json").read_bytes())
            if kept["made_from"] == _key(made_from):
                return kept["result"]
        return None

    def kept_bytes(self, name: str) -> dict[str, bytes]:
        """Files kept together under one name, by their keys; none if the archive is damaged."""
        damaged = suppress(OSError, zipfile.BadZipFile)
        with damaged, zipfile.ZipFile(self.folder / f"{name}.zip") as archive:
            return {key: archive.read(key) for key in archive.namelist()}
        return {}

    def keep_bytes(self, name: str, files: Mapping[str, bytes]) -> None:
        """Keep files in one archive, in place of those kept under this name."""
        self.folder.mkdir(parents=True, exist_ok=True)
        # Written aside: a build that is ended half-way leaves the archive of the one before.
        aside = self.folder / f"{name}-{os.getpid()}.tmp"
        with zipfile.ZipFile(aside, "w") as archive:
            for key, content in files.items():
                archive.writestr(key, content)
        aside.replace(self.folder / f"{name}.zip")

    def keep(self, name: str, made_from: str, result: Any) -> None:
        """Keep a result in place of what was kept under this name; where that fails, do without."""
        kept = {"made_from": _key(made_from), "result": result}
        text = json.dumps(kept, ensure_ascii=False)
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / f"{name}.json").write_text(text, encoding="utf-8")


def _key(made_from: str) -> str:
    return hashlib.sha256(made_from.encode()).hexdigest()
