"""The records: what the data files say, frozen once they are loaded.

Field titles are Chinese because editors read them, in completion and in error messages.
Every scalar in a file is text; the types here turn it into numbers and dates, strictly.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from register import allowed
from register.problem import Place


def _whole_number(value: object) -> object:
    """Refuse `07` and `1_000`, which Python would take for numbers."""
    if isinstance(value, str):
        if not re.fullmatch(r"0|[1-9]\d{0,8}", value, re.ASCII):
            raise ValueError("要写成不带前导零的整数，例如 7")
        return int(value)
    return value


def _iso_date(value: object) -> object:
    """Refuse 2027.12.31 and dates that do not exist."""
    if isinstance(value, str):
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            raise ValueError("日期要写成 2027-12-31 这样")
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            raise ValueError("没有这一天") from None
    return value


# Texts of four kinds: our wording, the notice's words, names, readings. fields.py holds each to
# its list of characters.
Text = Annotated[str, StringConstraints(min_length=1), allowed.WORDING]
Words = Annotated[str, StringConstraints(min_length=1), allowed.NOTICE]
Name = Annotated[str, StringConstraints(min_length=1), allowed.NAME]
Sounds = Annotated[str, StringConstraints(min_length=1), allowed.SOUNDS]
Portable = AfterValidator(allowed.portable)
Slug = Annotated[str, StringConstraints(pattern=f"^{allowed.SLUG}$", max_length=60), Portable]
Url = Annotated[
    str,
    StringConstraints(pattern=allowed.URL, max_length=allowed.LONGEST_URL),
    AfterValidator(allowed.address),
]
Number = Annotated[int, BeforeValidator(_whole_number)]
Date = Annotated[datetime.date, BeforeValidator(_iso_date)]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_-]*$", max_length=60)]
# A word of a vocabulary. Which there are, and which was meant, the rules know: any text is read.
Listed = Text
Texts = tuple[Text, ...]


class Record(BaseModel):
    """A frozen record that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))


def digest(texts: Iterable[str]) -> str:
    """Fingerprint of the quoted words that a wording explains: 8 hexadecimal characters."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:8]


# Vocabularies


class Entry(Record):
    """One word of a vocabulary."""

    id: Annotated[Word, Portable] = Field(title="标识")
    label: Text = Field(title="名称")
    meaning: Text = Field(title="给市民的解释")
    words: Texts = Field((), title="原文里的标志词")
    always: Texts = Field((), title="出现就一定属于这一类的词")
    group: Word | None = Field(None, title="分组")


class Group(Record):
    """A heading under which words of a vocabulary stand."""

    id: Word = Field(title="标识")
    label: Text = Field(title="名称")


class Vocabulary(Record):
    """A closed list of words, in the order in which readers see them."""

    id: Slug = Field(title="标识")
    title: Text = Field(title="名称")
    terms: tuple[Entry, ...] = Field(title="词条")
    groups: tuple[Group, ...] = Field((), title="分组")

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """The words by id, in order."""
        return {entry.id: entry for entry in self.terms}


# Bodies


class Counterpart(Record):
    """The body of a district that does what a unit does for the city: our reading, and why."""

    name: Name = Field(title="区县对应单位（我们的推断）")
    basis: Text = Field(title="推断的理由")


class Confirmation(Record):
    """Who confirmed what the records say of a unit, when, and the last day on which that holds."""

    by: Text = Field(title="谁确认的")
    on: Date = Field(title="确认日期")
    valid_until: Date = Field(title="有效期至")


class Unit(Record):
    """An organisation that a bracket assigns tasks to; shared by all plans."""

    id: Slug = Field(title="标识")
    name: Name = Field(title="通知里的名称")
    aliases: tuple[Name, ...] = Field(title="别的叫法")
    full_name: Name | None = Field(title="全称")
    full_name_basis: Literal["attested", "short_form_attested", "not_attested"] = Field(
        title="全称依据"
    )
    full_name_source: Url | None = Field(title="全称出处")
    kind: Listed = Field(title="单位种类")
    note: Text | None = Field(title="说明")
    synonyms: Texts = Field((), title="人们会搜的词")
    district_counterpart: Counterpart | None = Field(None, title="区县对应单位")
    confirmation: Confirmation | None = Field(None, title="单位的确认")


class Actor(Record):
    """A body that the text names as acting but that no bracket assigns."""

    id: Slug = Field(title="标识")
    name: Name = Field(title="通知里的名称")
    aliases: tuple[Name, ...] = Field(title="原文里的别的写法")
    kind: Listed = Field(title="种类")
    note: Text | None = Field(title="说明")


Body = Unit | Actor


# The plan


class Quote(Record):
    """Exact words of one sentence. `measure` is a measure id such as `plan/7.3`."""

    measure: Text = Field(title="句子编号")
    text: Words = Field(title="原文")


class Deadline(Record):
    """A date by which something is due, and the words that say so."""

    date: Date = Field(title="日期")
    words: Words = Field(title="原文")


class Recurrence(Record):
    """How often something is due: every year (perhaps in one month), or not said how often."""

    every: Literal["year", "unspecified"] = Field(title="频率")
    month: Number | None = Field(None, title="月份", ge=1, le=12)
    words: Words = Field(title="原文")


class Quantity(Record):
    """A figure in a sentence: the value, its unit, what it does, and the words that say so."""

    meaning: Literal["floor", "threshold", "relief", "amount", "period"] = Field(title="作用")
    value: Number = Field(title="数值")
    unit: Words = Field(title="单位")
    words: Words = Field(title="原文")


class Measure(Record):
    """One sentence of a task. `start` counts characters in the task's text from 0."""

    task: Text
    number: int
    start: int
    quote: Words = Field(title="原文")
    strength: Annotated[tuple[Listed, ...], Field(title="措辞强度", min_length=1)]
    duty: Listed = Field(title="义务的时间性质")
    actors: Texts = Field(title="句中点名的主体")
    deadline: Deadline | None = Field(None, title="截止日期")
    recurrence: Recurrence | None = Field(None, title="频率")
    quantities: tuple[Quantity, ...] = Field((), title="数量")

    @property
    def id(self) -> str:
        """For example `cq-pwd-jobs-2025/7.3`."""
        return f"{self.task}.{self.number}"

    @property
    def end(self) -> int:
        """First character of the task's text after this sentence."""
        return self.start + len(self.quote)


