"""Record → URL, anchor and source file: the only place that knows URLs.

URLs are relative to the site's root, without a leading slash: `plans/cq-pwd-jobs-2025/tasks/7/`.
They are permanent; docs/decisions.md says how one may be retired.
"""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from register.changelog import LogEntry
from register.model import (
    Action,
    Actor,
    Benefit,
    Entry,
    Fact,
    Measure,
    Plan,
    Progress,
    Source,
    Task,
    Term,
    Unit,
)
from register.store import Register

CHANGES = "changes/"
FILES = "data/v1/files"  # what readers take along: Word, Excel, calendars


@singledispatch
def url(record: object) -> str:
    """The page of a record, or the place on a page where it stands."""
    raise TypeError(f"no page for {type(record).__name__}")


@url.register
def _(record: Plan) -> str:
    return f"plans/{record.id}/"


@url.register
def _(record: Action) -> str:
    return f"plans/{record.plan}/actions/{record.number}/"


@url.register
def _(record: Task) -> str:
    return f"plans/{record.plan}/tasks/{record.number}/"


@url.register
def _(record: Measure) -> str:
    plan, number = record.task.split("/")
    return f"plans/{plan}/tasks/{number}/#s{record.number}"


@url.register
def _(record: Benefit) -> str:
    return f"benefits/{record.id}/"


@url.register
def _(record: Progress) -> str:
    plan, number = record.task.split("/")
    return f"plans/{plan}/tasks/{number}/#report-{record.id}"


@url.register
def _(record: Unit) -> str:
    return f"units/{record.id}/"


@url.register
def _(record: Actor) -> str:
    return f"actors/{record.id}/"


@url.register
def _(record: Term) -> str:
    return f"{letter(record.letter)}#{record.id}"


@url.register
def _(record: Source) -> str:
    return f"data/#source-{record.id}"


@url.register
def _(record: Fact) -> str:
    return f"data/#fact-{record.id}"


@url.register
def _(record: Entry) -> str:
    return f"for/{record.id}/"


@url.register
def _(record: LogEntry) -> str:
    return f"{CHANGES}{record.id}/"


def letter(initial: str) -> str:
    """The page of the glossary with the terms that begin with a letter."""
    return f"terms/{initial}/"


def file(owner: Unit | Action | Plan, ending: str) -> str:
    """The file with the duties of a unit, an action or a plan; `ending` is `docx`, `ics` …"""
    return f"{FILES}/{type(owner).__name__.lower()}s/{owner.id.replace('/', '-')}.{ending}"


def text(plan: Plan | str) -> str:
    """The page with the notice's whole text."""
    return f"plans/{plan if isinstance(plan, str) else plan.id}/text/"


def view(address: str, plan: Plan) -> str:
    """Where one plan among several is seen as a page for all would show it."""
    return f"plans/{plan.id}/{address}"


def comparison(plan: Plan) -> str:
    """The page that compares an edition with the one it amends."""
    return f"plans/{plan.id}/changes/"


def in_glossary(term: Term) -> str:
    """Where a term stands in the list of all; unlike its page it stays when its sound changes."""
    return f"terms/#{term.id}"


def in_text(record: Task | Measure) -> str:
    """Where a task (`#t7`) or a sentence (`#t7-3`) stands in the notice's whole text."""
    return f"{text(_plan_id(record))}#{anchor(record)}"


def anchor(record: Task | Measure) -> str:
    """The anchor of a task or a sentence in the notice's whole text."""
    if isinstance(record, Task):
        return f"t{record.number}"
    return f"t{record.task.split('/')[1]}-{record.number}"


def _plan_id(record: Task | Measure) -> str:
    return record.plan if isinstance(record, Task) else record.task.split("/")[0]


def feed(record: Plan | Unit | None = None) -> str:
    """The feed of changes to a plan, to what concerns a unit, or to the whole site."""
    return f"{CHANGES if record is None else url(record)}feed.xml"


def log_page(entry: LogEntry, number: int) -> str:
    """One of the pages that tell an entry of the log in full, counted from 1."""
    return url(entry) if number == 1 else f"{url(entry)}{number}/"


def log_anchor(id_: str) -> str:
    """Where an entry of the log stands on its page; an id begins with a letter there."""
    return f"d{id_}"


def addresses(register: Register) -> dict[str, Any]:
    """Where records stand now, with the records; sentences stand in tasks, and are not listed."""
    kinds = (
        register.plans,
        register.actions,
        register.tasks,
        register.benefits,
        register.units,
        register.actors,
        register.terms,
        register.sources,
        register.progress,
        register.vocabularies["audience"].entries,
    )
    found: dict[str, Any] = {url(record): record for kind in kinds for record in kind.values()}
    found |= {in_glossary(term): term for term in register.terms.values()}
    return found | {url(fact): fact for _source, fact in register.facts.values()}


def root(page_url: str) -> str:
    """The way from a page to the site's root: `../../` for `units/cq-canlian/`."""
    return "../" * page_url.count("/") or "./"


def edit_uri(file: str) -> str:
    """A file of the project as MkDocs wants it for an edit link: relative to docs/."""
    return f"../{file}"
