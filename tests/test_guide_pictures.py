"""The pictures in the guides are there, described, and show what pages and commands show today."""

import contextlib
import importlib.util
import re

import pytest

from building import ROOT

spec = importlib.util.spec_from_file_location("pictures", ROOT / "tools/guide_pictures.py")
tool = importlib.util.module_from_spec(spec)
spec.loader.exec_module(tool)

FOLDER = ROOT / "docs/assets/guide"
GUIDES = {path: path.read_text("utf-8") for path in sorted((ROOT / "docs").rglob("*.md"))}
SHOWN = [
    (path, alt, name)
    for path, text in GUIDES.items()
    for alt, name in re.findall(r"!\[([^\]]*)\]\((?:\.\./)?assets/guide/([^)]+)\)", text)
]
KILOBYTE = 1024
FORM = "word-form"


def test_every_picture_is_shown_by_a_guide_and_every_one_shown_is_there():
    assert {name for _, _, name in SHOWN} == {path.name for path in FOLDER.iterdir()}


@pytest.mark.parametrize(("path", "alt", "name"), SHOWN, ids=[name for *_, name in SHOWN])
def test_picture_is_described_in_words(path, alt, name):
    assert len(alt) >= 15


def test_pictures_are_small():
    sizes = [path.stat().st_size for path in FOLDER.iterdir()]
    assert max(sizes) < 80 * KILOBYTE
    assert sum(sizes) < 400 * KILOBYTE


@pytest.mark.parametrize("name", tool.SHOWS)
def test_guide_quotes_what_its_picture_shows(name):
    [text] = {GUIDES[path] for path, _, shown in SHOWN if shown == f"{name}.webp"}
    assert [words for words in tool.SHOWS[name] if words not in text] == []


@pytest.mark.parametrize("name", sorted(tool.SHOWS.keys() - {FORM}))
def test_what_a_picture_shows_is_still_there(name, page, served, tmp_path):
    page.set_viewport_size(tool.SIZE)
    with tool.project(tmp_path) as copy, contextlib.ExitStack() as ends:
        place = tool.PICTURES[name](tool.Studio(page, served, copy, ends))
        assert tool.missing(name, place) == []


def test_what_the_form_shows_stands_in_its_settings_and_program(served_folder):
    """The form itself is opened in test_forms.py; it takes long to start."""
    parts = [path.read_text("utf-8") for path in (served_folder / "admin").iterdir()]
    assert [words for words in tool.SHOWS[FORM] if not any(words in part for part in parts)] == []
