"""Titles and descriptions of a built site, by which pages are told apart from outside."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from lxml import html

WHAT = {
    "title": "string(//head/title)",
    "description": "string(//head/meta[@name='description']/@content)",
}


def repeated(site: Path) -> dict[str, list[str]]:
    """Titles and descriptions that several pages have, with these pages."""
    found = defaultdict(list)
    for path in sorted(site.rglob("*.html")):
        page = html.parse(str(path))
        for what, where in WHAT.items():
            found[f"{what} {page.xpath(where)}"].append(path.relative_to(site).as_posix())
    return {words: pages for words, pages in found.items() if len(pages) > 1}
