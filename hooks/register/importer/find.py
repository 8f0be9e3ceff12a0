"""Where the assignments stand in a notice: in brackets, or on lines of their own."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from register.importer.brackets import Assignment, assigns, read
from register.importer.signs import ABOVE, FIRST_LEADS, LABEL, MARK, is_unit, plain
from register.importer.text import squeezed

LINE_LABEL = re.compile(
    rf"(?<=[\n。;)])[ \t]*(?=(?:{MARK})?"
    r"(?:牵头|责任|配合|参与|参加|协同|协作|协助|负责|落实|主责|主要责任|共同)"
    r"(?:(?:和|及|、)?(?:牵头|责任|配合|负责))*(?:单位|部门|主体)(?:\([^)\n]{1,6}\))?\s*[:]"
    rf"|{ABOVE}由[^。\n]{{2,200}}(?:负责|牵头|落实|实施))"
)
SIGNED = re.compile(r"\s*[\d二〇○零一]{4}")
# Words before a colon that may name the units of a task, in a form that is not known
LIKE_LABEL = re.compile(
    r"(?<=[\n。;(])[ \t]*[\u4e00-\u9fff]{2,6}(?:单位|部门|主体|机构|组织) *:([^\n。]{2,200})"
)
LONGEST = 900
LONGEST_NAME = 20
NEAR = 200  # white space longer than this stands within no notice


def groups(flat: str) -> Iterator[tuple[int, int, bool]]:
    """Start and end of each outermost bracket, and whether it was closed."""
    depth = start = 0
    for at, char in enumerate(flat):
        if char == "(":
            if not depth:
                start = at
            depth += 1
        elif char == ")" and depth:
            depth -= 1
            if not depth:
                yield start, at + 1, True
        elif depth and char == "\n" and _broken_off(flat, start, at):
            yield start, at, False
            depth = 0
    if depth:
        yield start, min(len(flat), start + LONGEST), False


def _broken_off(flat: str, start: int, at: int) -> bool:
    """Whether a bracket is to be given up at a line's end: its closing mark was lost."""
    follows = re.match(r"\s*(?:[(]?[一二三四五六七八九十]{1,3}[)、]|\d{1,3}[.、])", flat[at:])
    return at - start > LONGEST or follows is not None


def assignments(text: str) -> list[Assignment]:
    """Every assignment of a notice, in order; those that follow each other at once are one."""
    outer = _outer_clause(text, plain(text))
    first_leads = bool(outer)
    found: list[Assignment] = []
    for start, end, doubt in _spans(text, first_leads):
        words = text[start:end]
        shares, clause, says_first = read(words, first_leads)
        first_leads = first_leads or says_first
        found.append(Assignment(words, start, end, shares, clause, says_first, doubt))
    if outer and found and not found[0].clause:
        found[0] = replace(found[0], clause=outer)
    return found


def unread(text: str, found: Sequence[Assignment]) -> Iterator[str]:
    """Words between the assignments found that name units after a label that is not known."""
    spans = [(one.start, one.end) for one in found]
    text = "\n" + text[: found[-1].end]
    for match in LIKE_LABEL.finditer(plain(text)):
        names = re.split(r"[、,;\s]+", match[1])
        if not within(spans, match.start(1) - 1) and any(map(is_unit, names)):
            yield squeezed(text[match.start() : match.end()])


def _spans(text: str, first_leads: bool) -> list[tuple[int, int, str]]:
    """Start, end and doubt of each assignment, those joined that nothing parts."""
    flat = plain(text)
    spans: list[tuple[int, int, str]] = []
    for start, end, doubt, kind in _candidates(text, flat):
        alone = kind == "line" or _ends_item(flat, end) or _before(flat, start) in "。;"
        said = assigns(text[start:end], alone, first_leads)
        if said is None:
            continue
        if kind == "bracket" and not said and not _ends_sentence(flat, start, end):
            said = "分工写在句子中间，请核对它管哪些话。"
        first_leads = first_leads or bool(FIRST_LEADS.search(flat, start, end))
        doubt = doubt or said
        if spans and not flat[spans[-1][1] : start].strip(" \t\r\n;,。"):
            start, _, before = spans.pop()
            doubt = before or doubt
        spans.append((start, end, doubt))
    return spans


