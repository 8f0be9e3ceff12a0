"""Start MkDocs without what a build here never uses; `python -m mkdocs` makes the same site.

    python hooks/launch.py build --strict

Saves a quarter of a second of CPU: collecting garbage while modules load (0.05 s), `requests`,
which mkdocs-macros imports to look for macro packages (0.08 s), the six git commands by which it
offers the commit to macros (0.04 s), and the search for pydantic's plugins (0.03 s).
"""

from __future__ import annotations

import gc
import importlib.util
import os
import sys


def import_when_used(name: str) -> None:
    """Let `import name` succeed at once; the module is read at the first use of what it holds."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        return
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)


def main() -> None:
    """Hand over to MkDocs' own command line."""
    gc.disable()
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    import_when_used("requests")
    # Only now: what stands above is to hold while these load.
    from mkdocs.__main__ import cli  # noqa: PLC0415
    from mkdocs_macros import context  # noqa: PLC0415

    context.get_git_info = dict
    if "serve" in sys.argv[1:2]:
        gc.enable()
    cli(prog_name="mkdocs")


if __name__ == "__main__":
    main()
