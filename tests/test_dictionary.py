"""data/README.md names every field that editors write, and no other."""

import re
from collections import defaultdict
from pathlib import Path
from typing import Literal, get_args, get_origin

import pytest

from register import changelog, districts, divisions, guides, model, moved, wordlists

DATA = Path(__file__).resolve().parents[1] / "data"
HEADINGS = {
    model.Vocabulary: "词表",
    model.Entry: "词表的词条 `terms`",
    model.Group: "词表的分组 `groups`",
    model.Unit: "责任单位",
    model.Counterpart: "区县对应单位 `district_counterpart`",
    model.Confirmation: "单位的确认 `confirmation`",
    model.Actor: "点名的主体",
    model.Plan: "方案",
    model.Counts: "方案的数量 `counts`",
    model.DefaultClause: "方案的默认条款 `default_clause`",
    model.Block: "方案的结构 `outline`",
    model.Action: "行动",
    model.Import: "导入以后要决定的事",
    model.Decision: "要决定的一件事 `decide`",
    model.Confidence: "一项任务的把握 `confidence`",
    model.Task: "任务",
    model.Measure: "任务的句子 `measures`",
    model.Deadline: "句子的截止日期 `deadline`",
    model.Recurrence: "句子的频率 `recurrence`",
    model.Quantity: "句子的数量 `quantities`",
    model.Benefit: "政策",
    model.Progress: "进展",
    model.Quote: "引文 `quotes`、`conditions`",
    model.Term: "词语",
    model.Source: "出处",
    model.Fact: "出处的事实 `facts`",
    model.Floors: "最低数量",
    guides.Finder: "找政策",
    guides.Limit: "找政策的限定 `limits`",
    guides.Question: "找政策的问题 `questions`",
    guides.Answer: "找政策的回答 `answers`",
    guides.Employers: "用人单位",
    guides.EmployerKind: "用人单位的种类 `kinds`",
    guides.Clause: "用人单位的条款 `clauses`",
    guides.Condition: "条款的条件 `conditions`",
    guides.Asked: "用人单位的要求 `asks`",
    guides.Law: "别的文件 `law`",
    districts.Districts: "区县和镇街",
    districts.Reached: "区县和镇街的分组 `groups`",
    changelog.LogEntry: "更新记录",
    changelog.Amount: "更新记录的数量 `records`",
    changelog.Told: "更新记录的条目 `facts`、`wording`",
    model.Pinyin: "拼音",
    model.Reading: "拼音的读音 `readings`",
    divisions.Division: "区县的任务分解",
    divisions.Divided: "区县分解的任务 `tasks`",
    wordlists.Search: "搜索",
    wordlists.Characters: "字表",
    moved.Redirects: "换了的地址",
    moved.Moved: "换了的一个地址 `moved`",
}
FIELD_ROW = re.compile(r"^\| `([\w-]+)` \|")
every_record = pytest.mark.parametrize(
    "record", model.Record.__subclasses__(), ids=lambda r: r.__name__
)


def read_sections():
    """Lines of the dictionary under each heading."""
    sections, heading = defaultdict(list), ""
    for line in (DATA / "README.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            heading = line.lstrip("#").strip()
        sections[heading].append(line)
    return sections


SECTIONS = read_sections()


def rows(heading):
    """Cells of each field's row under a heading, by field."""
    lines = filter(FIELD_ROW.match, SECTIONS[heading])
    return {FIELD_ROW.match(line)[1]: [cell.strip() for cell in line.split("|")] for line in lines}


def written(record):
    """The fields that editors write: those with a title; all of them where none has one."""
    titled = {name: field for name, field in record.model_fields.items() if field.title}
    return titled or record.model_fields


@every_record
def test_dictionary_names_exactly_the_fields_that_editors_write(record):
    assert list(rows(HEADINGS[record])) == list(written(record))


@every_record
def test_dictionary_says_which_fields_are_required_and_may_be_null(record):
    said = {name: (cells[4], cells[5]) for name, cells in rows(HEADINGS[record]).items()}
    assert said == {
        name: (
            "是" if field.is_required() else "否",
            "可" if type(None) in get_args(field.annotation) else "不可",
        )
        for name, field in written(record).items()
    }


@every_record
def test_dictionary_lists_the_values_of_closed_fields(record):
    section = "\n".join(SECTIONS[HEADINGS[record]])
    closed = [f.annotation for f in written(record).values() if get_origin(f.annotation) is Literal]
    missing = [value for kind in closed for value in get_args(kind) if f"`{value}`" not in section]
    assert not missing


def test_field_tables_stand_only_under_known_headings():
    with_tables = {name for name, lines in SECTIONS.items() if any(map(is_table_head, lines))}
    assert with_tables == set(HEADINGS.values())


def is_table_head(line):
    return line.startswith("| 字段 |")


def test_dictionary_names_exactly_the_vocabularies_that_exist():
    files = {path.stem for path in (DATA / "vocabulary").glob("*.yml")}
    assert set(rows("有哪些词表")) == files
