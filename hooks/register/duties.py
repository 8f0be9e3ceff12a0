"""What duties leave open, and when in a year they fall due: worked out from the sentences."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import NamedTuple

from register.model import Measure, Task


class Question(NamedTuple):
    """What the notice does not say, and the tasks or sentences of which it does not say it."""

    label: str
    about: list[Task] | list[Measure]


OF_LED_TASKS: tuple[tuple[str, Callable[[Task], bool]], ...] = (
    ("几个单位共同牵头，没有写明怎样分工", lambda task: len(task.lead) > 1),
    ("没有写责任单位", lambda task: not task.responsible),
)
OF_SENTENCES: tuple[tuple[str, Callable[[Measure], bool]], ...] = (
    ("要拿出成果，没有写明完成日期", lambda m: m.duty == "deliverable_no_date"),
    ("要定期做，没有写明多久一次", lambda m: m.duty == "periodic_unspecified"),
    (
        "要每年做，没有写明月份",
        lambda m: m.recurrence is not None and m.recurrence.every == "year" and not _month(m),
    ),
)


def open_questions(led: Iterable[Task], sentences: Iterable[Measure]) -> list[Question]:
    """What the notice leaves open in the tasks that a body leads and in sentences that bind it.

    Questions that nothing raises are left out.
    """
    tasks, measures = list(led), list(sentences)
    found = [
        *(Question(label, [t for t in tasks if asks(t)]) for label, asks in OF_LED_TASKS),
        *(Question(label, [m for m in measures if asks(m)]) for label, asks in OF_SENTENCES),
    ]
    return [question for question in found if question.about]


class Year(NamedTuple):
    """Duties by when they fall due. `months` has all twelve; `dated` is in the order of dates."""

    months: dict[int, list[Measure]]
    no_month: list[Measure]
    dated: list[tuple[datetime.date, list[Measure]]]
    no_interval: list[Measure]


def year(measures: Iterable[Measure]) -> Year:
    """Sentences with a date or a frequency, each in the one place that its words give it."""
    found = list(measures)
    yearly = [m for m in found if m.recurrence and m.recurrence.every == "year"]
    dated = sorted((m for m in found if m.deadline), key=_date)
    return Year(
        months={n: [m for m in yearly if _month(m) == n] for n in range(1, 13)},
        no_month=[m for m in yearly if not _month(m)],
        dated=[(date, list(group)) for date, group in groupby(dated, key=_date)],
        no_interval=[m for m in found if m.recurrence and m.recurrence.every == "unspecified"],
    )


def _month(measure: Measure) -> int | None:
    return measure.recurrence.month if measure.recurrence else None


def _date(measure: Measure) -> datetime.date:
    assert measure.deadline is not None  # only sentences with a deadline are asked
    return measure.deadline.date