class Task(Record):
    """One numbered task of a plan, with its sentences in order."""

    plan: Slug
    number: Number = Field(title="任务序号")
    action: Number | None = Field(title="行动序号")
    title: Text = Field(title="标题（我们的话）")
    summary: Text = Field(title="一句话说明（我们的话）")
    synonyms: Texts = Field(title="人们会搜的词")
    wording_basis: Text = Field(title="说明所依据原文的指纹")
    lead: Texts = Field(title="牵头单位")
    responsible: Texts = Field(title="责任单位")
    assignment: Words = Field(title="分工括号原文")
    measures: Annotated[tuple[Measure, ...], Field(title="句子", min_length=1)]
    mark: Annotated[str, allowed.NOTICE] | None = Field(None, title="序号的原文")
    assignment_after: Number | None = Field(None, title="分工写在第几句后面", ge=0)
    after: Words | None = Field(None, title="这一项后面、不属于任务的原文")

    @property
    def id(self) -> str:
        """For example `cq-pwd-jobs-2025/7`."""
        return f"{self.plan}/{self.number}"

    @property
    def printed(self) -> str:
        """The mark that the notice prints before this task; nothing where an item is divided."""
        return f"{self.number}." if self.mark is None else self.mark

    @cached_property
    def text(self) -> str:
        """The task as the notice has it, without its number and its bracket."""
        return "".join(measure.quote for measure in self.measures)

    @property
    def units(self) -> tuple[str, ...]:
        """Ids of the assigned units, lead units first."""
        return self.lead + self.responsible


HEADING_MARK = re.compile(r"^(?:[(（][^)）]*[)）]|[一二三四五六七八九十]+、|\d+[.．、])|。$")


class Action(Record):
    """A group of tasks under one heading of the plan."""

    plan: Slug
    number: Number = Field(title="行动序号")
    heading: Words = Field(title="标题行原文")
    after: Words | None = Field(None, title="标题后面、任务前面的原文")

    @property
    def id(self) -> str:
        """For example `cq-pwd-jobs-2025/action-3`."""
        return f"{self.plan}/action-{self.number}"

    @property
    def title(self) -> str:
        """The heading without its number and full stop, still verbatim."""
        return re.sub(HEADING_MARK, "", self.heading)

    @property
    def short(self) -> str:
        """The title without 实施 and 行动, for lists."""
        return self.title.removeprefix("实施").removesuffix("行动")


