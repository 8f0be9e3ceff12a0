"""Which bracket assigns a task, and which units it names in which role.

All reading is done on a copy of the text with half-width marks and simplified labels, of the same
length, so that positions and names are those of the notice.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from register.importer.signs import (
    ABOVE,
    AND,
    ANY_LABEL,
    BARE_PLACE,
    BEAR,
    COLLECTIVE,
    DIVISION,
    FIRST_LEADS,
    HELP,
    INNER,
    INNER_VERB,
    LABEL,
    LEAD_IN,
    LEAD_WORDS,
    MARKED,
    NEXT_PLACE,
    NO_NAME,
    NOT_AN_ASSIGNMENT,
    NOT_LISTED,
    OTHER_LABEL,
    STRONG_END,
    TOGETHER_WITH,
    UNIT_END,
    VERB,
    WEAK_LEAD,
    WHEN,
    brackets_of,
    is_unit,
    plain,
    split_outside,
    unnumbered,
    unwrapped,
)
from register.importer.uncertain import (
    ALL_PLACES,
    AND_SO_ON,
    BEHIND_COMMA,
    EQUAL,
    FIRST_IS_MANY,
    LEFT_OVER,
    MAYBE_LEAD,
    NO_ROLE,
    NOT_MARKED,
    PARTLY,
    PLACES_GO_ON,
    SPACED,
    STARRED,
    TOGETHER,
    UNKNOWN_LABEL,
    left_over,
    name_doubt,
)


@dataclass(frozen=True)
class Share:
    """A name in a bracket as the notice has it, its role, and why the reading may be wrong."""

    name: str
    role: str
    doubt: str = ""


@dataclass(frozen=True)
class Assignment:
    """An assignment: its words, its place in the text, who is named, and clauses for all tasks."""

    text: str
    start: int
    end: int
    shares: tuple[Share, ...]
    clause: str = ""
    first_leads: bool = False
    doubt: str = ""


def read(text: str, first_leads: bool = False) -> tuple[tuple[Share, ...], str, bool]:
    """Shares of an assignment, its clause for all tasks, and whether it says that the first leads.

    `first_leads`: an earlier bracket said so. Brackets that follow each other are one assignment.
    """
    text = unwrapped(unnumbered(text))
    shares: list[Share] = []
    clause, says_first = "", False
    for start, end in brackets_of(plain(text)):
        found, said, first = _read_part(text[start:end], first_leads or says_first)
        shares += found
        clause, says_first = clause or said, says_first or first
    return tuple(_with_roles(shares, plain(text), first_leads or says_first)), clause, says_first


def _read_part(text: str, first_leads: bool) -> tuple[list[Share], str, bool]:
    """One bracket or line: shares, a clause for all tasks, whether it says that the first leads."""
    flat = plain(text)
    start, end = _inside(flat)
    clause = ""
    said = FIRST_LEADS.search(flat, start, end)
    if said:
        clause = text[said.start() : said.end()].strip("。，,；; ()（）")
        end = end if flat[said.end() : end].strip("。,; ") else said.start()
        flat = flat[: said.start()] + "," * len(said[0]) + flat[said.end() :]
    if unlisted := NOT_LISTED.search(flat, start, end):
        clause = text[unlisted.start() + 1 : unlisted.end()]
        end = unlisted.start()
    bare = "responsible" if first_leads or said else ""  # units under no label
    shares: list[Share] = []
    for begin, stop, role, doubt in _segments(flat, start, end):
        found = _shares(text, flat, begin, stop, role or bare)
        if not doubt and (words := left_over(flat[begin:stop], (share.name for share in found))):
            doubt = LEFT_OVER.format(words=words)
        shares += _doubted(found, doubt)
    return shares, clause, said is not None


def _doubted(shares: list[Share], doubt: str) -> list[Share]:
    """The shares with a doubt, where they have none of their own."""
    return [replace(share, doubt=share.doubt or doubt) for share in shares]


def _with_roles(shares: list[Share], flat: str, first_leads: bool) -> list[Share]:
    """The shares with the first as lead where that was said, or in doubt where nobody leads."""
    if not shares or any(share.role == "lead" for share in shares):
        return shares
    if first_leads:
        doubt = FIRST_IS_MANY if COLLECTIVE.search(shares[0].name) else ""
        return [replace(shares[0], role="lead", doubt=shares[0].doubt or doubt), *shares[1:]]
    if HELP.search(flat) and BEAR.search(flat):
        return _doubted(shares, EQUAL)
    return shares


def _inside(flat: str) -> tuple[int, int]:
    """Start and end of what an assignment's own bracket holds; all of it where it has none."""
    start, end = len(flat) - len(flat.lstrip()), len(flat.rstrip(" \n\r\t。;,"))
    if flat[start : start + 1] == "(":
        start += 1
        if flat[end - 1 : end] == ")":
            end -= 1
    while end > start and flat[end - 1] in "。;, \n":
        end -= 1
    if division := DIVISION.match(flat, start, end):
        start = division.end()
    return start, end


