"""When things happen: refuse settings that pages would take for others, before all else."""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from register import settings


def on_config(config: MkDocsConfig) -> None:
    """Check the settings; every problem at once, one line each."""
    text = Path(config.config_file_path).read_text(encoding="utf-8")
    if found := list(settings.problems(config.extra, text)):
        lines = "\n".join(map(str, found))
        raise PluginError(f"设置有 {len(found)} 个问题：\n{lines}")
