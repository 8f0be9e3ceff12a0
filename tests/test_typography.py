"""Full-width marks that can be taken back, and headings that break between words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from register.store import Register
from register.typography import Words, full_width, half_width

FULL = [
    ("甲,乙:丙;丁!戊?", "甲，乙：丙；丁！戊？"),
    ("(聘)", "（聘）"),
    ("编制50人,67人", "编制50人，67人"),
    ("1,000元", "1,000元"),
    ("9:30前", "9:30前"),
    ("1,000,000", "1,000,000"),
    ("见https://www.cq.gov.cn/a?b=1,2 说明,完", "见https://www.cq.gov.cn/a?b=1,2 说明，完"),
    ("(2025—2027年)", "（2025—2027年）"),
    ("“互联网+就业创业”", "“互联网+就业创业”"),
    ("1.市、区县", "1.市、区县"),
    ("", ""),
]


@pytest.mark.parametrize(("half", "full"), FULL)
def test_full_width(half: str, full: str) -> None:
    assert full_width(half) == full


@pytest.mark.parametrize("half", [row[0] for row in FULL])
def test_half_width_takes_full_width_back(half: str) -> None:
    assert half_width(full_width(half)) == half


def test_notice_set_full_width_can_be_taken_back(register: Register) -> None:
    lost = [
        plan.id
        for plan in register.plans.values()
        if half_width(full_width(plan.notice)) != plan.notice
    ]
    assert lost == []


def test_notice_set_full_width_has_no_half_width_mark_beside_chinese(register: Register) -> None:
    beside = re.compile("[\u4e00-\u9fff][,:;!?()]|[,:;!?()][\u4e00-\u9fff]")
    notices = [full_width(plan.notice) for plan in register.plans.values()]
    assert [beside.findall(notice) for notice in notices] == [[]]


def headings(register: Register) -> list[str]:
    """Every heading that the site cuts."""
    records = [register.plans, register.actions, register.tasks, register.benefits]
    return [record.title for kind in records for record in kind.values()]


def test_cut_words_give_the_text_back(register: Register) -> None:
    words = Words()
    assert [t for t in headings(register) if "".join(words(t)) != t] == []


def test_no_word_begins_with_a_closing_mark(register: Register) -> None:
    words = Words()
    pieces = {piece for heading in headings(register) for piece in words(full_width(heading))}
    assert [piece for piece in pieces if piece[0] in "，。、：；！？）》”％%"] == []


def test_no_word_ends_with_an_opening_mark(register: Register) -> None:
    words = Words()
    pieces = {piece for heading in headings(register) for piece in words(full_width(heading))}
    assert [piece for piece in pieces if piece[-1] in "（《“"] == []


KEPT_TOGETHER = [
    ("放宽20%的标准", "20%"),
    ("在2027年底前安排", "2027年"),
    ("（聘）用", "（聘）"),
]


@pytest.mark.parametrize(("heading", "together"), KEPT_TOGETHER)
def test_words_kept_together(heading: str, together: str) -> None:
    assert any(together in piece for piece in Words()(heading))


def test_heading_is_escaped() -> None:
    assert "<script>" not in Words().heading("<script>alert(1)</script>")


def test_heading_breaks_between_words() -> None:
    assert Words().heading("残疾人就业,补贴") == "残疾人<wbr>就业，<wbr>补贴"


def test_saved_cuts_are_used_again(tmp_path: Path) -> None:
    memory = tmp_path / "cache" / "words.json"
    words = Words(memory)
    words("残疾人就业")
    words.save()
    assert Words(memory).known == {"残疾人就业": ["残疾人", "就业"]}


@pytest.mark.parametrize("damage", ["", "{", "[1]", "null", "\ud800"])
def test_damaged_cuts_are_made_anew(tmp_path: Path, damage: str) -> None:
    memory = tmp_path / "words.json"
    memory.write_bytes(damage.encode("utf-8", "surrogatepass"))
    assert Words(memory)("残疾人就业") == ["残疾人", "就业"]
