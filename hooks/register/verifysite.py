"""Whether a copy of the site, in a folder or on a server, is what its list of files says."""

from __future__ import annotations

import argparse
import hashlib
import http.client
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

from register import manifest
from register.compress import FORMS

AGENT = "notice-site copy check"
AT_ONCE = 4  # connections, so that no server is bothered
TRIES = 3
PAUSE = 0.5  # seconds before the second try, twice that before the third
WAIT = 20.0  # seconds for an answer
LONGEST = 300.0  # seconds for one file
LARGEST = 64 * 2**20  # bytes of one file
LARGEST_LIST = 16 * 2**20
SILENT = 8  # files in a row without an answer: the server is down, asking on is of no use

SAME, DIFFERENT, MISSING, EXTRA, UNANSWERED = "相同", "不同", "缺少", "多出", "没有答复"


class Finding(NamedTuple):
    """What is the matter with one file of a copy; `details` are in Chinese or empty."""

    kind: str
    name: str
    details: str = ""


class Unusable(Exception):
    """The copy cannot be checked at all; says why in Chinese."""


# A copy in a folder


def in_folder(folder: Path, listed: manifest.Sums) -> Iterator[Finding]:
    """One finding for each file that is listed, then one for each that is not."""
    try:
        found = manifest.sums(folder)
    except OSError as error:
        raise Unusable(f"读不到 {error.filename}：{error.strerror}。") from None
    for name, expected in listed.items():
        if name not in found:
            yield Finding(MISSING, name)
        else:
            yield Finding(SAME if found[name] == expected else DIFFERENT, name)
    # A server's compressed forms of listed files say nothing of their own.
    known = {name + ending for name in listed for ending in ("", *FORMS)}
    yield from (Finding(EXTRA, name) for name in found if name not in known)


# A copy on a server


def on_server(address: str, listed: manifest.Sums) -> Iterator[Finding]:
    """One finding for each file that is listed; what a server has besides, nobody can see."""
    silent = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        asked = pool.map(partial(_asked, address), listed.items())
        for finding in asked:
            silent = silent + 1 if finding.kind == UNANSWERED else 0
            yield finding
            if silent == SILENT:
                pool.shutdown(cancel_futures=True)
                raise Unusable(f"服务器不再答复，没有查完：{finding.details}")


def _asked(address: str, entry: tuple[str, str]) -> Finding:
    name, expected = entry
    try:
        content, _ = _fetch(address + _asked_as(name), LARGEST)
    except FileNotFoundError:
        return Finding(MISSING, name)
    except OverflowError:
        return Finding(DIFFERENT, name, "（文件太大）")
    except OSError as error:
        return Finding(UNANSWERED, name, f"（{error}）")
    same = hashlib.sha256(content).hexdigest() == expected
    return Finding(SAME if same else DIFFERENT, name)


def _asked_as(name: str) -> str:
    """A page is asked for by the address that readers use."""
    folder, _, file = name.rpartition("/")
    readers = f"{folder}/" if folder and file == "index.html" else name
    return urllib.parse.quote("" if name == "index.html" else readers)


def _fetch(address: str, largest: int) -> tuple[bytes, str]:
    """What an address gives, and the address that gave it after redirects.

    FileNotFoundError where it is not there, OverflowError where it is too large, OSError else.
    """
    problem = ""
    for number in range(1, TRIES + 1):
        try:
            return _answer(address, largest)
        except urllib.error.HTTPError as error:
            if error.code in (404, 410):
                raise FileNotFoundError(address) from None
            problem = f"服务器回答 {error.code}"
        except (OSError, http.client.HTTPException) as error:
            problem = str(getattr(error, "reason", error))
        if number < TRIES:
            time.sleep(PAUSE * number)
    raise OSError(problem)


def _answer(address: str, largest: int) -> tuple[bytes, str]:
    # As it lies on the server: whoever compresses on the way must not change what is compared.
    headers = {"User-Agent": AGENT, "Accept-Encoding": "identity", "Cache-Control": "no-cache"}
    request = urllib.request.Request(address, headers=headers)
    begun, content = time.monotonic(), bytearray()
    with urllib.request.urlopen(request, timeout=WAIT) as answer:
        while block := answer.read1(2**16):
            content += block
            if len(content) > largest:
                raise OverflowError
            if time.monotonic() - begun > LONGEST:
                raise OSError("答复太慢")
        if answer.length:  # the connection ended early
            raise OSError("答复没有完")
        return bytes(content), answer.url


# The command


def check(copy: str, list_from: str | None = None) -> Iterator[Finding]:
    """Findings on every file of a copy: a folder, or an address that begins with http."""
    source = list_from or _beside(copy, manifest.FILE)
    raw, found_at = _raw(source)
    try:
        listed = manifest.read(raw.decode("utf-8"))
    except ValueError as error:
        raise Unusable(f"{source} 不是这种清单：{error}。") from None
    if not _is_address(copy):
        return in_folder(Path(copy), listed)
    if list_from is None:  # after redirects the other files lie beside the list
        copy = found_at.removesuffix(manifest.FILE)
    return on_server(_beside(copy, ""), listed)


def _is_address(copy: str) -> bool:
    return copy.lower().startswith(("http://", "https://"))


def _beside(copy: str, name: str) -> str:
    return copy.rstrip("/") + f"/{name}" if _is_address(copy) else str(Path(copy, name))


def _raw(source: str) -> tuple[bytes, str]:
    """The bytes of a list and where they were found."""
    try:
        if _is_address(source):
            return _fetch(source, LARGEST_LIST)
        return Path(source).read_bytes(), source
    except FileNotFoundError:
        raise Unusable(f"没有找到清单 {source}。地址或者文件夹对吗？旧的网站没有清单。") from None
    except (OSError, OverflowError, ValueError) as error:
        raise Unusable(f"读不到清单 {source}：{error or '太大'}。") from None


def summary(counts: dict[str, int]) -> str:
    """The last line: how many files of which kind."""
    if set(counts) <= {SAME}:
        return f"全部 {counts.get(SAME, 0)} 个文件都与清单相同。"
    return "，".join(f"{kind} {counts[kind]} 个" for kind in counts) + "。"


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `verify-site` to the register's commands."""
    parser = commands.add_parser("verify-site", help="核对一份网站 check a copy of the site")
    parser.add_argument("copy", metavar="URL|DIR", help="网站的地址，或者它所在的文件夹")
    parser.add_argument("--manifest", metavar="FILE", help="另外得到的清单，文件或者地址")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    try:
        return _told(check(arguments.copy, arguments.manifest))
    except Unusable as error:
        print(error)
        return 2


def _told(findings: Iterable[Finding]) -> int:
    counts: dict[str, int] = {}
    for finding in findings:
        counts[finding.kind] = counts.get(finding.kind, 0) + 1
        if finding.kind != SAME:
            print(f"{finding.kind}：{finding.name}" + f" {finding.details}".rstrip(), flush=True)
    print(summary(counts))
    return 0 if set(counts) <= {SAME} else 1