def _segments(flat: str, start: int, end: int) -> Iterator[tuple[int, int, str, str]]:
    """Start, end and role of each part under a label, "" where none stands; a doubt about it."""
    labels = [m for m in LABEL.finditer(flat, start, end) if _begins_part(flat, start, m)]
    found = [(m.start(), m.end(), *_meaning(m[0], len(labels) > 1)) for m in labels]
    found += [(m.start(), m.end(), "other", "") for m in OTHER_LABEL.finditer(flat, start, end)]
    known = [range(begin, stop) for begin, stop, _, _ in found]
    found += [
        (m.start(), m.end(), "responsible", UNKNOWN_LABEL.format(label=m[0].rstrip(" :")))
        for m in ANY_LABEL.finditer(flat, start, end)
        if not any(m.end() - 1 in span or m.start() in span for span in known)
    ]
    found.sort()
    if not found or flat[start : found[0][0]].strip(" ,;、由"):
        yield start, found[0][0] if found else end, "", ""
    for index, (_, begin, role, doubt) in enumerate(found):
        stop = found[index + 1][0] if index + 1 < len(found) else end
        if role != "other":
            yield begin, stop, role, doubt


def _meaning(label: str, others: bool) -> tuple[str, str]:
    """The role that a label gives, and what is doubtful; `others`: further labels stand by it."""
    weak = WEAK_LEAD.search(label)
    mixed = re.search(r"牵头(?:单位|部门)?[和及、/](?:责任|配合|参与)", label)
    leads = (LEAD_WORDS.search(label) and not mixed) or (weak and others)
    doubt = MAYBE_LEAD.format(words=label.rstrip(" :")) if weak or mixed else ""
    return "lead" if leads else "responsible", doubt


def _begins_part(flat: str, start: int, label: re.Match[str]) -> bool:
    """Whether a label's words begin a part: not the end of a name such as 工作专班牵头单位."""
    before = flat[start : label.start()].rstrip()
    return label[0].rstrip()[-1] == ":" or not before or before[-1] in ",;、。)"


def _shares(text: str, flat: str, start: int, end: int, role: str) -> list[Share]:
    """The shares of one part, verbs after names and labels before them alike."""
    shares: list[Share] = []
    waiting: list[Share] = []
    joint = False
    for begin, stop, loose in _items(flat, start, end):
        stop = _before_date(flat, begin, stop)
        item = flat[begin:stop]
        verb = MARKED.search(item) or VERB.search(item) or INNER_VERB.search(item)
        name_end = begin + (verb.start() if verb else len(item))
        names, together = _names(text, flat, begin, name_end)
        joint = joint or together
        if verb and verb.re is INNER_VERB:
            names = [replace(share, doubt=PARTLY) for share in names]
        names = _doubted(names, _place_doubt(flat, start, begin, item, loose, role))
        acting = _acting(verb[0], role) if verb else ""
        if verb and WEAK_LEAD.search(verb[0]):
            names = _doubted(names, MAYBE_LEAD.format(words=verb[0]))
        if verb and verb.re is MARKED:
            waiting = _doubted(waiting, NOT_MARKED)
            doubt, acting = (STARRED, "lead") if verb["star"] else ("", acting)
            shares += [replace(s, role=acting) for s in _doubted(names, doubt)]
            continue
        waiting += names
        if verb:
            shares += [replace(share, role=acting) for share in waiting]
            waiting = []
    waiting = [replace(share, role=role or "responsible") for share in waiting]
    shares += _doubted(waiting, "" if role else NO_ROLE)
    if joint and shares and not any(share.role == "lead" for share in shares):
        shares = _doubted(shares, TOGETHER)
    return shares


def _before_date(flat: str, begin: int, stop: int) -> int:
    """Where an item's name ends when a date follows it; the item's start when it is all date."""
    when = WHEN.search(flat[begin:stop])
    if not when:
        return stop
    name = flat[begin : begin + when.start()].rstrip()
    return begin + len(name) if UNIT_END.search(name) else begin


def _place_doubt(flat: str, start: int, begin: int, item: str, loose: bool, role: str) -> str:
    """What is doubtful about a name by the place where it stands among others."""
    before = flat[start:begin].rstrip()
    if loose:
        return SPACED
    last = re.split(r"[,;、]", before[:-1])[-1]
    if NEXT_PLACE.match(VERB.sub("", item)) and (
        COLLECTIVE.match(last) or ALL_PLACES.fullmatch(last)
    ):
        return PLACES_GO_ON
    behind_comma = role == "lead" and re.search(r"[,;]", before) and not VERB.search(item)
    return BEHIND_COMMA if behind_comma else ""


def _acting(verb: str, label: str) -> str:
    """The role that a verb gives: 负责 under the label 牵头单位 is still the lead."""
    leads = LEAD_WORDS.search(verb) or WEAK_LEAD.search(verb)
    return "lead" if leads or (label == "lead" and not HELP.search(verb)) else "responsible"


