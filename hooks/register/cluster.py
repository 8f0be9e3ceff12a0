"""A build's work on many machines: workers of Dask make beforehand what the build then finds kept.

The build stays as it is. What a worker made counts only where code, settings and all that it
looked up are those of this build; anything else is made here. So no worker that is killed, or
that has other data, changes a byte. Dask is imported only if a build names a cluster.
"""

from __future__ import annotations

import datetime
import gc
import json
import threading
import uuid
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from register import manifest, rules, shards
from register.exports import office
from register.shelf import Row, Shelf
from register.site import RecordSite
from register.store import Register

ROOT = Path(__file__).resolve().parents[2]  # each worker has the project in a folder of its own
PATIENCE_SECONDS = 60
AT_ONCE = 40  # pages or files of one task, where they belong to no plan

# Where the scheduler of this process's build listens, if it is to be made on a cluster.
address: str | None = None


class ClusterError(Exception):
    """What an editor is told: the cluster cannot be used."""


# On the machine of the build


def work(site: RecordSite, scheduler: str) -> tuple[int, int]:
    """Have made what is not kept yet: files to take along, then pages, which state their sizes.

    Gives how many things workers made, and how many of them are not good here and are made again,
    since a worker's data are others.
    """
    try:
        from distributed import Client, as_completed  # noqa: PLC0415 - most builds have no Dask
    except ImportError:
        raise ClusterError(
            "没有安装 Dask。办法：用 requirements/cluster.txt 安装，见 docs/scale.md。"
        ) from None
    try:
        client = Client(scheduler, timeout=PATIENCE_SECONDS)
        client.wait_for_workers(1, timeout=PATIENCE_SECONDS)
    except (OSError, ValueError) as error:
        raise ClusterError(f"用不了 {scheduler} 的 Dask：{error}") from None
    build = (json.dumps(site.settings), site.renderer.today.isoformat(), uuid.uuid4().hex)
    with client:
        files, kept = 0, office.shelf(site.root / ".cache")
        asked = _in_parts(missing_files(site, kept))
        for done in as_completed([client.submit(make_files, build, part) for part in asked]):
            for key, content in done.result().items():
                kept.put(key, (content,))
                files += 1
            kept.save()
        kept.close()
        site.renderer.downloads = site.office_files.downloads
        downloads = client.submit(dict, site.renderer.downloads, pure=False)
        parts = [client.submit(make_pages, build, part, downloads) for part in shares(site)]
        pages = 0
        for done in as_completed(parts):
            pages += take(site, done.result())
    return files + pages, sum(map(len, shares(site)))


def missing_files(site: RecordSite, kept: Shelf) -> list[str]:
    """Keys of the files to take along that no earlier build made."""
    there = kept.keys()
    return [job.key for job in office.jobs(site.renderer.register) if job.key not in there]


def shares(site: RecordSite) -> Iterator[list[str]]:
    """What is not kept yet, in parts: pages and search of each plan, then what belongs to none."""
    renderer, by_plan = site.renderer, dict[str, list[str]]()
    for page in site.pages:
        made_from = renderer.made_from(page)
        if made_from and not renderer.kept_pages.is_good(page.url, made_from):
            by_plan.setdefault(plan_of(renderer.register, page.url), []).append(page.url)
    for name, plan in shards.parts(renderer.register):
        if not renderer.kept_pages.is_good(f"files/{name}", site.made_with):
            by_plan.setdefault(plan, []).append(f"files/{name}")
    shared = by_plan.pop("", [])
    yield from by_plan.values()
    yield from _in_parts(shared)


def plan_of(register: Register, url: str) -> str:
    """The id of the plan that a page belongs to; empty for pages of units and for shared ones."""
    kind, id_ = [*url.split("/"), ""][:2]
    if kind == "benefits" and id_ in register.benefits:
        return register.benefits[id_].plan
    return id_ if kind == "plans" else ""


def take(site: RecordSite, rows: Mapping[str, Row]) -> int:
    """Keep what a worker made, and count it; ClusterError where its program is another."""
    for made_from, _, _ in rows.values():
        if not made_from.startswith(site.renderer.made_with):
            raise ClusterError(
                "一台机器上的程序、Python 或者设置和这里不同。办法：在每台机器上取出同一次提交。"
            )
    site.renderer.kept_pages.add(rows)
    site.renderer.kept_pages.save_many()
    return len(rows)


def _in_parts(names: list[str]) -> Iterator[list[str]]:
    return (names[at : at + AT_ONCE] for at in range(0, len(names), AT_ONCE))


# On a worker

Build = tuple[str, str, str]  # settings as JSON, the day, a name of its own for each build
_alone = threading.Lock()  # look-ups are noted for one page at a time


@lru_cache(maxsize=1)
def _site(build: Build) -> RecordSite:
    """The site, as this worker's copy of the project makes it; loaded once for each build."""
    settings, day, _ = build
    register = rules.checked(ROOT)
    gc.freeze()  # records stay; looking through them again and again takes a tenth of the time
    return RecordSite(ROOT, register, json.loads(settings), datetime.date.fromisoformat(day))


@lru_cache(maxsize=1)
def _jobs(build: Build) -> dict[str, office.Job]:
    """Every file to take along by its key."""
    return {job.key: job for job in office.jobs(_site(build).renderer.register)}


def make_files(build: Build, keys: list[str]) -> dict[str, bytes]:
    """Files to take along by their keys; of a worker with other data, those that it knows."""
    with _alone:
        jobs = _jobs(build)
        return {key: jobs[key].make() for key in keys if key in jobs}


def make_pages(build: Build, names: list[str], downloads: Mapping[str, Any]) -> dict[str, Row]:
    """Pages and parts of the search, as they are kept."""
    with _alone:
        site, wanted = _site(build), set(names)
        site.renderer.downloads = downloads
        for page in site.pages:
            if page.url in wanted:
                site.page(page)
        for name, plan in shards.parts(site.renderer.register):
            if f"files/{name}" in wanted:
                site.search_part(name, plan)
        return site.renderer.kept_pages.rows(names)


# Where the site goes


def publish(site: Path, target: str) -> int:
    """Bring a built site to where fsspec leads; number of files that were sent.

    The lists of both say what differs. The list is sent last: until then the old one is there.
    """
    import fsspec  # noqa: PLC0415 - as Dask

    store, base = fsspec.core.url_to_fs(target)
    listed = f"{base}/{manifest.FILE}"
    new = manifest.read((site / manifest.FILE).read_text(encoding="utf-8"))
    old = manifest.read(store.cat_file(listed).decode()) if store.exists(listed) else {}
    differing = [name for name in new if old.get(name) != new[name]]
    for name in (*differing, manifest.FILE):
        store.makedirs(f"{base}/{name}".rpartition("/")[0], exist_ok=True)
        store.pipe_file(f"{base}/{name}", (site / name).read_bytes())
    for name in old.keys() - new.keys():
        store.rm_file(f"{base}/{name}")
    return len(differing)
