"""The canonical form: one way to write a record, with nothing lost on the way there."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT
from faults import PLAN

from register import yamltext
from register.__main__ import main
from register.canonical import canonical
from register.fmt import problems
from register.layout import record_files

TERM = "data/terms/any.yml"
TASK = f"{PLAN}/tasks/07.yml"
FILES = list(record_files(ROOT))

FORMS = [
    ("keys in the model's order", "term: 甲\nid: a\n", "id: a\nterm: 甲\n"),
    ("unknown keys last", "odd: 乙\nid: a\n", "id: a\nodd: 乙\n"),
    ("needless quotes", "term: '甲'\n", "term: 甲\n"),
    ("what others take for a number", "term: 010\n", 'term: "010"\n'),
    ("what others take for a date", "term: 2027-12-31\n", 'term: "2027-12-31"\n'),
    ("what others take for true", "term: yes\n", 'term: "yes"\n'),
    ("an octal number of YAML 1.2", "term: 0o17\n", 'term: "0o17"\n'),
    ("text that looks empty", 'term: "null"\n', 'term: "null"\n'),
    ("nothing", "term:\n", "term: null\n"),
    ("a fingerprint", "wording_basis: abcdefab\n", 'wording_basis: "abcdefab"\n'),
    ("words of the notice", "quotes:\n- text: 甲\n", 'quotes:\n  - text: "甲"\n'),
    ("a mapping in braces", "quotes: [{text: 甲}]\n", 'quotes:\n  - text: "甲"\n'),
    ("a list one to a line", "says:\n  - 甲\n  - 乙\n", "says: [甲, 乙]\n"),
    ("a comma inside brackets", 'says: ["甲,乙"]\n', 'says: ["甲,乙"]\n'),
    ("nothing in a list", "says: [null, ~]\n", "says: [null, null]\n"),
    ("an empty list", "says: [ ]\n", "says: []\n"),
    ("a colon and a space", 'term: "甲: 乙"\n', 'term: "甲: 乙"\n'),
    ("a block of lines", "meaning: |\n  甲\n  乙\n", 'meaning: "甲\\n乙\\n"\n'),
    ("marks of quotation", "term: '\"\\'\n", 'term: "\\"\\\\"\n'),
    ("a look-alike by its number", 'term: "\\u2eba甲"\n', 'term: "\\u2EBA甲"\n'),
    ("Windows line ends and a document mark", "---\r\nid: a\r\nterm: 甲\r\n", "id: a\nterm: 甲\n"),
    ("no line end", "id: a", "id: a\n"),
    ("blank lines", "id: a\n\n\nterm: 甲\n", "id: a\nterm: 甲\n"),
]


@pytest.mark.parametrize(("text", "right"), [f[1:] for f in FORMS], ids=[f[0] for f in FORMS])
def test_form(text: str, right: str) -> None:
    assert canonical(TERM, text.encode()) == right


@pytest.mark.parametrize("right", [f[2] for f in FORMS], ids=[f[0] for f in FORMS])
def test_canonical_form_stays_as_it_is(right: str) -> None:
    assert canonical(TERM, right.encode()) == right


COMMENTS = [
    ("# 一\nid: a\n", "# 一\nid: a\n"),
    ("id: a\n# 二\nterm: 甲\n", "id: a\n# 二\nterm: 甲\n"),
    ("term: 甲\n# 三\nid: a\n", "# 三\nid: a\nterm: 甲\n"),
    ("id: a\n# 末\n", "id: a\n# 末\n"),
    ('id: "a" # 旁\n', "# 旁\nid: a\n"),
    ("says: [甲] # 旁\n", "# 旁\nsays: [甲]\n"),
    ("says: # 旁\n  - 甲\n  # 内\n  - 乙\n", "# 旁\n# 内\nsays: [甲, 乙]\n"),
    (
        "quotes: # 旁\n  # 上\n  - # 里\n    text: 甲\n",
        '# 旁\nquotes:\n  # 上\n  # 里\n  - text: "甲"\n',
    ),
    (
        "quotes:\n  - text: 甲\n    # 前\n    measure: '1.1'\n",
        'quotes:\n  # 前\n  - measure: "1.1"\n    text: "甲"\n',
    ),
    (
        "quotes:\n  - 页: [ # 一\n      # 二\n      '1']\n",
        'quotes:\n  # 一\n  # 二\n  - 页: ["1"]\n',
    ),
    ("meaning: | # 头\n  # 不是\n  甲\n", '# 头\nmeaning: "# 不是\\n甲\\n"\n'),
    ('meaning: "甲 # 乙"\n', 'meaning: "甲 # 乙"\n'),
]


@pytest.mark.parametrize(("text", "right"), COMMENTS)
def test_each_comment_is_kept(text: str, right: str) -> None:
    assert canonical(TERM, text.encode()) == right


@pytest.mark.parametrize("right", [right for _, right in COMMENTS])
def test_comments_stay_where_they_are(right: str) -> None:
    assert canonical(TERM, right.encode()) == right


@pytest.mark.parametrize("file", FILES)
def test_committed_file_is_canonical(file: str) -> None:
    assert canonical(file, (ROOT / file).read_bytes()) == (ROOT / file).read_text("utf-8")


def spoilt(text: str) -> str:
    """A task with its fields upside down, in other quotes and in braces."""
    value, _ = yamltext.read(TASK, text.encode())
    return "# 注\n" + "".join(f"{key}: {flow(value[key])}\n" for key in reversed(list(value)))


def flow(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"'{k}' : {flow(v)}" for k, v in reversed(value.items())) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + " ]"
    return "null" if value is None else f"'{value}'"


def test_one_form_for_each_way_of_writing() -> None:
    text = (ROOT / TASK).read_text("utf-8")
    assert canonical(TASK, spoilt(text).encode()) == "# 注\n" + text


def test_fmt_writes_only_what_differs(project: Path, capsys: pytest.CaptureFixture) -> None:
    path = project / TASK
    right = path.read_text("utf-8")
    path.write_text(spoilt(right), "utf-8")
    assert main(["--root", str(project), "fmt"]) == 0
    assert path.read_text("utf-8") == "# 注\n" + right
    assert capsys.readouterr().out.splitlines()[0] == f"{TASK} 已改成统一格式"


def test_fmt_check_changes_nothing_and_ends_with_1(project: Path) -> None:
    path = project / TASK
    text = spoilt(path.read_text("utf-8"))
    path.write_text(text, "utf-8")
    assert main(["--root", str(project), "fmt", "--check", str(path)]) == 1
    assert path.read_text("utf-8") == text


def test_fmt_leaves_what_it_cannot_read(project: Path, capsys: pytest.CaptureFixture) -> None:
    path = project / TASK
    path.write_text("a: [\n", "utf-8")
    assert main(["--root", str(project), "fmt", str(path), str(project / "none.yml")]) == 1
    assert path.read_text("utf-8") == "a: [\n"
    assert f"{TASK}:" in capsys.readouterr().out


def test_form_is_told_at_the_first_character_that_differs(project: Path) -> None:
    path = project / "data/floors.yml"
    path.write_text(path.read_text("utf-8").replace("units: 29", 'units: "29"'), "utf-8")
    (found,) = problems(project)
    assert (found.place.file, found.place.column) == ("data/floors.yml", 8)
    assert "“units: 29”" in found.remedy


@pytest.mark.parametrize("text", ["id: a\nterm: 甲", "id: a\nterm: 甲\n\n"])
def test_line_ends_at_the_end_are_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / TERM
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    (found,) = problems(tmp_path)
    assert "文件末尾的换行" in found.cause


def test_what_was_found_canonical_is_remembered_and_changes_are_seen(project: Path) -> None:
    assert problems(project) == []
    path = project / "data/floors.yml"
    path.write_text(path.read_text("utf-8").replace("units: 29", 'units: "29"'), "utf-8")
    assert [found.place.file for found in problems(project)] == ["data/floors.yml"]
