"""The service worker's build: one fingerprint for the site as it lies on disk."""

from __future__ import annotations

import hashlib
from pathlib import Path

from register import manifest

WORKER = "sw.js"
PLACEHOLDER = 'BUILD = "development"'
# The worker itself, and files that hold the day of the build.
LEFT_OUT = {WORKER, "sitemap.xml", "sitemap.xml.gz"}


def fingerprint(sums: manifest.Sums) -> str:
    """12 hexadecimal characters over names and contents of the site's files."""
    telling = {name: sums[name] for name in sums if name not in LEFT_OUT}
    return hashlib.sha256(manifest.text(telling).encode()).hexdigest()[:12]


def stamp(site: Path, sums: manifest.Sums) -> None:
    """Write the fingerprint into the worker; the site must be complete otherwise."""
    worker = site / WORKER
    text = worker.read_text(encoding="utf-8")
    stamped = text.replace(PLACEHOLDER, f'BUILD = "{fingerprint(sums)}"')
    worker.write_text(stamped, encoding="utf-8", newline="\n")
    sums[WORKER] = manifest.sum_of(worker)
