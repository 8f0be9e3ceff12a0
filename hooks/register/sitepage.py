"""A page made from records: what it is called and shows, apart from how pages come about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from register import links
from register.assets import STYLE
from register.model import Plan

Crumb = tuple[str, str]


@dataclass(frozen=True)
class SitePage:
    """A page made from records. `source` is the file that an editor changes; `crumbs` lead here.

    `plan` is the one plan that it is of, if it is. `shows` gives what else its template is filled
    with; it is asked once, and not where only addresses are wanted. `style` is its sheet,
    `scripts` modules that it runs, `preloads` what these will fetch; `feed` tells of changes;
    `as_of` is the day of what the page shows, in words.
    """

    url: str
    title: str
    description: str
    template: str
    source: str
    crumbs: tuple[Crumb, ...] = ()
    plan: Plan | None = None
    shows: Callable[[], Mapping[str, Any]] = dict
    style: str = STYLE
    scripts: tuple[str, ...] = ()
    preloads: tuple[str, ...] = ()
    feed: str = links.feed()
    as_of: str = ""

    @cached_property
    def context(self) -> Mapping[str, Any]:
        """What its template is filled with."""
        return {**({"plan": self.plan} if self.plan else {}), **self.shows()}
