"""The kernel is asked where it tells of all changes; of shared folders it tells too little."""

import sys
import threading
from pathlib import Path

import pytest
from watchdog.events import FileModifiedEvent

from register.watching import MANY, Changes, is_told_of, watcher

SECONDS = 60  # generous: a change is told within milliseconds
linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks Linux")


@linux_only
@pytest.mark.parametrize(
    ("mounts", "told"),
    [
        ("/dev/vda / ext4 rw 0 0\n", True),
        ("/dev/vda / ext4 rw 0 0\nhost /srv 9p rw 0 0\n", False),
        ("/dev/vda / ext4 rw 0 0\nhost /srv/no 9p rw 0 0\n", True),
        ("host / nfs4 rw 0 0\n/dev/vdb /srv xfs rw 0 0\n", True),
        ("", False),
    ],
)
def test_a_folder_is_as_the_file_system_that_it_lies_on(
    tmp_path: Path, mounts: str, told: bool
) -> None:
    (tmp_path / "mounts").write_text(mounts, "utf-8")
    assert is_told_of(Path("/srv/notice"), tmp_path / "mounts") is told


def test_nothing_is_known_without_a_list_of_mounts(tmp_path: Path) -> None:
    assert not is_told_of(tmp_path, tmp_path / "mounts")


@linux_only
def test_changes_are_told_and_readings_are_not(tmp_path: Path) -> None:
    if not is_told_of(tmp_path):
        pytest.skip("a folder of another machine")
    watched, apart = tmp_path / "watched", tmp_path / "apart"
    file = watched / "below" / "a.yml"
    file.parent.mkdir(parents=True)
    file.write_text("a", "utf-8")
    told, changes = threading.Event(), Changes()
    observer = watcher([watched], changes, told.set)
    assert observer is not None
    try:
        for change in (
            lambda: file.write_text("b", "utf-8"),
            lambda: file.rename(file.with_name("b.yml")),
            lambda: file.with_name("b.yml").unlink(),
        ):
            change()
            assert told.wait(SECONDS)
            told.clear()
        file.write_text("a", "utf-8")
        assert told.wait(SECONDS)
        while told.wait(1):  # until nothing of it is left to be told
            told.clear()
        assert changes.take() == {str(file), str(file.with_name("b.yml"))}
        file.read_text("utf-8")
        assert not told.wait(1)
        assert changes.take() == frozenset()
        file.parent.rename(apart)  # the kernel does not say which files went with it
        assert told.wait(SECONDS)
        assert changes.take() is None
    finally:
        observer.stop()
        observer.join()


def test_of_very_many_changes_each_is_not_told() -> None:
    changes = Changes()
    for number in range(MANY + 1):
        changes.add(FileModifiedEvent(f"data/{number}.yml"))
    assert changes.take() is None
    assert changes.take() == frozenset()
