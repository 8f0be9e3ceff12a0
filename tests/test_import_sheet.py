"""A sheet that comes back becomes data, or every wrong cell is named and nothing is written."""

import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
import yaml

from register import load, pages
from register.__main__ import main
from register.exports.office import forms
from register.exports.office.duties import Views
from register.exports.office.sheet import division_file, sheet_file
from register.render import Renderer
from register.returned import returned_files
from register.returned import workbook as reading

pytestmark = pytest.mark.usefixtures("parsed_once")
ROOT = Path(__file__).resolve().parents[1]
PLAN = "cq-pwd-jobs-2025"
REPORT = {
    "编号": "25.1",
    "单位": "市残联",
    "状态": "已开展",
    "做了什么": "试样：公布了今年考试的报名办法。",
    "证据（网址或者文件名称）": "https://example.org/kaoshi",
    "报告人": "试样单位",
    "日期": "2026-05-08",
}
FIELDS = ["id", "about", "unit", "date", "status", "done", "evidence", "reported_by"]


@pytest.fixture(scope="module")
def blank_form(register):
    return sheet_file(Views(register).of_unit(register.units["cq-canlian"]))


@pytest.fixture(scope="module")
def blank_division(register):
    return division_file(Views(register).of_all_plans())


@pytest.fixture
def form(blank_form):
    """The form of 市残联 as Excel opens it."""
    return openpyxl.load_workbook(io.BytesIO(blank_form))


@pytest.fixture
def division(blank_division):
    book = openpyxl.load_workbook(io.BytesIO(blank_division))
    for row, value in enumerate(("荣昌区", "试样填报人", "2026-11-24"), 1):
        book[forms.SENDER].cell(row, 2, value)
    fill(
        book,
        forms.DIVISION,
        4,
        {"本区县牵头单位": "区国资委", "本区县责任单位": "区人力社保局、区残联"},
    )
    return book


def fill(book, sheet, row, values):
    header = [cell.value for cell in book[sheet][1]]
    for column, value in values.items():
        book[sheet].cell(row + 1, header.index(column) + 1, value)


def report(book, row=1, **other):
    """Fill in a row of the form; `other` are columns that differ from a sound report."""
    fill(book, forms.PROGRESS, row, REPORT | other)


def saved(book, folder):
    path = folder / "交回.xlsx"
    book.save(path)
    return path


def complaints(path, root=ROOT):
    with pytest.raises(load.RegisterError) as caught:
        returned_files(root, path)
    return [str(problem) for problem in caught.value.problems]


def test_a_report_becomes_a_record(form, tmp_path):
    report(form)
    ((path, text),) = returned_files(ROOT, saved(form, tmp_path)).items()
    assert path == f"data/plans/{PLAN}/progress/2026-05-08-cq-canlian-1.yml"
    record = yaml.load(text, yaml.BaseLoader)
    assert list(record) == FIELDS
    assert record == {
        "id": "2026-05-08-cq-canlian-1",
        "about": "25.1",
        "unit": "市残联",
        "date": "2026-05-08",
        "status": "started",
        "done": REPORT["做了什么"],
        "evidence": "https://example.org/kaoshi",
        "reported_by": "试样单位",
    }


def test_a_form_as_downloaded_reports_nothing(form, tmp_path):
    assert returned_files(ROOT, saved(form, tmp_path)) == {}


def test_reports_of_one_day_are_numbered(form, tmp_path):
    report(form, 1)
    report(form, 2, 编号="7")
    names = [Path(path).stem for path in returned_files(ROOT, saved(form, tmp_path))]
    assert names == ["2026-05-08-cq-canlian-1", "2026-05-08-cq-canlian-2"]


def test_importing_twice_adds_nothing(form, project, tmp_path):
    report(form)
    path = str(saved(form, tmp_path))
    assert main(["--root", str(project), "import-sheet", path]) == 0
    assert returned_files(project, Path(path)) == {}


@pytest.mark.parametrize("kind", ["form", "division"])
def test_the_check_passes_on_what_was_imported(kind, project, tmp_path, request):
    book = request.getfixturevalue(kind)
    if kind == "form":
        report(book)
    assert main(["--root", str(project), "import-sheet", str(saved(book, tmp_path))]) == 0
    assert main(["--root", str(project), "check"]) == 0


