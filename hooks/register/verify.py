"""Built site → problems: links, anchors, page heads, foreign requests, leftovers of templates."""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
import sys
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree

from register import foreign, manifest
from register.problem import Place, Problem
from register.shelf import AT_ONCE, Shelf


def _xpath(path: str, smart: bool = False) -> Callable[[Any], Any]:
    """A compiled XPath; `smart` strings know the element that they come from."""
    return etree.XPath(path, smart_strings=smart)


PARSER = etree.HTMLParser(encoding="utf-8", remove_comments=True)
# Addresses at which something must stand.
LINKS = _xpath("//@href | //@src | //form/@action | //object/@data")
SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
LEFT = ("{{", "}}", "{%", "%}", "Undefined", "None")  # what a template may leave in a page
_HAS_ANY = " or ".join(f"contains(., '{word}')" for word in LEFT)
SUSPECT = _xpath(
    f"//text()[{_HAS_ANY}]"
    "[not(ancestor::script or ancestor::style or ancestor::code or ancestor::pre)]"
    f" | //@*[{_HAS_ANY}][not(parent::script)]",
    smart=True,
)
IDS = _xpath("//@id")
HEAD = {
    "title": _xpath("string(/html/head/title)"),
    "description": _xpath("string(/html/head/meta[@name='description']/@content)"),
    "canonical": _xpath("string(/html/head/link[@rel='canonical']/@href)"),
    "lang": _xpath("string(/html/@lang)"),
    "Content-Security-Policy": _xpath(
        "string(/html/head/meta[@http-equiv='Content-Security-Policy']/@content)"
    ),
}
RESIDUE = re.compile(
    "|".join(rf"\b{word}\b" if word.isalpha() else re.escape(word) for word in LEFT)
)
UNSAFE = "unsafe:"
FILE = "verify.sqlite"
ALLOWED_SCHEMES = ("http:", "https:", "mailto:", "tel:", "data:", "//")


Facts = dict[str, Any]  # JSON: what one page says, worked out from its name and bytes alone


@dataclass(frozen=True)
class _Page:
    """What is held of a page while others are looked at."""

    anchors: str  # in lines of their own
    targets: tuple[str, ...]
    problems: tuple[Problem, ...]  # of the page alone


def problems(
    site: Path, site_url: str, kept: Shelf | None = None, published: Iterable[str] = ()
) -> Iterator[Problem]:
    """Every problem in the site that lies in a folder and will be served at `site_url`.

    What pages said at an earlier look is taken from the shelf and kept there. Something must stand
    at each of the `published` addresses.
    """
    files = manifest.names(site)
    reader = _Reader(site, site_url, kept)
    pages = {name: reader.page(name) for name in sorted(files) if name.endswith(".html")}
    reader.forget_others()
    links = {target for page in pages.values() for target in page.targets}
    broken = _lost({*links, *map(_place, published)}, files, pages)
    for name, page in pages.items():
        yield from page.problems
        if not broken.isdisjoint(page.targets):
            yield from _links(name, *reader.facts(name), broken, files)
    for name in sorted(files):
        if name.endswith((".css", ".svg")):
            yield from _alone(site / name, name)
    for address in published:
        if _place(address) in broken:
            cause = f"公布过的地址“{address}”没有了。"
            yield Problem(Place(_place(address)), cause, "请恢复，或者写进 data/redirects.yml。")


def _lost(targets: Iterable[str], files: Container[str], pages: Mapping[str, _Page]) -> set[str]:
    """Targets at which nothing stands; the anchors of a page are looked through once."""
    lost, anchors = set(), dict[str, set[str]]()
    for target in targets:
        file, mark, anchor = target.partition("#")
        if file not in files:
            lost.add(target)
        elif mark:
            anchors.setdefault(file, set()).add(anchor)
    for file, asked in anchors.items():
        there = pages[file].anchors.split("\n") if file in pages else ()
        lost |= {f"{file}#{anchor}" for anchor in asked.difference(there)}
    return lost


