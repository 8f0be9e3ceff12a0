"""What makes a reading doubtful: names unlike names, words left over, roles that nobody states.

Whatever is not surely read must end in a question; each is worded here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from register.importer.signs import (
    ACT,
    AND,
    COLLECTIVE,
    HOW,
    INNER,
    LABEL,
    UNIT_END,
    WHEN,
    is_unit,
    plain,
)

STARRED = "名称后面有记号，认作牵头；请看通知里记号的注。"
NOT_MARKED = "后面的单位写了分工，这个单位没有写，请核对。"
SPACED = "只用空格隔开，请核对是一个单位还是两个。"
PARTLY = "括号里写了这个单位具体做什么，请核对。"
FIRST_IS_MANY = "“列第一位者为牵头单位”，但第一位不是一个具体单位。"
EQUAL = "有的写负责、有的写配合，没有写“牵头”；请决定第一种算不算牵头。"
NO_ROLE = "括号里没有写明这些单位做什么。"
TOGETHER = "写的是“会同”或者“商”，没有写“牵头”；请决定第一个单位算不算牵头。"
MAYBE_TWO = "这里面可能是两个单位，请核对。"
BEHIND_COMMA = "“牵头单位”后面用逗号或者分号隔开，请核对逗号后面的单位是不是也牵头。"
PLACES_GO_ON = "前面是一类地方，请核对这个是不是接着前面的。"
MAYBE_LEAD = "“{words}”算不算牵头，请决定。"
UNKNOWN_LABEL = "“{label}”这个说法不认识，先认作责任单位；请核对。"
LEFT_OVER = "这里还有没读懂的话“{words}”，请核对。"
TOLD_BY_LOOK = "通知里写了“{words}”，程序没有照着读；请决定谁是牵头单位。"

IN_PROSE = "分工写在正文的话里，没有括号；请核对是不是分工，管哪些话。"
MANY = "这里说的是一类单位，没有列出名单；请决定怎样收录。"
AND_SO_ON = "后面的“等”没有写明还有谁。"
BELONG = {"", MANY, AND_SO_ON, EQUAL, TOGETHER}  # what may be asked about a clear assignment

# Words that stand around names, or say what is to be done, but are in no name
NO_PART = re.compile(
    r"[:“”《》…]|的|牵头|负责|配合|参与|协助|落实|做好|加强|推进|开展|完善|确保|按照|根据|以及|其中|完成|由"
    r"|对(?!外|台)|将|并|不"
)
# Bodies that are named after what they do: 推进“两带”建设领导小组办公室
TASK_FORCE = re.compile(r"(?:小组|专班|指挥部|联席会议|工作组|委员会)(?:成员单位|办公室|办)?$")
LINK = re.compile(
    rf"(?:{LABEL.pattern}|{HOW}|{ACT}|以及|及其|会同|组织实施|由|请|并|再|及|和|与|等|均|共同|工作|要)+"
)
TIME = re.compile(
    r"\d+[年月日]?|[年月日份底末初前后内起至到每全之以中]|[上中下]旬|[一二三四上下]?半?季度|"
    r"完成|取得|明显|成效|持续|长期|常年|坚持|推进|实施|建成|达到|分别|并|要求|时限|时间|期限|按照?|方案|计划"
)
# 乡镇 and 特区 name no one of them
ALL_PLACES = re.compile(
    r"(?:[省市州盟县区旗乡镇村]|街道|社区|(?:[特新林矿园牧郊城]|开发|功能|管理|旅游|示范)区)+"
)
# 发展改革委商工业和信息化部, but not 市委宣传部 or 西部新区管理局
TWO_UNITS = re.compile(
    r"..(?:厅|局|(?<![东西南北中内外干总])部|(?<![省市区县州旗盟党工军])委)"
    r"(?!员|门|分|队|机关)..+(?:部|委|局|厅)$"
)
LONGEST = 20


def name_doubt(flat: str) -> str:
    """Why these words may be no unit's name, or not one unit's; "" where they surely are."""
    if re.search(r"等(?=.)", flat) and not UNIT_END.search(flat):
        return "“等”后面的话不像单位。"
    if NO_PART.search(flat) and not TASK_FORCE.search(flat):
        return "这里面有不像名称的话，请核对是哪个单位、做什么。"
    if re.search(r"等.|各", flat) or COLLECTIVE.search(flat) or ALL_PLACES.fullmatch(flat):
        return MANY
    if re.search(r"[a-z\u00e0-\u01dc]", flat):
        return "这里面有拼音，请核对名称。"
    if not is_unit(flat) or ((inner := INNER.search(flat)) and not is_unit(inner[1])):
        return "这不像一个单位的名称。"
    if len(flat) > LONGEST:
        return "这个名称特别长，请核对是不是一个单位。"
    joined = any(m.start() > 2 and is_unit(flat[: m.start()]) for m in AND.finditer(flat))
    return MAYBE_TWO if joined or TWO_UNITS.search(flat) else ""


def left_over(flat: str, names: Iterable[str]) -> str:
    """What a part of an assignment says besides these names and the words that go with names."""
    rest = re.sub(r"\s", "", flat)
    for name in sorted(map(plain, names), key=len, reverse=True):
        rest = rest.replace(name, "、", 1)
    parts = (
        TIME.sub("", part) if WHEN.search(part) else LINK.sub("", part)
        for part in re.split(r"[,;、。/()]", rest)
    )
    return "".join(re.findall(r"[\u4e00-\u9fffA-Za-z\d]+", "".join(parts)))
