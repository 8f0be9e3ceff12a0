"""Numbering in a notice: where an item begins, how deep it stands, and what it holds."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from register.importer.find import within
from register.importer.signs import plain

_HAN = "[一二三四五六七八九十百]{1,4}"
_NAMED = "(?:事项|任务|措施|行动|项目|工程)"
# The order is the depth. Marks are looked for in a text with half-width marks.
LEVELS = (
    re.compile(rf"第{_HAN}[章节部分]+[ 、:]?"),
    re.compile(rf"{_HAN}、|第{_HAN}条"),
    re.compile(rf"\({_HAN}\)[、.]?|{_NAMED}(?:{_HAN}|\d{{1,2}})[:、.]"),
    re.compile(r"\d{1,3}[.、](?!\d)"),
    re.compile(r"\(\d{1,3}\)[、.]?|\d{1,3}\)"),
    re.compile(r"[①-⑳]"),
)
SENTENCE_END = "。;:!?)”."
LONGEST_HEADING = 45
LONGEST_QUOTATION = 40


@dataclass
class Node:
    """A numbered item: its mark, where its own text begins and ends, and the items below it."""

    level: int
    value: int
    start: int  # of the mark
    begin: int  # of the text after the mark
    end: int = 0  # of its own text
    children: list[Node] = field(default_factory=list)

    @property
    def last(self) -> int:
        """Where the text of the item ends, with all items below it."""
        return self.children[-1].last if self.children else self.end

    def walk(self) -> Iterator[Node]:
        """The item and all below it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


def number(mark: str) -> int:
    """The value of a mark: （十二） is 12, ③ is 3."""
    if circled := re.search(r"[①-⑳]", mark):
        return ord(circled[0]) - ord("①") + 1
    if digits := re.search(r"\d+", mark):
        return int(digits[0])
    value = 0
    for char in "".join(re.findall("[一二三四五六七八九十百]", mark)):
        if char == "百":
            value = (value or 1) * 100
        elif char == "十":
            value = value - value % 10 + (value % 10 or 1) * 10 if value < 100 else value + 10
        else:
            value += "一二三四五六七八九".index(char) + 1
    return value


def tree(text: str, taken: Sequence[tuple[int, int]], stop: int) -> list[Node]:
    """The items of a text up to `stop`, nested; marks inside the spans `taken` are none."""
    root: list[Node] = []
    path: list[Node] = []
    previous: Node | None = None
    for level, value, start, begin in _marks(plain(text), taken, stop):
        node = Node(level, value, start, begin)
        if previous is not None:
            previous.end = start
        while path and path[-1].level >= level:
            path.pop()
        (path[-1].children if path else root).append(node)
        path.append(node)
        previous = node
    if previous is not None:
        previous.end = stop
    return root


def _marks(
    flat: str, taken: Sequence[tuple[int, int]], stop: int
) -> Iterator[tuple[int, int, int, int]]:
    """Level, value, start and end of each mark."""
    counts: dict[int, int] = {}
    heading = -1  # end of a mark whose heading may run straight into the next mark
    for at in _places(flat, stop):
        if at < heading or within(taken, at):
            continue
        found = next(((i, m) for i, p in enumerate(LEVELS) if (m := p.match(flat, at))), None)
        if found is None:
            continue
        level, match = found
        value = number(match[0])
        before = flat[max(0, at - 200) : at].rstrip(" \t")[-1:]
        if before not in ("", "\n", "\r"):
            if _in_quotation(flat, at):
                continue
            follows = value == counts.get(level, 0) + 1 or value == 1
            short = heading >= 0 and at - heading <= LONGEST_HEADING
            under = short and "。" not in flat[heading:at] and level < 4
            apart = before in SENTENCE_END or flat[at - 1].isspace()
            if not follows or not (apart or under):
                continue
        counts[level] = value
        heading = match.end()
        yield level, value, at, match.end()


def _in_quotation(flat: str, at: int) -> bool:
    """Whether a place stands within quotation marks, as the second 一 of “多证合一、一照一码”."""
    start = max(flat.rfind("\n", 0, at) + 1, at - LONGEST_QUOTATION)
    return flat.rfind("“", start, at) > flat.rfind("”", start, at)


def _places(flat: str, stop: int) -> Iterator[int]:
    """Where a mark may begin: any of the characters that marks begin with."""
    end = -1
    for match in re.finditer(
        rf"[(一二三四五六七八九十百第\d①-⑳]|{_NAMED}(?=[^:、.]{{1,4}}[:、.])", flat[:stop]
    ):
        at = match.start()
        if at < end:
            continue
        if match[0] != "(" and at and re.match(r"[\d一二三四五六七八九十百第]", flat[at - 1]):
            continue  # within a number
        yield at
        end = match.end()


def paragraphs(text: str, stop: int, spans: Sequence[tuple[int, int]] = ()) -> list[Node]:
    """Each line as an item, for a notice without numbers; none starts inside one of the spans.

    A line that is an assignment alone closes the text above it, and the title above that.
    """
    starts = [start for start, _ in spans]
    nodes: list[Node] = []
    free = 0  # nodes without an assignment at the end of the list
    for index, line in enumerate(re.finditer(r"[^\n]*\S[^\n]*", text[:stop])):
        at, begin = line.start(), line.end() - len(line[0].lstrip())
        following = starts[(first := bisect_left(starts, at)) : first + 1]
        if within(spans, at) and at not in following:
            continue
        node = Node(1, index, at, at, line.end())
        if free and begin in following:
            title = free > 1 and "。" in _text(text, nodes[-1]) and _short(_text(text, nodes[-2]))
            above = nodes[-2 if title else -1 :]
            del nodes[-len(above) :]
            node.start, node.begin = above[0].start, above[0].begin
        nodes.append(node)
        free = 0 if any(start < line.end() for start in following) else free + 1
    for node, after in itertools.pairwise(nodes):
        node.end = after.start
    if nodes:
        nodes[-1].end = stop
    return nodes


def _text(text: str, node: Node) -> str:
    return text[node.start : node.end].strip()


def _short(line: str) -> bool:
    return "。" not in line and len(line) <= LONGEST_HEADING
