"""What an earlier build made, each with what it was made from: pages and groups of files.

It is good as long as its own content, the code and the settings are the same and all that it
looked up is found again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from register.shelf import AT_ONCE, Row, Shelf
from register.watched import LookUps, Watched

FILE = "pages.sqlite"
COLUMNS = ("made_from", "look_ups", "output")  # look-ups are JSON

Files = Iterable[tuple[str, bytes]]
# Name and maker of files → the files, from an earlier build where they would be the same.
Kept = Callable[[str, Callable[[], Files]], Files]


def made_anew(_name: str, make: Callable[[], Files]) -> Files:
    """Files as they are made where none are kept."""
    return make()


class KeptPages:
    """Finished texts by their address."""

    def __init__(self, folder: Path, watched: Watched) -> None:
        self._shelf = Shelf(folder / FILE, COLUMNS)
        self._watched = watched
        self.new: set[str] = set()  # addresses of what was made anew

    def recall(self, url: str, made_from: str, make: Callable[[], str]) -> str:
        """The text made from this before, if all that it looked up is as it was; else a new one.

        Without `made_from` it is made anew and not kept.
        """
        if not made_from:
            return make()
        kept = self._good(url, made_from)
        if kept is not None:
            return kept
        with self._watched.watching() as asked:
            output = make()
        self._shelf.put(url, (made_from, json.dumps(asked, ensure_ascii=False), output))
        self.new.add(url)
        return output

    def look_ups(self, urls: Iterable[str] | None = None) -> dict[str, tuple[str, LookUps]]:
        """What some texts, or all, were made from and what they looked up, by their addresses."""
        if urls is None:
            rows = self._shelf.all(2)
        else:
            rows = ((url, *row) for url in urls if (row := self._shelf.get(url)) is not None)
        return {url: (made_from, json.loads(asked)) for url, made_from, asked, *_ in rows}

    def is_good(self, url: str, made_from: str) -> bool:
        """Whether the text that is kept would come out the same again."""
        return self._good(url, made_from) is not None

    def _good(self, url: str, made_from: str) -> str | None:
        row = self._shelf.get(url, made_from)
        if row is None:
            return None
        return row[2] if self._watched.finds_again(json.loads(row[1])) else None

    def rows(self, urls: Iterable[str]) -> dict[str, Row]:
        """Texts as they are kept, for `add` of another process."""
        found = {url: self._shelf.pop(url) for url in urls}
        return {url: row for url, row in found.items() if row is not None}

    def add(self, rows: Mapping[str, Row]) -> None:
        """Keep what another process made."""
        for url, row in rows.items():
            self._shelf.put(url, row)
        self.new.update(rows)

    def save_many(self) -> None:
        """Write what is new, if there is much of it."""
        self._shelf.save(AT_ONCE)

    def close(self) -> None:
        """Write what is new, and let go of the file."""
        self._shelf.close()
