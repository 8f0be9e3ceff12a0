"""data/ → Register. Finds every problem in one pass; each names file, line and column.

A record's file name is its id. Names of units and actors, as editors write them, become ids here;
sentence numbers such as `7.3` become full ids. From here on every record can be trusted.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar, get_args, get_origin

from pydantic import ValidationError

from register import digests, fields, files, parts, yamltext
from register.allowed import SLUG
from register.changelog import LogEntry
from register.districts import Districts
from register.divisions import Division
from register.guides import (
    Employers,
    Finder,
)
from register.layout import model_of, nested
from register.memory import Memory
from register.model import (
    Action,
    Actor,
    Benefit,
    Decision,
    Floors,
    Import,
    Origin,
    Pinyin,
    Plan,
    Progress,
    Record,
    Source,
    Task,
    Term,
    Unit,
    Vocabulary,
)
from register.moved import Redirects
from register.parts import Found, Lies, Part
from register.problem import Place, Problem, RegisterError, nearest, nearest_item, slip
from register.store import Register
from register.wordlists import Characters, Search

M = TypeVar("M", bound=Record)
Raw = dict[str, Any]
Known = Mapping[str, str]
# Modules that decide what a file holds and whether it may.
READERS = (
    "yamltext.py",
    "allowed.py",
    "fields.py",
    "layout.py",
    "model.py",
    "guides.py",
    "divisions.py",
    "districts.py",
    "changelog.py",
    "moved.py",
    "wordlists.py",
)


Parts = Mapping[tuple[str, ...], Part]


class PlanRead(NamedTuple):
    """One plan's own record, if it can be read, and the records that belong to it."""

    plan: Plan | None
    actions: list[Action]
    tasks: list[Task]
    benefits: list[Benefit]
    progress: list[Progress]
    divisions: list[Division]


@dataclass
class Bodies:
    """Units and actors, and the ids that their names stand for."""

    units: dict[str, Unit]
    actors: dict[str, Actor]
    ids: dict[str, str] = field(default_factory=dict)
    local_ids: dict[tuple[str, str], str] = field(default_factory=dict)  # by place and name
    all_known: bool = True

    def id_of(self, name: str, place: str) -> str | None:
        """The body that a plan of some place calls by this name."""
        return self.local_ids.get((place, name)) or self.ids.get(name)

    def lack(self, name: str, said: str) -> bool:
        """Whether a name is surely nobody's; `said` is what the notice says where it is used.

        While a body can't be read, a name that the notice has may well be its name, and any name
        may be while there is no unit or no actor at all.
        """
        some = bool(self.units and self.actors)
        return self.all_known or (some and name not in said)


