"""Takes the pictures of the guides anew: docs/assets/guide/*.webp.

    .venv/bin/python tools/guide_pictures.py [NAME …]

Builds the site, opens it in a real Chromium at a fixed size, and also shows what commands say of
a copy of the data with one change in it. Needs Chromium, a Chinese font, git and npm. Each
picture must show the words that stand beside it in SHOWS; a guide quotes them, and a test compares.
"""

from __future__ import annotations

import base64
import contextlib
import html
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import markdown
from playwright.sync_api import Locator, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path += [str(ROOT), str(ROOT / "tests")]

import npm  # noqa: E402

import browsing  # noqa: E402
import run  # noqa: E402
from building import build  # noqa: E402

FOLDER = ROOT / "docs/assets/guide"
SIZE = {"width": 860, "height": 900}
QUALITY = 55  # of WebP; text stays clear
PLAN = "data/plans/cq-pwd-jobs-2025"
BENEFIT = f"{PLAN}/benefits/dibao-grace-period.yml"
PAGE = "benefits/dibao-grace-period/"
# What each picture shows that its guide quotes.
SHOWS: Mapping[str, tuple[str, ...]] = {
    "word-links": ("修改这一页", "报告错误"),
    "word-form": ("名称（我们的话）", "发布", "这里只能看"),
    "word-check": ("发现 1 个问题", "办法：原文是"),
    "benefit-page": ("本站说明", "这项政策有多“硬”"),
    "benefit-check": ("还没有核对", "wording_basis"),
    "review-diff": ("事实", "本站的话（不改变事实）", "要重新核对的说明和易读", "内容会变的网页"),
    "import-run": ("已写出草稿", "要人来决定的有"),
    "import-report": ("要人来决定的（把握低）", "新的单位（把握低）"),
}
PAPER = """<!doctype html><html lang="zh-Hans-CN"><meta charset="utf-8"><style>
body {{ margin: 0; background: #fff; color: #1b1b1b;
  font: 18px/1.7 "Noto Sans CJK SC", sans-serif; }}
main {{ padding: 16px 24px; }}
h1 {{ font-size: 26px; }} h2 {{ font-size: 23px; }} h3 {{ font-size: 20px; margin: 12px 0 4px; }}
code {{ font-family: "Noto Sans Mono CJK SC", monospace; font-size: 16px; }}
pre {{ margin: 0; padding: 16px 20px; background: #10243a; color: #f4f6f8; white-space: pre-wrap;
  font: 15px/1.7 "Noto Sans Mono CJK SC", monospace; overflow-wrap: anywhere; }}
b {{ color: #ffd166; font-weight: normal; }}
</style><main>{}</main></html>"""


class Studio(NamedTuple):
    """The browser's page, the served site's address, a project with a history, what ends last."""

    page: Page
    address: str
    project: Path
    ends: contextlib.ExitStack


def command(project: Path, *words: str) -> str:
    """What a command of the register says of a project."""
    env = os.environ | {"PYTHONPATH": str(ROOT / "hooks"), "PYTHONUTF8": "1"}
    called = [sys.executable, "-m", "register", "--root", str(project), *words]
    done = subprocess.run(called, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    return re.sub(re.escape(str(project)) + "/?", "", done.stdout + done.stderr).strip()


def change(project: Path, file: str, old: str, new: str) -> None:
    """One change in a file of the project."""
    path = project / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} must stand once in {file}"
    path.write_text(text.replace(old, new), "utf-8")


def paper(studio: Studio, content: str) -> Locator:
    """A page that holds this HTML."""
    studio.page.set_content(PAPER.format(content))
    return studio.page.locator("main")


def terminal(studio: Studio, typed: str, said: str) -> Locator:
    """A terminal with a command and what it said."""
    return paper(studio, f"<pre><b>{html.escape(typed)}</b>\n{html.escape(said)}</pre>")


def prose(studio: Studio, text: str) -> Locator:
    """Markdown as a code host shows it."""
    return paper(studio, markdown.markdown(text))


# The pictures


def word_links(studio: Studio) -> Locator:
    """The end of a page, with the links to its file and to the form for errors."""
    studio.page.goto(studio.address + PAGE)
    return studio.page.locator("footer")


def word_form(studio: Studio) -> Locator:
    """A benefit in the editing form."""
    page = studio.page
    port = studio.ends.enter_context(editing_server(studio.project))

    def told(route: Any) -> None:
        body = route.fetch().text().replace(":8081/", f":{port}/")
        route.fulfill(body=body, content_type="text/yaml")

    page.route("**/admin/config.yml", told)
    page.set_viewport_size({"width": 1100, "height": 760})
    page.goto(f"{studio.address}admin/")
    page.get_by_role("button", name="登录").click()
    page.get_by_role("link", name="词语").wait_for()
    entry = "cq-pwd-jobs-2025-benefits/entries/dibao-grace-period"
    page.goto(f"{studio.address}admin/#/collections/{entry}")
    page.get_by_label("名称（我们的话）").fill("上班以后的低保渐退期")
    page.get_by_role("button", name="发布", exact=True).wait_for()
    page.wait_for_load_state("networkidle")
    return page.locator("body")


