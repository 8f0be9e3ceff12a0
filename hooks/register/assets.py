"""The style and scripts that readers wait for, as small as they can be sent.

Sources stay as they are written in docs/assets/; what is published has no comments, and a page
has all its style in one file: each request more costs a slow phone more than the bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

STYLE = "assets/public.css"
OVERVIEW = "assets/overview.css"  # all of STYLE, then what the pages on many units at once need
NOTICE = "assets/notice.css"  # STYLE without its rules on records
FIRST_SCRIPT = "assets/display.js"
SCRIPTS = (FIRST_SCRIPT, "assets/search.js", "assets/search-plans.js")
SEARCH_ENGINE = "assets/search-engine.js"
LIBRARY = "vendor/minisearch.js"  # what that imports
RECORDS = "/* Up to here for every page"  # where in STYLE the rules on records begin

_SPACE = r"(?:\s|/\*.*?\*/)"
_STYLE_PARTS = re.compile(rf'("[^"]*")|{_SPACE}*([{{}};,]){_SPACE}*|(:){_SPACE}+|{_SPACE}+', re.S)
_SCRIPT_LINES = re.compile(r"^[ \t]*(?://.*\n)?", re.M)


def files(docs: Path) -> Iterator[tuple[str, str]]:
    """(path in the site, content) of the files that stand in for their sources in `docs`."""
    style, overview = ((docs / name).read_text(encoding="utf-8") for name in (STYLE, OVERVIEW))
    yield STYLE, small_style(style)
    yield OVERVIEW, small_style(style + overview)
    yield NOTICE, small_style(style.partition(RECORDS)[0])
    for name in SCRIPTS:
        yield name, small_script((docs / name).read_text(encoding="utf-8"))
    engine, library = (
        (docs / name).read_text(encoding="utf-8") for name in (SEARCH_ENGINE, f"assets/{LIBRARY}")
    )
    yield SEARCH_ENGINE, in_one_file(small_script(engine), library)


def in_one_file(engine: str, library: str) -> str:
    """The search engine with what it imports: a browser may fetch six files at once, no more."""
    own = re.sub(r"export\{(\w+) as default\};\s*$", r"const MiniSearch=\1;\n", library)
    return own + engine.replace(f'import MiniSearch from "./{LIBRARY}";\n', "")


def small_style(css: str) -> str:
    """A style sheet without comments and needless spaces; what stands in double quotes stays."""
    return _STYLE_PARTS.sub(lambda match: match[match.lastindex] if match.lastindex else " ", css)


def small_script(script: str) -> str:
    """A script without indentation and without lines that are comments.

    Not for scripts with a template literal over several lines: its spaces count.
    """
    return _SCRIPT_LINES.sub("", script)
