"""Duties → .docx in the layout of official documents: A4, 黑体 headings, 仿宋 text, page numbers.

What a computer has no font for, it replaces by one of those named in the font table.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from functools import cache
from typing import Any

import docx
from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from register.exports.office.duties import (
    MADE_BY,
    ROLES,
    UNSTATED,
    Assigned,
    Document,
    Duties,
    Sentence,
    about,
)
from register.typography import full_width

# What each style is: size in points, Chinese font, bold; sizes are 二号, 三号 and 小四.
BODY, HEADING, LEAD_IN, TITLE = "仿宋", "黑体", "楷体", "方正小标宋简体"
STYLES: dict[str, tuple[float, str]] = {
    "Normal": (16, BODY),
    "Title": (22, TITLE),
    "Heading 1": (16, HEADING),
    "Heading 2": (16, LEAD_IN),
    "Header": (10.5, BODY),
    "Footer": (14, "宋体"),
    "Note": (12, LEAD_IN),
    "Above": (12, LEAD_IN),
    "Lead line": (12, HEADING),
    "Cell": (12, BODY),
    "Head cell": (12, HEADING),
}
KEPT_WITH_NEXT = ("Above", "Lead line")  # never the last line of a page
SMALL = ("Note", *KEPT_WITH_NEXT, "Cell", "Head cell", "Header", "Footer")
TABLE = "Table Grid"
ALSO_USED = ("Default Paragraph Font", "Normal Table", "No List", TABLE)
USED = {name.title() for name in (*STYLES, *ALSO_USED)}
NOT_USED = ("stylesWithEffects", "customXml", "thumbnail", "numbering", "webSettings")
FALLBACKS = {
    BODY: "仿宋_GB2312;FangSong;STFangsong;Noto Serif CJK SC;宋体",
    HEADING: "SimHei;STHeiti;Microsoft YaHei;Noto Sans CJK SC",
    LEAD_IN: "楷体_GB2312;KaiTi;STKaiti;Noto Serif CJK SC",
    TITLE: "方正小标宋_GBK;FZXiaoBiaoSong-B05S;华文中宋;STZhongsong;Noto Serif CJK SC;宋体",
}
COLUMNS = ("序号", "任务（标题是本站的话）", "角色", "牵头单位", "责任单位")
WIDTHS = (Mm(13), Mm(56), Mm(16), Mm(36), Mm(35))
LONG_AGO = (1980, 1, 1, 0, 0, 0)
LONGEST_PROPERTY = 255  # characters, says the format
MOST_IN_HEADER = 3
COMMON_DATE = datetime.datetime(2000, 1, 1)


def word_file(duties: Duties) -> bytes:
    """A document with an overview, what has a date, and every sentence under its task."""
    word = docx.Document(io.BytesIO(_blank()))
    _describe(word, duties)
    _add(word, duties.title, "Title")
    for document in duties.documents:
        _source(word, document)
    headings = _Numbers(word)
    if not duties.tasks:
        _add(word, "没有分给它的任务。")
    else:
        _timed(word, duties, headings)  # first what has a date: that is what readers look for
        headings.add("任务一览")
        _overview(word, duties)
        _tasks(word, duties, headings)
        _clauses(word, duties, headings)
    out = io.BytesIO()
    word.save(out)
    return _without_clock(out.getvalue())


def _add(word: Word, text: str = "", style: str = "Normal") -> Paragraph:
    """A new paragraph; its style goes in by id, since a look-up by name reads all styles."""
    paragraph = word.add_paragraph(text)
    if style != "Normal":
        paragraph._p.style = _style_id(style)
    return paragraph


def _style_id(name: str) -> str:
    return name.replace(" ", "")


class _Numbers:
    """Adds headings numbered 一、二、三、 as official documents have them."""

    def __init__(self, word: Word) -> None:
        self.word = word
        self.next = iter("一二三四五六七八九")

    def add(self, text: str) -> None:
        _add(self.word, f"{next(self.next)}、{text}", "Heading 1")


def _describe(word: Word, duties: Duties) -> None:
    properties = word.core_properties
    dates = [datetime.datetime.fromisoformat(document.date) for document in duties.documents]
    properties.title = duties.title
    titles = "；".join(document.title for document in duties.documents)
    several = f"{len(duties.documents)} 份通知"
    properties.subject = titles if len(titles) <= LONGEST_PROPERTY else several
    properties.author = properties.last_modified_by = MADE_BY
    properties.comments = properties.keywords = properties.category = ""
    properties.language = "zh-CN"
    properties.created = properties.modified = max(dates, default=COMMON_DATE)
    short = "；".join(f"《{document.title}》" for document in duties.documents)
    short = short if len(duties.documents) <= MOST_IN_HEADER else several
    word.sections[0].header.paragraphs[0].text = f"{duties.title}　{short}"


def _source(word: Word, document: Document) -> None:
    for label, value in about(document):
        paragraph = _add(word, "", "Note")
        paragraph.add_run(f"{label}：").bold = True
        paragraph.add_run(value)


def _overview(word: Word, duties: Duties) -> None:
    shown = [index for index in range(len(COLUMNS)) if duties.is_unit or COLUMNS[index] != "角色"]
    table = word.add_table(0, len(shown), TABLE)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    heading = _row(table, [COLUMNS[index] for index in shown], "Head cell")
    heading.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    for task in duties.tasks:
        cells = [str(task.number), task.title, task.role, *_units(task)]
        _row(table, [cells[index] for index in shown], "Cell")
    wider = 0 if duties.is_unit else WIDTHS[2]
    table.autofit = False
    for column, index in zip(table.columns, shown, strict=True):
        column.width = WIDTHS[index] + (wider if index == 1 else 0)


def _row(table: Table, texts: Sequence[str], style: str) -> Any:
    """Add a row, and give back its properties."""
    row = deepcopy(_empty_row(style, len(texts)))
    for paragraph, text in zip(row.iter(qn("w:p")), texts, strict=True):
        paragraph.add_r().text = text
    table._tbl.append(row)
    return row.trPr


@cache
def _empty_row(style: str, cells: int) -> Any:
    """A row that is never parted by the end of a page, made once: a copy costs little."""
    table: Any = _scratch().add_table(0, cells, TABLE)
    row = table.add_row()
    for cell in row.cells:
        cell.paragraphs[0]._p.style = _style_id(style)
    row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    return row._tr


@cache
def _scratch() -> Word:
    """A document in which parts are made that several documents show."""
    return docx.Document(io.BytesIO(_blank()))


def _units(task: Assigned) -> tuple[str, str]:
    return "、".join(task.lead) or UNSTATED, "、".join(task.responsible) or UNSTATED


def _timed(word: Word, duties: Duties, headings: _Numbers) -> None:
    headings.add("有日期、频率或者最低数量的")
    timed = duties.timed()
    if not timed:
        _add(word, "这些任务都没有写明日期、频率或者最低数量。")
    for task, sentence in timed:
        role = f"（{task.role}）" if task.role else ""
        _add(word, f"任务{task.number}{role}　{sentence.when}", "Lead line")
        _add(word, f"第{sentence.number}句：{full_width(sentence.quote)}")


def _tasks(word: Word, duties: Duties, headings: _Numbers) -> None:
    for role, heading in ROLES.items() if duties.is_unit else [("", "任务和原文")]:
        tasks = [task for task in duties.tasks if task.role == role]
        if tasks:
            headings.add(f"{heading}（{len(tasks)}项）")
        for task in tasks:
            end = word.element.body[-1]  # the properties of the page stand last
            for paragraph in _task(replace(task, role="")):
                end.addprevious(deepcopy(paragraph))


@cache
def _task(task: Assigned) -> tuple[Any, ...]:
    """A task's paragraphs, made once for all documents in which it stands: a copy costs little."""
    word = _scratch()
    first = _add(word, f"任务{task.number}　{task.title}", "Heading 2")
    lead, responsible = _units(task)
    above = f"{full_width(task.heading)}　" if task.heading else ""
    _add(word, f"{above}牵头单位：{lead}；责任单位：{responsible}。", "Above")
    for sentence in task.sentences:
        paragraph = _add(word)
        paragraph.add_run(f"{sentence.number}　").bold = True
        paragraph.add_run(full_width(sentence.quote))
        _add(word, _labels(sentence), "Note")
    return (first._p, *first._p.itersiblings(qn("w:p")))


