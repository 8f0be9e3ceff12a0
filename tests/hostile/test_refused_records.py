"""Hostile ids, addresses, names, files and YAML: each is refused at its file and line."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from itertools import cycle, pairwise, zip_longest
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import ROOT, restore
from faults import problems
from hostile.planting import PLAN, add_samples

pytestmark = pytest.mark.usefixtures("parsed_once")

UNIT = "data/units/cq-canlian.yml"
ACTOR = "data/actors/quxian.yml"
TERM = "data/terms/working-age.yml"
SOURCE = "data/sources/cq-gaoxin-quota-notice-2026.yml"
BENEFIT = f"{PLAN}/benefits/dibao-grace-period.yml"
TASK = f"{PLAN}/tasks/07.yml"
RECORD = f"{PLAN}/plan.yml"
REPORT = f"{PLAN}/progress/2026-05-08-cq-canlian-1.yml"
DIVISION = f"{PLAN}/divisions/shiyang-qu.yml"
WORDS = "data/vocabulary/audience.yml"

Spoil = Callable[[Path], None]


def line(field: str, value: str) -> Callable[[str], str]:
    """Another value on the first line of a field."""
    return lambda text: re.sub(
        rf"(?m)^( *(?:- )?{field}: ).*$", lambda m: m[1] + value, text, count=1
    )


ADDRESSES = [
    "javascript:alert(1)",
    "JAVASCRIPT:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "ftp://ftp.gov.cn/x",
    "//www.gov.cn/x",
    "/etc/passwd",
    "www.gov.cn",
    "https:www.gov.cn",
    "https:///x",
    "https://user:word@www.gov.cn/",
    "https://www.gov.cn@evil.example/",
    "https://www.gov.cn:8443/",
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://[::1]/",
    "https://localhost/",
    "https://WWW.GOV.CN/",
    "https://www.gov.cn\\\\@evil.example/",
    "https://xn--80ak6aa92e.com/",
    "https://www.gоv.cn/",
    "https://www.gov。cn/",
    "https://-evil.example/",
    "https://evil.example-/",
    "https://evil..example/",
    "https://www.gov.cn/<script>",
    "https://www.gov.cn/'x",
    "https://www.gov.cn/a b",
    "https://www.gov.cn/\\u202ex",
    "https://www.gov.cn/\\nx",
    "https://www.gov.cn/残",
    "https://www.gov.cn/{{7*6}}",
    "https://www.gov.cn/" + "x" * 500,
    "http://example.com/",
    "http://gov.cn.evil.example/",
    "http://evilgov.cn/",
]
IDS = [
    "../../index",
    "..",
    ".",
    "/etc/passwd",
    "a/b",
    "a\\\\b",
    "C:x",
    "con",
    "nul",
    "aux",
    "com1",
    "lpt9",
    "CQ-CANLIAN",
    "Cq-canlian",
    "cq-canlian ",
    "cq-canlian.",
    "cq_canlian",
    "cq--canlian",
    "-cq-canlian",
    "cq-canlian-",
    "cq-canlіan",
    "ｃq-canlian",
    "cq%2fcanlian",
    "cq-canlian\\0",
    "cq-canlian?x",
    "cq-canlian#x",
    "<b>",
    "{{7*6}}",
    "残联",
    "x" * 61,
    "",
]
NAMES = [
    ("a character that looks like 市", "巿残联"),
    ("a traditional character", "市殘联"),
    ("a compatibility character", "市\\uf92f联"),
    ("a radical", "\\u2f42残联"),
    ("Cyrillic", "市残联а"),
    ("Greek", "市残联ο"),
    ("full width", "市残联Ａ"),
    ("a space inside", "市 残联"),
    ("no width", "市\\u200b残联"),
    ("a space at the end", "市残联 "),
    ("a variation", "市残联\\ufe00"),
]


Change = Callable[[str], str]


class Fault(NamedTuple):
    """A change to one file; the first line that it changes is to be told, or any of the file."""

    name: str
    file: str
    change: Change
    any_line: bool = False


@pytest.fixture
def hostile(project: Path) -> Path:
    """A copy of the data with reports and divisions, as many as there are faults to plant."""
    add_samples(project)
    for file, much in ((REPORT, len(ADDRESSES)), (DIVISION, len(NAMES))):
        path = project / file
        for number in range(2, much + 1):
            other = f"{path.stem[:-1]}{number}" if file == REPORT else f"{path.stem}-{number}"
            text = path.read_text("utf-8").replace(f"id: {path.stem}", f"id: {other}")
            path.with_name(f"{other}.yml").write_text(text, "utf-8")
    return project


def files_in(root: Path, folder: str) -> Iterator[str]:
    return (p.relative_to(root).as_posix() for p in sorted((root / folder).glob("*.yml")))


def missed(root: Path, faults: list[Fault]) -> list[str]:
    """Those of many faults, all planted at once in a file each, that nobody is told of."""
    places = {fault: (fault.file, changed(root, fault)) for fault in faults}
    assert len({file for file, _ in places.values()}) == len(faults)
    found = problems(root)
    assert all(problem.cause and problem.remedy for problem in found)
    assert all(len(problem.cause) + len(problem.remedy) < 500 for problem in found)
    lines = {(problem.place.file, problem.place.line) for problem in found}
    files = {file for file, _ in lines}
    return [
        f.name for f, at in places.items() if not (at in lines or (f.any_line and f.file in files))
    ]


def changed(root: Path, fault: Fault) -> int:
    """Plant a fault; the number of the first line that differs."""
    before = (root / fault.file).read_text("utf-8")
    after = fault.change(before)
    assert after != before, fault.name
    (root / fault.file).write_text(after, "utf-8", newline="")
    pairs = zip_longest(before.split("\n"), after.split("\n"))
    return next(number for number, (one, two) in enumerate(pairs, 1) if one != two)


def test_addresses_are_refused(hostile: Path) -> None:
    units = files_in(hostile, "data/units")
    sourced = (
        file for file in units if "full_name_source: null" not in (hostile / file).read_text()
    )
    files = [*sourced, *files_in(hostile, "data/sources")]
    faults = []
    for address, file in zip(ADDRESSES, cycle(files), strict=False):
        field, value = (
            ("addresses", f'["{address}"]')
            if "sources" in file
            else ("full_name_source", f'"{address}"')
        )
        faults.append(Fault(address, file, line(field, value)))
    half = len(files)
    assert missed(hostile, faults[:half]) == []
    restore(hostile / "data")
    assert missed(hostile, faults[half:]) == []


def test_evidence_that_is_no_sound_address_is_refused(hostile: Path) -> None:
    reports = files_in(hostile, f"{PLAN}/progress")
    wrong = [address for address in ADDRESSES if ":" in address]
    assert (
        missed(
            hostile,
            [
                Fault(address, file, line("evidence", f'"{address}"'))
                for address, file in zip(wrong, reports, strict=False)
            ],
        )
        == []
    )


@pytest.mark.parametrize("folder", ["data/terms", f"{PLAN}/benefits"])
def test_ids_are_refused(hostile: Path, folder: str) -> None:
    files = files_in(hostile, folder)
    faults = [
        Fault(id_, file, line("id", f'"{id_}"')) for id_, file in zip(IDS, files, strict=False)
    ]
    assert len(faults) == len(IDS)
    assert missed(hostile, faults) == []


@pytest.mark.parametrize("file", [UNIT, ACTOR, RECORD, DIVISION, WORDS, SOURCE, REPORT])
@pytest.mark.parametrize("id_", ["con", "../x", "A{{7*6}}"])
def test_id_of_each_kind_is_refused(hostile: Path, file: str, id_: str) -> None:
    assert missed(hostile, [Fault(id_, file, line("id", f'"{id_}"'))]) == []


STEMS = ["con", "nul", "aux", "com1", "Working-age", "working-agé", "ｗorking-age", "残", "a b"]
NUMBERS = ["7", "07 ", "０7", "007", "7a"]
PLANS = ["con", "CQ-pwd-jobs-2025", "cq-pwd-jobs-2025 "]


def test_names_of_files_are_refused(hostile: Path) -> None:
    text = (hostile / TERM).read_text("utf-8")
    for stem in STEMS:
        path = hostile / f"data/terms/{stem}.yml"
        path.write_text(text.replace("id: working-age", f'id: "{stem}"'), "utf-8")
    for stem in NUMBERS:
        shutil.copy(hostile / TASK, hostile / PLAN / f"tasks/{stem}.yml")
    for stem in PLANS:
        shutil.copytree(hostile / PLAN, hostile / f"data/plans/{stem}")
        changed(hostile, Fault(stem, f"data/plans/{stem}/plan.yml", line("id", f'"{stem}"')))
    told = {problem.place.file for problem in problems(hostile)}
    wanted = [f"data/terms/{stem}.yml" for stem in STEMS]
    wanted += [f"{PLAN}/tasks/{stem}.yml" for stem in NUMBERS]
    wanted += [f"data/plans/{stem}/plan.yml" for stem in PLANS]
    assert [file for file in wanted if file not in told] == []


WHERE: list[tuple[str, str, Callable[[str, str], str]]] = [
    ("reference", f"{PLAN}/tasks", lambda t, name: t.replace("lead: [", f"lead: [{name}, ", 1)),
    ("alias", "data/units", lambda t, name: line("aliases", f"[{name}]")(t)),
    ("full name", "data/units", lambda t, name: line("full_name", name)(t)),
    ("name of an actor", "data/actors", lambda t, name: line("name", name)(t)),
    ("unit of a report", f"{PLAN}/progress", lambda t, name: line("unit", name)(t)),
    ("district", f"{PLAN}/divisions", lambda t, name: line("district", name)(t)),
]


@pytest.mark.parametrize(("folder", "put"), [row[1:] for row in WHERE], ids=[r[0] for r in WHERE])
def test_names_that_look_like_a_unit_are_refused(
    hostile: Path, folder: str, put: Callable[[str, str], str]
) -> None:
    files = files_in(hostile, folder)
    faults = [
        Fault(what, file, lambda text, name=name: put(text, f'"{name}"'))
        for (what, name), file in zip(NAMES, files, strict=False)
    ]
    assert len(faults) == len(NAMES)
    assert missed(hostile, faults) == []


def bomb(text: str) -> str:
    names = "abcdefghi"
    lines = [f"{names[0]}: &{names[0]} [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in pairwise(names)]
    return "\n".join(lines) + "\n" + text


YAML = {
    "alias": lambda t: t.replace("note: null", "note: *x"),
    "anchor": lambda t: t.replace("note: null", "note: &x y"),
    "bomb": bomb,
    "merge": lambda t: t.replace("note: null", "<<: *x\nnote: null"),
    "Python tag": lambda t: t.replace("note: null", "note: !!python/object/apply:os.system [id]"),
    "own tag": lambda t: t.replace("note: null", "note: !ENV PATH"),
    "binary": lambda t: t.replace("note: null", "note: !!binary ZXZpbA=="),
    "tag on the record": lambda t: "--- !!python/object:os.system\n" + t,
    "directive": lambda t: "%TAG ! tag:evil.example,2026:\n---\n" + t,
    "second document": lambda t: t + "---\nid: evil\n",
    "duplicate field": lambda t: t + "id: cq-canlian\n",
    "field in other letters": lambda t: t.replace("note: null", "note: null\nNote: x"),
    "field that looks the same": lambda t: t.replace("note: null", 'note: null\n"not\\u0435": x'),
    "field of Python": lambda t: t + "__class__: x\nmodel_config: x\n",
    "deep": lambda t: t.replace("note: null", "note: " + "[" * 5000 + "]" * 5000),
    "deep in braces": lambda t: t.replace("note: null", "note: " + "{a: " * 5000 + "}" * 5000),
    "list for text": lambda t: t.replace("note: null", "note: [a, b]"),
    "record for text": lambda t: t.replace("note: null", "note: {a: b}"),
    "number as a field": lambda t: t.replace("note: null", "? [a]\n: b\nnote: null"),
    "escaped line break": lambda t: t.replace("note: null", 'note: "a\\nb"'),
    "block with line breaks": lambda t: t.replace("note: null", "note: |\n  a\n  b"),
    "escaped end of text": lambda t: t.replace("note: null", 'note: "a\\0b"'),
    "surrogate": lambda t: t.replace("note: null", 'note: "\\ud800"'),
    "byte order mark inside": lambda t: t.replace("note: null", "note: \ufeffx"),
    "empty": lambda t: "",
    "only blanks": lambda t: "\n \n",
    "only a comment": lambda t: "# nothing\n",
}


def test_yaml_is_refused(hostile: Path) -> None:
    units = [
        f for f in files_in(hostile, "data/units") if "note: null" in (hostile / f).read_text()
    ]
    terms = files_in(hostile, "data/terms")
    faults = []
    for name, change in YAML.items():
        file = units.pop() if units else next(terms)
        noted = file.startswith("data/units")
        faults.append(Fault(name, file, change if noted else _on_meaning(change), any_line=True))
    assert missed(hostile, faults) == []


def _on_meaning(change: Change) -> Change:
    """The same change, in a term: it has no note."""
    return lambda text: change(re.sub(r"(?m)^meaning: .*$", "note: null", text)).replace(
        "note:", "meaning:", 1
    )


LONG = "字" * 3_400_000  # ten megabytes


def test_ten_megabytes_are_refused_at_once_in_few_words(hostile: Path) -> None:
    rows = [
        ("text", UNIT, "note: null", 'note: "{}"'),
        ("field", "data/units/cq-fulian.yml", "note: null", "{}: x"),
        ("id", BENEFIT, "id: dibao-grace-period", "id: {}"),
        ("number", TASK, "number: 7", "number: 9{}"),
        ("notice", f"{PLAN}/notice.txt", "\n", "\n{}\n"),
        ("report", REPORT, "done: ", "done: {}"),
    ]
    faults = [
        Fault(name, file, lambda t, old=old, new=new: t.replace(old, new.format(LONG), 1), True)
        for name, file, old, new in rows
    ]
    before = time.process_time()
    assert missed(hostile, faults) == []
    assert time.process_time() - before < 20  # parsing one of them takes longer


def test_long_texts_in_small_files_are_refused(hostile: Path) -> None:
    units = [
        f for f in files_in(hostile, "data/units") if "note: null" in (hostile / f).read_text()
    ]
    faults = [
        Fault(str(length), file, lambda t, n=length: t.replace("note: null", f"note: {'x' * n}"))
        for length, file in zip([501, 5_001, 900_000], units, strict=False)
    ]
    assert missed(hostile, faults) == []


def link(target: str, path: str) -> Spoil:
    def spoil(root: Path) -> None:
        place = root / path
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(target)

    return spoil


def stray(path: str, content: str = "x") -> Spoil:
    def spoil(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content)

    return spoil


FILES: list[tuple[str, str, Spoil]] = [
    ("link to a file outside", UNIT, link("/etc/passwd", UNIT)),
    ("link to a record", UNIT, link("cq-fulian.yml", UNIT)),
    ("link to nothing", UNIT, link("nowhere", UNIT)),
    ("link to itself", UNIT, link("cq-canlian.yml", UNIT)),
    ("link instead of the notice", f"{PLAN}/notice.txt", link("/etc/passwd", f"{PLAN}/notice.txt")),
    ("link instead of a folder", "data/units", link(str(ROOT / "data/units"), "data/units")),
    ("link instead of a plan", PLAN, link(str(ROOT / PLAN), PLAN)),
    ("link instead of data", "data", lambda root: link(str(ROOT / "data"), "data")(root)),
    ("link in docs", "docs/x.md", link("/etc/passwd", "docs/x.md")),
    ("link in docs to a folder", "docs/etc", link("/etc", "docs/etc")),
    ("link deep in docs", "docs/assets/a/b.png", link("/etc/passwd", "docs/assets/a/b.png")),
    ("link instead of docs", "docs", link("/etc", "docs")),
    (
        "pipe in docs",
        "docs/x.md",
        lambda root: ((root / "docs").mkdir(), os.mkfifo(root / "docs/x.md")),
    ),
    ("pipe for a record", "data/units/x.yml", lambda root: os.mkfifo(root / "data/units/x.yml")),
    ("program among records", "data/units/x.py", stray("data/units/x.py")),
    ("page among records", "data/units/x.html", stray("data/units/x.html")),
    ("hidden file", "data/units/.x.yml", stray("data/units/.x.yml")),
    ("folder among records", "data/units/x", stray("data/units/x/y.yml")),
    ("folder with a record's name", "data/units/x.yml", stray("data/units/x.yml/y")),
    ("unknown folder", "data/evil", stray("data/evil/x.yml")),
    ("unknown file in data", "data/evil.yml", stray("data/evil.yml")),
    ("page in data", "data/index.html", stray("data/index.html")),
    ("unknown file of a plan", f"{PLAN}/evil.yml", stray(f"{PLAN}/evil.yml")),
    ("unknown folder of a plan", f"{PLAN}/evil", stray(f"{PLAN}/evil/x.yml")),
    ("file among plans", "data/plans/x", stray("data/plans/x")),
    ("schema of another kind", "data/schema/x.js", stray("data/schema/x.js")),
    (
        "same name in other letters",
        "docs/b.md",
        lambda r: (stray("docs/B.md")(r), stray("docs/b.md")(r)),
    ),
    (
        "same name in another form",
        "docs/ｂ.md",
        lambda r: (stray("docs/b.md")(r), stray("docs/ｂ.md")(r)),
    ),
]


def told(root: Path, file: str) -> bool:
    return file in {problem.place.file for problem in problems(root)}


@pytest.mark.parametrize(("file", "spoil"), [row[1:] for row in FILES], ids=[r[0] for r in FILES])
def test_file_is_refused(tmp_path: Path, file: str, spoil: Spoil) -> None:
    for name in (UNIT, "data/units/cq-fulian.yml", RECORD, f"{PLAN}/notice.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    assert not told(tmp_path, file)
    spoil(tmp_path)
    assert told(tmp_path, file)
    assert "root:" not in "\n".join(map(str, problems(tmp_path)))  # nothing of a file outside


def test_duplicate_ids_are_refused(hostile: Path) -> None:
    text = (hostile / UNIT).read_text("utf-8")
    (hostile / "data/actors/cq-canlian.yml").write_text(
        "id: cq-canlian\nname: 甲\naliases: []\nkind: government\nnote: null\n", "utf-8"
    )
    (hostile / "data/units/cq-x.yml").write_text(
        text.replace("id: cq-canlian", "id: cq-x"), "utf-8"
    )
    assert told(hostile, "data/actors/cq-canlian.yml")
    assert told(hostile, "data/units/cq-x.yml")


def test_fmt_does_not_write_through_a_link(hostile: Path, tmp_path: Path) -> None:
    from register.__main__ import main

    outside = tmp_path / "outside.yml"
    outside.write_text("name:   x\nid: y\n", "utf-8")
    (hostile / "data/units/x.yml").symlink_to(outside)
    main(["--root", str(hostile), "fmt"])
    assert outside.read_text("utf-8") == "name:   x\nid: y\n"
