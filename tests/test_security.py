"""What docs/security.md and docs/testing.md name exists, and their numbers are those of now."""

from __future__ import annotations

import ast
import re

import pytest
import test_policy
import test_refused_records as records
import test_serving
import vectors
from conftest import ROOT
from seeded import KINDS

SECURITY = (ROOT / "docs/security.md").read_text("utf-8")
TESTING = (ROOT / "docs/testing.md").read_text("utf-8")
TABLE = SECURITY.partition("{: #threats }")[2].partition("\n## ")[0]
ROWS = [line.strip("| ").split(" | ") for line in TABLE.splitlines() if line.startswith("| ")][1:]
FILES = {path.name: path for path in (ROOT / "tests").rglob("test_*.py")}


def named_tests(name: str) -> set[str]:
    """The tests that a file has."""
    tree = ast.parse(FILES[name].read_text("utf-8"))
    functions = (node.name for node in tree.body if isinstance(node, ast.FunctionDef))
    return {function for function in functions if function.startswith("test_")}


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_each_threat_names_a_measure_and_tests_that_exist(row: list[str]) -> None:
    _threat, measure, proof = row
    assert measure
    named = re.findall(r"`(?:tests/hostile/)?(test_\w+(?:\.py)?)`", proof)
    files = [name for name in named if name.endswith(".py")]
    there = set().union(*map(named_tests, files))
    tests = {name for name in named if not name.endswith(".py")}
    assert tests
    assert tests <= there


@pytest.mark.parametrize("page", [SECURITY, TESTING], ids=["security", "testing"])
def test_files_and_switches_that_a_page_names_exist(page: str) -> None:
    paths = re.findall(r"(?:tests|tools|requirements|hooks)/[\w./-]*\w(?:\.\w+)?|[\w.]+\.yml", page)
    where = ("", ".github/workflows")
    assert [p for p in paths if not any((ROOT / folder / p).exists() for folder in where)] == []
    code = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py"))
    switches = set(re.findall(r"\b([A-Z]{4,})=\w", page))
    assert [switch for switch in switches if f'"{switch}"' not in code] == []


TEXTS = len(vectors.SHOWN) + len(vectors.ODD)
NAMES = len(records.WHERE) * len(records.NAMES)
OTHERS = len(records.ADDRESSES) + len(records.IDS) + NAMES + len(records.YAML)
NUMBERS = [
    (SECURITY, f"塞进去的 {len(test_policy.INJECTED)} 种东西"),
    (SECURITY, f"{TEXTS} 种文字和 {OTHERS} 种标识、网址、名称、YAML"),
    (SECURITY, f"{len(KINDS)} 种错误"),
    (SECURITY, f"{test_serving.REQUESTS:,} 次请求、换 {test_serving.SWAPS} 次"),
    (TESTING, f"faults in the data, {len(KINDS)} kinds"),
    (TESTING, f"{len(vectors.TEMPLATES)} template injections"),
    (TESTING, f"{len(vectors.SCRIPTS)} script vectors"),
    (TESTING, f"{len(vectors.LINKS)} links such as"),
    (TESTING, f"{len(vectors.MARKUP)} pieces of Markdown and HTML"),
    (TESTING, f"{len(vectors.FORMULAS)} formulas"),
    (TESTING, f"{len(vectors.BREAKS)} line breaks"),
    (TESTING, f"{len(vectors.ODD)} odd characters and lengths"),
    (TESTING, f"{len(records.ADDRESSES)} addresses"),
    (TESTING, f"{len(records.IDS)} ids"),
    (TESTING, f"{NAMES} names that look like a unit's"),
    (TESTING, f"{len(records.YAML)} kinds of YAML"),
    (TESTING, f"{len(records.FILES)} files and links"),
]


@pytest.mark.parametrize(("page", "words"), NUMBERS, ids=[words for _, words in NUMBERS])
def test_a_number_on_the_page_is_that_of_the_tests(page: str, words: str) -> None:
    assert words in page
