"""After an edit of records or their templates: make what these make, take the rest from MkDocs.

MkDocs is needed where anything else changed, and where pages came or went, since the sitemap and
its check of authors' links must know of them.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import jinja2

from register import manifest, offline, permanent, rules, staging, verify
from register.authors import AuthorsPages
from register.problem import RegisterError
from register.shelf import Shelf
from register.site import RecordSite, ours
from register.store import Register
from register.unchanged import Unchanged

OTHERS = "others.sqlite"  # files that MkDocs alone makes, by their fingerprints


def fits(register: Register, root: Path, settings: Mapping[str, Any]) -> bool:
    """Whether all pages, also those of MkDocs, show the same of the records in their layout."""
    now = ours(root, register)
    then = {name: settings["extra"].get(name) for name in now}
    return json.dumps(then) == json.dumps(now)


def publish(root: Path, begun: Unchanged, today: datetime.date | None) -> bool:
    """Publish what records make; False where the build is a matter for MkDocs.

    So it is where something is wrong, too: MkDocs then finds and tells it.
    """
    apart = begun.apart()
    if apart is None:
        return False
    try:
        register = rules.checked(root)
    except RegisterError:
        return False
    if not fits(register, root, apart["settings"]):
        return False
    authors = AuthorsPages(apart["parts"], apart["pages"])
    site = RecordSite(root, register, apart["settings"], today, authors=authors)
    if not {f"{page.url}index.html" for page in site.pages}.issubset(apart["made"]):
        return False
    others = _taken_out(root / ".cache", apart["others"])
    if others is None:
        return False
    published = Path(begun.site).resolve()
    try:
        stage = staging.stage_for(published, root / ".cache")
    except OSError:
        return False
    worker = [(offline.WORKER, offline.worker(root))]
    try:
        made = put(stage.folder, site.files())
        parts = put(stage.folder, chain(authors.files(site.renderer), worker, others))
    except jinja2.TemplateError:
        made = parts = []
    if made != apart["made"]:
        stage.discard()
        return False
    staging.leave_only(stage.folder, {*made, *parts, manifest.FILE})
    offline.seal(stage.folder)
    addresses = permanent.published(root)
    if verify.remembered(stage.folder, site.address, root / ".cache", addresses):
        stage.discard()
        return False
    begun.note(str(stage.folder), site.apart() | {"others": apart["others"]})
    stage.publish(published)
    site.save()
    return True


def keep_others(root: Path, folder: Path, site: RecordSite) -> dict[str, str]:
    """Keep the files of a built site that MkDocs alone makes; their fingerprints by their paths."""
    ours = {*site.made, *site.authors.pages, offline.WORKER, manifest.FILE}
    shelf, found = _shelf(root / ".cache"), dict[str, str]()
    there = shelf.keys()
    for path in manifest.names(folder):
        if path not in ours:
            content = (folder / path).read_bytes()
            key = found[path] = hashlib.blake2b(content, digest_size=16).hexdigest()
            if key not in there:
                shelf.put(key, (content,))
    shelf.keep_only(found.values())
    shelf.close()
    return found


def _taken_out(cache: Path, others: Mapping[str, str]) -> list[tuple[str, bytes]] | None:
    """What `keep_others` kept; None if any of it is not there."""
    shelf = _shelf(cache)
    rows = {path: shelf.get(key) for path, key in others.items()}
    shelf.close()
    return None if None in rows.values() else [(path, row[0]) for path, row in rows.items() if row]


def _shelf(cache: Path) -> Shelf:
    return Shelf(cache / OTHERS, ["content"])


def put(folder: Path, files: Iterable[tuple[str, bytes]]) -> list[str]:
    """Write files that are new or different into a folder, one after the other; their paths."""
    paths = []
    for path, content in files:
        target = os.path.join(folder, path)
        if _read(target) != content:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "wb") as file:
                file.write(content)
        paths.append(path)
    return paths


def _read(path: str) -> bytes | None:
    try:
        with open(path, "rb", buffering=0) as file:
            return file.read()
    except FileNotFoundError:
        return None