def _labels(sentence: Sentence) -> str:
    named = f"；原文点名：{'、'.join(sentence.named)}" if sentence.named else ""
    return f"时间：{sentence.when}；措辞：{'、'.join(sentence.strength)}{named}"


def _clauses(word: Word, duties: Duties, headings: _Numbers) -> None:
    clauses = [document for document in duties.documents if document.default_clause]
    if clauses:
        headings.add("适用于全部任务的一句话")
    for document in clauses:
        _add(word, f"“{full_width(document.default_clause or '')}”")
        _add(word, f"原文：第{document.default_task}项的括号。", "Note")


# The blank document


@cache
def _blank() -> bytes:
    """An empty document with our page, styles, header, footer and fonts."""
    word = docx.Document()
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance, section.header_distance = Mm(25), Mm(20)
    for name, (size, font) in STYLES.items():
        _style(word, name, size, font)
    _forget_others(word)
    _page_number(section.footer.paragraphs[0])
    section.header.paragraphs[0].style = "Header"
    _fonts(word)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _forget_others(word: Word) -> None:
    """Leave out what python-docx's template brings and we don't use: every look-up reads it all."""
    styles = word.styles.element
    for style in list(styles):
        used = style.tag == qn("w:style") and style.name_val.title() in USED
        if style.tag == qn("w:latentStyles") or (style.tag == qn("w:style") and not used):
            styles.remove(style)
        elif used:
            for link in style.findall(qn("w:link")):
                style.remove(link)
    for owner in (word.part, word.part.package):
        for id_, relation in list(owner.rels.items()):
            if any(name in relation.reltype for name in NOT_USED):
                del owner.rels[id_]


