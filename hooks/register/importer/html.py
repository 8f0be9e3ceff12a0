"""The text of a web page: one line a block, without scripts, menus and forms."""

from __future__ import annotations

import re
from collections.abc import Iterator

import lxml.html
from lxml.html import HtmlElement

from register.importer.table import table_lines
from register.importer.text import ImportRefused

DROPPED = {
    "script",
    "style",
    "nav",
    "header",
    "footer",
    "form",
    "noscript",
    "iframe",
    "select",
    "button",
    "head",
    "svg",
    "template",
    "aside",
}
BLOCKS = {
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "article",
    "main",
    "blockquote",
    "dt",
    "dd",
    "dl",
    "pre",
    "center",
    "hr",
    "tr",
    "td",
    "body",
}
HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)


def html_text(source: str) -> str:
    """The text of a page, a line for each paragraph; raises ImportRefused."""
    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", source)
    try:
        root = lxml.html.document_fromstring(source)
    except (lxml.etree.LxmlError, ValueError, AssertionError) as error:
        remedy = "请在浏览器里复制通知的文字，存成 .txt 再导入。"
        raise ImportRefused("这个网页文件读不出来。", remedy) from error
    body = root.find("body")
    text = "".join(_walk(body if body is not None else root))
    lines = (re.sub(r"[ \t\r\f\v]+", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line.strip(" \u3000\u00a0")) + "\n"


def _walk(element: HtmlElement) -> Iterator[str]:
    """The text below an element, line ends around blocks; white space of the source is a space."""
    if not isinstance(element.tag, str) or element.tag in DROPPED:
        return
    if HIDDEN.search(element.get("style") or ""):
        return
    if element.tag == "br":
        yield "\n"
        return
    if element.tag == "table" and not _holds_prose(element):
        yield "\n" + "\n".join(table_lines(list(_rows(element)))) + "\n"
        return
    block = element.tag in BLOCKS
    if block:
        yield "\n"
    yield _run(element.text)
    for child in element:
        yield from _walk(child)
        yield _run(child.tail)
    if block:
        yield "\n"


def _run(text: str | None) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text or "")


def _holds_prose(table: HtmlElement) -> bool:
    """Whether a table only lays out a page: a cell holds another table or several paragraphs."""
    if table.find(".//td//table") is not None:
        return True
    rows = table.findall(".//tr")
    return all(len(row.findall("td") + row.findall("th")) < 2 for row in rows)


def _rows(table: HtmlElement) -> Iterator[list[str]]:
    """The cells of each row; a cell that spans rows or columns stands in each of them."""
    spanning: dict[int, tuple[int, str]] = {}
    for row in table.iter("tr"):
        cells: list[str] = []
        own = iter([cell for cell in row if cell.tag in ("td", "th")])
        while True:
            at = len(cells)
            left, text = spanning.pop(at, (0, ""))
            if left:
                cells.append(text)
                if left > 1:
                    spanning[at] = (left - 1, text)
                continue
            cell = next(own, None)
            if cell is None:
                break
            text = " ".join("".join(_walk(cell)).split())
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            for _ in range(across):
                if down > 1:
                    spanning[len(cells)] = (down - 1, text)
                cells.append(text)
        yield cells


def _span(cell: HtmlElement, name: str) -> int:
    value = cell.get(name) or "1"
    return min(int(value), 100) if value.isascii() and value.isdigit() and int(value) else 1
