"""Records as YAML in the register's own form: text quoted wherever it could be misread."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from register.yamltext import SUSPECT

SAFE = re.compile(r"^[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z0-9、，。；？《》_.-]*$")
SLUG = re.compile(r"^[a-z][a-z0-9_/.-]*$")
NUMBER = re.compile(r"^(?:0|[1-9]\d*)$")
ADDRESS = re.compile(r"^https?://[A-Za-z0-9./_%?=&-]+$")
WIDTH = 100


def document(record: Mapping[str, Any]) -> str:
    """A record as the text of its file."""
    return "\n".join(_lines(record, "")) + "\n"


def scalar(value: object) -> str:
    """A value on one line. Text that comes from a notice is always quoted."""
    if value is None:
        return "null"
    text = str(value)
    if isinstance(value, int) or NUMBER.match(text):
        return text
    plain = SAFE.match(text) or SLUG.match(text) or ADDRESS.match(text)
    if plain and text not in ("null", "true", "false", "yes", "no", "on", "off"):
        return text
    return quoted(text)


def quoted(text: str) -> str:
    """Text in double quotes, invisible and odd characters as numbers."""
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    text = text.replace("\r", "\\r").replace("\t", "\\t")
    return f'"{SUSPECT.sub(_escaped, text)}"'


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def _lines(record: Mapping[str, Any], indent: str) -> list[str]:
    lines: list[str] = []
    for key, value in record.items():
        if isinstance(value, Mapping):
            lines += [f"{indent}{key}:", *_lines(value, indent + "  ")]
        elif isinstance(value, (list, tuple)):
            lines += _list(key, value, indent)
        else:
            lines.append(f"{indent}{key}: {_value(key, value)}")
    return lines


QUOTED = {
    "quote",
    "text",
    "assignment",
    "heading",
    "goal",
    "title_quote",
    "words",
    "mark",
    "after",
    "date",
    "period",
    "source_read_on",
    "wording_basis",
}


def _value(key: str, value: object) -> str:
    return quoted(value) if key in QUOTED and isinstance(value, str) else scalar(value)


def _list(key: str, values: Sequence[Any], indent: str) -> list[str]:
    if not any(isinstance(value, (Mapping, list, tuple)) for value in values):
        items = [scalar(value) for value in values]
        line = f"{indent}{key}: [{', '.join(items)}]"
        if len(line) <= WIDTH and not any("," in item for item in items if item[0] != '"'):
            return [line]
        return [f"{indent}{key}:", *(f"{indent}  - {item}" for item in items)]
    lines = [f"{indent}{key}:"]
    for value in values:
        first, *rest = _lines(value, indent + "    ")
        lines += [f"{indent}  - {first.strip()}", *rest]
    return lines
