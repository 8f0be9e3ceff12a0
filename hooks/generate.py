"""When things happen: load and check the data, then hand MkDocs the files made from it.

Everything that can fail for an editor's reason fails in on_config, before MkDocs touches site/.
"""

from __future__ import annotations

import gc
import logging
import os
from functools import partial
from pathlib import Path
from typing import Any, Literal

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.theme import Theme

from register import clock, cluster, rules
from register.load import Reading
from register.problem import RegisterError
from register.rebuild import put
from register.site import SHOWN, RecordSite, layout, ours

COLLECTED_AT = (100_000, 50, 1000)  # new objects; younger collections before an older one

log = logging.getLogger("mkdocs.hooks.generate")

# MkDocs keeps no object of ours between the start and the rebuilds of a server.
_serving: list[str] = []
_first: list[RecordSite] = []
_readings: list[Reading] = []


class RecordFile(File):
    """A file made from records. MkDocs finds it for links and the sitemap; it lies in its place."""

    def is_documentation_page(self) -> bool:
        """Never: it is no Markdown."""
        return False

    def copy_file(self, dirty: bool = False) -> None:
        """Nothing is left to do."""


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """While records are loaded nothing becomes garbage, and looking for it costs 8 %."""
    if command == "build":
        gc.disable()
    else:
        _serving.append(command)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Load and check the data; every problem at once, one line each."""
    root = Path(config.config_file_path).parent
    reading = _readings[0] if _readings else Reading(root)
    try:
        register = rules.checked(root, reading)
    except RegisterError as error:
        lines = "\n".join(map(str, error.problems))
        raise PluginError(f"数据有 {len(error.problems)} 个问题：\n{lines}") from None
    if not _serving:
        gc.freeze()  # records stay to the end; only what comes after them is looked through
        gc.set_threshold(*COLLECTED_AT)
        gc.enable()
    config.theme.get_env = partial(_theme_environment, config.theme)  # type: ignore[method-assign]
    config.extra.update(ours(root, register))
    settings = {name: config[name] for name in SHOWN} | {"extra": dict(config.extra)}
    first = _first[0] if _first else None
    site = RecordSite(root, register, settings, clock.build_day(root, os.environ), first)
    if _serving and not _first:
        _first.append(site)
    if _serving:
        _readings[:] = [reading]
        config.extra["reading"] = reading
    # Authors' macros find it here; hooks run after plugins, so the macros look when called.
    config.extra["site"] = site
    return config


class _ThemeLoader(jinja2.FileSystemLoader):
    """Finds the theme's templates without walking 14,000 icons that MkDocs would then leave out."""

    def list_templates(self) -> list[str]:
        found = set()
        for folder in self.searchpath:
            for path, folders, names in os.walk(folder):
                folders[:] = [name for name in folders if not name.startswith(".")]
                inside = os.path.relpath(path, folder)
                found |= {os.path.normpath(os.path.join(inside, name)) for name in names}
        return sorted(name.replace(os.sep, "/") for name in found)


def _theme_environment(theme: Theme) -> jinja2.Environment:
    environment = Theme.get_env(theme)
    environment.loader = _ThemeLoader(theme.dirs)
    return environment


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Write every page and file that is made from records, and tell MkDocs of it."""
    site: RecordSite = config.extra["site"]
    if cluster.address:
        try:
            made, again = cluster.work(site, cluster.address)
        except cluster.ClusterError as error:
            raise PluginError(str(error)) from None
        log.info(f"集群做了 {made} 个网页和文件，其中 {again} 个因为数据不同要在这里重做。")
    for path in put(Path(config.site_dir), site.files()):
        # Authors link to `benefits/index.md`, as if it were a page like theirs.
        source = f"{path[:-5]}.md" if path.endswith("/index.html") else path
        file = RecordFile.generated(
            config, source, abs_src_path=path, inclusion=InclusionLevel.INCLUDED
        )
        file.dest_uri = path
        as_written = files.get_file_from_path(source)
        if as_written is not None:
            files.remove(as_written)
        files.append(file)
    return files


def on_env(env: Any, config: MkDocsConfig, files: Files) -> Any:
    """Refuse to publish fewer pages than the floor; keep compiled templates."""
    site: RecordSite = config.extra["site"]
    floor = site.renderer.register.floors.pages
    count = len(files.documentation_pages()) + len(site.pages)
    if count < floor:
        raise PluginError(f"只有 {count} 个网页，data/floors.yml 要求至少 {floor} 个。")
    env.bytecode_cache = layout(site.root / ".cache").bytecode_cache
    return env


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Put the authors' parts where their marks stand.

    Mend Material's pages: HTML allows no autocomplete on its two hidden checkboxes.
    """
    site: RecordSite = config.extra["site"]
    output = site.authors.finished(page.file.dest_uri, output)
    return output.replace('" autocomplete="off">', '">') if "md-toggle" in output else output


def on_post_build(config: MkDocsConfig) -> None:
    """Keep what the next build can use again."""
    site: RecordSite = config.extra["site"]
    site.save()
