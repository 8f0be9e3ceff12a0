"""Single faults of many kinds, planted all over the real data; each knows where it must be told.

A kind yields all its candidates in the order of the files; `chosen` takes some by a seed.
`FAULTS=60 SEED=1` in the environment takes sixty of each kind; another seed, sixty others.
"""

from __future__ import annotations

import os
import random
import re
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from conftest import ROOT
from faults import PLAN

from register import yamltext
from register.layout import record_files

EACH = int(os.environ.get("FAULTS", "2"))  # faults of each kind
SEED = os.environ.get("SEED", "2026")
HAN = re.compile(r"[\u3400-\u9fff]")
QUOTED = r'(?m)^( *(?:- )?%s: ")(.*)(")$'
BODIES = ("市妇联", "市体育局", "市总工会", "市烟草局")


class Seeded(NamedTuple):
    """One file with one fault in it, and the lines any of which must be told.

    `raw` is None for a file that is gone; `also` is a new file with the old content; `told` is
    where the fault must be told when that is not the file.
    """

    file: str
    raw: bytes | None
    lines: frozenset[int]
    told: str = ""
    also: str = ""

    @property
    def name(self) -> str:
        """For messages: file and lines."""
        return f"{self.told or self.file}:{sorted(self.lines)}"


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
    """Another character in a value: each of its Chinese characters in turn."""

    def kind() -> Iterator[Seeded]:
        for file, text, match in matches(pattern, field):
            for found in HAN.finditer(text, match.start(2), match.end(2)):
                yield changed(file, text, found.start(), found.end(), "龘")

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


def replaced(pattern: str, old: str, new: str, group: int = 0) -> Callable[[], Iterator[Seeded]]:
    """Each place of a pattern in files that match, changed; `new` may refer to groups."""

    def kind() -> Iterator[Seeded]:
        for file, text in texts(pattern).items():
            for match in re.finditer(old, text):
                after = match.expand(new)
                if after != match[group]:
                    yield changed(file, text, match.start(group), match.end(group), after)

    return kind


def each_other(pattern: str, old: str, others: tuple[str, ...]) -> Callable[[], Iterator[Seeded]]:
    """The first group of each match, changed to each of some others."""

    def kind() -> Iterator[Seeded]:
        for file, text in texts(pattern).items():
            for match in re.finditer(old, text):
                for other in others:
                    if other != match[1]:
                        yield changed(file, text, match.start(1), match.end(1), other)

    return kind


def measures() -> Iterator[tuple[str, str, re.Match[str]]]:
    """File, text and whole block of each sentence."""
    for file, text in texts(TASKS).items():
        for match in re.finditer(r'(?m)^  - quote: "(.*)"\n(?:    .*\n)*', text):
            yield file, text, match


def sentence_twice() -> Iterator[Seeded]:
    for file, text, match in measures():
        after = text[: match.end()] + match[0] + text[match.end() :]
        lines = {line_at(text, match.start()), line_at(text, match.end())}
        yield Seeded(file, after.encode(), frozenset(lines))


def sentence_dropped() -> Iterator[Seeded]:
    """Told where the sentence is missing: at what stands next in the notice, also the bracket."""
    for file, text, match in measures():
        after = text[: match.start()] + text[match.end() :]
        bracket = line_at(after, after.index("\nassignment:") + 1)
        if after.count("- quote:"):
            lines = frozenset({line_at(text, match.start()), bracket})
            yield Seeded(file, after.encode(), lines)


def sentences_swapped() -> Iterator[Seeded]:
    for file, text, first in measures():
        second = re.compile(r'(?m)  - quote: "(.*)"\n(?:    .*\n)*').match(text, first.end())
        if second:
            after = text[: first.start()] + second[0] + first[0] + text[second.end() :]
            moved = line_at(text, first.start()) + second[0].count("\n")
            yield Seeded(file, after.encode(), frozenset({line_at(text, first.start()), moved}))


def sentences_joined() -> Iterator[Seeded]:
    for file, text, first in measures():
        second = re.compile(r'(?m)  - quote: "(.*)"\n(?:    .*\n)*').match(text, first.end())
        if second:
            joined = first[0].replace(first[1], first[1] + second[1], 1)
            after = text[: first.start()] + joined + text[second.end() :]
            yield Seeded(file, after.encode(), frozenset({line_at(text, first.start())}))


def sentence_cut() -> Iterator[Seeded]:
    for file, text, match in measures():
        at = text.find(",", match.start(1), match.end(1))
        if at > 0:
            rest = match[0].replace(match[1], text[at + 1 : match.end(1)], 1)
            first = match[0].replace(match[1], text[match.start(1) : at + 1], 1)
            after = text[: match.start()] + first + rest + text[match.end() :]
            yield Seeded(file, after.encode(), frozenset({line_at(text, match.start())}))


