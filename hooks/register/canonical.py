"""The one form in which records are written, so that a difference is always one in content.

Fields stand in the model's order, two spaces deep, mappings and lists of mappings as blocks,
lists of words in brackets, lists of sentences one to a line. Words of the notice and what other
tools would take for a number or a date stand in double quotes. Each comment keeps a line of its
own above what it stood at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, get_args

import yaml
from pydantic import BeforeValidator
from yaml._yaml import CParser

from register import yamltext
from register.guides import Asked, Condition, EmployerKind, Employers
from register.layout import model_of, nested
from register.model import (
    Action,
    Benefit,
    Block,
    Counts,
    DefaultClause,
    Fact,
    Group,
    Measure,
    Number,
    Plan,
    Quantity,
    Quote,
    Reading,
    Record,
    Task,
    Unit,
)
from register.wordlists import Characters

Model = type[Record] | None
Path_ = yamltext.Path
Comments = dict[Path_, list[str]]

# The notice's exact words, numbers of sentences and fingerprints always stand in quotes; so do
# titles and summaries of tasks.
QUOTED: frozenset[tuple[type[Record], str]] = frozenset(
    {
        (Action, "heading"),
        (Block, "text"),
        (Condition, "words"),
        (DefaultClause, "text"),
        (Fact, "tasks"),
        (Measure, "quote"),
        (Plan, "goal"),
        (Plan, "period"),
        (Plan, "title_quote"),
        (Quantity, "unit"),
        (Quantity, "words"),
        (Quote, "measure"),
        (Quote, "text"),
        (Task, "assignment"),
        (Task, "summary"),
        (Task, "title"),
        (Unit, "full_name_source"),
    }
)
ALWAYS_QUOTED = "wording_basis"
# Lists of sentences and long tables: one line for each item. Others stand in brackets.
ONE_A_LINE: frozenset[tuple[type[Record], str]] = frozenset(
    {
        (Benefit, "easy"),
        (Characters, "readings"),
        (Characters, "syllables"),
        (Characters, "traditional"),
        (Employers, "undecided"),
        (Plan, "remarks"),
    }
)
# Records of a few short words, in braces on one line.
ON_ONE_LINE: frozenset[Model] = frozenset({Asked, Condition, Counts, EmployerKind, Group, Reading})
UNSAFE = re.compile(r"^[-?:,\[\]{}#&*!|>'\"%@`]|^\s|\s$|:\s|:$|\s#|[^\x20-\x7e\u00a1-\uffff]")
UNSAFE_IN_BRACKETS = re.compile(r"[,\[\]{}]|:[ ?]")
# What some other reader of YAML takes for a number, though PyYAML's table does not have it.
OTHER_NUMBER = re.compile(r"[-+.\d][\d_.eExXoO+-]*")
SUSPECT = yamltext.SUSPECT  # may be written by their numbers alone
RESOLVERS = yaml.SafeLoader.yaml_implicit_resolvers
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
COMMENT = re.compile(r"#[^\n]*")
BLOCK_HEADER = re.compile(r"[|>][-+\d]*[ ]+(#[^\n]*)")


def canonical(file: str, raw: bytes, value: Any = None) -> str:
    """The canonical form of a file; raises yamltext.Refused when the file can't be read.

    `value` is what the file holds, where that is known; a file with comments is read all the same.
    """
    text = yamltext.decode(file, raw)
    comments: Comments = {}
    if value is None or "#" in text:
        value, marks = yamltext.read(file, raw)
        comments = _placed(text, marks) if "#" in text else {}
    writer = _Writer(comments)
    return "".join(line + "\n" for line in writer.document(value, model_of(file)))


def _placed(text: str, marks: yamltext.Marks) -> Comments:
    """Comments by the path of what they stand at or above; () for those below everything."""
    lines = [(line, path) for path, (line, _column) in marks.items()]
    placed: Comments = {}
    for number, comment, alone in _comments(text):
        below = ((ln, p) for ln, p in lines if (ln > number if alone else ln >= number))
        path = min(below, key=lambda found: (found[0], len(found[1])), default=(0, ("",)))[1]
        placed.setdefault(path, []).append(comment.rstrip())
    return placed


def _comments(text: str) -> Iterator[tuple[int, str, bool]]:
    """Line, text and whether it has a line of its own, of each comment."""
    for start, end in _gaps(text):
        for match in COMMENT.finditer(text, start, end):
            before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
            yield text.count("\n", 0, match.start()) + 1, match[0], not before.strip()


def _gaps(text: str) -> Iterator[tuple[int, int]]:
    """The pieces of a text between its scalars; there every # starts a comment."""
    next_event: Callable[[], Any] = CParser(text).get_event
    at = 0
    while type(event := next_event()) is not yaml.StreamEndEvent:
        if type(event) is yaml.ScalarEvent:
            start, end = _span(event)
            yield at, start
            if event.style in ("|", ">") and (header := BLOCK_HEADER.match(text, start, end)):
                yield header.span(1)
            at = end
    yield at, len(text)


def _span(event: Any) -> tuple[int, int]:
    return event.start_mark.index, event.end_mark.index


