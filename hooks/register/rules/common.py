"""What the rules share."""

from __future__ import annotations

from collections.abc import Iterator

from register.problem import Problem

Problems = Iterator[Problem]
Path = tuple[str | int, ...]


def cut(text: str, length: int = 20) -> str:
    """A text short enough for a message."""
    text = text.strip("\n")
    return text if len(text) <= length else text[:length] + "…"
