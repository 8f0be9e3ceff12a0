"""What search loads of several plans: one file for each, and which plans have which sounds.

A query is to move little, however many plans there are. So it first asks, for each pair of sounds
in it, which plans have that pair, and then loads the plans that have most. Pairs lie in many small
files by a hash that the script works out as well. Sounds, since they stand for characters, for
homophones and for typed pinyin alike; words in Latin letters, figures and runs of three initials
are looked for as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, partial
from itertools import pairwise
from typing import Any

from register import links
from register.keptpages import Kept
from register.model import Benefit, Plan, Task
from register.store import Register
from register.wordlists import Characters

FOLDER = "assets/search"
KEYS = "keys"  # stands beside a plan's file while that is kept; published in buckets
SCRIPT = "assets/search-plans.js"
BUCKETS = 256
FIRST_PLAN = 0x4E00  # a plan that has a pair is one character: its number twice, plus one if strong
HAN = re.compile(r"[\u4e00-\u9fff]+")
LATIN = re.compile(r"[a-z]+|[0-9]+")

Entry = tuple[list[str], list[int], str]


def json_file(value: Any) -> bytes:
    """Compact JSON in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def files(register: Register, kept: Kept) -> Iterator[tuple[str, bytes]]:
    """Path and content of each plan's file and of each bucket; what a plan gives is kept.

    None of one plan alone: the search page has all of it.
    """
    if not register.has_several_plans():
        return
    having: dict[str, str] = {}
    for plan, (name, id_) in enumerate(parts(register)):
        for path, content in kept(name, partial(of_plan, register, id_)):
            if path == KEYS:
                _enter(having, plan, json.loads(content))
            else:
                yield path, content
    for number, bucket in enumerate(buckets(having)):
        yield f"{FOLDER}/sounds/{number}.json", json_file(bucket)


def parts(register: Register) -> Iterator[tuple[str, str]]:
    """Name of each plan's part, and the plan's id; none of one plan alone."""
    if register.has_several_plans():
        yield from ((f"search/{id_}", id_) for id_ in register.current_plans)


def of_plan(register: Register, id_: str) -> Iterator[tuple[str, bytes]]:
    """A plan's file, and the keys under which it is filed: strong ones and others."""
    plan = register.plans[id_]
    yield f"{FOLDER}/plans/{plan.id}.json", json_file(shard(register, plan))
    yield KEYS, json_file(keys_of(register, plan))


def plans(register: Register) -> dict[str, Any]:
    """Which plans there are, and the pages of units and bodies, which belong to none."""
    led, shared = register.led_by, register.shared_by
    units = (
        [
            links.url(u),
            _named(register, u),
            f"牵头{len(led(u))}项，负责{len(shared(u))}项。",
            "单位",
        ]
        for u in register.units.values()
    )
    actors = ([links.url(a), a.name, "", "点名的主体"] for a in register.actors.values())
    return {
        "plans": [[plan.id, plan.short_title] for plan in register.current_plans.values()],
        "buckets": BUCKETS,
        "pages": [*units, *actors],
    }


def _named(register: Register, unit: Any) -> str:
    region = register.region_if_shared(unit)
    return f"{unit.name}（{region}）" if region else str(unit.name)


def documents(register: Register, plan: Plan) -> Iterator[tuple[str, Entry]]:
    """What the index says of a plan's benefits and tasks."""
    numbers = {id_: number for number, id_ in enumerate(register.terms)}
    for benefit in register.benefits_of_plan(plan):
        words = "\n".join(quote.text for quote in benefit.quotes)
        terms = [numbers[term.id] for term in register.terms.values() if term.term in words]
        yield links.url(benefit), (list(benefit.synonyms), terms, "")
    for task in register.tasks_of(plan):
        terms = [numbers[term.id] for term in register.terms_of([task])]
        yield links.url(task), (list(task.synonyms), terms, task.text)


