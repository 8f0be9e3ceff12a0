"""Duties → .docx in the layout of official documents: paragraphs and tables as XML.

What is the same in all documents comes from `blank`. A paragraph is a line of XML: python-docx
takes twenty times as long to build it.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from register.exports.office import blank
from register.exports.office.duties import (
    ROLES,
    UNSTATED,
    Assigned,
    Document,
    Duties,
    Sentence,
    about,
)
from register.typography import full_width

COLUMNS = ("序号", "任务（标题是本站的话）", "角色", "牵头单位", "责任单位")
WIDTHS = (737, 3175, 907, 2041, 1984)  # twentieths of a point
BETWEEN_MARGINS = 8845
LONG_AGO = (1980, 1, 1, 0, 0, 0)
LONGEST_PROPERTY = 255  # characters, says the format
MOST_IN_HEADER = 3
COMMON_DATE = datetime.datetime(2000, 1, 1)


def word_file(duties: Duties) -> bytes:
    """A document with an overview, what has a date, and every sentence under its task."""
    values = {**_properties(duties), "body": "".join(_body(duties))}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in blank.members().items():
            member = zipfile.ZipInfo(name, LONG_AGO)
            member.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(member, blank.filled(content, values))
    return out.getvalue()


def _properties(duties: Duties) -> dict[str, str]:
    """What a document says of itself, and its header."""
    titles = "；".join(document.title for document in duties.documents)
    several = f"{len(duties.documents)} 份通知"
    short = "；".join(f"《{document.title}》" for document in duties.documents)
    short = short if len(duties.documents) <= MOST_IN_HEADER else several
    dates = [datetime.datetime.fromisoformat(document.date) for document in duties.documents]
    return {
        "title": escape(duties.title),
        "subject": escape(titles if len(titles) <= LONGEST_PROPERTY else several),
        "made": max(dates, default=COMMON_DATE).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "header": _run(f"{duties.title}　{short}"),
    }


def _body(duties: Duties) -> Iterator[str]:
    numbers = iter("一二三四五六七八九")

    def heading(text: str) -> str:
        """Numbered 一、二、三、 as official documents have them."""
        return _paragraph(f"{next(numbers)}、{text}", "Heading 1")

    yield _paragraph(duties.title, "Title")
    for document in duties.documents:
        yield from _source(document)
    if not duties.tasks:
        yield _paragraph("没有分给它的任务。")
        return
    yield heading("有日期、频率或者最低数量的")  # first: that is what readers look for
    yield from _timed(duties)
    yield heading("任务一览")
    yield _overview(duties)
    for role, name in ROLES.items() if duties.is_unit else [("", "任务和原文")]:
        tasks = [task for task in duties.tasks if task.role == role]
        if tasks:
            yield heading(f"{name}（{len(tasks)}项）")
            yield from map(_task, tasks)
    clauses = [document for document in duties.documents if document.default_clause]
    if clauses:
        yield heading("适用于全部任务的一句话")
    for document in clauses:
        yield _paragraph(f"“{full_width(document.default_clause or '')}”")
        yield _paragraph(f"原文：第{document.default_task}项的括号。", "Note")


# Parts


def _run(text: str, bold: bool = False) -> str:
    """Text as it stands; lines of a notice are lines here."""
    space = ' xml:space="preserve"' if text != text.strip() else ""
    lines = f"</w:t><w:br/><w:t{space}>".join(escape(text).split("\n"))
    return f"<w:r>{'<w:rPr><w:b/></w:rPr>' if bold else ''}<w:t{space}>{lines}</w:t></w:r>"


def _of_runs(runs: str, style: str = "Normal") -> str:
    named = f'<w:pPr><w:pStyle w:val="{blank.style_id(style)}"/></w:pPr>'
    return f"<w:p>{'' if style == 'Normal' else named}{runs}</w:p>"


def _paragraph(text: str, style: str = "Normal") -> str:
    return _of_runs(_run(text), style)


def _source(document: Document) -> Iterator[str]:
    for label, value in about(document):
        yield _of_runs(_run(f"{label}：", bold=True) + _run(value), "Note")


def _timed(duties: Duties) -> Iterator[str]:
    timed = duties.timed()
    if not timed:
        yield _paragraph("这些任务都没有写明日期、频率或者最低数量。")
    for task, sentence in timed:
        role = f"（{task.role}）" if task.role else ""
        yield _paragraph(f"任务{task.number}{role}　{sentence.when}", "Lead line")
        yield _paragraph(f"第{sentence.number}句：{full_width(sentence.quote)}")


def _overview(duties: Duties) -> str:
    shown = [index for index in range(len(COLUMNS)) if duties.is_unit or COLUMNS[index] != "角色"]
    wider = 0 if duties.is_unit else WIDTHS[2]
    grid = "".join(
        f'<w:gridCol w:w="{WIDTHS[index] + (wider if index == 1 else 0)}"/>' for index in shown
    )
    rows = [_row([COLUMNS[index] for index in shown], "Head cell", "<w:tblHeader/>")]
    for task in duties.tasks:
        cells = [str(task.number), task.title, task.role, *_units(task)]
        rows.append(_row([cells[index] for index in shown], "Cell"))
    return f"<w:tbl>{blank.TABLE}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _row(texts: Sequence[str], style: str, also: str = "") -> str:
    """A row that is never parted by the end of a page."""
    width = f'<w:tcPr><w:tcW w:type="dxa" w:w="{BETWEEN_MARGINS // len(texts)}"/></w:tcPr>'
    cells = "".join(f"<w:tc>{width}{_paragraph(text, style)}</w:tc>" for text in texts)
    return f"<w:tr><w:trPr><w:cantSplit/>{also}</w:trPr>{cells}</w:tr>"


def _units(task: Assigned) -> tuple[str, str]:
    return "、".join(task.lead) or UNSTATED, "、".join(task.responsible) or UNSTATED


def _task(task: Assigned) -> str:
    lead, responsible = _units(task)
    above = f"{full_width(task.heading)}　" if task.heading else ""
    paragraphs = [
        _paragraph(f"任务{task.number}　{task.title}", "Heading 2"),
        _paragraph(f"{above}牵头单位：{lead}；责任单位：{responsible}。", "Above"),
    ]
    for sentence in task.sentences:
        number = _run(f"{sentence.number}　", bold=True)
        paragraphs.append(_of_runs(number + _run(full_width(sentence.quote))))
        paragraphs.append(_paragraph(_labels(sentence), "Note"))
    return "".join(paragraphs)


def _labels(sentence: Sentence) -> str:
    named = f"；原文点名：{'、'.join(sentence.named)}" if sentence.named else ""
    return f"时间：{sentence.when}；措辞：{'、'.join(sentence.strength)}{named}"