class Loader:
    """Reads one data folder; collects problems instead of stopping at the first.

    `known` is what files held at an earlier reading, as JSON by the digest of their bytes. `before`
    are the parts of the last reading in this process, good as far as files lie as they did; `lies`
    says how they lie now.
    """

    def __init__(
        self,
        root: Path,
        known: Known,
        lies: Lies = MappingProxyType({}),
        before: Parts = MappingProxyType({}),
    ) -> None:
        self.root = root
        self.known = known
        self.data = root / "data"
        self.found = Found()  # of the part that is being read; in the end, of all
        self.parts: dict[tuple[str, ...], Part] = {}
        self.bodies = Bodies({}, {})
        self.place = ""  # the place of the plan that is being read
        self._lies, self._before = lies, before

    def part(self, read: Callable[[], Any], *names: str, built_on: tuple[Part, ...] = ()) -> Part:
        """What some files hold, as `read` gives it: read now, or the last time if it still holds.

        `read` may ask for nothing else that changes but what the parts in `built_on` hold.
        """
        lies = [self._lies.get(name, []) for name in names]
        part = self._before.get(names)
        if part is None or not part.still_holds(lies, built_on):
            whole, self.found = self.found, Found()
            part = Part(lies, built_on, self.found, read())
            self.found = whole
        self.found.add(part.found)
        self.parts[names] = part
        return part

    # Files

    def raw_records(self, folder: str) -> Iterator[tuple[str, str, Raw, Origin]]:
        """File path, stem, content and origin of each readable record in a folder, by name."""
        path = self.data / folder
        entries = sorted(os.scandir(path), key=lambda e: e.name) if path.is_dir() else []
        for entry in entries:
            file = f"data/{folder}/{entry.name}"
            if entry.name.startswith("."):
                self.problem(Place(file), "这里不能放隐藏文件。", "请删掉它。")
            elif entry.name.endswith(".yml"):
                raw = self.raw_record(file)
                if raw is not None:
                    yield file, entry.name[:-4], raw[0], raw[1]
            else:
                remedy = "请改文件名；不是记录的请移走。"
                self.problem(Place(file), "文件名要以 .yml 结尾。", remedy)

    def raw_record(self, file: str) -> tuple[Raw, Origin] | None:
        """Content and origin of one file, or None when it can't be read."""
        raw = self.raw_bytes(file)
        if raw is None:
            return None
        # Places are asked for seldom, and take more memory than all else that is read.
        origin = Origin(file, lambda: yamltext.read(file, raw)[1])
        key = key_of(raw)
        if key in self.known:
            value = json.loads(self.known[key])
        else:
            try:
                value = yamltext.read(file, raw)[0]
            except yamltext.Refused as refused:
                self.found.problems += refused.problems
                return None
            # What is known has passed this already.
            if self.not_allowed(file, value, origin):
                return None
        self.found.seen[key] = self.known.get(key) or json.dumps(value, ensure_ascii=False)
        if not isinstance(value, dict):
            remedy = "请对照同一文件夹的别的文件。"
            self.problem(origin.place(), "整个文件要由“字段: 内容”组成。", remedy)
            return None
        return value, origin

    def not_allowed(self, file: str, value: object, origin: Origin) -> bool:
        """Whether a text in a record is not one that its field may hold."""
        model = model_of(file)
        if model is None or not isinstance(value, dict):
            return False
        found = list(fields.problems(model, value, origin))
        self.found.problems += found
        return bool(found)

    def raw_bytes(self, file: str) -> bytes | None:
        """What a file holds, or None with the problem noted; never what a link points to.

        `read` has told of links by then; one that was put there since counts as missing.
        """
        path = os.path.join(self.root, file)  # ten thousand Path objects take half a second
        try:
            state = os.lstat(path)
            if stat.S_ISREG(state.st_mode) and state.st_size > files.LARGEST:
                cause = f"这个文件有 {state.st_size:,} 字节，最多 {files.LARGEST:,} 字节。"
                self.problem(Place(file), cause, "请核对内容；一个文件只写一条记录。")
                return None
            if stat.S_ISREG(state.st_mode):
                with open(path, "rb", buffering=0) as opened:
                    return opened.read()
        except FileNotFoundError:
            pass  # as told below
        except OSError as error:
            remedy = "请核对文件名、权限和磁盘，然后重试。"
            self.problem(Place(file), f"读不了这个文件（{error.strerror}）。", remedy)
            return None
        self.problem(Place(file), "缺少这个文件。", "请恢复它。")
        return None

    def problem(self, place: Place, cause: str, remedy: str) -> None:
        """Note a problem and go on."""
        self.found.problems.append(Problem(place, cause, remedy))

    # Records

    def make(self, model: type[M], raw: Raw, origin: Origin, **given: Any) -> M | None:
        """A checked record from raw content and given values, or None with its problems noted."""
        for key in given:
            if key in raw:
                place = origin.place(key, yamltext.KEY)
                self.problem(place, f"不认识的字段“{key}”。", "请删掉这一行。")
        try:
            record = model.model_validate(raw | given)
        except ValidationError as error:
            self.found.problems += _problems(model, error, origin)
            return None
        self.found.origins[model.__name__, record.id] = origin  # type: ignore[attr-defined]
        return record

    def named(self, model: type[M], folder: str) -> dict[str, M]:
        """The records of a folder whose file names are their ids."""
        records: dict[str, M] = {}
        for _file, stem, raw, origin in self.raw_records(folder):
            self.expect_name(raw.get("id"), stem, origin)
            record = self.make(model, raw, origin)
            if record is not None:
                # Not the file's name, which may be wrong: origins know a record by its id.
                records[record.id] = record  # type: ignore[attr-defined]
        return records

    def expect_name(self, id_: object, stem: str, origin: Origin) -> None:
        """The id in a record must equal its file name."""
        if isinstance(id_, str) and id_ != stem:
            fits = re.fullmatch(SLUG, stem)  # else the id may not be made like it
            cause = f"id “{_short(id_)}”与文件名“{stem}.yml”不一致。"
            remedy = f"请把 id 改成“{stem}”，或者改文件名。"
            self.problem(origin.place("id"), cause, remedy if fits else self.renaming(origin, id_))

    def expect_number(self, number: object, stem: str, origin: Origin) -> None:
        """The number in a record must be that in its file name, which has two digits."""
        if not (isinstance(number, str) and number.isascii() and number.isdigit()):
            return  # the model says so, as it does of leading zeros
        where, plain, name = origin.later("number"), stem.lstrip("0"), number.lstrip("0").zfill(2)
        if not (plain.isascii() and plain.isdigit() and plain.zfill(2) == stem):
            cause = f"文件名“{stem}.yml”不是两位的序号。"
            self.problem(where(), cause, self.renaming(origin, name))
        elif name != stem:
            cause = f"number “{_short(number)}”与文件名“{stem}.yml”不一致。"
            self.problem(where(), cause, f"请把 number 改成“{plain}”，或者改文件名。")

    def renaming(self, origin: Origin, name: str) -> str:
        """What to do about a record's file that ought to have another name."""
        taken = os.path.lexists((self.root / origin.file).with_name(f"{name}.yml"))
        renamed = f"“{_short(name)}.yml”"
        return f"已经有{renamed}，两个文件请只留一个。" if taken else f"请把文件名改成{renamed}。"

    def numbered(
        self, model: type[M], folder: str, plan: str, prepare: Callable[[Raw, Origin], None]
    ) -> list[M]:
        """The records of a folder whose file names are their two-digit numbers."""
        records = []
        for _file, stem, raw, origin in self.raw_records(folder):
            self.expect_number(raw.get("number"), stem, origin)
            prepare(raw, origin)
            record = self.make(model, raw, origin, plan=plan)
            if record is not None:
                records.append(record)
        return sorted(records, key=lambda record: record.number)  # type: ignore[attr-defined]

    # References that editors write in short

    def to_ids(self, raw: Raw, field: str, origin: Origin, what: str, *path: str | int) -> None:
        """Replace the names in a list by ids; note each name that is not known."""
        names = raw.get(field)
        if not isinstance(names, list):
            return
        for index, name in enumerate(names):
            if not isinstance(name, str):
                continue
            id_ = self.bodies.id_of(name, self.place)
            if id_ is not None:
                names[index] = id_
                continue
            self.found.unresolved.add(origin.file)
            if self.bodies.lack(name, f"{raw.get('assignment')}{raw.get('quote')}"):
                place = origin.place(*path, field, index)
                self.problem(place, f"{what}“{name}”不存在。", nearest_item(name, self.bodies.ids))

    def prepare_task(self, plan: str) -> Callable[[Raw, Origin], None]:
        """How a raw task of a plan gets its ids and its sentences their places."""

        def prepare(raw: Raw, origin: Origin) -> None:
            self.to_ids(raw, "lead", origin, "牵头单位")
            self.to_ids(raw, "responsible", origin, "责任单位")
            start = 0
            for index, measure in _dicts(raw.get("measures")):
                self.to_ids(measure, "actors", origin, "主体", "measures", index)
                for key in ("task", "number", "start"):
                    if key in measure:
                        place = origin.place("measures", index, key, yamltext.KEY)
                        self.problem(place, f"不认识的字段“{key}”。", "请删掉这一行。")
                measure.update(task=f"{plan}/{raw.get('number')}", number=index + 1, start=start)
                start += len(str(measure.get("quote")))  # without one the task is refused

        return prepare

    def plan(self, plan: str) -> PlanRead:
        """One plan with all that belongs to it."""
        folder = f"plans/{plan}"
        self.place = _place(plan)
        record = None
        found = self.raw_record(f"data/{folder}/plan.yml")
        notice = self.notice(folder)
        if found is not None and notice is not None:
            raw, origin = found
            self.expect_name(raw.get("id"), plan, origin)
            if isinstance(raw.get("id"), str):
                raw["id"] = plan  # by which all else in the folder goes
            if isinstance(raw.get("default_clause"), dict):
                clause = raw["default_clause"]
                self.to_ids(clause, "actors", origin, "主体", "default_clause")
            undecided = self.undecided(plan)
            record = self.make(Plan, raw, origin, notice=notice, undecided=undecided)
        actions = self.numbered(Action, f"{folder}/actions", plan, lambda raw, origin: None)
        tasks = self.numbered(Task, f"{folder}/tasks", plan, self.prepare_task(plan))
        return PlanRead(
            record,
            actions,
            tasks,
            _in_order_of_notice(self.of_plan(Benefit, plan, "benefits", _prepare_benefit), tasks),
            self.of_plan(Progress, plan, "progress", self.prepare_report),
            self.of_plan(Division, plan, "divisions", _prepare_division),
        )

    def undecided(self, plan: str) -> tuple[Decision, ...]:
        """What the importer left open in a plan, if anything."""
        file = f"data/plans/{plan}/import.yml"
        found = self.raw_record(file) if os.path.lexists(self.root / file) else None
        record = self.make(Import, *found) if found is not None else None
        return record.decide if record is not None else ()

    def notice(self, folder: str) -> str | None:
        """The notice's text, or None with the problem noted."""
        file = f"data/{folder}/notice.txt"
        raw = self.raw_bytes(file)
        try:
            return yamltext.decode(file, raw) if raw is not None else None
        except yamltext.Refused as refused:
            self.found.problems += refused.problems
            return None

    def of_plan(
        self, model: type[M], plan: str, kind: str, prepare: Callable[[str, Raw, Origin], None]
    ) -> list[M]:
        """A plan's records of a kind whose file names are their ids."""
        records = []
        for _file, stem, raw, origin in self.raw_records(f"plans/{plan}/{kind}"):
            self.expect_name(raw.get("id"), stem, origin)
            prepare(plan, raw, origin)
            record = self.make(model, raw, origin, plan=plan)
            if record is not None:
                records.append(record)
        return records

    def prepare_report(self, plan: str, raw: Raw, origin: Origin) -> None:
        """Give a raw report the full id of what it is about, and the id of its unit."""
        if isinstance(raw.get("about"), str):
            raw["about"] = f"{plan}/{raw['about']}"
        if isinstance(raw.get("unit"), str):
            named = {"unit": [raw["unit"]]}
            self.to_ids(named, "unit", origin, "单位")
            raw["unit"] = named["unit"][0]

    def register(self) -> Register | None:
        """Every record that could be read; None when what all others build on could not."""
        vocabularies = self.part(lambda: self.named(Vocabulary, "vocabulary"), "vocabulary").value
        bodies = self.part(self.read_bodies, "units", "actors")
        self.bodies = bodies.value
        units, actors = self.bodies.units, self.bodies.actors
        read: list[PlanRead] = [
            self.part(partial(self.plan, id_), f"plans/{id_}", built_on=(bodies,)).value
            for id_ in self.plan_ids()
        ]
        self.place = ""
        newest_first = sorted(read, key=_age)
        plans = _by_id([found.plan for found in newest_first if found.plan is not None])
        actions = _by_id(_all(found.actions for found in newest_first))
        tasks = _by_id(_all(found.tasks for found in newest_first))
        benefits = _all(found.benefits for found in newest_first)
        progress = _all(found.progress for found in read)
        characters = self.part(lambda: self.single(Characters), "characters.yml")
        terms = self.part(lambda: self.terms(characters.value), "terms", built_on=(characters,))
        sources = self.part(lambda: self.named(Source, "sources"), "sources").value
        changes = self.part(lambda: self.named(LogEntry, "changes"), "changes").value

        def single(model: type[M]) -> M | None:
            file = f"{model.__name__.lower()}.yml"
            record: M | None = self.part(lambda: self.single(model), file, built_on=(bodies,)).value
            return record

        floors, finder, employers = single(Floors), single(Finder), single(Employers)
        districts, pinyin, search = single(Districts), single(Pinyin), single(Search)
        redirects = single(Redirects)
        for id_ in units.keys() & actors.keys():
            place = self.found.origins["Actor", id_].place("id")
            self.problem(place, f"id “{id_}”已经有一个单位用了。", "请换一个 id。")
        benefits_by_id = self.without_repeated_ids(benefits)
        reports_by_id = self.without_repeated_ids(sorted(progress, key=lambda r: (r.date, r.id)))
        if floors is None or finder is None or employers is None or pinyin is None:
            return None
        if search is None or characters.value is None or districts is None or redirects is None:
            return None
        register = Register(
            plans=plans,
            actions=actions,
            tasks=tasks,
            benefits=benefits_by_id,
            units=_by_id(_in_order_of_assignment(units, tasks.values())),
            actors=MappingProxyType(actors),
            terms=MappingProxyType(terms.value),
            sources=MappingProxyType(sources),
            vocabularies=MappingProxyType(vocabularies),
            floors=floors,
            finder=finder,
            employers=employers,
            districts=districts,
            progress=reports_by_id,
            pinyin=pinyin,
            search=search,
            characters=characters.value,
            redirects=redirects,
            changes=MappingProxyType(changes),
            divisions=_by_id(_all(found.divisions for found in read)),
            origins=MappingProxyType(self.found.origins),
        )
        suspect = {problem.place.file for problem in self.found.problems} | self.found.unresolved
        return register.without(suspect)

    def terms(self, characters: Characters | None) -> Mapping[str, Term]:
        """Terms in the order of a Chinese dictionary, as far as characters can be looked up."""
        terms = self.named(Term, "terms")
        return _by_sound(terms.values(), characters) if characters else terms

    def read_bodies(self) -> Bodies:
        """Units and actors, and by which names others call them."""
        units = self.named(Unit, "units")
        actors = self.named(Actor, "actors")
        for folder, records in (("units", units), ("actors", actors)):
            if not records and not self.found.problems:
                self.problem(Place(f"data/{folder}"), "这里没有记录。", "请恢复误删的记录。")
        found = Bodies(units, actors)
        bodies: list[Unit | Actor] = [*units.values(), *actors.values()]
        for body in bodies:
            home = (_place(body.id) if isinstance(body, Unit) else "", body.name)
            same = found.ids.get(body.name)
            # 市残联 exists in every city: units of different places may share a name.
            if home in found.local_ids or (same is not None and not (home[0] and same in units)):
                place = self.found.origins[type(body).__name__, body.id].place("name")
                self.problem(place, f"名称“{body.name}”已经有别的记录用了。", "请合并两条记录。")
            found.ids.setdefault(body.name, body.id)
            found.local_ids.setdefault(home, body.id)
        found.all_known = not self.found.problems
        return found

    def plan_ids(self) -> list[str]:
        """Folders in data/plans, by name."""
        path = self.data / "plans"
        entries = sorted(os.scandir(path), key=lambda e: e.name) if path.is_dir() else []
        for entry in entries:
            if entry.is_symlink() or not entry.is_dir():
                place = Place(f"data/plans/{entry.name}")
                self.problem(place, "这里只能放方案的文件夹。", "请移走它。")
        return [entry.name for entry in entries if entry.is_dir() and not entry.is_symlink()]

    def single(self, model: type[M]) -> M | None:
        """The one record of its kind, for example that in data/floors.yml."""
        name = model.__name__.lower()
        found = self.raw_record(f"data/{name}.yml")
        if found is None:
            return None
        raw, origin = found
        for index, asked in _dicts(raw.get("asks")):
            self.to_ids(asked, "actors", origin, "主体", "asks", index)
        self.found.origins[model.__name__, name] = origin
        try:
            return model.model_validate(raw)
        except ValidationError as error:
            self.found.problems += _problems(model, error, origin)
            return None

    def without_repeated_ids(self, records: list[M]) -> Mapping[str, M]:
        """Records by id, of those kinds that share one space of ids in all plans."""
        by_id = _by_id(records)
        if len(by_id) < len(records):
            for record in records:
                id_ = record.id  # type: ignore[attr-defined]
                if by_id[id_] is not record:
                    place = self.found.origins[type(record).__name__, id_].place("id")
                    self.problem(place, f"id “{id_}”别的方案已经用了。", "请换一个 id。")
        return by_id


