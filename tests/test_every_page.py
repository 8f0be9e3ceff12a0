"""Every page of the site in a real Chromium: axe, vnu, console, requests, sideways scroll.

By default axe applies its rules once to each page, on a phone in light colours, and those on
layout on a desktop as well; the rules on colours it applies in all three colours to every kind of
text that it has not passed on a page before (`texts.js`).
`AXE=all python3 run.py test tests/test_every_page.py` applies all rules in all six cases.
"""

import json
import os
import subprocess
from pathlib import Path

import npm
import pytest

from browsing import PHONE, bring_axe, violations

PARTS = 12  # so that processes share the pages, and a part takes some seconds
DESKTOP = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}
THEMES = ["dark", "contrast", "light"]  # the last stays
COLOURS = ["color-contrast", "link-in-text-block"]
LAYOUT = ["target-size", "scrollable-region-focusable"]
ALL = os.environ.get("AXE") == "all"
UNSEEN_TEXTS = Path(__file__).with_name("texts.js").read_text("utf-8")
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

    def __init__(self, browser, base, seen):
        self.page = browser.new_context(viewport=PHONE, service_workers="block").new_page()
        bring_axe(self.page)
        self.page.add_init_script(REFUSED)
        self.page.on("console", lambda m: self.note("console", m.text) if self.loud(m) else None)
        self.page.on("pageerror", lambda error: self.note("console", str(error)))
        self.page.on("request", lambda r: None if r.url.startswith(base) else self.foreign(r.url))
        self.base, self.address, self.seen = base, "", seen
        self.devtools = self.page.context.new_cdp_session(self.page)
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

    def resize(self, size):
        """Give the page another size, and leave the window as it is, which would be painted."""
        told = {**size, "deviceScaleFactor": 1, "mobile": False}
        self.devtools.send("Emulation.setDeviceMetricsOverride", told)

    def visit(self, address):
        self.address = address
        self.resize(PHONE)
        self.page.goto(self.base + address)
        self.look(PHONE)
        self.set("size", "200")
        if self.page.evaluate(SIDEWAYS):
            self.note("sideways", "with text at 200 %")
        self.set("size", "")
        self.resize(NARROW)
        if self.page.evaluate(SIDEWAYS):
            self.note("sideways", "at 320 pixels")
        self.resize(DESKTOP)
        self.look(DESKTOP)

    def look(self, size):
        """Let axe look at the page as it is at a size; at its end the colours are the first."""
        if ALL:
            for theme in THEMES:
                self.set("theme", theme)
                self.note_all(f"{size['width']} {theme}", violations(self.page))
        elif size == DESKTOP:
            self.note_all("1280 light", violations(self.page, LAYOUT))
        else:
            self.note_all("390 light", violations(self.page, without=COLOURS))
            self.note_all("390", self.in_all_colours())

    def in_all_colours(self):
        """What axe finds wrong with the colours of texts such as it has not passed before."""
        told = {"themes": THEMES, "rules": COLOURS, "seen": " ".join(self.seen)}
        answer = self.page.evaluate(UNSEEN_TEXTS, told)
        self.seen.update(answer["passed"])
        return answer["found"]

    def note_all(self, case, found):
        for violation in found:
            self.note("axe", f"{case} {violation}")


@pytest.fixture(scope="session")
def seen():
    """Kinds of texts whose colours axe has passed."""
    return set()


@pytest.mark.proves("每一页都用 axe 查过（手机、电脑，浅色、深色、黑底黄字），没有发现问题。")
@pytest.mark.proves("打开任何一页，都不向别的网站发送请求。")
@pytest.mark.proves("屏幕宽 320 像素，或者把字放大到 200%，没有一页要左右滚动。")
@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_wrong_with_any_page(chromium, served, served_folder, seen, part):
    visitor = Visitor(chromium, served, seen)
    pages = addresses(served_folder)[part::PARTS]
    assert len(pages) > 10
    for address in pages:
        visitor.visit(address)
    visitor.page.context.close()
    assert visitor.noted == {"axe": [], "console": [], "foreign": [], "sideways": []}


PALE = {
    "a colour": "main p:last-of-type { color: #999; }",
    "a colour behind all": "main { background: #777; }",
    "one theme alone": "[data-theme=dark] main li { color: #555; }",
    "what floats above": "header { position: absolute; z-index: 9; } header * { color: #999; }",
}


@pytest.mark.parametrize("style", PALE.values(), ids=PALE)
def test_texts_that_turn_pale_are_found_though_such_texts_were_passed(chromium, served, style):
    visitor = Visitor(chromium, served, set())
    page = visitor.page
    page.goto(served + "benefits/free-assistive-devices/")
    assert visitor.in_all_colours() == []
    page.evaluate(
        """(style) => { const sheet = new CSSStyleSheet();
          sheet.replaceSync(style);
          document.adoptedStyleSheets = [sheet]; }""",
        style,
    )
    found = visitor.in_all_colours()
    page.context.close()
    assert any("color-contrast" in violation for violation in found)


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
