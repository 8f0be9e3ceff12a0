"""YAML in which every scalar is text, every value has a position, and nothing is silently lost.

The C parser's events are turned into plain lists, dicts and strings. Duplicate keys, aliases,
anchors and tags are refused, because each changes what an editor meant without saying so.
A plain `null` or nothing at all is None; a quoted "null" is text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import yaml
from yaml._yaml import CParser

from register.problem import Place, Problem

Path = tuple[str | int, ...]
Marks = dict[Path, tuple[int, int]]
KEY = ""  # after the path of a value: the place of its field's name

# Invisible or look-alike characters that break a comparison without being seen.
SUSPECT = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160"
    "\u17b4\u17b5\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2e80-\u2fdf\u3000\u3164"
    "\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uf900-\ufaff\ufff9-\uffff\U0002f800-\U0002fa1f\U000e0000-\U000e0fff]"
)
FULL_WIDTH_COLON = re.compile(r"^[ ]*(?:- )?[a-z_]+(：)")
# Whether a text has any of these at all: most have none, and need not be cut into lines.
UNUSUAL = re.compile(rf"\t|{SUSPECT.pattern}|{FULL_WIDTH_COLON.pattern}", re.MULTILINE)
DEEPEST = 20  # levels; the deepest record has seven
HAN = re.compile(r"[\u4e00-\u9fff]")
FOREIGN = re.compile(r"[^\x00-\x7f]")
TRAILING_COMMENT = re.compile(r"[ ]+#")

SYNTAX = (
    ("mapping values are not allowed", "这里多了一个冒号。", "含有冒号的文字请整句加英文双引号。"),
    (
        "could not find expected ':'",
        "这一行缺少英文冒号。",
        "请写成“字段: 内容”，冒号后面空一格。",
    ),
    ("did not find expected key", "缩进不一致，或者引号没有配对。", "请与上一行的字段左对齐。"),
    ("found unexpected end of stream", "引号没有配对。", "请在文字末尾补上英文双引号。"),
    ("cannot start any token", "这里有一个不能直接写的符号。", "请整句加英文双引号，缩进用空格。"),
    ("',' or ']'", "方括号里的列表没有写完。", "各项之间请用英文逗号隔开，最后补上 ]。"),
    ("',' or '}'", "花括号没有写完。", "各项之间请用英文逗号隔开，最后补上 }。"),
    (
        "did not find expected '-' indicator",
        "列表的缩进不一致。",
        "请让每个 - 左对齐。",
    ),
    (
        "expected <document start>",
        "这里与上面的内容接不上。",
        "请核对上一行的缩进和引号，字段要从行首写起。",
    ),
    (
        "block sequence entries",
        "列表不能从这里开始。",
        "请另起一行写 -；以 - 开头的文字请加英文双引号。",
    ),
    ("expected node content", "这里缺少内容，或者符号不成对。", "请核对括号、逗号和引号。"),
    (
        "unknown escape character",
        "双引号里的反斜线不能这样写。",
        "请去掉反斜线，或者写成两个反斜线。",
    ),
)

UNCLOSED = {
    sign: next(said for words, *said in SYNTAX if words == f"',' or '{end}'")
    for sign, end in (("[", "]"), ("{", "}"))
}


class Refused(Exception):
    """The file can't be read; carries every problem that says why."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


