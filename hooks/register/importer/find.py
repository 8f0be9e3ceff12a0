"""Where the assignments stand in a notice: in brackets, or on lines of their own."""

from __future__ import annotations

import itertools
import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from register.importer.brackets import Assignment, assigns, read
from register.importer.signs import (
    ABOVE,
    ANY_LABEL,
    DIVISION,
    FIRST_LEADS,
    LABEL,
    LEAD_WORDS,
    MARK,
    NOT_AN_ASSIGNMENT,
    OF_LEVEL,
    TELLS_LEAD,
    VERB,
    is_unit,
    plain,
    split_outside,
)
from register.importer.text import squeezed
from register.importer.uncertain import BELONG, IN_PROSE, TOLD_BY_LOOK

DOING = "(?:牵头|责任|配合|参与|参加|协同|协作|协助|负责|落实|主责|主要责任|共同)"
PERSON = r"[\u4e00-\u9fff]{0,2}(?:领导|责任人)\s*:[^\n。:]{1,20}\s"
LINE_LABEL = re.compile(
    rf"(?:(?<=[\n。;)])[ \t]*|(?<=\s)(?=\S))(?=(?:{MARK})?{OF_LEVEL}"
    rf"{DOING}(?:(?:和|及|、)?(?:牵头|责任|配合|负责))*(?:单位|部门|主体)"
    r"(?:\([^)\n]{1,6}\)|[和及、/](?:责任|配合|参与)(?:单位|部门))?\s*(?::|[为是](?=[\u4e00-\u9fff]))"
    rf"|{DIVISION.pattern}|{PERSON}{LABEL.pattern}"
    rf"|{ABOVE}由[^。\n]{{2,200}}(?:负责|牵头|落实|实施))"
    r"|(?<=[\u4e00-\u9fff\d])(?<![各关他])(?=(?:牵头|责任|配合)单位:)"
)
SIGNED = re.compile(r"\s*[\d二〇○零一]{4}")
# Words before a colon that may name the units of a task, in a form that is not known
LIKE_LABEL = re.compile(rf"(?<=[\n。;(])[ \t]*{ANY_LABEL.pattern}([^\n。;]{{2,200}})")
BY = re.compile(r"(?<![\u4e00-\u9fff])(?=由[\u4e00-\u9fff]{2})")
ACTS = re.compile(r"牵头|负责|会同")
ITEM = re.compile(r"\n|\([一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]、|\d{1,3}[.、](?!\d)")
WHO = re.compile(
    r"(?:[局委厅部办院会联司]|中心|政府|街道|单位|部门)"
    r"(?:要|应|应当|具体|统一|按[^。,;]{0,8})?(?:牵头|负责)"
)
LONGEST = 900
LONGEST_NAME = 20
NEAR_WORDS = 15
FEWEST = 3
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
    flat = plain(text)
    outer = _outer_clause(text, flat)
    first_leads = bool(outer)
    told = TELLS_LEAD.search(FIRST_LEADS.sub("", flat))
    found: list[Assignment] = []
    for start, end, doubt in _spans(text, first_leads):
        words = text[start:end]
        shares, clause, says_first = read(words, first_leads)
        first_leads = first_leads or says_first
        if told and not first_leads and not any(share.role == "lead" for share in shares):
            doubt = doubt or TOLD_BY_LOOK.format(words=told[0].strip())
        found.append(Assignment(words, start, end, shares, clause, says_first, doubt))
    if outer and found and not found[0].clause:
        found[0] = replace(found[0], clause=outer)
    return found


def unread(text: str, found: Sequence[Assignment]) -> Iterator[str]:
    """Words before the last assignment that look like one, too, but were not read."""
    spans = [(one.start, one.end) for one in found]
    text = "\n" + text[: found[-1].end]
    flat = plain(text)
    for match in LIKE_LABEL.finditer(flat):
        names = re.split(r"[、,;\s]+", match[1])
        if not within(spans, match.start(1) - 1) and any(map(is_unit, names)):
            yield squeezed(text[match.start() : match.end()])
    for start, end, _ in groups(flat):
        if not within(spans, start - 1) and _like_assignment(flat[start + 1 : end - 1]):
            yield squeezed(text[max(0, start - NEAR_WORDS) : end])


def asking_who(text: str) -> list[str]:
    """Sentences of an item without an assignment that may say who leads or answers for it."""
    sentences = re.finditer(r"[^。\n]+。?", plain(text))
    return [squeezed(text[one.start() : one.end()]) for one in sentences if WHO.search(one[0])]


