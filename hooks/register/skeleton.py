"""A new record with every field that must be there; the check names those left blank."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any, get_args, get_origin

from register.canonical import canonical
from register.layout import PATTERNS, nested, written
from register.model import Actor, Benefit, Progress, Record, Source, Task, Term, Unit

# What `new` makes. A kind of record listed in layout.FILES needs one line here.
KINDS: dict[str, type[Record]] = {
    "task": Task,
    "benefit": Benefit,
    "unit": Unit,
    "actor": Actor,
    "term": Term,
    "source": Source,
    "progress": Progress,
}
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
NUMBER = re.compile(r"[1-9]\d*", re.ASCII)
FINGERPRINT = "00000000"  # the check gives the right one


class Unfit(Exception):
    """The record can't be made; says why and what to do, in Chinese."""


def blank(model: type[Record], **known: str) -> dict[str, Any]:
    """Required fields of a record: those known, null or [] where that is allowed, else blank."""
    fields = written(model)
    return {
        name: known.get(name, _blank_field(model, name))
        for name, field in fields.items()
        if field.is_required()
    }


def _blank_field(model: type[Record], name: str) -> Any:
    field = model.model_fields[name]
    inner = nested(model).get(name)
    if type(None) in get_args(field.annotation):
        return None
    if get_origin(field.annotation) is tuple:
        least = any(getattr(part, "min_length", None) for part in field.metadata)
        return [blank(inner) if inner else ""] if least else []
    if inner:
        return blank(inner)
    return FINGERPRINT if name == "wording_basis" else ""


def is_numbered(model: type[Record]) -> bool:
    """Whether a record's file is named by a number of two digits, not by an id."""
    return "id" not in written(model)


def new_file(root: Path, kind: str, name: str | None, plan: str | None) -> tuple[str, str]:
    """Path and text of a new record; raises Unfit."""
    model = KINDS[kind]
    folder = _folder(root, model, plan)
    if is_numbered(model):
        number = _number(root / folder, name)
        file, known = f"{folder}/{number:0>2}.yml", {"number": number}
    else:
        if not name or not SLUG.fullmatch(name):
            raise Unfit(f"请写明标识：new {kind} ID。标识只能用小写英文字母、数字和连字符。")
        file, known = f"{folder}/{name}.yml", {"id": name}
    if (root / file).exists():
        raise Unfit(f"{file} 已经有了。请换一个标识或者序号。")
    return file, canonical(file, _as_yaml(blank(model, **known)).encode())


def _folder(root: Path, model: type[Record], plan: str | None) -> str:
    """The folder of a kind of record, in a plan where the kind belongs to one."""
    folder = PATTERNS[model].rpartition("/")[0]
    if "*" not in folder:
        return folder
    plans = sorted(p.parent.name for p in (root / "data/plans").glob("*/plan.yml"))
    if plan is None and len(plans) != 1:
        raise Unfit(f"请用 --plan 写明方案。可以写：{'、'.join(plans)}。")
    if plan is not None and plan not in plans:
        raise Unfit(f"没有方案“{plan}”。可以写：{'、'.join(plans)}。")
    return folder.replace("*", plan or plans[0])


def _number(folder: Path, name: str | None) -> str:
    """The number asked for, or the one after the last that is there."""
    if name is None:
        taken = [int(path.stem) for path in folder.glob("*.yml") if path.stem.isdecimal()]
        return str(max(taken, default=0) + 1)
    if not NUMBER.fullmatch(name):
        raise Unfit(f"序号“{name}”不对。请写不带前导零的整数，例如 7。")
    return name


def _as_yaml(value: Any) -> str:
    """A value in YAML's flow style, for the canonical writer to set."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_as_yaml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_as_yaml, value)) + "]"
    return "null" if value is None else f'"{value}"'


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `new` to the register's commands."""
    parser = commands.add_parser("new", help="新建一条记录的空白 make a blank record")
    parser.add_argument("kind", choices=tuple(KINDS), help="种类")
    parser.add_argument("name", nargs="?", metavar="ID", help="标识；任务写序号，不写就接着排")
    parser.add_argument("--plan", help="方案的 id；只有一个方案时可以不写")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    root: Path = arguments.root
    try:
        file, text = new_file(root, arguments.kind, arguments.name, arguments.plan)
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        with (root / file).open("x", encoding="utf-8", newline="") as made:
            made.write(text)
    except Unfit as error:
        print(error)
        return 1
    print(f"已新建 {file}。请填好空白，再运行 python3 run.py check；它会列出还缺什么。")
    return 0
