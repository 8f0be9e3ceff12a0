"""Register → every file of the site that is made from records, as it will be published.

Pages get their layout here and go past MkDocs' page events; a test says that MkDocs would make
the same bytes. What an earlier build made is taken from there where it would come out the same.
"""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import urljoin

import jinja2

from register import (
    assets,
    digests,
    exports,
    feeds,
    forms,
    links,
    metadata,
    permanent,
    pinyin,
    policy,
    shards,
)
from register.authors import AuthorsPages
from register.exports import office
from register.exports.office import pdf
from register.keptpages import Files
from register.pages import PagesByPlan, as_of, pages_by_plan
from register.render import LAYOUT, PUBLIC, TEMPLATES, Renderer, bytecode_cache
from register.sitepage import SitePage
from register.store import Register

# What pages show of mkdocs.yml, beside `extra`; and the files that make pages.
SHOWN = ("site_name", "site_description", "site_url", "repo_url", "edit_uri", "copyright")
CODE = (".py", ".txt")
PINYIN = "assets/pinyin.json"


class Program(NamedTuple):
    """What makes files from records, as fingerprints: our code, packages and settings; templates.

    A page is made by some templates, which it states itself; other files may be made by any.
    """

    code: str
    templates: str

    @classmethod
    def of(cls, root: Path, settings: Mapping[str, Any]) -> Program:
        """The program as it lies on disk."""
        folders = [root / "hooks", root / "macros", root / "requirements/site.txt"]
        given = digests.Digests().of([settings, sys.version])
        return cls(digests.of_files(folders, CODE) + given, digests.of_files([TEMPLATES]))