@cache
def decisive() -> list[tuple[str, str, bool]]:
    """Words that decide a strength, the strength, and whether only at a sentence's start."""
    found = []
    value, _ = yamltext.read("", (ROOT / "data/vocabulary/strength.yml").read_bytes())
    for entry in value["terms"]:
        found += [(word, entry["id"], False) for word in entry.get("always") or []]
        found += [(word, entry["id"], True) for word in entry.get("words") or []]
    return found


def strength_missing() -> Iterator[Seeded]:
    for file, text, match in measures():
        listed = re.search(r"strength: \[(.*)\]", match[0])
        assert listed
        words = listed[1].split(", ")
        for word in words:
            if any(
                id_ == word and (match[1].startswith(said) if first else said in match[1])
                for said, id_, first in decisive()
            ):
                others = [w for w in words if w != word] or ["directive"]
                start = match.start() + listed.start(1)
                yield changed(file, text, start, start + len(listed[1]), ", ".join(others))


def unit_twice() -> Iterator[Seeded]:
    for file, text, match, names in units(1):
        yield changed(file, text, match.start(1), match.end(1), ", ".join([names[0], *names]))


def roles_swapped() -> Iterator[Seeded]:
    """The last lead unit stands among the responsible ones."""
    for file, text in texts(TASKS).items():
        lead = re.search(r"(?m)^lead: \[(.+)\]$", text)
        shared = re.search(r"(?m)^responsible: \[(.+)\]$", text)
        if lead and shared and ", " in lead[1]:
            kept, _, moved = lead[1].rpartition(", ")
            after = text.replace(lead[0], f"lead: [{kept}]", 1)
            after = after.replace(shared[0], f"responsible: [{moved}, {shared[1]}]", 1)
            lines = {line_at(text, lead.start()), line_at(text, shared.start())}
            yield Seeded(file, after.encode(), frozenset(lines))


def file_gone() -> Iterator[Seeded]:
    """A task's or an action's file is told by its own name."""
    for file in texts(TASKS):
        yield Seeded(file, None, frozenset({1}))
    for file in texts(f"{PLAN}/plan.yml|data/floors|data/finder|data/employers|data/districts"):
        yield Seeded(file, None, frozenset({1}))
    for file in texts("data/vocabulary/"):
        if "quality" not in file:
            yield Seeded(file, None, frozenset({1}))


def record_gone() -> Iterator[Seeded]:
    """The file of a record that others count on: told by the floor."""
    floors = (ROOT / "data/floors.yml").read_text("utf-8")
    for folder, name in ((BENEFITS, "benefits"), (TERMS, "terms"), ("data/sources/", "sources")):
        line = line_at(floors, floors.index(f"\n{name}:") + 1)
        for file in texts(folder):
            yield Seeded(file, None, frozenset({line}), told="data/floors.yml")


def file_renamed() -> Iterator[Seeded]:
    for file, text in texts(f"{TERMS}|{BENEFITS}|{TASKS}|data/units/|data/sources/").items():
        folder, _, name = file.rpartition("/")
        other = f"{folder}/{'99.yml' if folder == TASKS[:-1] else f'x-{name}'}"
        field = re.search(r"(?m)^(?:id|number): ", text)
        assert field
        lines = frozenset({line_at(text, field.start())})
        yield Seeded(file, None, lines, told=other, also=other)


def emptied(raw: bytes) -> Callable[[], Iterator[Seeded]]:
    def kind() -> Iterator[Seeded]:
        for file in texts(RECORDS):
            yield Seeded(file, raw, frozenset({1}))

    return kind


def with_mark() -> Iterator[Seeded]:
    """A byte order mark before the text."""
    for file, text in texts(RECORDS).items():
        yield Seeded(file, b"\xef\xbb\xbf" + text.encode(), frozenset({1}))


def garbage() -> Iterator[Seeded]:
    for number, (file, text) in enumerate(texts(RECORDS).items()):
        end = ("xyz\n", "}\n", "- x\n", "---\nid: x\n", "<<<<<<< HEAD\n")[number % 5]
        last = text.count("\n") + 1
        yield Seeded(file, (text + end).encode(), frozenset({last, last + 1}))


def notice_changed() -> Iterator[Seeded]:
    """Another character somewhere in the notice itself."""
    file = f"{PLAN}/notice.txt"
    text = (ROOT / file).read_text("utf-8")
    for found in HAN.finditer(text):
        yield changed(file, text, found.start(), found.end(), "龘")


def notice_line_ends() -> Iterator[Seeded]:
    file = f"{PLAN}/notice.txt"
    text = (ROOT / file).read_text("utf-8")
    for found in re.finditer("\n", text):
        lines = {line_at(text, found.start()), line_at(text, found.end())}
        after = text[: found.start()] + "\r\n" + text[found.end() :]
        yield Seeded(file, after.encode(), frozenset(lines))