def word_check(studio: Studio) -> Locator:
    """A problem with its line, a caret, the cause and the remedy."""
    change(studio.project, BENEFIT, "给予一定时间的渐退期,再次", "给予一定时间的缓冲期,再次")
    return terminal(studio, "python3 run.py check", command(studio.project, "check"))


def benefit_page(studio: Studio) -> Locator:
    """The first screen of a benefit's page."""
    studio.page.goto(studio.address + PAGE)
    return studio.page.locator("html")


def benefit_check(studio: Studio) -> Locator:
    """What the check says while nobody has confirmed the wording."""
    basis = re.compile(r"^wording_basis: .*$", re.M)
    path = studio.project / BENEFIT
    path.write_text(basis.sub('wording_basis: "00000000"', path.read_text("utf-8")), "utf-8")
    return terminal(studio, "python3 run.py check", command(studio.project, "check"))


def review_diff(studio: Studio) -> Locator:
    """The summary of a pull request that changes a fact and a wording."""
    change(studio.project, f"{PLAN}/tasks/07.yml", "responsible: [", "responsible: [市妇联, ")
    change(studio.project, BENEFIT, "title: 就业后的低保渐退期", "title: 上班以后的低保渐退期")
    change(studio.project, BENEFIT, "给予一定时间的渐退期,再次", "给予一定时间的缓冲期,再次")
    return prose(studio, command(studio.project, "diff", "HEAD", "--format", "markdown"))


def import_run(studio: Studio) -> Locator:
    """The importer's answer."""
    typed = "import tests/notices/linhe.txt --plan linhe-meals-2026"
    said = command(studio.project, *typed.split(), "--read-on", "2026-03-05")
    return terminal(studio, f"python3 run.py {typed}", said)


def import_report(studio: Studio) -> Locator:
    """The head of the importer's report."""
    import_run(studio)
    report = studio.project / "data/plans/linhe-meals-2026/report.md"
    return prose(studio, report.read_text("utf-8").partition("## 要人来核对的")[0])


PICTURES: Mapping[str, Callable[[Studio], Locator]] = {
    name: globals()[name.replace("-", "_")] for name in SHOWS
}


# How they are taken


def shoot(page: Page, name: str, place: Locator) -> None:
    """Write a picture of a place on the page, if it shows what it must."""
    if lacking := missing(name, place):
        sys.exit(f"{name}: the page does not show {lacking}: {place.inner_text()[:400]}")
    box = place.bounding_box()
    limits = page.viewport_size
    assert box and limits
    clip = {
        "x": box["x"],
        "y": box["y"],
        "width": min(box["width"], limits["width"]),
        "height": min(box["height"] or limits["height"], limits["height"]),
        "scale": 1,
    }
    session = page.context.new_cdp_session(page)
    options = {"format": "webp", "quality": QUALITY, "clip": clip, "captureBeyondViewport": True}
    picture = base64.b64decode(session.send("Page.captureScreenshot", options)["data"])
    (FOLDER / f"{name}.webp").write_bytes(picture)
    print(f"{name}.webp: {len(picture):,} bytes")


def missing(name: str, place: Locator) -> list[str]:
    """What a picture must show and a place on the page does not."""
    said = re.sub(r"\s+", " ", place.inner_text())
    return [words for words in SHOWS[name] if words not in said]


@contextlib.contextmanager
def project(folder: Path) -> Iterator[Path]:
    """A copy of the data with a git history of one commit."""
    made = Path(tempfile.mkdtemp(dir=folder))
    shutil.copytree(ROOT / "data", made / "data")
    (made / "tests").symlink_to(ROOT / "tests")
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    for words in (["init", "-q", "-b", "main"], ["add", "data"], [*identity, "commit", "-qm", "x"]):
        subprocess.run(["git", *words], cwd=made, check=True)
    yield made
    shutil.rmtree(made)


@contextlib.contextmanager
def editing_server(folder: Path) -> Iterator[int]:
    """The port on loopback of a decap-server that writes into the project."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = npm.packages() / "decap-server" / "dist" / "index.js"
    env = os.environ | {"PORT": str(port), "BIND_HOST": "127.0.0.1", "MODE": "fs"}
    env |= {"GIT_REPO_DIRECTORY": str(folder)}
    node = [npm.program("node"), str(program)]
    process = subprocess.Popen(node, env=env, stdout=subprocess.DEVNULL)
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            break
        time.sleep(0.1)
    yield port
    process.terminate()
    process.wait(10)


def main(names: list[str]) -> None:
    """Take the pictures named, or all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        folder = Path(made)
        build(folder / "site", SITE_URL="http://127.0.0.1/")
        browser = playwright.chromium.launch(
            executable_path=run.find_browser(), args=browsing.ARGUMENTS
        )
        with browsing.serving(folder / "site") as address:
            for name in names or PICTURES:
                page = browser.new_page(viewport=SIZE)
                with project(folder) as copy, contextlib.ExitStack() as ends:
                    shoot(page, name, PICTURES[name](Studio(page, address, copy, ends)))
                page.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
