"""Pages written as .md files say on any engine what the site says; how they are compared."""

from __future__ import annotations

import shutil
from pathlib import Path

import markdown
import pytest
import yaml

from register.__main__ import main
from tools import compare_engines


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """All files as the command writes them, for the address of the session's own build."""
    folder = tmp_path_factory.mktemp("written") / "new"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SITE_URL", "http://127.0.0.1/")
        assert main(["write", str(folder)]) == 0
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def converted(written: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages as Markdown alone makes them; every engine begins with that."""
    folder = tmp_path_factory.mktemp("converted")
    settings = yaml.safe_load(written["mkdocs.yml"])
    given = settings["markdown_extensions"]
    names = [name if isinstance(name, str) else next(iter(name)) for name in given]
    convert = markdown.Markdown(extensions=names)
    for name, content in written.items():
        if name.endswith(".md"):
            _, _, body = content.decode("utf-8").split("---\n", 2)
            page = folder / address(name)
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(f"<main>{convert.reset().convert(body)}</main>", "utf-8")
    return folder


def address(name: str) -> str:
    """Where a page written as docs/x.md or docs/x/index.md lies on a site."""
    inside = name.removeprefix("docs/").removesuffix(".md")
    return f"{inside}.html" if inside.split("/")[-1] == "index" else f"{inside}/index.html"


def test_every_page_says_what_the_site_says(served_folder: Path, converted: Path) -> None:
    compared = dict(compare_engines.differences(served_folder, converted))
    assert len(compared) > 280
    assert {name: matter for name, matter in compared.items() if matter} == {}


def test_a_difference_is_found(converted: Path, tmp_path: Path) -> None:
    other = shutil.copytree(converted, tmp_path / "other")
    page = other / "units/cq-canlian/index.html"
    page.write_text(page.read_text("utf-8").replace("市残联", "市 残连", 1), "utf-8")
    (other / "about/index.html").unlink()
    found = {name: why for name, why in compare_engines.differences(converted, other) if why}
    assert found.keys() == {"units/cq-canlian/index.html", "about/index.html"}
    assert found["about/index.html"] == "missing"
    assert "'联' became '连'" in found["units/cq-canlian/index.html"]


def test_what_is_no_part_of_the_text_is_left_out() -> None:
    ours = b"<main><nav class='crumbs'>x</nav><h1>One</h1> two<p>three</p></main>"
    theirs = (
        b"<body><article><h1>One<a class='headerlink'>P</a></h1>\ntwo <p>three</p>"
        b"<script>x</script></article></body>"
    )
    assert compare_engines.text_of(ours) == compare_engines.text_of(theirs) == "Onetwothree"


def test_values_in_front_matter_stay_text(written: dict[str, bytes]) -> None:
    for name, content in written.items():
        if name.endswith(".md"):
            meta = yaml.safe_load(content.decode("utf-8").split("---\n", 2)[1])
            assert all(isinstance(value, str) for value in meta.values()), name


def test_open_data_and_assets_are_written_too(
    written: dict[str, bytes], served_folder: Path
) -> None:
    for name in ("data/v1/tasks.json", "changes/feed.xml", "assets/public.css"):
        assert written[f"docs/{name}"] == (served_folder / name).read_bytes()


def test_a_folder_with_something_in_it_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert main(["write", str(tmp_path)]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    assert "已经有东西" in capsys.readouterr().out
