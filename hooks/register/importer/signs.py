"""The words by which assignments are read: labels, verbs, ends of names, collectives."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

_SAME = {
    "，：；！？|｜": ",:;!?;;",
    "（【〔［[＜<": "(((((((",
    "）】〕］]＞>": ")))))))",
    "．\u3000\u00a0": ".  ",
}
# A simplified character on each line, and the traditional ones that stand for it.
_TRADITIONAL = Path(__file__).with_name("traditional.txt").read_text(encoding="utf-8").split()
PLAIN = str.maketrans(
    "".join([*_SAME, *(line[1:] for line in _TRADITIONAL)]),
    "".join([*_SAME.values(), *(line[0] * len(line[1:]) for line in _TRADITIONAL)]),
)

LEAD_WORDS = re.compile(r"牵头|主办|主责|负总责")
WEAK_LEAD = re.compile(r"(?:主要|第一|首要)责任|为主")  # may be the lead, or only the first
DUTY = "牵头|责任|配合|主办|协办|承办|参与|参加|协同|协作|协助|负责|落实|实施|主管|主责|承担"
OF_LEVEL = r"(?:(?:中央|国家|自治区|盟市|镇街|[省市区县州旗盟乡镇])+(?:本级|级|直)?)?"
LABEL = re.compile(
    rf"{OF_LEVEL}(?:主要|共同|具体|第一|首要)?(?:{DUTY})(?:(?:和|、|及|\(|)(?:{DUTY})\)?)*"
    r"(?:(?:单位|部门|主体|处室|科室|机构)"
    r"(?:\(部门\)|\(单位\)|[和及、/](?:责任|配合|参与)(?:单位|部门))?\s*[:为是]?|:)\s*"
)
# Before units with what they do: 任务分工：县妇联牵头，县财政局配合
DIVISION = re.compile(r"(?:任务|责任|职责|工作)?分工\s*:\s*")
# The number before a label on a line of its own, as in （二）责任单位：…
MARK = r"(?:\([一二三四五六七八九十\d]{1,2}\)|[一二三四五六七八九十\d]{1,2}[.、)])\s*"
ROW_MARK = re.compile(rf"(?:^|(?<=\n))[ \t]*{MARK}(?={LABEL.pattern})")
OTHER_LABEL = re.compile(
    r"(?:完成|办结|落实|整改|推进|实施)?(?:时限|时间|期限|进度|节点)(?:要求|安排)?\s*:"
    r"|[\u4e00-\u9fff]{0,4}(?:领导|责任人|负责人|联系人|联络员|电话)\s*:"
)
ANY_LABEL = re.compile(r"[\u4e00-\u9fff]{2,8}(?:单位|部门|主体|处室|科室|机构|组织)\s*:")
_BY_DUTY = (
    r"(?:按照?|根据|依)(?:照|据)?(?:各自)?(?:部门)?"
    r"(?:职责|职能|职权|权限|任务|责任|要求|规定)?(?:分工)?"
)
_ORGANIZING = "(?<!群团|社会|基层|自治)(?<!党)组织"
HOW = (
    rf"(?:{_BY_DUTY}|分别|共同|具体|分工|联合|统筹|统一|分头|总(?=牵头|负责|协调)|{_ORGANIZING}|"
    r"各自|视情|结合实际)"
)
ACT = (
    "牵头|负责|负总责|配合|参与|参加|协助|协同|落实|实施|推进|承担|主办|协办|承办|"
    "研究提出(?:具体)?(?:落实|实施)?意见|研究(?:落实|解决)|支持|指导|抓好|办理|主抓|协抓|调度|督促|监督|督导|督办|协调|推动|执行|为主|为辅"
)
VERB = re.compile(rf"(?:{HOW})*(?:{ACT})(?:、?(?:{ACT}|组织实施|工作))*$")
# A role behind one name: 县供销社（牵头）, 县供销社*
MARKED = re.compile(
    r"\((?:牵头|主办|主责|负责|责任|配合|协办|协助|参与)(?:单位|部门)?\)$|(?P<star>[*★☆▲△※])$"
)
_BELOW = r"(?:[,;]?\s*(?:以?下同|下文同))?。?"
_FIRST_LEADS = (
    r"(?:各项(?:工作|任务)?)?(?:责任单位)?中?(?:列|排|排名|排序|名列|排列)?(?:在)?"
    r"(?:第一|首)(?:位|个|名)?的?(?:责任|承办)?(?:者|单位|部门)?的?(?:单位|部门)?(?:为|是|系)"
    r"(?:工作)?(?:牵头|主责)(?:责任)?(?:单位|部门)?(?:[或兼及、][\u4e00-\u9fff]{1,4}(?:单位|部门))?"
    rf"{_BELOW}"
)
FIRST_LEADS = re.compile(rf"\({_FIRST_LEADS}\)|[。,;]?\s{{0,3}}{_FIRST_LEADS}")
# Other words that tell by its place or look which unit leads: 逗号前为牵头单位
TELLS_LEAD = re.compile(
    r"[^,;。()\n]{0,12}(?:第一|首位|首个|居首|在前|前面|前者|[逗分顿句]号|加粗|黑体|下划线|标注|未注明|记号|[*★☆▲△※])"
    r"[^,;。()\n]{0,16}(?:牵头|主责)(?:责任)?(?:单位|部门)"
)
ABOVE = r"(?:以上|上述)(?:各项|所有|全部)?(?:工作|任务|措施|事项)?(?:均|都|全部)?"
_UNSAID = rf"不再[^,;。、]{{0,4}}(?:列|分工|重复|赘述)[^,;。、]{{0,2}}{_BELOW}$"
NOT_LISTED = re.compile(rf"[,;。][^,;。、]*[,;]?(?:以下)?{_UNSAID}|。[^。]*{_UNSAID}")
NOT_AN_ASSIGNMENT = re.compile(
    r"以下(?:简称|统称|称)|^(?:含|包括|包含|指|如|即|不含|不包括|详见|见|除|其中|例如|注)"
)
# What stands in a bracket behind a name, even where its closing mark was lost
INNER = re.compile(r"\(([^()]*)\)?$")
UNIT_END = re.compile(
    r"(?:部|委|局|厅|办|署|行|会|院|室|处|中心|公司|集团|银行|海关|联|政府|街道|乡镇|镇街|单位|部门|"
    r"小组|专班|学校|高校|大学|学院|机构|企业|团|社|站|所|队|园区|开发区|新区|高新区|园|党委|党组|"
    r"分行|支行|供电|电力|联通|移动|电信|铁塔|邮政|烟草|税务|消防|交警|法院|检察院|省|市|区|县|旗|州|"
    r"地区|地方|区县|乡|镇|村|平台|基地|协会|学会|商会|领导|科协|科研院所|馆|宫|台|校|残联|妇联|基金会|组织)$"
)
PLACE = (
    r"(?:各|全市各|全省各|全区各|相关|有关)?"
    r"(?:省|自治区|直辖市|市|州|盟|县级市|自治县|县|区|旗|区县|县区|乡|镇|乡镇|乡镇场|街道|地)"
)
BARE_PLACE = re.compile(rf"(?:各|全市各|全省各|相关|有关){PLACE}(?:\([^)]*\))?(?:行政公署|行署)?$")
NEXT_PLACE = re.compile(
    r"(?:自治区|直辖市|直管市|县级市|自治县|特区|林区|神农架林区|省|市|州|盟|县|区|旗|乡镇|乡|镇|街道|开发区|功能区|"
    r"管理区|园区)(?:\([^)]*\))?(?:级)?"
    r"(?:党委和政府|人民政府|政府|党委|管委会|街道办|办事处|行政公署|有关部门|相关部门)*(?:\([^)]*\))?$"
)
COLLECTIVE = re.compile(
    r"^各|牵头单位$|责任单位$|有关|相关|成员单位|各地|各级|各部门|所属|其他|等."
)
TOGETHER_WITH = "会同|会商|联合(?![国会投体大学社执党])|商(?![务业会贸标检事])"
AND = re.compile(rf"以及|及其|{TOGETHER_WITH}|和|及|与")
LEAD_IN = re.compile(rf"\s*(?:{ABOVE})?(?:(?:请|由|并|以及|及|和|并由|再由|{TOGETHER_WITH})\s*)*")
STRONG_END = re.compile(
    r"(?:部|委|局|厅|办|署|行|院|室|海关|联|政府|公司|集团|中心|管委会|委员会)$"
)
NO_NAME = re.compile(r"(?:人民)?(?:政府|部门|单位|企业|机构|团体)$")  # the second half of a name


HELP = re.compile(r"配合|协助|参与|协办")
BEAR = re.compile(r"负责|责任|主管|承办")
WHEN = re.compile(
    r"\d{4}年|\d{1,2}月|(?:前|内)完成$|^(?:(?:长期|持续|常年|全年|年内)(?:坚持|推进|实施|完成)?)+$"
)
INNER_VERB = re.compile(
    r"(?<=[局委厅部办联行会院室心署])(?:负责牵头|牵头|负责|配合|协助)(?=[\u4e00-\u9fff]{1,12}$)"
)
# What goes on with a name that a page broke: 市发展改革委|员会, 市政府办|公室, 市委|宣传部
REST_OF_NAME = re.compile(
    r"员会|公室|事处|(?:组织|宣传|统战|社会工作)部|政法委|网信办|编办|老干部局"
)

# A half-width full stop behind a word; behind a number it belongs to the number
STOP = re.compile(
    r"(?<=[\u4e00-\u9fff”)])(?<![一二三四五六七八九十])(?<![一二三四五六七八九十\d]\))\."
)
# Labels that a page sets off by other means than a colon, here with a colon
_LABELLED = r"[\u4e00-\u9fff]{0,4}(?:牵头|责任|配合|协办|主责|参与|协同)(?:单位|部门)"
_BRACKETED = re.compile(rf"(^|(?<![^\s。;])\()({_LABELLED})\)(?=\s*[\u4e00-\u9fff])")
_SPACED_OUT = re.compile(r"([牵责配协主])\s([头任合办责])\s([单部])\s([位门])(?=\s*:)")
_WITHOUT_COLON = re.compile(rf"((?:^|(?<=\n))[ \t]*{_LABELLED})[ \t](?=[ \t]*[\u4e00-\u9fff])")


def plain(text: str) -> str:
    """The text with half-width marks and simplified labels; every character keeps its place."""
    flat = STOP.sub("。", text.translate(PLAIN)).replace("**", "  ")
    flat = _SPACED_OUT.sub(r"   \1\2\3\4", flat)
    return _WITHOUT_COLON.sub(r"\1:", _BRACKETED.sub(_with_colon, flat))


def _with_colon(label: re.Match[str]) -> str:
    return f"{' ' * len(label[1])}{label[2]}:"


def is_unit(name: str) -> bool:
    """Whether a name ends as those of units do."""
    return bool(UNIT_END.search(INNER.sub("", plain(name))))


def split_outside(text: str, marks: str) -> Iterator[tuple[int, int]]:
    """Start and end of the parts of a plain text between marks that stand in no bracket."""
    depth = start = 0
    for at, char in enumerate(text):
        depth += (char in "(“《") - (char in ")”》")
        if char in marks and depth <= 0:
            yield start, at
            start = at + 1
    yield start, len(text)


def unwrapped(text: str) -> str:
    """Text without the white space at which a page broke a name or a phrase."""

    def joined(gap: re.Match[str]) -> str:
        before = plain(text[max(0, gap.start() - 12) : gap.start()])
        after = plain(text[gap.end() : gap.end() + 4])
        if "\n" in gap[0] and LABEL.match(plain(text[gap.end() : gap.end() + 12])):
            return gap[0]
        if "\n" in gap[0] and _goes_on(before, after):
            return ""
        ends = any(sign.search(before) for sign in (UNIT_END, LABEL, VERB))
        return gap[0] if ends or before[-1:] in ",;:、()。" else ""

    return re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", joined, text)


def unnumbered(text: str) -> str:
    """Text with white space in place of the numbers before labels, each as long as before."""
    for mark in ROW_MARK.finditer(plain(text)):
        text = text[: mark.start()] + " " * len(mark[0]) + text[mark.end() :]
    return text


def _goes_on(before: str, after: str) -> bool:
    """Whether a name goes on behind a line's end, although it might end there, too."""
    if before[-1:] in "委办" and REST_OF_NAME.match(after):
        return True
    weak = UNIT_END.search(before) and not STRONG_END.search(before)
    return bool(weak) and not re.match(r"[省市区县州团各人中国]", after)


def brackets_of(flat: str) -> Iterator[tuple[int, int]]:
    """Start and end of each of several brackets; of the whole text where it is no bracket."""
    depth = begin = 0
    spans: list[tuple[int, int]] = []
    for at, char in enumerate(flat):
        if char == "(" and not depth:
            begin = at
        closes = char == ")" and depth == 1
        depth = max(0, depth + (char == "(") - (char == ")"))
        if closes:
            spans.append((begin, at + 1))
    between = "".join(flat[a[1] : b[0]] for a, b in itertools.pairwise(spans))
    outside = flat[: spans[0][0]] + between + flat[spans[-1][1] :] if spans else flat
    return iter(spans if len(spans) > 1 and not outside.strip(" \n\r\t;,。") else [(0, len(flat))])
