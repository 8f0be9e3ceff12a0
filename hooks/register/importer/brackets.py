"""Which bracket assigns a task, and which units it names in which role.

All reading is done on a copy of the text with half-width marks and simplified labels, of the same
length, so that positions and names are those of the notice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

_SAME = {
    "，：；！？": ",:;!?",
    "（【〔［[＜<": "(((((((",
    "）】〕］]＞>": ")))))))",
    "．\u3000\u00a0": ".  ",
    "牽頭單責負職協參實門級關區縣辦廳會聯團學銀構業務醫隊領導組專黨園鄉鎮電網稅發財黨與處": (
        "牵头单责负职协参实门级关区县办厅会联团学银构业务医队领导组专党园乡镇电网税发财党与处"
    ),
}
PLAIN = str.maketrans("".join(_SAME), "".join(_SAME.values()))

LEAD_WORDS = re.compile(r"牵头|主办|主责")
_DUTY = "牵头|责任|配合|主办|协办|承办|参与|参加|协同|协作|协助|负责|落实|实施|主管|主责|承担"
LABEL = re.compile(
    rf"(?:主要|共同|具体)?(?:{_DUTY})(?:(?:和|、|及|\(|)(?:{_DUTY})\)?)*"
    r"(?:(?:单位|部门|处室|科室|机构)(?:\(部门\)|\(单位\)|和(?:责任|配合)(?:单位|部门))?\s*[:为是]?|:)\s*"
)
OTHER_LABEL = re.compile(
    r"(?:完成|办结|落实|整改|推进|实施)?(?:时限|时间|期限|进度|节点)(?:要求|安排)?\s*:"
    r"|(?:责任|分管|牵头|包联|市级|区级|县级)?(?:领导|责任人|负责人|联系人|电话)\s*:"
)
_BY_DUTY = r"(?:按照?|根据|依)(?:照|据)?(?:各自)?(?:部门)?(?:职责|职能|职权|权限|任务|责任)?(?:分工)?"
_HOW = rf"(?:{_BY_DUTY}|分别|共同|具体|分工|联合|统筹|组织|各自)"
_ACT = "牵头|负责|配合|参与|参加|协助|协同|落实|实施|推进|承担|主办|协办|承办|支持|指导|抓好|办理"
VERB = re.compile(rf"(?:{_HOW})*(?:{_ACT})(?:、?(?:{_ACT}|组织实施|工作))*$")
FIRST_LEADS = re.compile(
    r"[。,;]?\s*(?:各项(?:工作|任务)?)?(?:责任单位)?中?(?:列|排|排名|排序|名列|排列)?(?:在)?"
    r"(?:第一|首)(?:位|个|名)?的?(?:者|单位|部门)?的?(?:单位|部门)?(?:为|是|系)"
    r"(?:牵头|主责)(?:责任)?(?:单位|部门)?(?:[,;]?\s*(?:以?下同|下文同))?。?"
)
NOT_LISTED = re.compile(r"[,;。][^,;。、]*[,;]?(?:以下)?不再(?:一一|逐一|重复|另行)?列(?:出|明|示)。?$")
NOT_AN_ASSIGNMENT = re.compile(
    r"以下(?:简称|统称|称)|^(?:含|包括|包含|指|如|即|不含|不包括|详见|见|除|其中|例如|注)"
)
UNIT_END = re.compile(
    r"(?:部|委|局|厅|办|署|行|会|院|室|处|中心|公司|集团|银行|海关|联|政府|街道|乡镇|镇街|单位|部门|"
    r"小组|专班|学校|高校|大学|学院|机构|企业|团|社|站|所|队|园区|开发区|新区|高新区|园|党委|党组|"
    r"分行|支行|供电|电力|联通|移动|电信|铁塔|邮政|烟草|税务|消防|交警|法院|检察院|省|市|区|县|旗|州|"
    r"地区|地方|区县|乡|镇|村|平台|基地|协会|学会|商会|领导|残联|妇联|基金会)$"
)
PLACE = (
    r"(?:各|全市各|全省各|全区各|相关|有关)?"
    r"(?:省|自治区|直辖市|市|州|盟|县级市|自治县|县|区|旗|区县|县区|乡|镇|乡镇|街道)"
)
BARE_PLACE = re.compile(rf"(?:各|全市各|全省各|相关|有关){PLACE}(?:\([^)]*\))?$")
NEXT_PLACE = re.compile(
    r"(?:自治区|直辖市|县级市|自治县|省|市|州|盟|县|区|旗|乡镇|乡|镇|街道|开发区|功能区|管理区|园区)"
    r"(?:\([^)]*\))?(?:级)?(?:人民政府|政府|党委|管委会|街道办|办事处|有关部门|相关部门)*$"
)
COLLECTIVE = re.compile(r"^各|有关|相关|成员单位|各地|各级|各部门|所属|其他|等.")
AND = re.compile(r"以及|及其|会同|和|及|与")
STRONG_END = re.compile(r"(?:部|委|局|厅|办|署|行|院|室|海关|联|政府|公司|集团|中心|管委会|委员会)$")


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


def plain(text: str) -> str:
    """The text with half-width marks and simplified labels; every character keeps its place."""
    return text.translate(PLAIN)


def split_outside(text: str, marks: str) -> Iterator[tuple[int, int]]:
    """Start and end of the parts of a plain text between marks that stand in no bracket."""
    depth = start = 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if char in marks and depth <= 0:
            yield start, at
            start = at + 1
    yield start, len(text)


def read(text: str, first_leads: bool = False) -> tuple[tuple[Share, ...], str, bool]:
    """Shares of an assignment, its clause for all tasks, and whether it says that the first leads.

    `first_leads`: an earlier bracket said so.
    """
    flat = plain(text)
    start, end = _inside(flat)
    clause = ""
    if said := FIRST_LEADS.search(flat, start, end):
        clause, first_leads = text[said.start() : said.end()].strip("。，,；; "), True
        tail = flat[said.end() : end].strip("。,; ")
        end = said.start() if not tail else end
        flat = flat[: said.start()] + "," * len(said[0]) + flat[said.end() :]
        said_here = True
    else:
        said_here = False
    if unlisted := NOT_LISTED.search(flat, start, end):
        clause = text[unlisted.start() + 1 : unlisted.end()]
        end = unlisted.start()
    shares = [share for part in _segments(flat, start, end) for share in _shares(text, flat, *part)]
    if first_leads and shares and not any(share.role == "lead" for share in shares):
        doubt = "“列第一位者为牵头单位”，但第一位不是一个具体单位。"
        collective = COLLECTIVE.search(shares[0].name)
        first = replace(shares[0], role="lead", doubt=shares[0].doubt or (doubt if collective else ""))
        shares[0] = first
    return tuple(shares), clause, said_here


def _inside(flat: str) -> tuple[int, int]:
    """Start and end of what an assignment's own bracket holds; all of it where it has none."""
    start, end = len(flat) - len(flat.lstrip()), len(flat.rstrip(" \n\r\t。;,"))
    if flat[start : start + 1] == "(":
        start += 1
        if flat[end - 1 : end] == ")":
            end -= 1
    while end > start and flat[end - 1] in "。;, \n":
        end -= 1
    return start, end


