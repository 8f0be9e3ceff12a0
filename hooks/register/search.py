"""Register → the index that the search page carries: words that lead to pages, and sounds.

Titles and summaries stand in the list on that page, so the index holds what the list does not:
synonyms, terms, the notice's words, and what is needed to read characters by their sound.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from register import links, shards
from register.model import Term
from register.shards import Entry
from register.store import Register

# Level 1 of GB 2312: 3,755 characters sorted by sound, which browsers know how to list.
COMMON = b"".join(
    bytes([row, cell])
    for row in range(0xB0, 0xD8)
    for cell in range(0xA1, 0xFF)
    if (row, cell) < (0xD7, 0xFA)
).decode("gb2312")


def index(register: Register) -> dict[str, Any]:
    """What docs/assets/search-engine.js reads.

    Documents by address (synonyms, numbers of terms, the notice), terms, how to read a query.
    With several plans, documents of units and bodies alone, and which plans there are.
    """
    several = register.has_several_plans()
    return {
        "documents": dict(bodies(register) if several else documents(register)),
        **(shards.plans(register) if several else {}),
        "terms": [[_place(term), term.term, *term.says] for term in register.terms.values()],
        "stops": register.search.stops,
        "fillers": register.search.fillers,
        **_sounds(register),
    }


def _place(term: Term) -> str:
    return links.url(term).removeprefix("terms/")


def documents(register: Register) -> Iterator[tuple[str, Entry]]:
    """What the index says of each page: only of tasks the notice's words, which others quote."""
    for plan in register.current_plans.values():
        yield from shards.documents(register, plan)
    yield from bodies(register)


def bodies(register: Register) -> Iterator[tuple[str, Entry]]:
    """What the index says of units and of bodies that are named."""
    for unit in register.units.values():
        names = [unit.full_name] if unit.full_name else []
        if unit.district_counterpart:
            names.append(unit.district_counterpart.name)
        yield links.url(unit), ([*unit.aliases, *unit.synonyms, *names], [], "")
    for actor in register.actors.values():
        yield links.url(actor), (list(actor.aliases), [], "")


def _sounds(register: Register) -> dict[str, Any]:
    characters = register.characters
    heard = characters.heard
    lengths = ((s, len(list(run))) for s, run in groupby(heard.get(c, "?") for c in COMMON))
    return {
        "syllables": "".join(f"{syllable}{length}" for syllable, length in lengths),
        "others": sorted(c + syllable for c, syllable in heard.items() if c not in COMMON),
        "readings": dict(line.split(" ", 1) for line in characters.readings),
        "traditional": characters.traditional,
    }
