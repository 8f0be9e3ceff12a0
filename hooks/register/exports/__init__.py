"""Register → files of open data under data/v1/: one table from file name to function."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from register.exports import formats, index
from register.exports.rows import TABLES
from register.store import Register

FOLDER = "data/v1"


def files(register: Register) -> Iterator[tuple[str, bytes]]:
    """Path under the site's root and content of each file, in a fixed order."""
    for name, make in _table().items():
        yield f"{FOLDER}/{name}", make(register)


def _table() -> dict[str, Callable[[Register], bytes]]:
    table: dict[str, Callable[[Register], bytes]] = {}
    for name, rows in TABLES.items():
        table[f"{name}.json"] = partial(formats.json_file, rows)
        table[f"{name}.csv"] = partial(formats.csv_file, rows)
        table[f"{name}.schema.json"] = partial(formats.schema_file, name, rows)
    table["vocabularies.json"] = index.vocabularies_file
    table["index.json"] = index.index_file
    return table
