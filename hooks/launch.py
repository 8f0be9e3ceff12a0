"""Start MkDocs, if there is anything to do, without what a build here never uses.

    python hooks/launch.py build --strict

`python -m mkdocs` makes the same site. This saves 0.4 s of CPU: collecting garbage while modules
load (0.05 s), modules that are imported and not used (`requests` 0.1 s, `hjson`), babel, without
which MkDocs does where a theme's language is not translated by it (0.03 s), the six git commands
by which mkdocs-macros offers the commit to macros (0.04 s), and the search for pydantic's plugins
(0.03 s).
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
import types
from contextlib import suppress
from pathlib import Path
from typing import Any

from register import clock, unchanged

ROOT = Path(__file__).resolve().parents[1]
# mkdocs-macros imports them to look for macro packages and to read HJSON, which nobody asks for.
SELDOM_USED = ("requests", "hjson")
# How mkdocs-macros ends the process where an author's page cannot be made; it says which and why.
MACRO_FAILED = 100
MACRO_REMEDY = (
    "docs/ 里有一页没有做成：上面的 File 是哪一页，下面几行是宏里哪里不对。"
    "办法：照 docs/ 里别的网页改 {{ }} 里的写法和标识。上一次的网站没有动。\n"
    "A page of docs/ could not be made: see the file and the error above. The last site stays."
)
SENT = ROOT / ".cache" / "sent"  # the site that is sent to a store


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


def site_of(arguments: list[str]) -> str | None:
    """Where a strict build with these arguments puts its site; None for other commands."""
    match arguments:
        case ["build", "--strict"]:
            return "site"
        case ["build", "--strict", "-d" | "--site-dir", folder]:
            return folder
    return None


def taken(arguments: list[str], option: str) -> str | None:
    """The value of an option that MkDocs does not know, which is taken out of the arguments."""
    if option not in arguments[:-1]:
        return None
    at = arguments.index(option)
    value = arguments[at + 1]
    del arguments[at : at + 2]
    return value


def beyond(arguments: list[str]) -> str | None:
    """Where a site is to go that is no folder; the build then makes it in a folder of ours."""
    for at, value in enumerate(arguments):
        if arguments[at - 1] in ("-d", "--site-dir") and "://" in value:
            arguments[at] = str(SENT)
            return value
    return None


def is_done(arguments: list[str], scheduler: str | None) -> bool:
    """Whether what these arguments ask for is published, already or now, without MkDocs."""
    site = site_of(arguments)
    if site is None or Path.cwd() != ROOT:
        return False
    with suppress(OSError):  # something is amiss, and MkDocs will say what
        begun = unchanged.begun = unchanged.Unchanged(ROOT, site, os.environ)
        if begun.is_published():
            print("网站没有变化：数据、网页、设置和程序都和上一次生成时一样。Nothing has changed.")
            return True
        if scheduler or begun.apart() is None:
            return False
        from register import rebuild  # noqa: PLC0415 - takes 0.4 s, which MkDocs takes anyway

        if rebuild.publish(ROOT, begun, clock.build_day(ROOT, os.environ)):
            print("网站已经更新，没有变的沿用上一次的。Up to date; the rest was taken over.")
            return True
    return False


def main() -> None:
    """Build, serve or what else MkDocs can do; send the site on if it is to go to a store."""
    gc.disable()
    # MkDocs would otherwise write today's date, and the site would be another each day.
    if day := os.environ.get(unchanged.DAY) or clock.last_commit(ROOT):
        os.environ[unchanged.DAY] = day
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    arguments = sys.argv[1:]
    scheduler, target = taken(arguments, "--cluster"), beyond(arguments)
    if not is_done(arguments, scheduler):
        run_mkdocs(arguments, scheduler)
    if target:
        from register import cluster  # noqa: PLC0415 - seldom needed

        sent = cluster.publish(SENT, target)
        print(f"{target}：送去了 {sent} 个文件。{sent} files were sent.")


def run_mkdocs(arguments: list[str], scheduler: str | None) -> None:
    """MkDocs' own command line; ends the process where it fails."""
    for name in SELDOM_USED:
        import_when_used(name)
    sys.modules["babel"] = None  # type: ignore[assignment]
    # Only now: what stands above is to hold while these load.
    from mkdocs.__main__ import cli  # noqa: PLC0415
    from mkdocs_macros import context  # noqa: PLC0415

    from register import cluster  # noqa: PLC0415

    context.get_git_info = dict
    cluster.address = scheduler
    if "serve" in arguments[:1]:
        gc.enable()
    try:
        cli(arguments, prog_name="mkdocs")
    except SystemExit as ended:
        if ended.code == MACRO_FAILED:
            print(MACRO_REMEDY, file=sys.stderr)
        if ended.code:
            raise


if __name__ == "__main__":
    main()
