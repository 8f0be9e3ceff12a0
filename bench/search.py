"""How soon the first result comes after a cold click, on slow 4G and a processor four times slower.

    python3 bench/search.py [TIMES]

Serves the site as it lies in site/ from this machine; run it on an idle machine. Asked: 1,000 ms.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "hooks")]

import run  # noqa: E402
from browsing import ARGUMENTS, PHONE, Compressing, serving  # noqa: E402

ASKED = 1000  # milliseconds
PATIENCE = 4000  # milliseconds
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 2e5, "uploadThroughput": 93_750}
SHOWN = """new MutationObserver((_, observer) => {
  if (!document.querySelector("[data-search-state=done]")) return;
  window.shown = performance.now();
  observer.disconnect();
}).observe(document, {subtree: true, childList: true, attributes: true});"""


def cold_click(chromium: Any, address: str) -> float:
    """Milliseconds from a click on 搜索 at home, nothing cached, to the first result."""
    context = chromium.new_context(viewport=PHONE, service_workers="block")
    page = context.new_page()
    page.goto(address)
    page.fill("main input[name=q]", "没有工作去哪里找帮助")
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.clearBrowserCache")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.add_init_script(SHOWN)
    page.click("main form button", no_wait_after=True)
    page.wait_for_timeout(PATIENCE)  # asking meanwhile would take time from the page
    taken: float = page.evaluate("window.shown")
    context.close()
    return taken


def main() -> None:
    times = int(sys.argv[1]) if sys.argv[1:] else 5
    with serving(ROOT / "site", handler=Compressing) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=run.find_browser(), args=ARGUMENTS)
        taken = sorted(cold_click(browser, address) for _ in range(times))
        browser.close()
    print(f"cold click to first result, ms, {times} times: {[round(t) for t in taken]}")
    print(f"least {taken[0]:.0f}, median {statistics.median(taken):.0f}, asked {ASKED}")


if __name__ == "__main__":
    main()
