"""Live reload: an edit is shown, a mistake leaves the last good site up, its mending is shown."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from building import ROOT

SECONDS = 30  # generous: the figure is measured in bench/build.py, not here
RECORD = "data/plans/cq-pwd-jobs-2025/benefits/free-assistive-devices.yml"


class Project:
    """A copy of the project that is being served."""

    def __init__(self, folder, port):
        self.record = folder / RECORD
        self.address = f"http://127.0.0.1:{port}/benefits/free-assistive-devices/"

    def page(self):
        with contextlib.suppress(OSError), urllib.request.urlopen(self.address, timeout=5) as page:
            return page.read().decode().replace("<wbr>", "")
        return ""

    def edit(self, old, new):
        text = self.record.read_text(encoding="utf-8")
        assert old in text
        self.record.write_text(text.replace(old, new), encoding="utf-8")

    def shows(self, words):
        ends = time.monotonic() + SECONDS
        while time.monotonic() < ends:
            if words in self.page():
                return True
            time.sleep(0.1)
        return False


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    for name in ("data", "docs", "hooks", "macros"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {**os.environ, "PYTHONPATH": str(folder / "hooks"), "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "serve", "--livereload", "-a", f"127.0.0.1:{port}"]
    with (folder / "log.txt").open("w") as log:
        server = subprocess.Popen(command, cwd=folder, env=env, stdout=log, stderr=log)
    project = Project(folder, port)
    project.log = folder / "log.txt"
    assert project.shows("困难残疾人免费配置辅具")
    yield project
    server.send_signal(signal.SIGINT)
    server.wait(10)


def test_an_edit_is_shown(served):
    served.edit("title: 困难残疾人免费配置辅具", "title: 免费配置辅具")
    assert served.shows("<title>免费配置辅具")


def test_a_mistake_leaves_the_last_good_site_up_and_is_named(served):
    served.edit('measure: "18.2"', 'measure: "18.9"')
    ends = time.monotonic() + SECONDS
    while "18.9" not in served.log.read_text(encoding="utf-8") and time.monotonic() < ends:
        time.sleep(0.1)
    assert f"{RECORD}:8:" in served.log.read_text(encoding="utf-8")
    assert "<title>免费配置辅具" in served.page()


def test_its_mending_is_shown(served):
    served.edit('measure: "18.9"', 'measure: "18.2"')
    served.edit("title: 免费配置辅具", "title: 困难残疾人免费配置辅具")
    assert served.shows("<title>困难残疾人免费配置辅具")
