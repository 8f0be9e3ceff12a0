"""What the importer, or an editor, left to be written or decided later."""

from __future__ import annotations

from register.model import Plan, Task
from register.problem import Problem
from register.rules.common import Problems, cut
from register.store import Register

TO_WRITE = "待写"
NO_ADDRESS = "https://example.invalid/"
WRITTEN: tuple[tuple[type[Plan | Task], tuple[str, ...]], ...] = (
    (Plan, ("title", "title_quote", "short_title", "region", "issuer", "period", "goal", "source")),
    (Task, ("title", "summary")),
)


def nothing_to_write(register: Register) -> Problems:
    """No field still holds what a draft puts where a person must write."""
    records: list[Plan | Task] = [*register.plans.values(), *register.tasks.values()]
    for record in records:
        fields = next(fields for model, fields in WRITTEN if isinstance(record, model))
        for field in fields:
            value = getattr(record, field)
            if value.startswith(TO_WRITE) or value == NO_ADDRESS:
                place = register.origin(record).place(field)
                yield Problem(place, f"{field} 还没有写。", "请照通知写好。")


def nothing_undecided(register: Register) -> Problems:
    """Each question of the importer is decided."""
    for plan in register.plans.values():
        for index, one in enumerate(plan.undecided):
            place = register.origins["Import", plan.id].place("decide", index)
            words = f"通知里是“{cut(one.words, 40)}”。" if one.words else ""
            cause = f"{one.file} 的 {one.field} 要人来决定：{one.question}{words}"
            remedy = "决定以后从 import.yml 里删掉这一条；全部决定以后删掉这个文件。"
            yield Problem(place, cause, remedy)
