"""Problems for a person, for GitHub, which shows them beside the lines, and for tools."""

from __future__ import annotations

import json
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from register.english import in_english
from register.files import LARGEST
from register.problem import Place, Problem

WIDEST = 100  # columns of a terminal that a line of data may take
SHOWN_BY_GITHUB = 10  # annotations of one kind in one step; what exceeds them is dropped
SUMMARY_LIMIT = 900_000  # bytes; GitHub refuses a summary above one megabyte
# What steers a terminal, turns the direction of a line or cannot be encoded.
UNSEEN = re.compile(
    r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


class Language(NamedTuple):
    """The report's own words in one language."""

    remedy: str
    found: str
    more: str
    title: str
    heads: tuple[str, str, str]


LANGUAGES = {
    "zh": Language(
        "办法：",
        "发现 {} 个问题。",
        "只在行边显示前 {} 个，全部 {} 个见本次运行的摘要（Summary）。",
        "数据检查",
        ("位置", "问题", "办法"),
    ),
    "en": Language(
        "Remedy: ",
        "Problems found: {}.",
        "Only the first {} are shown beside their lines; see the run's summary for all {}.",
        "Check of the data",
        ("Place", "Problem", "Remedy"),
    ),
}


def in_language(problems: Sequence[Problem], language: str) -> list[Problem]:
    """The problems in `zh` or `en`, in the same order."""
    return list(map(in_english, problems)) if language == "en" else list(problems)


def text(problems: Sequence[Problem], root: Path, language: str = "zh") -> str:
    """For a terminal: each problem with its line, a caret below the place, and what to do."""
    words, lines = LANGUAGES[language], _lines_of(root)
    told = [
        "\n".join([f"{p.place} {p.cause}", *pointed(p.place, lines), f"  {words.remedy}{p.remedy}"])
        for p in map(_printable, in_language(problems, language))
    ]
    return "\n\n".join([*told, words.found.format(len(problems))])


def _printable(problem: Problem) -> Problem:
    """The same without characters that would steer a terminal or cannot be encoded."""
    place = Place(_seen(problem.place.file), problem.place.line, problem.place.column)
    return Problem(place, _seen(problem.cause), _seen(problem.remedy))


def _seen(words: str) -> str:
    return UNSEEN.sub("\ufffd", words)


def _lines_of(root: Path) -> Callable[[str], list[str]]:
    """How to get the lines of a file; none when it can't be read, or leads out of the project.

    What a link points to may be nobody's business: reports stand in public logs.
    """

    @cache
    def lines(file: str) -> list[str]:
        try:
            if not _is_plain(root, file):
                return []
            return (root / file).read_bytes().decode("utf-8", "replace").split("\n")
        except (OSError, ValueError):
            return []

    return lines


def _is_plain(root: Path, file: str) -> bool:
    """Whether a path of the project leads to a file, through no link, and not to a huge one."""
    path = Path(file)
    if path.is_absolute() or ".." in path.parts:
        return False
    if any((root / part).is_symlink() for part in (path, *path.parents[:-1])):
        return False
    state = os.lstat(root / path)
    return stat.S_ISREG(state.st_mode) and state.st_size <= LARGEST


def pointed(place: Place, lines: Callable[[str], list[str]]) -> list[str]:
    """The line at a place and below it a caret under the character meant; [] without a line."""
    known = lines(place.file)
    if not 1 <= place.line <= len(known):
        return []
    line = known[place.line - 1].removesuffix("\r")
    shown, before = _cropped(line, place.column - 1)
    margin = f"{place.line:>4} | "
    return [margin + _seen(shown), " " * 4 + " | " + _blank(_seen(before)) + "^"]


def _cropped(line: str, at: int) -> tuple[str, str]:
    """The part of a line that is shown, and the part of that which stands before a character."""
    start = max(0, at - 30) if _width(line) > WIDEST else 0
    head = "…" if start else ""
    end = start
    width = _width(head)
    while end < len(line) and width + _width(line[end]) <= WIDEST:
        width += _width(line[end])
        end += 1
    tail = "…" if end < len(line) else ""
    return head + line[start:end] + tail, head + line[start : max(start, at)]


def _width(text: str) -> int:
    """Columns of a terminal that a text takes: Chinese characters two, joined marks none."""
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _blank(text: str) -> str:
    """Blanks as wide as a text; tabs stay, so that they end at the same stops."""
    return "".join("\t" if c == "\t" else " " * _columns(c) for c in text)


def as_json(problems: Sequence[Problem], root: Path, language: str = "zh") -> str:
    """For tools: one JSON document. `text` is the line at the place, null if there is none."""
    lines = _lines_of(root)
    rows = [_row(problem, lines) for problem in in_language(problems, language)]
    document = {"version": 1, "ok": not rows, "language": language, "problems": rows}
    # Escapes carry what no encoding of the output could.
    return json.dumps(document, ensure_ascii=True, indent=1)


def _row(problem: Problem, lines: Callable[[str], list[str]]) -> dict[str, object]:
    place = problem.place
    known = lines(place.file)
    line = known[place.line - 1] if 1 <= place.line <= len(known) else None
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "cause": problem.cause,
        "remedy": problem.remedy,
        "text": line,
    }


def github(problems: Sequence[Problem], root: Path, language: str = "zh") -> str:
    """Workflow commands that put problems beside their lines; the last says where the rest is."""
    words, told = LANGUAGES[language], in_language(problems, language)
    lines = [_annotation(p, words.title) for p in told[:SHOWN_BY_GITHUB]]
    if len(told) > SHOWN_BY_GITHUB:
        lines.append(words.more.format(SHOWN_BY_GITHUB, len(told)))
    return "\n".join([*lines, words.found.format(len(told))])


def _annotation(problem: Problem, title: str) -> str:
    place = problem.place
    where = f"file={_property(place.file)},line={place.line},col={place.column}"
    message = _escaped(f"{problem.cause}{problem.remedy}")
    return f"::error {where},title={_property(title)}::{message}"


def _escaped(text: str) -> str:
    return _seen(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    """A property ends at a comma and its command at a colon."""
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def summary(problems: Sequence[Problem], language: str = "zh") -> str:
    """Every problem as a table in Markdown, for the run's summary; cut at GitHub's limit."""
    words, told = LANGUAGES[language], in_language(problems, language)
    rows = [f"### {words.title}", "", words.found.format(len(told)), ""]
    rows += [_cells(words.heads), _cells(("---",) * 3)]
    size = sum(len(row.encode()) + 1 for row in rows)
    for row in map(_summary_row, map(_printable, told)):
        size += len(row.encode()) + 1
        if size > SUMMARY_LIMIT:
            rows += ["", "……"]
            break
        rows.append(row)
    return "\n".join(rows) + "\n"


def _summary_row(problem: Problem) -> str:
    return _cells(map(_markdown, (str(problem.place), problem.cause, problem.remedy)))


def _cells(words: Iterator[str] | Sequence[str]) -> str:
    return "| " + " | ".join(words) + " |"


def _markdown(words: str) -> str:
    """Text that Markdown shows as it is: no mark of it, no HTML, no new line."""
    return re.sub(r"([\\`*_{}\[\]<>()#+.!|~@&-])", r"\\\1", words.replace("\n", " "))


FORMATS: dict[str, Callable[[Sequence[Problem], Path, str], str]] = {
    "text": text,
    "github": github,
    "json": as_json,
}
