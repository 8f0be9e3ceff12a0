"""What the importer takes: any Chinese encoding, web pages, Word files; and what it refuses."""

from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from register.importer.command import drafted
from register.importer.command import run as run_import
from register.importer.html import html_text
from register.importer.outline import outline
from register.importer.text import ImportRefused, receive

NOTICES = Path(__file__).parent / "notices"
TEXT = (NOTICES / "linhe.txt").read_text(encoding="utf-8")
DAY = datetime.date(2026, 11, 24)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_encoding_is_found(encoding):
    assert receive("notice.txt", TEXT.encode(encoding)).text == TEXT


def test_utf8_bytes_are_kept_as_received():
    raw = TEXT.replace("一、", "\r\n\u3000\u3000一、").encode()
    assert receive("notice.txt", raw).raw == raw


def test_change_of_encoding_is_remarked():
    received = receive("notice.txt", TEXT.encode("gb18030"))
    assert received.raw == TEXT.encode()
    assert "gb18030" in received.remarks[0]


@pytest.mark.parametrize("encoding", ["gb2312", "utf-8"])
def test_web_page_says_its_encoding(encoding):
    page = (NOTICES / "beiwan.html").read_text(encoding="utf-8")
    raw = page.replace("gb2312", encoding).encode(encoding)
    assert "新建社区食堂20个。" in receive("notice.html", raw).text


def test_web_page_gives_its_text_without_scripts_and_menus():
    text = html_text((NOTICES / "beiwan.html").read_text(encoding="utf-8"))
    assert "首页" not in text
    assert "var x" not in text
    assert "主办单位" not in text


def test_row_of_a_table_becomes_an_item_with_its_units():
    text = html_text((NOTICES / "beiwan.html").read_text(encoding="utf-8"))
    assert "3.新建停车泊位。\n牵头单位：区住建局\n责任单位：区公安分局、 各街道\n" in text


@pytest.mark.parametrize("page", ["{}", "<html><body><p>{}</p></body></html>"])
def test_sounds_that_a_page_writes_behind_characters_are_left_out(page):
    words = "关于植树的任务。1.种树三百亩，管护到位。（责任单位：市林(lín)业局、市水(shuǐ)务局）"
    more = "2.浇(jiāo)水(shuǐ)十次。（责任单位：市水(shuǐ)务局）"
    text = receive("notice.txt", page.format(f"{words}\n{more}").encode()).text
    assert "市林业局、市水务局）" in text
    assert "(" not in text