def _like_assignment(words: str) -> bool:
    """Whether what a bracket holds could be units with what they do, or several units."""
    if NOT_AN_ASSIGNMENT.search(words) or len(words) > LONGEST:
        return False
    names = [words[a:b].strip() for a, b in split_outside(words, ",;、")]
    bare = [VERB.sub("", name) for name in names]
    units = [name for name in bare if len(name) > 2 and is_unit(name)]
    acts = any(VERB.search(name) for name in names) or LEAD_WORDS.search(words)
    return bool(units) and (bool(acts) or (len(names) > 1 and len(units) == len(names)))


def _spans(text: str, first_leads: bool) -> list[tuple[int, int, str]]:
    """Start, end and doubt of each assignment, those joined that nothing parts."""
    flat = plain(text)
    spans: list[tuple[int, int, str]] = []
    for start, end, doubt, kind in _candidates(text, flat):
        if kind == "unknown" and not (spans and _follows(flat, spans[-1][1], start)):
            continue  # in no assignment; told by `unread`
        if end - start > 2 * LONGEST or (spans and end <= spans[-1][1]):
            continue  # too long for one, or read already
        alone = kind != "bracket" or _ends_item(flat, end) or _before(flat, start) in "。;"
        said = assigns(text[start:end], alone, first_leads)
        if said is None:
            continue
        if kind == "bracket" and not said and not _ends_sentence(flat, start, end):
            said = "分工写在句子中间，请核对它管哪些话。"
        first_leads = first_leads or bool(FIRST_LEADS.search(flat, start, end))
        doubt = doubt or said
        if spans and _follows(flat, spans[-1][1], start):
            start, _, before = spans.pop()
            doubt = before or doubt
        spans.append((start, end, doubt))
    return sorted(spans + _prose(flat, spans))


def _prose(flat: str, stated: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Assignments that are sentences, among those that are stated; a few alone are none."""
    found = [
        (start, end, IN_PROSE)
        for start, end in _sentences(flat)
        if not any(_beside(flat, (start, end), one) for one in stated)
    ]
    if not stated:
        return found if len(found) >= FEWEST else []
    return [one for one in found if stated[0] < one < stated[-1]]


def _follows(flat: str, end: int, start: int) -> bool:
    """Whether nothing but marks and white space parts two spans."""
    return not flat[end:start].strip(" \t\r\n;,。")


def _outer_clause(text: str, flat: str) -> str:
    """The words outside all brackets that make the first unit of each the lead."""
    spans = [span for span in groups(flat) if span[1] - span[0] <= 2 * LONGEST]
    for said in FIRST_LEADS.finditer(flat):
        around = [flat[start:end] for start, end, _ in spans if start <= said.start() < end]
        before = flat[max(0, said.start() - LONGEST) : said.start()]
        line = before.rpartition("\n")[2].rpartition("。")[2]
        if LINE_LABEL.search("\n" + line):
            continue  # behind the units of a line, and read with them
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
    labels = [(match.end() - 1, "line") for match in LINE_LABEL.finditer("\n" + flat)]
    labels += [(match.start() - 1, "unknown") for match in LIKE_LABEL.finditer("\n" + flat)]
    end, doubt = 0, ""
    for label, kind in sorted(dict(reversed(labels)).items()):
        start = _opened(text, label)
        if not within(bracketed, start):
            if start >= end:  # labels on one line end where the first of them does
                end, doubt = _line_end(flat, start)
            spans.append((start, end, doubt, kind))
    return iter(sorted(spans))


def _opened(text: str, at: int) -> int:
    """Where the brackets begin that stand before a label."""
    while at and text[at - 1] in "【〔［[（(*":
        at -= 1
    return at


def _sentences(flat: str) -> Iterator[tuple[int, int]]:
    """Sentences that say only who leads and who helps, and such ends of sentences after 由."""
    for sentence in re.finditer(r"[^。\n]+", flat):
        if len(sentence[0]) > LONGEST or not ACTS.search(sentence[0]):
            continue
        mark = re.match(rf"\s*(?:{MARK})?", sentence[0])
        begins = [mark.end() if mark else 0, *(by.end() for by in BY.finditer(sentence[0]))]
        commas = [at for _, at in split_outside(sentence[0], ",;")]
        for begin, end in itertools.product(begins, reversed(commas)):
            if begin < end and _says_who(sentence[0][begin:end]):
                yield sentence.start() + begin, sentence.start() + end
                break


def _says_who(words: str) -> bool:
    """Whether words outside a bracket are units with what they do, and nothing else."""
    if not (VERB.search(words) and ACTS.search(words)):
        return False
    shares, _, _ = read(words)
    return bool(shares) and all(share.doubt in BELONG for share in shares)


def _beside(flat: str, one: tuple[int, int], other: tuple[int, int, str]) -> bool:
    """Whether no new line or item parts two spans."""
    between = flat[one[1] : other[0]] if one[1] <= other[0] else flat[other[1] : one[0]]
    return not ITEM.search(between)


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
    return all(is_unit(word) and ":" not in word and len(word) <= LONGEST_NAME for word in words)


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
