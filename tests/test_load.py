"""data/ → Register: each record that can't be read is reported at its line, in words that help.

The records are a few of the real ones: reading all of them takes ten times as long.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT
from faults import PLAN, Fault, places, plant, wanted

from register import files, yamltext
from register import load as load_module
from register.districts import Districts
from register.guides import Employers, Finder
from register.load import Loader, load, parsed, read
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
from register.moved import Redirects
from register.problem import Place, Problem, RegisterError
from register.wordlists import Characters, Search

AsTold = Callable[[Path, list[Problem]], None]
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

# What the small project has of the folders with many records; of the others it has all.
FEW = {
    "actions": {"01.yml", "02.yml", "05.yml", "08.yml"},
    "tasks": {"02.yml", "05.yml", "29.yml"},
    "benefits": {
        Path(BENEFIT).name,
        "dibao-grace-period.yml",
        "free-assistive-devices.yml",
    },
    "terms": {Path(TERM).name, "stall.yml", "autism.yml"},
    "sources": {Path(SOURCE).name, "gd-pwd-hotline-page.yml"},
    "vocabulary": {"duty.yml", "gap.yml"},
}


def not_needed(folder: str, names: list[str]) -> set[str]:
    return set(names) - FEW.get(Path(folder).name, set(names)) | {"schema"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a few records of each kind, free to be changed."""
    shutil.copytree(ROOT / "data", tmp_path / "data", ignore=not_needed)
    return tmp_path


def problems(project: Path) -> list[Problem]:
    """Every problem that reading a project reports."""
    return sorted(set(read(project)[1]))


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
def test_fault_is_the_only_problem_reported(project: Path, fault: Fault, as_told: AsTold) -> None:
    plant(project, fault)
    found = problems(project)
    assert places(found, fault) == [wanted(project, fault)], found
    as_told(project, found)


@pytest.mark.parametrize(
    ("change", "line", "says"), [row[1:] for row in BYTES], ids=[row[0] for row in BYTES]
)
def test_unreadable_unit_is_the_only_problem_reported(
    project: Path, change: Any, line: int, says: str, as_told: AsTold
) -> None:
    path = project / UNIT
    changed = change(path.read_bytes())
    assert changed != path.read_bytes()
    path.write_bytes(changed)
    fault = Fault("", UNIT, "", "", "", says)
    found = problems(project)
    assert places(found, fault) == [(UNIT, line, True)], found
    as_told(project, found)


@pytest.mark.parametrize("file", KINDS.values(), ids=[kind.__name__ for kind in KINDS])
def test_unreadable_file_of_any_kind_is_the_only_problem_reported(
    project: Path, file: str, as_told: AsTold
) -> None:
    (project / file).write_text("id: [", "utf-8")
    found = problems(project)
    assert [problem.place.file for problem in found] == [file]
    as_told(project, found)


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
    project: Path, kind: type[Record], name: str, as_told: AsTold
) -> None:
    file = KINDS[kind]
    path = project / file
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(without_field(lines, name)), "utf-8")
    found = problems(project)
    causes = [(p.place.file, p.cause.partition("”")[0]) for p in found]
    assert causes == [(file, f"缺少字段“{name}")]
    as_told(project, found)


def without_field(lines: list[str], name: str) -> list[str]:
    """The lines of a file without a field and what is indented below it."""
    kept, within = [], False
    for line in lines:
        within = line.startswith(f"{name}:") or (within and line.startswith(" "))
        kept += [] if within else [line]
    return kept


@pytest.mark.parametrize("id_", ["../cq-canlian", "CQ-canlian", "cq_canlian", "残联", "a/b", "-a"])
def test_id_that_is_no_slug_is_refused(project: Path, id_: str, as_told: AsTold) -> None:
    plant(project, Fault("", UNIT, "id: cq-canlian", f"id: {id_}", "", ""))
    found = problems(project)
    fault = Fault("", UNIT, "", "", "", "只能用小写英文字母")
    assert (UNIT, 1, True) in places(found, fault)
    as_told(project, found)


