"""Which record each file of data/ holds: patterns of paths, relative to the project."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

from pydantic.fields import FieldInfo

from register import guides
from register.changelog import LogEntry
from register.districts import Districts
from register.divisions import Division
from register.guides import Employers, Finder
from register.model import (
    Action,
    Actor,
    Benefit,
    Floors,
    Import,
    Measure,
    Pinyin,
    Plan,
    Progress,
    Record,
    Source,
    Task,
    Term,
    Unit,
    Vocabulary,
)
from register.wordlists import Characters, Search

# A new kind of record needs one line here: `fmt`, the editors' schemas and their map follow.
FILES: dict[str, type[Record]] = {
    "data/vocabulary/*.yml": Vocabulary,
    "data/units/*.yml": Unit,
    "data/actors/*.yml": Actor,
    "data/terms/*.yml": Term,
    "data/sources/*.yml": Source,
    "data/plans/*/plan.yml": Plan,
    "data/plans/*/import.yml": Import,
    "data/plans/*/actions/*.yml": Action,
    "data/plans/*/tasks/*.yml": Task,
    "data/plans/*/benefits/*.yml": Benefit,
    "data/plans/*/progress/*.yml": Progress,
    "data/plans/*/divisions/*.yml": Division,
    "data/changes/*.yml": LogEntry,
    "data/districts.yml": Districts,
    "data/floors.yml": Floors,
    "data/finder.yml": Finder,
    "data/employers.yml": Employers,
    "data/pinyin.yml": Pinyin,
    "data/search.yml": Search,
    "data/characters.yml": Characters,
}
# Fields whose words come from a vocabulary.
VOCABULARIES: Mapping[tuple[type[Record], str], str] = {
    (Measure, "strength"): "strength",
    (Measure, "duty"): "duty",
    (Benefit, "kind"): "benefit-kind",
    (Benefit, "claim"): "claim",
    (Benefit, "audiences"): "audience",
    (Benefit, "not_stated"): "gap",
    (Unit, "kind"): "unit-kind",
    (Actor, "kind"): "unit-kind",
    (guides.Finder, "general"): "audience",
    (guides.Limit, "audiences"): "audience",
    (guides.Question, "decides"): "audience",
    (guides.Answer, "audiences"): "audience",
    (guides.Answer, "kinds"): "benefit-kind",
    (guides.Employers, "offers"): "audience",
}


def model_of(file: str) -> type[Record] | None:
    """The model of the record in a file, by its path relative to the project; None if unknown."""
    folder, _, name = file.rpartition("/")
    alone = folder == "data" or f"data/plans/*/{name}" in FILES
    return _model_in(folder, name if alone else "")


@lru_cache(maxsize=4096)
def _model_in(folder: str, name: str) -> type[Record] | None:
    path = f"{folder}/{name or 'any.yml'}"
    matches = (
        model
        for pattern, model in FILES.items()
        if pattern.count("/") == path.count("/") and fnmatchcase(path, pattern)
    )
    return next(matches, None)


def written(model: type[Record]) -> dict[str, FieldInfo]:
    """The fields that editors write: those with a title; all of them where none has one."""
    titled = {name: field for name, field in model.model_fields.items() if field.title}
    return titled or dict(model.model_fields)


def record_files(root: Path) -> Iterator[str]:
    """Every YAML file below data/, sorted, relative to the project; links are not followed."""
    for folder, folders, names in os.walk(root / "data"):
        folders.sort()
        below = Path(folder).relative_to(root).as_posix()
        for name in sorted(names):
            if name.endswith(".yml") and not os.path.islink(os.path.join(folder, name)):
                yield f"{below}/{name}"