def shard(register: Register, plan: Plan) -> dict[str, Any]:
    """A plan's documents, and its pages: address, title, text, label."""
    benefits = ([links.url(b), b.title, b.summary, "政策"] for b in register.benefits_of_plan(plan))
    tasks = (
        [links.url(t), f"任务{t.number} {t.title}", t.summary, ""] for t in register.tasks_of(plan)
    )
    return {"documents": dict(documents(register, plan)), "pages": [*benefits, *tasks]}


def keys_of(register: Register, plan: Plan) -> tuple[list[str], list[str]]:
    """Keys of what a plan's pages are called and looked for by; keys of what else they say."""
    sounds = Sounds(register.characters)
    strong, weak = _texts(register, plan)
    notice = "\n".join(weak)
    terms = (term for term in register.terms.values() if term.term in notice)
    strong += [say for term in terms for say in (term.term, *term.says)]
    of_strong = sounds.keys(strong)
    return sorted(of_strong), sorted(sounds.keys(weak) - of_strong)


def _enter(having: dict[str, str], plan: int, keys: tuple[list[str], list[str]]) -> None:
    """Add a plan, as a character, to those that have each of its keys: strong ones, then others."""
    for of_kind, sign in zip(keys, (1, 0), strict=True):
        told = chr(FIRST_PLAN + 2 * plan + sign)
        for key in of_kind:
            having[key] = having.get(key, "") + told


def buckets(having: Mapping[str, str]) -> list[dict[str, str]]:
    """For each bucket its keys, each with the plans that have it."""
    found: list[dict[str, str]] = [{} for _ in range(BUCKETS)]
    for key in sorted(having):
        found[bucket_of(key)][key] = having[key]
    return found


def _texts(register: Register, plan: Plan) -> tuple[list[str], list[str]]:
    """What a plan's pages are called and looked for by; what else they say."""
    tasks = register.tasks_of(plan)
    records: list[Benefit | Task] = [*register.benefits_of_plan(plan), *tasks]
    strong = [text for record in records for text in (record.title, *record.synonyms)]
    return strong, [record.summary for record in records] + [task.text for task in tasks]


def bucket_of(key: str) -> int:
    """The bucket of a key, which is ASCII; search-plans.js works out the same."""
    found = 0
    for character in key:
        found = (found * 31 + ord(character)) % 0x100000000
    return found % BUCKETS


@cache
def alike(syllable: str) -> str:
    """What sounds the same to many readers in the south-west; as in search-engine.js."""
    plain = re.sub("^([zcs])h", r"\1", syllable)
    return re.sub("([ei]n)g$", r"\1", re.sub("^n", "l", plain))


class Sounds:
    """Texts → the keys by which plans are found."""

    def __init__(self, characters: Characters) -> None:
        self.heard = characters.heard
        self.readings = dict(line.split(" ", 1) for line in characters.readings)
        self.phrases = re.compile("|".join(map(re.escape, self.readings)) or "(?!)")

    def keys(self, texts: Iterable[str]) -> set[str]:
        """Every key of some texts."""
        whole = "\n".join(texts).lower()
        found = {f"w{word}" for word in LATIN.findall(whole)}
        for run in set(HAN.findall(whole)):
            self._add_run(run, found)
        return found

    def _add_run(self, run: str, found: set[str]) -> None:
        syllables = self.syllables(run)
        heard = [alike(syllable) for syllable in syllables]
        initials = "".join([syllable[0] for syllable in syllables])
        found.update([f"u{sound}" for sound in heard])
        found.update([f"s{one}-{next_}" for one, next_ in pairwise(heard)])
        found.update([f"i{initials[at : at + 3]}" for at in range(len(initials) - 2)])

    def syllables(self, run: str) -> list[str]:
        """One syllable for each character, `?` for one that has none."""
        said = [self.heard.get(character, "?") for character in run]
        for phrase in self.phrases.finditer(run):
            said[phrase.start() : phrase.end()] = self.readings[phrase[0]].split(" ")
        return said
