"""Bytes as received → the notice's text. Whatever can't be a notice is refused, with a remedy."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from register.importer.table import unfolded

MOST_CHARACTERS = 200_000  # the longest notices have about 60,000
MOST_UNPACKED = 60_000_000
MOST_BYTES = 30_000_000


class ImportRefused(Exception):
    """A notice can't be imported: the cause and the remedy, in Chinese."""

    def __init__(self, cause: str, remedy: str) -> None:
        self.cause, self.remedy = cause, remedy
        super().__init__(f"{cause}{remedy}")


@dataclass(frozen=True)
class Received:
    """The text of a notice, the bytes to keep as notice.txt, and what was done to them."""

    text: str
    raw: bytes
    remarks: tuple[str, ...] = ()


SAVE_AS_TEXT = "请打开它，复制全部文字，存成 UTF-8 编码的 .txt 文件再导入。"
SAVE_AS_DOCX = "请用 WPS 或者 Word 打开，另存为 .docx 再导入。"
FOREIGN = (
    (b"%PDF", "这是 PDF 文件，不是文字。", SAVE_AS_TEXT),
    (b"\xd0\xcf\x11\xe0", "这是旧格式的 Office 或者 WPS 文件（.doc、.wps、.xls）。", SAVE_AS_DOCX),
    (b"{\\rtf", "这是 RTF 文件。", SAVE_AS_DOCX),
    (b"\x89PNG", "这是图片。", "请先识别出文字，核对以后存成 .txt 再导入。"),
    (b"\xff\xd8\xff", "这是图片。", "请先识别出文字，核对以后存成 .txt 再导入。"),
    (b"GIF8", "这是图片。", "请先识别出文字，核对以后存成 .txt 再导入。"),
    (b"Rar!", "这是压缩文件。", "请先解压。"),
    (b"\x1f\x8b", "这是压缩文件。", "请先解压。"),
)
BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
HTML_SIGN = re.compile(r"<(?:!doctype html|html|head|body|div|p|table|meta)\b", re.IGNORECASE)
CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd\ufffe\uffff]")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PINYIN = re.compile(r"(?<=[\u4e00-\u9fff)])\([a-z\u00e0-\u01dc]{1,7} ?\)")
FEWEST_PINYIN = 5  # fewer may be the notice's own


def receive(name: str, raw: bytes) -> Received:
    """The notice in a file; raises ImportRefused. `name` only tells web pages from text."""
    if not raw.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise ImportRefused(f"文件“{name}”是空的。", "请重新保存通知，确认里面有文字，再导入。")
    if len(raw) > MOST_BYTES:
        raise ImportRefused("文件太大，不像一份通知。", SAVE_AS_TEXT)
    for sign, cause, remedy in FOREIGN:
        if raw.startswith(sign):
            raise ImportRefused(cause, remedy)
    if raw.startswith(b"PK\x03\x04"):
        return _extracted(from_docx(raw), "通知文本是从 .docx 文件里取出来的。")
    text, encoding = decode(raw)
    if HTML_SIGN.search(text[:20_000]):
        from register.importer.html import html_text  # noqa: PLC0415 - lxml only for web pages

        return _extracted(_without_pinyin(html_text(text)), "通知文本是从网页文件里取出来的。")
    _refuse_unlikely(text)
    if (bare := _without_pinyin(text)) != text:
        return _extracted(unfolded(bare), "网页给字加的注音已经去掉。")
    if (table := unfolded(text)) != text:
        return _extracted(table, "通知文本里的表格，一行写成了一项。")
    if encoding == "utf-8":
        return Received(text, raw)
    remark = f"收到的文件是 {encoding} 编码，已经换成 UTF-8，文字没有改动。"
    return Received(text, text.encode(), (remark,) if encoding != "utf-8-sig" else ())


