"""Publishing is one step: whatever happens to a build, readers have the last good site."""

from __future__ import annotations

import hashlib
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from building import ROOT
from register import staging

KILLS = int(os.environ.get("KILLS", "3"))  # the long run has 100


def filled(folder: Path, word: str) -> Path:
    (folder / "units").mkdir(parents=True)
    (folder / "index.html").write_text(word)
    (folder / "units" / "index.html").write_text(word)
    return folder


def said(site: Path) -> set[str]:
    return {path.read_text() for path in site.rglob("*") if path.is_file()}


def staged(tmp_path: Path, word: str, **stale: str) -> staging.Stage:
    stage = staging.stage_for(tmp_path / "site", tmp_path / "cache")
    shutil.rmtree(stage.folder)
    filled(stage.folder, word)
    for name, text in stale.items():
        (stage.folder / name).write_text(text)
    return stage


def test_a_first_site_is_moved_into_place(tmp_path: Path) -> None:
    staged(tmp_path, "new").publish(tmp_path / "site")
    assert said(tmp_path / "site") == {"new"}
    assert [path.name for path in tmp_path.iterdir()] == ["cache", "site"]


@pytest.mark.parametrize("one_step", [True, False])
def test_a_site_changes_places_with_the_former(
    tmp_path: Path, one_step: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not one_step:
        monkeypatch.setattr(staging, "_exchanged", lambda one, other: False)
    filled(tmp_path / "site", "old")
    stage = staged(tmp_path, "new")
    stage.publish(tmp_path / "site")
    assert said(tmp_path / "site") == {"new"}
    assert said(stage.folder) == {"old"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cache", "site"]


def test_a_folder_that_cannot_be_moved_is_filled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(staged: Path, site: Path) -> None:
        raise OSError

    monkeypatch.setattr(staging, "_change_places", refuse)
    filled(tmp_path / "site", "old")
    (tmp_path / "site" / "gone.html").write_text("old")
    staged(tmp_path, "new").publish(tmp_path / "site")
    assert said(tmp_path / "site") == {"new"}
    assert not (tmp_path / "site" / "gone.html").exists()


def test_a_stage_beside_the_site_leaves_nothing(tmp_path: Path) -> None:
    filled(tmp_path / "site", "old")
    folder = filled(tmp_path / ".site.next-0", "new")
    staging.Stage(folder, passing=True).publish(tmp_path / "site")
    assert said(tmp_path / "site") == {"new"}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_two_builds_at_once_have_folders_of_their_own(tmp_path: Path) -> None:
    folders = {staging.stage_for(tmp_path / "site", tmp_path).folder for _ in range(3)}
    assert len(folders) == 3


def test_the_folder_of_a_killed_build_is_free_again(tmp_path: Path) -> None:
    code = (
        "import sys, time, pathlib; from register import staging\n"
        "print(staging.stage_for(*map(pathlib.Path, sys.argv[1:])).folder, flush=True)\n"
        "time.sleep(60)"
    )
    arguments = [str(tmp_path / "site"), str(tmp_path / "cache")]
    other = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT / "hooks")},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout is not None
    had = Path(other.stdout.readline().strip())
    assert staging.stage_for(tmp_path / "site", tmp_path / "cache").folder != had
    other.kill()
    other.wait()
    assert staging.stage_for(tmp_path / "site", tmp_path / "cache").folder == had


# The whole build


def command(site: Path) -> list[str]:
    return [sys.executable, "hooks/launch.py", "build", "--strict", "-d", str(site)]


def started(root: Path, site: Path, repo: str, **options: object) -> subprocess.Popen:
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "REPO_URL": f"https://git.example/{repo}"}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.Popen(command(site), cwd=root, env=env, **{**pipes, **options})


def fingerprint(site: Path) -> str:
    """One over names and bytes of a whole site; the packed sitemap holds the hour."""
    whole = hashlib.sha256()
    for path in sorted(site.rglob("*")):
        if path.is_file() and path.name != "sitemap.xml.gz":
            whole.update(path.relative_to(site).as_posix().encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with a site in it, as a server would show."""
    root = tmp_path_factory.mktemp("publishing") / "project"
    for name in ("data", "docs", "hooks", "macros", "requirements"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", root)
    (root / ".cache").mkdir()
    if (ROOT / ".cache/office.zip").is_file():
        shutil.copy(ROOT / ".cache/office.zip", root / ".cache")
    for repo in ("two", "one"):  # both sites are in memory then, and builds take equally long
        first = started(root, root / "site", repo)
        output, _ = first.communicate()
        assert first.returncode == 0, output
    return root


def test_a_build_killed_at_any_moment_leaves_a_whole_site(project: Path) -> None:
    site = project / "site"
    begun = time.monotonic()
    assert started(project, site, "two").wait() == 0
    took, two = time.monotonic() - begun, fingerprint(site)
    assert started(project, site, "one").wait() == 0
    whole = {fingerprint(site): "one", two: "two"}
    assert len(whole) == 2
    beside = sorted(path.name for path in project.iterdir())
    chance = random.Random(KILLS)
    for number in range(KILLS):
        build = started(project, site, ("two", "one")[number % 2])
        # Half of them near the end, where folders change places.
        time.sleep(took * chance.choice([chance.random(), 1 - chance.random() / 8]))
        build.send_signal(signal.SIGKILL)
        build.wait()
        assert fingerprint(site) in whole
        assert sorted(path.name for path in project.iterdir()) == beside


def limit_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))


def test_a_disk_that_takes_no_more_leaves_the_last_site(project: Path) -> None:
    before = fingerprint(project / "site")
    build = started(project, project / "site", "three", preexec_fn=limit_files)
    output, _ = build.communicate()
    assert build.returncode != 0, output
    assert fingerprint(project / "site") == before


FAULTS = {
    "a hook fails": ("hooks/offline.py", "    offline.stamp", "    raise OSError('no') #"),
    "a link leads nowhere": ("macros/templates/theme/public.html", "about/", "abuot/"),
    "data is wrong": ("data/units/cq-canlian.yml", "name: ", "nmae: "),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_failing_build_leaves_the_last_site(project: Path, fault: str) -> None:
    name, old, new = FAULTS[fault]
    before, path = fingerprint(project / "site"), project / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    try:
        build = started(project, project / "site", "four")
        output, _ = build.communicate()
    finally:
        path.write_text(text, encoding="utf-8")
    assert build.returncode != 0, output
    assert fingerprint(project / "site") == before


def test_two_builds_at_once_do_not_mix(project: Path) -> None:
    builds = [started(project, project / f"site-{repo}", repo) for repo in ("one", "two")]
    outputs = [build.communicate()[0] for build in builds]
    assert [build.returncode for build in builds] == [0, 0], outputs
    for repo in ("one", "two"):
        other = {"one": "two", "two": "one"}[repo]
        pages = [path.read_text("utf-8") for path in (project / f"site-{repo}").rglob("*.html")]
        assert all(f"git.example/{other}/" not in page for page in pages)
        assert sum(f"git.example/{repo}/" in page for page in pages) > 250


def test_a_folder_that_takes_no_files_is_told(project: Path) -> None:
    (project / "a-file").write_text("")
    build = started(project, project / "a-file" / "site", "one")
    output, _ = build.communicate()
    assert build.returncode != 0
    assert "不能在" in output
    assert "Traceback" not in output
