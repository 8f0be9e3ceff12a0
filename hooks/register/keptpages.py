"""What an earlier build made, each with what it was made from: pages and groups of files.

It is good as long as its own content, the code and the settings are the same and all that it
looked up is found again. Kept under .cache in SQLite, which outlives a build that is ended
half-way and lets two builds at once each take and put whole pages.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing, suppress
from pathlib import Path

from register.watched import Watched

FILE = "pages.sqlite"
TABLE = "CREATE TABLE IF NOT EXISTS page (url PRIMARY KEY, made_from, look_ups, output)"
WAIT_SECONDS = 5

Row = tuple[str, str, str]  # what a text was made from, its look-ups as JSON, the text


class KeptPages:
    """Finished texts by their address. Where the file is damaged or locked, do without."""

    def __init__(self, folder: Path, watched: Watched) -> None:
        self._file = folder / FILE
        self._watched = watched
        self._new: dict[str, Row] = {}
        self._known: dict[str, Row] = {}
        if self._file.is_file():
            with suppress(sqlite3.Error), closing(sqlite3.connect(self._file)) as file:
                rows = file.execute("SELECT url, made_from, look_ups, output FROM page")
                self._known = {url: (made_from, asked, out) for url, made_from, asked, out in rows}

    def recall(self, url: str, made_from: str, make: Callable[[], str]) -> str:
        """The text made from this before, if all that it looked up is as it was; else a new one.

        Without `made_from` it is made anew and not kept.
        """
        if not made_from:
            return make()
        if self.is_good(url, made_from):
            return self._known[url][2]
        with self._watched.watching() as asked:
            output = make()
        noted = json.dumps(asked, ensure_ascii=False)
        self._new[url] = self._known[url] = (made_from, noted, output)
        return output

    def is_good(self, url: str, made_from: str) -> bool:
        """Whether the text that is kept would come out the same again."""
        made_from_then, look_ups, _ = self._known.get(url, ("", "{}", ""))
        return made_from == made_from_then and self._watched.finds_again(json.loads(look_ups))

    def rows(self, urls: Iterable[str]) -> dict[str, Row]:
        """Texts as they are kept, for `add` of another process."""
        return {url: self._known[url] for url in urls}

    def add(self, rows: Mapping[str, Row]) -> None:
        """Keep what another process made."""
        self._known.update(rows)
        self._new.update(rows)

    @property
    def new(self) -> set[str]:
        """Addresses of what was made anew."""
        return set(self._new)

    def save(self) -> None:
        """Write what is new."""
        if not self._new:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        rows = [(url, *kept) for url, kept in self._new.items()]
        try:
            with closing(sqlite3.connect(self._file, timeout=WAIT_SECONDS)) as file, file:
                file.execute(TABLE)
                file.executemany("REPLACE INTO page VALUES (?, ?, ?, ?)", rows)
        except sqlite3.OperationalError:
            return  # locked or no room: the next build makes these pages again
        except sqlite3.DatabaseError:
            self._file.unlink(missing_ok=True)  # not a database any more
        self._new.clear()
