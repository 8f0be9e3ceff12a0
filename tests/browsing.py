"""A real Chromium and the built site over HTTP, for every test that looks as a reader does."""

from __future__ import annotations

import contextlib
import functools
import gzip
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import npm
import pytest

import run
from building import shared_build

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder quietly, with our own page for what is missing, as a real host does."""

    def log_message(self, *arguments: object) -> None:
        pass

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        if code != 404:
            super().send_error(code, message, explain)
            return
        content = Path(self.directory, "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


AXE = """async ([only, without]) => {
  const rules = {rules: Object.fromEntries(without.map((id) => [id, {enabled: false}]))};
  const chosen = only ? {runOnly: {type: "rule", values: only}} : rules;
  const options = {resultTypes: ["violations"], selectors: false, preload: false, ...chosen};
  const {violations} = await axe.run(options);
  return violations.map(({id, nodes}) => `${id}: ${nodes[0].html.slice(0, 120)}`);
}"""


def bring_axe(page: Any) -> None:
    """Have axe on each document that a page opens from now on."""
    page.add_init_script((npm.packages() / "axe-core/axe.min.js").read_text("utf-8"))


def violations(page: Any, only: list[str] | None = None, without: Sequence[str] = ()) -> list[str]:
    """What axe finds wrong, by all of its rules, by some only or by all without some."""
    found: list[str] = page.evaluate(AXE, [only, list(without)])
    return found


def wait_until(page: Any, expression: str, arg: object = None) -> None:
    """Wait until an expression holds; `wait_for_function` needs eval, which our pages forbid."""
    ends = time.monotonic() + 30
    while not page.evaluate(expression, arg):
        assert time.monotonic() < ends, expression
        page.wait_for_timeout(20)


class Compressing(Handler):
    """Serves compressed files, as hosts do."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            return super().do_GET()
        content = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        return None


class Server(ThreadingHTTPServer):
    """Says nothing of a browser that went on before a page had come whole."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextlib.contextmanager
def serving(folder: Path, path: str = "", handler: type[Handler] = Handler) -> Iterator[str]:
    """The address at which a folder is served, below a path such as `base/`."""
    server = Server(("127.0.0.1", 0), functools.partial(handler, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/{path}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def served_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as built, on disk."""
    return shared_build(tmp_path_factory, "served", SITE_URL="http://127.0.0.1/")


@pytest.fixture(scope="session")
def served(served_folder: Path) -> Iterator[str]:
    """The site's address, with a slash at its end."""
    with serving(served_folder) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for all tests: Playwright can be started only once in a process."""
    from playwright.sync_api import sync_playwright

    browser = run.find_browser()
    if browser is None and not run.is_ci():
        pytest.skip("no browser: install Chromium or set CHROMIUM")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def phone(chromium: Any) -> Iterator[Any]:
    """One phone for most tests, without the worker: another costs half a second of CPU."""
    context = chromium.new_context(viewport=PHONE, service_workers="block")
    # Without a page the browser closes its window; to open that again costs more than a visit.
    context.new_page()
    yield context
    context.close()


@pytest.fixture
def page(phone: Any) -> Iterator[Any]:
    """A fresh page on a phone on which no other test has left anything."""
    opened = phone.new_page()
    yield opened
    session = phone.new_cdp_session(opened)
    session.send("Storage.clearDataForOrigin", {"origin": "*", "storageTypes": "all"})
    phone.clear_cookies()
    opened.close()


@pytest.fixture
def own_page(chromium: Any) -> Iterator[Any]:
    """A page on a phone of its own, which may keep pages for reading offline."""
    context = chromium.new_context(viewport=PHONE)
    yield context.new_page()
    context.close()
