"""python -m register: the register's own command line."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from contextlib import suppress
from pathlib import Path

from register import cited, fmt, report, schemas, skeleton
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
    if found := fmt.problems(root):
        return found, ""
    counts = map(len, (register.tasks, register.measures, register.units, register.benefits))
    return [], PASSED[language].format(*counts)


def _add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("check", help="检查全部数据 check the data")
    parser.add_argument("--lang", choices=tuple(report.LANGUAGES), default="zh", help="语言")
    parser.add_argument("--format", choices=tuple(report.FORMATS), default="text", help="格式")
    parser.set_defaults(run=_check)


# Each adds one command to the parser; the order is that of --help.
COMMANDS = (
    _add_check,
    fmt.add_command,
    skeleton.add_command,
    schemas.add_command,
    cited.add_command,
)


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A console that cannot show Chinese shows "?" instead of stopping us.
        with suppress(AttributeError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    parser = argparse.ArgumentParser(prog="register", description="检查和整理数据。")
    parser.add_argument("--root", type=Path, default=ROOT, help="项目的文件夹")
    commands = parser.add_subparsers(required=True, metavar="命令")
    for add in COMMANDS:
        add(commands)
    arguments = parser.parse_args(argv)
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
