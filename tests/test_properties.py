"""What holds for any text: nothing is lost between reading and writing, here and in the script."""

from __future__ import annotations

import random
from typing import Any

import oracles
import pytest
from conftest import ROOT
from hypothesis import example, given, settings
from hypothesis import strategies as st

from register.layout import record_files
from register.store import Register
from register.typography import FULL, full_width, half_width

RECORDS = sorted(file for file in record_files(ROOT) if (ROOT / file).stat().st_size < 2000)
PIECES = st.sampled_from(
    [
        "- ",
        ": ",
        "\n",
        '"',
        "'",
        "|\n",
        ">\n",
        "&a ",
        "*a",
        "!!str ",
        "---\n",
        " #",
        "[",
        "{",
        "null",
    ]
)
NOTICES = sorted((ROOT / "tests/notices").glob("*.txt"))
MARKS = st.sampled_from(
    ["一、", "（一）", "1.", "①", "。", "；", "\n", "（", "）", "牵头", "责任单位："]
)


@st.composite
def changed(draw: st.DrawFn, files: list[Any], pieces: st.SearchStrategy[str]) -> bytes:
    """The text of a file with some pieces put in, taken out or doubled."""
    text = (ROOT / draw(st.sampled_from(files))).read_text("utf-8")
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        end = at + draw(st.integers(0, 12))
        text = (
            text[:at] + draw(pieces | st.just(text[at:end] * 2) | st.text(max_size=3)) + text[end:]
        )
    return text.encode("utf-8", "replace")


@settings(max_examples=100, deadline=None, derandomize=True)
@given(changed(RECORDS, PIECES) | st.binary(max_size=60))
@example(b"- ")
@example(b'- l"l"\n- "6&a ::"6tz :{:')
@example(b"- t>id:?\n")
@example(b"%TAG ! x:\n--- a: 1\n")
def test_yaml_is_read_whole_or_refused(raw: bytes) -> None:
    oracles.yaml_is_read_whole_or_refused(raw)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(changed(NOTICES, MARKS))
def test_notice_is_drafted_whole_or_says_where_not(register: Register, raw: bytes) -> None:
    oracles.notice_is_drafted_whole_or_refused(raw, register)


AFTER_BRACKETS = """关于印发方案的通知
（一）加强筛查（市残联牵头，市教委配合）。
开展儿童残疾筛查，做到早发现。每年公布结果。
（二）推进康复（市卫生健康委牵头，市医保局配合）。
将符合条件的项目纳入保障。
"""
LABELS_OVER_LINES = """重点任务分解表
新建食堂20个，方便老年人就近用餐，食堂建在社区里面。
牵头单位：区民政局
责任单位：区财政局、区商务局
改造公园无障碍设施。
牵头单位：区住建局
责任单位：区残联
"""


@pytest.mark.parametrize("text", [AFTER_BRACKETS, LABELS_OVER_LINES])
def test_no_mark_moves_and_no_line_is_doubled(register: Register, text: str) -> None:
    from register.importer.draft import draft
    from register.importer.outline import outline
    from register.importer.text import receive

    received = receive("notice.txt", text.encode())
    made = draft(received, outline(received.text), register, "test-plan", oracles.DAY)
    assert oracles.squeezed("".join(oracles.pieces(made))) == oracles.squeezed(text)


@settings(deadline=None, derandomize=True)
@given(st.text(st.characters(exclude_characters=FULL, exclude_categories=["Cs"])))
def test_full_width_marks_can_be_taken_back(text: str) -> None:
    assert half_width(full_width(text)) == text


READ = """async (texts) => {
  const { Reader } = await import("../assets/search-engine.js");
  const index = JSON.parse(document.querySelector("[data-search-index]").dataset.searchIndex);
  const reader = new Reader(index);
  const sounds = Object.fromEntries(reader.known);
  return [sounds, texts.map((text) => [reader.heard(text), reader.initials(text)])];
}"""


def test_script_hears_texts_as_the_records_say(page: Any, served: str, register: Register) -> None:
    """Sounds by which the script finds a text are those by which the glossary sorts it."""
    characters = register.characters
    words = [line.split(" ")[0] for line in characters.readings]
    rng = random.Random(2026)
    pool = [*characters.heard, *words]
    texts = ["".join(rng.choices(pool, k=rng.randint(1, 9))) for _ in range(300)]
    texts += [term.term for term in register.terms.values() if term.term.isalpha()]
    texts = [text for text in texts if all("\u4e00" <= c <= "\u9fff" for c in text)]
    page.goto(served + "search/")
    sounds, heard = page.evaluate(READ, texts)
    differing = []
    for text, (signs, initials) in zip(texts, heard, strict=True):
        syllables = characters.sound(text).split(" ")
        wanted = "".join(sounds[syllable] for syllable in syllables)
        if (signs, initials) != (wanted, "".join(s[0] for s in syllables)):
            differing.append((text, syllables))
    assert len(texts) > 350 and differing == []