# What stands in a file name's place, and what is said of it
NAMES = [
    ("data/units/cq-x.yaml", "文件名要以 .yml 结尾"),
    ("data/units/cq-x.yml.txt", "文件名要以 .yml 结尾"),
    ("data/units/.cq-x.yml", "隐藏文件"),
    (f"{PLAN}/tasks/07.yml~", "文件名要以 .yml 结尾"),
    ("data/plans/notes.txt", "这里只能放方案的文件夹"),
]


@pytest.mark.parametrize(("file", "says"), NAMES, ids=[row[0] for row in NAMES])
def test_stray_file_is_the_only_problem_reported(
    project: Path, file: str, says: str, as_told: AsTold
) -> None:
    (project / file).write_text("id: cq-x\n", "utf-8")
    found = problems(project)
    assert places(found, Fault("", file, "", "", "", says)) == [(file, 1, True)]
    as_told(project, found)


@pytest.mark.parametrize(
    "file", [UNIT, TASK, RECORD, "data/floors.yml", f"{PLAN}/notice.txt", PLAN]
)
def test_symlink_is_the_only_problem_reported(
    project: Path, tmp_path: Path, file: str, as_told: AsTold
) -> None:
    real = tmp_path.with_name(f"{tmp_path.name}-elsewhere")
    (project / file).rename(real)
    (project / file).symlink_to(real)
    found = problems(project)
    assert [problem.place.file for problem in found][:1] == [file]
    as_told(project, found)


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


# Further faults: what is written into which files, None to delete; told.yml has what is said


def line(field: str, new: str) -> Callable[[str], str]:
    """Replace the line of a field, whatever it says."""

    def changed(text: str) -> str:
        found = re.sub(rf"(?m)^( *){field}:.*$", lambda old: f"{old[1]}{new}", text, count=1)
        assert found != text
        return found

    return changed


def more(text: str) -> Callable[[str], str]:
    return lambda before: before + text


def copied(file: str, change: Callable[[str], str] = lambda text: text) -> Callable[[str], str]:
    """The content of another file of the real data, changed."""
    return lambda _: change((ROOT / file).read_text("utf-8"))


