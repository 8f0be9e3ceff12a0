"""Single faults of many kinds, planted all over the real data; each knows where it must be told.

A kind yields candidates in the order of the files; `chosen` takes some, evenly spread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from conftest import ROOT
from faults import PLAN

from register.layout import record_files

EACH = 15  # faults of each kind
HAN = re.compile(r"[\u3400-\u9fff]")
QUOTED = r'(?m)^( *(?:- )?%s: ")(.*)(")$'
BODIES = ("市妇联", "市体育局", "市总工会", "市烟草局")


class Seeded(NamedTuple):
    """One file with one fault in it, and the lines any of which must be told."""

    file: str
    raw: bytes
    lines: frozenset[int]

    @property
    def name(self) -> str:
        """For messages: file and lines."""
        return f"{self.file}:{sorted(self.lines)}"


@cache
def texts(pattern: str) -> dict[str, str]:
    """The real files whose path matches, with their text."""
    found = (file for file in record_files(ROOT) if re.search(pattern, file))
    return {file: (ROOT / file).read_text("utf-8") for file in found}


TASKS, BENEFITS, TERMS = f"{PLAN}/tasks/", f"{PLAN}/benefits/", "data/terms/"
RECORDS = f"{TASKS}|{BENEFITS}|{TERMS}|data/units/|data/actors/|data/sources/"


def line_at(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def changed(file: str, text: str, start: int, end: int, new: str, *more: int) -> Seeded:
    """A fault on the line where text[start:end] becomes `new`; `more` are other right lines."""
    after = text[:start] + new + text[end:]
    return Seeded(file, after.encode(), frozenset({line_at(text, start), *more}))


def matches(pattern: str, field: str) -> Iterator[tuple[str, str, re.Match[str]]]:
    """File, text and match of each quoted value of a field in files that match."""
    for file, text in texts(pattern).items():
        for match in re.finditer(QUOTED % field, text):
            yield file, text, match


def middle(match: re.Match[str]) -> int:
    """Where a Chinese character stands around the middle of a value."""
    half = match.start(2) + len(match[2]) // 2
    found = HAN.search(match.string, half, match.end(2)) or HAN.search(match.string, match.start(2))
    assert found
    return found.start()


def wrong_character(pattern: str, field: str) -> Callable[[], Iterator[Seeded]]:
    """Another character in the middle of a value."""

    def kind() -> Iterator[Seeded]:
        for file, text, match in matches(pattern, field):
            at = middle(match)
            yield changed(file, text, at, at + 1, "龘")

    return kind


def lost_character(pattern: str, field: str) -> Callable[[], Iterator[Seeded]]:
    """A character less in the middle of a value."""

    def kind() -> Iterator[Seeded]:
        for file, text, match in matches(pattern, field):
            at = middle(match)
            if len(match[2]) > 4 and text[at] != text[at + 1] and text[at] != text[at - 1]:
                yield changed(file, text, at, at + 1, "")

    return kind


def swapped_characters() -> Iterator[Seeded]:
    for file, text, match in matches(TASKS, "quote"):
        at = middle(match)
        if text[at] != text[at + 1] and at + 1 < match.end(2):
            yield changed(file, text, at, at + 2, text[at + 1] + text[at])


def wrong_boundary() -> Iterator[Seeded]:
    """The first two characters of a sentence stand at the end of the one before."""
    for file, text in texts(TASKS).items():
        found = list(re.finditer(QUOTED % "quote", text))
        for first, second in pairwise(found):
            moved = second[2][:2]
            after = (
                text[: first.end(2)]
                + moved
                + text[first.end(2) : second.start(2)]
                + text[second.start(2) + 2 :]
            )
            yield Seeded(file, after.encode(), frozenset({line_at(text, first.start(2))}))


def units(least: int) -> Iterator[tuple[str, str, re.Match[str], list[str]]]:
    """Lists of units with at least so many names."""
    for file, text in texts(TASKS).items():
        for match in re.finditer(r"(?m)^(?:lead|responsible): \[(.+)\]$", text):
            names = match[1].split(", ")
            if len(names) >= least:
                yield file, text, match, names


def unit_swapped() -> Iterator[Seeded]:
    for file, text, match, names in units(1):
        other = next(body for body in BODIES if body not in text)
        yield changed(file, text, match.start(1), match.end(1), ", ".join([other, *names[1:]]))


def unit_dropped() -> Iterator[Seeded]:
    for file, text, match, names in units(2):
        yield changed(file, text, match.start(1), match.end(1), ", ".join(names[1:]))


def unit_order() -> Iterator[Seeded]:
    for file, text, match, names in units(2):
        turned = ", ".join([names[1], names[0], *names[2:]])
        yield changed(file, text, match.start(1), match.end(1), turned)


def field_dropped() -> Iterator[Seeded]:
    """A line of a required field is missing; told at the top of the record."""
    required = r"(?m)^(?:title|name|meaning|kind|claim|basis|read_on|lead|term): .*\n"
    for file, text in texts(RECORDS).items():
        for match in re.finditer(required, text):
            after = text[: match.start()] + text[match.end() :]
            yield Seeded(file, after.encode(), frozenset({1}))


def field_misspelt() -> Iterator[Seeded]:
    for file, text in texts(RECORDS).items():
        for match in re.finditer(r"(?m)^( *)(\w{4,}):", text):
            yield changed(file, text, match.start(2), match.end(2), match[2][:-1] + "q")


def sentence_unknown() -> Iterator[Seeded]:
    for file, text, match in matches(f"{BENEFITS}|{TERMS}", "measure"):
        yield changed(file, text, match.start(2), match.end(2), match[2] + "9")


def sentence_other() -> Iterator[Seeded]:
    """The number of another sentence, which does not have the quoted words."""
    for file, text, match in matches(f"{BENEFITS}|{TERMS}", "measure"):
        other = "3.1" if not match[2].endswith("/3.1") and match[2] != "3.1" else "5.1"
        new = f"{match[2].rpartition('/')[0]}/{other}" if "/" in match[2] else other
        quote = text[match.end() :].split("\n")[1]
        if len(quote) > 25:  # short words may well stand in the other sentence too
            yield changed(file, text, match.start(2), match.end(2), new)


def word_unknown() -> Iterator[Seeded]:
    fields = r"(?m)^ *(?:kind|claim|duty): ([a-z_-]+)$|^(?:audiences|not_stated): \[([a-z_-]+)"
    for file, text in texts(f"{TASKS}|{BENEFITS}|data/units/").items():
        for match in re.finditer(fields, text):
            group = 1 if match[1] else 2
            yield changed(file, text, match.start(group), match.end(group), match[group] + "x")


def inserted(new: str) -> Callable[[], Iterator[Seeded]]:
    """Something put in front of a Chinese character somewhere in a record."""

    def kind() -> Iterator[Seeded]:
        for number, (file, text) in enumerate(texts(RECORDS).items()):
            found = list(HAN.finditer(text))
            at = found[number * 7 % len(found)].start()
            yield changed(file, text, at, at, new)

    return kind


def full_width_colon() -> Iterator[Seeded]:
    for file, text in texts(RECORDS).items():
        for match in re.finditer(r"(?m)^ *[a-z_]+(: )\S", text):
            yield changed(file, text, match.start(1), match.end(1), "：")


def field_twice() -> Iterator[Seeded]:
    for file, text in texts(RECORDS).items():
        for match in re.finditer(r"(?m)^[a-z_]+: \S.*\n", text):
            after = text[: match.end()] + match[0] + text[match.end() :]
            yield Seeded(file, after.encode(), frozenset({line_at(text, match.end())}))


def figure_wrong() -> Iterator[Seeded]:
    """Another value, year or month than the words say."""
    for file, text in texts(TASKS).items():
        for match in re.finditer(r'(?m)^ +(?:- )?(?:value: |date: "|month: )(\d+)', text):
            wrong = str(int(match[1]) + 6)
            yield changed(file, text, match.start(1), match.end(1), wrong)
        for match in re.finditer(r'(?m)^ +unit: "(.*)"$', text):
            yield changed(file, text, match.start(1), match.end(1), "吨")


def fingerprint_wrong() -> Iterator[Seeded]:
    for file, text, match in matches(f"{TASKS}|{BENEFITS}|{TERMS}", "wording_basis"):
        other = "0" if match[2][0] != "0" else "1"
        yield changed(file, text, match.start(2), match.start(2) + 1, other)


def comment_lost() -> Iterator[Seeded]:
    """` #` in a bare text, which YAML takes for the start of a comment."""
    for file, text in texts(RECORDS).items():
        for match in re.finditer(r"(?m)^(?:summary|meaning|title|name|term): ([^\"\n]{4,})$", text):
            at = match.start(1) + 2
            yield changed(file, text, at, at, " #")


def folded() -> Iterator[Seeded]:
    """A text over two lines, which YAML joins with a space."""
    for file, text in texts(RECORDS).items():
        bare = r"(?m)^(?:  - |)(?:summary|meaning|note|quote): (\"?[\u3400-\u9fff].{6,})$"
        for match in re.finditer(bare, text):
            at = match.start(1) + 5
            yield changed(file, text, at, at, "\n      ")


def other_id() -> Iterator[Seeded]:
    for file, text in texts(f"{BENEFITS}|{TERMS}|data/units/|data/sources/").items():
        match = re.search(r"(?m)^id: (.*)$", text)
        assert match
        yield changed(file, text, match.end(1), match.end(1), "-x")


def gbk() -> Iterator[Seeded]:
    for file, text in texts(RECORDS).items():
        found = HAN.search(text)
        assert found
        first = re.search(r"[^\x00-\x7f]", text)
        assert first
        raw = text.encode("gb18030")
        yield Seeded(file, raw, frozenset({line_at(text, first.start())}))


def quote_open() -> Iterator[Seeded]:
    """The closing mark of a quoted text is missing."""
    for file, text, match in matches(f"{TASKS}|{BENEFITS}|{TERMS}", "(?:quote|text)"):
        yield changed(file, text, match.start(3), match.end(3), "", line_at(text, match.end()) + 1)


def actor_not_named() -> Iterator[Seeded]:
    for file, text in texts(TASKS).items():
        for match in re.finditer(
            r'(?m)^  - quote: "(.*)"\n(?:    .*\n)*?    actors: \[(.*)\]', text
        ):
            if "福彩中心" not in match[1]:
                new = ", ".join(filter(None, [match[2], "福彩中心"]))
                yield changed(file, text, match.start(2), match.end(2), new)


def strength_wrong() -> Iterator[Seeded]:
    for file, text in texts(TASKS).items():
        for match in re.finditer(r'(?m)^  - quote: "(.*)"\n    strength: \[(.*)\]', text):
            if "不得" not in match[1] and "严禁" not in match[1]:
                yield changed(file, text, match.start(2), match.end(2), match[2] + ", must_not")


def alias() -> Iterator[Seeded]:
    for file, text in texts(RECORDS).items():
        for match in re.finditer(r"(?m)^(?:title|summary|meaning|name|kind): (.*)$", text):
            yield changed(file, text, match.start(1), match.end(1), "*same")


def easy_line_long() -> Iterator[Seeded]:
    for file, text in texts(BENEFITS).items():
        match = re.search(r"(?m)^easy:\n  - (.*)$", text)
        assert match
        yield changed(
            file, text, match.start(1), match.start(1), "这一行实在是写得太长太长太长太长太长太长了"
        )


KINDS: dict[str, Callable[[], Iterator[Seeded]]] = {
    "wrong character in a sentence": wrong_character(TASKS, "quote"),
    "lost character in a sentence": lost_character(TASKS, "quote"),
    "swapped characters in a sentence": swapped_characters,
    "wrong sentence boundary": wrong_boundary,
    "wrong character in a bracket": wrong_character(TASKS, "assignment"),
    "wrong character in a quotation": wrong_character(f"{BENEFITS}|{TERMS}", "text"),
    "lost character in a quotation": lost_character(f"{BENEFITS}|{TERMS}", "text"),
    "unit swapped for another": unit_swapped,
    "unit dropped": unit_dropped,
    "units in another order": unit_order,
    "actor that is not named": actor_not_named,
    "strength without its word": strength_wrong,
    "field dropped": field_dropped,
    "field misspelt": field_misspelt,
    "field twice": field_twice,
    "sentence that does not exist": sentence_unknown,
    "another sentence": sentence_other,
    "word that does not exist": word_unknown,
    "figure changed": figure_wrong,
    "fingerprint changed": fingerprint_wrong,
    "id unlike the file's name": other_id,
    "easy line too long": easy_line_long,
    "invisible character": inserted("\u200b"),
    "ideographic space": inserted("\u3000"),
    "tab": inserted("\t"),
    "full-width colon": full_width_colon,
    "text lost as a comment": comment_lost,
    "folded line": folded,
    "alias": alias,
    "quotation mark not closed": quote_open,
    "GBK": gbk,
}


def chosen(kind: str) -> list[Seeded]:
    """Faults of a kind, spread evenly over all that could be planted."""
    candidates = list(KINDS[kind]())
    step = max(1, len(candidates) // EACH)
    return candidates[::step][:EACH]


def plant(project: Path, fault: Seeded) -> None:
    """Put the fault into a copy of the data."""
    (project / fault.file).write_bytes(fault.raw)


def restore(project: Path, fault: Seeded) -> None:
    """Take it out again."""
    (project / fault.file).write_bytes((ROOT / fault.file).read_bytes())
