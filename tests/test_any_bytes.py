"""Whatever the bytes, the check ends with a report, never with a traceback."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

import pytest
from conftest import ROOT
from faults import PLAN
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from register import yamltext
from register.__main__ import main
from register.canonical import canonical

pytestmark = pytest.mark.usefixtures("parsed_once")

FILES = (
    f"{PLAN}/plan.yml",
    f"{PLAN}/notice.txt",
    f"{PLAN}/tasks/07.yml",
    f"{PLAN}/actions/05.yml",
    f"{PLAN}/benefits/dibao-grace-period.yml",
    "data/units/cq-canlian.yml",
    "data/actors/quxian.yml",
    "data/terms/working-age.yml",
    "data/sources/cq-gaoxin-quota-notice-2026.yml",
    "data/vocabulary/strength.yml",
    "data/floors.yml",
    "data/finder.yml",
    "data/employers.yml",
    "data/pinyin.yml",
    "data/search.yml",
)
PIECES = ("", "null", "[]", "{}", "- ", ": ", "\n", '"', "\t", "\\ud800", "&a ", "*a", "!!int ")
NUMBERS = ("-1", "0", "9" * 5000, "1e9", "2027-02-30", "残", "\u200b", "\U0010ffff", "\x00", "|\n")


@st.composite
def spoilt(draw: st.DrawFn) -> tuple[str, bytes]:
    """A file and its bytes with one piece replaced by something, or any bytes at all."""
    file = draw(st.sampled_from(FILES))
    raw = (ROOT / file).read_bytes()
    if draw(st.integers(0, 4)) == 0:
        return file, draw(st.binary(max_size=80))
    start = draw(st.integers(0, len(raw)))
    end = start + draw(st.integers(0, 60))
    words = st.sampled_from((*PIECES, *NUMBERS)).map(str.encode)
    return file, raw[:start] + draw(words | st.binary(max_size=8)) + raw[end:]


def check(project: Path, *arguments: str) -> tuple[int, str]:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = main(["--root", str(project), "check", *arguments])
    return code, said.getvalue()


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(spoilt())
def test_check_ends_with_a_report(project: Path, fault: tuple[str, bytes]) -> None:
    file, raw = fault
    real = (project / file).read_bytes()
    (project / file).write_bytes(raw)
    try:
        code, said = check(project, "--format", "json")
    finally:
        (project / file).write_bytes(real)
    assert json.loads(said)["ok"] == (code == 0)


@settings(max_examples=600, deadline=None, derandomize=True)
@given(spoilt())
def test_a_file_is_read_and_written_with_the_same_content_or_refused(
    fault: tuple[str, bytes],
) -> None:
    file, raw = fault
    try:
        value, _ = yamltext.read(file, raw)
    except yamltext.Refused as refused:
        assert refused.problems
        return
    text = canonical(file, raw)
    assert yamltext.read(file, text.encode())[0] == value
    assert canonical(file, text.encode()) == text


ODD = [
    ("a folder instead of a file", lambda path: (path.unlink(), path.mkdir())),
    ("a name that is not UTF-8", lambda path: path.rename(path.with_name("\udcff.yml"))),
    ("a name with a line break", lambda path: path.rename(path.with_name("a\nb.yml"))),
]


@pytest.mark.parametrize("spoil", [row[1] for row in ODD], ids=[row[0] for row in ODD])
@pytest.mark.parametrize("format_", ["text", "github", "json"])
def test_odd_names_and_kinds_of_files_are_reported(project: Path, spoil, format_: str) -> None:
    spoil(project / "data/terms/working-age.yml")
    code, said = check(project, "--format", format_)
    assert code == 1
    assert said.encode("utf-8")


def test_missing_data_is_reported(tmp_path: Path) -> None:
    code, said = check(tmp_path)
    assert code == 1
    assert "data/floors.yml:1:1 缺少这个文件。" in said
