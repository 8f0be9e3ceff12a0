"""Two versions of data/ → the pages that differ, found by making both with today's templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from register.diff import Difference, Subject
from register.pages import pages
from register.problem import RegisterError
from register.render import Renderer
from register.rules import checked

# Chrome is the same on both sides; what parts ask of the site's settings must only be there.
SETTINGS: Mapping[str, Any] = {"operator": {"name": "", "government": False}}


@dataclass(frozen=True)
class Affected:
    """URLs of pages that changed, came and went. `doubt` says why the list may lack some."""

    changed: tuple[str, ...]
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    doubt: str = ""


def affected(old: Path, new: Path, difference: Difference, cache: Path) -> Affected:
    """The pages that differ; where a version does not pass the check, those of changed records."""
    try:
        before, after = _made(old, cache), _made(new, cache)
    except RegisterError as error:
        count = len(error.problems)
        doubt = f"有一个版本没有通过检查（{count} 个问题），这里只列出改了的记录自己的网页。"
        return Affected(
            changed=_own(change.subject for change in difference.changes),
            new=_own(difference.added),
            gone=_own(difference.removed),
            doubt=doubt,
        )
    return Affected(
        changed=tuple(url for url in after if url in before and before[url] != after[url]),
        new=tuple(url for url in after if url not in before),
        gone=tuple(url for url in before if url not in after),
    )


def _made(root: Path, cache: Path) -> dict[str, tuple[str, str, str]]:
    """Title, description and content of every page by URL; raises RegisterError."""
    if not (root / "data").is_dir():
        return {}  # a revision from before there was any data
    register = checked(root)
    renderer = Renderer(register, SETTINGS, cache)
    return {
        page.url: (
            page.title,
            page.description,
            renderer.page(page.template, page.url, page.context(register)),
        )
        for page in pages(register)
    }


def _own(subjects: Iterable[Subject]) -> tuple[str, ...]:
    """The records' own pages, each once."""
    return tuple(dict.fromkeys(s.url.partition("#")[0] for s in subjects if s.url))
