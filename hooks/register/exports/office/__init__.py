"""Register → the files that readers take along: Word, Excel, calendar, CSV, JSON.

A file is made again only when what it says or the code that makes it has changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from register import links, typography
from register.exports import formats
from register.exports.office import tables
from register.exports.office.duties import Duties, Owner, Views
from register.memory import Memory
from register.store import Register

BUNDLE = "office"
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


@dataclass(frozen=True)
class OfficeFiles:
    """Content by path under the site's root, and the downloads of each owner by its id."""

    content: Mapping[str, bytes]
    downloads: Mapping[str, tuple[Download, ...]]


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
    """One file to make: its key tells all that it is made from."""

    path: str
    key: str
    make: Callable[[Duties], bytes]
    duties: Duties
    owner: Owner | None  # the division sheet has none

    def made(self) -> bytes:
        """The file's bytes."""
        return self.make(self.duties)


def jobs(register: Register) -> Iterator[Job]:
    """Every file, before any is made."""

    def key(ending: str, basis: str) -> str:
        return hashlib.sha256(f"{ending}\n{basis}".encode()).hexdigest()

    for owner, duties in Views(register).all():
        basis = code_digest() + json.dumps(duties, ensure_ascii=False, default=vars)
        for ending, kind in KINDS.items():
            path = links.file(owner, ending)
            yield Job(path, key(ending, basis), kind.make, duties, owner)
    sheet = Views(register).of_all_plans()
    basis = code_digest() + json.dumps(sheet, ensure_ascii=False, default=vars)
    yield Job(DIVISION_SHEET, key("division", basis), _division, sheet, None)


def office_files(register: Register, memory: Memory) -> OfficeFiles:
    """Every file, taken from memory where what it says has not changed."""
    kept = memory.kept_bytes(BUNDLE)
    used: dict[str, bytes] = {}
    content: dict[str, bytes] = {}
    owners: dict[str, tuple[Owner, Duties]] = {}
    for job in jobs(register):
        content[job.path] = used[job.key] = kept.get(job.key) or job.made()
        if job.owner:
            owners[job.owner.id] = job.owner, job.duties
    if used.keys() != kept.keys():
        memory.keep_bytes(BUNDLE, used)
    downloads = {id_: tuple(_downloads(*owned, content)) for id_, owned in owners.items()}
    return OfficeFiles(content, downloads)


def keep(memory: Memory, files: Mapping[str, bytes]) -> None:
    """Keep files that another process made, by the keys of their jobs."""
    if files:
        memory.keep_bytes(BUNDLE, {**memory.kept_bytes(BUNDLE), **files})


def _downloads(owner: Owner, duties: Duties, content: Mapping[str, bytes]) -> list[Download]:
    """What a page offers; a calendar only where there is a date to show."""
    found = []
    for ending, kind in KINDS.items():
        url = links.file(owner, ending)
        if ending != "ics" or duties.dated():
            name = f"{duties.title}.{ending}".replace(" ", "")
            found.append(Download(url, kind.label, len(content[url]), name))
    return found


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