def _outer_clause(text: str, flat: str) -> str:
    """The words outside all brackets that make the first unit of each the lead."""
    spans = list(groups(flat))
    for said in FIRST_LEADS.finditer(flat):
        around = [flat[start:end] for start, end, _ in spans if start <= said.start() < end]
        if not any(_names_units(bracket.replace(said[0], "")) for bracket in around):
            return text[said.start() : said.end()].strip("。，,；; \n()（）")
    return ""


def _names_units(bracket: str) -> bool:
    return any(is_unit(part) for part in re.split(r"[(),;:、。\s]+", bracket))


def _candidates(text: str, flat: str) -> Iterator[tuple[int, int, str, str]]:
    """Start, end, doubt and kind of each bracket and of each line that a label begins."""
    spans = [
        (start, end, "" if closed else "括号没有配对。", "bracket")
        for start, end, closed in groups(flat)
        if closed or LABEL.match(flat[start + 1 : end].lstrip())
    ]
    numbers = re.compile(MARK)
    bracketed = [(start, end) for start, end, _, _ in spans if not numbers.match(flat, start)]
    for match in LINE_LABEL.finditer("\n" + flat):
        start = match.end() - 1
        if within(bracketed, start):
            continue
        end, doubt = _line_end(flat, start)
        spans.append((start, end, doubt, "line"))
    return iter(sorted(spans))


def within(spans: Sequence[tuple[int, int]], at: int) -> bool:
    """Whether a place lies in one of the spans, which stand in order."""
    index = bisect_right(spans, (at, sys.maxsize)) - 1
    return index >= 0 and spans[index][0] <= at < spans[index][1]


def _line_end(flat: str, start: int) -> tuple[int, str]:
    """Where the units of a label line end, and what is doubtful about that.

    It is the end of the line, or of the sentence in a notice on one line. A line that ends in 、
    goes on in the next, and so does one that units alone follow.
    """
    end, doubt = start, ""
    while True:
        line = flat.find("\n", end)
        line = len(flat) if line < 0 else line
        stop = flat.find("。", end, line)
        if stop >= 0:
            return stop + 1, doubt
        open_ = _before(flat, line) in ("、", ",")
        goes_on = open_ or _units_alone(flat, line + 1)
        if (
            line == len(flat)
            or line - start > LONGEST
            or not goes_on
            or LABEL.match(flat, line + 1)
        ):
            return line, doubt
        if not open_:
            doubt = "下一行只有单位，没有写做什么，认作接着上一行；请核对。"
        end = line + 1


def _units_alone(flat: str, start: int) -> bool:
    """Whether a line names units and says nothing else; a signature above a date does not count."""
    end = flat.find("\n", start)
    words = re.split(r"[、,;\s]+", flat[start:end].strip("、,; \t"))
    if end < 0 or end - start > NEAR or SIGNED.match(flat, end, end + NEAR):
        return False
    return all(is_unit(word) and len(word) <= LONGEST_NAME for word in words)


def _ends_item(flat: str, end: int) -> bool:
    """Whether nothing but a line's end or a new item follows."""
    rest = flat[end : end + NEAR].lstrip(" \t\r。;,")
    return not rest or bool(
        re.match(r"\n|\(?[一二三四五六七八九十]{1,3}[)、]|\(?\d{1,3}[.)、]|[①-⑳]", rest)
    )


def _before(flat: str, start: int) -> str:
    """The last character before a place that is no white space."""
    return flat[max(0, start - NEAR) : start].rstrip()[-1:]


def _ends_sentence(flat: str, start: int, end: int) -> bool:
    """Whether a bracket follows the end of a sentence or is one itself."""
    before, after = _before(flat, start), flat[end : end + NEAR].lstrip(" \t\r")[:1]
    return before in "。;!?)”." or after in "。;\n" or _ends_item(flat, end)
