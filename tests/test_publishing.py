"""Publishing is one step: whatever happens to a build, readers have the last good site."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from building import ROOT, CopyProject
from register import manifest, staging, verifysite

KILLS = int(os.environ.get("KILLS", "3"))  # the long run has 100
OTHER_DISK = Path("/dev/shm")


def filled(folder: Path, word: str) -> None:
    (folder / "units").mkdir(parents=True)
    (folder / "index.html").write_text(word)
    (folder / "units" / "index.html").write_text(word)


def said(site: Path) -> set[str]:
    return {path.read_text() for path in site.rglob("*") if path.is_file()}


def staged(tmp_path: Path, word: str, site: Path | None = None) -> staging.Stage:
    stage = staging.stage_for(site or tmp_path / "site", tmp_path / "cache")
    filled(stage.folder, word)
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


@pytest.fixture
def other_disk() -> Iterator[Path]:
    """A folder on another file system than the temporary one."""
    folder = Path(tempfile.mkdtemp(dir=OTHER_DISK if OTHER_DISK.is_dir() else None))
    yield folder
    shutil.rmtree(folder)


def test_a_site_on_another_disk_is_swapped_as_well(tmp_path: Path, other_disk: Path) -> None:
    filled(other_disk / "site", "old")
    filled(other_disk / ".site.next-0", "left by a killed build")
    (other_disk / ".site.next-0" / "more.html").write_text("left by a killed build")
    filled(other_disk / ".site.next-1", "left by a killed build")
    stage = staged(tmp_path, "new", other_disk / "site")
    stage.publish(other_disk / "site")
    assert said(other_disk / "site") == {"new"}
    assert [path.name for path in other_disk.iterdir()] == ["site"]


def test_a_copy_to_another_disk_that_fails_leaves_the_last_site(
    tmp_path: Path, other_disk: Path
) -> None:
    if tmp_path.stat().st_dev == other_disk.stat().st_dev:
        pytest.skip("there is only one file system here")
    filled(other_disk / "site", "old")
    stage = staged(tmp_path, "new", other_disk / "site")
    (stage.folder / "zzz").symlink_to("nowhere")  # cannot be copied
    with pytest.raises(OSError, match="No such file"):
        stage.publish(other_disk / "site")
    assert said(other_disk / "site") == {"old"}
    assert [path.name for path in other_disk.iterdir()] == ["site"]


def test_two_builds_of_one_site_are_published_one_after_the_other(tmp_path: Path) -> None:
    stages = [staged(tmp_path, word) for word in ("one", "two")]
    for stage, word in zip(stages, ("one", "two"), strict=True):
        stage.publish(tmp_path / "site")
        assert said(tmp_path / "site") == {word}


def test_two_builds_at_once_have_folders_of_their_own(tmp_path: Path) -> None:
    folders = {staging.stage_for(tmp_path / "site", tmp_path).folder for _ in range(3)}
    assert len(folders) == 3


def test_what_killed_builds_left_is_taken_again_or_removed(tmp_path: Path) -> None:
    code = (
        "import sys, time, pathlib; from register import staging\n"
        "paths = list(map(pathlib.Path, sys.argv[1:]))\n"
        "for number in range(3): print(staging.stage_for(*paths).folder, flush=True)\n"
        "time.sleep(60)"
    )
    site, cache = tmp_path / "site", tmp_path / "cache"
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(site), str(cache)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "hooks")},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout is not None
    had = [Path(other.stdout.readline().strip()) for _ in range(3)]
    (cache / "office-7.tmp").write_text("begun")
    assert staging.stage_for(site, cache).folder not in had
    assert (cache / "office-7.tmp").exists(), "another build may be at it"
    other.kill()
    other.wait()
    shutil.rmtree(cache / "stage-3")  # ours, which this process would hold to its end
    assert staging.stage_for(site, cache).folder == had[0]
    assert [path.name for path in cache.iterdir()] == ["stage-0"]


def test_what_a_killed_build_left_is_found_under_any_name(tmp_path: Path) -> None:
    (tmp_path / ".site[1].next-5").mkdir()
    assert staging._own(tmp_path, ".site[1].next")[0].name == ".site[1].next-0"
    assert [path.name for path in tmp_path.iterdir()] == [".site[1].next-0"]


# The whole build


def command(site: Path) -> list[str]:
    return [sys.executable, "hooks/launch.py", "build", "--strict", "-d", str(site)]


def started(
    root: Path, site: Path, repo: str = "one", wrapped: Sequence[str] = (), **options: object
) -> subprocess.Popen:
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "REPO_URL": f"https://git.example/{repo}"}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    whole = [*wrapped, *command(site)]
    return subprocess.Popen(whole, cwd=root, env=env, **{**pipes, **options})


def version(site: Path) -> str:
    """Which site lies in a folder: its list of files, once the folder is what the list says."""
    assert {finding.kind for finding in verifysite.check(str(site))} == {verifysite.SAME}
    return (site / manifest.FILE).read_text()


@pytest.fixture(scope="module")
def project(copy_project: CopyProject, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with a site in it, as a server would show."""
    root = tmp_path_factory.mktemp("publishing") / "project"
    copy_project(root)
    (root / "failing.py").write_text("def on_post_build(config):\n    raise OSError('no')\n")
    first = started(root, root / "site")
    output, _ = first.communicate()
    assert first.returncode == 0, output
    return root


