"""After a build: look at the site as it lies on disk; a problem fails a strict build."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Literal

from mkdocs.config.defaults import MkDocsConfig

from register import permanent, verify

log = logging.getLogger("mkdocs.hooks.verify")
_serving = False


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """While serving, an edit is to be seen at once; the build that is published looks at all."""
    global _serving
    _serving = command == "serve"


def on_post_build(config: MkDocsConfig) -> None:
    """Warn of each problem in the built site."""
    if _serving:
        return
    root = Path(config.config_file_path).parent
    found = verify.remembered(
        Path(config.site_dir),
        config.site_url or "/",
        root / ".cache",
        permanent.published(root),
    )
    for problem in found:
        log.warning(str(problem))
