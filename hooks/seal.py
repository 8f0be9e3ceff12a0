"""Give a build its date; when it is done, tell the service worker its build, and list all files.

Stands after stage.py, which removes what is stale, and before verify.py, which only looks: no
file may change after the list is made.
"""

from __future__ import annotations

import os
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from register import clock, offline


def on_config(config: MkDocsConfig) -> None:
    """What MkDocs dates, the sitemap, gets the day of the commit and not of the clock."""
    today = config.extra["site"].renderer.today
    os.environ.setdefault("SOURCE_DATE_EPOCH", str(clock.midnight(today)))


def on_post_build(config: MkDocsConfig) -> None:
    """Fill in the build's fingerprint, then write the list."""
    offline.seal(Path(config.site_dir))
