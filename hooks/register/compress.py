"""Files that a server can send as they are: .br and .gz beside each file that gets smaller so."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli

ENDINGS = (".css", ".csv", ".html", ".ics", ".js", ".json", ".svg", ".txt", ".xml", ".yml")
FORMS = (".br", ".gz")
LARGE = 1_000_000  # bytes from which on the best compression takes longer than it is worth


def compress(path: Path) -> None:
    """Write the compressed forms of a file; the same bytes give the same forms."""
    if path.suffix not in ENDINGS:
        return
    content = path.read_bytes()
    quality = 9 if len(content) > LARGE else 11
    forms = (brotli.compress(content, quality=quality), gzip.compress(content, 9, mtime=0))
    for ending, form in zip(FORMS, forms, strict=True):
        if len(form) < len(content):
            path.with_name(path.name + ending).write_bytes(form)
