"""The rows of open data: what each file's records hold. The contract is data/v1's; see /data/.

Row classes give the JSON Schemas, the columns of the CSV files and the data page's tables. They are
dataclasses rather than pydantic models: rows come from checked records, and building a score of
validators at each start costs 0.1 s.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from typing import Any, Generic, TypeVar, get_args

from register import allowed, links, quality
from register.model import (
    Action,
    Actor,
    Benefit,
    Body,
    Fact,
    Measure,
    Plan,
    Progress,
    Quantity,
    Record,
    Recurrence,
    Source,
    Task,
    Term,
    Unit,
)
from register.quality import Figure
from register.store import Register

SLUG = allowed.SLUG


def column(description: str, **limits: Any) -> Any:
    """A field of a published record, with what it means in Chinese.

    `limits` are keywords of JSON Schema that hold for each text or number in it; `words` is the
    vocabulary whose words alone it may hold.
    """
    return field(metadata={"description": description, "limits": limits})


def _matching(pattern: str) -> dict[str, str]:
    return {"pattern": f"^{pattern}$"}


def _choices(record: type[Record], name: str) -> dict[str, list[str]]:
    """The words that a field of a record may hold."""
    return {"enum": list(get_args(record.model_fields[name].annotation))}


# What ids and addresses look like; each is a contract.
ID = _matching(SLUG)
ACTION = _matching(rf"{SLUG}/action-[0-9]+")
TASK = _matching(rf"{SLUG}/[0-9]+")
MEASURE = _matching(rf"{SLUG}/[0-9]+\.[0-9]+")
FACT = _matching(r"[A-Z][0-9]{2,4}[a-z]?")
PAGE = _matching(r"/([a-z0-9-]+/)*(#[A-Za-z0-9-]+)?")
SHA256 = _matching("[0-9a-f]{64}")
ELSEWHERE = {"pattern": allowed.URL, "format": "uri"}
COUNT = {"minimum": 0}
PLACE = {"minimum": 1}


class Row:
    """One record as published."""

    @classmethod
    def columns(cls) -> dict[str, str]:
        """Field names in order, with what they mean."""
        return {f.name: f.metadata["description"] for f in fields(cls)}  # type: ignore[arg-type]

    @classmethod
    def limits(cls) -> dict[str, dict[str, Any]]:
        """What each field may hold beyond its type, as keywords of JSON Schema and `words`."""
        return {f.name: f.metadata["limits"] for f in fields(cls)}  # type: ignore[arg-type]


@dataclass(frozen=True)
class QuoteRow(Row):
    """Exact words of a sentence."""

    measure: str = column("句子的 id", **MEASURE)
    text: str = column("原文，逐字")


@dataclass(frozen=True)
class RecurrenceRow(Row):
    """How a frequency is stated."""

    every: str = column("year 每年；unspecified 没有写明多久一次", **_choices(Recurrence, "every"))
    month: int | None = column("月份，没有写明时为 null", minimum=1, maximum=12)
    words: str = column("原文")


@dataclass(frozen=True)
class QuantityRow(Row):
    """A figure in a sentence."""

    meaning: str = column(
        "floor 最低数量；threshold 门槛；relief 放宽或者减免的幅度；amount 数额；period 期限",
        **_choices(Quantity, "meaning"),
    )
    value: int = column("数值", **COUNT)
    unit: str = column("计量单位")
    words: str = column("原文")


@dataclass(frozen=True)
class FactRow(Row):
    """A fact from another document."""

    id: str = column("编号", **FACT)
    topic: str = column("主题")
    text: str = column("转述")
    clause: str | None = column("条款")
    tasks: list[str] = column("有关任务的 id", **TASK)
    benefits: list[str] = column("有关政策的 id", **ID)
    caveat: str | None = column("注意")
    valid_until: datetime.date | None = column("有效期至")


@dataclass(frozen=True)
class PlanRow(Row):
    """A government document."""

    id: str = column("标识", **ID)
    title: str = column("文件标题，原文")
    region: str = column("地区")
    issuer: str = column("署名的单位")
    date: datetime.date = column("日期")
    conveyed: str = column("发文方式，词表 conveyance", words="conveyance")
    document_number: str | None = column("文号，公开文本里没有时为 null")
    source: str = column("官方网页", **ELSEWHERE)
    source_read_on: datetime.date = column("读取日期")
    notice_sha256: str = column("通知文本（UTF-8）的 SHA-256", **SHA256)
    goal: str = column("目标，原文")
    default_clause: str | None = column("适用于全部任务的条款，原文")
    amends: str | None = column("它修订的旧版的 id，没有时为 null", **ID)
    amended_by: str | None = column("修订它的新版的 id；为 null 时它是现行的", **ID)
    actions: list[str] = column("行动的 id", **ACTION)
    tasks: list[str] = column("任务的 id", **TASK)
    url: str = column("网页，从网站根目录起", **PAGE)


@dataclass(frozen=True)
class ActionRow(Row):
    """A group of tasks."""

    id: str = column("标识", **ACTION)
    plan: str = column("方案的 id", **ID)
    number: int = column("序号", **PLACE)
    title: str = column("标题，原文，不含序号")
    tasks: list[str] = column("任务的 id", **TASK)
    url: str = column("网页，从网站根目录起", **PAGE)


@dataclass(frozen=True)
class TaskRow(Row):
    """A task of a plan."""

    id: str = column("标识，例如 cq-pwd-jobs-2025/7", **TASK)
    plan: str = column("方案的 id", **ID)
    number: int = column("序号", **PLACE)
    action: str | None = column("行动的 id，不属于行动时为 null", **ACTION)
    section: str | None = column("所在部分的标题，原文；公开文本里没有标题时为 null")
    title: str = column("标题，本站的话")
    summary: str = column("说明，本站的话")
    text: str = column("任务全文，逐字，不含序号和分工括号")
    assignment: str = column("分工括号，逐字")
    lead: list[str] = column("牵头单位的 id，按原文顺序", **ID)
    responsible: list[str] = column("责任单位的 id，按原文顺序", **ID)
    measures: list[str] = column("句子的 id", **MEASURE)
    benefits: list[str] = column("引用它的政策的 id", **ID)
    synonyms: list[str] = column("人们会搜的词")
    url: str = column("网页，从网站根目录起", **PAGE)


@dataclass(frozen=True)
class MeasureRow(Row):
    """One sentence of a task."""

    id: str = column("标识，例如 cq-pwd-jobs-2025/7.3", **MEASURE)
    task: str = column("任务的 id", **TASK)
    quote: str = column("原文，逐字")
    start: int = column("在任务全文里从第几个字符开始，从 0 数", **COUNT)
    end: int = column("在任务全文里到第几个字符之前为止", **PLACE)
    strength: list[str] = column("措辞强度，词表 strength", words="strength")
    duty: str = column("义务的时间性质，词表 duty", words="duty")
    actors: list[str] = column("句中点名的单位或者主体的 id", **ID)
    deadline: datetime.date | None = column("截止日期，没有写明时为 null")
    deadline_words: str | None = column("截止日期的原文")
    recurrence: RecurrenceRow | None = column("频率，没有写明时为 null")
    quantities: list[QuantityRow] = column("数量")
    benefits: list[str] = column("引用它的政策的 id", **ID)
    url: str = column("网页，从网站根目录起", **PAGE)


@dataclass(frozen=True)
class BenefitRow(Row):
    """A policy benefit."""

    id: str = column("标识", **ID)
    plan: str = column("方案的 id", **ID)
    title: str = column("名称，本站的话")
    summary: str = column("说明，本站的话")
    kind: str = column("政策种类，词表 benefit-kind", words="benefit-kind")
    audiences: list[str] = column("适用对象，词表 audience", words="audience")
    claim: str = column("能不能据此提出要求，词表 claim", words="claim")
    measures: list[str] = column("句子的 id", **MEASURE)
    quotes: list[QuoteRow] = column("原文")
    conditions: list[QuoteRow] = column("条件，原文")
    not_stated: list[str] = column("方案没有写明的事，词表 gap", words="gap")
    synonyms: list[str] = column("人们会搜的词")
    easy: list[str] = column("易读，本站的话")
    continues: str | None = column("旧版里的同一项政策的 id，没有时为 null", **ID)
    url: str = column("网页，从网站根目录起", **PAGE)


@dataclass(frozen=True)
class CounterpartRow(Row):
    """The body of a district that matches a unit by our reading."""

    name: str = column("名称，本站的推断")
    basis: str = column("推断的理由，本站的话")


@dataclass(frozen=True)
class ConfirmationRow(Row):
    """A unit's confirmation of its records."""

    by: str = column("谁确认的")
    on: datetime.date = column("确认日期")
    valid_until: datetime.date = column("有效期的最后一天")


