"""An amended edition follows an older plan, which is kept; what citizens read is in force."""

from __future__ import annotations

from collections.abc import Iterator

from register.model import Plan, Where
from register.problem import Problem, nearest
from register.rules.common import Problems
from register.store import Register


def editions_follow(register: Register) -> Problems:
    """A plan amends one that exists, once, and is younger: so there is no loop and no fork."""
    first: dict[str, str] = {}
    for plan in reversed(tuple(register.plans.values())):  # the oldest first
        if plan.amends is None:
            continue
        place = register.origin(plan).place("amends")
        former = register.plans.get(plan.amends)
        if former is None and not register.is_suspect(f"{plan.amends}/1"):
            others = [id_ for id_ in register.plans if id_ != plan.id]
            cause = f"没有方案“{plan.amends}”。旧版要留着，网页才能对照。"
            yield Problem(place, cause, nearest(plan.amends, others))
        elif former is not None and former.date >= plan.date:
            cause = f"旧版的日期 {former.date} 不早于这一版的 {plan.date}。"
            yield Problem(place, cause, "请核对 amends 和两个日期：新版修订更早的一版。")
        elif plan.amends in first:
            cause = f"“{plan.amends}”已经由“{first[plan.amends]}”修订。"
            yield Problem(place, cause, "一版只能有一个下一版，请改成最近的一版。")
        first.setdefault(plan.amends, plan.id)


def benefits_continue(register: Register) -> Problems:
    """A benefit continues one of the edition that its plan amends; no two continue the same."""
    first: dict[str, str] = {}
    for benefit in register.benefits.values():
        if benefit.continues is None:
            continue
        place = register.origin(benefit).place("continues")
        amended = register.plans[benefit.plan].amends
        older = [b.id for b in register.benefits.values() if b.plan == amended]
        if benefit.continues not in older:
            if not register.any_suspect(f"data/plans/{amended}/"):
                cause = f"旧版里没有政策“{benefit.continues}”。"
                yield Problem(place, cause, nearest(benefit.continues, older))
        elif benefit.continues in first:
            cause = f"政策“{first[benefit.continues]}”已经延续了“{benefit.continues}”。"
            yield Problem(place, cause, "两项里只留一项的 continues。")
        first.setdefault(benefit.continues, benefit.id)


def guides_in_force(register: Register) -> Problems:
    """What leads citizens and employers quotes no edition that has been amended."""
    for guide in (register.finder, register.employers, register.districts):
        for path, quote in guide.quotes():
            where = register.origin(guide).later(*path, "measure")
            yield from _former(register, where, quote.measure.split("/")[0], quote.measure)
    for index, id_ in enumerate(register.search.common):
        if id_ in register.benefits:
            where = register.origin(register.search).later("common", index)
            yield from _former(register, where, register.benefits[id_].plan, id_)


def _former(register: Register, where: Where, plan: str, what: str) -> Iterator[Problem]:
    if plan in register.plans and register.is_former(plan):
        newest: Plan = register.in_force(register.plans[plan])
        yield Problem(where(), f"{what} 属于旧版方案。", f"请改引现行的方案“{newest.id}”。")
