"""The text of a Word file, paragraph by paragraph, with the numbers that Word itself counts."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from register.importer.table import table_lines

DIGITS = "零一二三四五六七八九"


def docx_text(raw: bytes) -> str:
    """The text of a document's body, one line a paragraph."""
    document = docx.Document(io.BytesIO(raw))
    numbering = Numbering(document)
    lines: list[str] = []
    for element in document.element.body.iterchildren():
        if element.tag == qn("w:p"):
            paragraph = Paragraph(element, document)
            lines.append(numbering.mark(paragraph) + paragraph.text)
        elif element.tag == qn("w:tbl"):
            lines += table_lines(
                [[cell.text for cell in row.cells] for row in Table(element, document).rows]
            )
    return "\n".join(lines) + "\n"


class Numbering:
    """Counts what Word numbers by itself, so that 一、 and 1. are not lost."""

    def __init__(self, document: Any) -> None:
        self.counts: dict[tuple[str, int], int] = {}
        self.levels = dict(_levels(document))

    def mark(self, paragraph: Paragraph) -> str:
        """The number that Word shows before a paragraph, or nothing."""
        numbered = _numbering(paragraph)
        if numbered is None or not paragraph.text.strip():
            return ""
        number, level = numbered.numId, numbered.ilvl
        key = (str(number.val) if number is not None else "", level.val if level is not None else 0)
        if key not in self.levels:
            return ""
        self.counts[key] = self.counts.get(key, 0) + 1
        for other in [other for other in self.counts if other[0] == key[0] and other[1] > key[1]]:
            del self.counts[other]
        pattern, form = self.levels[key]
        count = self.counts[key]
        return pattern.replace(f"%{key[1] + 1}", chinese(count) if "hinese" in form else str(count))


def _numbering(paragraph: Paragraph) -> Any:
    """The list that a paragraph belongs to by itself or by its style, or None."""
    own: Any = paragraph._p.pPr
    style: Any = paragraph.style
    while (own is None or own.numPr is None) and style is not None:
        own, style = style.element.pPr, style.base_style
    return own.numPr if own is not None else None


def _levels(document: Any) -> Iterator[tuple[tuple[str, int], tuple[str, str]]]:
    """Pattern and form of each level of each list in a document that has any."""
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return
    shapes: dict[str, list[tuple[int, str, str]]] = {}
    for shape in root.iterchildren(qn("w:abstractNum")):
        found = []
        for level in shape.iterchildren(qn("w:lvl")):
            text, form = level.find(qn("w:lvlText")), level.find(qn("w:numFmt"))
            if text is None or form is None or form.get(qn("w:val")) == "bullet":
                continue
            at = int(level.get(qn("w:ilvl")) or 0)
            found.append((at, text.get(qn("w:val")) or "", form.get(qn("w:val")) or ""))
        shapes[shape.get(qn("w:abstractNumId"))] = found
    for number in root.iterchildren(qn("w:num")):
        link = number.find(qn("w:abstractNumId"))
        for at, text, form in shapes.get(link.get(qn("w:val")) if link is not None else "", []):
            yield (number.get(qn("w:numId")), at), (text, form)


def chinese(number: int) -> str:
    """A number from 1 to 99 in Chinese: 十二, 二十."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("" if tens == 1 else DIGITS[tens % 10]) + "十"
    return head + (DIGITS[ones] if ones or not tens else "")