def _place(id_: str) -> str:
    """The place that an id of a unit or a plan begins with: `cq` in `cq-canlian`."""
    return id_.split("-")[0]


def _dicts(value: object) -> list[tuple[int, Raw]]:
    """The dicts in a list, each with its place there; other items are refused by the model."""
    items = value if isinstance(value, list) else []
    return [(index, item) for index, item in enumerate(items) if isinstance(item, dict)]


def _prepare_benefit(plan: str, raw: Raw, origin: Origin) -> None:
    """`7.3` in a quote becomes the full id of the sentence."""
    for _, quote in [*_dicts(raw.get("quotes")), *_dicts(raw.get("conditions"))]:
        if isinstance(quote.get("measure"), str):
            quote["measure"] = f"{plan}/{quote['measure']}"


def _prepare_division(plan: str, raw: Raw, origin: Origin) -> None:
    """A district may divide the tasks of several plans, with one id in each."""
    if isinstance(raw.get("id"), str):
        raw["id"] = f"{plan}/{raw['id']}"


def _by_id(records: list[M]) -> Mapping[str, M]:
    return MappingProxyType({record.id: record for record in records})  # type: ignore[attr-defined]


def _by_sound(terms: Iterable[Term], characters: Characters) -> Mapping[str, Term]:
    """Terms in the order of a Chinese dictionary."""
    heard = [t.model_copy(update={"sound": characters.sound(t.term)}) for t in terms]
    return _by_id(sorted(heard, key=lambda term: (term.sound, term.id)))


