"""Parts of records on authors' pages: marks while MkDocs makes a page, their HTML at the end.

Markdown need not read the HTML of parts, and a page with its marks stays good while records change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from markupsafe import Markup

from register.render import Renderer

# The macros that authors may use: what an author passes → arguments of the part.
MACROS: Mapping[str, Callable[..., list[Any]]] = {
    "actions": lambda register, plan: [register.in_force(register.plans[plan])],
    "audiences": lambda register, group: [group],
    "collection": lambda register: [],
    "glance": lambda register: [],
    "benefits": lambda register, *ids: [[register.benefits[id_] for id_ in ids]],
    "tasks": lambda register, *ids: [[register.tasks[id_] for id_ in ids]],
    "units": lambda register, *ids: [ids],
    "vocabulary": lambda register, id_: [id_],
    "ours": lambda register, text: [text],
    "site_operator": lambda register: [],
    "common": lambda register: [],
    "search_form": lambda register: [],
    "recent_changes": lambda register: [],
    "finder": lambda register: [],
    "employers": lambda register: [],
}
TEMPLATES = {"benefits": "benefit_list", "tasks": "task_list"}
MARK = re.compile(r"<!--part (\d+)-->")

Part = tuple[str, str, list[str]]  # macro, URL of the page, what the author passed


class AuthorsPages:
    """Pages of docs/ that show parts of records, by their path in the site, with their marks."""

    def __init__(self, parts: Iterable[Part] = (), pages: Mapping[str, str] | None = None) -> None:
        self.parts = list(parts)
        self.pages = dict(pages or {})
        self._made: dict[int, Markup] = {}  # since the last marks

    def mark(self, renderer: Renderer, macro: str, page_url: str, *given: str) -> Markup:
        """A mark that stands for a part; what is wrong with the part is told here."""
        part: Part = (macro, page_url, list(given))
        number = len(self.parts)
        self._made[number] = html_of(renderer, part)
        self.parts.append(part)
        return Markup(f"<!--part {number}-->")

    def finished(self, path: str, page: str) -> str:
        """A page with its parts in the places of their marks; remembered if it has any."""
        if MARK.search(page):
            self.pages[path] = page
        return MARK.sub(lambda mark: self._made[int(mark[1])], page)

    def files(self, renderer: Renderer) -> Iterator[tuple[str, bytes]]:
        """Path and content of every page with parts, as the records are now."""

        def html(mark: re.Match[str]) -> str:
            return html_of(renderer, self.parts[int(mark[1])])

        for path, page in self.pages.items():
            yield path, MARK.sub(html, page).encode()


def html_of(renderer: Renderer, part: Part) -> Markup:
    """A part as it stands on its page."""
    macro, page_url, given = part
    watched: Any = renderer.watched

    def make() -> str:
        return renderer.part(TEMPLATES.get(macro, macro), page_url, *MACROS[macro](watched, *given))

    name = f"parts/{page_url}{macro}({', '.join(given)})"
    return Markup(renderer.kept_pages.recall(name, renderer.parts_made_from(), make))
