"""A version of the project as a folder: a folder itself, or what git keeps of a revision."""

from __future__ import annotations

import contextlib
import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path


class NoSuchVersion(Exception):
    """What was named is neither a folder with data/ nor a revision; says so in Chinese."""


@contextlib.contextmanager
def folder(project: Path, name: str) -> Iterator[Path]:
    """The folder that holds data/ of a version; one made for a revision goes when we are done."""
    if (Path(name) / "data").is_dir():
        yield Path(name)
        return
    if Path(name).is_dir():
        raise NoSuchVersion(f"文件夹“{name}”里没有 data/。请指到项目的文件夹。")
    tree = _tree(project, name)
    with tempfile.TemporaryDirectory() as made:
        if git(project, "ls-tree", tree, "data").stdout:
            _unpack(git(project, "archive", "--format=tar", tree, "data").stdout, Path(made))
        yield Path(made)


def _tree(project: Path, name: str) -> str:
    """The id of a revision's files."""
    try:
        found = git(project, "rev-parse", "--verify", "--end-of-options", f"{name}^{{tree}}")
    except FileNotFoundError:
        raise NoSuchVersion(f"“{name}”不是文件夹，这里又没有 git。请安装 git。") from None
    if found.returncode or not found.stdout:
        remedy = "请写版本号、分支名或者项目的文件夹；只取了最近几次提交时，先取回更早的提交。"
        raise NoSuchVersion(f"“{name}”既不是带有 data/ 的文件夹，也不是 git 里的版本。{remedy}")
    return found.stdout.decode().split()[-1]


def git(project: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run git in the project; what it says goes back to the caller."""
    return subprocess.run(["git", *arguments], cwd=project, capture_output=True, check=False)


def _unpack(archive: bytes, to: Path) -> None:
    """Only plain files, and only below the folder; tarfile's own filter came with Python 3.11.4."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
        for member in packed:
            content = packed.extractfile(member) if member.isfile() else None
            target = to / member.name
            if content is not None and ".." not in target.parts and to in target.parents:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content.read())
