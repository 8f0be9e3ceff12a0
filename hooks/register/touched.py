"""What an edit may have changed: the plans that it touches, and the questions that it leaves alone.

Most edits touch one plan among many. What was worked out of the others then still stands.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import fields
from itertools import chain
from typing import Any

from register.model import Plan
from register.store import OF_PLANS, Register, plan_of

APART = ("origins", "suspect")  # what no page shows
# Methods whose answer lies within the plan of the record, or of the id, that they are asked about.
WITHIN = frozenset(
    {
        "tasks_of",
        "measures_of",
        "actions_of",
        "task_of",
        "action_of",
        "section_of",
        "is_firm",
        "benefits_of_measure",
        "benefits_of",
        "benefits_of_plan",
        "benefits_for",
        "tasks_quoted_by",
        "lead_units",
        "terms_of",
        "facts_about",
        "reports_on",
        "origin",
        "collaborators",
        "qr_code",
        # One record of a group:
        "actions",
        "tasks",
        "measures",
        "benefits",
    }
)

OF_NO_PLAN = ("Unit", "Actor", "Term", "Source")


def plans_touched(before: Register, after: Register) -> frozenset[str] | None:
    """The plans in which alone two registers differ; None where they differ in anything else.

    Records are the same where they are the same object: those of a part that was not read again.
    """
    found: set[str] = set()
    for field in fields(Register):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if field.name in APART or old is new:
            continue
        if not isinstance(old, Mapping) or list(old) != list(new):
            return None
        pairs = zip(old.values(), new.values(), strict=True)
        differing = [(was, now) for was, now in pairs if was is not now]
        if (differing and field.name not in OF_PLANS) or any(map(_elsewhere, differing)):
            return None
        found.update(plan_of(now) for _, now in differing)
    return frozenset(found | set(_linked(after, found)))


def _elsewhere(pair: tuple[Any, Any]) -> bool:
    """Whether a record went to another plan, or a plan stands in another line of editions."""
    was, now = pair
    if isinstance(now, Plan) and now.amends != was.amends:
        return True
    return plan_of(was) != plan_of(now)


def _linked(register: Register, plans: set[str]) -> Iterator[str]:
    """Editions before and after some plans: their pages tell of one another."""
    for plan in register.plans.values():
        if plan.amends and (plan.amends in plans or plan.id in plans):
            yield from (plan.amends, plan.id)


class Asked:
    """Questions of `Watched` by the plans within which their answers lie, others under ""."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._by_plan: dict[str, set[str]] = {"": set()}

    def learn(self, questions: Set[str], register: Register) -> None:
        """Take in questions, of which those that are known cost nothing."""
        for question in questions - self._known:
            for plan in _plans_asked(question, register) or ("",):
                self._by_plan.setdefault(plan, set()).add(question)
            self._known.add(question)

    def doubtful(self, touched: Iterable[str]) -> Iterator[str]:
        """Those questions to which an edit of some plans may give another answer."""
        return chain.from_iterable(self._by_plan.get(plan, ()) for plan in ("", *touched))


def _plans_asked(question: str, register: Register) -> frozenset[str]:
    """The plans within which the answer to a question of `Watched` lies; none if it may not."""
    name, *given = json.loads(question)
    if name not in WITHIN:
        return frozenset()
    return frozenset(_plans(name, given, register))


def _plans(name: str, given: list[Any], register: Register) -> Iterator[str]:
    for one in given:
        if isinstance(one, list):
            yield from _plans(name, one, register)
            continue
        kind, id_ = (one["a"], one["id"]) if isinstance(one, dict) else (name, str(one))
        plan = id_.partition("/")[0]
        if kind in ("Benefit", "benefits") and id_ in register.benefits:
            yield register.benefits[id_].plan
        elif kind not in OF_NO_PLAN and plan in register.plans:
            yield plan
