"""What is kept from an earlier build: the same bytes as files made anew, whatever was edited."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from building import ROOT, CopyProject, build
from register import keptpages, policy
from register.authors import AuthorsPages
from register.digests import Digests, Unknown
from register.site import RecordSite
from register.store import Register

SETTINGS: dict[str, Any] = {
    "site_name": "分工",
    "site_description": "谁做什么",
    "site_url": "https://example.org/",
    "repo_url": "https://git.example/notice",
    "edit_uri": "edit/main/docs/",
    "copyright": "",
    "extra": {
        "operator": {"name": "编辑", "government": False},
        "policy": dict(policy.METAS),
        "moved": {"addresses": {}, "places": {}},
    },
}
GROUPS = ("plans", "actions", "tasks", "benefits", "units", "actors", "terms", "sources")
SEED = int(os.environ.get("SEED", "38"))
DAY = "1795000000"
MUTATIONS = int(os.environ.get("MUTATIONS", "6"))  # the long run has 400

# Every part that authors show, on one page.
PARTS = [
    (macro, "", re.findall(r'"([^"]*)"', given))
    for path in sorted((ROOT / "docs").glob("*.md"))
    for macro, given in re.findall(r"{{ (\w+)\((.*?)\) }}", path.read_text(encoding="utf-8"))
]
AUTHORED = {"by-hand/index.html": "".join(f"<!--part {n}-->" for n in range(len(PARTS)))}

Files = dict[str, bytes]
Made = Callable[..., tuple[Files, set[str]]]


@pytest.fixture(scope="module")
def at_first(register: Register) -> RecordSite:
    """The site whose office files and readings all others show: they take seconds to make."""
    return RecordSite(ROOT, register, SETTINGS, None)


@pytest.fixture
def made(at_first: RecordSite, tmp_path: Path) -> Made:
    """Every file as a build gives it, and the names of what was made anew."""
    (tmp_path / "docs").symlink_to(ROOT / "docs")  # its style and script

    def made(register: Register, **settings: Any) -> tuple[Files, set[str]]:
        site = RecordSite(tmp_path, register, SETTINGS | settings, None, at_first, authors())
        files = whole(site)
        anew = site.renderer.kept_pages.new
        site.save()
        return files, anew

    return made


@pytest.fixture
def clean(at_first: RecordSite, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Files]:
    """Every file with nothing taken from an earlier build."""
    root = tmp_path_factory.mktemp("clean")
    (root / "docs").symlink_to(ROOT / "docs")

    def clean(register: Register) -> Files:
        (root / ".cache" / keptpages.FILE).unlink(missing_ok=True)  # compiled templates may stay
        return whole(RecordSite(root, register, SETTINGS, None, at_first, authors()))

    return clean


def authors() -> AuthorsPages:
    return AuthorsPages(PARTS, AUTHORED)


def whole(site: RecordSite) -> Files:
    """Every file that records make, and the authors' page."""
    return dict(chain(site.files(), site.authors.files(site.renderer)))


def test_authors_show_every_part() -> None:
    assert {macro for macro, _, _ in PARTS} > {"glance", "finder", "recent_changes"}


def test_nothing_is_made_anew_without_a_change(register: Register, made: Made) -> None:
    first, anew = made(register)
    assert {f"{name}index.html" for name in anew if name.endswith("/")} < first.keys()
    assert made(register) == (first, set())


def test_each_page_is_made_when_it_is_asked_for(
    register: Register, at_first: RecordSite, tmp_path: Path
) -> None:
    site = RecordSite(tmp_path, register, SETTINGS, None, at_first)
    pages = (path for path, _ in site.files() if path.endswith("/index.html"))
    for asked in (1, 2, 3):
        next(pages)
        assert len(site.renderer.kept_pages.new) == asked


def test_other_settings_make_all_anew(register: Register, made: Made) -> None:
    _, first = made(register)
    _, anew = made(register, site_name="别的名字")
    assert anew == first


def test_an_edit_makes_few_pages_anew(register: Register, made: Made) -> None:
    made(register)
    benefit = register.benefits["free-assistive-devices"]
    edited = with_record(register, "benefits", benefit.model_copy(update={"summary": "改了。"}))
    files, anew = made(edited)
    assert f"benefits/{benefit.id}/" in anew
    assert len(anew) < len(files) / 10
    assert "改了。" in files[f"benefits/{benefit.id}/index.html"].decode()


def with_record(register: Register, group: str, record: Any) -> Register:
    return replace(register, **{group: {**getattr(register, group), record.id: record}})


