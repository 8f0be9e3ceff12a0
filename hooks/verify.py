"""After a build: look at the site as it lies on disk; a problem fails a strict build."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Literal

from mkdocs.config.defaults import MkDocsConfig

from register import permanent, verify
from register.memory import Memory

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
    memory = Memory(root / ".cache")
    # What a page says follows from its bytes; the code that reads it is the other half of the key.
    reader = Path(verify.__file__).read_text(encoding="utf-8")
    known = memory.kept("verify", reader) or {}
    published = permanent.published(root)
    for problem in verify.problems(Path(config.site_dir), config.site_url or "/", known, published):
        log.warning(str(problem))
    memory.keep("verify", reader, known)