def decode(file: str, raw: bytes) -> str:
    """Bytes as text; raises Refused, at the first bad byte, for anything but UTF-8."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")
        try:
            raw.decode("gb18030")
            # Some characters of GBK, such as 双选, pass for letters of UTF-8, but never for Han.
            if not HAN.search(before):
                before = FOREIGN.split(before, maxsplit=1)[0]
            cause = "这个文件不是 UTF-8 编码，看起来是 GBK。"
        except UnicodeDecodeError:
            cause = "这个文件不是 UTF-8 编码。"
        place = Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        remedy = "请在编辑器里选“另存为”，编码选 UTF-8（不带 BOM）。"
        raise Refused(Problem(place, cause, remedy)) from None


def unusual_characters(file: str, text: str) -> Iterator[Problem]:
    """Tabs, invisible and compatibility characters, and full-width colons after a field name."""
    if not UNUSUAL.search(text):
        return
    for number, ended in enumerate(text.split("\n"), 1):
        line = ended.removesuffix("\r")
        if line.isascii() and line.isprintable():
            continue
        if "\t" in line:
            place = Place(file, number, line.index("\t") + 1)
            yield Problem(place, "这里有制表符（Tab）。", "请换成空格，每级缩进两个空格。")
        if match := SUSPECT.search(line):
            name = f"U+{ord(match[0]):04X}"
            place = Place(file, number, match.start() + 1)
            yield Problem(place, f"这里有看不见或者容易认错的字符 {name}。", "请删掉后重新输入。")
        if match := FULL_WIDTH_COLON.match(line):
            place = Place(file, number, match.start(1) + 1)
            yield Problem(place, "字段名后面用了全角冒号“：”。", "请改成英文冒号加一个空格“: ”。")


def read(file: str, raw: bytes) -> tuple[Any, Marks]:
    """The value in a file and the position of everything in it; raises Refused."""
    text = decode(file, raw)
    if problems := tuple(unusual_characters(file, text)):
        raise Refused(*problems)
    if not text.strip():
        remedy = "请恢复它的内容；不再需要的记录请删除文件。"
        raise Refused(Problem(Place(file), "这个文件是空的。", remedy))
    builder = _Builder(file, text)
    try:
        return builder.document()
    except yaml.YAMLError as error:
        # A quoted text over several lines is one that lacks its end and took that of the next.
        if builder.unclosed:
            remedy = "请在文字末尾补上英文双引号。"
            raise Refused(Problem(builder.unclosed, "引号没有配对。", remedy)) from None
        problem = _syntax_problem(file, error)
        # A wrong escape stands where it is told; of all else an open bracket may be the cause.
        opened = builder.brackets and "escape" not in str(error)
        if opened and builder.brackets[0][0].line < problem.place.line:
            place, sign = builder.brackets[0]
            problem = Problem(place, *UNCLOSED[sign])
        raise Refused(problem) from None


def _syntax_problem(file: str, error: yaml.YAMLError) -> Problem:
    place, said = Place(file), str(error)
    if isinstance(error, yaml.MarkedYAMLError):
        # The parser notices only at the next line, or at the end, what went wrong where a key
        # or a quoted text began.
        began = (error.context or "").startswith(
            ("while scanning a simple", "while scanning a quoted")
        )
        mark = error.context_mark if began else error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else place
        said = error.problem or ""
    for words, cause, remedy in SYNTAX:
        if words in said:
            return Problem(place, cause, remedy)
    return Problem(place, "这里不符合 YAML 的写法。", f"请对照别的文件修改（{said}）。")


class _Builder:
    """Builds one document from the parser's events."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.has_comment = "#" in text
        # The bare parser: a whole loader, made for each of hundreds of files, costs as much again.
        self.next_event: Callable[[], Any] = CParser(text).get_event
        self.marks: Marks = {}
        self.folded: list[Problem] = []  # told only if the rest can be read
        self.unclosed: Place | None = None  # the last quoted text over several lines
        self.brackets: list[tuple[Place, str]] = []  # those that are open, with their sign

    def document(self) -> tuple[Any, Marks]:
        self.next_event()  # stream start
        start = self.next_event()
        if isinstance(start, yaml.StreamEndEvent):
            remedy = "请恢复它的内容；不再需要的记录请删除文件。"
            raise Refused(Problem(Place(self.file), "这个文件里只有注释。", remedy))
        if start.tags or start.version:
            self.refuse(start, "这里用了指令 %。", "请去掉它。")
        value = self.value(self.next_event(), ())
        self.next_event()  # document end
        extra = self.next_event()
        if not isinstance(extra, yaml.StreamEndEvent):
            self.refuse(extra, "一个文件里只能有一条记录。", "请去掉 --- 和它后面的内容。")
        if self.folded:
            raise Refused(*self.folded)
        return value, self.marks

    def refuse(self, event: Any, cause: str, remedy: str) -> NoReturn:
        raise Refused(Problem(Place(self.file, *_start(event)), cause, remedy))

    def refuse_shorthand(self, event: Any) -> None:
        """Aliases, anchors and tags are not for editors, in a value or in a field name."""
        if isinstance(event, yaml.AliasEvent):
            self.refuse(event, "这里用了别名 *。", "请把内容再写一遍。")
        if event.anchor is not None:
            self.refuse(event, "这里用了锚点 &。", "请去掉它；以 & 开头的文字请加英文双引号。")
        if event.tag is not None:
            self.refuse(event, "这里用了类型标记 !。", "请去掉它；以 ! 开头的文字请加英文双引号。")

    def value(self, event: Any, path: Path) -> Any:
        self.marks.setdefault(path, _start(event))
        if len(path) > DEEPEST:
            self.refuse(event, "这个文件嵌套得太深。", "请减少嵌套。")
        if type(event) is yaml.AliasEvent or event.anchor is not None or event.tag is not None:
            self.refuse_shorthand(event)
        if type(event) is yaml.ScalarEvent:
            return self.scalar(event)
        is_list = type(event) is yaml.SequenceStartEvent
        if not event.flow_style:
            return self.sequence(path) if is_list else self.mapping(path)
        self.brackets.append((Place(self.file, *_start(event)), "[" if is_list else "{"))
        value = self.sequence(path) if is_list else self.mapping(path)
        self.brackets.pop()
        return value

    def scalar(self, event: Any) -> str | None:
        style, value = event.style, event.value
        if style != "|" and event.end_mark.line > event.start_mark.line:
            self.note_folded(event)
        if style or not event.implicit[0]:  # quoted, or a block: text as it stands
            return str(value)
        if self.has_comment and TRAILING_COMMENT.match(self.text, event.end_mark.index):
            remedy = "要保留请整句加英文双引号；注释请单独写一行。"
            self.refuse(event, "“ #”后面的文字会当作注释丢掉。", remedy)
        return None if value in ("", "null", "~") else str(value)

    def note_folded(self, event: Any) -> None:
        """Lines that YAML joins with a space, which Chinese does not have between characters."""
        if event.style == ">" and " " not in event.value:
            return  # a folded block of one line
        cause = "这段文字分成了几行，读出来各行之间会多一个空格。"
        place = Place(self.file, *_start(event))
        if event.style in ("'", '"'):
            self.unclosed = place
        self.folded.append(Problem(place, cause, "请写在同一行里。"))

    def sequence(self, path: Path) -> list[Any]:
        items: list[Any] = []
        while type(event := self.next_event()) is not yaml.SequenceEndEvent:
            items.append(self.value(event, (*path, len(items))))
        return items

    def mapping(self, path: Path) -> dict[str, Any]:
        items: dict[str, Any] = {}
        while type(event := self.next_event()) is not yaml.MappingEndEvent:
            if type(event) is not yaml.ScalarEvent:
                self.refuse_shorthand(event)
                self.refuse(event, "字段名只能是文字。", "请写成“字段: 内容”。")
            if event.anchor is not None or event.tag is not None:
                self.refuse_shorthand(event)
            key = event.value
            if key in items:
                self.refuse(event, f"字段“{key[:40]}”写了两遍。", "请只留一个。")
            here = (*path, key)
            self.marks[*here, KEY] = _start(event)
            value = items[key] = self.value(self.next_event(), here)
            if value is None or type(value) is not str:
                # An absent or nested value is best shown at its field name.
                self.marks[here] = _start(event)
        return items


def _start(event: Any) -> tuple[int, int]:
    mark = event.start_mark
    return mark.line + 1, mark.column + 1
