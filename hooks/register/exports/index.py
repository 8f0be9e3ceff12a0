"""The files that describe the others: index.json and vocabularies.json."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from register.exports.formats import json_bytes
from register.exports.rows import Table
from register.store import Register

VERSION = "1"
LICENCE = "CC-BY-4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"


def index_file(
    register: Register, tables: Mapping[str, Table[Any]], counts: Mapping[str, int]
) -> bytes:
    """Files of `tables`, `counts` of their rows, licence, and the newest date of the records."""
    return json_bytes(
        {
            "version": VERSION,
            "date": data_date(register),
            "licence": LICENCE,
            "licence_url": LICENCE_URL,
            "licence_note": "通知原文是公文；本站的说明和整理按 CC BY 4.0 使用。",
            "counts": dict(counts),
            "files": {
                name: {
                    "title": table.title,
                    "json": f"{name}.json",
                    "csv": f"{name}.csv",
                    "schema": f"{name}.schema.json",
                }
                for name, table in tables.items()
            },
            "vocabularies": "vocabularies.json",
        }
    )


def data_date(register: Register) -> str:
    """The newest day on which something was issued, read, reported, confirmed or changed, as ISO.

    Whoever asks for it again and again learns of corrections, which the log of changes dates.
    """
    dates = [plan.date for plan in register.plans.values()]
    dates += [plan.source_read_on for plan in register.plans.values()]
    dates += [source.read_on for source in register.sources.values()]
    dates += [report.date for report in register.progress.values()]
    dates += [unit.confirmation.on for unit in register.units.values() if unit.confirmation]
    dates += [entry.date for entry in register.changes.values()]
    return max(dates).isoformat()


def vocabularies_file(register: Register) -> bytes:
    """Every vocabulary by id, with the plain meaning of each word."""
    return json_bytes(
        {
            id_: {
                "title": vocabulary.title,
                "terms": [
                    {"id": word.id, "label": word.label, "meaning": word.meaning}
                    for word in vocabulary.terms
                ],
            }
            for id_, vocabulary in register.vocabularies.items()
        }
    )
