"""List what the site is made with and what it carries, as a CycloneDX bill of materials (SBOM).

    python3 run.py sbom > sbom.cdx.json

Python packages come from requirements/site.txt, with the hashes that the installer checks; files
from npm come from docs/assets/vendor/vendor.json. Licences are those that the installed packages
state. The same project gives the same bytes: no number at random, no time of the clock.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements" / "site.txt"
VENDORED = ROOT / "docs" / "assets" / "vendor" / "vendor.json"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
# The lock says by which packages each is needed: after "# via", on one line or one a line.
NEEDED_BY = re.compile(r"^    #(?:   | via )([A-Za-z0-9._-]+)", re.MULTILINE)
OURS = "notice-site"
CLASSIFIER = "License :: OSI Approved :: "
LONGEST_NAME = 60  # of a licence; some packages state its whole text


def sbom() -> dict[str, Any]:
    """The whole list as JSON would have it, by the format's version 1.6."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    packages = list(locked(LOCK.read_text(encoding="utf-8")))
    vendored = json.loads(VENDORED.read_text(encoding="utf-8"))["packages"]
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": OURS,
                "name": project["name"],
                "version": project["version"],
                "description": project["description"],
                "licenses": [{"expression": project["license"]}],
            }
        },
        "components": [*map(python_component, packages), *map(npm_component, vendored)],
        "dependencies": dependencies(packages, vendored),
    }


def locked(text: str) -> Iterator[dict[str, Any]]:
    """Name, version, hashes and what needs it, of each package of a lock."""
    starts = [*PINNED.finditer(text)]
    ends = [found.start() for found in starts[1:]] + [len(text)]
    for found, end in zip(starts, ends, strict=True):
        entry = text[found.start() : end]
        yield {
            "name": found[1],
            "version": found[2],
            "hashes": HASH.findall(entry),
            "needed_by": [OURS if by == "-r" else by for by in NEEDED_BY.findall(entry)],
        }


def reference(name: str, version: str, kind: str = "pypi") -> str:
    """How the list calls a package everywhere."""
    return f"pkg:{kind}/{name}@{version}"


def python_component(package: dict[str, Any]) -> dict[str, Any]:
    """A package from PyPI; each of its files may have been installed, so all hashes stand there."""
    address = f"https://pypi.org/project/{package['name']}/{package['version']}/"
    hashes = [{"alg": "SHA-256", "content": content} for content in package["hashes"]]
    return {
        "type": "library",
        "bom-ref": reference(package["name"], package["version"]),
        "name": package["name"],
        "version": package["version"],
        "licenses": licences(package["name"]),
        "purl": reference(package["name"], package["version"]),
        "externalReferences": [{"type": "distribution", "url": address, "hashes": hashes}],
    }


def licences(name: str) -> list[dict[str, Any]]:
    """What the installed package states; nothing where it is for another system only."""
    try:
        stated = metadata(name)
    except PackageNotFoundError:
        return []
    if expression := stated.get("License-Expression"):
        return [{"expression": expression}]
    classifiers = stated.get_all("Classifier") or []
    names = [line.removeprefix(CLASSIFIER) for line in classifiers if line.startswith(CLASSIFIER)]
    if not names and len(stated.get("License") or "") in range(1, LONGEST_NAME):
        names = [stated["License"]]
    return [{"license": {"name": name}} for name in names]


def npm_component(package: dict[str, str]) -> dict[str, Any]:
    """A file from npm that the site carries: its own hash, and that of the archive it is from."""
    archive = [{"alg": "SHA-256", "content": package["archive_sha256"]}]
    address = f"https://www.npmjs.com/package/{package['name']}/v/{package['version']}"
    return {
        "type": "library",
        "bom-ref": reference(package["name"], package["version"], "npm"),
        "name": package["name"],
        "version": package["version"],
        "hashes": [{"alg": "SHA-256", "content": package["sha256"]}],
        "licenses": [{"license": {"id": package["licence"]}}],
        "purl": reference(package["name"], package["version"], "npm"),
        "externalReferences": [{"type": "distribution", "url": address, "hashes": archive}],
    }


def dependencies(
    packages: list[dict[str, Any]], vendored: list[dict[str, str]]
) -> list[dict[str, Any]]:
    """What needs what; the project itself needs what site.in names, and carries the files."""
    references: dict[str, list[str]] = {OURS: [OURS]}
    for package in packages:  # a package may have one version for old Pythons and one for new
        own = reference(package["name"], package["version"])
        references.setdefault(package["name"], []).append(own)
    needs: dict[str, set[str]] = {ref: set() for refs in references.values() for ref in refs}
    for package in packages:
        for by in package["needed_by"]:
            for ref in references[by]:
                needs[ref].add(reference(package["name"], package["version"]))
    needs[OURS] |= {reference(one["name"], one["version"], "npm") for one in vendored}
    return [{"ref": ref, "dependsOn": sorted(needed)} for ref, needed in needs.items()]


if __name__ == "__main__":
    print(json.dumps(sbom(), indent=2, ensure_ascii=False))
