"""Write what the tests prove into the accessibility statement.

    python3 tools/accessibility.py

A test says what it proves to readers with `@pytest.mark.proves("…")`; the sentences stand in
docs/accessibility.md between two marks. tests/test_statement.py says when they are out of date.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STATEMENT = ROOT / "docs" / "accessibility.md"
START, END = "<!-- proven -->\n", "<!-- /proven -->\n"


def proven(folder: Path) -> Iterator[tuple[str, str]]:
    """Each sentence that a test proves, with the test, in the order of files and lines."""
    for path in sorted(folder.glob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                for mark in node.decorator_list:
                    if isinstance(mark, ast.Call) and ast.unparse(mark.func).endswith("proves"):
                        yield ast.literal_eval(mark.args[0]), f"{path.name}::{node.name}"


def statement(text: str, folder: Path) -> str:
    """The statement with what the tests of a folder prove."""
    before, rest = text.split(START)
    lines = [f"- {sentence}\n" for sentence, _test in proven(folder)]
    return f"{before}{START}\n{''.join(lines)}\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    text = STATEMENT.read_text(encoding="utf-8")
    STATEMENT.write_text(statement(text, ROOT / "tests"), encoding="utf-8")
