"""One view of the duties of a unit, an action or a plan, which every file format shows.

Texts are as the notice has them; formats for people set full-width marks, formats for programs
don't. Everything here is plain data: its JSON says whether a file must be made again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from register import links
from register.model import Action, Measure, Plan, Recurrence, Task, Unit
from register.store import Register

Owner = Unit | Action | Plan

MADE_BY = "残疾人就业政策与分工"
UNSTATED = "本方案未规定"
LEAD, RESPONSIBLE, NAMED = "牵头", "责任", "原文点名"
ROLES = {
    LEAD: "牵头的任务",
    RESPONSIBLE: "作为责任单位的任务",
    NAMED: "原文点名的句子",
}


@dataclass(frozen=True)
class Sentence:
    """One sentence. `strength`, `duty` and `named` are labels and names; `number` is `7.3`."""

    id: str
    number: str
    quote: str
    strength: tuple[str, ...]
    duty: str
    deadline: str | None
    deadline_words: str | None
    every: str | None
    month: int | None
    recurrence_words: str | None
    floors: tuple[str, ...]
    named: tuple[str, ...]
    url: str

    @property
    def is_timed(self) -> bool:
        """Whether the sentence states a date, a frequency or a floor."""
        return bool(self.deadline or self.every or self.floors)

    @property
    def when(self) -> str:
        """Date or frequency, with the words that state it; else the kind of duty."""
        if self.deadline:
            return f"{_chinese(self.deadline)}以前（原文：“{self.deadline_words}”）"
        if self.every == "year":
            month = f"{self.month}月" if self.month else ""
            return f"每年{month}（原文：“{self.recurrence_words}”）"
        if self.every:
            return f"没有写明多久一次（原文：“{self.recurrence_words}”）"
        return self.duty


@dataclass(frozen=True)
class Assigned:
    """One task as its owner has it. `role` is empty for actions and plans, `title` is our wording.

    `heading` is the line of the notice under which it stands, if it has one.
    """

    id: str
    number: int
    title: str
    heading: str | None
    role: str
    lead: tuple[str, ...]
    responsible: tuple[str, ...]
    bracket: str
    sentences: tuple[Sentence, ...]
    url: str


@dataclass(frozen=True)
class Document:
    """The notice that duties come from."""

    id: str
    title: str
    issuer: str
    conveyed: str
    date: str
    number: str | None
    source: str
    read_on: str
    last_year: int | None
    default_clause: str | None
    default_task: int | None


@dataclass(frozen=True)
class Duties:
    """What one owner has to do. `name` is what a file calls it; `units` are all whom it concerns.

    `statuses` are the words of a report with their meaning.
    """

    name: str
    is_unit: bool
    documents: tuple[Document, ...]
    tasks: tuple[Assigned, ...]
    units: tuple[str, ...]
    statuses: dict[str, str]
    url: str

    @property
    def title(self) -> str:
        """The heading of a file."""
        return self.name if "分工" in self.name else f"{self.name}任务分工"

    def sentences(self) -> Iterator[tuple[Assigned, Sentence]]:
        """Every sentence with its task, in order."""
        for task in self.tasks:
            for sentence in task.sentences:
                yield task, sentence

    def timed(self) -> list[tuple[Assigned, Sentence]]:
        """Sentences with a date, a frequency or a floor, in that order."""
        found = [pair for pair in self.sentences() if pair[1].is_timed]
        order = {"year": 1, "unspecified": 2}
        return sorted(found, key=lambda p: 0 if p[1].deadline else order.get(p[1].every or "", 3))

    def dated(self) -> list[tuple[Assigned, Sentence]]:
        """Sentences that a calendar can show: a date, or every year."""
        pairs = self.sentences()
        return [pair for pair in pairs if pair[1].deadline or pair[1].every == "year"]


def _chinese(date: str) -> str:
    year, month, day = map(int, date.split("-"))
    return f"{year}年{month}月{day}日"


class Views:
    """The duties of every owner of a register; each sentence is put into words once."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.known: dict[str, Assigned] = {}

    def all(self) -> Iterator[tuple[Owner, Duties]]:
        """Every unit, action and plan with its duties."""
        for plan in self.register.plans.values():
            yield plan, self.of_plan(plan)
        for action in self.register.actions.values():
            yield action, self.of_action(action)
        for unit in self.register.units.values():
            yield unit, self.of_unit(unit)

    def of_plan(self, plan: Plan) -> Duties:
        """All tasks of a plan."""
        return self._duties(plan, plan.short_title, self._as_is(self.register.tasks_of(plan)))

    def of_action(self, action: Action) -> Duties:
        """The tasks of an action."""
        tasks = self._as_is(self.register.tasks_of(action))
        return self._duties(action, f"行动{action.number} {action.short}", tasks)

    def of_unit(self, unit: Unit) -> Duties:
        """What a unit leads, what it shares, and the sentences elsewhere that name it."""
        led, shared = self.register.led_by(unit), self.register.shared_by(unit)
        tasks = [replace(self._task(task), role=LEAD) for task in led]
        tasks += [replace(self._task(task), role=RESPONSIBLE) for task in shared]
        assigned = {task.id for task in led + shared}
        names = {measure.id for measure in self.register.naming(unit)}
        for task in self.register.naming_tasks(unit):
            if task.id not in assigned:
                view = self._task(task)
                named = tuple(one for one in view.sentences if one.id in names)
                tasks.append(replace(view, role=NAMED, sentences=named))
        return self._duties(unit, unit.name, tasks)

    def of_all_plans(self) -> Duties:
        """Every task there is, for the sheet in which a district enters its own bodies."""
        tasks = self._as_is(self.register.current_tasks.values())
        return self._duties(next(iter(self.register.current_plans.values())), "区县", tasks)

    def _as_is(self, tasks: Iterable[Task]) -> list[Assigned]:
        return [self._task(task) for task in tasks]

    def _duties(self, owner: Owner, name: str, tasks: list[Assigned]) -> Duties:
        plans = dict.fromkeys(task.id.partition("/")[0] for task in tasks)
        is_unit = isinstance(owner, Unit)
        units = dict.fromkeys(name for task in tasks for name in task.lead + task.responsible)
        statuses = self.register.vocabularies["progress"].terms
        return Duties(
            name=name,
            is_unit=is_unit,
            documents=tuple(document(self.register, self.register.plans[plan]) for plan in plans),
            tasks=tuple(tasks),
            units=(name,) if is_unit else tuple(units),
            statuses={status.label: status.meaning for status in statuses},
            url=f"/{links.url(owner)}",
        )

    def _task(self, task: Task) -> Assigned:
        if task.id not in self.known:
            action = self.register.action_of(task)
            self.known[task.id] = Assigned(
                id=task.id,
                number=task.number,
                title=task.title,
                heading=action.heading if action else self.register.section_of(task),
                role="",
                lead=self._names(task.lead),
                responsible=self._names(task.responsible),
                bracket=task.assignment,
                sentences=tuple(self._sentence(measure) for measure in task.measures),
                url=f"/{links.url(task)}",
            )
        return self.known[task.id]

    def _sentence(self, measure: Measure) -> Sentence:
        entry = self.register.entry
        often = measure.recurrence or Recurrence.model_construct(every=None, month=None, words=None)
        return Sentence(
            id=measure.id,
            number=measure.id.partition("/")[2],
            quote=measure.quote,
            strength=tuple(entry("strength", word).label for word in measure.strength),
            duty=entry("duty", measure.duty).label,
            deadline=measure.deadline.date.isoformat() if measure.deadline else None,
            deadline_words=measure.deadline.words if measure.deadline else None,
            every=often.every,
            month=often.month,
            recurrence_words=often.words,
            floors=tuple(q.words for q in measure.quantities if q.meaning == "floor"),
            named=self._names(measure.actors),
            url=f"/{links.url(measure)}",
        )

    def _names(self, ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.register.body(id_).name for id_ in ids)


