"""Word lists of the search: how a question is read, and how characters sound."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated

from pydantic import Field, StringConstraints

from register.allowed import HAN
from register.model import Record, Slug, Text

SYLLABLE = "[a-z]{1,6}"
Sounding = Annotated[str, StringConstraints(pattern=rf"^{SYLLABLE} [{HAN}]+$")]
Spelt = Annotated[str, StringConstraints(pattern=rf"^[{HAN}]+( {SYLLABLE})+$")]
Han = Annotated[str, StringConstraints(pattern=r"^[\u4e00-\u9fff]+$")]
Variants = Annotated[str, StringConstraints(pattern=rf"^[{HAN}]{{2,}}$")]


class Search(Record):
    """What a question may be stripped of, and the hotline for those who find nothing."""

    stops: tuple[Han, ...] = Field(title="问句里不找的词")
    fillers: tuple[Han, ...] = Field(title="夹在中间、去掉以后前后相连的字")
    hotline: Text = Field(title="热线的事实编号")
    common: Annotated[tuple[Slug, ...], Field(title="首页列出的政策", min_length=1)]

    @property
    def id(self) -> str:
        """There is one such record."""
        return "search"


class Characters(Record):
    """Tables of characters: a syllable and its characters, phrases, traditional forms."""

    syllables: tuple[Sounding, ...] = Field(title="音节和读这个音的字")
    readings: tuple[Spelt, ...] = Field(title="读音与单字不同的词")
    traditional: tuple[Variants, ...] = Field(title="简体字和它的繁体字")

    @cached_property
    def heard(self) -> Mapping[str, str]:
        """The usual syllable of each character."""
        return {c: sound for sound, all_ in map(str.split, self.syllables) for c in all_}

    def sound(self, text: str) -> str:
        """The syllables of a text, apart: 重点 → `zhong dian`; what has no sound is left out."""
        words = dict(line.split(" ", 1) for line in self.readings)
        pieces = re.findall("|".join([*map(re.escape, words), "."]), text)
        found = (words.get(p) or self.heard.get(p) or p.lower() * p.isascii() for p in pieces)
        return " ".join(filter(str.isalnum, " ".join(found).split()))

    @property
    def id(self) -> str:
        """There is one such record."""
        return "characters"
