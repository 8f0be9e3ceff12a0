"""Templates: the environment in which every page and part is rendered.

Autoescape is on for all of them; text from data is never evaluated as a template or as HTML.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from functools import cache as once
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from register import links, qr, quality, search
from register.exports.index import data_date
from register.glossing import Glossary, Reader
from register.keptpages import KeptPages
from register.memory import Memory
from register.sitepage import SitePage
from register.store import Register
from register.templates import Sources
from register.typography import Words, chinese_date, full_width
from register.watched import Watched

TEMPLATES = Path(__file__).resolve().parents[2] / "macros" / "templates"
LAYOUT = TEMPLATES / "theme"
COMPACT = {"ensure_ascii": False, "separators": (",", ":")}  # JSON
PUBLIC = "public.html"  # the layout of all pages that are made from records
PARTS = "parts/parts.html"


def _of_page(name: str) -> str:
    return f"pages/{name}.html"


def by_plan(records: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """Tasks or sentences under the ids of their plans, both in the order in which they come."""
    groups: dict[str, list[Any]] = {}
    for record in records:
        groups.setdefault(record.id.partition("/")[0], []).append(record)
    return list(groups.items())


def bytecode_cache(cache: Path) -> jinja2.BytecodeCache:
    """Where compiled templates are kept between builds; each is checked against its source.

    Environments with other options need folders of their own: what is kept does not tell them.
    """
    folder = cache / "templates"
    folder.mkdir(parents=True, exist_ok=True)
    return jinja2.FileSystemBytecodeCache(str(folder))


class Renderer:
    """Renders pages and parts of one register.

    `settings` are the site's own (mkdocs.yml, extra). `cache` is a folder for compiled templates
    and cut headings; everything in it can be deleted at any time. `site_url` is the address that
    printed pages give, with a slash at its end. `today` is the day of the build; without it, the
    newest day that the records state. `made_with` is a fingerprint of what makes pages beside
    their templates, which is code and settings; without it, none is kept for the next build.
    """

    def __init__(
        self,
        register: Register,
        settings: Mapping[str, Any],
        cache: Path,
        site_url: str = "",
        today: datetime.date | None = None,
        made_with: str = "",
    ) -> None:
        self.memory = Memory(cache)
        self.words = Words(cache / "words.json")
        self.bytecode = bytecode_cache(cache)
        self.register = register
        self.site_url = site_url
        self.today = today or datetime.date.fromisoformat(data_date(register))
        self.made_with = f"{made_with} {self.today}" if made_with else ""
        # Files of units, actions and plans, by their ids; there are none until they are made.
        self.downloads: Mapping[str, Any] = {}
        self.sources = Sources([TEMPLATES, LAYOUT])
        self.environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader([TEMPLATES, LAYOUT]),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=self.bytecode,
        )
        # Data in an attribute between single quotes, for scripts.
        self.environment.policies["json.dumps_kwargs"] = COMPACT
        self.glossary = Glossary(register.terms.values())
        # What templates look up goes through this, so that a page can be kept for the next build.
        self.watched = Watched(
            register,
            downloads_of=self._downloads_of,
            qr_code=once(self._qr_code),
            quality=once(self._quality),
            addresses=once(lambda: frozenset(links.addresses(register))),
        )
        self.kept_pages = KeptPages(cache, self.watched)
        self.environment.filters |= {
            "zh": full_width,
            "heading": self.words.heading,
            "date": chinese_date,
            "is_firm": self.watched.is_firm,
            "url": links.url,
            "in_text": links.in_text,
            "anchor": links.anchor,
            "text_url": links.text,
            "comparison_url": links.comparison,
            "view_url": links.view,
            "by_plan": by_plan,
            "log_anchor": links.log_anchor,
        }
        self.environment.globals |= {
            "register": self.watched,
            "settings": settings,
            "entry": self.watched.entry,
            "glossary_reader": self._glossary_reader,
            "qr_code": self.watched.qr_code,
            "site_url": site_url,
            "today": self.today,
            "quality": self.watched.quality,
            "addresses": self.watched.addresses,
            "search_index": self._search_index,
            "downloads_of": self.watched.downloads_of,
        }

    def _downloads_of(self, owner: Any) -> Any:
        return self.downloads.get(owner.id, ())

    def _glossary_reader(self, prefix: str = "term-") -> Reader:
        """A reader who has met no term yet; the page then depends on every term."""
        self.watched.note(["terms"], self.register.terms)
        return self.glossary.reader(prefix)

    def _qr_code(self, plan_id: str) -> Mapping[str, Any]:
        """Size and path of the code that leads to a plan's official page."""
        address = self.register.plans[plan_id].source
        code: Mapping[str, Any] = self.memory.recall(
            f"qr-{plan_id}", address, lambda: qr.symbol(address)
        )
        return code

    def _quality(self) -> Mapping[str, Any]:
        """What the checks prove, in groups."""
        return quality.in_groups(quality.figures(self.register, self.today))

    def _search_index(self) -> Mapping[str, Any]:
        """What the search page carries for its script."""
        watched: Any = self.watched
        return search.index(watched)

    def made_from(self, page: SitePage) -> str:
        """Fingerprint of all that makes a page but its look-ups; empty where there is none."""
        if not self.made_with:
            return ""
        templates = self.sources.digest(_of_page(page.template), PUBLIC)
        return f"{self.made_with} {templates} {page.digest}"

    def parts_made_from(self) -> str:
        """Fingerprint of all that makes a part but its look-ups; empty where there is none."""
        return self.made_with and f"{self.made_with} {self.sources.digest(PARTS)}"

    def page(self, template: str, page_url: str, context: Mapping[str, Any]) -> str:
        """The content of a page: HTML that starts with its h1."""
        found = self.environment.get_template(_of_page(template))
        return found.render(context, root=links.root(page_url))

    def part(self, name: str, page_url: str, *arguments: Any) -> Markup:
        """A part, as authors' macros and pages both show it; `name` is a macro in parts.html."""
        module = self.environment.get_template(PARTS).module
        return Markup(getattr(module, name)(links.root(page_url), *arguments))