class Block(Record):
    """A piece of the notice in order: a line of text, or the actions or tasks that stand there."""

    role: Literal[
        "addressee",
        "opening",
        "issuer",
        "date",
        "publication",
        "heading",
        "paragraph",
        "actions",
        "tasks",
        "residue",
    ] = Field(title="这一段是什么")
    text: Words | None = Field(None, title="原文")
    numbers: tuple[Number, ...] = Field((), title="行动或者任务的序号")


class DefaultClause(Record):
    """A clause that the notice states once for all tasks."""

    task: Number = Field(title="写在第几项")
    text: Words = Field(title="原文")
    actors: Texts = Field(title="它点名的主体")


class Counts(Record):
    """How many of each the notice has; the check refuses any other number."""

    actions: Number
    tasks: Number
    measures: Number
    units: Number
    lead: Number
    responsible: Number


class Decision(Record):
    """Something that the importer could not know, for a person to decide."""

    file: Text = Field(title="哪个文件")
    field: Words = Field(title="哪个字段")
    confidence: Literal["low", "medium"] = Field(title="把握")
    words: Words | None = Field(title="通知的话")
    question: Words = Field(title="要决定什么")


class Confidence(Record):
    """How sure the importer was of a task's fields."""

    task: Number = Field(title="任务序号")
    units: Literal["low", "medium", "high"] = Field(title="单位和分工")
    sentences: Literal["low", "medium", "high"] = Field(title="句子")
    strength: Literal["low", "medium", "high"] = Field(title="措辞强度")
    duty: Literal["low", "medium", "high"] = Field(title="义务的时间性质")
    figures: Literal["low", "medium", "high"] = Field(title="日期、频率和数量")


class Import(Record):
    """What the importer left open in a plan; the file goes when all is decided."""

    id: Slug = Field(title="标识")
    decide: tuple[Decision, ...] = Field(title="要决定的事")
    confidence: tuple[Confidence, ...] = Field(title="各项任务的把握")


class Plan(Record):
    """One government document."""

    id: Slug = Field(title="标识")
    title: Text = Field(title="文件标题")
    title_quote: Words = Field(title="文件标题原文")
    short_title: Text = Field(title="简短标题（我们的话）")
    region: Text = Field(title="地区")
    issuer: Words = Field(title="署名的单位")
    conveyed: Listed = Field(title="发文方式")
    date: Date = Field(title="日期")
    period: Words = Field(title="实施期限")
    document_number: Text | None = Field(title="文号")
    source: Url = Field(title="官方网页")
    source_read_on: Date = Field(title="读取日期")
    notice_sha256: Text = Field(title="通知文本的校验和")
    goal: Words = Field(title="目标原文")
    counts: Counts = Field(title="数量")
    default_clause: DefaultClause | None = Field(title="适用于全部任务的条款")
    remarks: Texts = Field(title="关于文本的说明")
    layout: Literal["lines", "free"] = Field("lines", title="通知的换行")
    amends: Slug | None = Field(None, title="修订的旧版方案")
    outline: tuple[Block, ...] = Field(title="通知的结构")
    notice: str = ""
    undecided: tuple[Decision, ...] = ()


class Benefit(Record):
    """One thing that a citizen, employer or institution could name and ask about."""

    plan: Slug
    id: Slug = Field(title="标识")
    title: Text = Field(title="名称（我们的话）")
    summary: Text = Field(title="说明（我们的话）")
    kind: Listed = Field(title="政策种类")
    audiences: Annotated[tuple[Listed, ...], Field(title="适用对象", min_length=1)]
    claim: Listed = Field(title="能不能据此提出要求")
    quotes: Annotated[tuple[Quote, ...], Field(title="原文", min_length=1)]
    conditions: tuple[Quote, ...] = Field(title="条件原文")
    not_stated: tuple[Listed, ...] = Field(title="本方案没有写明的事")
    synonyms: Texts = Field(title="人们会搜的词")
    easy: Annotated[Texts, Field(title="易读（我们的话）", min_length=1)]
    wording_basis: Text = Field(title="说明所依据原文的指纹")
    continues: Slug | None = Field(None, title="旧版里的同一项政策")

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """Ids of the quoted measures, each once, in order."""
        return tuple(dict.fromkeys(quote.measure for quote in self.quotes))