def _style(word: Word, name: str, size: float, font: str) -> None:
    styles: Any = word.styles
    style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.font.size, style.font.name, style.font.bold = Pt(size), "Times New Roman", False
    style.font.color.rgb = None
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), font)
    for colour in style.element.rPr.findall(qn("w:color")):
        style.element.rPr.remove(colour)
    for border in style.element.get_or_add_pPr().findall(qn("w:pBdr")):
        style.element.pPr.remove(border)
    paragraph = style.paragraph_format
    paragraph.space_before = paragraph.space_after = Pt(0)
    if name == "Normal":
        language = f'<w:lang {nsdecls("w")} w:val="en-US" w:eastAsia="zh-CN"/>'
        style.element.rPr.append(parse_xml(language))
        paragraph.line_spacing, paragraph.first_line_indent = Pt(28), Pt(32)
    else:
        paragraph.first_line_indent = Pt(32) if name in ("Heading 1", "Heading 2") else Pt(0)
    if name in SMALL:
        paragraph.line_spacing = Pt(size * 1.5)
    if name in ("Note", *KEPT_WITH_NEXT):
        paragraph.left_indent = Pt(32)
    if name in KEPT_WITH_NEXT:
        paragraph.keep_with_next = True
    if name == "Title":
        paragraph.alignment, paragraph.line_spacing = WD_ALIGN_PARAGRAPH.CENTER, Pt(35)
        paragraph.space_after = Pt(16)


def _page_number(paragraph: Any) -> None:
    """— 1 —, as a field that the word processor fills in."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("— ")
    field = f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    paragraph._p.append(parse_xml(field))
    paragraph.add_run(" —")


def _fonts(word: Word) -> None:
    """Name the fonts that may stand in for ours."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/></w:font>'
        for name, others in FALLBACKS.items()
    )
    part: Any = word.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    part._blob = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f"<w:fonts {nsdecls('w')}>{fonts}</w:fonts>"
    ).encode()


def _without_clock(content: bytes) -> bytes:
    """The same package without the time at which it was written and the template's thumbnail."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, LONG_AGO)
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return out.getvalue()