def _place(address: str) -> str:
    """Where an address relative to the site's root stands in it: `a/#b` → `a/index.html#b`."""
    page, mark, anchor = address.partition("#")
    return f"{page}index.html{mark}{anchor}" if page.endswith("/") else address


def remembered(site: Path, site_url: str, cache: Path, published: Iterable[str]) -> list[Problem]:
    """Every problem; only pages whose bytes are new since the last look are parsed."""
    return list(problems(site, site_url, Shelf(cache / FILE, ["facts"]), published))


class _Reader:
    """Reads the pages of a site, or what was kept of them; holds little of each."""

    def __init__(self, site: Path, site_url: str, kept: Shelf | None) -> None:
        self._site, self._site_url, self._kept = site, site_url, kept
        self._base = urlsplit(site_url).path
        # What a page says follows from its name and bytes, and from the code that reads it.
        code = b"".join(Path(file).read_bytes() for file in (__file__, foreign.__file__))
        self._code = hashlib.sha256(code + self._base.encode())
        self._used: set[str] = set()

    def page(self, name: str) -> _Page:
        """What is held of a page."""
        raw, facts = self.facts(name)
        alone = (*_head(name, facts, self._site_url), *_foreign(name, raw, facts))
        targets = tuple(map(sys.intern, facts["links"]))
        return _Page("\n".join(facts["anchors"]), targets, alone)

    def facts(self, name: str) -> tuple[bytes, Facts]:
        """A page's bytes and what they say."""
        raw = (self._site / name).read_bytes()
        if self._kept is None:
            return raw, _facts(name, raw, self._base)
        digest = self._code.copy()
        digest.update(f"\0{name}\0".encode() + raw)
        key = digest.hexdigest()
        self._used.add(key)
        row = self._kept.get(key)
        if row is not None:
            return raw, json.loads(row[0])
        facts = _facts(name, raw, self._base)
        self._kept.put(key, (json.dumps(facts, ensure_ascii=False),))
        self._kept.save(AT_ONCE)
        return raw, facts

    def forget_others(self) -> None:
        """Keep what was read of this site, and nothing else."""
        if self._kept is not None:
            self._kept.keep_only(self._used)
            self._kept.close()


def _facts(name: str, raw: bytes, base: str) -> Facts:
    tree = etree.fromstring(raw, PARSER)
    ids = IDS(tree)
    return {
        "h1": sum(1 for _ in tree.iter("h1")),
        "head": {what: path(tree).strip() for what, path in HEAD.items()},
        "anchors": ids,
        "repeated": _repeated(ids) if len(ids) > len(set(ids)) else [],
        "links": _targets(name, list(dict.fromkeys(LINKS(tree))), base),
        "foreign": foreign.in_page(tree, raw),
        "residue": _residue(tree) if any(word.encode() in raw for word in LEFT) else [],
    }


def _repeated(ids: list[str]) -> list[tuple[str, int]]:
    return [(id_, count) for id_, count in Counter(ids).items() if count > 1]


def _residue(tree: Any) -> list[tuple[str, int]]:
    """Leftovers of templates in what readers see, with their lines; code may speak of None."""
    found = ((value, RESIDUE.search(str(value))) for value in SUSPECT(tree))
    return [(match[0], value.getparent().sourceline or 1) for value, match in found if match]


def _head(name: str, facts: Facts, site_url: str) -> Iterator[Problem]:
    place = Place(name)
    if facts["h1"] != 1:
        yield Problem(place, f"有 {facts['h1']} 个 h1。", "每页要正好有一个。")
    for what, value in facts["head"].items():
        if not value:
            yield Problem(place, f"缺少 {what}。", "请在模板里补上。")
    canonical = facts["head"]["canonical"]
    if canonical and not canonical.startswith(site_url):
        yield Problem(place, f"canonical 指到别处：{canonical}。", "请核对 site_url。")
    for id_, count in facts["repeated"]:
        yield Problem(place, f"id “{id_}”出现了 {count} 次。", "锚点要唯一。")
    for word, line in facts["residue"]:
        yield Problem(Place(name, line), f"网页里留下了“{word}”。", "请检查模板和数据。")


