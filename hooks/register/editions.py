"""Two editions of a plan → what changed, clause by clause.

`diff` compares files of one path; an amended edition is a plan of its own, whose tasks have other
numbers. So tasks are matched by what they say, and benefits by what an editor wrote.
"""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from register.model import Benefit, Measure, Plan, Task, Unit
from register.store import Register

ALIKE = 0.5  # share of equal pairs of characters from which two texts are versions of one
TOKEN = re.compile(r"[0-9]+|[A-Za-z]+|.", re.DOTALL)
SHORTEST_SAME = 3  # characters between two changes that are worth standing alone

Words = tuple[tuple[str, str], ...]  # ("same" | "gone" | "new", text)


@dataclass(frozen=True)
class Sentence:
    """One sentence, of which one side may be missing; `words` are those that differ."""

    old: Measure | None
    new: Measure | None
    words: Words


@dataclass(frozen=True)
class Item:
    """One task, of which one side may be missing. Units are ids that came or went, by role."""

    old: Task | None
    new: Task | None
    moved: bool
    sentences: tuple[Sentence, ...]
    units: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]  # role, came, went

    @property
    def kinds(self) -> tuple[str, ...]:
        """What happened to it: 新增, 删去, 移动, 文字有改, 分工有改; nothing if it is the same."""
        if self.old is None or self.new is None:
            return ("删去",) if self.new is None else ("新增",)
        told = (
            ("移动", self.moved),
            ("文字有改", any(sentence.words for sentence in self.sentences)),
            ("分工有改", bool(self.units)),
        )
        return tuple(word for word, so in told if so)


@dataclass(frozen=True)
class Comparison:
    """All that an edition changed. `items` are in its order, each task that went near its place."""

    old: Plan
    new: Plan
    items: tuple[Item, ...]
    plan: tuple[tuple[str, Words], ...]  # what of the plan itself changed, and how
    units_came: tuple[Unit, ...]
    units_went: tuple[Unit, ...]
    benefits_came: tuple[Benefit, ...]
    benefits_went: tuple[Benefit, ...]
    benefits_kept: tuple[tuple[Benefit, Benefit], ...]

    def count(self, kind: str) -> int:
        """How many tasks were changed in one way."""
        return sum(kind in item.kinds for item in self.items)

    @property
    def unchanged(self) -> tuple[Item, ...]:
        """Tasks of which nothing changed but perhaps the number."""
        return tuple(item for item in self.items if not item.kinds)


def compare(register: Register, new: Plan) -> Comparison:
    """What an edition changed in the one that it amends."""
    old = register.plans[new.amends or ""]
    was, now = _units(register, old), _units(register, new)
    before, after = register.benefits_of_plan(old), register.benefits_of_plan(new)
    kept = tuple((register.benefits[b.continues], b) for b in after if b.continues)
    gone = {benefit.id for benefit, _ in kept}
    return Comparison(
        old=old,
        new=new,
        items=_items(register.tasks_of(old), register.tasks_of(new)),
        plan=tuple(_of_plan(old, new)),
        units_came=tuple(register.units[id_] for id_ in now if id_ not in was),
        units_went=tuple(register.units[id_] for id_ in was if id_ not in now),
        benefits_came=tuple(benefit for benefit in after if not benefit.continues),
        benefits_went=tuple(benefit for benefit in before if benefit.id not in gone),
        benefits_kept=kept,
    )


def words(old: str, new: str) -> Words:
    """Where two texts differ; nothing if they are equal.

    Numbers stay whole, and a few equal characters between two changes are no island.
    """
    if old == new:
        return ()
    was, now = TOKEN.findall(old), TOKEN.findall(new)
    pieces: list[tuple[str, str]] = []
    gone = came = ""
    for tag, i, i_end, j, j_end in difflib.SequenceMatcher(None, was, now, False).get_opcodes():
        between = i > 0 and i_end < len(was) and j > 0 and j_end < len(now)
        if tag != "equal" or (between and i_end - i < SHORTEST_SAME):
            gone, came = gone + "".join(was[i:i_end]), came + "".join(now[j:j_end])
            continue
        pieces += [*_changed(gone, came), ("same", "".join(was[i:i_end]))]
        gone = came = ""
    return (*pieces, *_changed(gone, came))


def _changed(gone: str, came: str) -> list[tuple[str, str]]:
    return [piece for piece in (("gone", gone), ("new", came)) if piece[1]]


def _units(register: Register, plan: Plan) -> dict[str, None]:
    return dict.fromkeys(unit for task in register.tasks_of(plan) for unit in task.units)


