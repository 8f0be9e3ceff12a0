"""Register → the files that readers take along: Word, Excel, calendar, CSV, JSON.

A file is made again only when what it says or the code that makes it has changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, partial
from importlib.metadata import version
from pathlib import Path

from register import links, typography
from register.exports import formats
from register.exports.office import tables
from register.exports.office.duties import Duties, Owner, Views
from register.shelf import AT_ONCE, Shelf
from register.store import Register

LIBRARIES = ("python-docx", "xlsxwriter", "icalendar")
DIVISION_SHEET = f"{links.FILES}/division-sheet.xlsx"


# Each imports its library only when a file is really made: together they take 0.3 s.


def _word(duties: Duties) -> bytes:
    from register.exports.office.word import word_file  # noqa: PLC0415 - see above

    return word_file(duties)


def _sheet(duties: Duties) -> bytes:
    from register.exports.office.sheet import sheet_file  # noqa: PLC0415 - see above

    return sheet_file(duties)


def _division(duties: Duties) -> bytes:
    from register.exports.office.sheet import division_file  # noqa: PLC0415 - see above

    return division_file(duties)


def _calendar(duties: Duties) -> bytes:
    from register.exports.office.calendars import calendar_file  # noqa: PLC0415 - see above

    return calendar_file(duties)


@dataclass(frozen=True)
class Kind:
    """A file format: what readers call it, and how duties become its bytes."""

    label: str
    make: Callable[[Duties], bytes]


KINDS: Mapping[str, Kind] = {
    "docx": Kind("Word 文档", _word),
    "xlsx": Kind("Excel 表格", _sheet),
    "ics": Kind("日历", _calendar),
    "csv": Kind("CSV 表格", tables.csv_file),
    "json": Kind("JSON 数据", tables.json_file),
}


@dataclass(frozen=True)
class Download:
    """A file as a page offers it. `size` is in bytes, `name` what a reader's computer calls it."""

    url: str
    label: str
    size: int
    name: str


def paths(register: Register) -> Iterator[str]:
    """Path of each file, without its content."""
    owners: tuple[Owner, ...] = (
        *register.plans.values(),
        *register.actions.values(),
        *register.units.values(),
    )
    yield from (links.file(owner, ending) for owner in owners for ending in KINDS)
    yield DIVISION_SHEET


@dataclass(frozen=True)
class Job:
    """One file to make: its key tells all that it is made from.

    `owner` is the id of the record on whose page it is offered, as `label` and under `name`; a
    file that is offered elsewhere has none.
    """

    path: str
    key: str
    make: Callable[[], bytes]
    owner: str = ""
    label: str = ""
    name: str = ""


def jobs(register: Register) -> Iterator[Job]:
    """Every file, before any is made."""
    views = Views(register)
    for owner, duties in views.all():
        basis = _basis(duties)
        for ending, kind in KINDS.items():
            # A calendar is offered only where there is a date to show.
            offered = owner.id if ending != "ics" or duties.dated() else ""
            yield Job(
                links.file(owner, ending),
                _key(ending, basis),
                partial(kind.make, duties),
                offered,
                kind.label,
                f"{duties.title}.{ending}".replace(" ", ""),
            )
    sheet = views.of_all_plans()
    yield Job(DIVISION_SHEET, _key("division", _basis(sheet)), partial(_division, sheet))


def _basis(duties: Duties) -> str:
    return code_digest() + json.dumps(duties, ensure_ascii=False, default=vars)


def _key(ending: str, basis: str) -> str:
    return hashlib.sha256(f"{ending}\n{basis}".encode()).hexdigest()


def shelf(cache: Path) -> Shelf:
    """Where files are kept, by the keys of their jobs."""
    return Shelf(cache / "office.sqlite", ["content"])


class OfficeFiles:
    """Every file, taken from the shelf where what it says has not changed.

    `jobs` gives all jobs each time that it is called: together they hold all duties.
    """

    def __init__(self, jobs: Callable[[], Iterable[Job]], kept: Shelf) -> None:
        self._jobs = jobs
        self._kept = kept

    @cached_property
    def _made(self) -> tuple[dict[str, str], dict[str, list[Download]]]:
        """Key of each file by its path, and what is offered; files are made for their sizes."""
        keys: dict[str, str] = {}
        offered: dict[str, list[Download]] = {}
        for job in self._jobs():
            row = self._kept.get(job.key)
            if row is None:
                row = (job.make(),)
                self._kept.put(job.key, row)
                self._kept.save(AT_ONCE)
            keys[job.path] = job.key
            if job.owner:
                download = Download(job.path, job.label, len(row[0]), job.name)
                offered.setdefault(job.owner, []).append(download)
        self._kept.keep_only(set(keys.values()))
        return keys, offered

    @cached_property
    def downloads(self) -> Mapping[str, tuple[Download, ...]]:
        """What the page of each record offers, by its id."""
        return {id_: tuple(offered) for id_, offered in self._made[1].items()}

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Path under the site's root and content of each file."""
        for path, key in self._made[0].items():
            row = self._kept.get(key)
            yield path, row[0] if row else self._made_again(path)

    def _made_again(self, path: str) -> bytes:
        """A file that somebody took off the shelf meanwhile."""
        return next(job.make() for job in self._jobs() if job.path == path)


@cache
def code_digest() -> str:
    """Fingerprint of the code and the libraries that make the files."""
    folder = Path(__file__).parent
    sources = [*sorted(folder.glob("*.py")), Path(formats.__file__), Path(typography.__file__)]
    whole = hashlib.sha256()
    for source in sources:
        whole.update(source.read_bytes())
    for library in LIBRARIES:
        whole.update(f"{library} {version(library)}\n".encode())
    return whole.hexdigest()
