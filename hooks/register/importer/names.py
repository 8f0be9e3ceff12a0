"""Names in brackets → units: known ones, those whose 区 or 市 carries on, and new ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from register.importer.brackets import Share
from register.importer.signs import COLLECTIVE, plain

PARTY_LEVEL = re.compile(
    r"^((?:自治区|[省市区县州旗盟])委)(?=人才办|组织部|宣传部|统战部|政法委|网信办|编办|社会工作部|办公?室?$|农办|政研室|改革办|巡察办|直属机关)"
)
PARTY = re.compile(
    r"^(?:党委)?(?:人才办|组织部|宣传部|统战部|政法委|网信办|编办|社会工作部|农办|改革办)"
)
DEPARTMENT = re.compile(
    r"^(?:教育|教体|财政|人社|人力|民政|公安|司法|卫生|卫健|发展|发改|工业|工信|经信|经济|科技|科学技术|住建|住房|城乡|"
    r"交通|水利|水务|农业|农村|商务|文旅|文化|文广|应急|审计|国资|市场监管|市监|市场监督|统计|医保|医疗保障|体育|林业|园林|"
    r"城管|城市管理|综合执法|生态环境|环保|自然资源|规划|大数据|信访|残联|残疾人|妇联|总工会|工会|团委|共青团|工商联|科协|文联|"
    r"教委|经委|建委|农委|商委|科委|交委|经信|经发|卫计|文体|文教|规资|"
    r"中小企业|融媒体|外经贸|外贸|外办|机关事务|退役军人|乡村振兴|民委|民宗|民族|外事|金融|粮食|行政审批|政务|广电|广播|新闻出版|人防|国防|国动|投资促进|招商|档案|地方志|供销|气象|地震|"
    r"政府办|府办|政研|消防|交警|数据|药监|药品|疾控|疾病预防|食品|质监|质量|安监|安全生产|环境|国土|土地|房管|房产|旅游|物价|法制|绿化|市容|市政|畜牧|农机|扶贫|移民|口岸|港航|港口|公路|史志|老干|仲裁|知识产权|营商|经合|经济合作|编办|机构编制|海洋|渔业|能源|邮政|烟草|税务|红十字|慈善|老龄|关工委|侨联|台办|侨办|(?:[高中]级)?(?:人民)?法院|(?:人民)?检察院|地税|国税|农牧|文物|经贸|监察|计生|人口|法制办|戒毒|监狱|密码|保密|测绘|储备|通信管理|"
    r"农科院|社科院|党史|党校|老干部|接待|投促|贸促会|研究室|督查|调查队)"
)
# The 市 of 市场监管局 and the 区 of 区域 are no levels, and 新区 is one only before a department.
LEVEL = re.compile(
    r"^(?:自治区|市(?!场|容|监|域|政(?![府务协法]))|区(?!域|块)|县(?!域)|[省州旗盟])(?=[\u4e00-\u9fff]{2,})"
    rf"|^(?:新|高新|经开|开发)区(?={DEPARTMENT.pattern.removeprefix('^')})"
)
# Bodies of their own, although their names begin as those of departments: 农业银行, 交通大学
OWN_BODY = re.compile(r"银行|大学|学院|学校|保险")
# A short name without 省, 市 or 区 that may be one of the units before it, or another one
BARE = re.compile(r"^[\u4e00-\u9fff]{1,9}(?:局|厅|委|办|办公室|委员会|中心|[总支大中]队)$")
# One department of each place: 各设区市教育局、财政局
EACH = re.compile(
    rf"^各(?:设区|地级)?(?:区县|县区|[市州盟县区旗])(?={DEPARTMENT.pattern.removeprefix('^')})"
)
KINDLESS = "government"  # the kind of a name that shows no other
BARE_KINDS = (KINDLESS, "public-institution")
KINDS = (
    (
        "level",
        re.compile(
            r"^各|有关|相关|成员单位|部门和单位|等.|各地|地区$|部门$|^(?:区|县|市|州|镇|乡)+(?:人民)?政府$|街道$|乡镇$|镇街$"
        ),
    ),
    (
        "party",
        re.compile(
            r"(?:省|市|区|县|州|自治区)?委(?:组织|宣传|统战|政法|网信|编办|办|社会工作|农办|改革|机构编制|党校)|^中央|纪委|党校"
        ),
    ),
    (
        "mass-organisation",
        re.compile(
            r"残联|妇联|工会|共青团|团[省市区县州]?委|工商联|科协|文联|侨联|红十字|贸促会|联合会$|残疾人联"
        ),
    ),
    (
        "central-body",
        re.compile(
            r"税务|海关|人行|人民银行|金融监管|银保监|银监|证监|外汇管理|邮政管理|烟草|通信管理|气象局|消防救援|海事|铁路"
        ),
    ),
    ("financial-institution", re.compile(r"银行|保险|农商行|信用社|担保")),
    ("enterprise", re.compile(r"公司|集团|移动|联通|电信|铁塔|供电|电网|水务集团|燃气")),
    ("school", re.compile(r"学校|大学|学院|高校")),
    ("public-institution", re.compile(r"中心$|医院|园区|管委会|开发区|新区|管理处|研究院")),
    ("social-organisation", re.compile(r"协会|商会|学会|基金会")),
)


@dataclass(frozen=True)
class Known:
    """A unit that data/units has: its id, its name and its other names."""

    id: str
    name: str
    aliases: tuple[str, ...]


@dataclass
class New:
    """A unit that is not known yet; `words` are the short forms that the notice uses for it."""

    id: str
    name: str
    kind: str
    words: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Named:
    """A unit of a task: its name, its role, the notice's words, and the doubt, if any."""

    name: str
    role: str
    words: str
    doubt: str


