"""python -m register diff: what changed between two versions of the data."""

from __future__ import annotations

import argparse
import contextlib
import sys
from pathlib import Path
from typing import Any

from register import report, revisions, snapshot
from register.affected import affected
from register.diff import compare

ROOT = Path(__file__).resolve().parents[2]


def add_to(commands: Any) -> None:
    """Add the command and its options to a parser of commands."""
    parser = commands.add_parser("diff", help="说明两个版本的数据有什么不同")
    parser.add_argument("old", metavar="旧", help="git 的版本，或者项目的文件夹")
    parser.add_argument("new", metavar="新", nargs="?", help="同上；不写就是现在的文件")
    parser.add_argument("--format", choices=report.FORMATS, default="text", help="写成什么样")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the difference; 2 when a version can't be found."""
    with contextlib.ExitStack() as stack:
        try:
            old = stack.enter_context(revisions.folder(arguments.root, arguments.old))
            new = stack.enter_context(
                revisions.folder(arguments.root, arguments.new or str(arguments.root))
            )
        except revisions.NoSuchVersion as error:
            print(error, file=sys.stderr)
            return 2
        difference = compare(snapshot.take(old), snapshot.take(new))
        pages = affected(old, new, difference, ROOT / ".cache")
    print(report.FORMATS[arguments.format](difference, pages), end="")
    return 0
