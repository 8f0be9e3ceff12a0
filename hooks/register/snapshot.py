"""data/ as editors wrote it, record by record, however little of it is valid.

A comparison must read what an older or a faulty version says; the loader refuses such data. So
nothing is checked here but the YAML itself, and names stay names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from register import links, yamltext
from register.districts import Districts
from register.divisions import Division
from register.guides import Employers, Finder
from register.layout import PATTERNS
from register.model import (
    Action,
    Actor,
    Benefit,
    Floors,
    Import,
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
from register.wordlists import Characters, Search

Raw = dict[str, Any]


class Kind(NamedTuple):
    """A kind of record: what it is called, which field names one of them, where one stands."""

    name: str
    model: type[Record]
    called: str = ""
    url: Callable[[str, str], str] | None = None  # from the plan and the file's stem

    @property
    def files(self) -> str:
        """The pattern of its files, relative to the project."""
        return PATTERNS[self.model]


def _numbered(model: type[Record]) -> Callable[[str, str], str]:
    return lambda plan, stem: links.url(model.model_construct(plan=plan, number=int(stem)))


def _by_id(model: type[Record]) -> Callable[[str, str], str]:
    return lambda plan, stem: links.url(model.model_construct(id=stem))


def _plan(plan: str, stem: str) -> str:
    return links.url(Plan.model_construct(id=plan))


def _in_glossary(plan: str, stem: str) -> str:  # its page goes by its sound, which the file lacks
    return links.in_glossary(Term.model_construct(id=stem))


KINDS = (
    Kind("方案", Plan, "short_title", _plan),
    Kind("导入", Import),
    Kind("行动", Action, "", _numbered(Action)),
    Kind("任务", Task, "", _numbered(Task)),
    Kind("政策", Benefit, "title", _by_id(Benefit)),
    Kind("进展", Progress),
    Kind("任务分解", Division, "district"),
    Kind("单位", Unit, "name", _by_id(Unit)),
    Kind("主体", Actor, "name", _by_id(Actor)),
    Kind("词语", Term, "term", _in_glossary),
    Kind("出处", Source, "title", _by_id(Source)),
    Kind("词表", Vocabulary, "title"),
    Kind("区县和镇街", Districts),
    Kind("用人单位", Employers),
    Kind("找政策", Finder),
    Kind("最低数量", Floors),
    Kind("拼音", Pinyin),
    Kind("搜索", Search),
    Kind("字表", Characters),
    Kind("换了的地址", Redirects),
)


@dataclass(frozen=True)
class Entry:
    """One record: its kind, its file, the plan that it belongs to, and what the file says."""

    kind: Kind
    file: str
    plan: str
    raw: Raw

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return self.file.rpartition("/")[2].removesuffix(".yml")

    @property
    def label(self) -> str:
        """What a reader calls the record: 任务7, 政策“…”, or the kind where there is only one."""
        if self.kind.model in (Action, Task):
            return f"{self.kind.name}{self.stem.lstrip('0') or self.stem}"
        if "*" not in self.kind.files:
            return self.kind.name
        return f"{self.kind.name}“{text(self.raw.get(self.kind.called)) or self.stem}”"

    @property
    def url(self) -> str:
        """Where the record stands, or "" where it has no place."""
        if self.kind.url is None:
            return ""
        try:
            return self.kind.url(self.plan, self.stem)
        except ValueError:  # a numbered record whose file is not named by a number
            return ""


@dataclass(frozen=True)
class Snapshot:
    """Every record that could be read, by file; why others could not; the notices' bytes."""

    entries: dict[str, Entry] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)
    notices: dict[str, bytes] = field(default_factory=dict)

    def of(self, model: type[Record]) -> Iterator[Entry]:
        """The records of one kind."""
        return (entry for entry in self.entries.values() if entry.kind.model is model)

    def word(self, vocabulary: str, id_: str) -> str | None:
        """A word's name in a vocabulary, if there is such a word."""
        entry = self.entries.get(f"data/vocabulary/{vocabulary}.yml")
        words = dicts(entry.raw.get("terms")) if entry else []
        return next((text(word.get("label")) for word in words if word.get("id") == id_), None)


def text(value: object) -> str:
    """A scalar as text, and "" for anything else."""
    return value if isinstance(value, str) else ""


def texts(value: object) -> list[str]:
    """The texts in a list; what is no list has none."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def dicts(value: object) -> list[Raw]:
    """The groups of fields in a list; what is no list has none."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def take(root: Path) -> Snapshot:
    """What the data folder of a project says; never fails because of what files hold."""
    taken = Snapshot()
    for kind in KINDS:
        for path in sorted(root.glob(kind.files), key=_order):
            _add(taken, kind, path, path.relative_to(root).as_posix())
    for path in sorted((root / "data" / "plans").glob("*/notice.txt")):
        if path.is_file() and not path.is_symlink():
            taken.notices[path.parent.name] = path.read_bytes()
    return taken


def _order(path: Path) -> tuple[str, int, str]:
    """Numbered files by number, others by name."""
    number = int(path.stem) if path.stem.isascii() and path.stem.isdigit() else 0
    return path.parent.as_posix(), number, path.name


def _add(taken: Snapshot, kind: Kind, path: Path, file: str) -> None:
    if path.is_symlink() or not path.is_file():
        taken.unread[file] = f"{file} 不是普通文件。"
        return
    try:
        raw, _marks = yamltext.read(file, path.read_bytes())
    except yamltext.Refused as refused:
        taken.unread[file] = str(refused.problems[0])
        return
    except OSError as error:
        taken.unread[file] = f"{file} 读不出来（{error.strerror}）。"
        return
    if not isinstance(raw, dict):
        taken.unread[file] = f"{file} 不是由“字段: 内容”组成的。"
        return
    parts = file.split("/")
    plan = parts[2] if parts[1] == "plans" else ""
    taken.entries[file] = Entry(kind, file, plan, raw)