def heading_dropped() -> Iterator[Seeded]:
    """A block of the outline is missing: told at the block after, or at the outline."""
    file = f"{PLAN}/plan.yml"
    text = texts(file)[file]
    outline = line_at(text, text.index("\noutline:") + 1)
    for match in re.finditer(r"(?m)^  - role: .*\n(?:    .*\n)*", text):
        after = text[: match.start()] + text[match.end() :]
        here = line_at(text, match.start())
        lines = frozenset({outline, *range(here - 2, here + 4)})
        yield Seeded(file, after.encode(), lines)


def unit_name_taken() -> Iterator[Seeded]:
    """The name of another unit: told at one of the two."""
    found = texts("data/units/")
    names = {file: re.search(r"(?m)^name: (.*)$", text) for file, text in found.items()}
    for file, text in found.items():
        match = names[file]
        assert match
        for other, taken in names.items():
            if other < file and taken:
                yield changed(file, text, match.start(1), match.end(1), taken[1])


def look_alike() -> Iterator[Seeded]:
    """Another form of a character in a name that simplified Chinese does not use."""
    pairs = {"市": "巿", "残": "殘", "联": "聯", "区": "區", "业": "業", "会": "會", "务": "務"}
    pairs |= {"级": "級", "员": "員", "机": "機", "关": "關", "单": "單", "国": "國", "门": "門"}
    for file, text in texts("data/units/|data/actors/").items():
        for match in re.finditer(r"(?m)^(?:full_name|aliases|name): (.*)$", text):
            for found in re.finditer(f"[{''.join(pairs)}]", match[1]):
                at = match.start(1) + found.start()
                yield changed(file, text, at, at + 1, pairs[found[0]])


def compatible() -> Iterator[Seeded]:
    """A compatibility form that looks the same."""
    pairs = {"行": "\u2f8f", "力": "\u2f12", "人": "\u2f08", "工": "\u2f2f", "一": "\u2f00"}
    for file, text in texts(RECORDS).items():
        for found in re.finditer(f"[{''.join(pairs)}]", text):
            yield changed(file, text, found.start(), found.end(), pairs[found[0]])


