"""After an edit of records alone: make what records make, and leave all else as MkDocs made it.

MkDocs is needed where anything but data/ changed, and where pages came or went, since the sitemap
and its check of authors' links must know of them.
"""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from register import offline, permanent, rules, staging, verify
from register.authors import AuthorsPages
from register.problem import RegisterError
from register.site import RecordSite, ours
from register.store import Register
from register.unchanged import Unchanged


def fits(register: Register, root: Path, settings: Mapping[str, Any]) -> bool:
    """Whether all pages, also those of MkDocs, show the same of the records in their layout."""
    now = ours(root, register)
    then = {name: settings["extra"].get(name) for name in now}
    return json.dumps(then) == json.dumps(now)


def publish(root: Path, begun: Unchanged, today: datetime.date | None) -> bool:
    """Publish what changed records make; False where the build is a matter for MkDocs.

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
    published = Path(begun.site).resolve()
    try:
        stage = staging.stage_for(published, root / ".cache")
    except OSError:
        return False
    made = put(stage.folder, site.files())
    if made != apart["made"]:
        stage.discard()
        return False
    worker = [(offline.WORKER, offline.worker(root))]
    made += put(stage.folder, chain(authors.files(site.renderer), worker))
    files = begun.files()
    others = files.keys() - set(made)
    put(stage.folder, ((path, files[path].read_bytes()) for path in others))
    staging.leave_only(stage.folder, set(files))
    offline.seal(stage.folder)
    addresses = permanent.published(root)
    if verify.remembered(stage.folder, site.address, root / ".cache", addresses):
        stage.discard()
        return False
    begun.note(str(stage.folder), site.apart())
    stage.publish(published)
    site.save()
    return True


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
