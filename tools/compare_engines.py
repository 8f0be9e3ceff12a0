"""Compare the text of our site's pages with the same pages as another engine built them.

    python3 -m register write /tmp/pages
    (cd /tmp/pages && properdocs build -f mkdocs.yml -d /tmp/other)
    python3 tools/compare_engines.py site /tmp/other

Compares what stands between header and footer, all space left out: an engine may break lines as
it likes. Names each page that is missing or says something else; ends with 1 if there is any.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

from lxml import html

# Ours has crumbs and a printed address about the text; engines put marks to link headings, and
# buttons to edit.
CONTENT = ("//article", "//main", "//*[@role='main']")
APART = (
    ".//nav[contains(@class, 'crumbs')] | .//a[contains(@class, 'headerlink')]"
    " | .//a[contains(@class, 'md-content__button')] | .//aside[contains(@class, 'md-source')]"
    " | .//script | .//style"
)
SHOWN = 40  # characters of a difference
LEFT_OUT = {"404.html", "admin/index.html"}  # the engine's own; a program, not a text


def text_of(page: bytes) -> str:
    """What a page says between header and footer, without any space."""
    tree = html.document_fromstring(page.decode("utf-8"))
    content = next(found[0] for path in CONTENT if (found := tree.xpath(path)))
    for apart in content.xpath(APART):
        apart.drop_tree()  # the text behind it stays
    return "".join(content.text_content().split())


def differences(ours: Path, theirs: Path) -> Iterator[tuple[str, str]]:
    """Each page of ours with what is the matter with theirs, or an empty text."""
    for path in sorted(ours.rglob("*.html")):
        name = path.relative_to(ours).as_posix()
        if name in LEFT_OUT:
            continue
        other = theirs / name
        if not other.is_file():
            yield name, "missing"
            continue
        one, two = text_of(path.read_bytes()), text_of(other.read_bytes())
        yield name, "" if one == two else _first_difference(one, two)


def _first_difference(one: str, two: str) -> str:
    blocks = SequenceMatcher(None, one, two, autojunk=False).get_opcodes()
    _, a, b, c, d = next(block for block in blocks if block[0] != "equal")
    return f"{one[a:b][:SHOWN]!r} became {two[c:d][:SHOWN]!r}"


def main() -> int:
    """Compare the two folders named on the command line."""
    compared = dict(differences(*map(Path, sys.argv[1:3])))
    found = [f"{name}: {matter}" for name, matter in compared.items() if matter]
    print(*found, f"{len(compared) - len(found)} of {len(compared)} pages say the same", sep="\n")
    return 1 if found or not compared else 0


if __name__ == "__main__":
    sys.exit(main())
