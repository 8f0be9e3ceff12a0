"""Two versions of data/ → the pages that differ, found by making both with today's templates."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from register import yamltext
from register.diff import Difference, Subject
from register.layout import PATTERNS, model_of, record_files
from register.model import Vocabulary
from register.pages import pages
from register.problem import Problem, RegisterError
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
        after = _made(new, cache)
    except RegisterError as error:
        return _doubtful(difference, "新", error.problems)
    try:
        before = _made_then(old, new, cache)
    except (RegisterError, yamltext.Refused) as error:
        return _doubtful(difference, "旧", error.problems)
    return Affected(
        changed=tuple(url for url in after if url in before and before[url] != after[url]),
        new=tuple(url for url in after if url not in before),
        gone=tuple(url for url in before if url not in after),
    )


def _doubtful(difference: Difference, which: str, problems: Sequence[Problem]) -> Affected:
    """The changed records' own pages, since one of the versions does not pass the check."""
    return Affected(
        changed=_own(change.subject for change in difference.changes),
        new=_own(difference.added),
        gone=_own(difference.removed),
        doubt=(
            f"{which}版本没有通过检查（{len(problems)} 个问题），这里只列出改了的记录自己的网页。"
            f"第一个问题：{problems[0]}"
        ),
    )


def _made_then(old: Path, new: Path, cache: Path) -> dict[str, tuple[str, str, str]]:
    """The pages of an older version. What today's model wants and it lacks, the newer one gives."""
    try:
        return _made(old, cache)
    except RegisterError:
        with tempfile.TemporaryDirectory() as completed:
            _complete(old, new, Path(completed))
            return _made(Path(completed), cache)


def _complete(old: Path, new: Path, to: Path) -> None:
    """A copy of an older version with the files and fields that there were not yet."""
    shutil.copytree(old / "data", to / "data")
    for file in record_files(new):
        model, path = model_of(file), to / file
        if model is None:
            continue
        if path.exists():
            then, now = (yamltext.read(file, (root / file).read_bytes())[0] for root in (to, new))
            wanted = (name for name, field in model.model_fields.items() if field.is_required())
            lacking = {name: now[name] for name in wanted if name not in then and name in now}
            if lacking:
                path.write_text(json.dumps(then | lacking, ensure_ascii=False), encoding="utf-8")
        elif model is Vocabulary or "*" not in PATTERNS[model]:  # which ones there are is fixed
            path.parent.mkdir(exist_ok=True)
            shutil.copy(new / file, path)


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