class RecordSite:
    """The part of the site that records make.

    `settings` are those of mkdocs.yml: SHOWN and `extra`. `first` is, while serving, the site as it
    was at the start: its office files and readings are shown until the end, since making those
    that an edit changes takes up to a second. `authors` are pages of docs/ that show records.
    `program` is the fingerprint of code, templates and settings, where it is known already, as may
    be the pages of some plans, `known`.
    """

    def __init__(
        self,
        root: Path,
        register: Register,
        settings: Mapping[str, Any],
        today: datetime.date | None,
        first: RecordSite | None = None,
        authors: AuthorsPages | None = None,
        program: Program | None = None,
        known: PagesByPlan = MappingProxyType({}),
    ) -> None:
        self.root = root
        self.settings = settings
        self.address = settings["site_url"] or "/"
        self.first = first
        self.authors = authors or AuthorsPages()
        self.program = program or Program.of(root, settings)
        self.renderer = Renderer(
            register,
            settings["extra"],
            root / ".cache",
            settings["site_url"] or "",
            today,
            self.program.code,
        )
        self.made_with = f"{self.renderer.made_with} {self.program.templates}"
        self.by_plan = pages_by_plan(register, known)
        self.pages = list(chain.from_iterable(self.by_plan.values()))
        self.made: list[str] = []
        self.layout = layout(root / ".cache").get_template(PUBLIC)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Path under the site's root and content of every file; pages are `…/index.html`.

        Each is made when it is asked for, and nothing of it is held afterwards.
        """
        self.made.clear()
        for path, content in self.with_moved(chain(self._pages(), self.others())):
            self.made.append(path)
            yield path, content
            self.renderer.kept_pages.save_many()

    def with_moved(self, files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        """Some files, and what stands at old addresses: pages that lead on, copies of the files."""
        moved = self.settings["extra"]["moved"]["addresses"]
        copied, copies = permanent.copied(moved), {}
        for path, content in files:
            if path in copied:
                copies[path] = content
            yield path, content
        yield from permanent.files(self.renderer, self.settings["site_name"], moved, copies)

    def _pages(self) -> Iterator[tuple[str, bytes]]:
        self.renderer.downloads = self.office_files.downloads  # pages state their sizes
        yield from self.office_files.files()
        for made in self.pages:
            yield f"{made.url}index.html", self.page(made).encode()

    def others(self) -> Iterator[tuple[str, bytes]]:
        """Every file that is neither a page nor to be taken along."""
        renderer = self.renderer
        watched: Any = renderer.watched
        yield from exports.files(watched, renderer.today, self._group, renderer.site_url)
        yield from self._group("feeds", lambda: feeds.files(renderer))
        yield from self._group("forms", self._forms)
        yield from shards.files(watched, self._group)
        yield PINYIN, self.readings.encode()
        for path, content in assets.files(self.root / "docs"):
            yield path, content.encode()

    def page(self, made: SitePage) -> str:
        """A page as it is published."""
        renderer = self.renderer
        return renderer.kept_pages.recall(
            made.url, renderer.made_from(made), lambda: self._laid_out(made)
        )

    def _laid_out(self, made: SitePage) -> str:
        """A page made anew; `page`, `config` and `base_url` are called as MkDocs calls them."""
        watched: Any = self.renderer.watched
        context = made.context(watched)
        content = self.renderer.page(made.template, made.url, context)
        page = {
            "title": made.title,
            "url": made.url,
            "canonical_url": self.address + made.url if self.settings["site_url"] else None,
            "edit_url": self._edit_url(made),
            "content": content,
            "meta": meta(made, context, watched, self.address),
            "is_homepage": False,
        }
        return self.layout.render(page=page, config=self.settings, base_url=links.root(made.url))

    def _edit_url(self, made: SitePage) -> str | None:
        folder: str = self.settings["edit_uri"]
        repository: str | None = self.settings["repo_url"]
        if not folder:
            return None
        base = f"{repository.rstrip('/')}/" if repository else ""
        return urljoin(base, folder + links.edit_uri(made.source))

    def _group(self, name: str, make: Callable[[], Files]) -> Files:
        """Files that are made together, all of them text; each is let go of once it is taken."""

        def made() -> str:
            # One after the other: a table of open data may be as large as all else.
            files = (f"{_text(path)}:{_text(content.decode())}" for path, content in make())
            return f"{{{','.join(files)}}}"

        renderer = self.renderer
        kept = renderer.kept_pages.recall(f"files/{name}", self.made_with, made)
        files = json.loads(kept)
        del kept
        return ((path, files.pop(path).encode()) for path in list(files))

    def search_part(self, name: str, plan: str) -> None:
        """Make and keep what the search has of one plan among several."""
        watched: Any = self.renderer.watched
        self._group(name, partial(shards.of_plan, watched, plan))

    def _forms(self) -> Iterator[tuple[str, bytes]]:
        name, repository = self.settings["site_name"], self.settings["repo_url"] or ""
        given = self.settings["extra"].get("forms", {})
        for path, content in forms.files(self.renderer, name, repository, given):
            yield path, content.encode()

    @cached_property
    def office_files(self) -> office.OfficeFiles:
        """Word, Excel and calendar files, and .pdf where that can be made."""
        if self.first is not None:
            return self.first.office_files
        css = (self.root / "docs/assets/public.css").read_text(encoding="utf-8")
        renderer = self.renderer
        return office.OfficeFiles(
            lambda: chain(office.jobs(renderer.register), pdf.jobs(renderer, css)),
            office.shelf(self.root / ".cache"),
        )

    @cached_property
    def readings(self) -> str:
        """The map of readings."""
        if self.first is not None:
            return self.first.readings
        reviewed = self.renderer.register.pinyin
        return pinyin.published(self.root, reviewed, self.renderer.memory)

    def apart(self) -> dict[str, Any]:
        """What `rebuild` has to know beside the records, as JSON; after the site is made."""
        return {
            "settings": self.settings,
            "parts": self.authors.parts,
            "pages": self.authors.pages,
            "made": self.made,
        }

    def save(self) -> None:
        """Keep what the next build can use again."""
        self.renderer.words.save()
        self.renderer.kept_pages.close()


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def ours(root: Path, register: Register) -> dict[str, Any]:
    """What layouts find in `extra` beside the settings: policy, addresses that moved, the day."""
    moved = permanent.moves(root, register.redirects)
    places = permanent.places(moved)
    return {
        "policy": dict(policy.METAS),
        "moved": {"addresses": moved, "places": places},
        "as_of": as_of(register),  # on hand-written pages; others say their own
    }


def layout(cache: Path) -> jinja2.Environment:
    """The public layout's environment, with the options that MkDocs gives to those of themes."""
    return jinja2.Environment(  # the layout itself switches escaping on
        loader=jinja2.FileSystemLoader(LAYOUT),
        auto_reload=False,
        bytecode_cache=bytecode_cache(cache / "layout"),
    )


def meta(
    made: SitePage, context: Mapping[str, Any], register: Register, address: str
) -> Mapping[str, Any]:
    """What the layout shows of a page beside its content."""
    return {
        "title": made.head,
        "description": made.description,
        "crumbs": made.crumbs,
        "style": made.style,
        "scripts": made.scripts,
        "preloads": made.preloads,
        "feed": made.feed,
        "as_of": made.as_of,
        "picture": metadata.picture(made.template),
        "json_ld": metadata.json_ld(register, made, context, address),
    }
