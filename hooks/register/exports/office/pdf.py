"""A plan as .pdf, where WeasyPrint is installed: the notice's text in the site's print style.

WeasyPrint needs libraries of the system, so nothing of the site depends on it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from register import links
from register.exports.office import Job
from register.render import Renderer


def weasyprint_version() -> str | None:
    """The version that is installed, if any."""
    try:
        return version("weasyprint")
    except PackageNotFoundError:
        return None


def jobs(renderer: Renderer, css: str) -> Iterator[Job]:
    """A .pdf of each plan; without WeasyPrint none."""
    installed = weasyprint_version()
    if installed is None:
        return
    for plan in renderer.register.plans.values():
        html = renderer.page("printed", links.text(plan), {"plan": plan, "css": css})
        base = renderer.site_url + links.text(plan)
        key = hashlib.sha256(f"{installed}\n{base}\n{html}".encode()).hexdigest()
        make, name = partial(_pdf, html, base), f"{plan.short_title}.pdf"
        yield Job(links.file(plan, "pdf"), key, make, plan.id, "PDF", name)


def _pdf(html: str, base: str) -> bytes:
    import weasyprint  # noqa: PLC0415 - 0.5 s, and it may be missing

    def fetch(url: str, *_: Any, **__: Any) -> Callable[[], None]:
        raise ValueError(f"nothing is fetched: {url}")

    document = weasyprint.HTML(string=html, base_url=base, url_fetcher=fetch)
    content: bytes = document.write_pdf(pdf_identifier=hashlib.sha256(html.encode()).digest()[:16])
    return content
