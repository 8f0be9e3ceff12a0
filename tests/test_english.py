"""Everything that the check can say has English, which says the same with the same words put in."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

from register import allowed
from register.english import GAP, catalogue, english

PACKAGE = ROOT / "hooks/register"
SPEAKING = ("allowed", "fields", "files", "fmt", "load", "model", "problem", "settings", "yamltext")
SPEAKERS = [
    *(PACKAGE / f"{name}.py" for name in SPEAKING),
    *sorted((PACKAGE / "rules").glob("*.py")),
]
HAN = re.compile(r"[\u3400-\u9fff]")
# Words of the notice that rules look for, and words that are said with a number only.
NOT_SAID = {
    "待写",
    "实施",
    "行动",
    "任务",
    "人",
    "元",
    "万元",
    "年",
    "年底",
    "转发",
    "月",
    "{}年{}月{}日",
    *"一二两三四五十",
    allowed.HAN,
    allowed.RARE,
}
COMMAND_LINE = "fmt.py"  # its command speaks to the terminal; only what it reports is told


def wording(node: ast.AST) -> str | None:
    """A literal text, or an f-string with gaps."""
    if isinstance(node, ast.JoinedStr):
        parts = (p.value if isinstance(p, ast.Constant) else GAP for p in node.values)
        return "".join(map(str, parts))
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def wordings(node: ast.AST) -> Iterator[str]:
    """Chinese texts in code, less docstrings and titles of fields."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.keyword) and node.arg in ("title", "help"):
        return
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print":
        return
    said = wording(node)
    if said is not None and HAN.search(said) and not said.startswith("^"):  # a pattern
        yield said
    inner = node.values if isinstance(node, ast.JoinedStr) else ast.iter_child_nodes(node)
    for child in inner:
        if not (isinstance(node, ast.JoinedStr) and isinstance(child, ast.Constant)):
            yield from wordings(child)


@pytest.mark.parametrize("module", SPEAKERS, ids=lambda path: path.name)
def test_each_message_has_english(module: Path) -> None:
    said = set(wordings(ast.parse(module.read_text("utf-8"))))
    if module.name == COMMAND_LINE:
        said = {text for text in said if text.endswith(("。", "；{}"))}
    assert said - NOT_SAID - set(catalogue()) == set()


@pytest.mark.parametrize("chinese", catalogue())
def test_english_puts_in_what_the_chinese_puts_in(chinese: str) -> None:
    translation = catalogue()[chinese]
    numbers = set(map(int, re.findall(r"\{(\d+)\}", translation)))
    wanted = set(range(chinese.count(GAP)))
    assert numbers == wanted or chinese == "“{}”（{}）"  # English leaves a field's title out
    assert not HAN.search(translation.replace("甲, 乙", ""))


SAID = [
    ("“市妇联”不在分工括号里。", "“市妇联” does not stand in the bracket."),
    ("责任单位“市残连”不存在。", "There is no responsible unit “市残连”."),
    ("分工括号里“责任单位”不是牵头单位。", "In the bracket “责任单位” is no lead unit."),
    ("缺少字段“lead”（牵头单位）。", "Field “lead” is missing."),
    ("请补上“lead: …”；确实没有时写 []。", "Add “lead: …”, or [] if there is none."),
    ("“month”（月份）不能是“03”。", "“month” cannot be “03”."),
    (
        "要写成不带前导零的整数，例如 7。",
        "Write a whole number without leading zeros, such as 7.",
    ),
    ("行动3 在 outline 里写了两遍。", "outline has action 3 twice."),
    ("通知的这个地方没有“换行”。", "The notice does not have “换行” in this place."),
]


@pytest.mark.parametrize(("chinese", "wanted"), SAID)
def test_message_in_english(chinese: str, wanted: str) -> None:
    assert english(chinese) == wanted


def test_unknown_message_stays_as_it_is() -> None:
    assert english("市残联") == "市残联"
