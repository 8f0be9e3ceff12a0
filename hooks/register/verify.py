"""Built site → problems: links, anchors, page heads, foreign requests, leftovers of templates."""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree

from register.memory import Memory
from register.problem import Place, Problem


def _xpath(path: str, smart: bool = False) -> Callable[[Any], Any]:
    """A compiled XPath; `smart` strings know the element that they come from."""
    return etree.XPath(path, smart_strings=smart)


# Addresses that a reader may follow, and those that are fetched when the page opens.
FOLLOWED = [_xpath(path) for path in ("//@href", "//@action")]
FETCHED = [
    _xpath(path)
    for path in (
        "//@src",
        "//object/@data",
        "//link[not(@rel='canonical' or @rel='alternate' or @rel='edit')]/@href",
    )
]
SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
SEEN = _xpath(
    "//text()[not(ancestor::script or ancestor::style or ancestor::code or ancestor::pre)]"
    " | //@*[not(parent::script)]",
    smart=True,
)
IDS = _xpath("//@id")
H1 = _xpath("count(//h1)")
HEAD = {
    "title": _xpath("string(/html/head/title)"),
    "description": _xpath("string(/html/head/meta[@name='description']/@content)"),
    "canonical": _xpath("string(/html/head/link[@rel='canonical']/@href)"),
    "lang": _xpath("string(/html/@lang)"),
    "Content-Security-Policy": _xpath(
        "string(/html/head/meta[@http-equiv='Content-Security-Policy']/@content)"
    ),
}
RESIDUE = re.compile(r"\{\{|\}\}|\{%|%\}|\bUndefined\b|\bNone\b")
UNSAFE = "unsafe:"
ALLOWED_SCHEMES = ("http:", "https:", "mailto:", "tel:", "data:", "//")
RESIDUE_WORDS = (b"{{", b"}}", b"{%", b"%}", b"Undefined", b"None")
CSS_URL = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")


Facts = dict[str, Any]  # JSON: what one page says, worked out from its name and bytes alone


@dataclass
class _Document:
    """One page: its bytes and what was worked out from them."""

    raw: bytes
    facts: Facts

    def line(self, address: str) -> int:
        """The line on which an address stands first."""
        at = self.raw.find(f'"{escape(address)}"'.encode())
        return self.raw.count(b"\n", 0, max(0, at)) + 1


def problems(
    site: Path,
    site_url: str,
    known: dict[str, Facts] | None = None,
    published: Iterable[str] = (),
) -> Iterator[Problem]:
    """Every problem in the site that lies in a folder and will be served at `site_url`.

    `known` holds what pages said at an earlier look, by their digest; it is brought up to date.
    Something must stand at each of the `published` addresses.
    """
    files = {
        os.path.relpath(os.path.join(folder, name), site).replace(os.sep, "/")
        for folder, _folders, names in os.walk(site)
        for name in names
    }
    base = urlsplit(site_url).path
    documents = _documents(site, sorted(files), base, {} if known is None else known)
    places = files.union(*(document.facts["places"] for document in documents.values()))
    for name, document in documents.items():
        yield from _head(name, document, site_url)
        yield from _fetched(name, document)
        yield from _links(name, document, places)
    for name in sorted(files):
        if name.endswith(".css"):
            yield from _stylesheet(site / name, name)
    for address in published:
        if _place(address) not in places:
            cause = f"公布过的地址“{address}”没有了。"
            yield Problem(Place(_place(address)), cause, "请恢复，或者写进 data/redirects.yml。")


def _place(address: str) -> str:
    """Where an address relative to the site's root stands in it: `a/#b` → `a/index.html#b`."""
    page, mark, anchor = address.partition("#")
    return f"{page}index.html{mark}{anchor}" if page.endswith("/") else address


