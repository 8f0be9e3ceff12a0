"""python -m register: the register's own command line."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from register import fmt, permanent, report
from register.problem import Problem, RegisterError
from register.rules import checked

ROOT = Path(__file__).resolve().parents[2]
PASSED = {
    "zh": "检查通过：{} 项任务、{} 句、{} 个单位、{} 项政策。",
    "en": "No problem: {} tasks, {} sentences, {} units, {} benefits.",
}


def _check(arguments: argparse.Namespace) -> int:
    problems, passed = _problems(arguments.root, arguments.lang)
    if passed and arguments.format != "json":
        print(passed)
    else:
        print(report.FORMATS[arguments.format](problems, arguments.root, arguments.lang))
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if arguments.format == "github" and summary:
        said = report.summary(problems, arguments.lang) if problems else f"{passed}\n"
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(said)
    return 1 if problems else 0


def _problems(root: Path, language: str) -> tuple[list[Problem], str]:
    """Every problem, or none and what is said then. Form is looked at once the facts are right."""
    try:
        register = checked(root)
    except RegisterError as error:
        return error.problems, ""
    if found := fmt.problems(root) or list(permanent.problems(root, register)):
        return found, ""
    counts = map(len, (register.tasks, register.measures, register.units, register.benefits))
    return [], PASSED[language].format(*counts)


def _add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("check", help="检查全部数据 check the data")
    parser.add_argument("--lang", choices=tuple(report.LANGUAGES), default="zh", help="语言")
    parser.add_argument("--format", choices=tuple(report.FORMATS), default="text", help="格式")
    parser.set_defaults(run=_check)


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
    permanent.register_new(arguments.root)  # a report has an address of its own
    for path in files:
        print(path)
    print(f"写入 {len(files)} 个文件。请看过以后提交。" if files else "没有新的内容。")
    return 0


def _add_import_sheet(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("import-sheet", help="把填好交回来的表格变成数据")
    parser.add_argument("file", type=Path, metavar="FILE.xlsx", help="填好的表格")
    parser.set_defaults(run=_import_sheet)


def _import(arguments: argparse.Namespace) -> int:
    from register.importer.command import run  # noqa: PLC0415 - `check` needs none of it

    return run(arguments.root, arguments.notice, arguments.plan, arguments.read_on)


def _add_import(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("import", help="把一份通知写成新方案的草稿")
    parser.add_argument("notice", type=Path, help="通知：.txt、.html 或者 .docx")
    parser.add_argument("--plan", help="新方案的 id，例如 cq-pwd-jobs-2025")
    parser.add_argument("--read-on", help="读到通知的日期，不写就是今天")
    parser.set_defaults(run=_import)


Commands = argparse._SubParsersAction  # argparse has no public name for it


def _of(module: str) -> Callable[[Commands[argparse.ArgumentParser]], None]:
    """Adds a command by a module that is read only when that command is called or listed."""
    return lambda commands: import_module(f"register.{module}").add_command(commands)


# How each command is added to the parser; the order is that of --help.
COMMANDS: Mapping[str, Callable[[Commands[argparse.ArgumentParser]], None]] = {
    "check": _add_check,
    "fmt": fmt.add_command,
    "new": _of("skeleton"),
    "schema": _of("schemas"),
    "cited": _of("cited"),
    "diff": _of("diffcommand"),
    "verify-site": _of("verifysite"),
    "urls": permanent.add_command,
    "write": _of("write"),
    "deploy": _of("deploy"),
    "import-sheet": _add_import_sheet,
    "import": _add_import,
    "scale": _of("scale"),
}


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A console that cannot show Chinese shows "?" instead of stopping us.
        with suppress(AttributeError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    parser = argparse.ArgumentParser(prog="register", description="检查和整理数据。")
    parser.add_argument("--root", type=Path, default=ROOT, help="项目的文件夹")
    commands = parser.add_subparsers(required=True, metavar="命令")
    given = sys.argv[1:] if argv is None else argv
    for name in [name for name in COMMANDS if name in given] or COMMANDS:
        COMMANDS[name](commands)
    arguments = parser.parse_args(given)
    return int(arguments.run(arguments))


def _start() -> int:
    """Run as a program of its own."""
    gc.disable()  # a command ends before garbage matters; collecting costs a tenth of the time
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output, such as `head`, has seen enough; Python would complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


if __name__ == "__main__":
    sys.exit(_start())
