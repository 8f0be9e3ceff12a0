"""A plan as .pdf, where WeasyPrint is installed: the notice's text in the site's print style.

WeasyPrint needs libraries of the system, so nothing of the site depends on it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from register import links
from register.exports.office import Download, OfficeFiles
from register.render import Renderer

BUNDLE = "pdf"


def weasyprint_version() -> str | None:
    """The version that is installed, if any."""
    try:
        return version("weasyprint")
    except PackageNotFoundError:
        return None


def with_pdfs(files: OfficeFiles, renderer: Renderer, css: str) -> OfficeFiles:
    """The files and a .pdf of each plan; without WeasyPrint the files as they are."""
    installed = weasyprint_version()
    if installed is None:
        return files
    content, downloads = dict(files.content), dict(files.downloads)
    kept, used = renderer.memory.kept_bytes(BUNDLE), {}
    for plan in renderer.register.plans.values():
        html = renderer.page("printed", links.text(plan), {"plan": plan, "css": css})
        base = renderer.site_url + links.text(plan)
        key = hashlib.sha256(f"{installed}\n{base}\n{html}".encode()).hexdigest()
        used[key] = kept.get(key) or _pdf(html, base)
        url = links.file(plan, "pdf")
        content[url] = used[key]
        download = Download(url, "PDF", len(used[key]), f"{plan.short_title}.pdf")
        downloads[plan.id] = (*downloads[plan.id], download)
    if used.keys() != kept.keys():
        renderer.memory.keep_bytes(BUNDLE, used)
    return replace(files, content=content, downloads=downloads)


def _pdf(html: str, base: str) -> bytes:
    import weasyprint  # noqa: PLC0415 - 0.5 s, and it may be missing

    def fetch(url: str, *_: Any, **__: Any) -> Callable[[], None]:
        raise ValueError(f"nothing is fetched: {url}")

    document = weasyprint.HTML(string=html, base_url=base, url_fetcher=fetch)
    content: bytes = document.write_pdf(pdf_identifier=hashlib.sha256(html.encode()).digest()[:16])
    return content
