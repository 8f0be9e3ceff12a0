"""`fmt` writes records in the canonical form; the check names those that are not in it."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from functools import cache, partial
from itertools import zip_longest
from pathlib import Path

from register import load, yamltext
from register.canonical import canonical
from register.layout import model_of, record_files
from register.memory import Memory
from register.problem import Place, Problem
from register.rules.common import common_length


def problems(root: Path) -> list[Problem]:
    """Each file that is not in the canonical form, at the first line that differs.

    What the check of the facts has just read need not be read again.
    """
    memory = Memory(root / ".cache")
    parsed = cache(partial(load.parsed, root))  # asked for only where a file is not known
    version = _version()
    known = set(memory.kept("canonical", version) or ())
    found, sound = [], set()
    for file in record_files(root):
        raw = (root / file).read_bytes()
        # The place counts as well: it says which model the file follows.
        state = hashlib.sha256(f"{model_of(file)}\n".encode() + raw).hexdigest()[:32]
        if state not in known:
            content = parsed().get(load.key_of(raw))
            right = canonical(file, raw, content and json.loads(content))
            if right.encode() != raw:
                found.append(_difference(file, raw.decode(), right))
                continue
        sound.add(state)
    if sound != known:
        memory.keep("canonical", version, sorted(sound))
    return found


def _version() -> str:
    """Fingerprint of all code that decides the form."""
    here = Path(__file__).parent
    return hashlib.sha256(b"".join(p.read_bytes() for p in sorted(here.glob("*.py")))).hexdigest()


def _difference(file: str, text: str, right: str) -> Problem:
    lines = list(zip_longest(text.split("\n"), right.split("\n"), fillvalue=""))
    fix = f"或者运行 python3 run.py fmt {file}。"
    for number, (ours, wanted) in enumerate(lines, 1):
        if ours != wanted:
            at = common_length(ours, wanted) + 1
            cause = "这里的写法与统一格式不同。"
            return Problem(Place(file, number, at), cause, f"这一行应该是“{wanted}”；{fix}")
    cause = "文件末尾的换行多了或者少了。"
    return Problem(Place(file, len(lines)), cause, f"请让文件正好以一个换行结束；{fix}")


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `fmt` to the register's commands."""
    parser = commands.add_parser("fmt", help="把记录写成统一格式 write records in one form")
    parser.add_argument("files", nargs="*", metavar="FILE", help="文件；不写就是 data/ 的全部")
    parser.add_argument("--check", action="store_true", help="只看，不改 only look")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    root: Path = arguments.root.resolve()
    files = [_relative(root, name) for name in arguments.files] or list(record_files(root))
    results = [_format(root, file, look_only=arguments.check) for file in files]
    changed, refused = results.count("changed"), results.count("refused")
    done = "与统一格式不同" if arguments.check else "改成了统一格式"
    print(f"看了 {len(files)} 个文件：{changed} 个{done}，{refused} 个读不了。")
    return 1 if refused or (arguments.check and changed) else 0


def _relative(root: Path, name: str) -> str:
    path = Path(name).absolute()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def _format(root: Path, file: str, *, look_only: bool) -> str:
    """What became of a file: `same`, `changed` or `refused`; says so unless it is the same."""
    path = root / file
    try:
        raw = path.read_bytes()
        right = canonical(file, raw).encode()
    except (OSError, yamltext.Refused) as error:
        print(error if isinstance(error, yamltext.Refused) else f"{file} {error.strerror}")
        return "refused"
    if right == raw:
        return "same"
    # Never trust a writer with the facts: what was read must be read again.
    if yamltext.read(file, right)[0] != yamltext.read(file, raw)[0]:
        print(f"{file} 改写以后内容会变，没有改。请报告这个错误。", file=sys.stderr)
        return "refused"
    print(f"{file} {'不是统一格式' if look_only else '已改成统一格式'}")
    if not look_only:
        path.write_bytes(right)
    return "changed"
