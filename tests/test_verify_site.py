"""The published list of files, and the command that checks a copy of the site against it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from browsing import Handler, serving
from register import manifest, verifysite
from register.__main__ import main


@pytest.fixture(scope="module")
def copied(served_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A part of the built site large enough to be damaged, with a list of its own."""
    folder = tmp_path_factory.mktemp("copied") / "site"
    shutil.copytree(served_folder, folder, ignore=shutil.ignore_patterns("files", "admin", "tasks"))
    manifest.write(folder, manifest.sums(folder))
    return folder


@pytest.fixture
def copy(copied: Path, tmp_path: Path) -> Path:
    return shutil.copytree(copied, tmp_path / "copy")


def damage(copy: Path) -> None:
    """One file each that differs by a byte, is missing, is too many."""
    page = copy / "units/cq-canlian/index.html"
    page.write_bytes(page.read_bytes()[:-1])
    (copy / "data/v1/tasks.json").unlink()
    (copy / "塞进来的.html").write_text("x")


DAMAGED = {"不同：units/cq-canlian/index.html", "缺少：data/v1/tasks.json"}


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, list[str]]:
    code = main(["verify-site", *map(str, arguments)])
    return code, capsys.readouterr().out.splitlines()


def test_every_file_of_the_built_site_is_listed(served_folder: Path) -> None:
    listed = manifest.read((served_folder / manifest.FILE).read_text("utf-8"))
    found = {
        path.relative_to(served_folder).as_posix()
        for path in served_folder.rglob("*")
        if path.is_file()
    }
    assert listed.keys() == found - {manifest.FILE}


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="sha256sum is not installed")
def test_sha256sum_reads_the_list(served_folder: Path) -> None:
    command = ["sha256sum", "--check", "--strict", "--quiet", manifest.FILE]
    done = subprocess.run(command, cwd=served_folder, capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_a_true_copy_passes(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    count = len(manifest.sums(copy))
    assert said(capsys, copy) == (0, [f"全部 {count} 个文件都与清单相同。"])


def test_a_damaged_folder_is_told_file_by_file(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    damage(copy)
    code, lines = said(capsys, copy)
    assert code == 1
    assert set(lines[:-1]) == DAMAGED | {"多出：塞进来的.html"}
    assert lines[-1].endswith("缺少 1 个，不同 1 个，多出 1 个。")


def test_what_is_no_file_is_told(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/index.html").write_text("x")
    (small / "units").symlink_to(tmp_path / "elsewhere")  # a server would show what is there
    (small / "gone").symlink_to(tmp_path / "nothing")
    os.mkfifo(small / "pipe")
    code, lines = said(capsys, small)
    assert code == 1
    assert lines[:-1] == ["多出：gone", "多出：pipe", "多出：units"]


@pytest.mark.parametrize("path", ["", "base/"])
def test_a_true_copy_on_a_server_passes(
    copied: Path, tmp_path: Path, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    host = tmp_path / "host"
    shutil.copytree(copied, host / path)
    with serving(host, path) as address:
        code, lines = said(capsys, address.rstrip("/"))
    assert (code, len(lines)) == (0, 1)


def test_a_damaged_copy_on_a_server_is_told_file_by_file(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    damage(copy)
    with serving(copy) as address:
        code, lines = said(capsys, address)
    assert code == 1
    assert set(lines[:-1]) == DAMAGED


def test_a_list_from_elsewhere_is_believed_more(
    copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trusted = shutil.copy(copy / manifest.FILE, tmp_path / "trusted")
    damage(copy)
    manifest.write(copy, manifest.sums(copy))  # whoever changed the files changed the list
    assert said(capsys, copy)[0] == 0
    assert said(capsys, copy, "--manifest", trusted)[0] == 1
    with serving(copy) as address:
        assert set(said(capsys, address, "--manifest", trusted)[1][:-1]) == DAMAGED


class Moody(Handler):
    """Refuses every address twice, as a busy server may."""

    asked: dict[str, int]

    def do_GET(self) -> None:
        self.asked[self.path] = self.asked.get(self.path, 0) + 1
        if self.asked[self.path] <= 2:
            self.send_response(503)
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            super().do_GET()


class Down(Moody):
    """Gives the list alone, and cuts off all else."""

    def do_GET(self) -> None:
        self.asked[self.path] = self.asked.get(self.path, 0) + 1
        if self.path.endswith(manifest.FILE):
            Handler.do_GET(self)
        else:
            self.close_connection = True


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for handler in (Moody, Down):
        monkeypatch.setattr(handler, "asked", {}, raising=False)
    monkeypatch.setattr(verifysite, "PAUSE", 0)
    yield


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Forty pages and their list."""
    folder = tmp_path / "small"
    for number in range(40):
        (folder / str(number)).mkdir(parents=True)
        (folder / str(number) / "index.html").write_text(f"{number}")
    manifest.write(folder, manifest.sums(folder))
    return folder


@pytest.mark.usefixtures("impatient")
def test_a_busy_server_is_asked_again(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(small, handler=Moody) as address:
        assert said(capsys, address)[0] == 0
    assert set(Moody.asked.values()) == {3}


@pytest.mark.usefixtures("impatient")
def test_a_server_that_is_down_is_left_alone(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(small, handler=Down) as address:
        code, lines = said(capsys, address)
    assert code == 2
    assert lines[-1].startswith("服务器不再答复，没有查完")
    assert len(Down.asked) < 40


LISTS = {
    "a page instead": "<!doctype html>\n",
    "out of the folder": f"{'0' * 64}  ../secret\n",
    "from the root": f"{'0' * 64}  /etc/passwd\n",
    "by Windows' rules": f"{'0' * 64}  ..\\secret\n",
    "empty": "",
    "two sums for one file": f"{'0' * 64}  index.html\n{'1' * 64}  index.html\n",
}


@pytest.mark.parametrize("kind", LISTS)
def test_what_is_no_list_is_refused(
    small: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (small / manifest.FILE).write_text(LISTS[kind])
    code, lines = said(capsys, small)
    assert (code, len(lines)) == (2, 1)
    assert "不是这种清单" in lines[0]


@pytest.mark.usefixtures("impatient")
def test_no_list_is_told_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "404.html").write_text("gone")
    with serving(tmp_path) as address:
        for copy in (address, tmp_path):
            code, lines = said(capsys, copy)
            assert (code, len(lines)) == (2, 1)
            assert "没有找到清单" in lines[0]
            assert manifest.FILE in lines[0]


@pytest.mark.parametrize("name", ["a\nb", "a\\b", "a\rb", "a\u2028b"])
def test_a_name_that_the_list_cannot_hold_stops_the_build(name: str) -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        manifest.text({name: "0" * 64})
