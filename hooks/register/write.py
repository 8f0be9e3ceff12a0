"""Register → the same pages as .md files in a folder, for engines that know no hooks of ours.

A page made from records becomes front matter and its finished HTML, which Markdown passes on as it
is; of a hand-written page, the macros are resolved. Beside them lie the open data and a
`mkdocs.yml` without plugins, which MkDocs, ProperDocs and Zensical read. docs/engines.md says more.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
import yaml

from register import clock
from register.authors import MACROS, html_of
from register.pages import as_of
from register.problem import RegisterError
from register.render import Renderer
from register.rules import checked
from register.site import SHOWN, RecordSite, ours
from register.sitepage import SitePage

KEPT_SETTINGS = (
    "site_name",
    "site_url",
    "site_description",
    "copyright",
    "markdown_extensions",
    "nav",
)
THEME = {"name": "material", "language": "zh", "font": False}
KEPT_META = ("title", "description")
PROGRAMS = ("admin/", "sw.js")  # forms for editors, pages without a network


class _Settings(yaml.SafeLoader):
    """Reads mkdocs.yml, where !ENV gives the names of variables and then a default."""


def _default(loader: _Settings, node: yaml.SequenceNode) -> Any:
    return loader.construct_sequence(node)[-1]


_Settings.add_constructor("!ENV", _default)


def written(root: Path) -> Iterator[tuple[str, bytes]]:
    """Path and content of each file; raises RegisterError."""
    settings = yaml.load((root / "mkdocs.yml").read_text(encoding="utf-8"), _Settings)
    settings["site_url"] = os.environ.get("SITE_URL") or settings["site_url"]
    register = checked(root)
    shown = {name: settings[name] for name in SHOWN}
    shown["extra"] = settings["extra"] | ours(root, register)
    site = RecordSite(root, register, shown, clock.build_day(root, os.environ))
    yield "mkdocs.yml", _settings_file(settings)
    yield from _from_docs(site.renderer, root / "docs")
    for name, content in site.files():
        if not name.endswith(".html"):
            yield f"docs/{name}", content
    for page in site.pages:
        yield f"docs/{page.url}index.md", _page_file(site.renderer, page)


def _settings_file(settings: dict[str, Any]) -> bytes:
    kept = {name: settings[name] for name in KEPT_SETTINGS}
    # MkDocs switches it on by itself, others need not.
    kept["markdown_extensions"] = ["fenced_code", *kept["markdown_extensions"]]
    whole = {**kept, "theme": THEME, "plugins": []}
    return yaml.safe_dump(whole, allow_unicode=True, sort_keys=False).encode()


def _page_file(renderer: Renderer, page: SitePage) -> bytes:
    content = renderer.page(page.template, page.url, page.context(renderer.register))
    meta = {"title": page.title, "description": page.description}
    return _file(meta, f"<div>\n{content.strip()}\n<p>{page.as_of}</p>\n</div>\n")


def _from_docs(renderer: Renderer, docs: Path) -> Iterator[tuple[str, bytes]]:
    """Hand-written pages and what lies beside them, but for the site's own programs."""
    for path in sorted(docs.rglob("*")):
        name = path.relative_to(docs).as_posix()
        if path.is_file() and not name.startswith(PROGRAMS):
            own = _authored_file(renderer, path, name) if path.suffix == ".md" else None
            yield f"docs/{name}", own or path.read_bytes()


def _authored_file(renderer: Renderer, path: Path, name: str) -> bytes:
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    meta = yaml.safe_load(front)
    if meta.get("render_macros"):
        url = "" if name == "index.md" else f"{name.removesuffix('.md')}/"
        macros = {name: partial(_condensed, renderer, url, name) for name in MACROS}
        environment = jinja2.Environment(undefined=jinja2.StrictUndefined)
        body = environment.from_string(body, macros).render()
    if meta.get("template") == "public.html":
        body += f"\n{as_of(renderer.register)}\n"
    return _file({name: meta[name] for name in KEPT_META if name in meta}, body.lstrip("\n"))


def _condensed(renderer: Renderer, url: str, name: str, *given: str) -> str:
    """A part without blank and indented lines, at which Markdown would take it for text or code."""
    lines = html_of(renderer, (name, url, list(given))).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


def _file(meta: dict[str, str], body: str) -> bytes:
    # JSON's strings are strings in YAML too, whatever stands in them.
    lines = [f"{name}: {json.dumps(meta[name], ensure_ascii=False)}\n" for name in meta]
    return f"---\n{''.join(lines)}---\n\n{body}".encode()


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `write` to the register's commands."""
    parser = commands.add_parser("write", help="把网页写成 .md 文件 the pages as .md files")
    parser.add_argument("folder", type=Path, metavar="DIR", help="空的或者还没有的文件夹")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    folder: Path = arguments.folder
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        print(f"{folder} 里已经有东西，什么也没有写。请给一个空的或者还没有的文件夹。")
        return 2
    try:
        files = dict(written(arguments.root))
    except RegisterError as error:
        print(*error.problems, sep="\n")
        return 1
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    print(f"写了 {len(files)} 个文件，其中 {sum(name.endswith('.md') for name in files)} 个网页。")
    return 0