class Names:
    """Finds the unit behind each name of one notice, and collects the new ones.

    Units belong to a place: the part of an id before the first hyphen. A 市残联 of another city
    is another unit.
    """

    def __init__(self, known: Iterable[Known], place: str, taken: Iterable[str]) -> None:
        here = [unit for unit in known if unit.id.split("-")[0] == place]
        self.place = place
        self.by_name = {unit.name: unit for unit in here}
        self.by_alias = {alias: unit for unit in here for alias in unit.aliases}
        self.new: dict[str, New] = {}
        self.taken = set(taken)
        self.levelled: dict[str, set[str]] = {}  # names by what follows their 市 or 区

    def learn(self, brackets: Iterable[Sequence[Share]]) -> None:
        """Note every name that a notice writes in full, before short ones are resolved."""
        for name in {share.name for shares in brackets for share in shares}:
            short = _without_level(name)
            if short != name:
                self.levelled.setdefault(short, set()).add(name)

    def resolve(self, shares: Sequence[Share]) -> list[Named]:
        """The units of one assignment, in order, each once a role."""
        named: list[Named] = []
        level = ""
        for share in shares:
            name, doubt = self._full(share.name, level)
            flat = plain(share.name)
            if found := EACH.match(flat) or LEVEL.match(flat):
                level = share.name[: found.end()]
            one = Named(name, share.role, share.name, share.doubt or doubt)
            if any(other.name == name and other.role == share.role for other in named):
                continue
            if any(other.name == name for other in named):
                one = Named(name, share.role, share.name, "同一个单位写了两种分工。")
            named.append(one)
            if name not in self.by_name:
                self._note(name, share.name)
        return named

    def _full(self, words: str, level: str) -> tuple[str, str]:
        """The name of the unit that these words stand for, and what is doubtful about it."""
        if words in self.by_name:
            return words, ""
        if unit := self.by_alias.get(words):
            return unit.name, f"“{words}”按别名认作“{unit.name}”。"
        if many := re.fullmatch(r"(.+?)(等.+)", words):
            name, doubt = self._full(many[1], level)
            return name + many[2], doubt
        flat = plain(words)
        bare = not LEVEL.match(flat) and bool(DEPARTMENT.match(flat) or PARTY.match(flat))
        bare = bare and not OWN_BODY.search(flat)
        national = flat.startswith(("国家", "国务院")) or flat.endswith(("部", "总局"))
        if (national and not PARTY.match(flat)) or COLLECTIVE.search(flat):
            return words, ""
        if not bare:
            if level and not LEVEL.match(flat) and BARE.match(flat) and kind(words) in BARE_KINDS:
                return words, f"“{words}”前面没有写“{level}”，请核对是谁的单位。"
            return words, ""
        party = PARTY.match(flat) and not flat.startswith("党委")
        carried = f"{level}委{words}" if party else f"{level}{words}"
        if level:
            return carried, f"“{words}”前面没有写“{level}”，承接前一个单位认作“{carried}”。"
        longer = self.levelled.get(words, set())
        if len(longer) == 1:
            (full,) = longer
            return full, f"“{words}”与别处的“{full}”认作同一个单位。"
        return words, f"“{words}”前面没有写是哪一级的，请核对。" if self.levelled else ""

    def _note(self, name: str, words: str) -> None:
        if name not in self.new:
            self.new[name] = New(self._id(name), name, kind(name))
        if words != name and words not in self.new[name].words:
            self.new[name].words.append(words)

    def _id(self, name: str) -> str:
        """An id that nobody has: the place, a hyphen, the name in pinyin."""
        from pypinyin import lazy_pinyin  # noqa: PLC0415 - its dictionary loads slowly

        flat = plain(name)
        short = _without_level(PARTY_LEVEL.sub("", flat)) or flat
        sounds = re.sub(r"[^a-z0-9]+", "", "".join(lazy_pinyin(short)).lower()) or "danwei"
        base = f"{self.place}-{sounds}"[:56].rstrip("-")
        id_, count = base, 2
        while id_ in self.taken:
            id_, count = f"{base}-{count}", count + 1
        self.taken.add(id_)
        return id_


def _without_level(name: str) -> str:
    """A name without the 市 or 区 that it begins with."""
    level = LEVEL.match(plain(name))
    return name[level.end() :] if level else name


def kind(name: str) -> str:
    """The kind of body that a name suggests; a person checks it."""
    flat = plain(name)
    return next((kind for kind, sign in KINDS if sign.search(flat)), KINDLESS)
