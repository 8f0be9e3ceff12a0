"""What a notice consists of, piece by piece, before any of it becomes a record."""

from __future__ import annotations

from dataclasses import dataclass, field

from register.importer.brackets import Assignment


@dataclass(frozen=True)
class Doubt:
    """A field that a person must decide, with the notice's words and the question, in Chinese."""

    field: str
    words: str
    question: str


@dataclass
class TaskPiece:
    """A task as it stands: `at` is the number of sentences before its assignment."""

    number: int
    action: int | None
    mark: str
    sentences: list[str]
    assignment: Assignment
    at: int
    after: str = ""
    doubts: list[Doubt] = field(default_factory=list)


@dataclass
class ActionPiece:
    """A heading with tasks below it, and what stands between the two."""

    number: int
    heading: str
    after: str = ""


@dataclass
class Piece:
    """A line outside actions and tasks, or the numbers of those that stand here."""

    role: str
    text: str = ""
    numbers: list[int] = field(default_factory=list)


@dataclass
class Outline:
    """Everything that a notice says, in order, and what is doubtful about the order itself."""

    pieces: list[Piece] = field(default_factory=list)
    actions: list[ActionPiece] = field(default_factory=list)
    tasks: list[TaskPiece] = field(default_factory=list)
    unassigned: list[str] = field(default_factory=list)