def test_a_build_killed_at_any_moment_leaves_a_whole_site(project: Path) -> None:
    site, about = project / "site", project / "docs/about.md"
    text = about.read_text("utf-8")
    whole = {}
    for word in ("two", "one"):
        about.write_text(f"{text}\n{word}\n", "utf-8")
        begun = time.monotonic()
        assert started(project, site).wait() == 0
        took, whole[version(site)] = time.monotonic() - begun, word
    assert len(whole) == 2
    beside, kept = names(project), names(project / ".cache")
    chance = random.Random(KILLS)
    for number in range(KILLS):
        about.write_text(f"{text}\n{('two', 'one')[number % 2]}\n", "utf-8")
        build = started(project, site)
        # Half of them near the end, where folders change places.
        time.sleep(took * chance.choice([chance.random(), 1 - chance.random() / 8]))
        build.send_signal(signal.SIGKILL)
        build.wait()
        assert version(site) in whole
        assert names(project) == beside
    about.write_text(text, "utf-8")
    assert started(project, site).wait() == 0
    assert names(project / ".cache") == kept


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def limit_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))


def test_a_disk_that_takes_no_more_leaves_the_last_site(project: Path) -> None:
    before = version(project / "site")
    build = started(project, project / "site", "three", preexec_fn=limit_files)
    output, _ = build.communicate()
    assert build.returncode != 0, output
    assert "没有地方写了" in output
    assert version(project / "site") == before
    assert not list((project / ".cache").glob("stage-*"))


FAULTS = {
    "a hook fails": (
        "mkdocs.yml",
        "  - hooks/verify.py",
        "  - failing.py\n  - hooks/verify.py",
        "",
    ),
    "a link leads nowhere": (
        "docs/about.md",
        "\n## ",
        "\n<a href='../nowhere/'>x</a>\n\n## ",
        "链接断了：../nowhere/。",
    ),
    "a macro is wrong": ("docs/about.md", "\n## ", "\n{{ no.thing }}\n\n## ", "有一页没有做成"),
    "data is wrong": ("data/units/cq-canlian.yml", "name: ", "nmae: ", "不认识的字段“nmae”"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_failing_build_leaves_the_last_site(project: Path, fault: str) -> None:
    name, old, new, said = FAULTS[fault]
    before, path = version(project / "site"), project / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    try:
        build = started(project, project / "site")
        output, _ = build.communicate()
    finally:
        path.write_text(text, encoding="utf-8")
    assert build.returncode != 0, output
    assert said in output
    assert version(project / "site") == before


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
    build = started(project, project / "a-file" / "site")
    output, _ = build.communicate()
    assert build.returncode != 0
    assert "不能在" in output
    assert "Traceback" not in output


@pytest.mark.parametrize("closed", [".", "site"])
def test_a_folder_that_only_reads_keeps_the_last_site(project: Path, closed: str) -> None:
    site = project / "out" / "site"
    shutil.copytree(project / "site", site, dirs_exist_ok=True)
    (project / "out" / closed).chmod(0o555)
    before = version(site)
    try:
        build = started(project, site, wrapped=as_anybody())
        output, _ = build.communicate()
    finally:
        (project / "out" / closed).chmod(0o755)
    assert build.returncode != 0
    assert "上一次的网站没有动" in output
    assert "Traceback" not in output
    assert version(site) == before
    assert names(project / "out") == ["site"]


def as_anybody() -> list[str]:
    """What lets root meet closed folders as everybody does."""
    return ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []
