"""While serving: whatever is edited, what is served is what a clean build makes of the records."""

from __future__ import annotations

import os
import random
import re
import shutil
from collections.abc import Callable, Collection, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import moreplans
import pytest
import secondedition
from test_kept_pages import AUTHORED, PARTS, SETTINGS

from building import ROOT
from register import files, keptpages, load, parts, rebuild, rules
from register.authors import AuthorsPages
from register.live import Live
from register.load import Reading
from register.problem import RegisterError
from register.site import RecordSite, ours
from register.store import Register
from register.touched import plans_touched

EDITS = int(os.environ.get("EDITS", "3"))  # the long run has 200
SEED = int(os.environ.get("SEED", "57"))
PLAN = f"data/plans/{secondedition.OLD}"
BENEFIT = f"{PLAN}/benefits/free-assistive-devices.yml"


@pytest.fixture(scope="module", autouse=True)
def files_lie_still() -> Iterator[None]:
    """What was written in this instant counts as settled; each edit here is seen by its time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "SETTLED_NS", -(10**15))
        yield


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with two editions and two further plans."""
    root = tmp_path_factory.mktemp("several")
    shutil.copytree(ROOT / "data", root / "data")
    shutil.copytree(ROOT / "docs/assets", root / "docs/assets")
    shutil.copy(ROOT / "mkdocs.yml", root)
    secondedition.add(root / "data")
    moreplans.add(root / "data")
    return root


@pytest.fixture(scope="module")
def at_first(register: Register) -> RecordSite:
    """The site whose files to take along all others show: the build has kept them."""
    return RecordSite(ROOT, register, SETTINGS, None)


def site_of(root: Path, register: Register, first: RecordSite | None) -> RecordSite:
    settings = SETTINGS | {"extra": SETTINGS["extra"] | ours(root, register)}
    authors = AuthorsPages(PARTS, AUTHORED)
    return RecordSite(root, register, settings, None, first, authors)


class Served:
    """A project that is being served, and what a clean build would make of it."""

    def __init__(self, root: Path, folder: Path, clean: Path, first: RecordSite) -> None:
        self.root, self.folder, self.clean, self.first = root, folder, clean, first
        self.shown = 0
        self.begin()

    def begin(self) -> None:
        reading = Reading(self.root)
        site = site_of(self.root, rules.checked(self.root, reading), self.first)
        rebuild.put(self.folder, whole(site))
        site.save()
        self.live = Live(site, reading, self.folder)

    def show(self) -> None:
        self.shown += 1

    def renew(self, changed: Collection[str] | None = None) -> bool:
        return self.live.renew(None, self.show, changed=changed)

    def differing(self) -> list[str]:
        """Files that a clean build would make otherwise."""
        (self.clean / ".cache" / keptpages.FILE).unlink(missing_ok=True)  # compiled templates stay
        site = site_of(self.clean, rules.checked(self.root), self.first)
        return [path for path, content in whole(site) if self.read(path) != content]

    def read(self, path: str) -> bytes:
        return (self.folder / path).read_bytes()


def whole(site: RecordSite) -> Iterator[tuple[str, bytes]]:
    return chain(site.files(), site.authors.files(site.renderer))


@pytest.fixture(scope="module")
def served(data: Path, at_first: RecordSite, tmp_path_factory: pytest.TempPathFactory) -> Served:
    """One server for all tests: each edits what the one before it left."""
    root = tmp_path_factory.mktemp("served") / "project"
    shutil.copytree(data, root)
    return Served(root, root.with_name("site"), data, at_first)


def edit(root: Path, file: str, change: Callable[[str], str]) -> None:
    path = root / file
    text = path.read_text("utf-8")
    assert change(text) != text
    path.write_text(change(text), "utf-8")


def retitled(text: str) -> str:
    return re.sub(r"^title: ", "title: 改名", text, count=1, flags=re.M)


def also(text: str) -> str:
    return text.replace("meaning: ", "meaning: 又")


def test_an_edit_is_served_and_little_else_is_made(served: Served) -> None:
    edit(served.root, BENEFIT, retitled)
    assert served.renew()
    new = served.live.site.renderer.kept_pages.new
    assert "改名" in served.read("benefits/free-assistive-devices/index.html").decode()
    assert "benefits/free-assistive-devices/" in new
    assert not {url for url in new if url.startswith(f"plans/{moreplans.ACCESS}/")}
    assert served.shown
    assert served.differing() == []


def test_an_edit_of_what_all_plans_use_is_served(served: Served) -> None:
    edit(served.root, "data/units/cq-canlian.yml", lambda text: f"{text}# 又\n")
    edit(
        served.root,
        "data/vocabulary/gap.yml",
        lambda text: text.replace("meaning: ", "meaning: 又"),
    )
    assert served.renew()
    assert served.differing() == []


def test_a_mistake_leaves_what_is_served_and_its_mending_is_served(served: Served) -> None:
    before = served.read("benefits/free-assistive-devices/index.html")
    edit(served.root, BENEFIT, lambda text: text.replace('measure: "18.2"', 'measure: "18.9"'))
    for _ in range(2):
        with pytest.raises(RegisterError, match=r"18\.9"):
            served.renew()
    edit(served.root, BENEFIT, lambda text: text.replace('measure: "18.9"', 'measure: "18.2"'))
    edit(served.root, BENEFIT, retitled)
    assert served.renew()
    assert served.read("benefits/free-assistive-devices/index.html") != before
    assert served.differing() == []


def test_a_page_that_comes_or_goes_is_left_to_mkdocs(served: Served) -> None:
    file = served.root / f"data/plans/{moreplans.ACCESS}/benefits/tv-news-subtitles.yml"
    content, before = file.read_bytes(), served.live.site
    file.unlink()
    assert not served.renew()
    assert served.live.site is before
    file.write_bytes(content)


def test_what_an_edit_left_undone_for_the_next_is_done_then(served: Served) -> None:
    edit(served.root, BENEFIT, retitled)
    assert served.live.renew(None, served.show, lambda: True)
    assert served.differing()
    assert served.renew()
    assert served.differing() == []


# What may be edited without a rule to refuse it: our wording, names of others, words to search by.
FREE = re.compile(
    r"^( *(?:- )?(?:title|summary|meaning|says|label|note|caveat|short_title): )(.+)$", re.M
)


def edited_anywhere(root: Path, chance: random.Random) -> str:
    """One line of a record says something else."""
    while True:
        path = chance.choice(sorted((root / "data").rglob("*.yml")))
        text = path.read_text("utf-8")
        places = [m for m in FREE.finditer(text) if m[2][0] not in "\"'[{|>"]
        if places:
            place = chance.choice(places)
            new = chance.choice([f"{place[2]}又", f"又{place[2]}", place[2][::-1]])
            path.write_text(text[: place.start(2)] + new + text[place.end(2) :], "utf-8")
            return path.relative_to(root).as_posix()


def files_in(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in (root / "data").rglob("*.yml")}


def changed_since(root: Path, before: dict[str, bytes]) -> set[str]:
    """Paths of what came, went or changed."""
    return {path for path, _ in before.items() ^ files_in(root).items()}


def test_random_edits_are_served_as_a_clean_build_makes_them(served: Served) -> None:
    chance = random.Random(SEED)
    done, told = 0, files_in(served.root)
    for number in range(EDITS):
        kept = files_in(served.root)
        names = {edited_anywhere(served.root, chance) for _ in range(chance.choice((1, 1, 2)))}
        try:
            # By turns it is known what has changed since the last time, and not.
            renewed = served.renew(changed_since(served.root, told) if number % 2 else None)
        except RegisterError:
            with pytest.raises(RegisterError):
                rules.checked(served.root)
            told = files_in(served.root)
            for path in changed_since(served.root, kept):
                Path(path).write_bytes(kept[path])
            continue
        told = files_in(served.root)
        if not renewed:
            served.begin()
            continue
        assert served.differing() == [], names
        done += 1
    assert done > EDITS / 3


def test_parts_that_lie_as_they_did_are_not_read_again(data: Path, tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(data, root)
    reading = Reading(root)
    first, _ = reading.read()
    assert first is not None
    edit(root, BENEFIT, retitled)
    second, problems = reading.read()
    assert second is not None and not problems
    assert plans_touched(first, second) == {secondedition.OLD, secondedition.NEW}  # its editions
    other = f"{moreplans.ACCESS}/1"
    assert first.tasks[other] is second.tasks[other]


def test_reading_again_tells_what_reading_anew_tells(data: Path, tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(data, root)
    reading = Reading(root)
    chance = random.Random(38)
    for number in range(12):
        before = files_in(root)
        break_something(root, chance)
        # By turns it is known what has changed, and not.
        register, problems = reading.read(changed_since(root, before) if number % 2 else None)
        anew, all_problems = load.read(root)
        assert sorted(map(str, problems)) == sorted(map(str, all_problems))
        assert told(register) == told(anew)


def break_something(root: Path, chance: random.Random) -> None:
    path = chance.choice(sorted((root / "data").rglob("*.yml")))
    match chance.randrange(4):
        case 0:
            path.unlink()
        case 1:
            path.with_name(f"more-{path.name}").write_bytes(path.read_bytes())
        case 2:
            path.write_text(path.read_text("utf-8").replace("name: ", "nam: "), "utf-8")
        case _:
            edited_anywhere(root, chance)


def told(register: Register | None) -> Any:
    if register is None:
        return None
    fields = {name: getattr(register, name) for name in register.__dataclass_fields__}
    return {
        name: dict(value) if hasattr(value, "items") else value
        for name, value in fields.items()
        if name != "origins"
    } | {"origins": {key: origin.file for key, origin in register.origins.items()}}


def test_a_tree_says_how_files_lie(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    file = tmp_path / "data/a.yml"
    file.write_text("a", "utf-8")
    tree = files.Tree(tmp_path)
    before = tree.entries()
    assert tree.entries() == before
    file.write_text("ab", "utf-8")
    assert tree.entries([]) == before
    after = tree.entries([str(file)])
    assert after != before
    assert tree.entries() == after == files.Tree(tmp_path).entries()


def test_a_tree_notices_that_a_folder_went(tmp_path: Path) -> None:
    file = tmp_path / "data/plans/a/plan.yml"
    file.parent.mkdir(parents=True)
    file.write_text("a", "utf-8")
    tree = files.Tree(tmp_path)
    assert len(tree.entries()) == 4
    shutil.rmtree(file.parent)
    assert [entry.path for entry in tree.entries([str(file)])] == ["data", "data/plans"]
