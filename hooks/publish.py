"""The last of a build: put the new site in the place of the old one if nothing is wrong with it."""

from __future__ import annotations

import logging
from pathlib import Path

import mkdocs
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.utils import CountHandler

from register import rebuild, unchanged


def on_post_build(config: MkDocsConfig) -> None:
    """Swap, or throw away what a strict build is going to refuse."""
    sound = not (config.strict and _warned())
    if sound and unchanged.begun is not None:
        site, root = config.extra["site"], Path(config.config_file_path).parent
        others = rebuild.keep_others(root, Path(config.site_dir), site)
        unchanged.begun.note(config.site_dir, site.apart() | {"others": others})
    try:
        config.extra["publish"](sound=sound)
    except OSError as error:
        raise PluginError(
            f"新的网站没有换上（{error.strerror}）：{error.filename}。上一次的网站没有动。"
            "办法：换一个能写的文件夹（-d）；挂载点不能换，可以用它里面的一个文件夹。"
        ) from None


def _warned() -> bool:
    """Whether anything was warned of: a strict build ends as failed then, but only after this."""
    handlers = logging.getLogger(mkdocs.__name__).handlers  # a fork has a name of its own
    return any(handler.get_counts() for handler in handlers if isinstance(handler, CountHandler))
