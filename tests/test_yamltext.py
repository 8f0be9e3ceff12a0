"""YAML as this project reads it: all scalars are text, every value has a place."""

from __future__ import annotations

from typing import Any

import pytest

from register import yamltext

VALUES = [
    ("a: no", "no"),
    ("a: on", "on"),
    ("a: 010", "010"),
    ("a: 0o17", "0o17"),
    ("a: 1_000", "1_000"),
    ("a: 9:00", "9:00"),
    ("a: 2027-12-31", "2027-12-31"),
    ("a: 1.50", "1.50"),
    ("a: .inf", ".inf"),
    ("a: =", "="),
    ("a: <<", "<<"),
    ('a: "null"', "null"),
    ("a: '~'", "~"),
    ('a: ""', ""),
    ("a: null", None),
    ("a: ~", None),
    ("a:", None),
    ("a: Null", "Null"),
    ("a: 市、区县(自治县)", "市、区县(自治县)"),
    ("a: 编制#50", "编制#50"),
    ('a: "甲 # 乙"', "甲 # 乙"),
    ("a: 一：二", "一：二"),
    ("a: |\n  甲\n  乙\n", "甲\n乙\n"),
    ("a: [甲, 乙]", ["甲", "乙"]),
    ("a: []", []),
    ("a: [null, ~, '']", [None, None, ""]),
    ("a:\n  - b: 1\n  - b: 2\n", [{"b": "1"}, {"b": "2"}]),
    ("a: {b: {c: 1}}", {"b": {"c": "1"}}),
]


@pytest.mark.parametrize(("text", "value"), VALUES, ids=[row[0] for row in VALUES])
def test_value(text: str, value: Any) -> None:
    assert yamltext.read("f.yml", text.encode())[0] == {"a": value}


PLACES = [
    ((), (2, 1)),
    (("a",), (2, 4)),
    (("b",), (3, 1)),
    (("b", 0), (3, 5)),
    (("b", 1), (3, 8)),
    (("c",), (4, 1)),
    (("c", 1), (6, 5)),
    (("c", 1, "d"), (6, 8)),
    (("c", 1, "e"), (7, 8)),
    (("f",), (8, 1)),
]


@pytest.mark.parametrize(("path", "place"), PLACES, ids=[str(row[0]) for row in PLACES])
def test_place(path: yamltext.Path, place: tuple[int, int]) -> None:
    text = "# 注释\na: 甲\nb: [乙, 丙]\nc:\n  - d: 丁\n  - d: 戊\n    e: 己\nf:\n"
    assert yamltext.read("f.yml", text.encode())[1][path] == place


