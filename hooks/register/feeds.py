"""Log of changes → Atom feeds (RFC 4287): of the site, of each unit, of each plan.

They tell facts only: who subscribes to a unit wants to hear when its duties change, not when a
comma moves. The same data and the same address always give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from register import links
from register.changelog import LogEntry, Told
from register.exports.index import data_date
from register.model import Plan, Unit
from register.render import Renderer
from register.store import Register

MOST = 30  # entries of one feed
Entry = tuple[LogEntry, tuple[Told, ...]]


@dataclass(frozen=True)
class Feed:
    """One feed: its file and page under the site's root, and what each entry tells in it."""

    title: str
    subtitle: str
    file: str
    page: str
    updated: str
    entries: tuple[Entry, ...]
    whole: bool = False


def files(renderer: Renderer) -> Iterator[tuple[str, bytes]]:
    """Path under the site's root and content of each feed."""
    template = renderer.environment.get_template("feeds/atom.xml")
    for feed in feeds(renderer.register):
        yield feed.file, (template.render(feed=feed) + "\n").encode()


def feeds(register: Register) -> Iterator[Feed]:
    """The site's feed, then those of plans and units."""
    everything = tuple((entry, entry.facts) for entry in register.log if entry.tells_facts)
    subtitle = "本站收录的通知、任务、政策和单位有什么变化。"
    page, file = links.CHANGES, links.feed()
    yield _feed(register, "更新记录", subtitle, page, file, everything, whole=True)
    for plan in register.plans.values():
        subtitle = f"{plan.title}的事实有什么变化。"
        entries = tuple(_about_plan(register, plan))
        title = f"{plan.short_title}：更新"
        yield _feed(register, title, subtitle, links.url(plan), links.feed(plan), entries)
    for unit in register.units.values():
        subtitle = f"与{unit.name}有关的任务、分工和政策有什么变化。"
        entries = tuple(_about_unit(register, unit))
        title = f"{unit.name}：更新"
        yield _feed(register, title, subtitle, links.url(unit), links.feed(unit), entries)


def _feed(
    register: Register,
    title: str,
    subtitle: str,
    page: str,
    file: str,
    entries: tuple[Entry, ...],
    whole: bool = False,
) -> Feed:
    updated = entries[0][0].date.isoformat() if entries else data_date(register)
    return Feed(title, subtitle, file, page, updated, entries[:MOST], whole)


def _about_plan(register: Register, plan: Plan) -> Iterator[Entry]:
    for entry in register.log:
        facts = tuple(line for line in entry.facts if line.plan == plan.id)
        if facts or plan.id in entry.plans:
            yield entry, facts


def _about_unit(register: Register, unit: Unit) -> Iterator[Entry]:
    plans = {task.plan for task in register.led_by(unit) + register.shared_by(unit)}
    for entry in register.log:
        facts = tuple(line for line in entry.facts if unit.id in line.units)
        if facts or plans.intersection(entry.plans):
            yield entry, facts