def _without_pinyin(text: str) -> str:
    """A text without the sounds that some web pages write behind rare characters."""
    return PINYIN.sub("", text) if len(PINYIN.findall(text)) >= FEWEST_PINYIN else text


def _extracted(text: str, remark: str) -> Received:
    _refuse_unlikely(text)
    return Received(text, text.encode(), (remark,))


def _refuse_unlikely(text: str) -> None:
    if not text.strip():
        raise ImportRefused("文件里没有文字。", SAVE_AS_TEXT)
    if len(text) > MOST_CHARACTERS:
        cause = f"文件里有 {len(text)} 个字，不像一份通知（最多 {MOST_CHARACTERS} 个）。"
        raise ImportRefused(cause, "请只留下通知的正文，存成 .txt 再导入。")
    if CONTROL.search(text):
        raise ImportRefused("文件里有不是文字的内容。", SAVE_AS_TEXT)
    if len(CHINESE.findall(text)) < 20:
        raise ImportRefused("文件里几乎没有汉字，不像一份通知。", SAVE_AS_TEXT)


def decode(raw: bytes) -> tuple[str, str]:
    """Text and the encoding it was in, as Chinese editors save files; raises ImportRefused."""
    for bom, encoding in BOMS:
        if raw.startswith(bom):
            return _strict(raw, encoding), encoding
    declared = CHARSET.search(raw[:4096])
    names = ["utf-8", "utf-16-le", "utf-16-be", "gb18030", "big5"]
    if declared:
        names.insert(
            0,
            {"gb2312": "gb18030", "gbk": "gb18030"}.get(word := declared[1].decode().lower(), word),
        )
    for encoding in names:
        try:
            text = raw.decode(encoding)
        except (UnicodeError, LookupError):
            continue
        if _plausible(text, encoding):
            return text, encoding
    raise ImportRefused("看不出文件用的是什么编码，它可能不是文字。", SAVE_AS_TEXT)


def _strict(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeError:
        raise ImportRefused(f"文件说是 {encoding} 编码，却有读不出的字。", SAVE_AS_TEXT) from None


def _plausible(text: str, encoding: str) -> bool:
    """Whether a decoded text is Chinese prose: most of its characters are common ones."""
    if CONTROL.search(text):
        return False
    if encoding == "utf-8":
        return True
    sample = [char for char in text[:20_000] if not char.isspace() and not char.isascii()]
    common = sum(map(_common, sample))
    return bool(sample) and common >= 0.8 * len(sample)


def _common(char: str) -> bool:
    """A punctuation mark or one of the 3,755 characters of GB 2312's first level."""
    try:
        lead = char.encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    return lead <= 0xD7


def visible(text: str) -> str:
    """Text without the characters that nobody sees and that part words all the same."""
    return re.sub(r"[\u200b-\u200f\u2060\ufeff\u00ad]+", "", text)


def squeezed(text: str) -> str:
    """Text on one line: no space between Chinese characters, one between other words."""
    text = re.sub(r"\s+", " ", visible(text)).strip()
    return re.sub(r"(?<=[^\x21-\x7e]) | (?=[^\x21-\x7e])", "", text)


def from_docx(raw: bytes) -> str:
    """The text of a Word file, tables written out row by row."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            if "word/document.xml" not in archive.namelist():
                raise ImportRefused(
                    "这是压缩包或者别的格式（例如 .xlsx、.ofd），不是 .docx。", SAVE_AS_TEXT
                )
            if unpacked > MOST_UNPACKED:
                raise ImportRefused("这个 .docx 展开以后太大，不像一份通知。", SAVE_AS_TEXT)
        from register.importer.docx import docx_text  # noqa: PLC0415 - only for Word files

        reader: Callable[[bytes], str] = docx_text
        return reader(raw)
    except ImportRefused:
        raise
    except Exception as error:  # a damaged package fails in dozens of ways, none of them ours
        raise ImportRefused("这个 .docx 文件坏了，打不开。", SAVE_AS_DOCX) from error