def remembered(
    site: Path, site_url: str, memory: Memory, published: Iterable[str]
) -> list[Problem]:
    """Every problem; only pages whose bytes are new since the last look are parsed."""
    # What a page says follows from its bytes; the code that reads it is the other half of the key.
    reader = Path(__file__).read_text(encoding="utf-8")
    known = memory.kept("verify", reader) or {}
    before = set(known)
    found = list(problems(site, site_url, known, published))
    if known.keys() != before:
        memory.keep("verify", reader, known)
    return found


def _documents(
    site: Path, files: list[str], base: str, known: dict[str, Facts]
) -> dict[str, _Document]:
    documents, seen = {}, {}
    for name in files:
        if name.endswith(".html"):
            raw = (site / name).read_bytes()
            digest = hashlib.sha256(f"{base}\0{name}\0".encode() + raw).hexdigest()
            seen[digest] = known.get(digest) or _facts(name, raw, base)
            documents[name] = _Document(raw, seen[digest])
    known.clear()
    known.update(seen)
    return documents


def _facts(name: str, raw: bytes, base: str) -> Facts:
    tree = etree.fromstring(raw, etree.HTMLParser(encoding="utf-8", remove_comments=True))
    ids = [str(id_) for id_ in IDS(tree)]
    return {
        "h1": int(H1(tree)),
        "head": {what: path(tree).strip() for what, path in HEAD.items()},
        "places": [f"{name}#{id_}" for id_ in ids],
        "repeated": [(id_, count) for id_, count in Counter(ids).items() if count > 1],
        "links": _targets(name, _addresses(tree, [*FOLLOWED, *FETCHED[:2]]), base),
        "fetched": _addresses(tree, FETCHED),
        "residue": _residue(tree) if any(word in raw for word in RESIDUE_WORDS) else [],
    }


def _addresses(tree: Any, paths: list[Callable[[Any], Any]]) -> list[str]:
    """Addresses that XPaths find, each once."""
    return list(dict.fromkeys(str(address) for path in paths for address in path(tree)))


def _residue(tree: Any) -> list[tuple[str, int]]:
    """Leftovers of templates in what readers see, with their lines; code may speak of None."""
    found = ((value, RESIDUE.search(str(value))) for value in SEEN(tree))
    return [(match[0], value.getparent().sourceline or 1) for value, match in found if match]


def _head(name: str, document: _Document, site_url: str) -> Iterator[Problem]:
    place, facts = Place(name), document.facts
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


def _fetched(name: str, document: _Document) -> Iterator[Problem]:
    for address in document.facts["fetched"]:
        parts = urlsplit(address)
        if parts.netloc or parts.scheme not in ("", "data"):
            place = Place(name, document.line(address))
            yield Problem(place, f"打开网页时会请求别的网站：{address}。", "请放到本站。")


def _links(name: str, document: _Document, places: set[str]) -> Iterator[Problem]:
    """Links to places that do not exist; almost always none, which one subtraction of sets says."""
    links_by_target = document.facts["links"]
    for target in sorted(links_by_target.keys() - places):
        address = links_by_target[target]
        place = Place(name, document.line(address))
        if target.startswith(UNSAFE):
            yield Problem(place, f"不能用这种链接：{address}。", "请用 https 链接。")
        elif target.partition("#")[0] in places:
            yield Problem(place, f"链接的锚点不存在：{address}。", "请核对锚点。")
        else:
            yield Problem(place, f"链接断了：{address}。", "请核对地址。")


def _targets(name: str, addresses: list[str], base: str) -> dict[str, str]:
    """Addresses that lead to a place on the site, or may not stand, by that place."""
    folder = posixpath.dirname(name)
    found = {_target(address, name, folder, base): address for address in reversed(addresses)}
    return {target: address for target, address in found.items() if target is not None}


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


def _stylesheet(path: Path, name: str) -> Iterator[Problem]:
    for match in CSS_URL.finditer(path.read_text(encoding="utf-8")):
        address = match[1] or match[2]
        if re.match(r"(https?:)?//", address):
            yield Problem(Place(name), f"样式表会请求别的网站：{address}。", "请放到本站。")
