"""Schemas for editors: current, true of the real data, and of use in an editor."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT
from faults import PLAN
from jsonschema import Draft7Validator
from languageserver import Server, running

from register.layout import FILES, model_of, record_files
from register.schemas import FOLDER, files

MADE = files(ROOT)
TASK = f"{PLAN}/tasks/07.yml"


# What comes in only once a plan is imported, or somebody reports.
NONE_YET = {f"data/plans/*/{rest}" for rest in ("import.yml", "progress/*.yml", "divisions/*.yml")}


@pytest.mark.parametrize("file", MADE)
def test_generated_file_is_current(file: str) -> None:
    assert (ROOT / file).read_text("utf-8") == MADE[file], "run: python3 run.py schema"


def test_no_schema_is_left_over() -> None:
    assert {f"{FOLDER}/{path.name}" for path in (ROOT / FOLDER).iterdir()} <= set(MADE)


class Core(yaml.SafeLoader):
    """YAML 1.2 as other tools read it, where a date is text."""


for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items():
    kept = [pair for pair in found if not pair[0].endswith("timestamp")]
    Core.yaml_implicit_resolvers = {**Core.yaml_implicit_resolvers, first: kept}


@pytest.mark.parametrize("pattern", FILES)
def test_real_files_fit_their_schema(pattern: str) -> None:
    model = FILES[pattern]
    names = json.loads(MADE[".vscode/settings.json"])["yaml.schemas"]
    (name,) = (name for name, of in names.items() if of == pattern)
    validator = Draft7Validator(json.loads(MADE[name]))
    validator.check_schema(validator.schema)
    held = [file for file in record_files(ROOT) if model_of(file) is model]
    assert held or pattern in NONE_YET
    for file in held:
        errors = validator.iter_errors(yaml.load((ROOT / file).read_bytes(), Core))
        assert [error.message for error in errors] == [], file


def texts(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            if key in ("title", "description") and isinstance(value, str):
                yield value
            else:
                yield from texts(value)
    elif isinstance(part, list):
        for item in part:
            yield from texts(item)


@pytest.mark.parametrize("file", [name for name in MADE if name.endswith(".json")][:-1])
def test_titles_and_descriptions_are_chinese(file: str) -> None:
    said = list(texts(json.loads(MADE[file])))
    assert said
    assert [text for text in said if text.isascii()] == []


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as started:
        yield started


def labels(answer: Any) -> list[str]:
    return [item["label"] for item in (answer["items"] if isinstance(answer, dict) else answer)]


def test_editor_says_nothing_of_a_real_task(server: Server) -> None:
    assert server.problems(TASK, (ROOT / TASK).read_text("utf-8")) == []


MESSAGES = [
    (91, "action: 2", 'action: "2"', "要写成整数"),
    (90, "number: 7", 'number: "7"', "要写成整数"),
    (92, "duty: deliverable_no_date", "duty: deliverable", "deliverable_no_date"),
    (93, "lead: ", "leed: ", "leed"),
    (94, "strength: [push]", "strength: []", "1"),
]


@pytest.mark.parametrize(("number", "right", "wrong", "says"), MESSAGES)
def test_editor_tells_a_mistake_at_its_line(
    server: Server, number: int, right: str, wrong: str, says: str
) -> None:
    text = (ROOT / TASK).read_text("utf-8").replace(right, wrong, 1)
    line = text[: text.index(wrong)].count("\n")
    # A file of its own each time: what a server says of a closed file may come late.
    said = server.problems(f"{PLAN}/tasks/{number}.yml", text)
    found = [p["message"] for p in said if p["range"]["start"]["line"] == line]
    assert any(says in message for message in found), found


def test_editor_completes_fields_of_a_sentence(server: Server) -> None:
    text = 'number: 7\nmeasures:\n  - quote: "甲。"\n    ¦\n'
    assert {"strength", "duty", "deadline"} <= set(labels(server.at("completion", TASK, text)))


def test_editor_completes_words_of_a_vocabulary(server: Server) -> None:
    text = 'measures:\n  - quote: "甲。"\n    duty: ¦\n'
    assert "one_off_deadline" in labels(server.at("completion", TASK, text))


def test_editor_explains_a_field_in_chinese(server: Server) -> None:
    answer = server.at("hover", TASK, 'number: 7\nass¦ignment: "(牵头单位:甲)"\n')
    assert "分工括号的原文" in json.dumps(answer, ensure_ascii=False)


def test_every_kind_of_file_has_a_schema(server: Server) -> None:
    """A field that no record has is told in a file of each kind, so its schema was found."""
    found = {}
    for pattern in FILES:
        file = pattern.replace("*", "any")
        found[pattern] = [p["message"] for p in server.problems(file, "no-such-field: 1\n")]
    assert all(any("no-such-field" in m for m in said) for said in found.values()), found


def test_extensions_recommend_what_reads_the_schemas() -> None:
    recommended = json.loads((ROOT / ".vscode/extensions.json").read_text("utf-8"))
    assert "redhat.vscode-yaml" in recommended["recommendations"]
    assert Path(ROOT, ".editorconfig").is_file()
