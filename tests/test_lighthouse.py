"""Lighthouse, as on a phone: accessibility, best practices and search engines at 100.

Its figure for speed depends on what else the machine does; `python3 bench/pages.py` measures it.
"""

import json
import os
import subprocess

import npm
import pytest

import run
from browsing import ARGUMENTS

CATEGORIES = ("accessibility", "best-practices", "seo")
PAGES = ["", "benefits/free-assistive-devices/", "units/cq-canlian/", "search/"]


def lighthouse(address, *options):
    """Lighthouse's report on one page, with its own slow network and processor."""
    command = [npm.program("node"), str(npm.packages() / "lighthouse/cli/index.js"), address]
    command += ["--quiet", "--output=json", *options]
    command += [f"--chrome-flags={' '.join(['--headless', *ARGUMENTS])}"]
    env = {**os.environ, "CHROME_PATH": run.find_browser() or ""}
    return json.loads(subprocess.run(command, env=env, capture_output=True, check=True).stdout)


@pytest.mark.parametrize("url", PAGES)
def test_lighthouse_gives_100(served, url):
    browser = run.find_browser()
    if browser is None and not run.is_ci():
        pytest.skip("no browser: install Chromium or set CHROMIUM")
    found = lighthouse(served + url, f"--only-categories={','.join(CATEGORIES)}")["categories"]
    scores = {name: round(100 * found[name]["score"]) for name in CATEGORIES}
    assert scores == dict.fromkeys(CATEGORIES, 100)
