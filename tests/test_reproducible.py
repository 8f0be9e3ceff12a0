"""The same commit gives the same bytes, wherever, whenever and by whomever it is built."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from building import ROOT, copy_sources
from register import manifest

LONG = os.environ.get("REPRODUCE") == "long"
ADDRESS = "http://127.0.0.1/"  # that of the session's own build

# Python runs this before anything else: an order of files that differs from folder to folder,
# and a clock that is years ahead, for all that is written in Python or asks Python's clock.
OTHERWISE = """
import ctypes, datetime, gc, os, random, time

if os.environ.get("SHUFFLED"):
    chance = random.Random(int(os.environ["SHUFFLED"]))
    scandir, listdir = os.scandir, os.listdir

    class Shuffled:
        def __init__(self, path="."):
            with scandir(path) as found:
                self.entries = list(found)
            chance.shuffle(self.entries)
            self.entries = iter(self.entries)
        def __iter__(self):
            return self
        def __next__(self):
            return next(self.entries)
        def __enter__(self):
            return self
        def __exit__(self, *details):
            pass
        def close(self):
            pass

    def shuffled(path="."):
        names = listdir(path)
        chance.shuffle(names)
        return names

    os.scandir, os.listdir = Shuffled, shuffled

if os.environ.get("AHEAD"):
    ahead = float(os.environ["AHEAD"])
    now, now_ns, gmtime, localtime = time.time, time.time_ns, time.gmtime, time.localtime
    time.time = lambda: now() + ahead
    time.time_ns = lambda: now_ns() + int(ahead * 1e9)
    time.gmtime = lambda seconds=None: gmtime(time.time() if seconds is None else seconds)
    time.localtime = lambda seconds=None: localtime(time.time() if seconds is None else seconds)
    moments, days = datetime.datetime, datetime.date

    def put(cls, name, function):
        # A class written in C lets nobody change it by assignment.
        gc.get_referents(cls.__dict__)[0][name] = classmethod(function)
        ctypes.pythonapi.PyType_Modified(ctypes.py_object(cls))

    put(moments, "now", lambda cls, tz=None: cls.fromtimestamp(time.time(), tz))
    put(moments, "utcnow", lambda cls: cls.utcfromtimestamp(time.time()))
    put(moments, "today", lambda cls: cls.fromtimestamp(time.time()))
    put(days, "today", lambda cls: cls.fromtimestamp(time.time()))
"""
WHO, WHAT = ("AUTHOR", "COMMITTER"), ("NAME", "EMAIL")
TO_2031 = str(5 * 366 * 24 * 3600)


@dataclass(frozen=True)
class Setting:
    """What one build has of its own: the folder it lies in, its environment, its umask."""

    folder: str = "project"
    environment: Mapping[str, str] = field(default_factory=dict)
    umask: int = 0o022


SETTINGS = {
    "a folder with spaces and Chinese": Setting("我的 项目 (2)"),
    "a time zone": Setting(environment={"TZ": "Pacific/Kiritimati"}),
    "a locale without Chinese": Setting(
        environment={"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    ),
    **{f"hash seed {seed}": Setting(environment={"PYTHONHASHSEED": seed}) for seed in "1234"},
    "another order of files": Setting(environment={"SHUFFLED": "7"}),
    "a clock in 2031": Setting(environment={"AHEAD": TO_2031}),
    "a umask that closes": Setting(umask=0o077),
}
ALL_AT_ONCE = Setting(
    "我的 项目 (2)",
    {"TZ": "America/St_Johns", "LC_ALL": "C", "PYTHONHASHSEED": "5"}
    | {"SHUFFLED": "8", "AHEAD": TO_2031},
    0o077,
)


def build_elsewhere(top: Path, setting: Setting) -> Path:
    """The site as a copy of the project builds it, which has built nothing before."""
    root = top / setting.folder
    copy_sources(root)
    commit_as_of_then(root)
    (top / "otherwise").mkdir()
    (top / "otherwise/sitecustomize.py").write_text(OTHERWISE)
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "PYTHON"))}
    paths = [str(root / "hooks"), str(top / "otherwise")]
    environment = inherited | {
        "SITE_URL": ADDRESS,
        "NO_MKDOCS_2_WARNING": "1",
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONDONTWRITEBYTECODE": "1",
        **setting.environment,
    }
    command = [sys.executable, "hooks/launch.py", "build", "--strict", "-d", "out/site"]
    done = subprocess.run(
        command, cwd=root, env=environment, umask=setting.umask, capture_output=True, check=False
    )
    assert done.returncode == 0, (done.stdout + done.stderr).decode("utf-8", "replace")
    return root / "out/site"


def commit_as_of_then(root: Path) -> None:
    """Give a copy a commit of the second of the project's own, if that is under version control."""
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    second = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    if second:
        by = {f"GIT_{who}_{what}": "test@site.example" for who in WHO for what in WHAT}
        env = {**os.environ, **by, "GIT_COMMITTER_DATE": f"@{second}"}
        for arguments in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "copy"]):
            subprocess.run(["git", *arguments], cwd=root, env=env, check=True)


def differing(one: Path, other: Path) -> list[str]:
    """Names of files that only one site has or whose bytes differ; of bytes that lie there."""
    sums = [manifest.sums(one), manifest.sums(other)]
    names = sums[0].keys() | sums[1].keys()
    assert len(names) > 600
    return sorted(name for name in names if sums[0].get(name) != sums[1].get(name))


def test_a_build_in_quite_another_place_gives_the_same_bytes(
    served_folder: Path, tmp_path: Path
) -> None:
    assert differing(served_folder, build_elsewhere(tmp_path, ALL_AT_ONCE)) == []


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A build from nothing with nothing unusual."""
    yield build_elsewhere(tmp_path_factory.mktemp("usual"), Setting())


@pytest.mark.skipif(not LONG, reason="REPRODUCE=long varies one thing at a time, two minutes")
@pytest.mark.parametrize("varied", SETTINGS)
def test_no_byte_depends_on(varied: str, usual: Path, tmp_path: Path) -> None:
    assert differing(usual, build_elsewhere(tmp_path, SETTINGS[varied])) == []