SECOND = "data/plans/cq-second-2026"
CHENGDU = "data/plans/cd-jobs-2026"
TASK5 = f"{PLAN}/tasks/05.yml"
REPORT = f"{PLAN}/progress/2026-05-08-cq-canlian-1.yml"
REPORTED = (ROOT / "tests/progress/2026-05-08-cq-canlian-1.yml").read_text("utf-8")
DIVISION = f"{PLAN}/divisions/shiyang-qu.yml"
DIVIDED = (ROOT / "tests/hostile/records/division.yml").read_text("utf-8")
IMPORT = f"{PLAN}/import.yml"
LEFT = """id: cq-pwd-jobs-2025
decide:
  - file: tasks/02.yml
    field: lead
    confidence: low
    words: null
    question: 谁牵头？
confidence: []
"""
UNNAMED = [file.stem for file in sorted((ROOT / "data/units").glob("*.yml"))]
UNIT_SIZE = (ROOT / UNIT).stat().st_size
Edit = Callable[[str], str] | str | None
EDITS: dict[str, dict[str, Edit]] = {
    "given fields in a task": {TASK5: more("plan: x\n")},
    "given fields in a plan": {RECORD: more("notice: x\nundecided: []\n")},
    "given fields in sentences": {
        TASK5: lambda text: text.replace("    strength", "    task: x\n    start: 1\n    strength"),
        TASK: lambda text: text.replace("    strength", "    number: 1\n    strength", 1),
    },
    "id that is a list": {UNIT: line("id", "id: [a]")},
    "long id": {UNIT: line("id", f"id: {'a' * 41}")},
    "id of forty characters": {UNIT: line("id", f"id: {'a' * 40}")},
    "numbers that are none": {
        TASK5: line("number", "number: 五"),
        TASK: line("number", "number: ２"),
        f"{PLAN}/actions/05.yml": line("number", "number: 50"),
    },
    "numbers that are lists": {TASK5: line("number", "number: [5]")},
    "names that are no texts": {
        TASK5: line("lead", "lead: [[市烟草局], 市烟草局, 市烟草居]"),
        TASK: line("responsible", "responsible: {市残联: 市残联}"),
    },
    "names of the clause for all tasks": {
        RECORD: line("default_clause", "default_clause: 甲"),
    },
    "plan whose id differs": {RECORD: line("id", "id: cq-pwd-jobs-2026")},
    "plan without its notice": {f"{PLAN}/notice.txt": None},
    "plan without its record": {RECORD: None},
    "notice in another encoding": {f"{PLAN}/notice.txt": "\ud800"},
    "notice with a carriage return": {f"{PLAN}/notice.txt": "各镇街:\r乙"},
    "questions of the importer": {IMPORT: LEFT},
    "questions of the importer that are wrong": {IMPORT: LEFT.replace("low", "none")},
    "questions of the importer that are unreadable": {IMPORT: "["},
    "quotations without a sentence": {
        BENEFIT: lambda text: text.replace('measure: "5.1"', "measure: [5.1]"),
        f"{PLAN}/benefits/free-assistive-devices.yml": line("quotes", "quotes: 甲\nquotes_:"),
    },
    "report that is sound": {REPORT: REPORTED},
    "report of another name": {REPORT.replace("-1.yml", "-2.yml"): REPORTED},
    "report of nobody": {REPORT: REPORTED.replace("unit: 市残联", "unit: 市残连")},
    "report of several": {REPORT: REPORTED.replace("unit: 市残联", "unit: [市残联]")},
    "report of nothing": {REPORT: REPORTED.replace('about: "25.1"', "about: [25.1]")},
    "division that is sound": {DIVISION: DIVIDED},
    "division of another name": {DIVISION.replace("shiyang", "yangshi"): DIVIDED},
    "division without a district": {DIVISION: DIVIDED.replace("district: 试样区\n", "")},
    "no units": {f"data/units/{stem}.yml": None for stem in UNNAMED},
    "unit that cannot be read, and who is named": {UNIT: "[", TASK5: line("lead", "lead: [某局]")},
    "actor that cannot be read, and who is named": {"data/actors/quxian-yancao.yml": "["},
    "units of one name in one city": {
        "data/units/cq-other.yml": copied(UNIT, line("id", "id: cq-other")),
    },
    "units of one name in two cities": {
        "data/units/cd-canlian.yml": copied(UNIT, line("id", "id: cd-canlian")),
    },
    "unit in another city with the name of an actor": {
        "data/units/cd-other.yml": copied(
            UNIT, lambda text: line("name", "name: 区县")(line("id", "id: cd-other")(text))
        ),
    },
    "unit and actor of one id": {
        "data/units/quxian.yml": copied(
            UNIT, lambda text: line("name", "name: 某局")(line("id", "id: quxian")(text))
        ),
    },
    "same benefit, report and division in two plans": {
        f"{SECOND}/benefits/{Path(BENEFIT).name}": copied(BENEFIT),
        f"{SECOND}/progress/{Path(REPORT).name}": REPORTED,
        REPORT: REPORTED,
        f"{SECOND}/divisions/{Path(DIVISION).name}": DIVIDED,
        DIVISION: DIVIDED,
    },
    "what the guide asks of a body that there is not": {
        "data/employers.yml": lambda text: text.replace("铁路客运站]", "火车站]"),
    },
    **{
        f"no {name}": {f"data/{name}.yml": None}
        for name in (
            *("floors", "finder", "employers", "districts"),
            *("pinyin", "search", "characters", "redirects"),
        )
    },
    "list of redirects that is wrong": {"data/redirects.yml": "moved: 甲\n"},
    "entry of the log that is wrong": {"data/changes/2026-11-24.yml": line("id", "id: x")},
    "file as large as may be": {UNIT: more("# " + "x" * (files.LARGEST - UNIT_SIZE - 3) + "\n")},
    "file too large": {UNIT: more("# " + "x" * (files.LARGEST - UNIT_SIZE - 2) + "\n")},
    "empty values": {
        UNIT: lambda text: line("aliases", "aliases:")(line("full_name_basis", "kinds:")(text)),
        BENEFIT: lambda text: line("quotes", "quotes: []\nold:")(line("conditions", "x: ")(text)),
        TASK5: more("after: ''\n"),
    },
    "nothing in a list": {UNIT: line("aliases", "aliases: [null]")},
    "addresses that are none": {
        SOURCE: line("addresses", "addresses: [ftp://x.example, 'http://a b']"),
        RECORD: line("source", "source: www.example.com"),
        UNIT: line("full_name_source", "full_name_source: x"),
    },
    "long values that are refused": {
        UNIT: line("full_name_basis", f"full_name_basis: {'a' * 41}"),
        TASK5: line("action", f"action: {'a' * 40}"),
    },
    "unknown fields, long and short": {
        UNIT: more(f"{'a' * 41}: x\nnames: x\n"),
        TASK5: more("plans: x\nid: x\nleads: x\n"),
        "data/floors.yml": more("page: 1\n"),
    },
}


@pytest.mark.parametrize("edits", EDITS.values(), ids=EDITS)
def test_what_is_told_of_a_fault(project: Path, edits: dict[str, Edit], as_told: AsTold) -> None:
    for file, new in edits.items():
        path = project / file
        path.parent.mkdir(parents=True, exist_ok=True)
        if new is None:
            path.unlink()
            continue
        before = path.read_text("utf-8") if path.exists() else ""
        content = new if isinstance(new, str) else new(before)
        path.write_text(content, "utf-8", newline="", errors="surrogatepass")
    as_told(project, problems(project))


@pytest.mark.parametrize("folder", ["units", "actors"])
def test_folder_without_records_is_told(project: Path, folder: str) -> None:
    shutil.rmtree(project / "data" / folder)
    told = [(p.place, p.cause) for p in problems(project) if "这里没有记录" in p.cause]
    assert told == [(Place(f"data/{folder}"), "这里没有记录。")]


def test_name_too_long_for_the_disk_is_told(project: Path) -> None:
    loader = Loader(project, {})
    assert loader.raw_bytes(f"data/{'x' * 300}") is None
    (problem,) = loader.found.problems
    assert problem.place == Place(f"data/{'x' * 300}")
    assert problem.cause == "读不了这个文件（File name too long）。"
    assert problem.remedy == "请核对文件名、权限和磁盘，然后重试。"


def test_folder_in_place_of_a_file_is_told(project: Path) -> None:
    (project / UNIT).unlink()
    (project / UNIT).mkdir()
    assert "缺少这个文件。" in [p.cause for p in problems(project) if p.place.file == UNIT]


def with_further_plans(project: Path) -> None:
    """A younger plan of the same city, and one of another city whose unit has an equal name."""
    for folder, day, number in ((SECOND, "2026-12-01", 2), (CHENGDU, "2025-06-01", 5)):
        new = project / folder
        shutil.copytree(project / PLAN, new)
        record, name = new / "plan.yml", Path(folder).name
        text = line("id", f"id: {name}")(record.read_text("utf-8"))
        record.write_text(line("date", f'date: "{day}"')(text), "utf-8")
        for benefit in (new / "benefits").iterdir():
            text = line("id", f"id: {benefit.stem}-{number}")(benefit.read_text("utf-8"))
            benefit.with_stem(f"{benefit.stem}-{number}").write_text(text, "utf-8")
            benefit.unlink()
        for task in (new / "tasks").iterdir():
            if task.stem != f"{number:02}":
                task.unlink()
    unit = (project / UNIT).read_text("utf-8").replace("id: cq-canlian", "id: cd-canlian")
    (project / "data/units/cd-canlian.yml").write_text(unit, "utf-8")
    task = project / CHENGDU / "tasks/05.yml"
    task.write_text(line("lead", "lead: [市残联]")(task.read_text("utf-8")), "utf-8")


def test_records_stand_in_the_order_of_readers(project: Path) -> None:
    with_further_plans(project)
    register = load(project)
    first, second, chengdu = (Path(folder).name for folder in (PLAN, SECOND, CHENGDU))
    assert [*register.plans] == [second, first, chengdu]
    assert [*register.tasks] == [
        f"{second}/2",
        *(f"{first}/{n}" for n in (2, 5, 29)),
        f"{chengdu}/5",
    ]
    assert [*register.actions] == [
        f"{plan}/action-{n}" for plan in (second, first, chengdu) for n in (1, 2, 5, 8)
    ]
    names = ["tobacco-licence-convenience", "dibao-grace-period", "free-assistive-devices"]
    # Of each plan first those of sentences that are there, in their order; only task 5 is of these.
    assert [*register.benefits] == [
        *(f"{name}-2" for name in sorted(names)),
        *names,
        *(f"{name}-5" for name in names),
    ]


def test_sentences_know_their_place_in_the_task(project: Path) -> None:
    task = load(project).tasks["cq-pwd-jobs-2025/29"]
    assert [measure.number for measure in task.measures] == [*range(1, 9)]
    assert all(task.text[m.start : m.end] == m.quote for m in task.measures)
    assert task.measures[0].id == "cq-pwd-jobs-2025/29.1"


def test_quotes_and_conditions_name_sentences_in_full(project: Path) -> None:
    benefits = load(project).benefits.values()
    conditions = [quote for benefit in benefits for quote in benefit.conditions]
    named = [quote.measure for benefit in benefits for quote in benefit.quotes]
    assert conditions
    assert {m.partition("/")[0] for m in (*named, *(q.measure for q in conditions))} == {
        Path(PLAN).name
    }


def test_reports_stand_in_the_order_of_their_days(project: Path) -> None:
    folder = project / PLAN / "progress"
    folder.mkdir()
    for id_, day in (("b", "2026-06-01"), ("c", "2026-05-01"), ("a", "2026-06-01")):
        text = REPORTED.replace("id: 2026-05-08-cq-canlian-1", f"id: {id_}")
        (folder / f"{id_}.yml").write_text(text.replace('"2026-05-08"', f'"{day}"'), "utf-8")
    register = load(project)
    assert [*register.progress] == ["c", "a", "b"]
    report = register.progress["a"]
    assert (report.unit, report.about) == ("cq-canlian", "cq-pwd-jobs-2025/25.1")


def test_reports_and_divisions_of_every_plan_are_read(project: Path) -> None:
    with_further_plans(project)
    for plan in (PLAN, SECOND, CHENGDU):
        name = Path(plan).name
        for folder in ("divisions", "progress"):
            (project / plan / folder).mkdir()
        (project / plan / "divisions/shiyang-qu.yml").write_text(DIVIDED, "utf-8")
        report = line("id", f"id: {name}")(REPORTED)
        (project / plan / f"progress/{name}.yml").write_text(report, "utf-8")
    register = load(project)
    plans = [Path(plan).name for plan in (CHENGDU, PLAN, SECOND)]  # by name, as equal days are
    assert [*register.divisions] == [f"{plan}/shiyang-qu" for plan in plans]
    assert [*register.progress] == plans