def _in_order_of_notice(benefits: list[Benefit], tasks: list[Task]) -> list[Benefit]:
    order = {m.id: i for i, m in enumerate(m for task in tasks for m in task.measures)}
    return sorted(benefits, key=lambda b: (order.get(b.quotes[0].measure, len(order)), b.id))


def _all(groups: Iterable[list[M]]) -> list[M]:
    return list(chain.from_iterable(groups))


def _age(read: PlanRead) -> float:
    """Less for newer plans; one that can't be read comes last."""
    return math.inf if read.plan is None else -read.plan.date.toordinal()


def _in_order_of_assignment(units: Mapping[str, Unit], tasks: Iterable[Task]) -> list[Unit]:
    """Units with most tasks first, as readers look for them; ties in the notice's order."""
    assigned = [unit for task in tasks for unit in task.units]
    counts = Counter(assigned)
    first = {unit: place for place, unit in reversed(list(enumerate(assigned)))}
    return sorted(
        units.values(),
        key=lambda unit: (-counts[unit.id], first.get(unit.id, len(assigned)), unit.id),
    )


def _problems(model: type[Record], error: ValidationError, origin: Origin) -> list[Problem]:
    return [
        _problem(model, details, origin)
        for details in error.errors()
        # A list whose items are all wrong counts as empty; the items' own problems suffice.
        if not (details["type"] == "too_short" and details["input"])
    ]


