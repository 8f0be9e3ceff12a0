"""A plan's own record: title, issuer, date and the rest, as far as the notice says them."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Sequence
from typing import Any

from register.importer.pieces import Doubt, Outline, Piece
from register.importer.text import Received
from register.rules.drafts import NO_ADDRESS, TO_WRITE
from register.typography import full_width

KIND_OF_DOCUMENT = re.compile(r"方案|意见|计划|措施|通知|办法|行动|要点|清单|规划|决定|分工|政策")
PERIOD = re.compile(r"\d{4}\s?[—－–-]{1,2}\s?\d{4}年|\d{4}年[—－–至-]{1,2}\d{4}年")
REGION = re.compile(
    r"^(?:中共)?([\u4e00-\u9fff]{2,3}?(?:省|自治区|市|自治州|州|县|区|旗))|^(国务院|国家|中央|全国)"
)
GOAL = re.compile(r"[^，,。\n]*\d{4}年[^。\n]{0,80}(?:不少于|达到|达|以上|%|％|万)[^。\n]*")
NUMERALS = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")} | {
    "○": "0",
    "零": "0",
}


def plan_record(
    id_: str, received: Received, outline: Outline, read_on: datetime.date
) -> tuple[dict[str, Any], list[Doubt]]:
    """The fields of plan.yml before its counts and outline, and what a person must decide."""
    pieces = outline.pieces
    title = _title(pieces)
    issuer = _issuer(pieces, title)
    date = _date(pieces)
    address = re.search(r"https?://[A-Za-z0-9./_%?=&-]+[A-Za-z0-9/]", received.text)
    period = PERIOD.search(received.text)
    goal = GOAL.search("\n".join(p.text for p in pieces if p.role == "paragraph"))
    record = {
        "id": id_,
        "title": full_width(title),
        "title_quote": title,
        "short_title": full_width(re.sub(r"^.*?关于(?:印发)?|的通知$", "", title)) or title,
        "region": region_of(issuer, title),
        "issuer": issuer,
        "conveyed": _conveyed(pieces, title),
        "date": date or "1900-01-01",
        "period": period[0] if period else TO_WRITE,
        "document_number": _document_number(pieces),
        "source": address[0] if address else NO_ADDRESS,
        "source_read_on": read_on.isoformat(),
        "notice_sha256": hashlib.sha256(received.raw).hexdigest(),
        "goal": goal[0].strip() if goal else TO_WRITE,
    }
    return record, list(_doubts(record, received.text))


def _doubts(record: dict[str, Any], text: str) -> Sequence[Doubt]:
    asked = {
        "title_quote": "请核对文件标题，并写好 title、short_title。",
        "issuer": "请核对署名的单位、发文方式 conveyed 和地区 region。",
        "date": "请核对通知上的日期；没有找到时先写着 1900-01-01。",
        "period": "请核对实施期限；通知没有写的，请照通知里写到期限的话写。",
        "source": "请写上通知的官方网页，并核对读到的日期。",
        "goal": "请从通知里选一句总目标。",
    }
    return [
        Doubt(name, words if (words := str(record[name])) in text else "", question)
        for name, question in asked.items()
    ]


def _title(pieces: Sequence[Piece]) -> str:
    for piece in pieces:
        named = re.search(r"《(.{6,})》", piece.text) if piece.role == "opening" else None
        if named:
            return named[1].split("》《")[0].split("》、《")[0]
    lines: list[str] = []
    for piece in pieces:
        if piece.role != "heading" or re.search(r"https?://|号[)）]?$", piece.text):
            if lines and KIND_OF_DOCUMENT.search("".join(lines)):
                break
            lines = []
        else:
            lines.append(piece.text)
        if re.search(r"^[一二]、|^[(（]一", piece.text) or piece.role in ("actions", "tasks"):
            return TO_WRITE
    title = "".join(lines)
    return title if KIND_OF_DOCUMENT.search(title) else TO_WRITE


def _issuer(pieces: Sequence[Piece], title: str) -> str:
    signed = [piece.text for piece in pieces if piece.role == "issuer"]
    if signed:
        return signed[-1]
    named = re.match(r"(.{2,40}?)关于", title)
    return named[1] if named else TO_WRITE


def _conveyed(pieces: Sequence[Piece], title: str) -> str:
    """How the document came, in a word of the vocabulary; 印发 unless the notice says 转发."""
    opening = "".join(piece.text for piece in pieces if piece.role == "opening")
    return "forwarded" if "转发" in opening else "issued"


def region_of(*texts: str) -> str:
    """The region that a text begins with; 全国 for bodies of the State."""
    for text in texts:
        if found := REGION.match(text):
            return found[1] or "全国"
    return TO_WRITE


def _date(pieces: Sequence[Piece]) -> str | None:
    for piece in reversed(pieces):
        if piece.role != "date":
            continue
        text = "".join(NUMERALS.get(char, char) for char in piece.text)
        found = re.search(r"(\d{4})年(\d{1,2})月(\d{1,2})日", text)
        if found:
            try:
                return datetime.date(*map(int, found.groups())).isoformat()
            except ValueError:
                continue
    return None


def _document_number(pieces: Sequence[Piece]) -> str | None:
    found = (re.search(r"[\u4e00-\u9fff]+[〔（(\[［]\d{4}[〕）)\]］]\d+号", p.text) for p in pieces)
    return next((one[0] for one in found if one), None)


def place_of(region: str, known: dict[str, str]) -> str:
    """The word for a place that ids begin with: that of a plan of the same region, or initials."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - its dictionary loads slowly

    if region in known:
        return known[region]
    if region in (TO_WRITE, "全国"):
        return "cn"
    short = re.sub(r"(?:省|自治区|自治州|市|州|县|区|旗)$", "", region)
    return re.sub(r"[^a-z0-9]", "", "".join(lazy_pinyin(short, style=Style.NORMAL))) or "cn"
