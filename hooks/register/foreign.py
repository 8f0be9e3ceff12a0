"""A page or stylesheet → the addresses that a browser asks by itself when it shows them.

Of attributes only those count that browsers read as addresses or as style; whatever such a one
holds is foreign unless it is relative. What scripts ask for is left to the policy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

Addresses = Iterable[str]

# Any scheme has a colon. Slashes without one, marks that browsers take for slashes, and numbers
# that stand for either are seldom met, and looked for only where a page has them.
SCHEMED: Any = etree.XPath("//@*[contains(., ':')]")
ALL: Any = etree.XPath("//@*")
# Links of these kinds are for readers and machines to follow, not for browsers to fetch.
NOT_FETCHED = ("canonical", "alternate", "edit")
FRAMES = ("iframe", "frame", "object", "embed")  # a document in a data: address may ask for more
HIDING = (
    re.compile(rb"//(?<!:..)(?<!%3A//)"),  # slashes that come after no colon, not even a quoted one
    re.compile(rb"&#(?!34;|39;)"),
    re.compile(rb"/[\t\n\r]+/"),  # browsers read an address on through the end of a line
)
ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)", re.DOTALL)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
NAMESPACE = re.compile(r"@namespace[^;]*;", re.IGNORECASE)
# Functions with an address, and other strings that are one: @import "…", image-set("…" 1x).
IN_STYLE = re.compile(
    r"""\b(?:url|src)\(\s*(?:"([^"]*)|'([^']*)|([^'"\s)]*))|["']\s*((?:[a-z]+:)?//[^'"]+)""",
    re.IGNORECASE,
)
CANDIDATE = re.compile(r"[^\s,]\S*")
REFRESH = re.compile(r"\s*[\d.]*[\s;,]+(?:url\s*=\s*)?['\"]?([^'\"]+)", re.IGNORECASE)


def in_page(tree: Any, raw: bytes) -> list[str]:
    """Addresses on other hosts that a parsed page asks, each once; `raw` is what it was before."""
    values = (ALL if _may_hide(raw) else SCHEMED)(tree)
    found = [address for value in values for address in _asked(value) if _leads_out(value, address)]
    for style in tree.iter("style", "{http://www.w3.org/2000/svg}style"):
        found += in_style(style.text or "")
    return list(dict.fromkeys(found))


def in_style(text: str) -> list[str]:
    """Addresses on other hosts that a stylesheet asks."""
    return [address for address in _in_style(text) if _is_foreign(address)]


def _may_hide(raw: bytes) -> bool:
    """Whether a page may name a host without a colon."""
    return b"\\" in raw or any(sign.search(raw) for sign in HIDING)


def _asked(value: Any) -> Addresses:
    """Addresses that a browser asks of one attribute."""
    read = READERS.get(value.attrname.rpartition("}")[2].rpartition(":")[2])
    return read(value) if read else ()


def _leads_out(value: Any, address: str) -> bool:
    data = address.lstrip().lower().startswith("data:")
    return _is_foreign(address) or (data and value.getparent().tag in FRAMES)


def _is_foreign(address: str) -> bool:
    """Whether an address leaves the site, read as browsers do."""
    plain = re.sub(r"[\t\n\r]", "", address).strip().replace("\\", "/")
    try:
        parts = urlsplit(plain)
    except ValueError:  # no address that a browser could ask
        return False
    return plain.startswith("//") or parts.scheme not in ("", "data")


def _whole(value: Any) -> Addresses:
    return (value,)


def _href(value: Any) -> Addresses:
    element = value.getparent()
    followed = element.tag.rpartition("}")[2] in ("a", "area") or (
        element.tag == "link" and element.get("rel") in NOT_FETCHED
    )
    return () if followed else (value,)


def _candidates(value: Any) -> Addresses:
    """`a.png 1x, b.png 2x` → both addresses."""
    return CANDIDATE.findall(value)


def _refresh(value: Any) -> Addresses:
    if value.getparent().get("http-equiv", "").strip().lower() != "refresh":
        return ()
    found = REFRESH.match(value)
    return (found[1],) if found else ()


def _document(value: Any) -> Addresses:
    """What a page inside an attribute asks; one without markup asks nothing."""
    inner = (
        etree.fromstring(value, etree.HTMLParser(remove_comments=True)) if "<" in value else None
    )
    return () if inner is None else in_page(inner, value.encode())


def _in_style(text: str) -> Iterator[str]:
    plain = ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else m[2], COMMENT.sub(" ", text))
    for match in IN_STYLE.finditer(NAMESPACE.sub("", plain)):
        yield (match[match.lastindex or 1] or "").strip()


READERS: dict[str, Callable[[Any], Addresses]] = {
    **dict.fromkeys(("src", "data", "poster", "background", "action", "formaction"), _whole),
    **dict.fromkeys(("manifest", "codebase", "classid", "archive", "lowsrc", "dynsrc"), _whole),
    **dict.fromkeys(("to", "from"), _whole),  # animations set addresses
    **dict.fromkeys(("srcset", "imagesrcset"), _candidates),
    **dict.fromkeys(
        ("style", "fill", "stroke", "filter", "mask", "clip-path", "cursor"), _in_style
    ),
    **dict.fromkeys(("marker", "marker-start", "marker-mid", "marker-end"), _in_style),
    "href": _href,
    "values": lambda value: value.split(";"),
    "ping": str.split,
    "content": _refresh,
    "srcdoc": _document,
}
