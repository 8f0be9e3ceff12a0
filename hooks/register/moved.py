"""Addresses that moved: data/redirects.yml."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from register.model import Date, Record, Text

REST = "*"
# Each part begins with a letter or figure, so that none is `..` and leads out of the site.
ADDRESS = r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*/?(#[A-Za-z0-9._-]*)?"
Address = Annotated[str, StringConstraints(pattern=rf"^{ADDRESS}\*?$", max_length=200)]


class Moved(Record):
    """One address and where it is now; with a star at the end, all addresses that begin so."""

    old: Address = Field(title="原来的地址")
    new: Address = Field(title="现在的地址")
    since: Date = Field(title="从哪一天起")
    why: Text = Field(title="为什么")

    def target(self, address: str) -> str | None:
        """Where an address that was published is now; None if this entry says nothing of it."""
        if not self.old.endswith(REST):
            return self.new if address == self.old else None
        start = self.old.removesuffix(REST)
        if not address.startswith(start):
            return None
        return self.new.removesuffix(REST) + address.removeprefix(start)


class Redirects(Record):
    """All of them."""

    moved: tuple[Moved, ...] = Field(title="换了的地址")

    @property
    def id(self) -> str:
        """There is one list."""
        return "redirects"

    def entry_of(self, address: str) -> Moved | None:
        """What is said of an address that was published; an entry for it alone counts first."""
        exact_first = sorted(self.moved, key=lambda entry: entry.old.endswith(REST))
        return next((entry for entry in exact_first if entry.target(address)), None)
