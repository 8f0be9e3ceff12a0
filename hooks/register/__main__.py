"""python -m register check | import: the register's own command line."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from register.problem import RegisterError
from register.rules import checked

ROOT = Path(__file__).resolve().parents[2]


def _check(arguments: argparse.Namespace) -> int:
    try:
        register = checked(arguments.root)
    except RegisterError as error:
        for problem in error.problems:
            print(problem)
        print(f"发现 {len(error.problems)} 个问题。")
        return 1
    counts = (
        f"{len(register.tasks)} 项任务、{len(register.measures)} 句、{len(register.units)} 个单位"
    )
    print(f"检查通过：{counts}、{len(register.benefits)} 项政策。")
    return 0


def _import(arguments: argparse.Namespace) -> int:
    from register.importer.command import run  # noqa: PLC0415 - `check` needs none of it

    return run(arguments.root, arguments.notice, arguments.plan, arguments.read_on)


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="register", description="检查和导出数据。")
    parser.add_argument("--root", type=Path, default=ROOT, help="项目的文件夹")
    commands = parser.add_subparsers(required=True, metavar="命令")
    commands.add_parser("check", help="检查全部数据").set_defaults(run=_check)
    importing = commands.add_parser("import", help="把一份通知写成新方案的草稿")
    importing.add_argument("notice", type=Path, help="通知：.txt、.html 或者 .docx")
    importing.add_argument("--plan", help="新方案的 id，例如 cq-pwd-jobs-2025")
    importing.add_argument("--read-on", help="读到通知的日期，不写就是今天")
    importing.set_defaults(run=_import)
    arguments = parser.parse_args(argv)
    return int(arguments.run(arguments))


if __name__ == "__main__":
    sys.exit(main())
