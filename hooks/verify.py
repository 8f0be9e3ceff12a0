"""After a build: look at the site as it lies on disk; a problem fails a strict build."""

from __future__ import annotations

import logging
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from register.verify import problems

log = logging.getLogger("mkdocs.hooks.verify")


def on_post_build(config: MkDocsConfig) -> None:
    """Warn of each problem in the built site."""
    if config.extra.get("serving"):
        return
    for problem in problems(Path(config.site_dir), config.site_url or "/"):
        log.warning(str(problem))


def on_startup(command: str, dirty: bool) -> None:
    """Nothing to do; keeps this object between rebuilds, as MkDocs does for startup handlers."""
