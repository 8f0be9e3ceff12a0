"""Register → files of open data under data/v1/: one table from file name to function."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from register.exports import formats, index, llms
from register.exports.rows import TABLES, Table, quality_table
from register.keptpages import Kept, made_anew
from register.store import Register

FOLDER = "data/v1"
QUALITY = "quality"
COUNT = "count"  # stands beside a table's files while they are kept
FORMATS = {"json": formats.json_file, "csv": formats.csv_file}
SCHEMA = "schema.json"


def paths() -> Iterator[str]:
    """Path of each file, without its content."""
    for name in (*TABLES, QUALITY):
        yield from (f"{FOLDER}/{name}.{ending}" for ending in (*FORMATS, SCHEMA))
    yield from (f"{FOLDER}/vocabularies.json", f"{FOLDER}/index.json", llms.NAME)


def files(
    register: Register, today: datetime.date, kept: Kept = made_anew, address: str = ""
) -> Iterator[tuple[str, bytes]]:
    """Path under the site's root and content of each file, in a fixed order.

    `address` is the site's own, with a slash at its end, if it has one.
    """
    counts, tables = {}, {**TABLES, QUALITY: quality_table(today)}
    for name, table in tables.items():
        for path, content in kept(
            f"exports/{name}", partial(_of_table, register, name, table, address)
        ):
            if path == COUNT:
                counts[name] = int(content)
            else:
                yield path, content
    yield f"{FOLDER}/vocabularies.json", index.vocabularies_file(register)
    yield f"{FOLDER}/index.json", index.index_file(register, tables, counts)
    yield llms.NAME, llms.llms_file(register)


def _of_table(
    register: Register, name: str, table: Table[Any], address: str
) -> Iterator[tuple[str, bytes]]:
    """A table in each format, its schema, and how many rows it has."""
    rows = table.rows(register)
    yield COUNT, str(len(rows)).encode()
    for ending, make in FORMATS.items():
        yield f"{FOLDER}/{name}.{ending}", make(table, rows)
    path = f"{FOLDER}/{name}.{SCHEMA}"

    def words_of(vocabulary: str) -> Iterable[str]:
        return register.vocabularies[vocabulary].entries

    yield path, formats.schema_file(table, words_of, f"{address}{path}" if address else "")
