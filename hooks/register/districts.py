"""What the notice asks below the city: which of its sentences reach districts and townships."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from register.model import Quote, Record, Slug, Text, Texts


class Reached(Record):
    """Sentences that reach districts or townships in one way; each quotation shows the words."""

    id: Slug = Field(title="标识")
    label: Text = Field(title="标题（我们的话）")
    note: Text | None = Field(title="说明（我们的话）")
    quotes: Annotated[tuple[Quote, ...], Field(title="写到它们的原文", min_length=1)]


class Districts(Record):
    """All of them in groups, and the words that no sentence outside the groups may have."""

    words: Texts = Field(title="写到区县和镇街的词")
    groups: Annotated[tuple[Reached, ...], Field(title="分组", min_length=1)]
    wording_basis: Text = Field(title="说明所依据原文的指纹")

    @property
    def id(self) -> str:
        """There is one list."""
        return "districts"

    def quotes(self) -> Iterator[tuple[tuple[str | int, ...], Quote]]:
        """Every quotation with its path in the record."""
        for number, group in enumerate(self.groups):
            for index, quote in enumerate(group.quotes):
                yield ("groups", number, "quotes", index), quote
