"""A build whose work is done by workers of Dask, and a site that goes to a store."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from moreplans import add

from building import build, copy_project
from register import cluster, manifest

distributed = pytest.importorskip("distributed", reason="no Dask: see requirements/cluster.in")
fsspec = pytest.importorskip("fsspec")

SCHEDULER = ("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0")
WORKER = ("distributed.cli.dask_worker", "--no-nanny", "--nthreads", "1", "--host", "127.0.0.1")
PATIENCE = 120  # seconds


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with two more plans, in which nothing was ever built."""
    root = tmp_path_factory.mktemp("cluster")
    copy_project(root)
    add(root / "data")
    shutil.rmtree(root / ".cache", ignore_errors=True)
    return root


@pytest.fixture
def workers(project: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The address of a scheduler, and its two workers, by name."""
    told = project / "scheduler.json"
    common = ("--scheduler-file", str(told), "--no-dashboard")
    with ExitStack() as stack:

        def start(*command: str) -> Any:
            env = {**os.environ, "PYTHONPATH": str(project / "hooks")}
            process = subprocess.Popen(
                [sys.executable, "-m", *command, *common],
                cwd=project,
                env=env,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        start(*SCHEDULER)
        running = {name: start(*WORKER, "--name", name) for name in ("one", "two")}
        wait_for(told.is_file)
        yield json.loads(told.read_text("utf-8"))["address"], running


def wait_for(condition: Any) -> Any:
    ends = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < ends
        time.sleep(0.02)
    return found


def busy_worker(client: Any) -> str | None:
    """The name of a worker that is making pages just now."""
    names = {address: one["name"] for address, one in client.scheduler_info()["workers"].items()}
    for address, keys in client.processing().items():
        if any(str(key).startswith("make_pages") for key in keys):
            return str(names[address])
    return None


def contents(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_the_site_is_the_same_though_a_worker_is_killed(
    project: Path, workers: tuple[str, dict[str, Any]], tmp_path: Path
) -> None:
    """Two workers over TCP; the one that is making pages is killed. Then all anew, without any."""
    address, running = workers
    target = f"file://{tmp_path}/sent"
    command = ["hooks/launch.py", "build", "--strict", "--cluster", address, "-d", target]
    env = {"PYTHONPATH": str(project / "hooks"), "NO_MKDOCS_2_WARNING": "1"}
    building = subprocess.Popen(
        [sys.executable, *command],
        cwd=project,
        env={**os.environ, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with distributed.Client(address, timeout=PATIENCE) as client:
        client.wait_for_workers(2, timeout=PATIENCE)
        running[wait_for(lambda: busy_worker(client))].kill()
        said, _ = building.communicate(timeout=PATIENCE)
    assert building.returncode == 0, said
    made, again = map(int, re.findall(r"集群做了 (\d+) .*其中 (\d+) 个", said)[0])
    assert made > 500 and again == 0
    shutil.rmtree(project / ".cache")
    build(tmp_path / "alone", project)
    assert contents(tmp_path / "sent") == contents(tmp_path / "alone")


def test_a_store_gets_what_differs_and_loses_what_is_gone(
    served_folder: Path, tmp_path: Path
) -> None:
    target = "memory://bucket/site"
    assert cluster.publish(served_folder, target) == len(contents(served_folder)) - 1
    site = shutil.copytree(served_folder, tmp_path / "site")
    (site / "robots.txt").write_text("# changed\n")
    (site / "404.html").unlink()
    manifest.write(site, manifest.sums(site))
    assert cluster.publish(site, target) == 1
    store = fsspec.filesystem("memory")
    names = store.find("/bucket/site")
    there = {name.removeprefix("/bucket/site/"): store.cat_file(name) for name in names}
    assert there == contents(site)


def test_an_ordinary_build_does_not_load_dask(project: Path) -> None:
    code = "import sys, generate, register.cluster; print({'dask', 'fsspec'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(project / "hooks")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "set()"
