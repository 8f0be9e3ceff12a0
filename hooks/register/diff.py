"""Two versions of data/ → what changed, in words: facts, our wording, records, stale wordings."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from register import guides, model, moved, wordlists
from register.layout import VOCABULARIES, nested
from register.model import Record
from register.snapshot import KINDS, Entry, Raw, Snapshot, dicts, text, texts

# Fields in our own words whose titles do not say so, and lists that only arrange the site.
OURS: frozenset[tuple[type[Record], str]] = frozenset(
    {
        (model.Vocabulary, "title"),
        (model.Vocabulary, "terms"),
        (model.Vocabulary, "groups"),
        (model.Entry, "label"),
        (model.Entry, "meaning"),
        (model.Group, "label"),
        (model.Plan, "remarks"),
        (model.Unit, "note"),
        (model.Unit, "synonyms"),
        (model.Unit, "district_counterpart"),
        (model.Actor, "note"),
        (model.Task, "synonyms"),
        (model.Benefit, "synonyms"),
        (model.Term, "says"),
        (model.Fact, "benefits"),
    }
)
# Records that only arrange the site: none of what they say is a fact of the notice.
ARRANGING = (
    model.Floors,
    model.Pinyin,
    model.Reading,
    wordlists.Search,
    wordlists.Characters,
    moved.Redirects,
    moved.Moved,
    guides.Finder,
    guides.Limit,
    guides.Question,
    guides.Answer,
)
# What our wording in a record of each kind explains, and the fields that hold it.
EXPLAINED: dict[type[Record], tuple[str, str, tuple[str, ...]]] = {
    model.Task: ("measures", "quote", ("title", "summary")),
    model.Benefit: ("quotes", "text", ("title", "summary", "easy")),
    model.Term: ("quotes", "text", ("meaning",)),
}
NOT_TOLD = ("id", "wording_basis", "notice_sha256")
LONGEST = 60  # characters of a value that is shown whole


@dataclass(frozen=True)
class Subject:
    """The record that something is said of; `units` are the names of those whom it concerns."""

    label: str
    kind: str
    file: str
    url: str
    plan: str
    units: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One change in a record: where in it, and what; `ours` when only our wording changed."""

    subject: Subject
    says: str
    ours: bool = False

    def __str__(self) -> str:
        return f"{self.subject.label} {self.says}"


@dataclass(frozen=True)
class Difference:
    """All that differs, in the order of KINDS and of file names."""

    changes: tuple[Change, ...]
    added: tuple[Subject, ...]
    removed: tuple[Subject, ...]
    stale: tuple[Change, ...]
    unread: tuple[str, ...]

    @property
    def facts(self) -> tuple[Change, ...]:
        """Changes of what is said to be so."""
        return tuple(change for change in self.changes if not change.ours)

    @property
    def wording(self) -> tuple[Change, ...]:
        """Changes of our own words."""
        return tuple(change for change in self.changes if change.ours)


def is_ours(owner: type[Record], name: str) -> bool:
    """Whether a field holds our own words, or only arranges the site."""
    field = owner.model_fields.get(name)
    titled = "我们的话" in ((field.title or "") if field else "")
    return titled or owner in ARRANGING or (owner, name) in OURS


def compare(old: Snapshot, new: Snapshot) -> Difference:
    """What differs from `old` to `new`. Files that one of them can't give are left out."""
    teller = _Teller(old, new)
    skipped = old.unread.keys() | new.unread.keys()
    both = {**old.entries, **new.entries}
    kinds = {kind.name: place for place, kind in enumerate(KINDS)}
    files = sorted(
        both.keys() - skipped,
        key=lambda file: (kinds[both[file].kind.name], _number(file), file),
    )
    return Difference(
        changes=(*teller.notices(), *(c for file in files for c in teller.changes(file))),
        added=tuple(teller.subject(file) for file in files if file not in old.entries),
        removed=tuple(teller.subject(file) for file in files if file not in new.entries),
        stale=tuple(change for file in files for change in teller.stale(file)),
        unread=(
            *(f"旧：{why}" for why in old.unread.values()),
            *(f"新：{why}" for why in new.unread.values()),
        ),
    )


def _number(file: str) -> tuple[str, int]:
    folder, _, name = file.rpartition("/")
    stem = name.removesuffix(".yml")
    return folder, int(stem) if stem.isascii() and stem.isdigit() else 0


