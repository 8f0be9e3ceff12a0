"""How soon the first result comes after a cold click, on slow 4G and a processor four times slower.

    .venv/bin/python bench/search.py [TIMES] [SITE]

Serves a site, that in site/ unless another is named, from this machine, which should be idle.
Asked: 1,000 ms for one plan, 1,500 ms for a hundred. Prints what the click moves as well.
"""

from __future__ import annotations

import math
import statistics
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "hooks")]

import run  # noqa: E402
from browsing import ARGUMENTS, PHONE, Compressing, serving  # noqa: E402

ASKED = {"one plan": 1000, "several plans": 1500}  # milliseconds
PATIENCE = 8000  # milliseconds
QUERY = "没有工作去哪里找帮助"
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 2e5, "uploadThroughput": 93_750}
SHOWN = """new MutationObserver((_, observer) => {
  if (!document.querySelector("[data-search-state=done]")) return;
  window.shown = performance.now();
  observer.disconnect();
}).observe(document, {subtree: true, childList: true, attributes: true});"""


def cold_click(chromium: Any, address: str) -> tuple[float, float]:
    """A click on 搜索 at home, nothing cached: milliseconds to the first result, KB moved."""
    context = chromium.new_context(viewport=PHONE, service_workers="block")
    page = context.new_page()
    page.goto(address)
    page.fill("main input[name=q]", QUERY)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.clearBrowserCache")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.add_init_script(SHOWN)
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.click("main form button", no_wait_after=True)
    page.wait_for_timeout(PATIENCE)  # asking meanwhile would take time from the page
    taken: float = page.evaluate("window.shown") or math.inf
    context.close()
    return taken, sum(sizes) / 1000


def main() -> None:
    times = int(sys.argv[1]) if sys.argv[1:] else 5
    site = Path(sys.argv[2]) if sys.argv[2:] else ROOT / "site"
    asked = ASKED["several plans" if (site / "assets/search").is_dir() else "one plan"]
    with serving(site, handler=Compressing) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=run.find_browser(), args=ARGUMENTS)
        clicks = sorted(cold_click(browser, address) for _ in range(times))
        browser.close()
    taken = [one for one, _ in clicks]
    print(f"cold click to first result, ms, {times} times: {[f'{t:.0f}' for t in taken]}")
    print(f"least {taken[0]:.0f}, median {statistics.median(taken):.0f}, asked {asked}")
    print(f"moved: {max(moved for _, moved in clicks):.0f} KB")


if __name__ == "__main__":
    main()
