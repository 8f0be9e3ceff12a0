"""What mkdocs.yml says of who runs the site, held to what pages make of it.

Every page says whether a government body runs the site. In a template a quoted "false" is true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import yaml

from register.allowed import WORDING
from register.problem import Place, Problem

FILE = "mkdocs.yml"
Fault = tuple[str, str]  # what is wrong, and what to do


def _name(setting: str, value: object) -> Fault | None:
    remedy = "请写运营这个网站的单位或者个人的名称，例如 name: 志愿编辑。"
    if not isinstance(value, str):
        return f"{setting}要写文字。", remedy
    if not value.strip():
        return f"{setting}不能是空的。", remedy
    return WORDING.fault(setting, value)


def _government(setting: str, value: object) -> Fault | None:
    if isinstance(value, bool):
        return None
    remedy = "请写 true 或者 false，不加引号；政府机关自己运营的网站才写 true。"
    return f"{setting}只能是 true 或者 false。", remedy


SETTINGS: Mapping[tuple[str, ...], Callable[[str, object], Fault | None]] = {
    ("operator", "name"): _name,
    ("operator", "government"): _government,
}


def problems(extra: Mapping[str, Any], text: str) -> Iterator[Problem]:
    """What is wrong in `extra` as MkDocs has read it; `text`, that of mkdocs.yml, gives places."""
    for path, fault in SETTINGS.items():
        if found := fault(f"“extra.{'.'.join(path)}”", _value(extra, path)):
            yield Problem(_place(text, ("extra", *path)), *found)


def _value(extra: object, path: tuple[str, ...]) -> object:
    """The value at a path; None when there is none."""
    for step in path:
        extra = extra.get(step) if isinstance(extra, Mapping) else None
    return extra


def _place(text: str, path: tuple[str, ...]) -> Place:
    """Where a setting stands, or what would hold it. Tags such as !ENV are of no matter here."""
    node, line, column = yaml.compose(text, yaml.SafeLoader), 1, 1
    for step in path:
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        key, node = next(((k, v) for k, v in pairs if k.value == step), (None, None))
        if key is None:
            break
        line, column = key.start_mark.line + 1, key.start_mark.column + 1
    return Place(FILE, line, column)
