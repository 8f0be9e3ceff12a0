"""Whether the addresses that the data cite still answer. Needs the network; no part of a build."""

from __future__ import annotations

import argparse
import http.client
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from register.problem import Place
from register.rules import checked
from register.store import Register

AGENT = "notice-site link check"
TRIES = 3
WAIT = 20.0  # seconds for an answer
PAUSE = 1.0  # seconds between two questions, so that no server is bothered
# The server is there but does not like programs, or is busy: no proof that a page is gone.
DOUBTFUL = {401, 403, 405, 406, 412, 418, 429, 500, 502, 503, 504, 521}


class Cited(NamedTuple):
    """One address, and where the data cite it."""

    address: str
    place: Place


class Answer(NamedTuple):
    """What came of asking: `good`, `gone` or `doubtful`, and the details in Chinese."""

    kind: str
    details: str


def addresses(register: Register) -> list[Cited]:
    """Every address that records cite, each once, by file and line."""
    found = sorted(_cited(register), key=lambda cited: cited.place)
    return list({cited.address: cited for cited in reversed(found)}.values())[::-1]


def _cited(register: Register) -> Iterator[Cited]:
    for plan in register.plans.values():
        yield Cited(plan.source, register.origin(plan).place("source"))
    for unit in register.units.values():
        if unit.full_name_source:
            yield Cited(unit.full_name_source, register.origin(unit).place("full_name_source"))
    for source in register.sources.values():
        for index, address in enumerate(source.addresses):
            yield Cited(address, register.origin(source).place("addresses", index))


def ask(address: str, tries: int = TRIES, pause: float = PAUSE, wait: float = WAIT) -> Answer:
    """Ask one address, again after a pause when it does not answer well."""
    answer = _ask_once(address, wait)
    for number in range(1, tries):
        if answer.kind == "good":
            break
        time.sleep(pause * number)
        answer = _ask_once(address, wait)
    return answer


def _ask_once(address: str, wait: float) -> Answer:
    try:
        request = urllib.request.Request(_ascii(address), headers={"User-Agent": AGENT})
        with urllib.request.urlopen(request, timeout=wait) as answer:
            answer.read(1)
        return Answer("good", "")
    except urllib.error.HTTPError as error:
        kind = "doubtful" if error.code in DOUBTFUL else "gone"
        return Answer(kind, f"服务器回答 {error.code}")
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "reason", error)
        return Answer("gone", f"没有回答（{reason}）")


def _ascii(address: str) -> str:
    """An address as it is sent, Chinese characters in its path included."""
    return urllib.parse.quote(address, safe=":/?#[]@!$&'()*+,;=%-._~")


def report(asked: list[tuple[Cited, Answer]]) -> str:
    """What was found, in Markdown: pages that are gone, then those that nobody can tell."""
    lines = [f"问了 {len(asked)} 个网址。"]
    for kind, heading in (("gone", "打不开"), ("doubtful", "说不准，请用浏览器打开看一看")):
        found = [(cited, answer) for cited, answer in asked if answer.kind == kind]
        lines += ["", f"## {heading}：{len(found)} 个", ""] if found else []
        lines += [f"- <{c.address}>：{a.details}。写在 `{c.place}`" for c, a in found]
    if any(answer.kind == "gone" for _, answer in asked):
        lines += [
            "",
            "请找到新的网址，或者在 `caveat` 里写明原网页已经打不开；`read_on` 写新读的日期。",
        ]
    return "\n".join(lines) + "\n"


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `cited` to the register's commands."""
    parser = commands.add_parser("cited", help="核对引用的网址 ask the cited addresses")
    parser.add_argument("--report", type=Path, metavar="FILE", help="把结果写进文件")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    asked = []
    for cited in addresses(checked(arguments.root)):
        asked.append((cited, ask(cited.address)))
        time.sleep(PAUSE)
    said = report(asked)
    print(said, end="")
    if arguments.report:
        arguments.report.write_text(said, encoding="utf-8")
    return 1 if any(answer.kind == "gone" for _, answer in asked) else 0