class Progress(Record):
    """What somebody reported on one day about a task or a sentence; `about` is its id."""

    plan: Slug
    id: Slug = Field(title="标识")
    about: Text = Field(title="任务或者句子的编号")
    unit: Text = Field(title="报告所说的单位")
    date: Date = Field(title="日期")
    status: Listed = Field(title="进展")
    done: Text = Field(title="做了什么")
    evidence: Text = Field(title="证据：网址或者文件名称")
    reported_by: Text = Field(title="谁报告的")

    @property
    def task(self) -> str:
        """Id of the task that the report is about."""
        return self.about.partition(".")[0]


# Shared knowledge


class Term(Record):
    """What people call a thing, and what the notice calls it."""

    id: Slug = Field(title="标识")
    term: Words = Field(title="通知里的词")
    meaning: Text = Field(title="解释（我们的话）")
    says: Texts = Field(title="人们的说法")
    sources: Texts = Field(title="依据的事实")
    quotes: Annotated[tuple[Quote, ...], Field(title="原文", min_length=1)]
    wording_basis: Text = Field(title="说明所依据原文的指纹")
    sound: str = ""  # syllables of the term, by which readers look it up; known once all is read

    @property
    def letter(self) -> str:
        """The heading under which a glossary lists the term: `w` for 无障碍改造."""
        return self.sound[:1] or "0"


class Fact(Record):
    """A fact from another document, paraphrased.

    `tasks` and `benefits` are the ids of those that it speaks of, and on whose pages it stands.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z]\d{2,4}[a-z]?$")] = Field(title="编号")
    topic: Text = Field(title="主题")
    text: Text = Field(title="转述")
    clause: Text | None = Field(title="条款")
    tasks: Texts = Field(title="有关的任务")
    benefits: Texts = Field((), title="有关的政策")
    caveat: Text | None = Field(title="注意")
    valid_until: Date | None = Field(title="有效期至")


class Source(Record):
    """A law or page that supplementary facts cite."""

    id: Slug = Field(title="标识")
    title: Text = Field(title="名称")
    issuer: Text | None = Field(title="发布者")
    number: Text | None = Field(title="文号")
    addresses: tuple[Url, ...] = Field(title="网址")
    found_in: Text | None = Field(title="读到的地方")
    read_on: Date = Field(title="读取日期")
    basis: Text = Field(title="依据方式")
    caveat: Text | None = Field(title="注意")
    facts: Annotated[tuple[Fact, ...], Field(title="事实", min_length=1)]


class Floors(Record):
    """The least number of records and pages that may be published."""

    plans: Number
    units: Number
    actors: Number
    benefits: Number
    terms: Number
    sources: Number
    pages: Number


class Reading(Record):
    """How a phrase is read: one syllable with its tone for each character, spaces between."""

    text: Text = Field(title="词语")
    syllables: Sounds = Field(title="读音")


class Pinyin(Record):
    """Readings that a person reviewed, for phrases in which a dictionary errs."""

    reviewed_on: Date = Field(title="核对日期")
    readings: tuple[Reading, ...] = Field(title="读音")

    @property
    def id(self) -> str:
        """There is one list of readings."""
        return "pinyin"


Marks = Mapping[tuple[str | int, ...], tuple[int, int]]
Where = Callable[[], Place]


@dataclass(frozen=True)
class Origin:
    """Where a record came from: its file and, once somebody asks, the position of each value."""

    file: str
    find_marks: Callable[[], Marks]

    @cached_property
    def marks(self) -> Marks:
        """Line and column of each value by its path; only problems need them."""
        return self.find_marks()

    def place(self, *path: str | int) -> Place:
        """Position of the value at `path`, or of the nearest thing around it."""
        while path and path not in self.marks:
            path = path[:-1]
        return Place(self.file, *self.marks.get(path, (1, 1)))

    def later(self, *path: str | int) -> Where:
        """`place`, for a rule that seldom needs it: positions cost reading the file again."""
        return partial(self.place, *path)
