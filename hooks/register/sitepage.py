"""A page made from records: what it is called and shows, apart from how pages come about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from register import links
from register.assets import STYLE

Crumb = tuple[str, str]


@dataclass(frozen=True)
class SitePage:
    """A page made from records. `source` is the file that an editor changes; `crumbs` lead here.

    `style` is its sheet, `scripts` modules that it runs, `preloads` what these will fetch; `feed`
    tells of changes; `as_of` is the day of what the page shows, in words.
    """

    url: str
    title: str
    description: str
    template: str
    source: str
    crumbs: tuple[Crumb, ...] = ()
    context: Mapping[str, Any] = field(default_factory=dict)
    style: str = STYLE
    scripts: tuple[str, ...] = ()
    preloads: tuple[str, ...] = ()
    feed: str = links.feed()
    as_of: str = ""
