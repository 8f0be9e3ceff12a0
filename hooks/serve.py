"""Live reload that keeps the last good site up while an editor's mistake is being mended."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, PluginError

if TYPE_CHECKING:  # importing the server costs a build 0.02 s
    from mkdocs.livereload import LiveReloadServer

log = logging.getLogger("mkdocs.hooks.serve")

POLLING_SECONDS = 0.1  # a look at a few hundred files takes 3 ms
SETTLING_SECONDS = 0.03  # an editor's save is one or two events
POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy"[^>]*>')


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
    server.builder = _forgiving(builder)
    server._inject_js_into_html = _unbound(server._inject_js_into_html)  # type: ignore[method-assign]
    return server


def _unbound(put_in: Callable[[bytes, int], bytes]) -> Callable[[bytes, int], bytes]:
    """Puts the script that reloads into a page, less the policy that would stop it."""
    return lambda content, epoch: put_in(POLICY.sub(b"", content), epoch)


def _forgiving(builder: Callable[[], None]) -> Callable[[], None]:
    """A builder after whose failure the server goes on with the site it has.

    The checks run before MkDocs cleans its folder, so what was built last is still whole.
    """

    def build() -> None:
        try:
            builder()
        except (PluginError, Abort) as error:
            log.error(f"{error}\n网站仍是上一次成功的样子；改好保存后会自动刷新。")

    return build
