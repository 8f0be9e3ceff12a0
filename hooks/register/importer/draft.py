"""The pieces of a notice → the files of a draft plan, all of them in memory."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from register.canonical import canonical
from register.importer import wording
from register.importer.marks import number as ordinal
from register.importer.names import Known, Named, Names
from register.importer.pieces import Doubt, Outline, Piece, TaskPiece
from register.importer.plandraft import place_of, plan_record
from register.importer.text import Received, squeezed
from register.importer.yamlout import document
from register.model import Entry
from register.rules.common import common_length
from register.rules.drafts import TO_WRITE
from register.rules.notice import SPACE
from register.store import Register

UNCHECKED = "00000000"
OUTLINE_ROLES = {"addressee", "opening", "issuer", "date", "publication", "heading", "paragraph"}


@dataclass(frozen=True)
class Question:
    """Something to decide: the file below data/plans/<plan>/ or data/, and what is asked."""

    file: str
    doubt: Doubt
    confidence: str = "low"


@dataclass
class Draft:
    """A plan's files by path below data/, what is to be decided, and the figures of a report."""

    plan: str
    files: dict[str, bytes]
    questions: list[Question]
    counts: dict[str, int]
    record: dict[str, Any]
    outline: Outline
    units: dict[int, list[Named]]
    names: Names
    remarks: list[str] = field(default_factory=list)

    def confidence_in_units(self, task: TaskPiece) -> Literal["low", "medium", "high"]:
        """How sure it is who does a task: medium where a person must first look at a new unit."""
        units = self.units[task.number]
        asked = any(doubt.field == "assignment" for doubt in task.doubts)
        if asked or any(unit.doubt for unit in units):
            return "low"
        return "medium" if any(unit.name in self.names.new for unit in units) else "high"

    def tasks_of_unit(self, name: str) -> list[int]:
        """The tasks that name a unit."""
        return [task for task, units in self.units.items() if any(u.name == name for u in units)]


def draft(
    received: Received,
    outline: Outline,
    register: Register,
    plan: str | None,
    read_on: datetime.date,
) -> Draft:
    """The draft of a plan; `plan` is its id, worked out from place and year if None."""
    record, doubts = plan_record("", received, outline, read_on)
    places = {p.region: p.id.split("-")[0] for p in register.plans.values()}
    place = plan.split("-")[0] if plan else place_of(record["region"], places)
    id_ = record["id"] = plan or f"{place}-notice-{record['date'][:4]}"
    names = _names(register, place)
    names.learn(task.assignment.shares for task in outline.tasks)
    units = {task.number: names.resolve(task.assignment.shares) for task in outline.tasks}
    counts = _counts(outline, units)
    made = Draft(id_, {}, [], counts, record, outline, units, names)
    entries = register.vocabularies["strength"].entries
    questions = [Question("plan.yml", doubt, "medium") for doubt in doubts]
    bodies = {actor.name for actor in register.actors.values()}
    record |= {"counts": counts, "default_clause": _default_clause(outline, bodies)}
    strict = _as_lines(outline, _line) == received.text
    record |= {"remarks": _remarks(received, outline)}
    record |= {} if strict else {"layout": "free"}
    record |= {"outline": [_block(piece) for piece in outline.pieces]}
    made.remarks = record["remarks"]
    folder = f"plans/{id_}"
    made.files[f"{folder}/notice.txt"] = received.raw
    _put(made, f"{folder}/plan.yml", record)
    for action in outline.actions:
        content = {"number": action.number, "heading": action.heading}
        content |= {"after": action.after} if action.after else {}
        _put(made, f"{folder}/actions/{action.number:02}.yml", content)
    for task in outline.tasks:
        file = f"tasks/{task.number:02}.yml"
        _put(made, f"{folder}/{file}", _task(task, units[task.number], entries, strict))
        questions += [Question(file, doubt) for doubt in task.doubts]
        questions += [Question(file, doubt) for doubt in _unit_doubts(units[task.number])]
    questions += _plan_questions(outline, counts)
    questions += [] if strict else _not_given_back(received.text, _as_lines(outline, _placed))
    questions += _new_units(made)
    made.questions = questions
    _put(made, f"{folder}/import.yml", _sidecar(made, entries))
    return made