def mutated(register: Register, chance: random.Random) -> Register:
    """A register in which one record says something else, is gone, or stands elsewhere."""
    group = chance.choice(GROUPS)
    records = dict(getattr(register, group))
    id_ = chance.choice(list(records))
    match chance.randrange(7):
        case 0:
            del records[id_]
        case 1:
            items = list(records.items())
            chance.shuffle(items)
            records = dict(items)
        case 2:
            renamed = records[id_].model_copy(update={"id": f"{id_}-new"})
            records = {one.id: one for one in (*records.values(), renamed) if one.id != id_}
        case _:
            records[id_] = changed(records[id_], chance)
    origins = dict(register.origins)
    for record in records.values():
        kind = type(record).__name__
        origins.setdefault((kind, record.id), register.origins[kind, id_])
    return replace(register, **{group: records}, origins=origins)


def changed(record: Any, chance: random.Random) -> Any:
    """A record of which one field is longer, shorter, in another order or empty."""
    name = chance.choice([name for name in type(record).model_fields if name not in ("id", "plan")])
    value = getattr(record, name)
    if isinstance(value, str):
        value = chance.choice([f"{value}又", value[1:], value[::-1]])
    elif isinstance(value, tuple):
        value = chance.choice([value[::-1], value[1:], value[:-1]])
    elif isinstance(value, bool):
        value = not value
    elif isinstance(value, int):
        value += 1
    return record.model_copy(update={name: value})


def test_random_edits_give_what_a_clean_build_gives(
    register: Register, made: Made, clean: Callable[..., Files]
) -> None:
    chance = random.Random(SEED)
    now, compared = register, 0
    made(now)
    for _ in range(MUTATIONS):
        edited = mutated(chance.choice([now, register]), chance)
        try:
            expected = clean(edited)
        except Exception:  # the rules would refuse such data
            continue
        files, _ = made(edited)
        assert files == expected
        now, compared = edited, compared + 1
    assert compared > MUTATIONS / 3


def test_a_damaged_memory_is_made_anew(register: Register, made: Made, tmp_path: Path) -> None:
    first, anew = made(register)
    (tmp_path / ".cache/pages.sqlite").write_bytes(b"no database" * 1000)
    assert made(register) == (first, anew)
    made(register)
    assert made(register) == (first, set())


@pytest.mark.parametrize("value", [object(), iter(())])
def test_values_without_content_are_refused(value: object) -> None:
    with pytest.raises(Unknown):
        Digests().of(value)


def test_equal_values_alone_have_equal_fingerprints() -> None:
    values = ["1", 1, True, None, (), ("1",), ("1", ()), {"1": 1}, frozenset("1"), (1, 1), 11]
    assert len({Digests().of(value) for value in values}) == len(values)
    assert Digests().of(frozenset("abc")) == Digests().of(frozenset("cba"))


def content(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file()
    }


Edit = tuple[str, str, str]  # file, words, other words
OF_RECORDS_AND_TEMPLATES: list[Edit] = [
    ("data/plans/cq-pwd-jobs-2025/benefits/free-assistive-devices.yml", "免费配置辅具", "配辅具"),
    ("macros/templates/pages/unit.html", "</h1>", "！</h1>"),
    ("macros/templates/parts/parts.html", ">全部", ">所有"),
]
OF_ALL_ELSE: list[Edit] = [
    ("macros/templates/theme/public.html", "报告错误", "说说哪里错了"),
    ("docs/about.md", "关于", "说说"),
    ("mkdocs.yml", "志愿编辑", "志愿者"),
]


def built(project: Path, site: Path) -> str:
    """What `run.py build` says."""
    command = [sys.executable, "hooks/launch.py", "build", "--strict", "-d", str(site)]
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": DAY}
    result = subprocess.run(command, cwd=project, env=env, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def test_a_site_built_after_edits_is_the_one_built_from_nothing(
    copy_project: CopyProject, tmp_path: Path
) -> None:
    project, site = tmp_path / "project", tmp_path / "site"
    copy_project(project)
    assert "沿用上一次的" not in built(project, site)
    for edits, without_mkdocs in ((OF_RECORDS_AND_TEMPLATES, True), (OF_ALL_ELSE, False)):
        for name, old, new in edits:
            path = project / name
            text = path.read_text(encoding="utf-8")
            assert old in text
            path.write_text(text.replace(old, new, 1), encoding="utf-8")
        assert ("沿用上一次的" in built(project, site)) == without_mkdocs
        kept = content(site)
        if without_mkdocs:
            shutil.rmtree(site)
            assert "沿用上一次的" in built(project, site)
            assert content(site) == kept
        (project / ".cache/pages.sqlite").rename(tmp_path / "kept.sqlite")
        clean = tmp_path / f"clean-{without_mkdocs}"
        build(clean, project, SOURCE_DATE_EPOCH=DAY)
        (tmp_path / "kept.sqlite").rename(project / ".cache/pages.sqlite")
        assert kept == content(clean)
    assert "没有变化" in built(project, site)
