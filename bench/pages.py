"""How fast pages are for readers: Lighthouse's four scores and its times on a slow phone.

    python3 bench/pages.py [URL …]

Serves the site as it lies in site/ from this machine; run it on an idle machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import npm  # noqa: E402

import run  # noqa: E402
from browsing import ARGUMENTS, Compressing, serving  # noqa: E402

PAGES = ["", "benefits/free-assistive-devices/", "units/cq-canlian/", "search/"]
SCORES = ("performance", "accessibility", "best-practices", "seo")
TIMES = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time")


def report(address: str) -> dict:
    """What Lighthouse says of one page, with its own slow network and processor."""
    command = [npm.program("node"), str(npm.packages() / "lighthouse/cli/index.js"), address]
    command += ["--quiet", "--output=json"]
    command += [f"--chrome-flags={' '.join(['--headless', *ARGUMENTS])}"]
    env = {**os.environ, "CHROME_PATH": run.find_browser() or ""}
    return json.loads(subprocess.run(command, env=env, capture_output=True, check=True).stdout)


def main() -> None:
    print(f"{'page':<36}{'perf':>6}{'a11y':>6}{'best':>6}{'seo':>6}{'FCP':>8}{'LCP':>8}{'TBT':>8}")
    with serving(ROOT / "site", handler=Compressing) as base:
        for url in sys.argv[1:] or PAGES:
            found = report(base + url)
            scores = [round(100 * found["categories"][name]["score"]) for name in SCORES]
            times = [round(found["audits"][name]["numericValue"]) for name in TIMES]
            cells = "".join(f"{n:>6}" for n in scores) + "".join(f"{n:>8}" for n in times)
            print(f"{url or '/':<36}{cells}")


if __name__ == "__main__":
    main()
