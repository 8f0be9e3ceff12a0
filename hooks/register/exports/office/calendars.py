"""Duties → .ics (RFC 5545): what has a date, or is due every year. The rest is left out.

A duty of 每年 without a month stands on 31 December, the last day on which the year's turn can be
taken, and says that the notice names no day. A duty with a month takes up that month.
"""

from __future__ import annotations

import calendar
import datetime
import uuid
from typing import Any

import icalendar

from register.exports.office.duties import MADE_BY, Assigned, Document, Duties, Sentence
from register.typography import full_width

DAY = datetime.timedelta(days=1)
ONLY_YEARLY = (
    "通知只写“{words}”，没有写月份和日期。放在12月31日，是因为一年里最晚到这一天；"
    "这是本站的安排，不是通知的日期。"
)
WHOLE_MONTH = "通知写的是“{words}”，没有写哪一天，所以占整个月。"


def calendar_file(duties: Duties) -> bytes:
    """A calendar to open or to subscribe to; without dates it holds no event."""
    found: Any = icalendar.Calendar()
    found.add("PRODID", f"-//{MADE_BY}//任务日历//ZH")
    found.add("VERSION", "2.0")
    found.add("CALSCALE", "GREGORIAN")
    found.add("METHOD", "PUBLISH")
    for name in ("NAME", "X-WR-CALNAME"):
        found.add(name, f"{duties.name}：有日期的任务")
    # Programs that subscribe look again once a day.
    found.add("REFRESH-INTERVAL", DAY, parameters={"VALUE": "DURATION"})
    found.add("X-PUBLISHED-TTL", "P1D")
    # RFC 5545 wants at least one component, also where there is nothing to show.
    found.add_component(_zone())
    documents = {document.id: document for document in duties.documents}
    for task, sentence in duties.dated():
        found.add_component(_event(task, sentence, documents[task.id.partition("/")[0]]))
    content: bytes = found.to_ical()
    return content


def _zone() -> Any:
    zone: Any = icalendar.Timezone()
    zone.add("TZID", "Asia/Shanghai")
    standard: Any = icalendar.TimezoneStandard()
    standard.add("DTSTART", datetime.datetime(1992, 1, 1))
    for offset in ("TZOFFSETFROM", "TZOFFSETTO"):
        standard.add(offset, datetime.timedelta(hours=8))
    standard.add("TZNAME", "CST")
    zone.add_component(standard)
    return zone


def _event(task: Assigned, sentence: Sentence, document: Document) -> Any:
    issued = datetime.date.fromisoformat(document.date)
    start, end, note = _days(sentence, issued)
    event: Any = icalendar.Event()
    event.add("UID", str(uuid.uuid5(uuid.NAMESPACE_URL, f"{document.source}#{sentence.id}")))
    read_on = datetime.datetime.fromisoformat(document.read_on)
    event.add("DTSTAMP", read_on.replace(tzinfo=datetime.UTC))
    event.add("DTSTART", start)
    event.add("DTEND", end)
    if sentence.every == "year":
        event.add("RRULE", _yearly(document))
    event.add("SUMMARY", f"{_short(sentence)}任务{task.number} {task.title}")
    event.add("DESCRIPTION", _description(task, sentence, document, note))
    event.add("URL", document.source)
    event.add("TRANSP", "TRANSPARENT")  # nobody is busy all day because of it
    event.add("CATEGORIES", [role for role in (task.role,) if role] or ["任务"])
    return event


def _days(sentence: Sentence, issued: datetime.date) -> tuple[datetime.date, datetime.date, str]:
    """First day, the day after the last, and what to say about them."""
    if sentence.deadline:
        day = datetime.date.fromisoformat(sentence.deadline)
        return day, day + DAY, ""
    words = sentence.recurrence_words or ""
    if sentence.month is None:
        day = datetime.date(issued.year, 12, 31)
        return day, day + DAY, ONLY_YEARLY.format(words=words)
    days = calendar.monthrange(issued.year, sentence.month)[1]
    first = datetime.date(issued.year, sentence.month, 1)
    if first.replace(day=days) < issued:
        first = first.replace(year=issued.year + 1)
    return first, first + DAY * days, WHOLE_MONTH.format(words=words)


def _yearly(document: Document) -> dict[str, Any]:
    rule: dict[str, Any] = {"FREQ": "YEARLY"}
    if document.last_year:
        rule["UNTIL"] = datetime.date(document.last_year, 12, 31)
    return rule


def _short(sentence: Sentence) -> str:
    if sentence.deadline:
        return "截止："
    return "每年：" if sentence.month is None else f"每年{sentence.month}月："


def _description(task: Assigned, sentence: Sentence, document: Document, note: str) -> str:
    parts = [
        f"原文（第{sentence.number}句）：{full_width(sentence.quote)}",
        f"时间：{sentence.when}",
        f"牵头：{'、'.join(task.lead)}；责任：{'、'.join(task.responsible) or '本方案未规定'}",
        f"原文点名：{'、'.join(sentence.named)}" if sentence.named else "",
        f"本站说明：{note}" if note else "",
        f"依据：《{document.title}》",
    ]
    return "\n".join(part for part in parts if part)