@dataclass(frozen=True)
class UnitRow(Row):
    """An assigned unit."""

    id: str = column("标识", **ID)
    name: str = column("通知里的名称")
    aliases: list[str] = column("别的叫法")
    full_name: str | None = column("全称，不知道时为 null")
    full_name_basis: str = column(
        "attested 有公开依据；short_form_attested 只有简称有依据；not_attested 待核实",
        **_choices(Unit, "full_name_basis"),
    )
    kind: str = column("种类，词表 unit-kind", words="unit-kind")
    lead: list[str] = column("牵头任务的 id，只算现行的方案", **TASK)
    responsible: list[str] = column("负责任务的 id，只算现行的方案", **TASK)
    named: list[str] = column("原文点名它的任务的 id，只算现行的方案", **TASK)
    district_counterpart: CounterpartRow | None = column(
        "区县的对应单位，本站的推断，不是通知的话；没有推断时为 null"
    )
    confirmation: ConfirmationRow | None = column("单位对本站记录的确认，没有时为 null")
    url: str = column("网页，从网站根目录起", **PAGE)


@dataclass(frozen=True)
class ActorRow(Row):
    """A body that the text names as acting."""

    id: str = column("标识", **ID)
    name: str = column("通知里的名称")
    aliases: list[str] = column("原文里的别的写法")
    kind: str = column("种类，词表 unit-kind", words="unit-kind")
    named: list[str] = column("原文点名它的任务的 id，只算现行的方案", **TASK)
    url: str = column("网页，从网站根目录起", **PAGE)