def _of_plan(old: Plan, new: Plan) -> Iterable[tuple[str, Words]]:
    clauses = (old.default_clause, new.default_clause)
    sides = (
        ("标题", old.title_quote, new.title_quote),
        ("目标", old.goal, new.goal),
        ("期限", old.period, new.period),
        ("适用于全部任务的一句话", *(clause.text if clause else "" for clause in clauses)),
        ("印发单位", old.issuer, new.issuer),
    )
    for label, before, after in sides:
        if before != after:
            yield label, words(before, after)
    texts = [
        [b.text or "" for b in plan.outline if b.role in ("opening", "heading", "paragraph")]
        for plan in (old, new)
    ]
    for place, to in matched(*texts):
        before, after = "" if place is None else texts[0][place], "" if to is None else texts[1][to]
        if before != after:
            yield "正文", words(before, after)


# Matching


def _pairs(text: str) -> Counter[str]:
    """Pairs of neighbouring characters, counted."""
    return Counter(map("".join, pairwise(text)))


def matched(
    old: Sequence[str], new: Sequence[str]
) -> list[tuple[int, int] | tuple[int, None] | tuple[None, int]]:
    """Places of texts that are versions of one, each once, the most alike first chosen.

    In the order of `new`; what went stands behind the text that it followed.
    """
    before, after = [_pairs(text) for text in old], [_pairs(text) for text in new]
    found = (
        (-1.0 if old[i] == new[j] else -_likeness(before[i], after[j]), abs(i - j), i, j)
        for i in range(len(old))
        for j in range(len(new))
    )
    of_old: dict[int, int] = {}
    of_new: dict[int, int] = {}
    for _unlike, _near, i, j in sorted(pair for pair in found if pair[0] <= -ALIKE):
        if i not in of_old and j not in of_new:
            of_old[i], of_new[j] = j, i
    return _in_order(len(old), len(new), of_old, of_new)


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def _in_order(
    olds: int, news: int, of_old: dict[int, int], of_new: dict[int, int]
) -> list[tuple[int, int] | tuple[int, None] | tuple[None, int]]:
    gone: dict[int, list[int]] = {}  # place of the new text before, −1 at the start → old places
    last = -1
    for i in range(olds):
        last = of_old.get(i, last)
        if i not in of_old:
            gone.setdefault(last, []).append(i)
    found: list[tuple[int, int] | tuple[int, None] | tuple[None, int]] = []
    for j in range(-1, news):
        if j >= 0:
            found.append((of_new[j], j) if j in of_new else (None, j))
        found += [(i, None) for i in gone.get(j, [])]
    return found


def _items(old: Sequence[Task], new: Sequence[Task]) -> tuple[Item, ...]:
    found = matched([task.text for task in old], [task.text for task in new])
    sides = [(None if i is None else old[i], None if j is None else new[j]) for i, j in found]
    moved = _moved([(was, now) for was, now in sides if was is not None and now is not None])
    return tuple(_item(was, now, now is not None and now.id in moved) for was, now in sides)


def _moved(pairs: Sequence[tuple[Task, Task]]) -> set[str]:
    """Ids of the new tasks that stand under another action, or out of the old order.

    An action is the same whose tasks mostly are.
    """
    same: dict[int | None, Counter[int | None]] = {}
    for old, new in pairs:
        same.setdefault(old.action, Counter())[new.action] += 1
    home = {action: counts.most_common(1)[0][0] for action, counts in same.items()}
    steady = _longest_rising([old.number for old, _ in pairs])
    return {
        new.id
        for at, (old, new) in enumerate(pairs)
        if home[old.action] != new.action or at not in steady
    }


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """Places of the longest rising run of numbers: those that kept their order."""
    tails: list[int] = []  # places of the least last number of runs of each length
    before: list[int | None] = []
    for at, number in enumerate(numbers):
        length = bisect_left([numbers[place] for place in tails], number)
        before.append(tails[length - 1] if length else None)
        tails[length : length + 1] = [at]
    kept: set[int] = set()
    at_: int | None = tails[-1] if tails else None
    while at_ is not None:
        kept.add(at_)
        at_ = before[at_]
    return kept


def _item(old: Task | None, new: Task | None, moved: bool) -> Item:
    sides = [[m.quote for m in task.measures] if task else [] for task in (old, new)]
    pick = partial(_sentence, old, new)
    return Item(old, new, moved, tuple(pick(*pair) for pair in matched(*sides)), _roles(old, new))


def _sentence(old: Task | None, new: Task | None, i: int | None, j: int | None) -> Sentence:
    before = old.measures[i] if old and i is not None else None
    after = new.measures[j] if new and j is not None else None
    changed = words(before.quote if before else "", after.quote if after else "")
    return Sentence(before, after, changed)


def _roles(
    old: Task | None, new: Task | None
) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    if old is None or new is None:
        return ()
    roles = (("牵头", old.lead, new.lead), ("责任", old.responsible, new.responsible))
    changed = (
        (
            role,
            tuple(unit for unit in now if unit not in was),
            tuple(unit for unit in was if unit not in now),
        )
        for role, was, now in roles
    )
    return tuple(change for change in changed if change[1] or change[2])
