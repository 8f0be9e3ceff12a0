"""What units say of themselves, and what we say of districts, holds together."""

from __future__ import annotations

from register.allowed import is_address
from register.model import Progress
from register.problem import Problem, nearest
from register.rules.common import Problems, cut, is_quoted
from register.store import Register


def reports_refer(register: Register) -> Problems:
    """A report is about a known task or sentence, and of a body that has to do with it."""
    for report in register.progress.values():
        if report.about in register.tasks or report.about in register.measures:
            yield from _concerned(register, report)
        elif not register.is_suspect(report.about):
            yield _unknown(register, report)


def _unknown(register: Register, report: Progress) -> Problem:
    """What a report is about does not exist."""
    place = register.origin(report).place("about")
    number = report.about.removeprefix(f"{report.plan}/")
    task = register.tasks.get(report.task)
    if task is not None:
        remedy = f"第{task.number}项有{len(task.measures)}句；说整项任务写 {task.number}。"
        return Problem(place, f"没有“{number}”这一句。", remedy)
    known = [str(task.number) for task in register.tasks_of(register.plans[report.plan])]
    return Problem(place, f"没有“{number}”这一项任务。", nearest(number, known))


def _concerned(register: Register, report: Progress) -> Problems:
    """The body is assigned, or named in the text, or named by the clause for all tasks."""
    task, plan = register.tasks[report.task], register.plans[report.plan]
    named = [id_ for measure in task.measures for id_ in measure.actors]
    by_default = plan.default_clause.actors if plan.default_clause else ()
    concerned = dict.fromkeys((*task.units, *named, *by_default))
    if report.unit not in concerned:
        names = "、".join(register.body(id_).name for id_ in concerned)
        cause = f"第{task.number}项没有分给“{register.body(report.unit).name}”，原文也没有点名它。"
        place = register.origin(report).place("unit")
        yield Problem(place, cause, f"可以写：{names}。")


def reports_dated(register: Register) -> Problems:
    """Nothing is reported from before the notice."""
    for report in register.progress.values():
        issued = register.plans[report.plan].date
        if report.date < issued:
            place = register.origin(report).place("date")
            cause = f"{report.date} 早于通知的日期 {issued}。"
            yield Problem(place, cause, "请核对日期；通知以前做的事不是它的进展。")


def evidence_sound(register: Register) -> Problems:
    """Evidence that looks like an address is one that may be linked."""
    for report in register.progress.values():
        if ":" in report.evidence and not is_address(report.evidence):
            place = register.origin(report).place("evidence")
            cause = f"“{cut(report.evidence, 40)}”不是可以链接的网址。"
            yield Problem(place, cause, "网址要完整，以 https:// 开头；文件只写名称。")


def confirmations_dated(register: Register) -> Problems:
    """A confirmation holds at least for the day on which it was given."""
    for unit in register.units.values():
        given = unit.confirmation
        if given is not None and given.valid_until < given.on:
            place = register.origin(unit).place("confirmation", "valid_until")
            cause = f"有效期到 {given.valid_until}，早于确认的日期 {given.on}。"
            yield Problem(place, cause, "请核对两个日期。")


def counterparts_are_ours(register: Register) -> Problems:
    """What the notice itself names is no reading of ours: it is an actor."""
    for unit in register.units.values():
        reading = unit.district_counterpart
        if reading and any(reading.name in plan.notice for plan in register.plans.values()):
            place = register.origin(unit).place("district_counterpart", "name")
            cause = f"“{reading.name}”是通知里的词，不是推断。"
            yield Problem(place, cause, "请改成 null；通知点名的写在 actors/ 里。")


def districts_complete(register: Register) -> Problems:
    """Each sentence that has one of the words for districts and townships stands in a group."""
    quotes = [quote for _, quote in register.districts.quotes()]
    if not all(is_quoted(register, quote) for quote in quotes):
        return  # guides_quote says which; the sentence that is meant seems to be left out
    if any(file.endswith("/plan.yml") for file in register.suspect):
        return  # which edition is in force is not known then
    listed = {quote.measure for quote in quotes}
    words = register.districts.words
    for measure in register.current_measures.values():
        if measure.id in listed:
            continue
        text = measure.quote
        for word in words:
            if word in text:
                place = register.origin(register.districts).place("groups")
                cause = f"{measure.id} 写了“{word}”，这里没有：{cut(text)}"
                yield Problem(place, cause, "请在合适的分组里加上这一句。")
                break