@dataclass(frozen=True)
class TermRow(Row):
    """A word of the notice."""

    id: str = column("标识", **ID)
    term: str = column("通知里的词")
    meaning: str = column("解释，本站的话")
    says: list[str] = column("人们的说法")
    quotes: list[QuoteRow] = column("原文")
    sources: list[str] = column("依据的事实的编号", **FACT)
    url: str = column("网页，从网站根目录起", **PAGE)


@dataclass(frozen=True)
class SourceRow(Row):
    """A law or page that supplementary facts cite."""

    id: str = column("标识", **ID)
    title: str = column("名称")
    issuer: str | None = column("发布者")
    number: str | None = column("文号")
    addresses: list[str] = column("网址", **ELSEWHERE)
    read_on: datetime.date = column("读取日期")
    basis: str = column("依据方式")
    caveat: str | None = column("注意")
    facts: list[FactRow] = column("事实")
    url: str = column("网页，从网站根目录起", **PAGE)


@dataclass(frozen=True)
class ProgressRow(Row):
    """What somebody reported on one day."""

    id: str = column("标识", **ID)
    plan: str = column("方案的 id", **ID)
    task: str = column("任务的 id", **TASK)
    measure: str | None = column("句子的 id，说的是整项任务时为 null", **MEASURE)
    unit: str = column("报告所说的单位或者主体的 id", **ID)
    date: datetime.date = column("日期")
    status: str = column("进展，词表 progress", words="progress")
    done: str = column("做了什么，报告人的话")
    evidence: str = column("证据：网址或者文件名称")
    reported_by: str = column("谁报告的")
    url: str = column("网页，从网站根目录起", **PAGE)


