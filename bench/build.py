"""How long builds take, and how soon an edit is seen while serving.

    python3 bench/build.py [--runs 7]

Prints the median, least and most of CPU (user + system, children included) and wall seconds of
builds after no change, into an emptied folder, after an edit of a record, of a template, and of an
author's page, for which MkDocs is needed, and with nothing kept from earlier builds. Run it on an
idle machine.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import run  # noqa: E402

EDITED = ROOT / "data/plans/cq-pwd-jobs-2025/benefits/free-assistive-devices.yml"
TEMPLATE = ROOT / "macros/templates/pages/unit.html"
AUTHORED = ROOT / "docs/about.md"
PAGE = "benefits/free-assistive-devices/"
PORT = 8799


def cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def whole_build(folder: str) -> tuple[float, float]:
    """CPU and wall seconds of `python3 run.py build` into a folder."""
    cpu, wall = cpu_of_children(), time.perf_counter()
    command = [sys.executable, str(ROOT / "run.py"), "build", "-d", folder]
    subprocess.run(command, check=True, capture_output=True)
    return cpu_of_children() - cpu, time.perf_counter() - wall


@contextlib.contextmanager
def edited(path: Path, end: str, number: int) -> Iterator[None]:
    """A file with a comment at its end, until the block is left."""
    text = path.read_bytes()
    try:
        path.write_bytes(text + f"{end.format(number)}\n".encode())
        yield
    finally:
        path.write_bytes(text)


def builds(folder: str, runs: int) -> dict[str, list[tuple[float, float]]]:
    """Times of each kind of build."""
    found: dict[str, list[tuple[float, float]]] = {}

    def note(kind: str) -> None:
        found.setdefault(kind, []).append(whole_build(folder))

    for number in range(runs):
        whole_build(folder)
        note("nothing changed")
        shutil.rmtree(folder)
        note("site folder emptied")
        with edited(EDITED, "# {}", number):
            note("a record changed")
        with edited(TEMPLATE, "{{# {} #}}", number):
            note("a template changed")
        with edited(AUTHORED, "<!-- {} -->", number):
            note("an author's page changed")
        with kept_aside():
            note("nothing kept")
    return found


@contextlib.contextmanager
def kept_aside() -> Iterator[None]:
    """Nothing from earlier builds; compiled modules and packages of the tests stay."""
    with tempfile.TemporaryDirectory(dir=ROOT) as folder:
        aside = [path for path in (ROOT / ".cache").iterdir() if path.name != "npm"]
        for path in aside:
            shutil.move(path, folder)
        try:
            yield
        finally:
            for path in (ROOT / ".cache").iterdir():
                if path.name != "npm":
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
            for path in aside:
                shutil.move(Path(folder, path.name), path)


def edits_while_serving(runs: int) -> list[float]:
    """Seconds from saving a changed title to the first answer that shows it."""
    command = [sys.executable, str(ROOT / "run.py"), "serve", "--port", str(PORT)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    text = EDITED.read_text(encoding="utf-8")
    try:
        wait_for("能得到什么", 60)
        return [edit(text, f"改动{number}") for number in range(runs)]
    finally:
        EDITED.write_text(text, encoding="utf-8")
        server.send_signal(signal.SIGINT)
        server.wait()


def edit(text: str, title: str) -> float:
    time.sleep(1)  # let the last rebuild's reload settle
    changed = re.sub(r"^title: .*$", f"title: {title}", text, count=1, flags=re.MULTILINE)
    saved = time.perf_counter()
    EDITED.write_text(changed, encoding="utf-8")
    wait_for("<h1>", 20, title)
    return time.perf_counter() - saved


def wait_for(words: str, limit: float, title: str = "") -> None:
    ends = time.perf_counter() + limit
    while time.perf_counter() < ends:
        with contextlib.suppress(OSError):
            page = urllib.request.urlopen(f"http://127.0.0.1:{PORT}/{PAGE}", timeout=limit)
            shown = page.read().decode().replace("<wbr>", "")
            if words in shown and f"<title>{title}" in shown:
                return
        time.sleep(0.01)
    raise SystemExit(f"not shown within {limit} s: {words}")


def line(name: str, values: list[float]) -> str:
    median = statistics.median(values)
    return f"{name:<28}{median:8.2f}{min(values):8.2f}{max(values):8.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    run.set_up(run.SITE_LOCK, run.venv_folder())
    with tempfile.TemporaryDirectory() as folder:
        found = builds(folder, runs)
    edits = edits_while_serving(runs)
    print(f"{os.cpu_count()} CPUs, Python {sys.version.split()[0]}, {runs} runs")
    print(f"{'seconds':<28}{'median':>8}{'least':>8}{'most':>8}")
    for kind, times in found.items():
        print(line(f"{kind}, CPU", [cpu for cpu, _ in times]))
        print(line(f"{kind}, wall", [wall for _, wall in times]))
    print(line("edit seen while serving", edits))


if __name__ == "__main__":
    main()