def test_divisions_and_questions_of_the_importer_are_read(project: Path) -> None:
    (project / DIVISION).parent.mkdir()
    (project / DIVISION).write_text(DIVIDED, "utf-8")
    (project / IMPORT).write_text(LEFT, "utf-8")
    register = load(project)
    assert [*register.divisions] == ["cq-pwd-jobs-2025/shiyang-qu"]
    assert [one.question for one in register.plans["cq-pwd-jobs-2025"].undecided] == ["谁牵头？"]
    assert [*register.changes] == sorted(p.stem for p in (project / "data/changes").iterdir())


SINGLE = (Floors, Finder, Employers, Districts, Pinyin, Search, Characters, Redirects)


@pytest.mark.parametrize("kind", SINGLE)
def test_without_what_all_else_builds_on_there_are_no_records(
    project: Path, kind: type[Record]
) -> None:
    (project / f"data/{kind.__name__.lower()}.yml").unlink()
    register, found = read(project)
    assert register is None
    assert len(found) == 1


def test_records_of_every_kind_are_read(project: Path) -> None:
    register = load(project)
    for kind in SINGLE:
        assert isinstance(getattr(register, kind.__name__.lower()), kind)
    assert [*register.vocabularies] == ["duty", "gap"]
    assert [*register.sources] == ["gd-pwd-hotline-page", "pwd-employment-regulations"]
    assert register.actors["quxian"].name == "区县"
    assert register.suspect == frozenset()
    assert register.origins["Floors", "floors"].file == "data/floors.yml"


def test_what_is_known_of_a_file_is_not_parsed_again(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = load(project)
    parsed: list[str] = []
    parse = yamltext.read

    def noted(file: str, raw: bytes) -> Any:
        parsed.append(file)
        return parse(file, raw)

    monkeypatch.setattr(yamltext, "read", noted)
    kept = project / ".cache/yaml.json"
    assert "市残联" in kept.read_text("utf-8")  # half as long as with escapes
    before = kept.stat().st_mtime_ns
    assert load(project).units == first.units
    assert parsed == []
    assert kept.stat().st_mtime_ns == before  # nothing new is known
    path = project / UNIT
    path.write_text(path.read_text("utf-8").replace("note: null", "note: 新"), "utf-8")
    changed = load(project)
    assert changed.units["cq-canlian"].note == "新"
    assert parsed == [UNIT]
    place = changed.origin(changed.units["cq-yancaoju"]).place("name")
    assert (place.line, parsed) == (2, [UNIT, "data/units/cq-yancaoju.yml"])


def test_what_a_field_may_not_hold_is_told_at_every_reading(project: Path) -> None:
    plant(project, Fault("", UNIT, "name: 市残联", "name: 市残联☃", "", ""))
    found = problems(project)
    assert [problem.place.file for problem in found] == [UNIT]
    assert problems(project) == found


def test_nothing_is_known_once_the_code_that_reads_is_another(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(project)
    assert parsed(project)
    monkeypatch.setattr(load_module, "_readers", load_module._readers.__wrapped__)
    assert parsed(project)
    monkeypatch.setattr(load_module, "READERS", load_module.READERS[1:])
    assert not parsed(project)


def test_records_of_a_file_with_a_problem_are_left_out(project: Path) -> None:
    for file, new in ((TASK5, line("lead", "lead: [市烟草居]")), (TERM, lambda _: "[")):
        path = project / file
        path.write_text(new(path.read_text("utf-8")), "utf-8")
    register, found = read(project)
    assert register is not None
    assert [*register.tasks] == ["cq-pwd-jobs-2025/2", "cq-pwd-jobs-2025/29"]
    assert "working-age" not in register.terms
    assert register.suspect == {TASK5, TERM}
    assert len(found) == 2
    with pytest.raises(RegisterError, match="市烟草居"):
        load(project)


def test_nothing_is_read_behind_a_link(project: Path) -> None:
    (project / UNIT).unlink()
    (project / UNIT).symlink_to("/dev/null")
    register, found = read(project)
    assert register is None
    assert [problem.place.file for problem in found] == [UNIT]
    with pytest.raises(RegisterError):
        load(project)


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