def _ids(records: Iterable[Any]) -> list[str]:
    return [record.id for record in records]


def _url(record: object) -> str:
    return f"/{links.url(record)}"


def plan_row(register: Register, plan: Plan) -> PlanRow:
    """A plan as published."""
    later = register.amended_by(plan)
    fields = ("id", "region", "issuer", "conveyed", "date", "document_number", "source")
    return PlanRow(
        **{
            name: getattr(plan, name)
            for name in (*fields, "source_read_on", "notice_sha256", "goal")
        },
        title=plan.title_quote,
        default_clause=plan.default_clause.text if plan.default_clause else None,
        amends=plan.amends,
        amended_by=later.id if later else None,
        actions=_ids(register.actions_of(plan)),
        tasks=_ids(register.tasks_of(plan)),
        url=_url(plan),
    )


def action_row(register: Register, action: Action) -> ActionRow:
    """An action as published."""
    return ActionRow(
        id=action.id,
        plan=action.plan,
        number=action.number,
        title=action.title,
        tasks=_ids(register.tasks_of(action)),
        url=_url(action),
    )


def task_row(register: Register, task: Task) -> TaskRow:
    """A task as published."""
    action = register.action_of(task)
    fields = ("id", "plan", "number", "title", "summary", "text", "assignment")
    return TaskRow(
        **{name: getattr(task, name) for name in fields},
        action=action.id if action else None,
        section=register.section_of(task),
        lead=list(task.lead),
        responsible=list(task.responsible),
        measures=_ids(task.measures),
        benefits=_ids(register.benefits_of([task])),
        synonyms=list(task.synonyms),
        url=_url(task),
    )


def measure_row(register: Register, measure: Measure) -> MeasureRow:
    """A sentence as published."""
    return MeasureRow(
        id=measure.id,
        task=measure.task,
        quote=measure.quote,
        start=measure.start,
        end=measure.end,
        strength=list(measure.strength),
        duty=measure.duty,
        actors=list(measure.actors),
        deadline=measure.deadline.date if measure.deadline else None,
        deadline_words=measure.deadline.words if measure.deadline else None,
        recurrence=(RecurrenceRow(**dict(measure.recurrence)) if measure.recurrence else None),
        quantities=[QuantityRow(**dict(quantity)) for quantity in measure.quantities],
        benefits=_ids(register.benefits_of_measure(measure)),
        url=_url(measure),
    )


def benefit_row(register: Register, benefit: Benefit) -> BenefitRow:
    """A benefit as published."""
    fields = ("id", "plan", "title", "summary", "kind", "claim", "continues")
    return BenefitRow(
        **{name: getattr(benefit, name) for name in fields},
        audiences=list(benefit.audiences),
        measures=list(benefit.measures),
        not_stated=list(benefit.not_stated),
        synonyms=list(benefit.synonyms),
        easy=list(benefit.easy),
        quotes=[QuoteRow(**dict(quote)) for quote in benefit.quotes],
        conditions=[QuoteRow(**dict(quote)) for quote in benefit.conditions],
        url=_url(benefit),
    )


def unit_row(register: Register, unit: Unit) -> UnitRow:
    """A unit as published."""
    return UnitRow(
        **_body(register, unit),
        full_name=unit.full_name,
        full_name_basis=unit.full_name_basis,
        lead=_ids(register.led_by(unit)),
        responsible=_ids(register.shared_by(unit)),
        district_counterpart=(
            CounterpartRow(**dict(unit.district_counterpart)) if unit.district_counterpart else None
        ),
        confirmation=ConfirmationRow(**dict(unit.confirmation)) if unit.confirmation else None,
    )


def actor_row(register: Register, actor: Actor) -> ActorRow:
    """An actor as published."""
    return ActorRow(**_body(register, actor))


def _body(register: Register, body: Body) -> dict[str, Any]:
    return {
        "id": body.id,
        "name": body.name,
        "aliases": list(body.aliases),
        "kind": body.kind,
        "named": _ids(register.naming_tasks(body)),
        "url": _url(body),
    }


