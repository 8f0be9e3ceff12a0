"""Rows → bytes: JSON, CSV and JSON Schema. The same rows always give the same bytes."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Callable, Iterable
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from register.exports.rows import Row, Table

WordsOf = Callable[[str], Iterable[str]]  # the words of a vocabulary, by its id

BOM = b"\xef\xbb\xbf"


def json_bytes(value: object) -> bytes:
    """Indented JSON in UTF-8, keys in the order given; for short files that people read."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def json_file(table: Table[Any], rows: list[Row]) -> bytes:
    """All rows of a table as a JSON array, one row a line so that a difference is easy to read."""
    return ("[\n" + ",\n".join(map(_json, rows)) + "\n]\n").encode()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime.date) else vars(value)


def csv_file(table: Table[Any], rows: list[Row]) -> bytes:
    """All rows of a table as CSV with BOM, as Excel wants it.

    Lists of texts are joined with "; "; nested records are JSON.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.row.columns())
    for row in rows:
        writer.writerow([_cell(value) for value in vars(row).values()])
    return BOM + out.getvalue().encode()


def nested(row: type[Row]) -> list[str]:
    """Columns whose cells hold JSON in CSV, since their values have fields of their own."""
    return [name for name, type_ in get_type_hints(row).items() if _has_fields(type_)]


def _has_fields(type_: Any) -> bool:
    parts = get_args(type_)
    return any(map(_has_fields, parts)) if parts else issubclass(type_, Row)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return safe("; ".join(value))
    if isinstance(value, (str, int, datetime.date)):
        return safe(str(value))
    return _json(value)


def safe(text: str) -> str:
    """Text that a spreadsheet will not run as a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def schema_file(table: Table[Any], words_of: WordsOf, address: str = "") -> bytes:
    """JSON Schema (2020-12) of a table's JSON file, which will stand at an address, if known."""
    return json_bytes(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            **({"$id": address} if address else {}),
            "title": table.title,
            "type": "array",
            "items": _object_schema(table.row, words_of),
        }
    )


def _object_schema(row: type[Row], words_of: WordsOf) -> dict[str, Any]:
    types, limits = get_type_hints(row), row.limits()
    return {
        "type": "object",
        "properties": {
            name: {
                "description": description,
                **_type_schema(types[name], _keywords(limits[name], words_of), words_of),
            }
            for name, description in row.columns().items()
        },
        "required": list(row.columns()),
    }


def _keywords(limits: dict[str, Any], words_of: WordsOf) -> dict[str, Any]:
    """Limits of a field as JSON Schema has them; words of a vocabulary become an `enum`."""
    if "words" in limits:
        return {"enum": list(words_of(limits["words"]))}
    return limits


NULL = {"type": "null"}
SIMPLE: dict[Any, dict[str, str]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    # Many programs read `format` as a remark only.
    datetime.date: {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
}


def _type_schema(type_: Any, keywords: dict[str, Any], words_of: WordsOf) -> dict[str, Any]:
    if type_ is NoneType:
        return NULL
    if type_ in SIMPLE:
        return {**SIMPLE[type_], **keywords}
    if get_origin(type_) is list:
        return {"type": "array", "items": _type_schema(get_args(type_)[0], keywords, words_of)}
    if isinstance(type_, UnionType):
        return {"anyOf": [_type_schema(one, keywords, words_of) for one in get_args(type_)]}
    return _object_schema(type_, words_of)