def word_file(build):
    document = docx.Document()
    build(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def numbered_paragraphs(document):
    document.add_paragraph("西塘区助残行动方案")
    document.add_paragraph("一、主要任务")
    for text in ("新建康复站。（区残联牵头，区财政局配合）", "发放辅具。（区残联、区民政局负责）"):
        document.add_paragraph(text, style="List Number")


def test_word_file_keeps_the_numbers_that_word_counts():
    text = receive("notice.docx", word_file(numbered_paragraphs)).text
    assert text.splitlines()[2:] == [
        "1.新建康复站。（区残联牵头，区财政局配合）",
        "2.发放辅具。（区残联、区民政局负责）",
    ]


def table_of_tasks(document):
    document.add_paragraph("西塘区残疾人工作任务分解表")
    table = document.add_table(rows=3, cols=3)
    rows = [
        ("任务", "牵头单位", "配合单位"),
        ("新建康复站", "区残联", "区财政局、区民政局"),
        ("发放辅具", "", ""),
    ]
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(1, 1).merge(table.cell(2, 1))
    table.cell(1, 2).merge(table.cell(2, 2))


def test_table_in_a_word_file_gives_tasks():
    tasks = outline(receive("notice.docx", word_file(table_of_tasks)).text).tasks
    assert [task.sentences for task in tasks] == [["新建康复站。"], ["发放辅具。"]]
    units = [(share.role, share.name) for share in tasks[1].assignment.shares]
    assert units == [
        ("lead", "区残联"),
        ("responsible", "区财政局"),
        ("responsible", "区民政局"),
    ]


def packed(name, content):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


PLAIN_TABLE = (
    "<table><tr><th>项目</th><th>金额</th></tr>"
    "<tr><td>甲工程的建设内容和要求</td><td>乙</td></tr></table>"
)
BAD = {
    "empty": (b"", "是空的"),
    "white space": (b"\xef\xbb\xbf \r\n\t", "是空的"),
    "PDF renamed": (b"%PDF-1.7\n" + "责任单位：市残联".encode(), "PDF"),
    "old Word": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "旧格式"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "图片"),
    "binary": (bytes(range(256)) * 20, "编码"),
    "NUL bytes": (TEXT.encode() + b"\0\0\0", "编码"),
    "spreadsheet": (packed("xl/workbook.xml", "<a/>"), "不是 .docx"),
    "damaged Word file": (packed("word/document.xml", "<a"), "坏了"),
    "cut Word file": (packed("word/document.xml", "<a/>")[:60], "坏了"),
    "bomb": (packed("word/document.xml", b" " * 70_000_000), "太大"),
    "5 MB of text": (TEXT.encode() * 3000, "不像一份通知"),
    "5 MB page": (b"<html><body>" + "<p>通知的话。</p>".encode() * 250_000, "不像一份通知"),
    "no assignment": (("一、总则\n" + "1.加强领导，抓好落实。\n" * 9).encode(), "没有找到分工"),
    "table without units": (
        f"<html><body>{PLAIN_TABLE * 3}</body></html>".encode(),
        "没有找到分工",
    ),
    "English": (b"Lead unit: nobody. " * 50, "没有汉字"),
    "page of scripts": (b"<html><script>" + TEXT.encode() + b"</script></html>", "没有文字"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_with_cause_and_remedy(name, project, tmp_path, capsys):
    raw, said = BAD[name]
    notice = tmp_path / "notice.txt"
    notice.write_bytes(raw)
    before = sorted(project.rglob("*"))
    assert run_import(project, notice, None, "2026-11-24") == 1
    message = capsys.readouterr().err
    assert said in message
    assert "办法：" in message
    assert sorted(project.rglob("*")) == before


@pytest.mark.parametrize(
    ("plan", "read_on", "said"),
    [
        ("../escape", None, "不合规定"),
        ("Upper", None, "不合规定"),
        ("a" * 61, None, "不合规定"),
        ("fine", "2026.1.1", "日期"),
    ],
)
def test_bad_arguments_are_refused(plan, read_on, said, project, capsys):
    assert run_import(project, NOTICES / "linhe.txt", plan, read_on) == 1
    assert said in capsys.readouterr().err


def test_missing_file_is_named(project, capsys):
    assert run_import(project, Path("nowhere.txt"), None, None) == 1
    assert "没有文件" in capsys.readouterr().err


def test_data_that_cannot_be_read_stops_the_import(project, capsys):
    (project / "data/floors.yml").write_bytes(b"\xff")
    assert run_import(project, NOTICES / "linhe.txt", None, None) == 1
    assert "run.py check" in capsys.readouterr().err


WORDS = """
一、|（一）|1.|①|（|）|(|)|牵头单位：|责任单位：|市残联|、|，|。|；|牵头|按职责分工负责|等|和|会同|“|”|《|》
各区、县级市|列第一位者为牵头单位，下同|2027年13月32日前|至少1个|此件公开发布|2026年2月30日|不再列出
<table><tr><td>|</td><td rowspan=9>
"""
ODD = ["\n", " ", "\u3000", "\ufffe", "\u200b", "\u2028"]
PIECES = st.sampled_from([*WORDS.strip().replace("\n", "|").split("|"), *ODD])


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_no_text_ends_in_a_traceback(text):
    long = "为做好残疾人工作，现将有关任务分工通知如下，请认真抓好落实。\n" + text
    try:
        outline(receive("notice.txt", long.encode("utf-8")).text)
    except ImportRefused as refused:
        assert refused.cause and refused.remedy


@settings(max_examples=300, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"\xff\xfe", b"PK\x03\x04", b"<html>", b"\xef\xbb\xbf"]),
)
def test_no_bytes_end_in_a_traceback(raw, start):
    try:
        outline(receive("notice.txt", start + raw).text)
    except ImportRefused as refused:
        assert refused.cause and refused.remedy


@settings(max_examples=25, deadline=None)
@given(pieces=st.lists(PIECES, min_size=5, max_size=40).map("".join))
def test_whatever_is_drafted_loads(pieces, tmp_path_factory, register):
    from register import yamltext
    from register.importer.draft import draft

    text = (
        "各有关单位：\n一、任务\n1.做好工作，方便群众办事，提高服务水平。（市残联牵头，市民政局配合）\n"
        + pieces
    )
    try:
        received = receive("notice.txt", text.encode())
    except ImportRefused:
        return
    found = outline(received.text)
    made = draft(received, found, register, "test-plan", DAY)
    for path, content in made.files.items():
        if path.endswith(".yml"):
            yamltext.read(path, content)


def test_drafted_reads_a_file_with_any_name(project, tmp_path):
    notice = tmp_path / "通知 最终版.TXT"
    notice.write_text(TEXT, encoding="utf-8")
    assert len(drafted(project, notice, None, DAY).outline.tasks) == 4