def _names(register: Register, place: str) -> Names:
    known = [Known(unit.id, unit.name, unit.aliases) for unit in register.units.values()]
    return Names(known, place, [*register.units, *register.actors])


def _put(made: Draft, path: str, record: Mapping[str, Any]) -> None:
    made.files[path] = canonical(f"data/{path}", document(record).encode()).encode()


def _counts(outline: Outline, units: Mapping[int, Sequence[Named]]) -> dict[str, int]:
    every = [unit for named in units.values() for unit in named]
    return {
        "actions": len(outline.actions),
        "tasks": len(outline.tasks),
        "measures": sum(len(task.sentences) for task in outline.tasks),
        "units": len({unit.name for unit in every}),
        "lead": sum(unit.role == "lead" for unit in every),
        "responsible": sum(unit.role != "lead" for unit in every),
    }


def _default_clause(outline: Outline, bodies: set[str]) -> dict[str, Any] | None:
    for task in outline.tasks:
        if clause := task.assignment.clause:
            actor = re.split(r"按职责|按照|负责|落实|[,，]", clause)[0]
            known = [actor] if actor in bodies else []
            return {"task": task.number, "text": clause, "actors": known}
    return None


def _as_lines(outline: Outline, line: Callable[[TaskPiece], str]) -> str:
    """The notice that these pieces give with one line break between them."""
    actions = {action.number: action for action in outline.actions}
    lines: list[str] = []
    for piece in outline.pieces:
        if piece.role == "actions":
            for number in piece.numbers:
                lines += [actions[number].heading, *filter(None, [actions[number].after])]
                lines += [line(t) for t in outline.tasks if t.action == number]
        elif piece.role == "tasks":
            lines += [line(task) for task in outline.tasks if task.number in piece.numbers]
        else:
            lines.append(piece.text)
    return "\n".join(lines)


def _line(task: TaskPiece) -> str:
    """A task's line as the records give it back, if it is in the common form."""
    return f"{task.number}.{''.join(task.sentences)}{task.assignment.text}{task.after}"


def _placed(task: TaskPiece) -> str:
    """A task as the records give it back in a free layout."""
    before, behind = "".join(task.sentences[: task.at]), "".join(task.sentences[task.at :])
    return f"{task.mark}{before}{task.assignment.text}{behind}{task.after}"


def _not_given_back(text: str, ours: str) -> list[Question]:
    """What to look at where the records do not give the notice back, white space aside."""
    wanted, got = SPACE.sub("", text), SPACE.sub("", ours)
    if wanted == got:
        return []
    at = common_length(wanted, got)
    question = "从这里起，草稿还原不了通知；检查会逐处指出，请照通知改。"
    return [Question("plan.yml", Doubt("outline", wanted[max(0, at - 10) : at + 20], question))]


def _block(piece: Piece) -> dict[str, Any]:
    if piece.numbers:
        return {"role": piece.role, "numbers": piece.numbers}
    return {"role": piece.role, "text": piece.text}


def _remarks(received: Received, outline: Outline) -> list[str]:
    remarks = list(received.remarks)
    marks = [task.mark for task in outline.tasks]
    if "" in marks:
        remarks.append("通知里一项有几个分工的，本站按分工分成几项任务。")
    if any(not mark or ordinal(mark) != n for n, mark in enumerate(marks, 1)):
        remarks.append("任务的序号由本站从1起连续编；通知里的序号见原文。")
    if any(piece.role == "residue" for piece in outline.pieces):
        remarks.append("收到的文本里有网页导航一类的字，不是通知的内容。")
    return remarks