class _Teller:
    """Tells the differences of one record after the other."""

    def __init__(self, old: Snapshot, new: Snapshot) -> None:
        self.old, self.new = old, new
        self.several = len({entry.plan for entry in new.of(model.Task)}) > 1
        benefits = (*old.of(model.Benefit), *new.of(model.Benefit))
        self.benefits = {entry.stem: entry.label for entry in benefits}

    def subject(self, file: str) -> Subject:
        """The record of a file, by its newer name."""
        entry = self.new.entries.get(file) or self.old.entries[file]
        concerned = [u for side in (self.old, self.new) for u in _units(side, file)]
        return Subject(
            label=self._label(entry),
            kind=entry.kind.name,
            file=file,
            url=entry.url,
            plan=entry.plan,
            units=tuple(dict.fromkeys(concerned)),
        )

    def _label(self, entry: Entry) -> str:
        plan = self.new.entries.get(f"data/plans/{entry.plan}/plan.yml")
        if not self.several or plan is None or entry is plan:
            return entry.label
        return f"{text(plan.raw.get('short_title')) or entry.plan} {entry.label}"

    def notices(self) -> Iterator[Change]:
        """Notices whose bytes differ, though they are never to change."""
        for plan in sorted(self.old.notices.keys() & self.new.notices.keys()):
            file = f"data/plans/{plan}/plan.yml"
            known = file in self.new.entries or file in self.old.entries
            if self.old.notices[plan] != self.new.notices[plan] and known:
                yield Change(self.subject(file), "通知文本 notice.txt：内容变了（本来不应当变）")

    def changes(self, file: str) -> Iterator[Change]:
        """What differs within a record that both versions have."""
        old, new = self.old.entries.get(file), self.new.entries.get(file)
        if old is None or new is None or old.raw == new.raw:
            return
        subject = self.subject(file)
        for says, ours in self.fields(new.kind.model, old.raw, new.raw, ""):
            yield Change(subject, says, ours)

    def stale(self, file: str) -> Iterator[Change]:
        """Wording that was not, or perhaps not, read again after its quotations changed."""
        old, new = self.old.entries.get(file), self.new.entries.get(file)
        if new is None or new.kind.model not in EXPLAINED:
            return
        items, quoted, fields = EXPLAINED[new.kind.model]
        now = [text(item.get(quoted)) for item in dicts(new.raw.get(items))]
        titles = "、".join(_title(new.kind.model, name) for name in fields)
        if new.raw.get("wording_basis") != model.digest(now):
            yield Change(self.subject(file), f"{titles}：依据的原文变了，还没有核对", ours=True)
        elif old is not None:
            before = [text(item.get(quoted)) for item in dicts(old.raw.get(items))]
            same = all(old.raw.get(name) == new.raw.get(name) for name in fields)
            if before != now and same:
                says = f"{titles}：依据的原文变了，指纹换了，文字没有改，请确认对照过原文"
                yield Change(self.subject(file), says, ours=True)

    def fields(
        self, owner: type[Record], old: Raw, new: Raw, place: str
    ) -> Iterator[tuple[str, bool]]:
        """Differences of a group of fields, in the order of the model, each with whether ours."""
        for name in dict.fromkeys([*owner.model_fields, *old, *new]):
            before, after = old.get(name) or None, new.get(name) or None
            if before == after or name in NOT_TOLD:
                continue
            ours, inner = is_ours(owner, name), nested(owner).get(name)
            title = f"{place}{_title(owner, name)}"
            if inner and isinstance(before or after, list):
                yield from self.items(inner, dicts(before), dicts(after), title, ours)
            elif inner and isinstance(before, dict) and isinstance(after, dict):
                yield from self.fields(inner, before, after, f"{title} ")
            elif isinstance(before or [], list) and isinstance(after or [], list):
                words = VOCABULARIES.get((owner, name), "")
                yield f"{title}：{self.lists(texts(before), texts(after), words)}", ours
            else:
                words = VOCABULARIES.get((owner, name), "")
                yield f"{title}：{self.value(before, after, words)}", ours

    def items(
        self, owner: type[Record], old: list[Raw], new: list[Raw], title: str, ours: bool
    ) -> Iterator[tuple[str, bool]]:
        """Differences of a list of groups of fields; equal or similar ones are compared."""
        for before, after in _pairs(old, new):
            at = _called(owner, title, *((new, after) if after is not None else (old, before)))
            if before is None and after is not None:
                yield f"{at}：新增 {_shown(_gist(new[after]))}", ours
            elif after is None and before is not None:
                yield f"{at}：删去 {_shown(_gist(old[before]))}", ours
            elif before is not None and after is not None:
                if owner is model.Measure and before != after:
                    yield f"{title}：原来的第{before + 1}句现在是第{after + 1}句", ours
                yield from self.fields(owner, old[before], new[after], f"{at} ")

    def lists(self, old: list[str], new: list[str], vocabulary: str) -> str:
        """What a list of texts gained and lost, or that its order changed."""
        gained = [self.named(item, vocabulary) for item in new if item not in old]
        lost = [self.named(item, vocabulary) for item in old if item not in new]
        told = [f"增加 {_listed(gained)}"] * bool(gained) + [f"去掉 {_listed(lost)}"] * bool(lost)
        named = [self.named(item, vocabulary) for item in new]
        return "；".join(told) or f"顺序或者次数变了，现在是 {_listed(named) or '空的'}"

    def value(self, old: object, new: object, vocabulary: str) -> str:
        """One value before and after; long texts only where they differ."""
        if old is None or new is None:
            return (
                f"写明 {self.quoted(new, vocabulary)}"
                if old is None
                else (f"删去 {self.quoted(old, vocabulary)}")
            )
        if isinstance(old, str) and isinstance(new, str) and not vocabulary:
            before, after = _around(old, new)
            return f"“{before}”改为“{after}”"
        return f"{self.quoted(old, vocabulary)}改为{self.quoted(new, vocabulary)}"

    def quoted(self, value: object, vocabulary: str) -> str:
        """A value in quotation marks; a group of fields by its gist."""
        return _shown(self.named(value, vocabulary) if isinstance(value, str) else _gist(value))

    def named(self, word: str, vocabulary: str) -> str:
        """A word of a vocabulary, or a benefit by its id, as readers see it; else as it is."""
        if not vocabulary:
            return self.benefits.get(word, word)
        return self.new.word(vocabulary, word) or self.old.word(vocabulary, word) or word


