"""data/ → Register: each record that can't be read is reported at its line, in words that help."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from faults import PLAN, Fault, plant, problems, seen, wanted

from register.guides import Employers, Finder
from register.load import load
from register.model import (
    Action,
    Actor,
    Benefit,
    Floors,
    Pinyin,
    Plan,
    Record,
    Source,
    Task,
    Term,
    Unit,
    Vocabulary,
)
from register.wordlists import Characters, Search

pytestmark = pytest.mark.usefixtures("parsed_once")

TASK = f"{PLAN}/tasks/02.yml"
RECORD = f"{PLAN}/plan.yml"
BENEFIT = f"{PLAN}/benefits/tobacco-licence-convenience.yml"
UNIT = "data/units/cq-canlian.yml"
TERM = "data/terms/working-age.yml"
SOURCE = "data/sources/pwd-employment-regulations.yml"

# One record of each kind
KINDS: dict[type[Record], str] = {
    Plan: RECORD,
    Action: f"{PLAN}/actions/05.yml",
    Task: TASK,
    Benefit: BENEFIT,
    Unit: UNIT,
    Actor: "data/actors/quxian.yml",
    Term: TERM,
    Source: SOURCE,
    Vocabulary: "data/vocabulary/duty.yml",
    Floors: "data/floors.yml",
    Finder: "data/finder.yml",
    Employers: "data/employers.yml",
    Pinyin: "data/pinyin.yml",
    Search: "data/search.yml",
    Characters: "data/characters.yml",
}

VALUES = [
    Fault(
        "unit unknown",
        TASK,
        "responsible: [市委编办, 市残联]",
        "responsible: [市委编办, 市残连]",
        "responsible:",
        "责任单位“市残连”不存在。 您是否想写“市残联”？",
    ),
    Fault(
        "lead unit unknown",
        TASK,
        "lead: [市委组织部,",
        "lead: [市组织部,",
        "lead:",
        "牵头单位“市组织部”不存在。 您是否想写“市委组织部”？",
    ),
    Fault(
        "actor unknown",
        TASK,
        "actors: [乡镇、街道]",
        "actors: [乡镇街道]",
        "actors: [乡镇街道]",
        "主体“乡镇街道”不存在。 您是否想写“乡镇、街道”？",
    ),
    Fault(
        "actor of the default clause unknown",
        RECORD,
        "actors: [各区县人民政府残疾人工作委员会成员单位]",
        "actors: [各区县人民政府残疾人工作委员会成员]",
        "actors:",
        "主体“各区县人民政府残疾人工作委员会成员”不存在。",
    ),
    Fault(
        "id differs from the file name",
        UNIT,
        "id: cq-canlian",
        "id: cq-canlain",
        "id:",
        "id “cq-canlain”与文件名“cq-canlian.yml”不一致",
    ),
    Fault(
        "number differs from the file name",
        TASK,
        "number: 2",
        "number: 3",
        "number:",
        "与文件名“02.yml”不一致",
    ),
    Fault(
        "number with a leading zero", TASK, "number: 2", "number: 02", "number:", "不带前导零的整数"
    ),
    Fault("value with a leading zero", TASK, "value: 50", "value: 050", "value: 050", "不带前导零"),
    Fault("number in words", TASK, "value: 50", "value: 五十", "value: 五十", "不带前导零的整数"),
    Fault("negative number", TASK, "value: 50", "value: -50", "value: -50", "不带前导零的整数"),
    Fault("month 13", f"{PLAN}/tasks/29.yml", "month: 3", "month: 13", "month:", "月份"),
    Fault("impossible date", TASK, "2027-12-31", "2027-02-30", "date:", "没有这一天"),
    Fault("date with dots", TASK, "2027-12-31", "2027.12.31", "date:", "写成 2027-12-31 这样"),
    Fault("date without zeros", TASK, "2027-12-31", "2027-12-1", "date:", "2027-12-31 这样"),
    Fault("date with a time", TASK, "2027-12-31", "2027-12-31T00:00", "date:", "2027-12-31 这样"),
    Fault(
        "frequency unknown",
        f"{PLAN}/tasks/29.yml",
        "every: year",
        "every: years",
        "every:",
        "您是否想写“year”？",
    ),
    Fault(
        "meaning of a quantity unknown",
        f"{PLAN}/tasks/05.yml",
        "meaning: relief",
        "meaning: relieve",
        "meaning:",
        "您是否想写“relief”？",
    ),
    Fault(
        "role in the outline unknown",
        RECORD,
        "role: issuer",
        "role: issuers",
        "role: issuers",
        "您是否想写“issuer”？",
    ),
    Fault(
        "basis of a full name unknown",
        UNIT,
        "full_name_basis: attested",
        "full_name_basis: atested",
        "full_name_basis:",
        "您是否想写“attested”？",
    ),
    Fault(
        "address without a scheme",
        UNIT,
        "https://www.cqdpf.org.cn/",
        "www.cqdpf.org.cn",
        "full_name_source:",
        "网址要以 https://",
    ),
    Fault(
        "address that runs a script",
        SOURCE,
        "https://www.gov.cn/zhengce/2007-03/05/content_2602471.htm",
        "javascript:alert(1)",
        "addresses:",
        "网址要以 https://",
    ),
    Fault(
        "unknown field",
        UNIT,
        "note: null",
        "note: null\nnotes: 无",
        "notes:",
        "不认识的字段“notes”。 您是否想写“note”？",
    ),
    Fault(
        "unknown field in a sentence",
        TASK,
        "    duty: standing",
        "    duty: standing\n    dutty: standing",
        "dutty:",
        "不认识的字段“dutty”。 您是否想写“duty”？",
    ),
    Fault("field that is worked out", TASK, "action: 1", "action: 1\nplan: x", "plan:", "“plan”"),
    Fault(
        "field of a sentence that is worked out",
        TASK,
        "    duty: standing",
        "    duty: standing\n    start: 3",
        "start: 3",
        "不认识的字段“start”",
    ),
    Fault(
        "nothing in a field",
        UNIT,
        "name: 市残联",
        "name:",
        "name:",
        "“name”（通知里的名称）没有内容。 请补上内容。",
    ),
    Fault(
        "null in a list's field",
        TASK,
        "responsible: [市委编办, 市残联]",
        "responsible: null",
        "responsible:",
        "没有内容。 请补上内容；确实没有时写 []。",
    ),
    Fault(
        "empty word in a list",
        f"{PLAN}/benefits/dibao-grace-period.yml",
        "audiences: [employed, low-income]",
        'audiences: [""]',
        "audiences:",
        "“audiences”（适用对象）不能是空的。 请补上内容。",
    ),
    Fault("empty text", UNIT, "name: 市残联", 'name: ""', "name:", "不能是空的。 请补上内容。"),
    Fault(
        "empty list of strengths",
        TASK,
        "strength: [must, may, floor]",
        "strength: []",
        "strength:",
        "不能是空的。 请至少写一项。",
    ),
    Fault(
        "text instead of a list",
        TASK,
        "responsible: [市委编办, 市残联]",
        "responsible: 市委编办、市残联",
        "responsible:",
        "这里要写列表，例如 [甲, 乙]",
    ),
    Fault(
        "list instead of a text",
        UNIT,
        "name: 市残联",
        "name: [市残联]",
        "name:",
        "这里要写一段文字",
    ),
    Fault(
        "list instead of a number",
        TASK,
        "number: 2",
        "number: [2]",
        "number:",
        "“number”（任务序号）",
    ),
    Fault(
        "text instead of a sentence",
        TASK,
        'measures:\n  - quote: "市级',
        'measures:\n  - 市级\n  - quote: "市级',
        "- 市级\n",
        "这里要写下一级字段",
    ),
    Fault(
        "text instead of fields",
        f"{PLAN}/tasks/29.yml",
        "recurrence:\n      every: year\n      month: 3\n      words: 每年3月份",
        "recurrence: 每年3月份",
        "recurrence:",
        "这里要写下一级字段",
    ),
    Fault(
        "unknown field in the floors",
        "data/floors.yml",
        "pages:",
        "page: 200\npages:",
        "page:",
        "不认识的字段“page”。 您是否想写“pages”？",
    ),
    Fault(
        "mapping in a list of texts",
        TASK,
        "synonyms: [残疾人考公务员,",
        "synonyms: [残疾人: 考公务员,",
        "synonyms:",
        "这里要写一段文字",
    ),
    Fault(
        "name of a unit used by an actor",
        "data/actors/quxian.yml",
        "name: 区县",
        "name: 市残联",
        "name:",
        "名称“市残联”已经有别的记录用了",
    ),
]

BYTES = [
    ("GBK", lambda raw: raw.decode().encode("gbk"), 2, "看起来是 GBK"),
    ("BOM", lambda raw: b"\xef\xbb\xbf" + raw, 1, "U+FEFF"),
    ("UTF-16", lambda raw: raw.decode().encode("utf-16"), 1, "不是 UTF-8 编码"),
    ("cut off within a character", lambda raw: raw[:-1] + b"\xe6\xae", 12, "不是 UTF-8 编码"),
    ("tab", lambda raw: raw.replace(b"name: ", b"name:\t", 1), 2, "制表符"),
    (
        "zero-width space",
        lambda raw: raw.replace("市残".encode(), "市\u200b残".encode(), 1),
        2,
        "U+200B",
    ),
    (
        "ideographic space",
        lambda raw: raw.replace("市残".encode(), "市\u3000残".encode(), 1),
        2,
        "U+3000",
    ),
    (
        "compatibility radical",
        lambda raw: raw.replace("市残".encode(), "⾏残".encode(), 1),
        2,
        "U+2F8F",
    ),
    ("control character", lambda raw: raw.replace(b"kind: ", b"kind: \x02"), 7, "U+0002"),
    ("null byte", lambda raw: raw.replace(b"name: ", b"name: \0", 1), 2, "U+0000"),
    ("full-width colon", lambda raw: raw.replace(b"name: ", "name：".encode(), 1), 2, "全角冒号"),
    ("empty", lambda raw: b"", 1, "这个文件是空的"),
    ("only a comment", lambda raw: "# 市残联\n".encode(), 1, "只有注释"),
    ("list", lambda raw: "# 市残联\n- id: cq-canlian\n".encode(), 2, "要由“字段: 内容”组成"),
    ("text", lambda raw: "市残联\n".encode(), 1, "要由“字段: 内容”组成"),
    ("two records", lambda raw: raw + b"---\n" + raw, 13, "一个文件里只能有一条记录"),
    ("field twice", lambda raw: raw + "name: 市残联\n".encode(), 13, "字段“name”写了两遍"),
    ("unclosed quote", lambda raw: raw.replace(b'.cn/"', b".cn/"), 6, "引号没有配对"),
    ("bad indentation", lambda raw: raw.replace(b"kind:", b" kind:"), 7, "缩进"),
    ("anchor", lambda raw: raw.replace(b"name: ", b"name: &n ", 1), 2, "锚点"),
    ("alias", lambda raw: raw.replace(b"note: null", b"note: *n"), 8, "别名"),
    ("tag", lambda raw: raw.replace(b"name: ", b"name: !!str ", 1), 2, "类型标记"),
    ("text after #", lambda raw: raw.replace(b"note: null", "note: 见 #3".encode()), 8, "注释丢掉"),
    ("fields without a space", lambda raw: raw.replace(b"note: null", b"note:null"), 8, "冒号"),
    ("colon in a text", lambda raw: raw.replace(b"note: null", "note: 见: 上".encode()), 8, "冒号"),
]


@pytest.mark.parametrize("fault", VALUES, ids=lambda fault: fault.name)
def test_fault_is_the_only_problem_reported(project: Path, fault: Fault) -> None:
    plant(project, fault)
    assert seen(project, fault) == [wanted(project, fault)], problems(project)


@pytest.mark.parametrize(
    ("change", "line", "says"), [row[1:] for row in BYTES], ids=[row[0] for row in BYTES]
)
def test_unreadable_unit_is_the_only_problem_reported(
    project: Path, change: Any, line: int, says: str
) -> None:
    path = project / UNIT
    changed = change(path.read_bytes())
    assert changed != path.read_bytes()
    path.write_bytes(changed)
    fault = Fault("", UNIT, "", "", "", says)
    assert seen(project, fault) == [(UNIT, line, True)], problems(project)


@pytest.mark.parametrize("file", KINDS.values(), ids=[kind.__name__ for kind in KINDS])
def test_unreadable_file_of_any_kind_is_the_only_problem_reported(project: Path, file: str) -> None:
    (project / file).write_text("id: [", "utf-8")
    assert [problem.place.file for problem in problems(project)] == [file]


REQUIRED = [
    (kind, name)
    for kind in KINDS
    for name, field in kind.model_fields.items()
    if field.is_required() and (field.title or kind is Floors)
]


@pytest.mark.parametrize(
    ("kind", "name"), REQUIRED, ids=[f"{kind.__name__}.{name}" for kind, name in REQUIRED]
)
def test_missing_field_is_the_only_problem_reported(
    project: Path, kind: type[Record], name: str
) -> None:
    file = KINDS[kind]
    path = project / file
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(without_field(lines, name)), "utf-8")
    found = [(p.place.file, p.cause.partition("”")[0]) for p in problems(project)]
    assert found == [(file, f"缺少字段“{name}")]


def without_field(lines: list[str], name: str) -> list[str]:
    """The lines of a file without a field and what is indented below it."""
    kept, within = [], False
    for line in lines:
        within = line.startswith(f"{name}:") or (within and line.startswith(" "))
        kept += [] if within else [line]
    return kept


@pytest.mark.parametrize("id_", ["../cq-canlian", "CQ-canlian", "cq_canlian", "残联", "a/b", "-a"])
def test_id_that_is_no_slug_is_refused(project: Path, id_: str) -> None:
    plant(project, Fault("", UNIT, "id: cq-canlian", f"id: {id_}", "", ""))
    assert (UNIT, 1, True) in seen(project, Fault("", UNIT, "", "", "", "只能用小写英文字母"))


# What stands in a file name's place, and what is said of it
NAMES = [
    ("data/units/cq-x.yaml", "文件名要以 .yml 结尾"),
    ("data/units/cq-x.yml.txt", "文件名要以 .yml 结尾"),
    ("data/units/.cq-x.yml", "隐藏文件"),
    (f"{PLAN}/tasks/07.yml~", "文件名要以 .yml 结尾"),
    ("data/plans/notes.txt", "这里只能放方案的文件夹"),
]


@pytest.mark.parametrize(("file", "says"), NAMES, ids=[row[0] for row in NAMES])
def test_stray_file_is_the_only_problem_reported(project: Path, file: str, says: str) -> None:
    (project / file).write_text("id: cq-x\n", "utf-8")
    assert seen(project, Fault("", file, "", "", "", says)) == [(file, 1, True)]


@pytest.mark.parametrize(
    "file", [UNIT, TASK, RECORD, "data/floors.yml", f"{PLAN}/notice.txt", PLAN]
)
def test_symlink_is_the_only_problem_reported(project: Path, tmp_path: Path, file: str) -> None:
    real = tmp_path / "elsewhere"
    (project / file).rename(real)
    (project / file).symlink_to(real)
    assert [problem.place.file for problem in problems(project)][:1] == [file]


def test_every_problem_of_a_file_is_reported(project: Path) -> None:
    path = project / UNIT
    path.write_text(path.read_text("utf-8").replace(": ", ":\t"), "utf-8")
    lines = path.read_text("utf-8").splitlines()
    wrong = [number for number, line in enumerate(lines, 1) if ":\t" in line]
    assert [problem.place.line for problem in problems(project)] == wrong


def test_same_benefit_in_two_plans_is_refused(project: Path) -> None:
    second = project / "data/plans/second/benefits"
    second.mkdir(parents=True)
    (second / Path(BENEFIT).name).write_bytes((project / BENEFIT).read_bytes())
    assert any("别的方案已经用了" in problem.cause for problem in problems(project))


# Scalars that YAML 1.1 would change
TEXTS = ["no", "yes", "on", "010", "0x1F", "1_000", "2027-12-31", "9:00", "1e3", '"null"', "'~'"]


@pytest.mark.parametrize("scalar", TEXTS)
def test_scalar_stays_text(project: Path, scalar: str) -> None:
    path = project / UNIT
    path.write_text(path.read_text("utf-8").replace("note: null", f"note: {scalar}"), "utf-8")
    assert load(project).units["cq-canlian"].note == scalar.strip("\"'")


def test_line_ends_of_windows_are_accepted(project: Path) -> None:
    path = project / UNIT
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert problems(project) == []


def test_files_are_plain_yaml() -> None:
    # So that any other tool reads the same fields.
    root = Path(__file__).parents[1]
    loaded = yaml.load((root / UNIT).read_text("utf-8"), yaml.BaseLoader)
    assert loaded["name"] == load(root).units["cq-canlian"].name
