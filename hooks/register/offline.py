"""What the service worker is told: one fingerprint for the site as it lies on disk, its policy."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from register import policy

WORKER = "sw.js"
BUILD, POLICY = 'BUILD = "development"', 'POLICY = ""'
# The worker itself, and files that hold the day of the build.
LEFT_OUT = {WORKER, "sitemap.xml", "sitemap.xml.gz"}


def fingerprint(site: Path) -> str:
    """12 hexadecimal characters over names and contents of the site's files."""
    found = [
        os.path.join(folder, name) for folder, _folders, names in os.walk(site) for name in names
    ]
    start = len(os.path.join(site, ""))
    whole = hashlib.sha256()
    for path in sorted(found):
        name = path[start:].replace(os.sep, "/")
        if name not in LEFT_OUT:
            with open(path, "rb") as file:
                content = file.read()
            whole.update(f"{name}\0{len(content)}\0".encode() + content)
    return whole.hexdigest()[:12]


def stamp(site: Path) -> None:
    """Write fingerprint and policy into the worker; the site must be complete otherwise."""
    worker = site / WORKER
    text = worker.read_text(encoding="utf-8")
    text = text.replace(BUILD, f'BUILD = "{fingerprint(site)}"')
    text = text.replace(POLICY, f'POLICY = "{policy.meta(policy.PUBLIC)}"')
    worker.write_text(text, encoding="utf-8")
