"""Problems as they are shown: for a person, on GitHub, for tools."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT
from faults import PLAN

from register import files, report
from register.__main__ import main
from register.problem import Place, Problem

TASK = f"{PLAN}/tasks/07.yml"


def problem(line: int, column: int, file: str = "f.yml") -> Problem:
    return Problem(Place(file, line, column), "缺少这个词表。", "请恢复它。")


# A line and a column in it, and the columns of a terminal before the caret
CARETS = [
    ("title: abc", 8, 7),
    ("title: 残疾人", 9, 9),
    ("残疾人就业", 5, 8),
    ("e\u0301残", 3, 1),
    ("ｈａlf", 3, 4),
    ("甲,乙", 3, 3),
    ("市\u200b残联", 3, 2),
    ("end", 9, 3),
]


@pytest.mark.parametrize(("line", "column", "blanks"), CARETS)
def test_caret_stands_below_the_character(
    tmp_path: Path, line: str, column: int, blanks: int
) -> None:
    (tmp_path / "f.yml").write_text(f"a: 1\n{line}\n", "utf-8")
    shown, caret = report.text([problem(2, column)], tmp_path).split("\n")[1:3]
    assert caret.split("| ")[1] == " " * blanks + "^"
    assert shown == f"   2 | {line}"


def test_tabs_before_the_caret_stay_tabs(tmp_path: Path) -> None:
    (tmp_path / "f.yml").write_text("a:\t甲\n", "utf-8")
    assert "|   \t^" in report.text([problem(1, 4)], tmp_path)


def test_long_line_is_cut_around_the_place(tmp_path: Path) -> None:
    line = "字" * 300 + "错" + "字" * 300
    (tmp_path / "f.yml").write_text(line, "utf-8")
    shown, caret = (
        part.split(" | ")[1] for part in report.text([problem(1, 301)], tmp_path).split("\n")[1:3]
    )
    assert len(shown) < 60
    before = shown[: shown.index("错")]
    assert len(caret) == 1 + sum(1 if c == "…" else 2 for c in before) + 1 - 1


def test_characters_that_steer_a_terminal_are_not_printed(tmp_path: Path) -> None:
    (tmp_path / "f.yml").write_bytes("a: \x1b[2J\udc80".encode("utf-8", "surrogatepass"))
    odd = Problem(Place("f\x1b.yml", 1, 4), "“\x1b[31m\udc80”写了两遍。", "请只留一个。")
    for write in (report.text, report.github):
        said = write([odd, problem(1, 4)], tmp_path)
        assert "\x1b" not in said
        said.encode("utf-8")
    assert report.summary([odd]).encode("utf-8")


def test_missing_file_is_told_without_a_line(tmp_path: Path) -> None:
    said = report.text([problem(1, 1)], tmp_path).split("\n")
    assert said[:2] == ["f.yml:1:1 缺少这个词表。", "  办法：请恢复它。"]


def link(path: Path, secret: Path) -> Path:
    path.symlink_to(secret)
    return path


def relative_link(path: Path, secret: Path) -> Path:
    path.symlink_to(os.path.relpath(secret, path.parent))
    return path


def below_a_link(path: Path, secret: Path) -> Path:
    path.symlink_to(secret.parent)
    return path / secret.name


def outside(path: Path, secret: Path) -> Path:
    return path.parent / os.path.relpath(secret, path.parent)


def pipe(path: Path, secret: Path) -> Path:
    os.mkfifo(path)  # whoever reads it waits for ever
    return path


def huge(path: Path, secret: Path) -> Path:
    path.write_bytes(b"secret\n")
    os.truncate(path, files.LARGEST + 1)
    return path


@pytest.mark.parametrize("leads", [link, relative_link, below_a_link, outside, huge, pipe])
def test_no_line_is_shown_of_what_is_no_plain_file_of_the_project(
    tmp_path: Path, leads: Callable[[Path, Path], Path]
) -> None:
    secret, project = tmp_path / "elsewhere/secret.yml", tmp_path / "project"
    for folder in (secret.parent, project / "docs"):
        folder.mkdir(parents=True)
    secret.write_text("secret\n")
    file = leads(project / "docs/evil.md", secret).relative_to(project).as_posix()
    assert "| secret" not in report.text([problem(1, 1, file)], project)
    assert json.loads(report.as_json([problem(1, 1, file)], project))["problems"][0]["text"] is None


def test_check_refuses_a_link_without_showing_what_it_points_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data/units").mkdir(parents=True)
    (tmp_path / "data/units/evil.yml").symlink_to("/proc/self/environ")
    for form in report.FORMATS:
        assert main(["--root", str(tmp_path), "check", "--format", form]) == 1
        said = capsys.readouterr().out
        assert "data/units/evil.yml" in said
        assert "PATH=" not in said


def test_github_annotation_is_escaped(tmp_path: Path) -> None:
    odd = Problem(Place("a,b:c%.yml", 3, 5), "50%\r\n::error::", "")
    line = report.github([odd], tmp_path).split("\n")[0]
    assert line == (
        "::error file=a%2Cb%3Ac%25.yml,line=3,col=5,title=数据检查::50%25%0D%0A::error::"
    )


def test_github_shows_ten_and_says_where_the_rest_is(tmp_path: Path) -> None:
    lines = report.github([problem(n, 1) for n in range(1, 14)], tmp_path).split("\n")
    assert sum(line.startswith("::error ") for line in lines) == 10
    assert "全部 13 个见本次运行的摘要" in lines[10]


def test_summary_holds_all_and_no_markup_of_the_data() -> None:
    problems = [problem(n, 1) for n in range(1, 14)]
    problems.append(Problem(Place("f.yml"), "“<img src=x> | [a](b)”写了两遍。", ""))
    rows = [row for row in report.summary(problems).split("\n") if row.startswith("| f")]
    assert len(rows) == 14
    assert r"\<img src=x\> \| \[a\]\(b\)" in rows[-1]


def test_summary_stays_below_the_limit_of_github() -> None:
    problems = [Problem(Place("f.yml", n), "字" * 300, "") for n in range(1, 2000)]
    said = report.summary(problems)
    assert len(said.encode()) < 1_000_000
    assert said.endswith("……\n")


def test_json_names_place_cause_remedy_and_line(tmp_path: Path) -> None:
    (tmp_path / "f.yml").write_text("a: 残疾人\n", "utf-8")
    document = json.loads(report.as_json([problem(1, 4)], tmp_path))
    assert document["problems"] == [
        {
            "file": "f.yml",
            "line": 1,
            "column": 4,
            "cause": "缺少这个词表。",
            "remedy": "请恢复它。",
            "text": "a: 残疾人",
        }
    ]
    assert document["ok"] is False


def run(project: Path, *arguments: str) -> int:
    return main(["--root", str(project), "check", *arguments])


def test_check_ends_with_1_and_writes_the_summary(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    (project / TASK).write_text("number: 7\n", "utf-8")
    assert run(project, "--format", "github") == 1
    assert capsys.readouterr().out.startswith(f"::error file={TASK},line=1,col=1,")
    assert "缺少字段" in summary.read_text("utf-8")


def test_check_of_sound_data_ends_with_0_in_each_format(
    project: Path, capsys: pytest.CaptureFixture
) -> None:
    assert [run(project, "--format", name) for name in report.FORMATS] == [0, 0, 0]
    assert '"ok": true' in capsys.readouterr().out


def test_check_speaks_english(project: Path, capsys: pytest.CaptureFixture) -> None:
    path = project / TASK
    path.write_text(path.read_text("utf-8").replace("action: 2", "action: 3"), "utf-8")
    assert run(project, "--lang", "en") == 1
    said = capsys.readouterr().out
    assert "In the notice task 7 does not stand under this action." in said
    assert "Remedy: Change action to 2." in said
    assert "Problems found: 1." in said


def test_check_names_a_file_that_is_not_in_the_canonical_form(
    project: Path, capsys: pytest.CaptureFixture
) -> None:
    path = project / "data/terms/working-age.yml"
    path.write_text(
        path.read_text("utf-8")
        .replace("term: 就业", 'term: "就业')
        .replace("年龄段\nmeaning", '年龄段"\nmeaning'),
        "utf-8",
    )
    assert run(project) == 1
    said = capsys.readouterr().out
    assert said.startswith("data/terms/working-age.yml:2:7 这里的写法与统一格式不同。")
    assert "这一行应该是“term: 就业年龄段”" in said


WRONG = [
    (TASK, "鼓励企业开发岗位定向", "鼓励企业开发岗拉定向", "拉"),
    (TASK, "责任单位:市市场监管局", "责任单位:市时场监管局", "时"),
    (f"{PLAN}/benefits/dibao-reentry.yml", '    text: "经申请', '    text: "经审请', "审"),
    (f"{PLAN}/plan.yml", 'text: "三、组织保障', 'text: "三、组织保证', "证"),
    (f"{PLAN}/actions/05.yml", "残疾人大学生就业", "残疾人大学牲就业", "牲"),
]


@pytest.mark.parametrize(("file", "right", "wrong", "character"), WRONG)
def test_caret_stands_below_the_wrong_character_of_a_quotation(
    project: Path,
    file: str,
    right: str,
    wrong: str,
    character: str,
    capsys: pytest.CaptureFixture,
) -> None:
    path = project / file
    text = path.read_text("utf-8").replace(right, wrong, 1)
    path.write_text(text, "utf-8")
    run(project, "--format", "json")
    (found,) = json.loads(capsys.readouterr().out)["problems"]
    assert found["text"][found["column"] - 1] == character
    assert text.split("\n")[found["line"] - 1] == found["text"]


def test_output_that_nobody_reads_ends_without_a_traceback(project: Path) -> None:
    (project / "data/floors.yml").unlink()
    command = [sys.executable, "-m", "register", "--root", str(project), "check"]
    env = dict(os.environ, PYTHONPATH=str(ROOT / "hooks"))
    reading, writing = os.pipe()
    os.close(reading)
    result = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, env=env)
    os.close(writing)
    assert b"Traceback" not in result.stderr
    assert result.returncode == 1


def test_committed_data_pass_in_their_committed_form() -> None:
    assert run(ROOT) == 0
