"""Each text of a record, held to what its kind of field may hold."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

from pydantic.fields import FieldInfo

from register.allowed import Kind
from register.model import Origin, Record
from register.problem import Problem

Path = tuple[str | int, ...]
Held = type[Record] | Kind


@cache
def _held(model: type[Record]) -> dict[str, tuple[FieldInfo, Held]]:
    """What each field of a model holds, alone or in a list: records, or texts of a kind."""
    found = ((n, f, _among((f.annotation, *f.metadata))) for n, f in model.model_fields.items())
    return {name: (field, held) for name, field, held in found if held is not None}


def _among(parts: tuple[Any, ...]) -> Held | None:
    """The first kind of text or record among the parts of a type, at any depth."""
    for part in parts:
        if isinstance(part, Kind) or (isinstance(part, type) and issubclass(part, Record)):
            return part
        if inner := _among(get_args(part)):
            return inner
    return None


def problems(model: type[Record], raw: dict[str, Any], origin: Origin) -> Iterator[Problem]:
    """Every text in a record, as its file has it, that does not keep to its kind."""
    for path, field, kind, text in texts(model, raw, ()):
        last = next(step for step in reversed(path) if isinstance(step, str))
        name = f"“{last}”（{field.title}）" if field.title else f"“{last}”"
        if fault := kind.fault(name, text):
            yield Problem(origin.place(*path), *fault)


def texts(
    model: type[Record], raw: dict[str, Any], path: Path
) -> Iterator[tuple[Path, FieldInfo, Kind, str]]:
    """Every text of a record that has a kind, with its path and field; `path` leads to `raw`."""
    held_by = _held(model)
    for name, value in raw.items():
        if name not in held_by:
            continue
        field, held = held_by[name]
        items = enumerate(value) if isinstance(value, list) else [(None, value)]
        for index, item in items:
            here = (*path, name) if index is None else (*path, name, index)
            if isinstance(held, Kind):
                if isinstance(item, str):
                    yield here, field, held, item
            elif isinstance(item, dict):
                yield from texts(held, item, here)
