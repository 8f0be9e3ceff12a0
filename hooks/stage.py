"""Build in a folder aside, over what lies there, and leave nothing stale in it.

Creating 250 folders and files costs 0.4 s of CPU on ext4; writing over them costs 0.03 s.
Hooks run in the order of mkdocs.yml: the stale files are gone before verify looks at the site, and
publish.py, which stands last, swaps the folders.
"""

from __future__ import annotations

import errno
from pathlib import Path

from mkdocs import utils
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files

from register import staging

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

_expected: set[str] = set()
_stages: list[staging.Stage] = []


def on_config(config: MkDocsConfig) -> None:
    """Let MkDocs write into a folder of this build's own."""
    for earlier in _stages:  # while serving; what is served stays if this build fails
        earlier.release()
    site = Path(config.site_dir).resolve()  # a link stays, what it leads to is swapped
    try:
        stage = staging.stage_for(site, Path(config.config_file_path).parent / ".cache")
    except OSError as error:
        raise PluginError(
            f"不能在 {site} 旁边写文件（{error.strerror}）。上一次的网站没有动。"
            "办法：换一个能写的文件夹（-d），或者改它的权限。"
        ) from None
    _stages[:] = [stage]
    config.extra["publish"] = lambda sound: stage.publish(site) if sound else stage.discard()
    config.site_dir = str(stage.folder)


def on_pre_build(config: MkDocsConfig) -> None:
    """MkDocs empties the folder right after this event; keep it from doing so."""
    utils.clean_directory = lambda directory: None


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Remember what this build will write. This hook stands last, so the list is complete."""
    _expected.clear()
    _expected.update(file.dest_uri for file in files)
    _expected.update(config.theme.static_templates, config.extra_templates, ["sitemap.xml.gz"])


def on_post_build(config: MkDocsConfig) -> None:
    """Remove files of earlier builds, and folders that are empty then."""
    staging.leave_only(Path(config.site_dir), _expected)


def on_build_error(error: Exception) -> None:
    """Free the room that a build has taken which could not write on."""
    if isinstance(error, OSError) and error.errno in NO_ROOM and _stages:
        _stages[0].discard()
        raise PluginError(
            f"没有地方写了（{error.strerror}）。上一次的网站没有动。办法：清理磁盘，再生成一次。"
        ) from None