@pytest.mark.parametrize("date", ["2026.5.8", "2026/5/8", "2026年5月8日"])
def test_dates_are_read_as_people_write_them(form, tmp_path, date):
    report(form, 日期=date)
    (text,) = returned_files(ROOT, saved(form, tmp_path)).values()
    assert 'date: "2026-05-08"' in text


WRONG = {
    "unknown-unit": ({"单位": "市残连"}, "D2", "没有“市残连”这个单位。 您是否想写“市残联”？"),
    "unit-not-concerned": ({"单位": "市烟草局"}, "D2", "第25项没有分给“市烟草局”"),
    "impossible-date": ({"日期": "2027.13.40"}, "I2", "没有“2027.13.40”这一天。"),
    "date-before-notice": ({"日期": "2025-12-31"}, "I2", "早于通知的日期 2026-01-23"),
    "unknown-status": ({"状态": "做完了"}, "E2", "状态不能是“做完了”。 可以写：已列入计划"),
    "unknown-task": ({"编号": "39"}, "B2", "没有“39”这一项任务。"),
    "unknown-sentence": ({"编号": "25.9"}, "B2", "第25项有"),
    "formula": ({"做了什么": '=HYPERLINK("https://example.org")'}, "F2", "这里是公式。"),
    "nothing-done": ({"做了什么": ""}, "F2", "“做了什么”是空的。"),
    "no-evidence": ({"证据（网址或者文件名称）": ""}, "G2", "是空的。"),
    "broken-address": ({"证据（网址或者文件名称）": "https://a b"}, "G2", "网址"),
    "unseen-character": ({"报告人": "市\u200b残联"}, "H2", "U+200B"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_cell_is_named_once(form, tmp_path, name):
    values, cell, words = WRONG[name]
    report(form, **values)
    (message,) = complaints(saved(form, tmp_path))
    assert f"工作表“{forms.PROGRESS}”{cell}：" in message
    assert words in message


def test_all_wrong_cells_are_told_at_once(form, tmp_path):
    report(form, 单位="市残连", 日期="2027.13.40", 状态="?")
    report(form, 2, 编号="99")
    assert len(complaints(saved(form, tmp_path))) == 4


def test_the_same_report_twice_is_told(form, tmp_path):
    report(form, 1)
    report(form, 2)
    (message,) = complaints(saved(form, tmp_path))
    assert "第 2 行" in message


def test_a_renamed_column_is_told_with_the_name_it_has(form, tmp_path):
    report(form)
    form[forms.PROGRESS]["E1"] = "状况"
    (message,) = complaints(saved(form, tmp_path))
    assert "表头没有“状态”这一列。 请把第1行的“状况”改回“状态”。" in message


def test_merged_cells_are_refused(form, tmp_path):
    report(form)
    form[forms.PROGRESS].merge_cells("D2:D4")
    (message,) = complaints(saved(form, tmp_path))
    assert "D2:D4 是合并的单元格。" in message


def test_a_renamed_sheet_is_told(form, tmp_path):
    form[forms.PROGRESS].title = "进展"
    (message,) = complaints(saved(form, tmp_path))
    assert "没有工作表“进展填报”" in message


def test_100_000_rows_are_refused(blank_form, tmp_path):
    path = tmp_path / "表.xlsx"
    rows = b"".join(
        b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 100_001)
    )
    with zipfile.ZipFile(io.BytesIO(blank_form)) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet2.xml":
                before, _, rest = content.partition(b"<sheetData>")
                content = before + b"<sheetData>" + rows + rest[rest.index(b"</sheetData>") :]
            new.writestr(name, content)
    (message,) = complaints(path)
    assert "超过了 2000 行" in message


@pytest.mark.parametrize("content", [b"", b"name,age\n", b"\xd0\xcf\x11\xe0" + b"\0" * 600])
def test_what_is_no_xlsx_is_refused(tmp_path, content):
    path = tmp_path / "表.xlsx"
    path.write_bytes(content)
    (message,) = complaints(path)
    assert "这不是 .xlsx 文件。" in message


def test_a_missing_file_is_told(tmp_path):
    (message,) = complaints(tmp_path / "没有.xlsx")
    assert "没有这个文件。" in message


def test_a_zip_of_something_else_is_refused(tmp_path):
    path = tmp_path / "表.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "a")
    (message,) = complaints(path)
    assert "读不了这个文件" in message


def test_a_zip_bomb_is_not_unpacked(form, tmp_path, monkeypatch):
    path = saved(form, tmp_path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/big.xml", b" " * (reading.MOST_BYTES + 1))
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *a: pytest.fail("unpacked"))
    (message,) = complaints(path)
    assert "太大了" in message


def test_entities_are_refused(blank_form, tmp_path):
    path = tmp_path / "表.xlsx"
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb">]>'
    with zipfile.ZipFile(io.BytesIO(blank_form)) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            start = bomb if name == "xl/sharedStrings.xml" else b""
            new.writestr(name, start + re.sub(rb"^<\?xml.*?\?>", b"", old.read(name)))
    (message,) = complaints(path)
    assert "DTD" in message


def test_nothing_is_written_unless_all_is_valid(form, project, tmp_path, capsys):
    report(form, 1)
    report(form, 2, 日期="2027.13.40")
    assert main(["--root", str(project), "import-sheet", str(saved(form, tmp_path))]) == 1
    assert not (project / f"data/plans/{PLAN}/progress").exists()
    assert "发现 1 个问题，什么也没有写入。" in capsys.readouterr().out


# The division sheet


def test_a_division_becomes_a_record(division, project, tmp_path):
    assert main(["--root", str(project), "import-sheet", str(saved(division, tmp_path))]) == 0
    found = load.load(project).divisions[f"{PLAN}/rongchang-qu"]
    assert (found.district, found.reported_by, str(found.date)) == (
        "荣昌区",
        "试样填报人",
        "2026-11-24",
    )
    (divided,) = found.tasks
    assert (divided.task, divided.lead, divided.responsible) == (
        4,
        ("区国资委",),
        ("区人力社保局", "区残联"),
    )


def test_a_division_is_shown_as_the_districts_words(division, project, tmp_path):
    main(["--root", str(project), "import-sheet", str(saved(division, tmp_path))])
    register = load.load(project)
    (made,) = (page for page in pages.pages(register) if page.url == "districts/")
    shown = Renderer(register, {}, tmp_path).page(made.template, made.url, made.context(register))
    section = shown.partition('id="divisions"')[2]
    assert "荣昌区报告的分工，试样填报人，2026年11月24日；不是通知的话。" in section
    assert ">区国资委</td>" in section and ">区人力社保局、区残联</td>" in section


def test_an_empty_division_is_told(blank_division, tmp_path):
    path = tmp_path / "表.xlsx"
    path.write_bytes(blank_division)
    assert len(complaints(path)) == 4  # no task, no district, nobody who reports, no date


def test_what_is_no_district_is_told(division, tmp_path):
    division[forms.SENDER]["B1"] = "荣昌"
    (message,) = complaints(saved(division, tmp_path))
    assert "工作表“填报信息”B1：" in message
    assert "“荣昌”不是区县的名称。" in message


FAULTS = {
    "task: 4": ("task: 39", "没有第39项任务"),
    'date: "2026-11-24"': ('date: "2025-01-01"', "早于通知的日期"),
    "lead: [区国资委]\n    responsible: [区人力社保局, 区残联]": (
        "lead: []\n    responsible: []",
        "一个单位也没有写",
    ),
}


@pytest.mark.parametrize("old", FAULTS)
def test_the_check_finds_a_fault_in_a_division(division, project, tmp_path, old, capsys):
    ((name, text),) = returned_files(ROOT, saved(division, tmp_path)).items()
    new, words = FAULTS[old]
    assert old in text
    path = project / name
    path.parent.mkdir()
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert main(["--root", str(project), "check"]) == 1
    assert words in capsys.readouterr().out


def test_a_file_is_named_from_where_the_user_stands(form, tmp_path):
    report(form, 日期="2027.13.40")
    saved(form, tmp_path)
    command = [sys.executable, str(ROOT / "run.py"), "import-sheet", "交回.xlsx"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 1
    assert "没有“2027.13.40”这一天" in done.stdout + done.stderr
