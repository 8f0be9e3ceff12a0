"""A built site → a folder that a server shows: compressed, with the server's rules, in one step.

What did not change keeps its time, so that readers' browsers need not fetch it again. No file that
is being sent is ever written to: a slow reader gets the whole of what it asked for.
"""

from __future__ import annotations

import argparse
import os
import shutil
from pathlib import Path

from register import compress, permanent, servers, staging
from register.rules import checked

SITE = "www"


def deploy(site: Path, shown: Path) -> int:
    """Put a built site in the place of the one that is shown; returns how many files are new."""
    stage = staging.stage_for(shown, shown.with_name(f".{shown.name}"))
    _empty(stage.folder)
    new = 0
    for folder, _folders, names in os.walk(site):
        for name in names:
            path = Path(folder, name)
            new += _place(path, stage.folder, shown, path.relative_to(site))
    stage.publish(shown)
    stage.discard()  # what was shown until now
    return new


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _place(path: Path, stage: Path, shown: Path, name: Path) -> bool:
    """Bring one file into the stage, from what is shown if it is the same; whether it is new."""
    former, now = shown / name, stage / name
    now.parent.mkdir(parents=True, exist_ok=True)
    same = former.is_file() and former.read_bytes() == path.read_bytes()
    if not same:
        shutil.copyfile(path, now)
        compress.compress(now)
        return True
    for ending in ("", *compress.FORMS):
        kept = former.with_name(former.name + ending)
        if kept.is_file():
            shutil.copy2(kept, now.with_name(now.name + ending))
    return False


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `deploy` to the register's commands."""
    parser = commands.add_parser("deploy", help="把生成的网站放到服务器显示的文件夹 show a site")
    parser.add_argument("folder", type=Path, help="服务器上的文件夹，例如 /srv/notice-site")
    parser.add_argument("--site", type=Path, help="生成的网站；不写就是 site/")
    parser.add_argument("--listen", default="80", help="nginx 的端口或者地址 (80)")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    root: Path = arguments.root
    site, folder = arguments.site or root / "site", arguments.folder.resolve()
    if not (site / "index.html").is_file():
        print(f"{site} 里没有生成的网站。请先运行 python3 run.py build。")
        return 1
    register = checked(root)
    moved = permanent.moves(root, register.redirects)
    rules = servers.Rules(site, folder / SITE, arguments.listen, register, moved)
    folder.mkdir(parents=True, exist_ok=True)
    new = deploy(site, folder / SITE)
    for name, text in rules.files():
        aside = folder / f"{name}.next"
        aside.write_text(text, encoding="utf-8")
        aside.replace(folder / name)
    print(f"{folder / SITE} 换成了新的网站，{new} 个文件是新的；服务器的配置在 {folder}。")
    return 0