def _problem(model: type[Record], details: Any, origin: Origin) -> Problem:
    """One of pydantic's errors, in the editor's language, at the editor's place."""
    path: tuple[str | int, ...] = details["loc"]
    kind: str = details["type"]
    owner, title = _field(model, path)
    field = next(step for step in reversed(path) if isinstance(step, str))  # no list's index
    last = _short(field)
    name = f"“{last}”（{title}）" if title else f"“{last}”"
    value = details.get("input")
    if kind == "extra_forbidden":
        place = origin.place(*path, yamltext.KEY)
        return Problem(place, f"不认识的字段“{last}”。", nearest(last, _fields(owner)))
    place = origin.place(*path)
    if kind == "missing":
        remedy = f"请补上“{path[-1]}: …”{_when_empty(owner, path)}。"
        return Problem(place, f"缺少字段{name}。", remedy)
    if kind == "literal_error":
        known = details["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        return Problem(place, f"{name}不能是“{_short(value)}”。", nearest(_short(value), known))
    if value is None:
        return Problem(place, f"{name}没有内容。", f"请补上内容{_when_empty(owner, path)}。")
    if kind in ("tuple_type", "model_type", "string_type"):
        shape = {"tuple_type": "列表，例如 [甲, 乙]", "model_type": "下一级字段"}.get(
            kind, "一段文字"
        )
        return Problem(place, f"{name}的写法不对。", f"这里要写{shape}。")
    if kind == "too_short" or value == "":
        remedy = "请至少写一项。" if kind == "too_short" else "请补上内容。"
        return Problem(place, f"{name}不能是空的。", remedy)
    slipped = slip(str(value), in_list=isinstance(path[-1], int))
    if kind == "value_error":
        remedy = slipped or f"{details['ctx']['error']}。"
        return Problem(place, f"{name}不能是“{_short(value)}”。", remedy)
    return Problem(place, f"{name}的内容“{_short(value)}”不合规定。", slipped or _hint(field))


def _when_empty(owner: type[Record], path: tuple[str | int, ...]) -> str:
    """What to write in a field that has nothing to say, where that is allowed."""
    field = owner.model_fields.get(str(path[-1]))
    if field is None:
        return ""
    if type(None) in get_args(field.annotation):
        return "；确实没有时写 null"
    least = any(hasattr(constraint, "min_length") for constraint in field.metadata)
    return "；确实没有时写 []" if get_origin(field.annotation) is tuple and not least else ""


def _hint(field: str) -> str:
    if field == "id":
        return "只能用小写英文字母、数字和连字符。"
    if "source" in field or "address" in field:
        return "网址要以 https:// 或 http:// 开头，主机写域名，中间没有空格。"
    return "请对照 data/README.md 里这个字段的说明。"


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:40] + "…"