def _task(
    task: TaskPiece, units: Sequence[Named], entries: Mapping[str, Entry], strict: bool
) -> dict[str, Any]:
    title = task.sentences[0].rstrip("。") if task.sentences else TO_WRITE
    record: dict[str, Any] = {
        "number": task.number,
        "action": task.action,
        "title": title if len(title) <= 30 else f"{TO_WRITE}标题：{title[:20]}……",
        "summary": f"{TO_WRITE}：用一句话说明这项任务。",
        "synonyms": [],
        "wording_basis": UNCHECKED,
        "lead": [unit.name for unit in units if unit.role == "lead"],
        "responsible": [unit.name for unit in units if unit.role != "lead"],
        "assignment": _one_line(task.assignment.text),
    }
    if not strict and task.mark != f"{task.number}.":
        record["mark"] = task.mark
    if task.at < len(task.sentences):
        record["assignment_after"] = task.at
    if task.after:
        record["after"] = task.after
    record["measures"] = [_measure(quote, entries) for quote in task.sentences]
    return record


def _one_line(text: str) -> str:
    return re.sub(r"\s*[\r\n]+\s*", " ", text).strip()


def _measure(quote: str, entries: Mapping[str, Entry]) -> dict[str, Any]:
    timing = wording.timing(quote)
    record = {
        "quote": quote,
        "strength": wording.strengths(quote, entries),
        "duty": timing.pop("duty"),
        "actors": [],
        **timing,
    }
    figures = wording.quantities(quote)
    return record | ({"quantities": figures} if figures else {})


def _unit_doubts(units: Sequence[Named]) -> list[Doubt]:
    return [
        Doubt("lead" if unit.role == "lead" else "responsible", unit.words, unit.doubt)
        for unit in units
        if unit.doubt
    ]


def _plan_questions(outline: Outline, counts: Mapping[str, int]) -> list[Question]:
    number = "、".join(f"{name} {count}" for name, count in counts.items())
    count = f"程序数出来是 {number}；请对着通知自己数一遍。"
    asked = [Question("plan.yml", Doubt("counts", "", count), "medium")]
    labels = "每句的措辞强度、时间性质、日期和数量是按词推测的，请逐句核对，并补上句中点名的主体。"
    asked.append(Question("tasks/", Doubt("measures", "", labels)))
    for words in outline.unassigned:
        question = "这些话没有分工，没有收成任务；请决定要不要归到一项任务里。"
        asked.append(Question("plan.yml", Doubt("outline", words, question)))
    return asked


def _new_units(made: Draft) -> list[Question]:
    """A file for each unit that is not known, and the question that goes with it."""
    asked = []
    for unit in made.names.new.values():
        record = {
            "id": unit.id,
            "name": unit.name,
            "aliases": unit.words,
            "full_name": None,
            "full_name_basis": "not_attested",
            "full_name_source": None,
            "kind": unit.kind,
            "note": None,
        }
        _put(made, f"units/{unit.id}.yml", record)
        question = "新的单位：请核对它是不是一个单位、种类 kind 和 id，查到依据才写全称。"
        asked.append(Question(f"data/units/{unit.id}.yml", Doubt("name", unit.name, question)))
    return asked


def _sidecar(made: Draft, entries: Mapping[str, Entry]) -> dict[str, Any]:
    return {
        "id": made.plan,
        "decide": [
            {
                "file": one.file,
                "field": one.doubt.field,
                "confidence": one.confidence,
                "words": squeezed(one.doubt.words) or None,
                "question": one.doubt.question,
            }
            for one in made.questions
        ],
        "confidence": [_confidence(made, task) for task in made.outline.tasks],
    }


def _confidence(made: Draft, task: TaskPiece) -> dict[str, Any]:
    """How sure the reading of a task is, field by field."""
    left = [
        quote for quote in task.sentences if wording.figures_left(quote, str(_measure(quote, {})))
    ]
    plain = [
        quote
        for quote in task.sentences
        if not any(s.search(quote) for s in wording.SIGNS.values())
    ]
    return {
        "task": task.number,
        "units": made.confidence_in_units(task),
        "sentences": "low" if any(doubt.field == "measures" for doubt in task.doubts) else "high",
        "strength": "low" if plain else "medium",
        "duty": "medium",
        "figures": "low" if left else "medium",
    }
