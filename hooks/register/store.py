"""The register: all records, with the look-ups that rules, pages and exports ask for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, TypeVar

from register.changelog import LogEntry
from register.districts import Districts
from register.divisions import Division
from register.guides import Employers, Finder
from register.model import (
    Action,
    Actor,
    Benefit,
    Body,
    Entry,
    Fact,
    Floors,
    Measure,
    Origin,
    Pinyin,
    Plan,
    Progress,
    Source,
    Task,
    Term,
    Unit,
    Vocabulary,
)
from register.moved import Redirects
from register.planrecords import PlanRecords, group
from register.wordlists import Characters, Search

R = TypeVar("R")

# Groups of records that each belong to a plan.
OF_PLANS = ("plans", "actions", "tasks", "benefits", "progress", "divisions")


NONE = PlanRecords()


def plan_of(record: Any) -> str:
    """The id of the plan that a record of such a group belongs to."""
    return str(record.id if isinstance(record, Plan) else record.plan)


def _less(
    records: Mapping[str, R], origins: Mapping[tuple[str, str], Origin], files: Container[str]
) -> dict[str, R]:
    """Records whose file is not among some files."""
    return {
        id_: record
        for id_, record in records.items()
        if origins[type(record).__name__, id_].file not in files
    }


def _joined(groups: Iterable[Mapping[str, R]]) -> dict[str, R]:
    """Records of several groups by id."""
    found: dict[str, R] = {}
    for records in groups:
        found.update(records)
    return found


def _chained(groups: Iterable[tuple[R, ...] | None]) -> tuple[R, ...]:
    """Records of several groups, of which some may be missing."""
    return tuple(record for records in groups if records for record in records)


def unique(records: Iterable[R]) -> tuple[R, ...]:
    """Records without repetition, in order; by id, since hashing a record reads all of it."""
    return tuple({record.id: record for record in records}.values())  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Register:
    """Every record by id, in the order in which readers see them. Never changed once loaded."""

    plans: Mapping[str, Plan]
    actions: Mapping[str, Action]
    tasks: Mapping[str, Task]
    benefits: Mapping[str, Benefit]
    units: Mapping[str, Unit]
    actors: Mapping[str, Actor]
    terms: Mapping[str, Term]
    sources: Mapping[str, Source]
    vocabularies: Mapping[str, Vocabulary]
    floors: Floors
    finder: Finder
    employers: Employers
    districts: Districts
    progress: Mapping[str, Progress]
    pinyin: Pinyin
    search: Search
    characters: Characters
    redirects: Redirects
    changes: Mapping[str, LogEntry]
    divisions: Mapping[str, Division]
    origins: Mapping[tuple[str, str], Origin]
    # Files with a known problem, whose records are left out while the rest is being checked.
    suspect: frozenset[str] = frozenset()

    def without(self, files: Iterable[str]) -> Register:
        """This register less what plans, terms and sources state in some files.

        With its plan.yml a whole plan goes. Units, actors and vocabularies stay: others need them.
        """
        suspect = self.suspect | set(files)
        if suspect == self.suspect:
            return self  # with all that it has looked up so far
        plans = _less(self.plans, self.origins, suspect)

        def rest(records: Mapping[str, R]) -> Mapping[str, R]:
            sound = _less(records, self.origins, suspect)
            kept = (None, *plans)
            return {id_: r for id_, r in sound.items() if getattr(r, "plan", None) in kept}

        return replace(
            self,
            plans=plans,
            actions=rest(self.actions),
            tasks=rest(self.tasks),
            benefits=rest(self.benefits),
            terms=rest(self.terms),
            sources=rest(self.sources),
            progress=rest(self.progress),
            divisions=rest(self.divisions),
            suspect=frozenset(suspect),
        )

    def only(self, plans: Iterable[str]) -> Register:
        """This register with no other plans than these; what belongs to none stays."""
        wanted = frozenset(plans)

        def held(records: Mapping[str, R]) -> Mapping[str, R]:
            return {id_: record for id_, record in records.items() if plan_of(record) in wanted}

        return replace(
            self,
            plans=held(self.plans),
            actions=held(self.actions),
            tasks=held(self.tasks),
            benefits=held(self.benefits),
            progress=held(self.progress),
            divisions=held(self.divisions),
        )

    @cached_property
    def _by_plan(self) -> Mapping[str, PlanRecords]:
        """What belongs to each plan, the newest first."""
        return self._split(None)

    def _split(self, wanted: Container[str] | None) -> Mapping[str, PlanRecords]:
        """What belongs to each of some plans, or of all."""
        found: dict[str, dict[str, list[Any]]] = {
            id_: {} for id_ in self.plans if wanted is None or id_ in wanted
        }
        for kind in (field.name for field in fields(PlanRecords)):
            for record in getattr(self, kind).values():
                if wanted is None or record.plan in wanted:
                    found.setdefault(record.plan, {}).setdefault(kind, []).append(record)
        return {
            id_: PlanRecords(**{kind: tuple(records) for kind, records in kinds.items()})
            for id_, kinds in found.items()
        }

    def _of(self, plan: str) -> PlanRecords:
        """What belongs to a plan, by its id; nothing to one that there is not."""
        return self._by_plan.get(plan, NONE)

    def _in_force(self) -> Iterator[PlanRecords]:
        """What belongs to each plan in force, the newest first."""
        return (records for id_, records in self._by_plan.items() if not self.is_former(id_))

    def go_on_from(self, before: Register, touched: Container[str]) -> None:
        """Take over what another knows of plans, where only some differ from its own."""
        split = self._split(touched)
        self.__dict__["_by_plan"] = {
            id_: split.get(id_) or records for id_, records in before._by_plan.items()
        }

    def is_suspect(self, id_: str) -> bool:
        """Whether a task or sentence may be missing only because its file has a problem."""
        plan, _, number = id_.partition("/")
        folder = f"data/plans/{plan}"
        if plan not in self.plans and self.any_suspect(folder):
            return True
        return f"{folder}/tasks/{number.partition('.')[0]:0>2}.yml" in self.suspect

    def any_suspect(self, folder: str = "data/") -> bool:
        """Whether any file under a folder has a known problem."""
        return any(file.startswith(folder) for file in self.suspect)

    def origin(self, record: Any) -> Origin:
        """The file and positions of a record."""
        return self.origins[type(record).__name__, record.id]

    def entry(self, vocabulary: str, word: str) -> Entry:
        """A word of a vocabulary; KeyError when there is none."""
        return self.vocabularies[vocabulary].entries[word]

    def body(self, id_: str) -> Body:
        """The unit or actor with this id."""
        return self.units.get(id_) or self.actors[id_]

    # Editions: a plan may amend an older one, which is kept but no longer in force.

    @cached_property
    def _amended(self) -> Mapping[str, Plan]:
        return {plan.amends: plan for plan in self.plans.values() if plan.amends}

    def amended_by(self, plan: Plan) -> Plan | None:
        """The edition that came after a plan, if any."""
        return self._amended.get(plan.id)

    def in_force(self, plan: Plan) -> Plan:
        """The newest edition of a plan, which may be the plan itself."""
        later = self._amended.get(plan.id)
        return plan if later is None else self.in_force(later)

    def is_former(self, plan: str) -> bool:
        """Whether a plan, by its id, has been amended."""
        return plan in self._amended

    @cached_property
    def current_plans(self) -> Mapping[str, Plan]:
        """Plans in force, the newest first."""
        return {id_: plan for id_, plan in self.plans.items() if not self.is_former(id_)}

    def has_several_plans(self) -> bool:
        """Whether more than one plan is in force, so that pages must say which they mean."""
        return len(self.current_plans) > 1

    @cached_property
    def _region_by_unit(self) -> dict[str, str]:
        """The region of the newest plan that assigns something to a unit, by the unit's id."""
        found: dict[str, str] = {}
        for id_, records in self._by_plan.items():
            for unit in (*records.led, *records.shared):
                found.setdefault(unit, self.plans[id_].region)
        return found

    def regions(self) -> Mapping[str, tuple[Unit, ...]]:
        """Units by region, both in order."""
        return group((self._region_by_unit[unit.id], unit) for unit in self.units.values())

    def region_if_shared(self, unit: Unit) -> str:
        """Where a unit belongs, if a unit elsewhere has the same name; else nothing."""
        same = sum(other.name == unit.name for other in self.units.values())
        return self._region_by_unit[unit.id] if same > 1 else ""

    def _current(self, records: Mapping[str, R]) -> Mapping[str, R]:
        if not self._amended:
            return records
        return {
            id_: record
            for id_, record in records.items()
            if not self.is_former(record.plan)  # type: ignore[attr-defined]
        }

    @cached_property
    def current_actions(self) -> Mapping[str, Action]:
        """Actions of plans in force."""
        return self._current(self.actions)

    @cached_property
    def current_tasks(self) -> Mapping[str, Task]:
        """Tasks of plans in force."""
        return self._current(self.tasks)

    @cached_property
    def current_benefits(self) -> Mapping[str, Benefit]:
        """Benefits of plans in force."""
        return self._current(self.benefits)

    @cached_property
    def current_measures(self) -> Mapping[str, Measure]:
        """Sentences of plans in force."""
        return _joined(records.measures for records in self._in_force())

    @cached_property
    def current_progress(self) -> Mapping[str, Progress]:
        """Reports on plans in force, oldest first."""
        return self._current(self.progress)

    @cached_property
    def _continued(self) -> Mapping[str, Benefit]:
        return {b.continues: b for b in self.benefits.values() if b.continues}

    def continued_by(self, benefit: Benefit) -> Benefit | None:
        """The same benefit in the edition that came after, if an editor said which."""
        return self._continued.get(benefit.id)

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """Every sentence by id, in the order of the notice."""
        return _joined(records.measures for records in self._by_plan.values())

    @cached_property
    def facts(self) -> Mapping[str, tuple[Source, Fact]]:
        """Every cited fact by id, with its source."""
        return {
            fact.id: (source, fact) for source in self.sources.values() for fact in source.facts
        }

    def task_of(self, measure: Measure) -> Task:
        """The task that a sentence stands in."""
        return self.tasks[measure.task]

    def action_of(self, task: Task) -> Action | None:
        """The action that a task stands under, if any."""
        return self.actions.get(f"{task.plan}/action-{task.action}")

    def section_of(self, task: Task) -> str | None:
        """The section heading above a task that stands under no action, as the notice has it."""
        heading = None
        for block in self.plans[task.plan].outline:
            heading = block.text if block.role == "heading" else heading
            if block.role == "tasks" and task.number in block.numbers:
                return heading
        return None

    def tasks_of(self, owner: Plan | Action) -> tuple[Task, ...]:
        """The tasks of a plan or of an action, by number."""
        if isinstance(owner, Plan):
            return self._of(owner.id).tasks
        return self._of(owner.plan).tasks_by_action.get(owner.id, ())

    def measures_of(self, plan: Plan) -> tuple[Measure, ...]:
        """The sentences of a plan, in the order of the notice."""
        return tuple(self._of(plan.id).measures.values())

    def is_firm(self, task: Task) -> bool:
        """Whether a sentence of the task binds: 不得, 应当, 至少, 享受."""
        words = self.vocabularies["strength"].entries
        return any(words[w].group == "firm" for m in task.measures for w in m.strength)

    def actions_of(self, plan: Plan) -> tuple[Action, ...]:
        """The actions of a plan, by number."""
        return self._of(plan.id).actions

    def led_by(self, unit: Unit) -> tuple[Task, ...]:
        """Tasks in force that a bracket assigns to a unit as lead unit."""
        return _chained(records.led.get(unit.id) for records in self._in_force())

    def shared_by(self, unit: Unit) -> tuple[Task, ...]:
        """Tasks in force that a bracket assigns to a unit as responsible unit."""
        return _chained(records.shared.get(unit.id) for records in self._in_force())

    def naming(self, body: Body) -> tuple[Measure, ...]:
        """Sentences in force that name a unit or actor as acting."""
        return _chained(records.naming.get(body.id) for records in self._in_force())

    def formerly(self, body: Body) -> tuple[Task, ...]:
        """Tasks of plans no longer in force that were assigned to a body or name it as acting."""
        return tuple(
            task
            for task in self.tasks.values()
            if self.is_former(task.plan)
            and (body.id in task.units or any(body.id in m.actors for m in task.measures))
        )

    def naming_any(self, ids: Iterable[str]) -> tuple[Measure, ...]:
        """Sentences that name any of some bodies as acting, in the order of the notice."""
        wanted = set(ids)
        return tuple(m for m in self.current_measures.values() if wanted.intersection(m.actors))

    @cached_property
    def _reports_by_unit(self) -> dict[str, tuple[Progress, ...]]:
        return group((report.unit, report) for report in self.current_progress.values())

    def reports_on(self, task: Task) -> tuple[Progress, ...]:
        """What was reported on a task or its sentences, oldest first."""
        return self._of(task.plan).reports_by_task.get(task.id, ())

    def reports_by(self, body: Body) -> tuple[Progress, ...]:
        """What was reported of a unit or actor, oldest first."""
        return self._reports_by_unit.get(body.id, ())

    def cited(self, ids: Iterable[str]) -> tuple[tuple[Source, Fact], ...]:
        """Facts by their ids, each with its source."""
        return tuple(self.facts[id_] for id_ in ids)

    def naming_tasks(self, body: Body) -> tuple[Task, ...]:
        """Tasks whose text names a unit or actor as acting."""
        return unique(map(self.task_of, self.naming(body)))

    def collaborators(
        self, unit: Unit, plan: str | None = None
    ) -> tuple[tuple[Unit, tuple[Task, ...]], ...]:
        """Units that share tasks with a unit, in all plans or in one; those with most first."""
        if plan is None:
            led, shared = self.led_by(unit), self.shared_by(unit)
        else:
            records = self._of(plan)
            led, shared = records.led.get(unit.id, ()), records.shared.get(unit.id, ())
        pairs = group(
            (other, task) for task in led + shared for other in task.units if other != unit.id
        )
        order = {id_: place for place, id_ in enumerate(self.units)}
        ranked = sorted(pairs.items(), key=lambda pair: (-len(pair[1]), order[pair[0]]))
        return tuple((self.units[id_], tasks) for id_, tasks in ranked)

    def benefits_of_measure(self, measure: Measure) -> tuple[Benefit, ...]:
        """Benefits that quote a sentence."""
        return self._of(measure.task.partition("/")[0]).benefits_by_measure.get(measure.id, ())

    def benefits_of(self, tasks: Iterable[Task]) -> tuple[Benefit, ...]:
        """Benefits that quote a sentence of any of the tasks."""
        found = (b for t in tasks for m in t.measures for b in self.benefits_of_measure(m))
        return unique(found)

    def tasks_quoted_by(self, benefit: Benefit) -> tuple[Task, ...]:
        """Tasks whose sentences a benefit quotes."""
        return unique(self.task_of(self.measures[m]) for m in benefit.measures)

    def benefits_for(self, audience: str, plan: str | None = None) -> tuple[Benefit, ...]:
        """Benefits in force for an audience, of all plans or of one."""
        if plan is not None:
            return self._of(plan).benefits_by_audience.get(audience, ())
        return tuple(b for b in self.current_benefits.values() if audience in b.audiences)

    def benefits_of_plan(self, plan: Plan) -> tuple[Benefit, ...]:
        """The benefits of a plan."""
        return self._of(plan.id).benefits

    def lead_units(self, benefit: Benefit) -> tuple[Unit, ...]:
        """Units that lead the tasks which a benefit quotes."""
        tasks = self.tasks_quoted_by(benefit)
        return unique(self.units[unit] for task in tasks for unit in task.lead)

    @cached_property
    def _facts_by_record(self) -> dict[str, tuple[tuple[Source, Fact], ...]]:
        return group(
            (id_, cited)
            for cited in self.facts.values()
            for id_ in cited[1].benefits + (() if self.is_general(cited[1].id) else cited[1].tasks)
        )

    def facts_about(self, record: Task | Benefit) -> tuple[tuple[Source, Fact], ...]:
        """Cited facts that name a task or a benefit; none that names every task of a plan."""
        return self._facts_by_record.get(record.id, ())

    def is_general(self, fact: str) -> bool:
        """Whether a fact, by its id, is about every task of a plan, so about none in particular."""
        listed = Counter(task.partition("/")[0] for task in self.facts[fact][1].tasks)
        return any(
            plan in self.plans and count >= len(self.tasks_of(self.plans[plan]))
            for plan, count in listed.items()
        )

    @cached_property
    def _terms_by_task(self) -> dict[str, tuple[Term, ...]]:
        return group(
            (q.measure.rpartition(".")[0], t) for t in self.terms.values() for q in t.quotes
        )

    def terms_of(self, tasks: Iterable[Task]) -> tuple[Term, ...]:
        """Glossary terms that occur in any of the tasks."""
        return unique(term for task in tasks for term in self._terms_by_task.get(task.id, ()))

    @cached_property
    def log(self) -> tuple[LogEntry, ...]:
        """What was published when, the newest first."""
        return tuple(sorted(self.changes.values(), key=lambda entry: entry.order, reverse=True))
