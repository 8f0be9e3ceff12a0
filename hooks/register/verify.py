"""Built site → problems: links, anchors, page heads, foreign requests, leftovers of templates."""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree

from register import links
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
}
RESIDUE = re.compile(r"\{\{|\}\}|\{%|%\}|\bUndefined\b|\bNone\b")
ALLOWED_SCHEMES = ("http:", "https:", "mailto:", "tel:", "data:", "//")
UNSAFE = "unsafe"
RESIDUE_WORDS = (b"{{", b"}}", b"{%", b"%}", b"Undefined", b"None")
CSS_URL = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")


Facts = dict[str, Any]  # JSON: what one page says, worked out from its bytes alone


@dataclass
class _Document:
    """One page: its bytes and what was worked out from them."""

    raw: bytes
    facts: Facts

    @cached_property
    def anchors(self) -> set[str]:
        """The places on the page that a link may lead to."""
        return set(self.facts["ids"])

    def line(self, address: str) -> int:
        """The line on which an address stands first."""
        at = self.raw.find(f'"{escape(address)}"'.encode())
        return self.raw.count(b"\n", 0, max(0, at)) + 1


def problems(site: Path, site_url: str, known: dict[str, Facts] | None = None) -> Iterator[Problem]:
    """Every problem in the site that lies in a folder and will be served at `site_url`.

    `known` holds what pages said at an earlier look, by their digest; it is brought up to date.
    """
    files = {
        os.path.relpath(os.path.join(folder, name), site).replace(os.sep, "/")
        for folder, _folders, names in os.walk(site)
        for name in names
    }
    documents = _documents(site, sorted(files), {} if known is None else known)
    base = urlsplit(site_url).path
    for name, document in documents.items():
        yield from _head(name, document, site_url)
        yield from _fetched(name, document)
        yield from _links(name, document, documents, files, base)
    for name in sorted(files):
        if name.endswith(".css"):
            yield from _stylesheet(site / name, name)


def _documents(site: Path, files: list[str], known: dict[str, Facts]) -> dict[str, _Document]:
    documents, seen = {}, {}
    for name in files:
        if name.endswith(".html"):
            raw = (site / name).read_bytes()
            digest = hashlib.sha256(raw).hexdigest()
            seen[digest] = known.get(digest) or _facts(raw)
            documents[name] = _Document(raw, seen[digest])
    known.clear()
    known.update(seen)
    return documents


def _facts(raw: bytes) -> Facts:
    tree = etree.fromstring(raw, etree.HTMLParser(encoding="utf-8", remove_comments=True))
    return {
        "h1": int(H1(tree)),
        "head": {what: path(tree).strip() for what, path in HEAD.items()},
        "ids": [str(id_) for id_ in IDS(tree)],
        "links": _addresses(tree, [*FOLLOWED, *FETCHED[:2]]),
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
    for id_, count in Counter[str](facts["ids"]).items():
        if count > 1:
            yield Problem(place, f"id “{id_}”出现了 {count} 次。", "锚点要唯一。")
    for word, line in facts["residue"]:
        yield Problem(Place(name, line), f"网页里留下了“{word}”。", "请检查模板和数据。")


def _fetched(name: str, document: _Document) -> Iterator[Problem]:
    for address in document.facts["fetched"]:
        parts = urlsplit(address)
        if parts.netloc or parts.scheme not in ("", "data"):
            place = Place(name, document.line(address))
            yield Problem(place, f"打开网页时会请求别的网站：{address}。", "请放到本站。")


def _links(
    name: str, document: _Document, documents: dict[str, _Document], files: set[str], base: str
) -> Iterator[Problem]:
    folder, root = posixpath.dirname(name), links.root(name)
    for address in document.facts["links"]:
        if address.startswith(root):
            # Most links go through the site's root: one answer serves all pages.
            target = _target(base + address[len(root) :], "", base)
        else:
            target = _target(address, folder, base)
        if target is None:
            continue
        file, anchor = target
        file = file or name
        if file in files and (not anchor or file not in documents):
            continue
        place = Place(name, document.line(address))
        if file == UNSAFE:
            yield Problem(place, f"不能用这种链接：{address}。", "请用 https 链接。")
        elif file not in files:
            yield Problem(place, f"链接断了：{address}。", "请核对地址。")
        elif anchor not in documents[file].anchors:
            yield Problem(place, f"链接的锚点不存在：{address}。", "请核对锚点。")


@cache
def _target(address: str, folder: str, base: str) -> tuple[str, str] | None:
    """File (relative to the site; "" for the page itself) and anchor that an address leads to.

    None when it leads out of the site, UNSAFE as the file when a link may not have its scheme.
    """
    if scheme := SCHEME.match(address):
        return None if scheme[0] in ALLOWED_SCHEMES else (UNSAFE, "")
    path, _, anchor = address.partition("#")
    path, anchor = unquote(path.partition("?")[0]), unquote(anchor)
    if not path:
        return "", anchor
    whole = path if path.startswith("/") else posixpath.join(base, folder, path)
    file = posixpath.normpath(whole)
    if not f"{file}/".startswith(base):
        return file, anchor  # above the site: no file of ours starts with a slash
    file = file[len(base) :]
    if path.endswith(("/", "/.", "/..")) or path in (".", ".."):
        file = posixpath.join(file, "index.html")
    return file, anchor


def _stylesheet(path: Path, name: str) -> Iterator[Problem]:
    for match in CSS_URL.finditer(path.read_text(encoding="utf-8")):
        address = match[1] or match[2]
        if re.match(r"(https?:)?//", address):
            yield Problem(Place(name), f"样式表会请求别的网站：{address}。", "请放到本站。")
