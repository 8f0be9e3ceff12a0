"""Live reload that keeps the last good site up while an editor's mistake is being mended."""

from __future__ import annotations

import gc
import logging
import os
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, PluginError

from register import clock, typography, unchanged
from register.live import Live
from register.problem import RegisterError
from register.site import RecordSite

if TYPE_CHECKING:  # importing the server costs a build 0.02 s
    from mkdocs.livereload import LiveReloadServer
    from watchdog.observers.api import BaseObserver

    from register.watching import Changes

log = logging.getLogger("mkdocs.hooks.serve")

POLLING_SECONDS = 0.1  # a look at a few hundred files takes 3 ms
SETTLING_SECONDS = 0.03  # an editor's save is one or two events
POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy"[^>]*>')

STAYS = "网站仍是上一次成功的样子；改好保存后会自动刷新。"

_shown: list[RecordSite] = []  # what is being served, once a build is whole
_watchers: list[BaseObserver] = []


def on_serve(
    server: LiveReloadServer, config: MkDocsConfig, builder: Callable[[], None]
) -> LiveReloadServer:
    """Watch data and templates, react fast, and survive a failed rebuild."""
    from register.watching import Changes, watcher  # noqa: PLC0415 - as below

    typography.load_dictionary()
    folders = [Path(config.config_file_path).parent / name for name in ("data", "macros")]
    changes: Changes | None = Changes()
    told = watcher(folders, changes, partial(_wake, server))
    if told is None:
        changes = None
        for folder in folders:
            server.watch(str(folder))
    else:
        _watchers.append(told)
    server.observer._timeout = POLLING_SECONDS
    for emitter in server.observer.emitters:
        emitter._timeout = POLLING_SECONDS
    server.build_delay = SETTLING_SECONDS
    server.builder = _forgiving(_Rebuild(server, config, builder, changes))
    server._inject_js_into_html = _unbound(server._inject_js_into_html)  # type: ignore[method-assign]
    return server


def on_shutdown() -> None:
    """End what watches."""
    for told in _watchers:
        told.stop()


def _wake(server: LiveReloadServer) -> None:
    """Let the server build again."""
    with server._rebuild_cond:
        server._want_rebuild = True
        server._rebuild_cond.notify_all()


def _unbound(put_in: Callable[[bytes, int], bytes]) -> Callable[[bytes, int], bytes]:
    """Puts the script that reloads into a page, less the policy that would stop it."""
    return lambda content, epoch: put_in(POLICY.sub(b"", content), epoch)


def on_post_build(config: MkDocsConfig) -> None:
    """Remember what a whole build showed."""
    _shown[:] = [config.extra["site"]]


class _Rebuild:
    """Makes what an edit touches: of an edit of records what records make, else everything."""

    def __init__(
        self,
        server: LiveReloadServer,
        config: MkDocsConfig,
        builder: Callable[[], None],
        changes: Changes | None,
    ) -> None:
        self.root = Path(config.config_file_path).parent
        self.server = server
        self.reading = config.extra["reading"]
        self.builder = builder
        self.changes = changes  # None where nobody tells
        self.others = unchanged.others(self.root)
        self.live = self.begun()

    def begun(self) -> Live:
        """What is served after a whole build. Hardly any of it becomes garbage later."""
        gc.collect()
        gc.freeze()
        return Live(_shown[0], self.reading, Path(self.server.root))

    def __call__(self) -> None:
        others = unchanged.others(self.root)
        if others != self.others or not self.from_records():
            self.builder()
            self.live = self.begun()
        self.others = others

    def from_records(self) -> bool:
        """Show the records as they are now, if that can be done without MkDocs."""
        today = clock.build_day(self.root, os.environ)
        changed = self.changes.take() if self.changes else None
        return self.live.renew(today, self.show, lambda: self.server._want_rebuild, changed)

    def show(self) -> None:
        """Let browsers load what is served now."""
        with self.server._epoch_cond:
            self.server._wanted_epoch += 1
            self.server._visible_epoch = self.server._wanted_epoch
            self.server._epoch_cond.notify_all()


def _forgiving(builder: Callable[[], None]) -> Callable[[], None]:
    """A builder after whose failure the server goes on with the site it has.

    What is served changes only once all of it could be made, so it is still whole.
    """

    def build() -> None:
        try:
            builder()
        except (RegisterError, PluginError, Abort) as error:
            log.error(f"{error}\n{STAYS}")
        except SystemExit:
            log.error(f"上面这一页没有做成：宏或者模板写错了。\n{STAYS}")
        except Exception as error:  # whatever it is, an editor is to see what was last in order
            log.exception(f"没有做成：{error}\n{STAYS}")

    return build
