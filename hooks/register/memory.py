"""What is slow to make, kept between builds under .cache; all of it can be deleted at any time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any


class Memory:
    """Results by name, each good only for the input that it was made from. All must be JSON."""

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

    def keep(self, name: str, made_from: str, result: Any) -> None:
        """Keep a result in place of what was kept under this name; where that fails, do without."""
        kept = {"made_from": _key(made_from), "result": result}
        text = json.dumps(kept, ensure_ascii=False)
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / f"{name}.json").write_text(text, encoding="utf-8")


def _key(made_from: str) -> str:
    return hashlib.sha256(made_from.encode()).hexdigest()
