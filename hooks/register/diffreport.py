"""A difference as text for a terminal, Markdown for a pull request, JSON for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict

from register.affected import Affected
from register.diff import Difference, Subject

NOTHING = "data/ 里没有改动。"
MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~&@!])")
FOLDED = "<details><summary>全部列出</summary>\n\n{}\n\n</details>"
LONG = 30  # lines of a section before it is folded
Section = tuple[str, list[str]]


def sections(difference: Difference, pages: Affected) -> Iterator[Section]:
    """Headings with their lines, empty ones left out: facts first, then what is ours."""
    told: list[Section] = [
        ("事实", [str(change) for change in difference.facts]),
        ("新增的记录", [_entry(subject) for subject in difference.added]),
        ("删去的记录", [_entry(subject) for subject in difference.removed]),
        ("本站的话（不改变事实）", [str(change) for change in difference.wording]),
        ("要重新核对的说明和易读", [str(change) for change in difference.stale]),
        ("读不出来、没有比较的文件", list(difference.unread)),
        ("内容会变的网页", [f"/{url}" for url in pages.changed]),
        ("新的网页", [f"/{url}" for url in pages.new]),
        ("不再有的网页", [f"/{url}" for url in pages.gone]),
    ]
    return ((heading, lines) for heading, lines in told if lines)


def _entry(subject: Subject) -> str:
    return f"{subject.label}（{subject.file}）"


def as_text(difference: Difference, pages: Affected) -> str:
    """Headings with counts, and one line for each thing."""
    told = [
        f"{heading}：{len(lines)} 处\n" + "\n".join(f"  {line}" for line in lines)
        for heading, lines in sections(difference, pages)
    ]
    return "\n\n".join([*(told or [NOTHING]), *([pages.doubt] if pages.doubt else [])]) + "\n"


def as_markdown(difference: Difference, pages: Affected) -> str:
    """The same for a pull request; what comes from data is never read as markup."""
    told = ["## 这次改了什么"]
    for heading, lines in sections(difference, pages):
        told.append(f"### {heading}：{len(lines)} 处")
        listed = "\n".join(f"- {escaped(line)}" for line in lines)
        told.append(FOLDED.format(listed) if len(lines) > LONG else listed)
    if len(told) == 1:
        told.append(NOTHING)
    if pages.doubt:
        told.append(pages.doubt)
    return "\n\n".join(told) + "\n"


def escaped(line: str) -> str:
    """Text that Markdown shows as it is."""
    return MARKDOWN.sub(r"\\\1", line)


def as_json(difference: Difference, pages: Affected) -> str:
    """Everything, for programs; adding fields is free."""
    whole = {
        "version": 1,
        "facts": [_change(change) for change in difference.facts],
        "wording": [_change(change) for change in difference.wording],
        "added": [asdict(subject) for subject in difference.added],
        "removed": [asdict(subject) for subject in difference.removed],
        "stale": [_change(change) for change in difference.stale],
        "unread": difference.unread,
        "pages": asdict(pages),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _change(change: object) -> dict[str, object]:
    return {name: value for name, value in asdict(change).items() if name != "ours"}  # type: ignore[call-overload]


FORMATS: dict[str, Callable[[Difference, Affected], str]] = {
    "text": as_text,
    "markdown": as_markdown,
    "json": as_json,
}