class _Writer:
    """Lines of one document; comments are put in as their place comes."""

    def __init__(self, comments: Comments) -> None:
        self.comments = comments

    def document(self, value: Any, model: Model) -> Iterator[str]:
        yield from self.above((), "", deep=False)
        if isinstance(value, dict) and value:
            yield from self.mapping(value, model, (), "")
        else:
            yield _flow(value, quoted=False)
        yield from self.above((), "", deep=True)  # what stood below the last field

    def above(self, path: Path_, indent: str, *, deep: bool) -> Iterator[str]:
        """Comments at a path, and when `deep` at everything in it."""
        if not self.comments:
            return
        here = [p for p in self.comments if p == path or (deep and p[: len(path)] == path)]
        for place in here:
            yield from (indent + comment for comment in self.comments.pop(place))

    def mapping(self, value: dict[str, Any], model: Model, path: Path_, indent: str) -> Any:
        for key in _ordered(value, model):
            item, here = value[key], (*path, key)
            inner = nested(model).get(key) if model else None
            if isinstance(item, dict) and item and inner not in ON_ONE_LINE:
                yield from self.above(here, indent, deep=False)
                yield f"{indent}{_key(key)}:"
                yield from self.mapping(item, inner, here, indent + "  ")
            elif _is_block(item, model, key):
                yield from self.above(here, indent, deep=False)
                yield f"{indent}{_key(key)}:"
                quoted = _is_quoted(model, key)
                yield from self.block_list(item, inner, here, indent + "  ", quoted)
            else:
                yield from self.above(here, indent, deep=True)
                yield f"{indent}{_key(key)}: {_inline(item, model, key, inner)}"

    def block_list(
        self, items: list[Any], model: Model, path: Path_, indent: str, quoted: bool
    ) -> Iterator[str]:
        for index, item in enumerate(items):
            here = (*path, index)
            block = isinstance(item, dict) and bool(item) and model not in ON_ONE_LINE
            yield from self.above(here, indent, deep=not block)
            if block:
                lines = self.mapping(item, model, here, indent + "  ")
                for line in map(str.lstrip, lines):
                    yield f"{indent}{'' if line.startswith('#') else '- '}{line}"
                    if not line.startswith("#"):  # comments on the first field stand above the dash
                        break
                yield from lines
            else:
                yield f"{indent}- {_flow(item, model, quoted=quoted)}"


def _ordered(value: Mapping[str, Any], model: Model) -> list[str]:
    """Keys in the model's order, then those that it does not know as they came."""
    fields = _fields(model)
    return [*(name for name in fields if name in value), *(k for k in value if k not in fields)]


@cache
def _fields(model: Model) -> dict[str, Any]:
    return dict(model.model_fields) if model else {}


def _is_block(item: Any, model: Model, key: str) -> bool:
    """Whether a list has a line for each item: of mappings, of lists or of sentences."""
    return isinstance(item, list) and any(
        isinstance(part, (dict, list)) or (model, key) in ONE_A_LINE for part in item
    )


def _inline(item: Any, model: Model, key: str, inner: Model = None) -> str:
    if _is_number(model, key):
        parts = item if isinstance(item, list) else [item]
        if all(isinstance(p, str) and re.fullmatch(r"0|[1-9]\d*", p, re.ASCII) for p in parts):
            return f"[{', '.join(parts)}]" if isinstance(item, list) else str(item)
    return _flow(item, inner, quoted=_is_quoted(model, key), bare=not isinstance(item, list))


def _flow(item: Any, model: Model = None, *, quoted: bool, bare: bool = True) -> str:
    """A value on one line; not `bare`: inside brackets, where commas separate."""
    if isinstance(item, list):
        return f"[{', '.join(_flow(part, model, quoted=quoted, bare=False) for part in item)}]"
    if isinstance(item, dict):
        pairs = (
            f"{_scalar(k, quoted=_unsafe_in_brackets(k))}: {_in_braces(item[k], model, k)}"
            for k in _ordered(item, model)
        )
        return "{" + ", ".join(pairs) + "}"
    return _scalar(item, quoted=quoted or (not bare and _unsafe_in_brackets(item)))


def _in_braces(item: Any, model: Model, key: str) -> str:
    written = _inline(item, model, key)
    unsafe = isinstance(item, str) and written == item and _unsafe_in_brackets(item)
    return _scalar(item, quoted=True) if unsafe else written


def _unsafe_in_brackets(item: str | None) -> bool:
    return item is not None and bool(UNSAFE_IN_BRACKETS.search(item))


def _key(key: str) -> str:
    return _scalar(key, quoted=False)


def _scalar(text: str | None, *, quoted: bool) -> str:
    if text is None:
        return "null"
    if not quoted and _is_plain(text):
        return text
    if '"' in text or "\\" in text or not text.isprintable() or SUSPECT.search(text):
        text = "".join(map(_escaped, text))
    return f'"{text}"'


def _escaped(character: str) -> str:
    if character in ESCAPES:
        return ESCAPES[character]
    if character.isprintable() and not SUSPECT.match(character):
        return character
    code = ord(character)
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"


@lru_cache(maxsize=20_000)  # records share most of their words
def _is_plain(text: str) -> bool:
    """Whether every reader of YAML takes a bare text for this text."""
    if not text or UNSAFE.search(text) or SUSPECT.search(text) or OTHER_NUMBER.fullmatch(text):
        return False
    patterns = RESOLVERS.get(text[0], ())
    return text != "~" and not any(pattern.match(text) for _tag, pattern in patterns)


@cache
def _is_quoted(model: Model, key: str) -> bool:
    return key == ALWAYS_QUOTED or (model is not None and (model, key) in QUOTED)


@cache
def _is_number(model: Model, key: str) -> bool:
    """Whether a field holds whole numbers, alone or in a list."""
    field = _fields(model).get(key)
    if field is None:
        return False
    (whole,) = (part for part in get_args(Number) if isinstance(part, BeforeValidator))
    return whole in field.metadata or _mentions(field.annotation, whole)


def _mentions(annotation: Any, part: Any) -> bool:
    return annotation == part or any(_mentions(inner, part) for inner in get_args(annotation))
