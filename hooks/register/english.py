"""What the check says, in English.

The code words each problem once, in Chinese, for editors. english.yml pairs every such wording
with English; a message is recognised by its fixed words, and what stands between them is put in.
Words in “…” are quoted from the data and stay as they are. A test proves that no pair is missing.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from register import yamltext
from register.problem import Problem

CATALOGUE = Path(__file__).with_suffix(".yml")
GAP = "{}"


@cache
def catalogue() -> dict[str, str]:
    """English by the Chinese wording, both with gaps."""
    pairs, _ = yamltext.read(CATALOGUE.name, CATALOGUE.read_bytes())
    return dict(pairs)


@cache
def _patterns() -> list[tuple[re.Pattern[str], str, str]]:
    """Each wording as a pattern, those with most fixed characters first."""
    wordings = sorted(catalogue(), key=lambda w: -len(w.replace(GAP, "")))
    return [
        (re.compile("(.*?)".join(map(re.escape, w.split(GAP))), re.DOTALL), w, catalogue()[w])
        for w in wordings
    ]


def english(text: str) -> str:
    """A message in English; as it is when its wording is not in the catalogue."""
    for pattern, wording, translation in _patterns():
        if match := pattern.fullmatch(text):
            return translation.format(*_put_in(wording, match.groups()))
    return text


def _put_in(wording: str, words: tuple[str, ...]) -> list[str]:
    """What stands in the gaps: quoted from the data, or words of ours that have English too."""
    before = wording.split(GAP)
    return [
        word if start.endswith("“") else english(word)
        for start, word in zip(before, words, strict=False)
    ]


def in_english(problem: Problem) -> Problem:
    """The same problem with cause and remedy in English."""
    return Problem(problem.place, english(problem.cause), english(problem.remedy))
