"""The authors' macros. Each shows a part that the generated pages show too; none adds anything."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from register.authors import MACROS


def define_env(env: Any) -> None:
    """Offer each part as a macro, for example {{ benefits("free-assistive-devices") }}."""
    for name in MACROS:
        env.macro(_macro(env, name), name)


def _macro(env: Any, name: str) -> Any:
    def show(*given: str) -> Markup:
        site = env.conf["extra"]["site"]
        mark: Markup = site.authors.mark(site.renderer, name, env.page.url, *given)
        return mark

    return show
