"""A page is kept as long as the templates that it is made of stay the same, and no longer."""

from pathlib import Path

import jinja2
import pytest
from jinja2 import meta

from register.render import LAYOUT, TEMPLATES
from register.templates import NAMED, Sources

OURS = sorted(TEMPLATES.rglob("*.html"))


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    """A page that takes in a part, which takes in another; and a page that does not."""
    for name, text in {
        "a/page.html": '{% import "part.html" as part %}',
        "a/part.html": '{%- include "inner.html" -%}',
        "a/other.html": "other",
        "b/inner.html": "inner",
        "b/other.html": "hidden by the other folder's",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return [tmp_path / "a", tmp_path / "b"]


def test_a_template_is_made_of_all_that_it_names(folders: list[Path]) -> None:
    assert Sources(folders).parts("page.html") == ["inner.html", "page.html", "part.html"]


@pytest.mark.parametrize(
    ("edited", "page", "other"),
    [("b/inner.html", True, False), ("a/other.html", False, True), ("b/other.html", False, False)],
)
def test_an_edit_counts_where_it_is_seen(
    folders: list[Path], edited: str, page: bool, other: bool
) -> None:
    def digests() -> tuple[str, str]:
        sources = Sources(folders)
        return sources.digest("page.html"), sources.digest("other.html")

    before = digests()
    (folders[0].parent / edited).write_text("edited", encoding="utf-8")
    after = digests()
    assert (after[0] != before[0], after[1] != before[1]) == (page, other)


def test_the_order_of_pages_does_not_matter_but_their_names_do(folders: list[Path]) -> None:
    sources = Sources(folders)
    assert sources.digest("page.html", "other.html") == sources.digest("other.html", "page.html")
    assert sources.digest("page.html") != sources.digest("part.html")


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_what_a_template_names_is_what_jinja_finds(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader([TEMPLATES, LAYOUT]))
    found = meta.find_referenced_templates(environment.parse(text))
    assert set(NAMED.findall(text)) == set(found)


def test_layouts_name_nothing_that_is_made_without_mkdocs() -> None:
    for path in LAYOUT.rglob("*.html"):
        named = NAMED.findall(path.read_text(encoding="utf-8"))
        assert not [name for name in named if (TEMPLATES / name).is_file()], path