def _field(model: type[Record], path: tuple[str | int, ...]) -> tuple[type[Record], str | None]:
    """The model that holds the last named field of a path, and that field's title."""
    *outer, last = (step for step in path if isinstance(step, str))
    for name in outer:
        model = nested(model)[name]
    field = model.model_fields.get(last)
    return model, field and field.title


def _fields(model: type[Record]) -> list[str]:
    """Fields that editors write; those without a title are worked out."""
    titled = [name for name, field in model.model_fields.items() if field.title]
    return titled or list(model.model_fields)


@cache
def _readers() -> str:
    """Fingerprint of the code that reads files."""
    return digests.of_files([Path(__file__).with_name(name) for name in READERS])


def key_of(raw: bytes) -> str:
    """What the content of a file is kept by."""
    return hashlib.sha256(raw).hexdigest()


def parsed(root: Path) -> Known:
    """What the files held at the last reading, as JSON by the digest of their bytes."""
    return Memory(root / ".cache").kept("yaml", _readers()) or {}


class Reading:
    """Reads the project at `root`, again and again; later only the parts that have changed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._tree = files.Tree(root)
        self._parts: Parts | None = None
        self._known: Known = {}
        self._named: list[files.Named] = []
        self._strays: list[Problem] = []

    def read(self, changed: Collection[str] | None = None) -> tuple[Register | None, list[Problem]]:
        """What could be read, and every problem with the rest.

        `changed` are the paths of all files that may have changed since the last time, if that is
        known. What a file holds follows from its bytes; parsing those that did not change costs
        more than all else here, so it is kept between runs.
        """
        entries = self._tree.entries(changed)
        if linked := files.links(entries):
            return None, linked  # nothing behind a link is read, not even to be blamed
        first = self._parts is None
        known = parsed(self.root) if first else self._known
        loader = Loader(self.root, known, parts.lies(entries), self._parts or {})
        register = loader.register()
        self._parts, self._known = loader.parts, loader.found.seen
        if first and self._known != known:
            Memory(self.root / ".cache").keep("yaml", _readers(), self._known)
        named = [(entry.path, entry.kind) for entry in entries]
        if named != self._named:
            self._named, self._strays = named, list(files.strays(named))
        return register, [*loader.found.problems, *self._strays]


def read(root: Path) -> tuple[Register | None, list[Problem]]:
    """What could be read of the project at `root`, and every problem with the rest."""
    return Reading(root).read()


def load(root: Path) -> Register:
    """The register of the project at `root`; raises RegisterError with every problem found."""
    register, problems = read(root)
    if problems or register is None:
        raise RegisterError(problems)
    return register
