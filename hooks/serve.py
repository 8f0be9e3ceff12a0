"""Live reload that keeps the last good site up while an editor's mistake is being mended."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, PluginError

from register import clock, rebuild, unchanged
from register.problem import RegisterError
from register.site import RecordSite

if TYPE_CHECKING:  # importing the server costs a build 0.02 s
    from mkdocs.livereload import LiveReloadServer

log = logging.getLogger("mkdocs.hooks.serve")

POLLING_SECONDS = 0.1  # a look at a few hundred files takes 3 ms
SETTLING_SECONDS = 0.03  # an editor's save is one or two events
POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy"[^>]*>')

_shown: list[RecordSite] = []  # what is being served, once a build is whole


def on_serve(
    server: LiveReloadServer, config: MkDocsConfig, builder: Callable[[], None]
) -> LiveReloadServer:
    """Watch data and templates, react fast, and survive a failed rebuild."""
    for folder in ("data", "macros"):
        server.watch(folder)
    server.observer._timeout = POLLING_SECONDS
    for emitter in server.observer.emitters:
        emitter._timeout = POLLING_SECONDS
    server.build_delay = SETTLING_SECONDS
    server.builder = _forgiving(_Rebuild(config, builder))
    server._inject_js_into_html = _unbound(server._inject_js_into_html)  # type: ignore[method-assign]
    return server


def _unbound(put_in: Callable[[bytes, int], bytes]) -> Callable[[bytes, int], bytes]:
    """Puts the script that reloads into a page, less the policy that would stop it."""
    return lambda content, epoch: put_in(POLICY.sub(b"", content), epoch)


def on_post_build(config: MkDocsConfig) -> None:
    """Remember what a whole build showed."""
    _shown[:] = [config.extra["site"]]


class _Rebuild:
    """Makes what an edit touches: of an edit of records what records make, else everything."""

    def __init__(self, config: MkDocsConfig, builder: Callable[[], None]) -> None:
        self.root = Path(config.config_file_path).parent
        self.folder = Path(config.site_dir)
        self.builder = builder
        self.others = unchanged.others(self.root)

    def __call__(self) -> None:
        others = unchanged.others(self.root)
        if others != self.others or not self.from_records(_shown[0]):
            self.builder()
        self.others = others

    def from_records(self, shown: RecordSite) -> bool:
        """Show the records as they are now, if that can be done without MkDocs."""
        site = rebuild.renewed(shown, clock.build_day(self.root, os.environ))
        if site is None:
            return False
        # What is served stays as it is until all can be made.
        made = [*site.files(), *site.authors.files(site.renderer)]
        rebuild.put(self.folder, made)
        site.save()
        _shown[:] = [site]
        return True


def _forgiving(builder: Callable[[], None]) -> Callable[[], None]:
    """A builder after whose failure the server goes on with the site it has.

    The checks run before anything is written, so what was built last is still whole.
    """

    def build() -> None:
        try:
            builder()
        except (RegisterError, PluginError, Abort) as error:
            log.error(f"{error}\n网站仍是上一次成功的样子；改好保存后会自动刷新。")

    return build
