"""A page made from records: what it is called and shows, apart from how pages come about."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from register import links
from register.assets import STYLE
from register.store import Register

Crumb = tuple[str, str]
Shows = Callable[[Register], Mapping[str, Any]]


def _nothing(_register: Register) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class SitePage:
    """A page made from records. `source` is the file that an editor changes; `crumbs` lead here.

    `plan` is the id of the one plan that it is of, if it is. `shows` looks up what else its
    template is filled with, and holds no record. `style` is its sheet, `scripts` modules that it
    runs, `preloads` what these will fetch; `feed` tells of changes; `as_of` is the day of what the
    page shows, in words; `head` is the title outside the page, where other pages have the same.
    """

    url: str
    title: str
    description: str
    template: str
    source: str
    crumbs: tuple[Crumb, ...] = ()
    plan: str | None = None
    shows: Shows = _nothing
    style: str = STYLE
    scripts: tuple[str, ...] = ()
    preloads: tuple[str, ...] = ()
    feed: str = links.feed()
    as_of: str = ""
    head: str = ""

    def context(self, register: Register) -> Mapping[str, Any]:
        """What its template is filled with, as it stands in a register."""
        plan = {"plan": register.plans[self.plan]} if self.plan else {}
        return {"page": self, **plan, **self.shows(register)}

    @cached_property
    def digest(self) -> str:
        """Fingerprint of the page itself; what it shows is looked up."""
        fixed = [getattr(self, field.name) for field in fields(self) if field.name != "shows"]
        return hashlib.blake2b(repr(fixed).encode(), digest_size=16).hexdigest()
