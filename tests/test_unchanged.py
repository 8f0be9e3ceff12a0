"""A build that would make the published site again is told as such, and no other."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from register import unchanged
from register.unchanged import Unchanged

LONG_AGO = 1_700_000_000


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a published site, on which a note was left."""
    for name in ("data/units/one.yml", "docs/index.md", "hooks/generate.py", "site/units/x.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("one")
    (tmp_path / "mkdocs.yml").write_text('site_url: !ENV [SITE_URL, "https://notice.example/"]\n')
    begun(tmp_path).note(str(tmp_path / "site"))
    return tmp_path


def begun(root: Path, **environ: str) -> Unchanged:
    return Unchanged(root, str(root / "site"), environ)


def rewrite(path: Path) -> None:
    """Other bytes of the same length, and the same time of change."""
    before = path.stat()
    path.write_text("two")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_nothing_changed(project: Path) -> None:
    assert begun(project).is_published()


def test_without_a_note_nothing_is_known(project: Path) -> None:
    assert not Unchanged(project, str(project / "other"), {}).is_published()


@pytest.mark.parametrize("site", ["site", "other"])
def test_what_was_noted_beside_a_site_is_known_of_others_and_once_it_is_gone(
    project: Path, site: str
) -> None:
    begun(project).note(str(project / "site"), {"made": ["x"]})
    shutil.rmtree(project / "site")
    now = Unchanged(project, str(project / site), {})
    assert not now.is_published()
    assert now.apart() == {"made": ["x"]}
    (project / "docs/index.md").write_text("two")
    assert Unchanged(project, str(project / site), {}).apart() is None


def test_what_was_found_unchanged_is_known_at_a_glance(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unchanged, "SETTLED_NS", -(10**15))
    assert begun(project).is_published()
    note = next((project / ".cache/built").glob("*.json"))
    note.write_text("{")  # is not read
    assert begun(project).is_published()
    rewrite(project / "data/units/one.yml")
    assert not begun(project).is_published()


EDITS: dict[str, Callable[[Path], object]] = {
    "a record says something else": lambda p: rewrite(p / "data/units/one.yml"),
    "a record is gone": lambda p: (p / "data/units/one.yml").unlink(),
    "a record has another name": lambda p: (p / "data/units/one.yml").rename(
        p / "data/units/two.yml"
    ),
    "a record is new": lambda p: (p / "data/units/two.yml").write_text("two"),
    "a page says something else": lambda p: rewrite(p / "docs/index.md"),
    "the code is another": lambda p: rewrite(p / "hooks/generate.py"),
    "the settings are others": lambda p: (p / "mkdocs.yml").write_text("site_url: x\n"),
    "a published file says something else": lambda p: rewrite(p / "site/units/x.html"),
    "a published file is gone": lambda p: (p / "site/units/x.html").unlink(),
    "a foreign file lies deep in the site": lambda p: (p / "site/units/y.html").write_text("two"),
    "a foreign file lies in the site": lambda p: (p / "site/y.html").write_text("two"),
    "the note is damaged": lambda p: [
        note.write_text("{") for note in (p / ".cache/built").iterdir()
    ],
}


@pytest.mark.parametrize("edit", EDITS)
def test_every_change_is_seen(project: Path, edit: str) -> None:
    EDITS[edit](project)
    assert not begun(project).is_published()


@pytest.mark.parametrize("name", ["SITE_URL", "SOURCE_DATE_EPOCH"])
def test_variables_that_the_settings_ask_for_count(project: Path, name: str) -> None:
    assert not begun(project, **{name: "1"}).is_published()


def test_other_variables_do_not_count(project: Path) -> None:
    assert begun(project, TERM="dumb").is_published()


def test_a_new_package_counts(
    project: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("lib") / "site-packages"
    (folder / "new-1.0.dist-info").mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [*sys.path, str(folder)])
    assert not begun(project).is_published()


def test_the_same_bytes_written_again_are_no_change(project: Path) -> None:
    os.utime(project / "data/units/one.yml", (LONG_AGO, LONG_AGO))
    (project / "data/units/__pycache__").mkdir()
    (project / "data/units/__pycache__/one.pyc").write_text("made by Python")
    assert begun(project).is_published()


def test_a_site_put_in_place_by_another_build_is_not_taken_for_ours(project: Path) -> None:
    ours = begun(project)
    (project / "stage").mkdir()
    ours.note(str(project / "stage"))
    assert not begun(project).is_published()
