"""The last of a build: put the new site in the place of the old one if nothing is wrong with it."""

from __future__ import annotations

import logging

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils import CountHandler

from register import unchanged


def on_post_build(config: MkDocsConfig) -> None:
    """Swap, or throw away what a strict build is going to refuse."""
    publish = config.extra.get("publish")
    if publish is None:
        return
    sound = not (config.strict and _warned())
    if sound and unchanged.begun is not None:
        unchanged.begun.note(config.site_dir)
    publish(sound=sound)


def _warned() -> bool:
    """Whether anything was warned of: a strict build ends as failed then, but only after this."""
    handlers = logging.getLogger("mkdocs").handlers
    return any(handler.get_counts() for handler in handlers if isinstance(handler, CountHandler))
