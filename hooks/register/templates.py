"""Which files a page's template is made of: itself, and all that it includes or imports."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

# Templates name others by plain words, never by an expression; a test asks jinja2 as well.
NAMED = re.compile(r'\{%[-+]?\s*(?:include|import|from|extends)\s+"([^"]+)"')


class Sources:
    """The templates in some folders, of which the first that has a name counts."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = tuple(folders)
        self._text = lru_cache(maxsize=None)(self._read)
        self.digest = lru_cache(maxsize=None)(self._digest)

    def _read(self, name: str) -> str:
        found = next(folder / name for folder in self._folders if (folder / name).is_file())
        return found.read_text(encoding="utf-8")

    def parts(self, *names: str) -> list[str]:
        """These templates and all that they name, at whatever depth, sorted."""
        found: set[str] = set()
        new = list(names)
        while new:
            name = new.pop()
            if name not in found:
                found.add(name)
                new += NAMED.findall(self._text(name))
        return sorted(found)

    def _digest(self, *names: str) -> str:
        """A fingerprint of the text of all these parts."""
        whole = hashlib.blake2b(digest_size=16)
        for part in self.parts(*names):
            whole.update(f"{part}\0{self._text(part)}\0".encode())
        return whole.hexdigest()
