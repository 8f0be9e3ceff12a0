"""Published addresses never break: data/published.txt lists them, redirects say where they went.

An address is relative to the site's root: a page (`units/cq-canlian/`), a place on one
(`plans/cq-pwd-jobs-2025/text/#t7`) or a file (`data/v1/tasks.json`). How pages look, their scripts
and pictures, is no promise, and has no address here.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from register import exports, feeds, links, manifest
from register.exports import office
from register.moved import ADDRESS, REST, Redirects
from register.pages import pages
from register.problem import Place, Problem
from register.render import Renderer
from register.revisions import folder
from register.rules import checked
from register.store import Register

FILE = "data/published.txt"
REDIRECTS = "data/redirects.yml"
DOCS = Path(__file__).resolve().parents[2] / "docs"
SHOWN = 8  # new addresses that a message names


def published(root: Path) -> list[str]:
    """Every address that was ever published, as the list has them."""
    path = root / FILE
    return path.read_text(encoding="utf-8").split() if path.is_file() else []


def addresses(register: Register) -> dict[str, Any]:
    """Every address that records and hand-written pages have now, with its record if any.

    Ids that a template makes up, such as those of headings, are no promise.
    """
    found: dict[str, Any] = dict.fromkeys(_pages_and_files(register)) | links.addresses(register)
    for sentence in register.measures.values():
        found |= {links.url(sentence): sentence, links.in_text(sentence): sentence}
    found |= {links.in_text(task): task for task in register.tasks.values()}
    found |= {f"{links.CHANGES}#{links.log_anchor(e.id)}": e for e in register.changes.values()}
    return found


def _pages_and_files(register: Register) -> Iterator[str]:
    for path in DOCS.rglob("*.md"):
        name = path.relative_to(DOCS).with_suffix("").as_posix()
        yield "" if name == "index" else f"{name}/"
    yield from (page.url for page in pages(register))
    yield manifest.FILE
    yield from exports.paths()
    yield from (feed.file for feed in feeds.feeds(register))
    yield from office.paths(register)


def moves(root: Path, redirects: Redirects) -> dict[str, str]:
    """Old → new for every published address that moved; a star is written out.

    Pages are written there, so a line that is no address of this site has not moved.
    """
    found = {}
    for address in filter(re.compile(ADDRESS).fullmatch, published(root)):
        if entry := redirects.entry_of(address):
            found[address] = str(entry.target(address))
    return found


def problems(root: Path, register: Register) -> Iterator[Problem]:
    """Addresses that got lost or were given away again, redirects that lead nowhere."""
    known, now = published(root), addresses(register)
    moved = moves(root, register.redirects)
    for number, address in enumerate(known, 1):
        if address not in now and address not in moved:
            cause = f"公布过的地址“{address}”没有了。"
            remedy = f"请恢复它，或者在 {REDIRECTS} 里写现在在哪里。"
            yield Problem(Place(FILE, number), cause, remedy)
    missing = sorted(now.keys() - set(known) - {""})
    if missing:
        first = "、".join(missing[:SHOWN]) + ("……" if len(missing) > SHOWN else "")
        cause = f"有 {len(missing)} 个新地址没有登记：“{first}”。"
        remedy = "请运行 python3 run.py urls；也可以自己加进去，一行一个。"
        yield Problem(Place(FILE), cause, remedy)
    for number, entry in enumerate(register.redirects.moved):
        theirs = {old: moved[old] for old in moved if register.redirects.entry_of(old) is entry}
        place = register.origins["Redirects", "redirects"].place("moved", number, "old")
        if not theirs or entry.old.endswith(REST) != entry.new.endswith(REST):
            cause = f"地址“{entry.old}”没有公布过，或者两个地址里只有一个以 {REST} 结尾。"
            yield Problem(place, cause, "请核对这一条。")
            continue
        yield from _misled(register, place, theirs, now)


def _misled(
    register: Register, place: Place, moved: Mapping[str, str], now: Mapping[str, Any]
) -> Iterator[Problem]:
    """Old addresses that something new has taken, and new ones at which nothing stands."""
    for old, new in moved.items():
        if old in now:
            cause = f"地址“{old}”以前是别的记录的，已经转到“{new}”，不能再用。"
            yield Problem(_place(register, now[old]) or place, cause, "请换一个 id。")
        if new not in now:
            cause = f"地址“{old}”要转到“{new}”，那里没有网页或者文件。"
            yield Problem(place, cause, "请写现在的地址；又换了地方的，改成最后的。")


def _place(register: Register, record: Any) -> Place | None:
    origin = register.origins.get((type(record).__name__, getattr(record, "id", "")))
    return origin.place("id") if origin else None


def files(
    renderer: Renderer, site_name: str, moved: Mapping[str, str], made: Mapping[str, bytes]
) -> Iterator[tuple[str, bytes]]:
    """What stands at old addresses: pages that lead on, and copies of files.

    `made` holds files by their paths, of those that are `copied`. Anchors are told on the pages
    themselves.
    """
    template = renderer.environment.get_template("forms/moved.html")
    anchors = places(moved)
    for old, new in moved.items():
        if old.endswith("/"):
            given = {"root": links.root(old), "new": new, "places": anchors.get(old, ())}
            page = template.render(site_name=site_name, **given) + "\n"
            yield f"{old}index.html", page.encode()
        elif new in made:
            yield old, made[new]
    # Some hosts read this file; where it is not read, the pages and copies do as well.
    lines = (f"/{old} /{new} 301\n" for old, new in whole_moves(moved))
    yield "_redirects", "".join(lines).encode()


def copied(moved: Mapping[str, str]) -> set[str]:
    """Files of the site that stand at their old addresses as well."""
    return {new for old, new in moved.items() if _is_file(old)}


def _is_file(address: str) -> bool:
    return "#" not in address and not address.endswith("/")


def places(moved: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """For each page, the anchors on it that moved and where to."""
    found: dict[str, list[tuple[str, str]]] = {}
    for old, new in sorted(moved.items()):
        page, mark, anchor = old.partition("#")
        if mark:
            found.setdefault(page, []).append((anchor, new))
    return found


def whole_moves(moved: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Pages and files that a server may redirect: a page whose places moved elsewhere tells itself.

    A browser takes the place that was asked for along to the page that a server names.
    """
    anchors = places(moved)
    for old, new in moved.items():
        kept = all(at == f"{new}#{anchor}" for anchor, at in anchors.get(old, ()))
        if "#" not in old and kept:
            yield old, new


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `urls` to the register's commands."""
    parser = commands.add_parser("urls", help="登记公布的地址 list published addresses")
    parser.add_argument("--since", metavar="REV", help="只看这个版本以来有没有删掉登记过的地址")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    root: Path = arguments.root
    known = published(root)
    if arguments.since:
        return _struck_out(root, arguments.since, known)
    listed = register_new(root)
    print(f"登记了 {len(listed) - len(known)} 个新地址，一共 {len(listed)} 个。")
    return 0


def register_new(root: Path) -> list[str]:
    """Add to the list what records have now; returns the whole list."""
    listed = sorted({*published(root), *addresses(checked(root))} - {""})
    content = "".join(f"{address}\n" for address in listed)
    (root / FILE).write_text(content, encoding="utf-8", newline="\n")
    return listed


def _struck_out(root: Path, revision: str, known: list[str]) -> int:
    """Say which addresses somebody took out of the list."""
    with folder(root, revision) as before:
        gone = sorted(set(published(before)) - set(known))
    for address in gone:
        print(f"{FILE} 里删掉了“{address}”。公布过的地址不能删；换了地方的，写进 {REDIRECTS}。")
    return 1 if gone else 0