def document(register: Register, plan: Plan) -> Document:
    """What a file says of the notice."""
    years = re.findall(r"\d{4}", plan.period)
    clause = plan.default_clause
    return Document(
        id=plan.id,
        title=plan.title,
        issuer=plan.issuer,
        conveyed=register.entry("conveyance", plan.conveyed).label,
        date=plan.date.isoformat(),
        number=plan.document_number,
        source=plan.source,
        read_on=plan.source_read_on.isoformat(),
        last_year=int(years[-1]) if years else None,
        default_clause=clause.text if clause else None,
        default_task=clause.task if clause else None,
    )


def about(document: Document) -> list[tuple[str, str]]:
    """What every file says about its source, as label and value."""
    return [
        ("依据", f"《{document.title}》"),
        ("发文", f"{document.issuer}，{_chinese(document.date)}{document.conveyed}"),
        ("文号", document.number or "公开的文本里没有文号"),
        ("官方网页", f"{document.source}（{_chinese(document.read_on)}读到）"),
        (
            "说明",
            f"本件由网站“{MADE_BY}”根据通知原文整理，不是公文，以通知原文为准。"
            "任务的标题、措辞和时间的标签是本站的话，其余是通知的原文。"
            f"通知没有写的，写“{UNSTATED}”。",
        ),
    ]
