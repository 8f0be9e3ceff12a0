"""Values → fingerprints: equal for equal content, in every process.

Records are compared by what they say, not by the file that they came from.
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

PLAIN = (str, int, float, type(None), datetime.date)


class Unknown(TypeError):
    """A value of a type that cannot be told by its content."""


class Digests:
    """Fingerprints of values; those of records are worked out once."""

    def __init__(self) -> None:
        # The record stands beside its fingerprint: an id is a record's only while that lives.
        self._records: dict[int, tuple[BaseModel, str]] = {}

    def of(self, value: Any) -> str:
        """32 hexadecimal characters; Unknown for what is neither record, plain value nor group."""
        return _short(self._text(value))

    def _text(self, value: Any) -> str:
        if isinstance(value, BaseModel):
            return self._record(value)
        if isinstance(value, PLAIN):
            return f"{type(value).__name__}{value!r}"
        if isinstance(value, Mapping):
            pairs = (f"{self._text(key)}:{self._text(item)}" for key, item in value.items())
            return f"{{{','.join(pairs)}}}"
        if isinstance(value, list | tuple):
            return f"[{','.join(map(self._text, value))}]"
        if isinstance(value, set | frozenset):
            return f"({','.join(sorted(map(self._text, value)))})"
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            fields = (getattr(value, field.name) for field in dataclasses.fields(value))
            return f"{type(value).__name__}[{','.join(map(self._text, fields))}]"
        if hasattr(value, "__qualname__"):  # its code is told by `of_files`
            return f"{value.__module__}.{value.__qualname__}"
        raise Unknown(type(value).__name__)

    def _record(self, record: BaseModel) -> str:
        known = self._records.get(id(record))
        if known is None:
            content = record.__pydantic_serializer__.to_json(record)
            digest = hashlib.blake2b(content, digest_size=16).hexdigest()
            known = self._records[id(record)] = (record, f"{type(record).__name__}#{digest}")
        return known[1]


def of_files(folders: Iterable[Path], endings: Iterable[str] = ("",)) -> str:
    """One fingerprint over paths and bytes of the files below some folders, or of single files."""
    whole = hashlib.blake2b(digest_size=16)
    wanted = tuple(endings)
    for top in folders:
        found = [top] if top.is_file() else sorted(top.rglob("*"))
        for path in found:
            if path.is_file() and path.name.endswith(wanted):
                content = path.read_bytes()
                name = path.relative_to(top.parent).as_posix()
                whole.update(f"{name}\0{len(content)}\0".encode() + content)
    return whole.hexdigest()


def _short(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
