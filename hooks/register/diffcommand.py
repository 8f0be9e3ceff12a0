"""python -m register diff: what changed between two versions of the data."""

from __future__ import annotations

import argparse
import contextlib
import datetime
import sys
from pathlib import Path
from typing import Any

from register import diffreport, logdraft, revisions, snapshot
from register.affected import Affected, affected
from register.diff import Difference, compare

REMEDY = "先改好，再记更新。旧版本改不了的，请取到一个文件夹里改，或者从晚一些的版本记起。"
ROOT = Path(__file__).resolve().parents[2]


def add_command(commands: Any) -> None:
    """Add the command and its options to a parser of commands."""
    parser = commands.add_parser("diff", help="说明两个版本的数据有什么不同")
    parser.add_argument("old", metavar="旧", help="git 的版本，或者项目的文件夹")
    parser.add_argument("new", metavar="新", nargs="?", help="同上；不写就是现在的文件")
    parser.add_argument("--format", choices=diffreport.FORMATS, default="text", help="写成什么样")
    parser.add_argument("--record", action="store_true", help="记进 data/changes/，请看过再提交")
    parser.add_argument("--who", help="谁改的；与 --record 一起写")
    parser.add_argument("--title", default="", help="更新记录的标题")
    parser.add_argument("--date", type=datetime.date.fromisoformat, help="哪一天；不写就是今天")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the difference, or record it; 2 when a version can't be found."""
    if arguments.record and not arguments.who:
        print("记更新要写明谁改的，例如 --who 志愿编辑。", file=sys.stderr)
        return 2
    with contextlib.ExitStack() as stack:
        try:
            old = stack.enter_context(revisions.folder(arguments.root, arguments.old))
            new = stack.enter_context(
                revisions.folder(arguments.root, arguments.new or str(arguments.root))
            )
        except revisions.NoSuchVersion as error:
            print(error, file=sys.stderr)
            return 2
        taken = snapshot.take(new)
        difference = compare(snapshot.take(old), taken)
        pages = affected(old, new, difference, ROOT / ".cache")
    if arguments.record:
        return record(arguments, difference, pages, taken)
    print(diffreport.FORMATS[arguments.format](difference, pages), end="")
    return 0


def record(
    arguments: argparse.Namespace, difference: Difference, pages: Affected, new: snapshot.Snapshot
) -> int:
    """Write an entry for the log, unless a version could not be read or nothing changed."""
    if difference.unread or pages.doubt:
        print(*difference.unread, pages.doubt, REMEDY, sep="\n", file=sys.stderr)
        return 1
    if not (difference.changes or difference.added or difference.removed):
        print(diffreport.NOTHING)
        return 0
    id_ = logdraft.next_id(arguments.root, arguments.date or datetime.date.today())
    entry = logdraft.draft(difference, pages, new, id_, arguments.who, arguments.title)
    file = f"{logdraft.FOLDER}/{id_}.yml"
    path = arguments.root / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(logdraft.written(entry), encoding="utf-8", newline="\n")
    print(f"写好了 {file}。请看一遍，改好标题，再一起提交。")
    return 0
