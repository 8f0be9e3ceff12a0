"""Nothing unlisted goes into the site: locks, files from npm, the bill of materials."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from building import ROOT
from tools import audit, sbom, vendor

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_locked_package_has_hashes(lock: Path) -> None:
    packages = list(sbom.locked(lock.read_text("utf-8")))
    assert packages
    assert [package["name"] for package in packages if not package["hashes"]] == []
    # What is no package, hash, comment or empty would be taken from elsewhere.
    line = re.compile(r"(?:[A-Za-z0-9._-]+==.*|    --hash=sha256:[0-9a-f]{64} ?\\?|    #.*)")
    assert [one for one in lock.read_text("utf-8").splitlines() if not line.fullmatch(one)] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_locks_agree_on_the_version_of_a_package(lock: Path) -> None:
    site, found = versions(ROOT / "requirements/site.txt"), versions(lock)
    shared = site.keys() & found.keys()
    assert {name: found[name] for name in shared if site[name] != found[name]} == {}


def versions(lock: Path) -> dict[str, set[str]]:
    """By name; a package may have one version for old Pythons and another for new ones."""
    found: dict[str, set[str]] = {}
    for package in sbom.locked(lock.read_text("utf-8")):
        found.setdefault(package["name"], set()).add(package["version"])
    return found


# Files from npm


def vendored() -> list[dict[str, str]]:
    packages: list[dict[str, str]] = json.loads(sbom.VENDORED.read_text("utf-8"))["packages"]
    return packages


def test_every_file_from_npm_is_listed_with_its_sum_and_licence() -> None:
    for package in vendored():
        raw = (vendor.VENDOR / package["file"]).read_bytes()
        assert vendor.digest(raw) == package["sha256"], package["name"]
        licence = vendor.VENDOR / f"{package['name']}.LICENSE.txt"
        assert len(licence.read_text("utf-8")) > 500


def test_nothing_but_what_is_listed_is_vendored() -> None:
    listed = {(vendor.VENDOR / package["file"]).resolve() for package in vendored()}
    licences = {vendor.VENDOR / f"{package['name']}.LICENSE.txt" for package in vendored()}
    found = set(vendor.VENDOR.iterdir())
    assert found - listed == licences | {vendor.VENDOR / "vendor.json"}
    # Minified code has long lines; ours has not, wherever it lies.
    scripts = [path for path in (ROOT / "docs").rglob("*.js") if path not in listed]
    long = [path for path in scripts if max(map(len, path.read_text("utf-8").splitlines())) > 200]
    assert long == []


def test_the_list_is_what_the_script_would_write() -> None:
    written = [{key: one[key] for key in one if key != "sha256"} for one in vendored()]
    assert written == vendor.PACKAGES


# The bill of materials


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    return sbom.sbom()


def test_bill_names_every_package_and_every_file_from_npm(bill: dict[str, Any]) -> None:
    purls = [component["purl"] for component in bill["components"]]
    locked = versions(ROOT / "requirements/site.txt")
    wanted = {f"pkg:pypi/{name}@{one}" for name in locked for one in locked[name]}
    wanted |= {f"pkg:npm/{one['name']}@{one['version']}" for one in vendored()}
    assert set(purls) == wanted
    assert len(purls) == len(wanted)


def test_bill_gives_hashes_and_the_licence_of_what_is_installed(bill: dict[str, Any]) -> None:
    for component in bill["components"]:
        assert component["externalReferences"][0]["hashes"], component["name"]
    without = {one["name"] for one in bill["components"] if not one["licenses"]}
    assert without <= ELSEWHERE, "state no licence"


ELSEWHERE = {"colorama", "tzdata", "pywin32"}  # installed on other systems only


def test_bill_knows_what_needs_what(bill: dict[str, Any]) -> None:
    needs = {entry["ref"]: entry["dependsOn"] for entry in bill["dependencies"]}
    known = {component["bom-ref"] for component in bill["components"]} | {sbom.OURS}
    assert needs.keys() | {ref for refs in needs.values() for ref in refs} <= known
    reached, todo = set(), [sbom.OURS]
    while todo:
        ref = todo.pop()
        reached.add(ref)
        todo += [other for other in needs.get(ref, []) if other not in reached]
    assert reached == known, "nothing is there without a reason"


def test_bill_is_the_same_each_time(bill: dict[str, Any]) -> None:
    assert json.dumps(sbom.sbom()) == json.dumps(bill)


# Known faults: what the two programs print, in the forms that they document

PIP_AUDIT = """{"dependencies": [
  {"name": "good", "version": "1.0", "vulns": []},
  {"name": "bad", "version": "2.0", "vulns": [
    {"id": "PYSEC-0000-1", "fix_versions": ["2.1"], "aliases": ["CVE-0000-1"], "description": "x"}
  ]},
  {"name": "odd", "skip_reason": "Dependency not found on PyPI"}
], "fixes": []}"""
NPM_AUDIT = """{"auditReportVersion": 2, "vulnerabilities": {
  "bad": {"name": "bad", "severity": "high", "isDirect": false, "range": "<=2.0.0", "via": [
    {"source": 1, "name": "bad", "title": "Bad thing", "url": "https://advisories.example/1",
     "severity": "high", "range": "<2.0.1"}
  ], "effects": ["needs-bad"], "nodes": [], "fixAvailable": true},
  "needs-bad": {"name": "needs-bad", "severity": "high", "via": ["bad"], "range": "*"}
}, "metadata": {}}"""


def test_faults_of_python_packages_are_told_and_so_is_what_could_not_be_asked() -> None:
    bad, odd = audit.answered(audit.python_faults, PIP_AUDIT, "site.txt")
    assert bad == ("bad 2.0", "site.txt", "PYSEC-0000-1，修好的版本：2.1")
    assert odd.package == "odd"
    assert "没有查到" in odd.details


def test_faults_of_npm_packages_are_told_once() -> None:
    (bad,) = audit.answered(audit.npm_faults, NPM_AUDIT, "requirements/npm")
    assert bad.package == "bad <2.0.1"
    assert "https://advisories.example/1" in bad.details


@pytest.mark.parametrize("said", ["", "Bad gateway", '{"message": "405 Method Not Allowed"}'])
def test_no_answer_is_no_proof(said: str) -> None:
    (unknown,) = audit.answered(audit.npm_faults, said, "requirements/npm")
    assert "没有查到" in unknown.details
    assert "requirements/npm" in audit.report([unknown])


# What must not be part of the project


def test_no_cache_and_no_built_site_is_tracked() -> None:
    """A build believes what lies under .cache; who commits one could change pages unseen."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("this copy is under no version control")
    tracked = done.stdout.split("\0")
    assert "mkdocs.yml" in tracked
    assert [name for name in tracked if name.split("/")[0] in (".cache", "site", ".venv")] == []
