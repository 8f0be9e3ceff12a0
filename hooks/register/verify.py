"""Built site → problems: links, anchors, page heads, foreign requests, leftovers of templates."""

from __future__ import annotations

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


@dataclass
class _Document:
    """What one page says about itself and where it points."""

    tree: etree._Element
    raw: bytes
    ids: list[str]

    @cached_property
    def anchors(self) -> set[str]:
        """The places on the page that a link may lead to."""
        return set(self.ids)

    def addresses(self, paths: list[Callable[[Any], Any]]) -> list[str]:
        """Addresses that XPaths find, each once."""
        return list(dict.fromkeys(address for path in paths for address in path(self.tree)))

    def line(self, address: str) -> int:
        """The line on which an address stands first."""
        at = self.raw.find(f'"{escape(address)}"'.encode())
        return self.raw.count(b"\n", 0, max(0, at)) + 1


def problems(site: Path, site_url: str) -> Iterator[Problem]:
    """Every problem in the site that lies in a folder and will be served at `site_url`."""
    files = {
        os.path.relpath(os.path.join(folder, name), site).replace(os.sep, "/")
        for folder, _folders, names in os.walk(site)
        for name in names
    }
    documents = {name: _read(site / name) for name in sorted(files) if name.endswith(".html")}
    base = urlsplit(site_url).path
    for name, document in documents.items():
        yield from _head(name, document, site_url)
        yield from _residue(name, document)
        yield from _fetched(name, document)
        yield from _links(name, document, documents, files, base)
    for name in sorted(files):
        if name.endswith(".css"):
            yield from _stylesheet(site / name, name)


def _read(path: Path) -> _Document:
    raw = path.read_bytes()
    tree = etree.fromstring(raw, etree.HTMLParser(encoding="utf-8", remove_comments=True))
    return _Document(tree, raw, IDS(tree))


def _head(name: str, document: _Document, site_url: str) -> Iterator[Problem]:
    place = Place(name)
    h1 = int(H1(document.tree))
    if h1 != 1:
        yield Problem(place, f"有 {h1} 个 h1。", "每页要正好有一个。")
    for what, path in HEAD.items():
        if not path(document.tree).strip():
            yield Problem(place, f"缺少 {what}。", "请在模板里补上。")
    canonical = HEAD["canonical"](document.tree)
    if canonical and not canonical.startswith(site_url):
        yield Problem(place, f"canonical 指到别处：{canonical}。", "请核对 site_url。")
    for id_, count in Counter(document.ids).items():
        if count > 1:
            yield Problem(place, f"id “{id_}”出现了 {count} 次。", "锚点要唯一。")


def _residue(name: str, document: _Document) -> Iterator[Problem]:
    """Leftovers of templates in what readers see; code samples may speak of None."""
    if not any(word in document.raw for word in RESIDUE_WORDS):
        return
    for value in SEEN(document.tree):
        if match := RESIDUE.search(str(value)):
            line = value.getparent().sourceline or 1
            yield Problem(Place(name, line), f"网页里留下了“{match[0]}”。", "请检查模板和数据。")


def _fetched(name: str, document: _Document) -> Iterator[Problem]:
    for address in document.addresses(FETCHED):
        parts = urlsplit(address)
        if parts.netloc or parts.scheme not in ("", "data"):
            place = Place(name, document.line(address))
            yield Problem(place, f"打开网页时会请求别的网站：{address}。", "请放到本站。")


def _links(
    name: str, document: _Document, documents: dict[str, _Document], files: set[str], base: str
) -> Iterator[Problem]:
    folder, root = posixpath.dirname(name), links.root(name)
    for address in document.addresses([*FOLLOWED, *FETCHED[:2]]):
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
    whole = path.removeprefix(base.rstrip("/")) if path.startswith("/") else f"/{folder}/{path}"
    file = posixpath.normpath(whole).lstrip("/")
    if path.endswith(("/", "/.", "/..")) or path in (".", ".."):
        file = posixpath.join(file, "index.html")
    return file, anchor


def _stylesheet(path: Path, name: str) -> Iterator[Problem]:
    for match in CSS_URL.finditer(path.read_text(encoding="utf-8")):
        address = match[1] or match[2]
        if re.match(r"(https?:)?//", address):
            yield Problem(Place(name), f"样式表会请求别的网站：{address}。", "请放到本站。")