QUOTATIONS = f"{BENEFITS}|{TERMS}|data/finder|data/employers|data/districts"


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
    "sentence twice": sentence_twice,
    "sentence dropped": sentence_dropped,
    "sentences swapped": sentences_swapped,
    "two sentences in one": sentences_joined,
    "one sentence in two": sentence_cut,
    "strength missing": strength_missing,
    "strength unknown": replaced(TASKS, r"(?m)^    strength: \[([a-z_]+)", r"\1s", 1),
    "strength twice": replaced(TASKS, r"(?m)^    strength: \[([a-z_]+)", r"\1, \1", 1),
    "duty without its date or frequency": each_other(
        TASKS,
        r"(?m)^    duty: (standing|event_triggered|deliverable_no_date)$",
        ("annual", "periodic_unspecified", "one_off_deadline", "per_case_floor"),
    ),
    "another duty than the date or frequency says": each_other(
        TASKS,
        r"(?m)^    duty: (annual|periodic_unspecified|one_off_deadline)$",
        ("standing", "event_triggered", "deliverable_no_date", "per_case_floor"),
    ),
    "words of a date, frequency or figure not in the sentence": replaced(
        TASKS, r"(?m)^ +words: \"?(.)(.*?)\"?$", r"\1龘\2", 2
    ),
    "frequency changed": each_other(
        TASKS, r"(?m)^ +every: (.*)$", ("year", "unspecified", "month")
    ),
    "meaning of a figure changed": each_other(
        TASKS, r"(?m)^ +(?:- )?meaning: (.*)$", ("most", "minimum", "figure", "percent")
    ),
    "date that does not exist": replaced(
        f"{TASKS}|data/sources/|{PLAN}/plan.yml", r'"(\d{4})-\d\d-\d\d"', r'"\1-02-30"'
    ),
    "date in another form": replaced(
        f"{TASKS}|data/sources/|{PLAN}/plan.yml", r'"(\d{4})-(\d\d)-(\d\d)"', r'"\1.\2.\3"'
    ),
    "source without the day it was read": replaced(
        "data/sources/", r'(?m)^read_on: (".*")$', "null", 1
    ),
    "number of a task": each_other(TASKS, r"(?m)^number: (.*)$", ("39", "0", "07", "7a")),
    "action of a task": each_other(TASKS, r"(?m)^action: (.*)$", ("1", "5", "11", "null")),
    "unit twice": unit_twice,
    "unit in the other role": roles_swapped,
    "bracket without a unit": replaced(TASKS, r'(?m)^assignment: ".*?([^、:,()]+、)', "", 1),
    "counts changed": each_other(
        f"{PLAN}/plan.yml",
        r"(?:actions|tasks|measures|units|lead|responsible): (\d+)[,}]",
        tuple(map(str, range(1, 12))),
    ),
    "heading changed": wrong_character(f"{PLAN}/actions/", "heading"),
    "line of the outline changed": wrong_character(f"{PLAN}/plan.yml", "text"),
    "block of the outline dropped": heading_dropped,
    "clause for all tasks changed": wrong_character(f"{PLAN}/plan.yml", "text"),
    "notice changed": notice_changed,
    "notice with other line ends": notice_line_ends,
    "mark in a quotation full-width": replaced(QUOTATIONS, r'(?m)^ +text: ".*?(,)', "，", 1),
    "mark in a sentence full-width": replaced(TASKS, r'(?m)^  - quote: ".*?(,)', "，", 1),
    "benefit without a quotation": replaced(BENEFITS, r"(?m)^quotes:\n(?:  .*\n)*", "quotes: []\n"),
    "term without a quotation": replaced(TERMS, r"(?m)^quotes:\n(?:  .*\n)*", "quotes: []\n"),
    "term that is not quoted": replaced(TERMS, r"(?m)^term: \"?(.)(.*?)\"?$", r"\1龘\2", 2),
    "audience unknown": replaced(BENEFITS, r"(?m)^audiences: \[([a-z-]+)", r"\1-x", 1),
    "audience twice": replaced(BENEFITS, r"(?m)^audiences: \[([a-z-]+)", r"\1, \1", 1),
    "gap unknown": replaced(BENEFITS, r"(?m)^not_stated: \[([a-z]+)", r"\1s", 1),
    "gap that a figure fills": replaced(
        f"{BENEFITS}tobacco", r"(?m)^not_stated: \[(.*)\]", r"ratio, \1", 1
    ),
    "fact unknown": replaced(TERMS, r"(?m)^sources: \[([A-Z]\d+)", r"\g<1>9", 1),
    "task of a fact unknown": replaced(
        "data/sources/", r'(?m)^ +tasks: \["([^"]*)"', r"\g<1>99", 1
    ),
    "address broken": replaced(
        f"data/units/|data/sources/|{PLAN}/plan.yml", r"https?(://)", r"htps\1"
    ),
    "address of another scheme": replaced(
        f"data/units/|data/sources/|{PLAN}/plan.yml", r"https?://[^\s\"\],]+", "javascript:x"
    ),
    "name of another unit": unit_name_taken,
    "character that looks alike": look_alike,
    "compatibility form": compatible,
    "Cyrillic letter": inserted("\u0430"),
    "no-break space": inserted("\u00a0"),
    "direction turned": inserted("\u202e"),
    "text for a list": replaced(
        f"{TASKS}|{BENEFITS}", r"(?m)^(?:lead|responsible|audiences|synonyms): (\[.*\])$", "x", 1
    ),
    "list for a text": replaced(
        RECORDS, r"(?m)^(?:title|summary|meaning|name|kind|term): (.*)$", "[x]", 1
    ),
    "text left empty": replaced(
        RECORDS, r"(?m)^(?:title|summary|meaning|name|kind|term): (.*)$", '""', 1
    ),
    "bracket not closed": replaced(
        f"{TASKS}|{BENEFITS}|{TERMS}", r"(?m)^[a-z_]+: \[[^\n\]]*(\])$(?=\n[a-z])", "", 1
    ),
    "indented too far": replaced(
        RECORDS, r"(?m)^(?=(?:summary|meaning|kind|claim|duty|basis): )", " "
    ),
    "tag": replaced(RECORDS, r"(?m)^(?:title|summary|meaning|name|kind): (.*)$", "!x y", 1),
    "file deleted": file_gone,
    "record deleted": record_gone,
    "file renamed": file_renamed,
    "file emptied": emptied(b""),
    "file with a comment only": emptied(b"# nothing\n"),
    "byte order mark": with_mark,
    "something after the end": garbage,
}


def chosen(kind: str) -> list[Seeded]:
    """Faults of a kind: some of all that could be planted, or all if there are no more."""
    candidates = list(KINDS[kind]())
    taken = random.Random(f"{kind} {SEED}").sample(candidates, min(EACH, len(candidates)))
    return sorted(taken)


def plant(project: Path, fault: Seeded) -> None:
    """Put the fault into a copy of the data."""
    if fault.also:
        shutil.copy2(ROOT / fault.file, project / fault.also)
    if fault.raw is None:
        (project / fault.file).unlink()
    else:
        (project / fault.file).write_bytes(fault.raw)


def restore(project: Path, fault: Seeded) -> None:
    """Take it out again."""
    (project / fault.file).write_bytes((ROOT / fault.file).read_bytes())
    if fault.also:
        (project / fault.also).unlink()
