"""What the importer did and what a person must decide, in Chinese, each with the notice's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from register.importer.draft import Draft, Question
from register.importer.names import Named

INTRODUCTION = (
    "下面是草稿，不是事实。通知的话逐字照录；单位、措辞、日期和数量是程序读出来的，请对着通知核对。",
    "同样的清单在 `import.yml` 里：决定一条，删一条；全部决定以后删掉 `import.yml` 和这份报告。",
)

SURE = {"low": "低", "medium": "中", "high": "高"}


def report(made: Draft) -> str:
    """The report of an import, as Markdown."""
    return "\n".join(_lines(made)) + "\n"


def _lines(made: Draft) -> Iterator[str]:
    counts = made.counts
    yield f"# 导入报告：{made.record['title']}"
    yield ""
    yield (
        f"方案的 id 是 `{made.plan}`。读出 {counts['actions']} 个行动、{counts['tasks']} 项任务、"
        f"{counts['measures']} 句、{counts['units']} 个单位，"
        f"牵头 {counts['lead']} 处、责任 {counts['responsible']} 处。"
    )
    yield ""
    yield from INTRODUCTION
    yield ""
    low = [one for one in made.questions if one.confidence == "low"]
    medium = [one for one in made.questions if one.confidence != "low"]
    units = [one for one in low if one.file.startswith("data/units/")]
    yield from _section("要人来决定的（把握低）", [one for one in low if one not in units])
    yield from _new_units(made, units)
    yield from _section("要人来核对的（把握中）", medium)
    yield from _section_remarks(made.remarks)
    yield from _table(made)


def _section(title: str, questions: Sequence[Question]) -> Iterator[str]:
    yield f"## {title}"
    yield ""
    if not questions:
        yield "没有。"
    for one in questions:
        words = f"通知里是“{_cell(one.doubt.words)}”。" if one.doubt.words else ""
        yield f"- `{one.file}` 的 `{one.doubt.field}`：{one.doubt.question}{words}"
    yield ""


def _new_units(made: Draft, questions: Sequence[Question]) -> Iterator[str]:
    if questions:
        yield "## 新的单位（把握低）"
        yield ""
        yield questions[0].doubt.question
        yield ""
        for one in questions:
            tasks = "、".join(map(str, made.tasks_of_unit(one.doubt.words)))
            yield f"- “{_cell(one.doubt.words)}”（任务{tasks}）：`{one.file}`"
        yield ""


def _section_remarks(remarks: Sequence[str]) -> Iterator[str]:
    if remarks:
        yield "## 关于文本"
        yield ""
        yield from (f"- {remark}" for remark in remarks)
        yield ""


def _table(made: Draft) -> Iterator[str]:
    yield "## 各项任务的分工"
    yield ""
    yield "| 任务 | 通知的序号 | 牵头 | 责任 | 把握 | 分工原文 |"
    yield "|---|---|---|---|---|---|"
    for task in made.outline.tasks:
        units = made.units[task.number]
        sure = SURE[made.confidence_in_units(task)]
        mark = task.mark or "（接上一项）"
        lead, others = _named(units, True), _named(units, False)
        words = _cell(task.assignment.text)
        yield f"| {task.number} | {mark} | {lead} | {others} | {sure} | {words} |"
    yield ""


def _named(units: Sequence[Named], lead: bool) -> str:
    return "、".join(_cell(unit.name) for unit in units if (unit.role == "lead") == lead)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "｜")
