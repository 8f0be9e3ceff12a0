"""JSON Schemas for editors of data/: completion, explanations and messages while they type.

Shapes come from the models, explanations from the data dictionary, closed words from the
vocabularies. `python3 run.py schema` writes the files; a test proves that they are current.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from register.layout import FILES, VOCABULARIES, written
from register.load import NESTED
from register.model import Record, Slug, Url, Word

DICTIONARY = "data/README.md"
FOLDER = "data/schema"
SETTINGS = ".vscode/settings.json"
DRAFT = "http://json-schema.org/draft-07/schema#"  # what the YAML extension of VS Code knows best
FIELD_ROW = re.compile(r"^\| `([\w-]+)` \|")


def _pattern(kind: Any) -> str:
    """The pattern of an annotated string type."""
    return next(str(part.pattern) for part in kind.__metadata__ if hasattr(part, "pattern"))


# What is said of a text that does not fit a pattern or is empty.
UNFIT = {
    _pattern(Slug): "只能用小写英文字母、数字和连字符。",
    _pattern(Word): "只能用小写英文字母、下划线和连字符。",
    _pattern(Url): "网址要以 https:// 或 http:// 开头，主机写域名，中间没有空格。",
}
NUMBER_UNFIT = "要写成整数，不加引号，例如 7。"
TEXT_UNFIT = "这里要写一段文字；看起来像数字或者日期的，请加英文双引号。"


class Sections:
    """The data dictionary: its headings, each with the rows of its table of fields."""

    def __init__(self, text: str) -> None:
        self.fields: dict[str, dict[str, list[str]]] = {}
        heading = ""
        for line in text.splitlines():
            if line.startswith("#"):
                heading = line.lstrip("# ")
            elif match := FIELD_ROW.match(line):
                cells = [cell.strip() for cell in line.split("|")]
                self.fields.setdefault(heading, {})[match[1]] = cells

    def of(self, model: type[Record]) -> tuple[str, dict[str, list[str]]]:
        """Heading and rows of the section that has exactly a model's fields."""
        wanted = list(written(model))
        for heading, rows in self.fields.items():
            if list(rows) == wanted:
                return heading, rows
        raise LookupError(f"{DICTIONARY} has no table with the fields of {model.__name__}")


class Maker:
    """Makes the schemas of one project."""

    def __init__(self, root: Path) -> None:
        self.sections = Sections((root / DICTIONARY).read_text(encoding="utf-8"))
        self.words = {
            path.stem: _entries(path) for path in sorted((root / "data/vocabulary").glob("*.yml"))
        }

    def schema(self, model: type[Record]) -> dict[str, Any]:
        """The schema of a record's whole file, with nested records under `definitions`."""
        raw = model.model_json_schema(ref_template="#/definitions/{model}")
        nested = {m.__name__: m for m in nested_models(model)}
        definitions = {
            name: self.record(nested[name], part)
            for name, part in raw.get("$defs", {}).items()
            if name in nested
        }
        whole = {"$schema": DRAFT, **self.record(model, raw)}
        return {**whole, "definitions": definitions} if definitions else whole

    def record(self, model: type[Record], raw: dict[str, Any]) -> dict[str, Any]:
        """One model's part: only what editors write, titled and explained in Chinese."""
        heading, rows = self.sections.of(model)
        return {
            "title": re.sub(r" `.*", "", heading),
            "type": "object",
            "additionalProperties": False,
            "properties": {
                name: self.field(model, name, raw["properties"][name], rows[name])
                for name in written(model)
            },
            "required": [name for name, field in written(model).items() if field.is_required()],
        }

    def field(
        self, model: type[Record], name: str, raw: dict[str, Any], row: list[str]
    ) -> dict[str, Any]:
        """One field, with the dictionary's meaning and example."""
        title = model.model_fields[name].title or row[2]
        schema: dict[str, Any] = _said(raw)
        schema["title"] = title
        example = "" if not row[6] else f"\n\n例：{row[6]}"
        schema["description"] = f"{row[2]}。{example}".replace("。。", "。")
        if vocabulary := VOCABULARIES.get((model, name)):
            self.close(schema.get("items", schema), vocabulary)
        return schema

    def close(self, schema: dict[str, Any], vocabulary: str) -> None:
        """Allow the words of a vocabulary only, each with what it means."""
        entries = self.words[vocabulary]
        for key in ("pattern", "patternErrorMessage", "errorMessage"):
            schema.pop(key, None)  # the list of words says more
        schema["enum"] = [entry["id"] for entry in entries]
        schema["enumDescriptions"] = [f"{e['label']}：{e['meaning']}" for e in entries]


def _entries(path: Path) -> list[dict[str, str]]:
    terms = yaml.load(path.read_bytes(), yaml.CBaseLoader)["terms"]
    return list(terms)


def nested_models(model: type[Record]) -> Iterator[type[Record]]:
    """The models of all records inside a record."""
    for (owner, _field), inner in NESTED.items():
        if owner is model:
            yield inner
            yield from nested_models(inner)


def _said(schema: Any) -> Any:
    """A part of a schema with our words for what does not fit, and without pydantic's titles."""
    if isinstance(schema, list):
        return [_said(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    match schema.get("anyOf"):
        case [{"type": str(kind), **rest}, {"type": "null"}]:
            # One type or none, said so that our own words are shown.
            return {**_said({"type": kind, **rest}), "type": [kind, "null"]}
    said = {key: _said(value) for key, value in schema.items() if key not in ("title", "default")}
    if said.get("pattern") in UNFIT:
        said["patternErrorMessage"] = UNFIT[said["pattern"]]
    if said.get("type") == "integer":
        # pydantic leaves limits behind a validator of ours under its own names.
        for ours, theirs in (("ge", "minimum"), ("le", "maximum")):
            if ours in said:
                said[theirs] = said.pop(ours)
        said["errorMessage"] = NUMBER_UNFIT
    if said.get("type") == "string" and "enum" not in said:
        said["errorMessage"] = TEXT_UNFIT
    return said


def files(root: Path) -> dict[str, str]:
    """Every file that is generated for editors, by path relative to the project."""
    maker = Maker(root)
    made = {f"{FOLDER}/{_name(model)}.json": _json(maker.schema(model)) for model in FILES.values()}
    return {**made, SETTINGS: _json(settings())}


def settings() -> dict[str, Any]:
    """Settings of VS Code for this project: which schema belongs to which files."""
    return {
        "yaml.schemas": {f"{FOLDER}/{_name(m)}.json": pattern for pattern, m in FILES.items()},
        "yaml.schemaStore.enable": False,
        "yaml.format.enable": False,
        "files.encoding": "utf8",
        "files.eol": "\n",
        "files.insertFinalNewline": True,
        "editor.unicodeHighlight.invisibleCharacters": True,
        "[yaml]": {
            "editor.insertSpaces": True,
            "editor.tabSize": 2,
            "editor.formatOnSave": False,
            "editor.wordWrap": "on",
        },
    }


def _name(model: type[Record]) -> str:
    return model.__name__.lower()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `schema` to the register's commands."""
    parser = commands.add_parser("schema", help="重写编辑器用的结构说明 write editors' schemas")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    root: Path = arguments.root
    made = files(root)
    for file, text in made.items():
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    print(f"写好了 {len(made)} 个文件。")
    return 0