def _foreign(name: str, raw: bytes, facts: Facts) -> Iterator[Problem]:
    for address in facts["foreign"]:
        place = Place(name, _line(raw, address))
        yield Problem(place, f"打开网页时会请求别的网站：{address}。", "请放到本站。")


def _line(raw: bytes, address: str) -> int:
    """The line of a page on which an address stands first."""
    written = escape(address).encode()
    at = raw.find(b'"%s"' % written)
    at = raw.find(written) if at < 0 else at  # in a style, or in a list
    return raw.count(b"\n", 0, max(0, at)) + 1


def _links(
    name: str, raw: bytes, facts: Facts, broken: set[str], files: Container[str]
) -> Iterator[Problem]:
    """Links of a page to places that do not exist."""
    for target in sorted(broken.intersection(facts["links"])):
        address = facts["links"][target]
        place = Place(name, _line(raw, address))
        if target.startswith(UNSAFE):
            yield Problem(place, f"不能用这种链接：{address}。", "请用 https 链接。")
        elif target.partition("#")[0] in files:
            yield Problem(place, f"链接的锚点不存在：{address}。", "请核对锚点。")
        else:
            yield Problem(place, f"链接断了：{address}。", "请核对地址。")


def _targets(name: str, addresses: list[str], base: str) -> dict[str, str]:
    """Addresses that lead to a place on the site, or may not stand, by that place."""
    folder = posixpath.dirname(name)
    up = "../" * name.count("/")
    found = {}
    for address in reversed(addresses):
        if up and address.startswith(up):  # as almost all do, and many pages the same
            target = _from_top(address[len(up) :], base)
        else:
            target = _target(address, name, folder, base)
        if target is not None:
            found[target] = address
    return found


@lru_cache(maxsize=4096)
def _from_top(address: str, base: str) -> str | None:
    """Where an address leads to that is relative to the site's root."""
    return _target(f"./{address}", "", "", base)


def _target(address: str, name: str, folder: str, base: str) -> str | None:
    """`file` or `page.html#anchor`, relative to the site, that an address on a page leads to.

    None when it leads out of the site; starts with UNSAFE when a link may not have its scheme.
    """
    if scheme := SCHEME.match(address):
        return None if scheme[0] in ALLOWED_SCHEMES else f"{UNSAFE}{address}"
    path, _, anchor = address.partition("#")
    path, anchor = unquote(path.partition("?")[0]), unquote(anchor)
    file = _file(path, folder, base) if path else name
    return f"{file}#{anchor}" if anchor and file.endswith(".html") else file


def _file(path: str, folder: str, base: str) -> str:
    """The file that a path leads to, relative to the site; one above it starts with a slash."""
    whole = path if path.startswith("/") else posixpath.join(base, folder, path)
    file = posixpath.normpath(whole)
    if not f"{file}/".startswith(base):
        return file
    file = file[len(base) :]
    if path.endswith(("/", "/.", "/..")) or path in (".", ".."):
        file = posixpath.join(file, "index.html")
    return file


def _alone(path: Path, name: str) -> Iterator[Problem]:
    """What a stylesheet or a drawing asks of other hosts."""
    raw = path.read_bytes()
    if name.endswith(".css"):
        asked = foreign.in_style(raw.decode())
    else:
        asked = foreign.in_page(etree.fromstring(raw), raw)
    for address in asked:
        place = Place(name, _line(raw, address))
        yield Problem(place, f"这个文件会请求别的网站：{address}。", "请放到本站。")
