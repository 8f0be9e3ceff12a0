"""Live reload: an edit is shown, a mistake leaves the last good site up, its mending is shown."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from functools import partial

import pytest

SECONDS = 240  # generous: the figure is measured in bench/build.py, not here
RECORD = "data/plans/cq-pwd-jobs-2025/benefits/free-assistive-devices.yml"
PAGE = "benefits/free-assistive-devices/"


class Project:
    """A copy of the project that is being served."""

    def __init__(self, folder, port):
        self.folder = folder
        self.record = folder / RECORD
        self.log = folder / "log.txt"
        self.root = f"http://127.0.0.1:{port}/"

    def page(self, address=PAGE):
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(self.root + address, timeout=5) as page,
        ):
            return page.read().decode().replace("<wbr>", "")
        return ""

    def said(self):
        return self.log.read_text(encoding="utf-8")

    def edit(self, old, new):
        text = self.record.read_text(encoding="utf-8")
        assert old in text
        self.record.write_text(text.replace(old, new), encoding="utf-8")

    def shows(self, words, address=PAGE):
        ends = time.monotonic() + SECONDS
        while time.monotonic() < ends:
            if words in self.page(address):
                return True
            time.sleep(0.1)
        return False


@pytest.fixture(scope="module")
def served(copy_project, tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    copy_project(folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {**os.environ, "PYTHONPATH": str(folder / "hooks"), "NO_MKDOCS_2_WARNING": "1"}
    arguments = ["hooks/launch.py", "serve", "--livereload", "-a", f"127.0.0.1:{port}"]
    command = [sys.executable, *arguments]
    project = Project(folder, port)
    with project.log.open("w") as log:
        # Tests that run in the background of a shell ignore the interrupt that ends the server.
        heed = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
        server = subprocess.Popen(
            command, cwd=folder, env=env, stdout=log, stderr=log, preexec_fn=heed
        )
    assert project.shows("困难残疾人免费配置辅具")
    yield project
    server.send_signal(signal.SIGINT)
    server.wait(SECONDS)


def test_a_preview_reloads_by_a_script_that_no_policy_stops(served):
    assert "livereload(" in served.page()
    assert "Content-Security-Policy" not in served.page()


def test_an_edit_is_shown(served):
    served.edit("title: 困难残疾人免费配置辅具", "title: 免费配置辅具")
    assert served.shows("<title>免费配置辅具")
    served.edit("title: 免费配置辅具", "title: 困难残疾人免费配置辅具")


@pytest.fixture
def mistaken(served):
    """Served with a mistake in it, which was named."""
    assert served.shows("<title>困难残疾人免费配置辅具")
    before = len(served.said())
    served.edit('measure: "18.2"', 'measure: "18.9"')
    ends = time.monotonic() + SECONDS
    while "18.9" not in served.said()[before:] and time.monotonic() < ends:
        time.sleep(0.1)
    yield served
    if "18.9" in served.record.read_text(encoding="utf-8"):
        served.edit('measure: "18.9"', 'measure: "18.2"')


def test_a_mistake_leaves_the_last_good_site_up_and_is_named(mistaken):
    assert f"{RECORD}:8:" in mistaken.said()
    assert "<title>困难残疾人免费配置辅具" in mistaken.page()


def test_its_mending_is_shown(mistaken):
    mistaken.edit("title: 困难残疾人免费配置辅具", "title: 改好了")
    mistaken.edit('measure: "18.9"', 'measure: "18.2"')
    assert mistaken.shows("<title>改好了")
    mistaken.edit("title: 改好了", "title: 困难残疾人免费配置辅具")


ABOUT = "docs/about.md"
BREAK_A_PAGE = {
    "a macro that there is not": lambda page: page + b"\n{{ nosuch.thing }}\n",
    "a file that is no text": lambda page: page.decode().encode("gbk", "ignore"),
}


@pytest.mark.parametrize("broken", BREAK_A_PAGE.values(), ids=BREAK_A_PAGE)
def test_a_broken_page_of_an_author_leaves_the_last_good_site_up(served, broken):
    path, before = served.folder / ABOUT, (served.folder / ABOUT).read_bytes()
    told = served.said().count("网站仍是上一次成功的样子")
    path.write_bytes(broken(before))
    ends = time.monotonic() + SECONDS
    while served.said().count("网站仍是上一次成功的样子") == told and time.monotonic() < ends:
        time.sleep(0.1)
    assert "<h1" in served.page("about/")
    path.write_bytes(before + "\n改好了。\n".encode())
    assert served.shows("改好了。", "about/")
    path.write_bytes(before)
