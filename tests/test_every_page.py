"""Every page of the site in a real Chromium: axe, vnu, console, requests, sideways scroll.

By default axe applies all its rules once to each page, on a phone in light colours, and then the
rules that depend on colours in the other colours and those on layout on a desktop.
`AXE=all python3 run.py test tests/test_every_page.py` applies all rules in all six cases.
"""

import json
import os
import subprocess
from pathlib import Path

import npm
import pytest

from browsing import PHONE, bring_axe, violations

PARTS = 12  # so that two processes share the pages
DESKTOP = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}
COLOURS = ["color-contrast", "link-in-text-block"]
LAYOUT = ["target-size", "scrollable-region-focusable"]
ALL_RULES = None
CASES = [
    (PHONE, "light", ALL_RULES),
    (PHONE, "dark", COLOURS),
    (PHONE, "contrast", COLOURS),
    (DESKTOP, "light", LAYOUT),
]
if os.environ.get("AXE") == "all":
    themes = ("light", "dark", "contrast")
    CASES = [(size, theme, ALL_RULES) for size in (PHONE, DESKTOP) for theme in themes]
REFUSED = """addEventListener("securitypolicyviolation", (e) =>
  console.error(`policy: ${e.effectiveDirective} ${e.blockedURI}`));"""
SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"


def addresses(folder):
    """Every page, and the one for what is missing; the editing forms are another's program."""
    found = {path.relative_to(folder).parent.as_posix() for path in folder.rglob("index.html")}
    return [
        *sorted("" if path == "." else f"{path}/" for path in found - {"admin"}),
        "no-such-page/",
    ]


class Visitor:
    """Opens pages one after another and notes what is wrong with each."""

    def __init__(self, browser, base):
        self.page = browser.new_context(viewport=PHONE, service_workers="block").new_page()
        bring_axe(self.page)
        self.page.add_init_script(REFUSED)
        self.page.on("console", lambda m: self.note("console", m.text) if self.loud(m) else None)
        self.page.on("pageerror", lambda error: self.note("console", str(error)))
        self.page.on("request", lambda r: None if r.url.startswith(base) else self.foreign(r.url))
        self.base, self.address = base, ""
        self.noted = {"axe": [], "console": [], "foreign": [], "sideways": []}

    def note(self, kind, words):
        self.noted[kind].append(f"{self.address}: {words}")

    def loud(self, message):
        return message.type == "error" and "404" not in message.text

    def foreign(self, url):
        if not url.startswith("data:"):
            self.note("foreign", url)

    def set(self, name, value):
        self.page.evaluate(f"document.documentElement.dataset.{name} = {value!r}")

    def visit(self, address):
        self.address = address
        self.page.set_viewport_size(PHONE)
        self.page.goto(self.base + address)
        for size, theme, rules in CASES:
            self.page.set_viewport_size(size)
            self.set("theme", theme)
            for violation in violations(self.page, rules):
                self.note("axe", f"{size['width']} {theme} {violation}")
        self.page.set_viewport_size(NARROW)
        if self.page.evaluate(SIDEWAYS):
            self.note("sideways", "at 320 pixels")
        self.page.set_viewport_size(PHONE)
        self.set("size", "200")
        if self.page.evaluate(SIDEWAYS):
            self.note("sideways", "with text at 200 %")


@pytest.mark.proves("每一页都用 axe 查过（手机、电脑，浅色、深色、黑底黄字），没有发现问题。")
@pytest.mark.proves("打开任何一页，都不向别的网站发送请求。")
@pytest.mark.proves("屏幕宽 320 像素，或者把字放大到 200%，没有一页要左右滚动。")
@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_wrong_with_any_page(chromium, served, served_folder, part):
    visitor = Visitor(chromium, served)
    pages = addresses(served_folder)[part::PARTS]
    assert len(pages) > 10
    for address in pages:
        visitor.visit(address)
    visitor.page.context.close()
    assert visitor.noted == {"axe": [], "console": [], "foreign": [], "sideways": []}


@pytest.mark.proves("每一页的 HTML 都用 vnu 检查，没有错误。")
def test_vnu_finds_no_error(served_folder):
    jar = npm.packages() / "vnu-jar/build/dist/vnu.jar"
    # Its guess at a page's language knows no rows of names and numbers.
    command = [npm.program("java"), "-Xss4m", "-jar", str(jar), "--format", "json"]
    checked = subprocess.run(
        [*command, "--errors-only", "--skip-non-html", str(served_folder)],
        capture_output=True,
        text=True,
    )
    messages = json.loads(checked.stderr)["messages"]
    assert [f"{Path(m['url']).parent.name}: {m['message']}" for m in messages] == []
