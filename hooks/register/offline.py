"""What the service worker is told: one fingerprint for the site as it lies on disk, its policy."""

from __future__ import annotations

import hashlib
from pathlib import Path

from register import manifest, policy

WORKER = "sw.js"
BUILD, POLICY = 'BUILD = "development"', 'POLICY = ""'
# The worker itself, and files that hold the day of the build.
LEFT_OUT = {WORKER, "sitemap.xml", "sitemap.xml.gz"}


def fingerprint(sums: manifest.Sums) -> str:
    """12 hexadecimal characters over names and contents of the site's files."""
    telling = {name: sums[name] for name in sums if name not in LEFT_OUT}
    return hashlib.sha256(manifest.text(telling).encode()).hexdigest()[:12]


def worker(root: Path) -> bytes:
    """The worker as it stands in docs/, before it knows its build."""
    return (root / "docs" / WORKER).read_bytes()


def stamp(site: Path, sums: manifest.Sums) -> None:
    """Write fingerprint and policy into the worker; the site must be complete otherwise."""
    worker = site / WORKER
    text = worker.read_text(encoding="utf-8")
    text = text.replace(BUILD, f'BUILD = "{fingerprint(sums)}"')
    text = text.replace(POLICY, f'POLICY = "{policy.meta(policy.PUBLIC)}"')
    worker.write_text(text, encoding="utf-8", newline="\n")
    sums[WORKER] = manifest.sum_of(worker)


def seal(site: Path) -> None:
    """Tell the worker its build, then write the list of all files."""
    sums = manifest.sums(site)
    stamp(site, sums)
    manifest.write(site, sums)