def _items(flat: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """Start and end of each name with its verb, and whether only white space parts it.

    Places that belong together stay one.
    """
    spans: list[tuple[int, int]] = []
    for begin, stop in split_outside(flat[start:end], ",;、。/"):
        at, to = start + begin, start + stop
        while at < to and flat[at].isspace():
            at += 1
        while to > at and flat[to - 1].isspace():
            to -= 1
        if at == to:
            continue
        last = flat[spans[-1][0] : spans[-1][1]] if spans else ""
        item = flat[at:to]
        verb = VERB.search(item)
        bare = item[: verb.start()] if verb else item
        places = BARE_PLACE.match(last.split("、")[0]) and NEXT_PLACE.match(bare)
        halves = last.endswith("部门") and NO_NAME.match(bare)  # 有关部门、单位
        if last and (places or halves):
            spans[-1] = (spans[-1][0], to)
        else:
            spans.append((at, to))
    for at, to in spans:
        cuts = [at, *(at + cut for cut in _inner_cuts(flat[at:to])), to]
        spaced = any(flat[cut - 1].isspace() for cut in cuts[1:-1])
        clear = all(re.match(r"[省市区县州团各]", flat[cut]) for cut in cuts[:-1])
        for begin, stop in itertools.pairwise(cuts):
            yield begin, begin + len(flat[begin:stop].rstrip()), spaced and not clear


def _inner_cuts(item: str) -> Iterator[int]:
    """Where a name ends without a mark: A牵头会同B, or white space after a unit's name."""
    for cut in re.finditer(r"(?<=牵头)(?=会同)|(?<=\S)\s+(?=\S)", item):
        before = re.split(r"\s", item[: cut.start()])[-1]
        if not cut[0] or is_unit(before) or VERB.search(before) or MARKED.search(before):
            yield cut.end()


def _names(text: str, flat: str, start: int, end: int) -> tuple[list[Share], bool]:
    """The names in one item, two where 和 stands between units, and whether 会同 joins them."""
    lead_in = LEAD_IN.match(flat, start, end)
    begin = lead_in.end() if lead_in else start
    together = bool(lead_in and re.search(TOGETHER_WITH, lead_in[0]))
    for joint in AND.finditer(flat, begin, end):
        left, right = flat[begin : joint.start()], flat[joint.end() : end]
        if joint[0] == "会同" or _two_units(left, right):
            first = [_share(text[begin : joint.start()])]
            rest, _ = _names(text, flat, joint.end(), end)
            return first + rest, together or bool(re.match(TOGETHER_WITH, joint[0]))
    return ([_share(text[begin:end])] if end > begin else []), together


def _two_units(left: str, right: str) -> bool:
    """Whether 和 joins two units instead of standing within one name, as in 文化和旅游部."""
    if COLLECTIVE.search(left) or left.endswith("部门") or NO_NAME.match(right) or len(left) < 3:
        return False
    if re.match(r"各|有关|相关|其他", right):
        return bool(UNIT_END.search(left) and COLLECTIVE.search(right))
    return bool(STRONG_END.search(left) and (UNIT_END.search(right) or COLLECTIVE.search(right)))


def _share(words: str) -> Share:
    name = re.sub(r"\s+", "", words).strip("。、，,；;：: ")
    if plain(name).endswith("等"):
        return Share(name[:-1], "", AND_SO_ON)
    return Share(name, "", name_doubt(plain(name)))


def assigns(text: str, at_end: bool, first_leads: bool) -> str | None:
    """Why a bracket is taken for an assignment: "" for a sure sign, a doubt, or None if it is none.

    `at_end`: it ends an item; a bare list of units is taken for an assignment only there.
    """
    flat = plain(unwrapped(unnumbered(text)))
    start, end = _inside(flat)
    content = FIRST_LEADS.sub("", flat[start:end]).strip(" ,;。")
    if not content or len(content) > 800 or NOT_AN_ASSIGNMENT.search(content[:40]):
        return None
    label = LABEL.match(content) or OTHER_LABEL.match(content)
    shares, _, _ = read(text, first_leads)
    likely = [share for share in shares if is_unit(share.name) or COLLECTIVE.search(share.name)]
    if not likely:
        return None
    if label:
        return ""
    sentence = re.split(r"[。]", content)
    parts = [content[a:b].strip() for a, b in split_outside(sentence[0], ",;、")]
    acting = [part for part in parts if part and not WHEN.search(part)]
    if (
        acting
        and (VERB.search(acting[-1]) or INNER_VERB.search(acting[-1]))
        and all(len(share.name) <= 45 for share in shares)
    ):
        if re.match(ABOVE, content):
            return "写的是“以上”；请核对它管前面的哪几项。"
        return "" if 2 * len(likely) > len(shares) else "括号里有些话不像单位。"
    strong = [share for share in shares if STRONG_END.search(INNER.sub("", plain(share.name)))]
    some_verb = any(LEAD_WORDS.search(content[a:b][-2:]) for a, b in split_outside(content, ",;、"))
    if at_end and len(likely) == len(shares) and (strong or some_verb) and len(sentence) == 1:
        if len(shares) == 1 and not re.match(r"[省市区县州]..", plain(shares[0].name)):
            return None
        sure = first_leads or some_verb
        return "" if sure else "括号里只有单位，没有写“负责”一类的话。"
    return None