def term_row(register: Register, term: Term) -> TermRow:
    """A glossary term as published."""
    return TermRow(
        id=term.id,
        term=term.term,
        meaning=term.meaning,
        says=list(term.says),
        quotes=[QuoteRow(**dict(quote)) for quote in term.quotes],
        sources=list(term.sources),
        url=_url(term),
    )


def _fact_row(fact: Fact) -> FactRow:
    return FactRow(**dict(fact) | {"tasks": list(fact.tasks), "benefits": list(fact.benefits)})


def source_row(register: Register, source: Source) -> SourceRow:
    """A source as published."""
    fields = ("id", "title", "issuer", "number", "read_on", "basis", "caveat")
    return SourceRow(
        **{name: getattr(source, name) for name in fields},
        addresses=list(source.addresses),
        facts=list(map(_fact_row, source.facts)),
        url=_url(source),
    )


def progress_row(register: Register, report: Progress) -> ProgressRow:
    """A report as published."""
    fields = ("id", "plan", "task", "unit", "date", "status", "done", "evidence", "reported_by")
    return ProgressRow(
        **{name: getattr(report, name) for name in fields},
        measure=report.about if report.about != report.task else None,
        url=_url(report),
    )


GROUPS = {
    "notice": "通知",
    "quotes": "引文",
    "wordings": "本站说明",
    "gaps": "方案没有写明的",
    "facts": "转述的事实",
    "sources": "出处",
    "names": "全称",
    "confirmations": "确认和推断",
}


@dataclass(frozen=True)
class QualityRow(Row):
    """One number of what the checks prove."""

    id: str = column("标识", **_matching("[a-z0-9]+([_-][a-z0-9]+)*"))
    group: str = column("；".join(map(" ".join, GROUPS.items())), enum=list(GROUPS))
    label: str = column("数的是什么")
    count: int = column("多少", **COUNT)
    unit: str = column("计量单位")
    of: int | None = column("一共多少，没有总数时为 null", **COUNT)
    records: list[str] = column("数到的记录的 id；没有核对的说明写文件")
    judged_on: datetime.date = column("按哪一天判断")


R = TypeVar("R")


@dataclass(frozen=True)
class Table(Generic[R]):
    """One published table: its rows' class, and how records become rows."""

    title: str
    row: type[Row]
    records: Callable[[Register], Iterable[R]]
    make: Callable[[Register, R], Row]

    def rows(self, register: Register) -> list[Row]:
        """All rows, sorted by id."""
        rows = [self.make(register, record) for record in self.records(register)]
        return sorted(rows, key=lambda row: row.id)  # type: ignore[attr-defined]


TABLES: dict[str, Table[Any]] = {
    "plans": Table("通知", PlanRow, lambda r: r.plans.values(), plan_row),
    "actions": Table("行动", ActionRow, lambda r: r.actions.values(), action_row),
    "tasks": Table("任务", TaskRow, lambda r: r.tasks.values(), task_row),
    "measures": Table("句子", MeasureRow, lambda r: r.measures.values(), measure_row),
    "benefits": Table("政策", BenefitRow, lambda r: r.benefits.values(), benefit_row),
    "units": Table("责任单位", UnitRow, lambda r: r.units.values(), unit_row),
    "actors": Table("点名的主体", ActorRow, lambda r: r.actors.values(), actor_row),
    "terms": Table("词语", TermRow, lambda r: r.terms.values(), term_row),
    "sources": Table("出处", SourceRow, lambda r: r.sources.values(), source_row),
    "progress": Table("进展", ProgressRow, lambda r: r.progress.values(), progress_row),
}


def quality_table(today: datetime.date) -> Table[Figure]:
    """What the checks prove; unlike other tables it depends on a day."""

    def row(register: Register, figure: Figure) -> QualityRow:
        return QualityRow(**{**vars(figure), "records": list(figure.records)}, judged_on=today)

    return Table("质量", QualityRow, lambda r: quality.figures(r, today), row)
