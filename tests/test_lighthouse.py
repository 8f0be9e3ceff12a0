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


def scores(address, categories, chromium):
    """Lighthouse's scores by category, 0 to 100."""
    command = [npm.program("node"), str(npm.packages() / "lighthouse/cli/index.js"), address]
    command += ["--quiet", "--output=json", f"--only-categories={','.join(categories)}"]
    command += [f"--chrome-flags={' '.join(['--headless', *ARGUMENTS])}"]
    env = {**os.environ, "CHROME_PATH": chromium}
    found = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    report = json.loads(found.stdout)["categories"]
    return {name: round(100 * report[name]["score"]) for name in categories}


@pytest.mark.parametrize("url", PAGES)
def test_lighthouse_gives_100(served, url):
    browser = run.find_browser()
    if browser is None and not run.is_ci():
        pytest.skip("no browser: install Chromium or set CHROMIUM")
    assert scores(served + url, CATEGORIES, browser) == dict.fromkeys(CATEGORIES, 100)
