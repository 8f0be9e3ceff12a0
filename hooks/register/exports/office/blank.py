"""The empty .docx that all documents begin with: A4, 黑体 headings, 仿宋 text, page numbers.

What a computer has no font for, it replaces by one of those named in the font table. Where a
document has words of its own there is a mark.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Mapping
from functools import cache
from typing import Any

import docx
from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from register.exports.office.duties import MADE_BY

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
ALSO_USED = ("Default Paragraph Font", "Normal Table", "No List", "Table Grid")
USED = {name.title() for name in (*STYLES, *ALSO_USED)}
NOT_USED = ("stylesWithEffects", "customXml", "thumbnail", "numbering", "webSettings")
FALLBACKS = {
    BODY: "仿宋_GB2312;FangSong;STFangsong;Noto Serif CJK SC;宋体",
    HEADING: "SimHei;STHeiti;Microsoft YaHei;Noto Sans CJK SC",
    LEAD_IN: "楷体_GB2312;KaiTi;STKaiti;Noto Serif CJK SC",
    TITLE: "方正小标宋_GBK;FZXiaoBiaoSong-B05S;华文中宋;STZhongsong;Noto Serif CJK SC;宋体",
}
# What a table is like, beside its columns.
TABLE = (
    '<w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:type="auto" w:w="0"/>'
    '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/><w:tblLook w:firstColumn="1" '
    'w:firstRow="1" w:lastColumn="0" w:lastRow="0" w:noHBand="0" w:noVBand="1" '
    'w:val="04A0"/></w:tblPr>'
)
MARK = re.compile("@([a-z]+)@")
MADE = datetime.datetime(1999, 9, 9)  # stands for the mark, as it has to be a time


def style_id(name: str) -> str:
    """What paragraphs call a style."""
    return name.replace(" ", "")


def filled(content: str, values: Mapping[str, str]) -> str:
    """A part with XML in the places of its marks."""
    return MARK.sub(lambda mark: values[mark[1]], content)


@cache
def members() -> Mapping[str, str]:
    """The parts of the package by their names, with marks: title, subject, made, header, body."""
    word = docx.Document(io.BytesIO(_blank()))
    properties = word.core_properties
    properties.title, properties.subject = "@title@", "@subject@"
    properties.author = properties.last_modified_by = MADE_BY
    properties.comments = properties.keywords = properties.category = ""
    properties.language = "zh-CN"
    properties.created = properties.modified = MADE
    out = io.BytesIO()
    word.save(out)
    with zipfile.ZipFile(out) as package:
        found = {name: package.read(name).decode() for name in package.namelist()}
    made = MADE.strftime("%Y-%m-%dT%H:%M:%SZ")
    found["docProps/core.xml"] = found["docProps/core.xml"].replace(made, "@made@")
    body, header = "word/document.xml", "word/header1.xml"
    found[body] = found[body].replace("<w:body>", "<w:body>@body@")
    found[header] = found[header].replace("</w:pPr></w:p>", "</w:pPr>@header@</w:p>")
    return found


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
