"""Start MkDocs without what a build here never uses; `python -m mkdocs` makes the same site.

    python hooks/launch.py build --strict

Saves 0.4 s of CPU: collecting garbage while modules load (0.05 s), modules that are imported and
not used (`requests` 0.1 s, `hjson`), babel, without which MkDocs does where a theme's language is
not translated by it (0.03 s), the six git commands by which mkdocs-macros offers the commit to
macros (0.04 s), and the search for pydantic's plugins (0.03 s).
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
import types
from typing import Any

# mkdocs-macros imports them to look for macro packages and to read HJSON, which nobody asks for.
SELDOM_USED = ("requests", "hjson")


class WhenUsed(types.ModuleType):
    """Stands for a module until something of it is asked for.

    importlib's LazyLoader does not do here: it loads at the second `import` of the same name.
    """

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # asked by the import system itself
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


def import_when_used(name: str) -> None:
    """Let `import name` succeed at once; the module is read at the first use of what it holds."""
    sys.modules[name] = WhenUsed(name)


def main() -> None:
    """Hand over to MkDocs' own command line."""
    gc.disable()
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    for name in SELDOM_USED:
        import_when_used(name)
    sys.modules["babel"] = None  # type: ignore[assignment]
    # Only now: what stands above is to hold while these load.
    from mkdocs.__main__ import cli  # noqa: PLC0415
    from mkdocs_macros import context  # noqa: PLC0415

    context.get_git_info = dict
    if "serve" in sys.argv[1:2]:
        gc.enable()
    cli(prog_name="mkdocs")


if __name__ == "__main__":
    main()
