"""Brackets in any of the forms that notices use, against the units that a record lists.

Readings that are doubtful are left to the person who entered the units; sure ones must agree.
"""

from __future__ import annotations

from register.importer.brackets import Share, read
from register.importer.signs import FIRST_LEADS, plain
from register.model import Task, Unit
from register.problem import Problem
from register.rules.common import Problems
from register.store import Register

ROLES = {"lead": "牵头单位", "responsible": "责任单位"}


def against_any_form(register: Register, task: Task) -> Problems:
    """Each listed unit stands in the bracket, each unit of the bracket is listed, roles agree."""
    origin = register.origin(task)
    clause = register.plans[task.plan].default_clause
    first = bool(clause and FIRST_LEADS.search(plain(clause.text)) and task.number >= clause.task)
    shares, _, _ = read(task.assignment, first)
    for field in ROLES:
        for index, id_ in enumerate(getattr(task, field)):
            unit = register.units[id_]
            found = [share for share in shares if _names(unit, share)]
            place = origin.place(field, index)
            if not found:
                cause = f"“{unit.name}”不在分工里。"
                remedy = "请照通知的分工改；通知里是别的叫法的，写进这个单位的 aliases。"
                yield Problem(place, cause, remedy)
            elif all(share.role != field and not share.doubt for share in found):
                cause = f"分工里“{unit.name}”不是{ROLES[field]}。"
                yield Problem(place, cause, "请照分工写。")
    for share in shares:
        if not share.doubt and not any(_names(register.units[u], share) for u in task.units):
            cause = f"这里缺了分工里的“{share.name}”。"
            yield Problem(origin.place(share.role), cause, "请补上这个单位。")


def _names(unit: Unit, share: Share) -> bool:
    """Whether a share names a unit, perhaps as one of several in a doubtful reading."""
    known = (unit.name, *unit.aliases)
    return share.name in known or (bool(share.doubt) and any(name in share.name for name in known))
