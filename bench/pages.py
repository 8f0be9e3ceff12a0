"""How fast pages are for readers: Lighthouse's four scores and its times on a slow phone.

    .venv/bin/python bench/pages.py [URL …]

Serves the site as it lies in site/ from this machine; run it on an idle machine.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from test_lighthouse import PAGES, lighthouse  # noqa: E402

from browsing import Compressing, serving  # noqa: E402

SCORES = ("performance", "accessibility", "best-practices", "seo")
TIMES = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time")


def main() -> None:
    print(f"{'page':<36}{'perf':>6}{'a11y':>6}{'best':>6}{'seo':>6}{'FCP':>8}{'LCP':>8}{'TBT':>8}")
    with serving(ROOT / "site", handler=Compressing) as base:
        for url in sys.argv[1:] or PAGES:
            found = lighthouse(base + url)
            scores = [round(100 * found["categories"][name]["score"]) for name in SCORES]
            times = [round(found["audits"][name]["numericValue"]) for name in TIMES]
            cells = "".join(f"{n:>6}" for n in scores) + "".join(f"{n:>8}" for n in times)
            print(f"{url or '/':<36}{cells}")


if __name__ == "__main__":
    main()