def _segments(flat: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Start, end and role of each part of an assignment under a label; "" where none stands."""
    found = [
        (m.start(), m.end(), "lead" if LEAD_WORDS.search(m[0]) else "responsible")
        for m in LABEL.finditer(flat, start, end)
        if _begins_part(flat, start, m)
    ]
    found += [(m.start(), m.end(), "other") for m in OTHER_LABEL.finditer(flat, start, end)]
    found.sort()
    if not found or flat[start : found[0][0]].strip(" ,;、由"):
        yield start, found[0][0] if found else end, ""
    for index, (_, begin, role) in enumerate(found):
        stop = found[index + 1][0] if index + 1 < len(found) else end
        if role != "other":
            yield begin, stop, role


def _begins_part(flat: str, start: int, label: re.Match[str]) -> bool:
    """Whether a label's words begin a part: not the end of a name such as 工作专班牵头单位."""
    before = flat[start : label.start()].rstrip()
    return label[0].rstrip()[-1] == ":" or not before or before[-1] in ",;、。)"


def _shares(text: str, flat: str, start: int, end: int, role: str) -> list[Share]:
    """The shares of one part, verbs after names and labels before them alike."""
    shares: list[Share] = []
    waiting: list[Share] = []
    joint = False
    for begin, stop in _items(flat, start, end):
        item = flat[begin:stop]
        verb = VERB.search(item)
        if verb and re.match(r".*牵头(?=会同)", item):
            verb = None
        name_end = begin + (verb.start() if verb else len(item))
        names, together = _names(text, flat, begin, name_end)
        joint = joint or together
        waiting += names
        if verb:
            acting = "lead" if LEAD_WORDS.search(verb[0]) else "responsible"
            shares += [replace(share, role=acting) for share in waiting]
            waiting = []
    doubt = "" if role else "括号里没有写明这些单位做什么。"
    shares += [replace(s, role=role or "responsible", doubt=s.doubt or doubt) for s in waiting]
    if joint and shares and not any(share.role == "lead" for share in shares):
        doubt = "写的是“会同”，没有写“牵头”；请决定第一个单位算不算牵头。"
        shares = [replace(share, doubt=doubt) for share in shares]
    return shares


def _items(flat: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Start and end of each name with its verb; places that belong together stay one."""
    spans: list[tuple[int, int]] = []
    for begin, stop in split_outside(flat[start:end], ",;、。 \n\t\r"):
        at, to = start + begin, start + stop
        if at == to:
            continue
        last = flat[spans[-1][0] : spans[-1][1]] if spans else ""
        item = flat[at:to]
        verb = VERB.search(item)
        bare = item[: verb.start()] if verb else item
        if last and BARE_PLACE.match(last.split("、")[0]) and NEXT_PLACE.match(bare):
            spans[-1] = (spans[-1][0], to)
        else:
            spans.append((at, to))
    for at, to in spans:
        # A牵头会同B: the first verb stands in the middle.
        cut = re.search(r"(?<=牵头)(?=会同)", flat[at:to])
        if cut:
            yield at, at + cut.start()
            yield at + cut.start(), to
        else:
            yield at, to


def _names(text: str, flat: str, start: int, end: int) -> tuple[list[Share], bool]:
    """The names in one item (two where 和 stands between two units), and whether 会同 joins them."""
    item = flat[start:end]
    lead_in = re.match(r"\s*(?:(?:请|由|并|会同|以及|及|和|并由|再由)\s*)*", item)
    begin = start + (lead_in.end() if lead_in else 0)
    together = "会同" in item
    for joint in AND.finditer(flat, begin, end):
        left, right = flat[begin : joint.start()], flat[joint.end() : end]
        if joint[0] == "会同" or _two_units(left, right):
            first = [_share(text[begin : joint.start()])]
            rest, _ = _names(text, flat, joint.end(), end)
            return first + rest, together
    return ([_share(text[begin:end])] if end > begin else []), together


def _two_units(left: str, right: str) -> bool:
    """Whether 和 joins two units instead of standing within one name, as in 文化和旅游部."""
    if COLLECTIVE.search(left) or not STRONG_END.search(left) or left.endswith("部门"):
        return False
    return bool(UNIT_END.search(right) or COLLECTIVE.search(right)) and len(left) >= 3


def _share(words: str) -> Share:
    name = re.sub(r"\s+", "", words).strip("。、，,；;：: ")
    flat = plain(name)
    doubt = ""
    if flat.endswith("等"):
        name, flat = name[:-1], flat[:-1]
        doubt = "后面的“等”没有写明还有谁。"
    elif re.search(r"等(?=.)", flat) and not UNIT_END.search(flat):
        doubt = "“等”后面的话不像单位。"
    elif re.search(r"等.", flat) or COLLECTIVE.search(flat):
        doubt = "这里说的是一类单位，没有列出名单；请决定怎样收录。"
    elif not UNIT_END.search(re.sub(r"\([^)]*\)$", "", flat)):
        doubt = "这不像一个单位的名称。"
    elif len(flat) > 20:
        doubt = "这个名称特别长，请核对是不是一个单位。"
    elif re.search(r"(?<=[局委厅部办联会])[和及与](?=.)", flat):
        doubt = "“和”前后可能是两个单位。"
    return Share(name, "", doubt)


def is_unit(name: str) -> bool:
    """Whether a name ends as those of units do."""
    return bool(UNIT_END.search(re.sub(r"\([^)]*\)$", "", plain(name))))


def assigns(text: str, at_end: bool, first_leads: bool) -> str | None:
    """Why a bracket is taken for an assignment: "" for a sure sign, a doubt, or None if it is none.

    `at_end`: it ends an item; a bare list of units is taken for an assignment only there.
    """
    flat = plain(text)
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
    last = [content[a:b].strip() for a, b in split_outside(sentence[0], ",;、 \n")][-1]
    if VERB.search(last) and all(len(share.name) <= 45 for share in shares):
        return "" if 2 * len(likely) > len(shares) else "括号里有些话不像单位。"
    strong = [share for share in shares if STRONG_END.search(plain(share.name))]
    some_verb = any(LEAD_WORDS.search(content[a:b][-2:]) for a, b in split_outside(content, ",;、"))
    if at_end and len(likely) == len(shares) and (strong or some_verb) and len(sentence) == 1:
        sure = first_leads or some_verb
        return "" if sure else "括号里只有单位，没有写“负责”一类的话。"
    return None
