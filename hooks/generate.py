"""When things happen: load and check the data, then hand MkDocs its pages and files.

Everything that can fail for an editor's reason fails in on_config, before MkDocs touches site/.
"""

from __future__ import annotations

import datetime
import gc
import logging
import os
import sys
from functools import partial
from pathlib import Path
from typing import Any, Literal

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents
from mkdocs.theme import Theme

from register import clock, digests, exports, feeds, forms, links, metadata, pinyin, rules, search
from register.exports import office
from register.exports.office import pdf
from register.pages import SitePage, as_of, pages
from register.problem import RegisterError
from register.render import Renderer

# What public.html shows of mkdocs.yml, beside `extra`; and the files that make pages.
SHOWN = ("site_name", "site_description", "site_url", "repo_url", "edit_uri", "copyright")
MADE = (".py", ".html", ".xml", ".txt")

log = logging.getLogger("mkdocs.hooks.generate")
# MkDocs keeps no object of ours between the start and the rebuilds of a server.
_serving: list[str] = []
_first_pinyin: list[str] = []
_first_office: list[office.OfficeFiles] = []


class RecordPage(Page):
    """A page whose content comes from our templates; neither Markdown nor macros see its text."""

    def __init__(
        self, made: SitePage, renderer: Renderer, file: File, config: MkDocsConfig
    ) -> None:
        super().__init__(made.title, file, config)
        self.made = made
        self.renderer = renderer

        self.kept: str | None = None

    def read_source(self, config: MkDocsConfig) -> None:
        """Give MkDocs what it would read from a page's front matter."""
        self.markdown = ""
        self.kept = self.renderer.kept_page(self.made)
        if self.kept is not None:
            self.meta = {"template": "kept.html"}
            return
        self.meta = {
            "template": "public.html",
            "description": self.made.description,
            "crumbs": self.made.crumbs,
            "styles": self.made.styles,
            "scripts": self.made.scripts,
            "preloads": self.made.preloads,
            "feed": self.made.feed,
            "as_of": self.made.as_of,
            "picture": metadata.picture(self.made.template),
        }

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Put the template's output where MkDocs expects what Markdown gave."""
        self.content = ""
        self.toc = TableOfContents([])
        if self.kept is None:
            with self.renderer.watched.watching() as self.look_ups:
                self.meta["json_ld"] = metadata.json_ld(
                    self.renderer.watched, self.made, config.site_url or "/"
                )
                self.content = self.renderer.page(
                    self.made.template, self.made.url, {"page": self.made, **self.made.context}
                )


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """A build ends before garbage matters: collecting it costs 8 % and frees nothing."""
    if command == "build":
        gc.disable()
    else:
        _serving.append(command)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Load and check the data; every problem at once, one line each."""
    root = Path(config.config_file_path).parent
    try:
        register = rules.checked(root)
    except RegisterError as error:
        lines = "\n".join(map(str, error.problems))
        raise PluginError(f"数据有 {len(error.problems)} 个问题：\n{lines}") from None
    handlers = config.plugins.events["page_markdown"]
    handlers[:] = [partial(_unless_record, handler) for handler in handlers]
    config.theme.get_env = partial(_theme_environment, config.theme)  # type: ignore[method-assign]
    today = clock.build_day(root, os.environ)
    # Authors' macros find it here; hooks run after plugins, so the macros look when called.
    config.extra["renderer"] = Renderer(
        register,
        dict(config.extra),
        root / ".cache",
        config.site_url or "",
        today,
        _made_with(root, config, today),
    )
    config.extra["as_of"] = as_of(register)  # for hand-written pages
    return config


def _made_with(root: Path, config: MkDocsConfig, today: datetime.date | None) -> str:
    """Fingerprint of what makes pages from records: our code, packages, settings, the day."""
    settings = {name: config[name] for name in SHOWN}
    given = [settings, dict(config.extra), today, sys.version]
    files = digests.of_files(
        [root / "hooks", root / "macros", root / "requirements/site.txt"], MADE
    )
    return files + digests.Digests().of(given)


def _unless_record(handler: Any, markdown: str, *, page: Page, **event: Any) -> str | None:
    """Let plugins change authors' Markdown only: for each page mkdocs-macros copies what it has."""
    if isinstance(page, RecordPage):
        return markdown
    changed: str | None = handler(markdown, page=page, **event)
    return changed


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
    """Add every page and file that is made from records."""
    renderer: Renderer = config.extra["renderer"]
    taken_along = _office(renderer, config)
    renderer.downloads = taken_along.downloads  # pages state their sizes
    for path, data in taken_along.content.items():
        files.append(File.generated(config, path, content=data))
    for made in pages(renderer.register):
        file = File.generated(
            config, f"{made.url}index.md", content="", inclusion=InclusionLevel.NOT_IN_NAV
        )
        file.edit_uri = links.edit_uri(made.source)
        files.append(file)
        RecordPage(made, renderer, file, config)
    for path, content in exports.files(renderer.register, renderer.today):
        files.append(File.generated(config, path, content=content))
    for path, content in feeds.files(renderer):
        files.append(File.generated(config, path, content=content))
    given = config.extra.get("forms", {})
    for path, content in forms.files(renderer, config.site_name, config.repo_url or "", given):
        files.append(File.generated(config, path, content=content))
    index = search.index_file(renderer.register)
    files.append(File.generated(config, search.FILE, content=index))
    files.append(File.generated(config, "assets/pinyin.json", content=_pinyin(renderer, config)))
    return files


def _office(renderer: Renderer, config: MkDocsConfig) -> office.OfficeFiles:
    """Word, Excel and calendar files; while serving those of the first build, for an edit's sake.

    Making those again that an edit changes costs up to 0.8 s.
    """
    if not (_serving and _first_office):
        made = office.office_files(renderer.register, renderer.memory)
        css = Path(config.docs_dir, "assets/public.css").read_text(encoding="utf-8")
        _first_office[:] = [pdf.with_pdfs(made, renderer, css)]
    return _first_office[0]


def _pinyin(renderer: Renderer, config: MkDocsConfig) -> str:
    """The map of readings; while serving that of the first build, since a new one costs 0.3 s."""
    if not (_serving and _first_pinyin):
        root = Path(config.config_file_path).parent
        _first_pinyin[:] = [pinyin.published(root, renderer.register.pinyin, renderer.memory)]
    return _first_pinyin[0]


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put the authors' parts where their marks stand."""
    renderer: Renderer = config.extra["renderer"]
    return html if isinstance(page, RecordPage) else renderer.put_back(html)


def on_env(env: Any, config: MkDocsConfig, files: Files) -> Any:
    """Refuse to publish fewer pages than the floor; keep compiled templates."""
    renderer: Renderer = config.extra["renderer"]
    floor = renderer.register.floors.pages
    count = len(files.documentation_pages())
    if count < floor:
        raise PluginError(f"只有 {count} 个网页，data/floors.yml 要求至少 {floor} 个。")
    env.bytecode_cache = renderer.bytecode
    return env


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Keep a page made from records for the next build.

    Mend Material's pages: HTML allows no autocomplete on its two hidden checkboxes.
    """
    if isinstance(page, RecordPage):
        if page.kept is None:
            page.renderer.keep_page(page.made, page.look_ups, output)
        return output
    return output.replace('" autocomplete="off">', '">') if "md-toggle" in output else output


def on_post_build(config: MkDocsConfig) -> None:
    """Keep what the next build can use again."""
    renderer: Renderer = config.extra["renderer"]
    renderer.words.save()
    renderer.kept_pages.save()