# Content, line, column and a part of what is said
REFUSED = [
    ("a: 1\na: 2\n", 2, 1, "字段“a”写了两遍"),
    ("a:\n  b: 1\n  c: 2\n  b: 3\n", 4, 3, "字段“b”写了两遍"),
    ("a: {b: 1, b: 2}", 1, 11, "字段“b”写了两遍"),
    ("a: &x 1\n", 1, 4, "锚点 &"),
    ("a: 1\nb: *x\n", 2, 4, "别名 *"),
    ("a: &x [*x]\n", 1, 4, "锚点 &"),
    ("&x a: 1\n", 1, 1, "锚点 &"),
    ("a: !!int 1\n", 1, 4, "类型标记 !"),
    ("a: !!python/object:os.system x\n", 1, 4, "类型标记 !"),
    ("a: ! 注意\n", 1, 4, "类型标记 !"),
    ("!!str a: 1\n", 1, 1, "类型标记 !"),
    ("[a]: 1\n", 1, 1, "字段名只能是文字"),
    ("? [a]\n: 1\n", 1, 3, "字段名只能是文字"),
    ("a: 甲 # 乙\n", 1, 4, "“ #”后面的文字会当作注释丢掉"),
    ("a: # 待补\n", 1, 3, "“ #”后面的文字会当作注释丢掉"),
    ("", 1, 1, "这个文件是空的"),
    ("  \n\n", 1, 1, "这个文件是空的"),
    ("# 注释\n", 1, 1, "这个文件里只有注释"),
    ("a: 1\n---\na: 2\n", 2, 1, "一个文件里只能有一条记录"),
    ("---\na: 1\n...\n---\nb: 1\n", 4, 1, "一个文件里只能有一条记录"),
    ("a: 甲: 乙\n", 1, 5, "多了一个冒号"),
    ("a: 1\nb\nc: 2\n", 2, 1, "缺少英文冒号"),
    ("a: 1\nb:2\n", 2, 1, "缺少英文冒号"),
    ('a: "甲\nb: 乙\n', 1, 4, "引号没有配对"),
    ("a: '甲\n", 1, 4, "引号没有配对"),
    ('a: "甲"乙"\n', 1, 7, "引号没有配对"),
    ("a: 1\n  b: 2\n", 2, 4, "多了一个冒号"),
    ("a:\n    b: 1\n   c: 2\n", 3, 4, "缩进不一致"),
    ("  a: 1\nb: 2\n", 2, 1, "与上面的内容接不上"),
    ("a: [甲, 乙\nb: 1\n", 1, 4, "方括号里的列表没有写完"),
    ("a: {b: 1\n", 1, 4, "花括号没有写完"),
    ("a: - 甲\n", 1, 4, "列表不能从这里开始"),
    ("a: 甲\n- 乙\n", 2, 1, "缩进不一致"),
    ("a: @甲\n", 1, 4, "不能直接写的符号"),
    ("a: %甲\n", 1, 4, "不能直接写的符号"),
    ('a: "\\甲"\n', 1, 5, "反斜线"),
    ("a: ]\n", 1, 4, "缺少内容"),
    ("a:\t1\n", 1, 3, "制表符"),
    ("a：1\n", 1, 2, "全角冒号"),
    ("a:\n  - b：1\n", 2, 6, "全角冒号"),
    ("a: 市\u200b残联\n", 1, 5, "U+200B"),
    ("a: 市\u00a0残联\n", 1, 5, "U+00A0"),
    ("a: 市\u3000残联\n", 1, 5, "U+3000"),
    ("a: \u2f8f\n", 1, 4, "U+2F8F"),
    ("a: \uf900\n", 1, 4, "U+F900"),
    ("a: \U0002f81a\n", 1, 4, "U+2F81A"),
    ("a: \u202e甲\n", 1, 4, "U+202E"),
    ("a: \uffff\n", 1, 4, "U+FFFF"),
    ("\ufeffa: 1\n", 1, 1, "U+FEFF"),
    ("a: \0\n", 1, 4, "U+0000"),
    ("a: 1\r\rb: 2\n", 1, 5, "U+000D"),
    ("a: 残疾人\n  就业\nb: 1\n", 1, 4, "分成了几行"),
    ('a: "残疾人\n  就业"\n', 1, 4, "分成了几行"),
    ("a: [残疾人\n  就业, 乙]\n", 1, 5, "分成了几行"),
    ("a: >\n  残疾人\n  就业\n", 1, 4, "分成了几行"),
]


@pytest.mark.parametrize(
    ("text", "line", "column", "says"), REFUSED, ids=[repr(row[0]) for row in REFUSED]
)
def test_refused(text: str, line: int, column: int, says: str) -> None:
    with pytest.raises(yamltext.Refused) as refused:
        yamltext.read("f.yml", text.encode())
    problem = refused.value.problems[0]
    found = (problem.place.file, problem.place.line, problem.place.column)
    assert (*found, says in problem.cause) == ("f.yml", line, column, True), problem


@pytest.mark.parametrize("text", [row[0] for row in REFUSED], ids=repr)
def test_refusal_says_in_chinese_what_to_do(text: str) -> None:
    with pytest.raises(yamltext.Refused) as refused:
        yamltext.read("f.yml", text.encode())
    assert "请" in refused.value.problems[0].remedy


BYTES = [
    ("a: 1\nb: 市残联\n".encode("gbk"), 2, 4, "看起来是 GBK"),
    ("a: 1\nb: 双选\nc: 市残联\n".encode("gbk"), 2, 4, "看起来是 GBK"),
    ("a: 1\n".encode("utf-16"), 1, 1, "不是 UTF-8 编码"),
    ("a: 残联".encode()[:-1], 1, 5, "不是 UTF-8 编码"),
    (b"a: \xed\xa0\x80\n", 1, 4, "不是 UTF-8 编码"),
    (b"a: \xc0\xaf\n", 1, 4, "不是 UTF-8 编码"),
]


@pytest.mark.parametrize(("raw", "line", "column", "says"), BYTES)
def test_bytes_that_are_not_utf8_are_refused(raw: bytes, line: int, column: int, says: str) -> None:
    with pytest.raises(yamltext.Refused) as refused:
        yamltext.read("f.yml", raw)
    problem = refused.value.problems[0]
    assert (problem.place.line, problem.place.column, says in problem.cause) == (
        line,
        column,
        True,
    ), problem


def test_each_unusual_character_is_reported() -> None:
    with pytest.raises(yamltext.Refused) as refused:
        yamltext.read("f.yml", "a：1\nb:\t2\nc: 市\u200b\n".encode())
    assert [problem.place.line for problem in refused.value.problems] == [1, 2, 3]


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(yamltext.Refused, match="嵌套得太深"):
        yamltext.read("f.yml", b"a: " + b"[" * 5000 + b"]" * 5000)


def test_line_ends_of_windows_are_read() -> None:
    assert yamltext.read("f.yml", b"a: 1\r\nb: 2\r\n")[0] == {"a": "1", "b": "2"}
