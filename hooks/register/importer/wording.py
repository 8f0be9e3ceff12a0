"""What a sentence seems to ask, by its words: strength, duty, dates, figures. All of it guessed."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from register.model import Entry

START = r"(?:^|[,，;；。:：]|同时|并|积极|大力|继续|进一步|加快|深入|持续)"
SIGNS: Mapping[str, re.Pattern[str]] = {
    "must_not": re.compile(r"不得"),
    "must": re.compile(
        r"应当|(?<![相适供反响对])应(?![用急对届付邀收])|(?<![主重需首])要(?![求点素件闻义道])|确保"
    ),
    "floor": re.compile(r"至少"),
    "entitlement": re.compile(r"享受"),
    "may": re.compile(r"(?<![许认不])可(?![能靠持视再见信行追及])"),
    "encourage": re.compile(r"鼓励"),
    "support": re.compile(START + r"(?:支持|扶持)"),
    "guide": re.compile(r"引导"),
    "push": re.compile(r"推动"),
    "promote": re.compile(r"^促进"),
    "supervise": re.compile(r"督促|" + START + r"指导"),
}
NUMBER = r"(?<![\d.])(\d+)(?![\d.])\s*"
COUNTED = r"(%|％|个百分点|个月|[万亿]?[元名个次家人所项户件倍天日年岁小]|[万亿]|[\u4e00-\u9fff])"
DATE = r"(?=(\d{4})(?:[—–－~-]\d{4})?(年))[\d—–－~-]{4,9}年(?:\d{1,2}月(?:\d{1,2}日)?)?"
LATER = r"(?:\d{4}年)?(?:\d{1,2}月)?(?:\d{1,2}日)?"
FIGURES = (
    ("floor", re.compile(rf"至少[^，。,;；]{{0,10}}?{NUMBER}{COUNTED}")),
    ("floor", re.compile(r"至少[^，。,;；]{0,8}?([一二两三四五十])([名个次家人所项户件])")),
    ("threshold", re.compile(rf"(?:不少于|不低于|不超过|超过|达到|低于|高于){NUMBER}{COUNTED}")),
    ("threshold", re.compile(rf"[^，。,;；\d]{{0,6}}{NUMBER}{COUNTED}(?:及)?(?:以上|以下|以内)")),
    (
        "relief",
        re.compile(
            rf"(?:减免?|降低?|放宽|压缩|压减|下调|缩短|优惠)[^，。,;；\d]{{0,8}}{NUMBER}{COUNTED}"
        ),
    ),
    # What is left after these: from which day to which, then any other number.
    ("period", re.compile(rf"{DATE}起?(?:[至到—－~-]+{LATER})?")),
    ("amount", re.compile(rf"(?:(?<![\d.])\d+[—–－~-])?{NUMBER}{COUNTED}")),
)
CHINESE = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "十": 10}
DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日(?:之?前|以前)")
MONTH = re.compile(r"(\d{4})年(\d{1,2})月(?:份)?(?:底|末)?(?:之?前|以前|底|末)")
YEAR = re.compile(
    r"(\d{4})年(?:年)?(?:底|末)(?:之?前|以前)?|[到至](\d{4})年(?:底|末)?(?![\d—－~-])"
)
EVERY_YEAR = re.compile(r"每年(?:(\d{1,2})月份?)?|按年度|逐年")
SOMETIMES = re.compile(r"定期|适时")
DELIVERABLE = re.compile(
    START + r"(?:推动)?(?:研究)?(?:建立|制定|制订|出台|编制|印发|设立|建成|组建|修订|完成)"
)
EVENT = re.compile(r"(?:时|的|后)[,，]")


def strengths(quote: str, entries: Mapping[str, Entry]) -> list[str]:
    """Strengths by the operative words, in the order in which these stand."""
    found: dict[str, int] = {}
    for id_, sign in SIGNS.items():
        entry = entries.get(id_)
        hit = sign.search(quote)
        if entry is None:
            continue
        decisive = [word for word in entry.always if word in quote]
        decisive += [word for word in entry.words if quote.startswith(word)]
        if hit and (not entry.words or any(word in quote for word in entry.words)):
            found[id_] = hit.start()
        elif decisive:
            found[id_] = quote.index(decisive[0])
    return sorted(found, key=lambda id_: found[id_]) or ["directive"]


def timing(quote: str) -> dict[str, Any]:
    """The duty of a sentence, with its deadline or recurrence where one is written."""
    if due := deadline(quote):
        return {"duty": "one_off_deadline", "deadline": due}
    if yearly := EVERY_YEAR.search(quote):
        often: dict[str, Any] = {"every": "year"}
        if yearly[1] and 1 <= int(yearly[1]) <= 12:
            often["month"] = str(int(yearly[1]))
        return {"duty": "annual", "recurrence": often | {"words": yearly[0]}}
    if sometimes := SOMETIMES.search(quote):
        often = {"every": "unspecified", "words": sometimes[0]}
        return {"duty": "periodic_unspecified", "recurrence": often}
    if DELIVERABLE.search(quote):
        return {"duty": "deliverable_no_date"}
    return {"duty": "event_triggered" if EVENT.search(quote[:30]) else "standing"}


def deadline(quote: str) -> dict[str, str] | None:
    """The last day that a sentence names, and its words."""
    with suppress(ValueError):
        if day := DAY.search(quote):
            last = datetime.date(int(day[1]), int(day[2]), int(day[3]))
            return {"date": last.isoformat(), "words": day[0]}
        if month := MONTH.search(quote):
            year, number = int(month[1]), int(month[2])
            last = datetime.date(year, number, calendar.monthrange(year, number)[1])
            return {"date": last.isoformat(), "words": month[0]}
        if year_ := YEAR.search(quote):
            return {"date": f"{int(year_[1] or year_[2]):04}-12-31", "words": year_[0]}
    return None


def quantities(quote: str) -> list[dict[str, str]]:
    """Figures that a sentence states, each once."""
    return list(_quantities(quote))


def _quantities(quote: str) -> Iterator[dict[str, str]]:
    when = timing(quote)  # its words are noted there
    words = [when[name]["words"] for name in ("deadline", "recurrence") if name in when]
    seen = [(quote.index(word), quote.index(word) + len(word)) for word in words]
    for meaning, sign in FIGURES:
        for hit in sign.finditer(quote):
            if any(a < hit.end() and hit.start() < b for a, b in seen):
                continue
            seen.append(hit.span())
            value = CHINESE.get(hit[1]) or int(hit[1])
            yield {"meaning": meaning, "value": str(value), "unit": hit[2], "words": hit[0]}


def figures_left(quote: str, noted: str) -> bool:
    """Whether a sentence has figures that no noted words hold."""
    return bool(set(re.findall(r"\d+", quote)) - set(re.findall(r"\d+", noted)))
