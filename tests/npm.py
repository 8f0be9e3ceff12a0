"""Programs from npm for the tests, installed once into .cache at one version."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

import run
from building import ROOT


def node() -> str:
    """The path of node; without it the test is skipped, except in CI."""
    found = shutil.which("node")
    if found is None or shutil.which("npm") is None:
        if run.is_ci():
            pytest.fail("node and npm are needed in CI")
        pytest.skip("no node and npm: install Node.js")
    return found


def package(name: str, version: str) -> Path:
    """The folder of an installed package."""
    node()
    home = ROOT / ".cache" / "npm" / f"{name}-{version}"
    folder = home / "node_modules" / name
    if not (folder / "package.json").is_file():
        home.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(home)]
        subprocess.run([*command, f"{name}@{version}"], check=True, stdin=subprocess.DEVNULL)
    return folder
