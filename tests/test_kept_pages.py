"""Pages kept from an earlier build: the same bytes as pages made anew, whatever was edited."""

from __future__ import annotations

import os
import random
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from building import ROOT, build
from register import metadata
from register.digests import Digests, Unknown
from register.pages import SitePage, pages
from register.render import Renderer
from register.store import Register

ADDRESS = "https://example.org/"
GROUPS = ("plans", "actions", "tasks", "benefits", "units", "actors", "terms", "sources")
MUTATIONS = int(os.environ.get("MUTATIONS", "12"))  # the long run has 400


def renderer(register: Register, cache: Path, made_with: str = "code 1") -> Renderer:
    return Renderer(register, {"operator": {"name": "编辑"}}, cache, ADDRESS, None, made_with)


def fresh(made: SitePage, renderer: Renderer) -> str:
    """A page's content and metadata, with nothing taken from an earlier build."""
    found = metadata.json_ld(renderer.watched, made, ADDRESS)
    return found + renderer.page(made.template, made.url, {"page": made, **made.context})


def kept_or_fresh(renderer: Renderer) -> tuple[dict[str, str], set[str]]:
    """Every page as a build gives it, and the addresses of those that were made anew."""
    output, anew = {}, set()
    for made in pages(renderer.register):
        kept = renderer.kept_page(made)
        if kept is None:
            anew.add(made.url)
            with renderer.watched.watching() as look_ups:
                kept = fresh(made, renderer)
            renderer.keep_page(made, look_ups, kept)
        output[made.url] = kept
    renderer.kept_pages.save()
    return output, anew


def test_nothing_is_made_anew_without_a_change(register: Register, tmp_path: Path) -> None:
    first, made = kept_or_fresh(renderer(register, tmp_path))
    assert made == first.keys()
    assert kept_or_fresh(renderer(register, tmp_path)) == (first, set())


def test_other_code_or_settings_make_all_anew(register: Register, tmp_path: Path) -> None:
    first, _ = kept_or_fresh(renderer(register, tmp_path))
    _, made = kept_or_fresh(renderer(register, tmp_path, "code 2"))
    assert made == first.keys()


def test_an_edit_makes_few_pages_anew(register: Register, tmp_path: Path) -> None:
    kept_or_fresh(renderer(register, tmp_path))
    benefit = register.benefits["free-assistive-devices"]
    edited = with_record(register, "benefits", benefit.model_copy(update={"summary": "改了。"}))
    output, made = kept_or_fresh(renderer(edited, tmp_path))
    assert f"benefits/{benefit.id}/" in made
    assert len(made) < len(output) / 4
    assert "改了。" in output[f"benefits/{benefit.id}/"]


def with_record(register: Register, group: str, record: Any) -> Register:
    return replace(register, **{group: {**getattr(register, group), record.id: record}})


def mutated(register: Register, chance: random.Random) -> Register:
    """A register in which one record says something else, is gone, or stands elsewhere."""
    group = chance.choice(GROUPS)
    records = dict(getattr(register, group))
    id_ = chance.choice(list(records))
    match chance.randrange(6):
        case 0:
            del records[id_]
        case 1:
            items = list(records.items())
            chance.shuffle(items)
            records = dict(items)
        case _:
            records[id_] = changed(records[id_], chance)
    return replace(register, **{group: records})


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


def test_random_edits_give_what_a_clean_build_gives(register: Register, tmp_path: Path) -> None:
    chance = random.Random(38)
    now, compared = register, 0
    kept_or_fresh(renderer(now, tmp_path))
    for _ in range(MUTATIONS):
        edited = mutated(chance.choice([now, register]), chance)
        clean = renderer(edited, tmp_path / "clean", made_with="")
        try:
            expected = {made.url: fresh(made, clean) for made in pages(edited)}
        except Exception:  # the rules would refuse such data
            continue
        output, _ = kept_or_fresh(renderer(edited, tmp_path))
        assert output == expected
        now, compared = edited, compared + 1
    assert compared > MUTATIONS / 3


def test_a_damaged_memory_is_made_anew(register: Register, tmp_path: Path) -> None:
    first, _ = kept_or_fresh(renderer(register, tmp_path))
    (tmp_path / "pages.sqlite").write_bytes(b"no database" * 1000)
    assert kept_or_fresh(renderer(register, tmp_path)) == (first, set(first))
    kept_or_fresh(renderer(register, tmp_path))
    assert kept_or_fresh(renderer(register, tmp_path)) == (first, set())


@pytest.mark.parametrize("value", [object(), iter(())])
def test_values_without_content_are_refused(value: object) -> None:
    with pytest.raises(Unknown):
        Digests().of(value)


def test_equal_values_alone_have_equal_fingerprints() -> None:
    values = ["1", 1, True, None, (), ("1",), ("1", ()), {"1": 1}, frozenset("1"), (1, 1), 11]
    assert len({Digests().of(value) for value in values}) == len(values)
    assert Digests().of(frozenset("abc")) == Digests().of(frozenset("cba"))


def copied(folder: Path) -> Path:
    """A copy of the project without what git leaves out."""
    for name in ("data", "docs", "hooks", "macros", "requirements"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", folder)
    if (ROOT / ".cache/office.zip").is_file():  # office files take seconds to make
        (folder / ".cache").mkdir()
        shutil.copy(ROOT / ".cache/office.zip", folder / ".cache")
    return folder


def content(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file() and path.name != "sitemap.xml.gz"
    }


EDITS = [
    ("data/plans/cq-pwd-jobs-2025/benefits/free-assistive-devices.yml", "免费配置辅具", "配辅具"),
    ("macros/templates/theme/public.html", "报告错误", "说说哪里错了"),
    ("mkdocs.yml", "志愿编辑", "志愿者"),
]


def test_a_site_built_after_edits_is_the_one_built_from_nothing(tmp_path: Path) -> None:
    project = copied(tmp_path / "project")
    build(tmp_path / "site", project)
    for name, old, new in EDITS:
        path = project / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    build(tmp_path / "site", project)
    kept = content(tmp_path / "site")
    (project / ".cache/pages.sqlite").unlink()
    build(tmp_path / "clean", project)
    assert kept == content(tmp_path / "clean")
