"""Pages made past MkDocs' page events are, byte for byte, those that MkDocs would make."""

from __future__ import annotations

from pathlib import Path

import pytest
from mkdocs.commands.build import _build_page, _populate_page
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents

from building import ROOT
from register import links
from register.site import SHOWN, RecordSite, meta, ours
from register.sitepage import SitePage
from register.store import Register


class RecordPage(Page):
    """A page of MkDocs' own whose content comes from our templates."""

    def __init__(self, made: SitePage, site: RecordSite, file: File, config: MkDocsConfig) -> None:
        super().__init__(made.title, file, config)
        self.made, self.site = made, site

    def read_source(self, config: MkDocsConfig) -> None:
        self.markdown = ""
        register = self.site.renderer.watched
        found = meta(self.made, self.made.context(register), register, self.site.address)
        self.meta = {**found, "template": "public.html"}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        made = self.made
        renderer = self.site.renderer
        self.content = renderer.page(made.template, made.url, made.context(renderer.watched))
        self.toc = TableOfContents([])


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> MkDocsConfig:
    folder = str(tmp_path_factory.mktemp("mkdocs"))
    return load_config(str(ROOT / "mkdocs.yml"), plugins=[], hooks=[], site_dir=folder)


@pytest.mark.parametrize("repository", ["https://git.example/notice-site", None])
def test_mkdocs_makes_the_same_pages(
    register: Register, config: MkDocsConfig, tmp_path: Path, repository: str | None
) -> None:
    config.repo_url = repository
    config.extra.update(ours(ROOT, register))
    settings = {name: config[name] for name in SHOWN} | {"extra": dict(config.extra)}
    site = RecordSite(tmp_path, register, settings, None)
    env, nav = config.theme.get_env(), Navigation([], [])
    different = []
    # One page of each kind where the repository is unknown: only the footer differs then.
    pages = site.pages if repository else list({p.template: p for p in site.pages}.values())
    for made in pages:
        file = File(f"{made.url}index.md", None, config.site_dir, True)
        file.edit_uri = links.edit_uri(made.source)
        page = RecordPage(made, site, file, config)
        _populate_page(page, config, Files([]))
        _build_page(page, config, [], nav, env)
        if Path(file.abs_dest_path).read_text(encoding="utf-8") != site.page(made):
            different.append(made.url)
    assert different == []
