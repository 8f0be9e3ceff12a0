"""After a build: tell the service worker which build it belongs to.

Stands after stage.py, which removes what is stale, and before verify.py, which looks at all.
"""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from register import offline


def on_post_build(config: MkDocsConfig) -> None:
    """Fill in the build's fingerprint."""
    offline.stamp(Path(config.site_dir))
