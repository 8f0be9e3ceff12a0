"""`run.py import`: read a notice, build a draft in memory, put it into data/ in one go."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import sys
from pathlib import Path

from register.importer.draft import Draft, draft
from register.importer.outline import outline
from register.importer.report import report
from register.importer.text import ImportRefused, receive
from register.load import read

SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")


def run(root: Path, notice: Path, plan: str | None, read_on: str | None) -> int:
    """Import a notice; says what was done, or why not. Returns the exit code."""
    try:
        made = drafted(root, notice, plan, _day(read_on))
        write(root, made)
    except ImportRefused as refused:
        print(f"没有导入。原因：{refused.cause}办法：{refused.remedy}", file=sys.stderr)
        return 1
    folder = f"data/plans/{made.plan}"
    counts = made.counts
    print(
        f"已写出草稿 {folder}/：{counts['tasks']} 项任务、{counts['measures']} 句、"
        f"{counts['units']} 个单位（新的 {len(made.names.new)} 个）。"
    )
    low = sum(one.confidence == "low" for one in made.questions)
    print(f"要人来决定的有 {low} 处，请看 {folder}/report.md；然后运行 python3 run.py check。")
    return 0


def drafted(root: Path, notice: Path, plan: str | None, read_on: datetime.date) -> Draft:
    """The draft of a plan from a notice's file; raises ImportRefused."""
    if plan is not None and (not SLUG.match(plan) or len(plan) > 60):
        cause = f"方案的 id “{plan}”不合规定。"
        raise ImportRefused(cause, "只能用小写英文字母、数字和连字符，例如 cq-pwd-jobs-2025。")
    if not notice.is_file():
        raise ImportRefused(f"没有文件“{notice}”。", "请核对文件名和所在的文件夹。")
    try:
        raw = notice.read_bytes()
    except OSError as error:
        raise ImportRefused(
            f"文件“{notice}”读不了（{error.strerror}）。", "请核对权限。"
        ) from error
    received = receive(notice.name, raw)
    found = outline(received.text)
    if not found.tasks:
        raise ImportRefused(
            "没有找到分工，例如“（牵头单位：甲，责任单位：乙）”“（甲牵头，乙配合）”或者“责任单位：甲”。",
            "请确认这是分工方案的全文。任务在表格里的，请用网页或者 .docx 文件导入，"
            "表头要有“责任单位”或者“牵头单位”一栏；"
            "分工用别的写法的，请照 README 的步骤手工录入。",
        )
    register, problems = read(root)
    if register is None or "strength" not in register.vocabularies:
        cause = f"data/ 里的数据读不全（{len(problems)} 个问题）。"
        raise ImportRefused(cause, "请先运行 python3 run.py check，改好再导入。")
    made = draft(received, found, register, plan, read_on)
    if (root / "data" / "plans" / made.plan).exists():
        cause = f"方案 {made.plan} 已经有了，不会覆盖。"
        raise ImportRefused(cause, "请用 --plan 给新方案另取一个 id，或者先删掉旧的文件夹。")
    made.files[f"plans/{made.plan}/report.md"] = report(made).encode()
    return made


def write(root: Path, made: Draft) -> None:
    """Put the files of a draft into data/: all of them or none."""
    data = root / "data"
    aside = data / f".import-{os.getpid()}"
    placed: list[Path] = []
    try:
        for path, content in made.files.items():
            (aside / path).parent.mkdir(parents=True, exist_ok=True)
            (aside / path).write_bytes(content)
        for unit in sorted((aside / "units").glob("*.yml")):
            target = data / "units" / unit.name
            unit.rename(target)
            placed.append(target)
        (aside / "plans" / made.plan).rename(data / "plans" / made.plan)
    except OSError as error:
        for target in placed:
            target.unlink(missing_ok=True)
        raise ImportRefused(
            f"写不进 data/（{error.strerror}）。", "请核对磁盘空间和权限。"
        ) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _day(written: str | None) -> datetime.date:
    try:
        return datetime.date.fromisoformat(written) if written else datetime.date.today()
    except ValueError:
        raise ImportRefused(f"日期“{written}”不对。", "请写成 2026-11-24 这样。") from None
