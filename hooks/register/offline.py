"""The service worker's build: one fingerprint for the site as it lies on disk."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

WORKER = "sw.js"
PLACEHOLDER = 'BUILD = "development"'
# The worker itself, and files that hold the day of the build.
LEFT_OUT = {WORKER, "sitemap.xml", "sitemap.xml.gz"}


def fingerprint(site: Path) -> str:
    """12 hexadecimal characters over names and contents of the site's files."""
    whole = hashlib.sha256()
    paths = sorted(
        os.path.relpath(os.path.join(folder, name), site).replace(os.sep, "/")
        for folder, _folders, names in os.walk(site)
        for name in names
    )
    for path in paths:
        if path not in LEFT_OUT:
            whole.update(
                path.encode() + b"\0" + hashlib.sha256((site / path).read_bytes()).digest()
            )
    return whole.hexdigest()[:12]


def stamp(site: Path) -> None:
    """Write the fingerprint into the worker; the site must be complete otherwise."""
    worker = site / WORKER
    text = worker.read_text(encoding="utf-8")
    worker.write_text(text.replace(PLACEHOLDER, f'BUILD = "{fingerprint(site)}"'), encoding="utf-8")
