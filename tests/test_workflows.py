"""Workflows and forms: valid, without a finding, unprivileged; mirrors run the same commands."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT

import run

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
FORMS = [
    path for path in sorted((GITHUB / "ISSUE_TEMPLATE").glob("*.yml")) if path.stem != "config"
]
MIRRORS = ROOT / "tools/mirrors"
VALID = [
    *((path, "vendor.github-workflows") for path in WORKFLOWS),
    *((path, "vendor.github-issue-forms") for path in FORMS),
    (GITHUB / "ISSUE_TEMPLATE/config.yml", "vendor.github-issue-config"),
    (GITHUB / "dependabot.yml", "vendor.dependabot"),
    (MIRRORS / "gitlab-ci.yml", "vendor.gitlab-ci"),
]
HAN = re.compile(r"[\u3400-\u9fff]")


def load(path: Path) -> Any:
    return yaml.load(path.read_bytes(), yaml.CBaseLoader)


def tool(name: str) -> str:
    """A program of the environment that runs the tests."""
    return str(Path(sys.executable).with_name(name))


def test_zizmor_has_no_finding() -> None:
    command = [tool("zizmor"), "--persona=pedantic", "--offline", "--no-progress", "--quiet"]
    result = subprocess.run([*command, str(GITHUB)], capture_output=True, encoding="utf-8")
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(("path", "schema"), VALID, ids=[str(row[0].name) for row in VALID])
def test_file_fits_its_schema(path: Path, schema: str) -> None:
    command = [tool("check-jsonschema"), "--builtin-schema", schema, str(path)]
    result = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflow_gives_no_rights_to_strangers(path: Path) -> None:
    workflow = load(path)
    assert "pull_request_target" not in workflow["on"]
    assert workflow["permissions"] == {}
    if "pull_request" in workflow["on"]:
        for job in workflow["jobs"].values():
            writes = "write" in job.get("permissions", {}).values()
            assert not writes or "github.ref == 'refs/heads/main'" in job["if"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_commit_and_say_their_version(path: Path) -> None:
    used = re.findall(r"uses: (.*)", path.read_text("utf-8"))
    pinned = r"[\w-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+|\$/\.github/workflows/\w+\.yml"
    assert [action for action in used if not re.fullmatch(pinned, action)] == []


def test_site_is_published_only_after_check_and_test() -> None:
    jobs = load(GITHUB / "workflows/ci.yml")["jobs"]
    assert set(jobs["publish"]["needs"]) == {"check", "test"}
    commands = [step.get("run") for job in ("check", "test") for step in jobs[job]["steps"]]
    assert {"python3 run.py check --format github", "python3 run.py test"} <= set(commands)


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_issue_form_is_chinese(path: Path) -> None:
    form = load(path)
    labels = [part["attributes"]["label"] for part in form["body"] if part["type"] != "markdown"]
    assert all(map(HAN.search, [form["name"], form["description"], *labels]))


def test_dependabot_waits_before_it_proposes() -> None:
    updates = load(GITHUB / "dependabot.yml")["updates"]
    assert {update["package-ecosystem"] for update in updates} == {"github-actions", "pip"}
    assert all(int(update["cooldown"]["default-days"]) >= 7 for update in updates)


def test_owners_are_named_for_folders_that_exist() -> None:
    lines = (GITHUB / "CODEOWNERS").read_text("utf-8").splitlines()
    rules = [line.split() for line in lines if line and not line.startswith("#")]
    assert [rule for rule in rules if rule[0] != "*" and not (ROOT / rule[0][1:]).is_dir()] == []
    assert all(owner.startswith("@") for rule in rules for owner in rule[1:])


@pytest.mark.parametrize("path", sorted(MIRRORS.glob("*.yml")), ids=lambda path: path.name)
def test_mirror_runs_commands_that_exist(path: Path) -> None:
    load(path)
    text = path.read_text("utf-8")
    commands = re.findall(r"run\.py (\w+)", text)
    assert "check" in commands
    assert set(commands) <= set(run.COMMANDS)
