"""Rules for servers that send the site: nginx and Caddy, from one policy and one list of moves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit

import jinja2

from register import feeds, links, permanent, policy
from register.exports.office import KINDS
from register.exports.office.duties import Views
from register.store import Register

TEMPLATES = Path(__file__).resolve().parents[2] / "macros" / "templates" / "servers"
FILES = ("nginx.conf", "Caddyfile")
# What endings mean; a test says that the site has no other.
TYPES: Mapping[str, str] = {
    "css": "text/css",
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "ico": "image/x-icon",
    "ics": "text/calendar",
    "jpg": "image/jpeg",
    "js": "text/javascript",
    "json": "application/json",
    "map": "application/json",
    "pdf": "application/pdf",
    "png": "image/png",
    "sha256": "text/plain",
    "svg": "image/svg+xml",
    "txt": "text/plain",
    "webmanifest": "application/manifest+json",
    "webp": "image/webp",
    "woff2": "font/woff2",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml",
    "yml": "application/yaml",
}
FEED = "application/atom+xml"
IN_UTF8 = ("text/css", "text/csv", "text/calendar", "text/javascript", "text/plain")
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]+)">')


class Rules:
    """What servers are told about a built site that they show from the folder `shown`."""

    def __init__(
        self, site: Path, shown: Path, listen: str, register: Register, moved: Mapping[str, str]
    ) -> None:
        found = CANONICAL.search((site / "index.html").read_text(encoding="utf-8"))
        self.address = urlsplit(found[1] if found else "")
        self.told = {
            "address": self.address,
            "shown": shown,
            "listen": listen,
            "public": policy.header(policy.PUBLIC),
            "material": policy.header(policy.MATERIAL),
            "forms": policy.header(policy.FORMS),
            "headers": policy.HEADERS,
            "opener": policy.OPENER,
            "opener_of_forms": policy.OPENER_OF_FORMS,
            "contributors": contributors_pages(),
            "moved": dict(permanent.whole_moves(moved)),
            "downloads": dict(download_names(register)),
            "types": TYPES,
            "feed": FEED,
            "feeds": sorted(feed.file for feed in feeds.feeds(register) if feed.file not in moved),
            "in_utf8": IN_UTF8,
        }

    def files(self) -> Iterator[tuple[str, str]]:
        """Name and text of each file of rules."""
        environment = jinja2.Environment(  # no HTML: values are checked addresses, or encoded
            loader=jinja2.FileSystemLoader(TEMPLATES),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        for name in FILES:
            yield name, environment.get_template(name).render(self.told)


def contributors_pages() -> list[str]:
    """Addresses of the pages that Material lays out."""
    pages = permanent.DOCS.glob("*.md")
    texts = {path.stem: path.read_text(encoding="utf-8") for path in pages}
    return sorted(stem for stem, text in texts.items() if "\ntemplate: public.html\n" not in text)


def download_names(register: Register) -> Iterator[tuple[str, str]]:
    """Files that readers take along, and the name under which a browser saves each, encoded."""
    for owner, duties in Views(register).all():
        for ending in KINDS:
            name = f"{duties.title}.{ending}".replace(" ", "")
            yield links.file(owner, ending), quote(name)
