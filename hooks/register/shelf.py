"""What earlier builds made, by keys, in a file of SQLite under .cache.

Each thing is read when it is asked for and written soon after it is made, so that a build holds
few of them at once. SQLite outlives a build that is ended half-way, and lets two builds at once
each take and put whole things. All of it can be deleted at any time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

WAIT_SECONDS = 5
AT_ONCE = 2_000_000  # characters or bytes that a build writes together

Row = tuple[Any, ...]  # texts or bytes, one for each column


class Shelf:
    """Rows by their keys. Where the file is damaged or locked, what is new is held in memory."""

    def __init__(self, file: Path, columns: Sequence[str]) -> None:
        self._file = file
        self._columns = ", ".join(columns)
        self._places = ", ".join("?" * (len(columns) + 1))
        self._new: dict[str, Row] = {}
        self._waiting = 0
        self._opened: sqlite3.Connection | None = None
        self._is_locked = False

    def get(self, key: str, first: str | None = None) -> Row | None:
        """What was put under a key, by this build or an earlier one.

        Only a row with `first` in its first column, if that is given; of others nothing is read.
        """
        if key in self._new:
            row = self._new[key]
            return row if first in (None, row[0]) else None
        query = f"SELECT {self._columns} FROM kept WHERE key = ?"
        given: Row = (key,)
        if first is not None:
            query += f" AND {self._columns.partition(',')[0]} = ?"
            given = (key, first)
        found = self._ask(query, given)
        return found[0] if found else None

    def put(self, key: str, row: Row) -> None:
        """Keep a row in place of what was under this key; `save` writes it."""
        self._new[key] = row
        self._waiting += sum(map(len, row))

    def pop(self, key: str) -> Row | None:
        """What `get` gives; not written if it is new, since another process will keep it."""
        return self._new.pop(key, None) or self.get(key)

    def all(self, columns: int) -> Iterator[Row]:
        """Each key with what stands in its first columns."""
        names = ", ".join(self._columns.split(", ")[:columns])
        yield from self._ask(f"SELECT key, {names} FROM kept", ())
        yield from ((key, *row[:columns]) for key, row in self._new.items())

    def keys(self) -> set[str]:
        """Every key there is."""
        return self._new.keys() | {key for (key,) in self._ask("SELECT key FROM kept", ())}

    def save(self, at_least: int = 0) -> None:
        """Write what is new, once that is so much."""
        if not self._new or self._waiting < at_least or self._is_locked:
            return
        rows = [(key, *row) for key, row in self._new.items()]
        if self._write(f"REPLACE INTO kept VALUES ({self._places})", rows):
            self._new.clear()
            self._waiting = 0

    def keep_only(self, keys: Collection[str]) -> None:
        """Write what is new, and forget all but these."""
        self.save()
        gone = self.keys().difference(keys)
        if gone:
            self._write("DELETE FROM kept WHERE key = ?", [(key,) for key in gone])

    def close(self) -> None:
        """Write what is new, and let go of the file until something is asked for again."""
        self.save()
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def _ask(self, query: str, given: Row) -> list[Row]:
        if self._opened is None and not self._file.is_file():
            return []
        try:
            return self._connection().execute(query, given).fetchall()
        except sqlite3.OperationalError:
            return []  # locked, or no such table yet
        except sqlite3.DatabaseError:
            self._forget()
            return []

    def _write(self, statement: str, rows: list[Row]) -> bool:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            connection = self._connection()
            with connection:
                connection.execute(
                    f"CREATE TABLE IF NOT EXISTS kept (key PRIMARY KEY, {self._columns})"
                )
                connection.executemany(statement, rows)
        except sqlite3.OperationalError:
            self._is_locked = True  # or no room: the next build makes these again
            return False
        except sqlite3.DatabaseError:
            self._forget()
            return False
        return True

    def _connection(self) -> sqlite3.Connection:
        if self._opened is None:
            # Workers of a cluster ask from several threads, one at a time.
            self._opened = sqlite3.connect(
                self._file, timeout=WAIT_SECONDS, check_same_thread=False
            )
        return self._opened

    def _forget(self) -> None:
        """Remove what is not a database any more."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None
        self._file.unlink(missing_ok=True)
