"""Real servers on loopback that show a folder by the rules that `run.py deploy` writes."""

from __future__ import annotations

import contextlib
import getpass
import http.client
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import run

MAIN = """load_module {module};
daemon off;
user {user};
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {rules};
    {more}
}}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def needed(path: str | None, name: str) -> str:
    """A program's path; without it a test is skipped, and fails in CI."""
    if path is None and not run.is_ci():
        pytest.skip(f"{name} is missing")
    assert path is not None, f"{name} is missing"
    return path


@contextlib.contextmanager
def started(command: list[str], port: int, log: Path) -> Iterator[None]:
    """A server that answers at a port until the block is left."""
    with log.open("w") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file)
    try:
        for _ in range(600):
            assert process.poll() is None, log.read_text()
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(30)


@contextlib.contextmanager
def nginx(rules: Path, port: int, folder: Path, more: str = "") -> Iterator[None]:
    """nginx with the rules in a file, and what else a test wants in its http block."""
    program = needed(run.find_nginx(), "nginx with brotli_static")
    # Root's nginx would read as another user, who may not enter a test's folders.
    told = {"module": run.NGINX_BROTLI, "user": getpass.getuser(), "folder": folder}
    main = folder / "main.conf"
    main.write_text(MAIN.format(**told, rules=rules, more=more), encoding="utf-8")
    command = [program, "-e", str(folder / "nginx.log"), "-p", str(folder), "-c", str(main)]
    with started(command, port, folder / "said.txt"):
        yield


@contextlib.contextmanager
def caddy(rules: Path, port: int, folder: Path) -> Iterator[None]:
    """Caddy with the rules in a file, which it must have found valid."""
    program = needed(shutil.which("caddy"), "caddy")
    main = folder / "Caddyfile"
    main.write_text(f"{{\n\tadmin off\n\tauto_https off\n}}\nimport {rules}\n", encoding="utf-8")
    given = ["--config", str(main), "--adapter", "caddyfile"]
    valid = subprocess.run([program, "validate", *given], capture_output=True, text=True)
    assert valid.returncode == 0, valid.stderr
    with started([program, "run", *given], port, folder / "said.txt"):
        yield


def ask(
    port: int, path: str, method: str = "GET", **headers: str
) -> tuple[int, http.client.HTTPMessage, bytes]:
    """Status, headers and body of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.headers, body
