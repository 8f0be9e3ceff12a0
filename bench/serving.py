"""How fast nginx sends content pages by our rules, against bare files of the same size.

    .venv/bin/python bench/serving.py [SECONDS]

Needs nginx, its module brotli_static, and wrk. Deploys pages of site/ into a folder that goes
afterwards, and asks for a page and for a bare file in turns, by default of one second. The bare
file comes from a server that is told nothing else. On a busy machine trust the figures by CPU.
"""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "hooks")]

import servers  # noqa: E402

from register import deploy  # noqa: E402
from register.rules import checked  # noqa: E402
from register.servers import Rules  # noqa: E402

PAGES = ("benefits/dibao-reentry/", "units/cq-canlian/", "plans/cq-pwd-jobs-2025/tasks/7/")
CODINGS = ("identity", "br")
ASKED = 90  # per cent of the rate of a bare file
TIMES = 15
BARE = "server {{ listen 127.0.0.1:{port}; root {folder}; }}"


def worker(folder: Path) -> Path:
    """Where the kernel counts the time of nginx's one worker."""
    parent = (folder / "nginx.pid").read_text().strip()
    processes = Path("/proc").glob("[0-9]*")
    return next(process for process in processes if parent_of(process) == parent) / "schedstat"


def burst(address: str, coding: str, seconds: int, counts: Path) -> tuple[float, float]:
    """Answers a second, none of them an error, and answers a second of the server's CPU."""
    command = ["wrk", "-t1", "-c16", f"-d{seconds}s", "-H", f"Accept-Encoding: {coding}", address]
    before = cpu(counts)
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in said and "Socket errors" not in said, said
    took = cpu(counts) - before
    rate, number = (
        float(re.search(words, said)[1])  # type: ignore[index]
        for words in (r"Requests/sec:\s+([\d.]+)", r"(\d+) requests in")
    )
    return rate, number / took


def cpu(counts: Path) -> float:
    """Seconds of CPU that a process has taken, user and system."""
    return int(counts.read_text().split()[0]) / 1e9


def parent_of(process: Path) -> str:
    """The number of the process that started this one; nothing if it has just ended."""
    try:
        return (process / "stat").read_text().rpartition(") ")[2].split()[1]
    except OSError:
        return ""


def main() -> None:
    seconds = int(sys.argv[1]) if sys.argv[1:] else 1
    folder = Path(tempfile.mkdtemp())
    ours, bare = servers.free_port(), servers.free_port()
    site, shown = folder / "site", folder / "www"
    for page in ("", *PAGES):
        (site / page).mkdir(parents=True)
        shutil.copy(ROOT / "site" / page / "index.html", site / page)
    deploy.deploy(site, shown)
    rules = dict(Rules(site, shown, f"127.0.0.1:{ours}", checked(ROOT), {}).files())
    (folder / "nginx.conf").write_text(rules["nginx.conf"], encoding="utf-8")
    (folder / "bare").mkdir()
    more = BARE.format(port=bare, folder=folder / "bare")
    print(f"Asked: at least {ASKED} % of a bare file of the same size; medians of {TIMES}.")
    print(f"{'':<45}{'':>8}{'answers a second':>23}{'a second of CPU':>23}")
    print(f"{'page':<36}{'coding':>9}{'bytes':>8}" + f"{'bare':>9}{'ours':>9}{'%':>5}" * 2)
    with servers.nginx(folder / "nginx.conf", ours, folder, more):
        servers.ask(ours, "/")  # by now the worker is there
        counts = worker(folder)
        for page in PAGES:
            for coding in CODINGS:
                *_, body = servers.ask(ours, f"/{page}", Accept_Encoding=coding)
                (folder / "bare/file").write_bytes(body)
                addresses = (f"http://127.0.0.1:{bare}/file", f"http://127.0.0.1:{ours}/{page}")
                found = [
                    [burst(address, coding, seconds, counts) for address in addresses]
                    for _ in range(TIMES)
                ]
                cells = "".join(compared(found, which) for which in (0, 1))
                print(f"{page:<36}{coding:>9}{len(body):>8}{cells}", flush=True)
    shutil.rmtree(folder)


def compared(found: list[list[tuple[float, float]]], which: int) -> str:
    """Medians of bare and ours, and of the ratio of neighbouring runs."""
    bare, ours = ([run[side][which] for run in found] for side in (0, 1))
    ratio = statistics.median(100 * b / a for a, b in zip(bare, ours, strict=True))
    return f"{statistics.median(bare):>9.0f}{statistics.median(ours):>9.0f}{ratio:>5.0f}"


if __name__ == "__main__":
    main()
