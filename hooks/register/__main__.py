"""python -m register check: the register's own command line."""

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


def _import_sheet(arguments: argparse.Namespace) -> int:
    from register.returned import returned_files, write  # noqa: PLC0415 - openpyxl takes 0.3 s

    try:
        files = returned_files(arguments.root, arguments.file)
    except RegisterError as error:
        for problem in error.problems:
            print(problem)
        print(f"发现 {len(error.problems)} 个问题，什么也没有写入。")
        return 1
    write(arguments.root, files)
    for path in files:
        print(path)
    print(f"写入 {len(files)} 个文件。请看过以后提交。" if files else "没有新的内容。")
    return 0


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="register", description="检查和导出数据。")
    parser.add_argument("--root", type=Path, default=ROOT, help="项目的文件夹")
    commands = parser.add_subparsers(required=True, metavar="命令")
    commands.add_parser("check", help="检查全部数据").set_defaults(run=_check)
    sheet = commands.add_parser("import-sheet", help="把填好交回来的表格变成数据")
    sheet.add_argument("file", type=Path, metavar="FILE.xlsx", help="填好的表格")
    sheet.set_defaults(run=_import_sheet)
    arguments = parser.parse_args(argv)
    return int(arguments.run(arguments))


if __name__ == "__main__":
    sys.exit(main())
