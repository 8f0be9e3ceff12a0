"""Puts texts into the fields of records, in copies of the data."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from register import fields, yamltext
from register.allowed import Kind
from register.layout import model_of, record_files
from register.model import Record

SAMPLES = Path(__file__).parent / "records"
PLAN = "data/plans/cq-pwd-jobs-2025"


class Slot(NamedTuple):
    """A text in a record: its file, where it stands there, and its model, field and kind."""

    file: str
    path: tuple[str | int, ...]
    model: type[Record]
    kind: Kind
    text: str

    @property
    def field(self) -> str:
        """For example `Benefit.title` or `Unit.district_counterpart.name`."""
        names = [step for step in self.path if isinstance(step, str)]
        return ".".join([self.model.__name__, *names])


def add_samples(root: Path) -> None:
    """Give a copy of the data a report and a division; the real data have none so far."""
    for name, folder in (("report.yml", "progress"), ("division.yml", "divisions")):
        content = (SAMPLES / name).read_bytes()
        id_ = yamltext.read(name, content)[0]["id"]
        target = root / PLAN / folder / f"{id_}.yml"
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(content)


def slots(root: Path) -> Iterator[Slot]:
    """Every text of every record."""
    for file in record_files(root):
        model = model_of(file)
        assert model is not None, file
        value, _ = yamltext.read(file, (root / file).read_bytes())
        for path, _field, kind, text in fields.texts(model, value, ()):
            yield Slot(file, path, model, kind, text)


class Planter:
    """One file of a copy, in which texts are changed; written as JSON, which is YAML too."""

    def __init__(self, root: Path, file: str) -> None:
        self.root, self.file = root, file
        self.value: Any = yamltext.read(file, (root / file).read_bytes())[0]

    def put(self, path: tuple[str | int, ...], text: str) -> None:
        """Put a text in the place of what stands at a path."""
        holder = self.value
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = text

    def write(self, escaped: bool) -> None:
        """Write the file; `escaped` has other characters than ASCII as numbers."""
        text = json.dumps(self.value, ensure_ascii=escaped, indent=1)
        (self.root / self.file).write_text(text + "\n", "utf-8")

    def line(self, path: tuple[str | int, ...]) -> int:
        """The line on which the text at a path stands."""
        there = copy.copy(self)
        there.value = copy.deepcopy(self.value)
        there.put(path, "HERE")
        return json.dumps(there.value, indent=1).partition('"HERE"')[0].count("\n") + 1