def _title(owner: type[Record], name: str) -> str:
    field = owner.model_fields.get(name)
    return (field.title or name).replace("（我们的话）", "") if field else name


def _called(owner: type[Record], title: str, items: list[Raw], index: int | None) -> str:
    """How one item of a list is named: 第3句, 词条“应当”, 事实F06, 原文第2项."""
    at = index or 0
    if owner is model.Measure:
        return f"第{at + 1}句"
    if name := text(items[at].get("label")) or text(items[at].get("id")):
        return f"{title}“{name}”"
    return f"{title}第{at + 1}项" if len(items) > 1 else title


def _pairs(old: list[Raw], new: list[Raw]) -> Iterator[tuple[int | None, int | None]]:
    """Positions of what was and is the same item; None where there is no counterpart."""
    before, after = [_head(item) for item in old], [_head(item) for item in new]
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for _tag, i, i_end, j, j_end in matcher.get_opcodes():
        for step in range(max(i_end - i, j_end - j)):
            at = i + step if i + step < i_end else None
            to = j + step if j + step < j_end else None
            if at is not None and to is not None and old[at].get("id") != new[to].get("id"):
                yield at, None  # an item with another id is another thing
                at = None
            yield at, to


def _head(item: Raw) -> str:
    """What tells one item from another: its id, else its quotation, else all of it."""
    for name in ("id", "quote"):
        if isinstance(item.get(name), str):
            return str(item[name])
    return json.dumps(item, ensure_ascii=False, sort_keys=True)


def _gist(value: object) -> str:
    """What a group of fields says above all, or the value itself."""
    if isinstance(value, dict):
        for name in ("quote", "text", "label", "words", "term"):
            if isinstance(value.get(name), str):
                return str(value[name])
        return "；".join(f"{name} {_gist(item)}" for name, item in value.items())
    return "、".join(map(_gist, value)) if isinstance(value, list) else str(value)


def _listed(items: list[str]) -> str:
    """Words with a mark between them; sentences have their own."""
    return "、".join(items).replace("。、", "。")


def _shown(value: str) -> str:
    return f"“{value if len(value) <= LONGEST else value[: LONGEST - 1] + '…'}”"


def _around(old: str, new: str) -> tuple[str, str]:
    """Two texts without what they share, save a few characters around the difference."""
    if max(len(old), len(new)) <= LONGEST:
        return old, new
    shortest = min(len(old), len(new))
    start = next((i for i in range(shortest) if old[i] != new[i]), shortest)
    room = shortest - start
    end = next((i for i in range(room) if old[-1 - i] != new[-1 - i]), room)
    start, end = max(0, start - 8), max(0, end - 8)

    def part(value: str) -> str:
        return "…" * (start > 0) + value[start : len(value) - end] + "…" * (end > 0)

    return part(old), part(new)


def _units(side: Snapshot, file: str) -> list[str]:
    """Names of the units that a record concerns: those assigned to or named in its tasks."""
    entry = side.entries.get(file)
    if entry is None:
        return []
    if entry.kind.model is model.Unit:
        return [text(entry.raw.get("name"))]
    units = {text(unit.raw.get("name")) for unit in side.of(model.Unit)}
    if entry.kind.model is model.Task:
        return [name for name in _bodies(entry.raw) if name in units]
    if entry.kind.model is model.Benefit:
        return [n for raw in _quoted_tasks(side, entry) for n in texts(raw.get("lead"))]
    return []


def _bodies(task: Raw) -> list[str]:
    named = [name for item in dicts(task.get("measures")) for name in texts(item.get("actors"))]
    return [*texts(task.get("lead")), *texts(task.get("responsible")), *named]


def _quoted_tasks(side: Snapshot, benefit: Entry) -> Iterator[Raw]:
    for quote in dicts(benefit.raw.get("quotes")):
        number = text(quote.get("measure")).partition(".")[0]
        task = side.entries.get(f"data/plans/{benefit.plan}/tasks/{number:0>2}.yml")
        if task is not None:
            yield task.raw
