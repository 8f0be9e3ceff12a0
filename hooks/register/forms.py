"""Model → settings of the editing forms under /admin/ (Decap CMS).

Forms change our own wording alone; what the notice says is shown beside it. Labels are the titles
of the model, so a new field appears in its form by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from types import NoneType
from typing import Annotated, Any, get_args, get_origin
from urllib.parse import urlsplit

from pydantic.fields import FieldInfo

from register.diff import is_ours
from register.model import Actor, Benefit, Record, Task, Term, Unit
from register.render import Renderer
from register.store import Register

Settings = dict[str, Any]

FOLDER = "admin/"
LOCAL = "http://localhost:8081/api/v1"  # where decap-server listens
BACKENDS = {"gitlab.com": "gitlab"}  # any other host is taken for GitHub or a like of it
NOT_SHOWN = ("id", "wording_basis")
QUOTED = ("measures", "quotes", "conditions")
LONG = ("summary", "meaning", "note")
HINTS = {
    "title": "短，看得出是什么事。",
    "summary": "一句话说清。不能比原文多给，也不能少了条件。",
    "easy": "一句一个意思，每句不超过 25 个字。",
    "meaning": "用日常的话解释，不加通知没有的意思。",
    "synonyms": "人们真会用来搜的词。错字、拼音和繁体不用写。",
    "says": "人们平常的说法。",
    "note": "给读者的说明；没有就空着。",
}
# What the forms say of a change, in the history of the project.
COMMITS = {"update": "修改{{collection}}“{{slug}}”的文字"}


def settings(register: Register, repo_url: str, auth: str, branch: str) -> Settings:
    """Everything that the forms need to know. `auth` is the login service, or empty."""
    address = urlsplit(repo_url)
    backend: Settings = {
        "name": BACKENDS.get(address.netloc, "github"),
        "repo": address.path.strip("/"),
        "branch": branch,
        "commit_messages": COMMITS,
    }
    return {
        "backend": {**backend, "base_url": auth} if auth else backend,
        "local_backend": {"url": LOCAL},
        "publish_mode": "editorial_workflow",
        "locale": "zh_Hans",
        "media_folder": "docs/assets/media",
        "public_folder": "/assets/media",
        "show_preview_links": False,
        "collections": list(_collections(register)),
    }


def _collections(register: Register) -> Iterator[Settings]:
    several = len(register.plans) > 1
    for plan in register.plans.values():
        after = f"（{plan.short_title}）" if several else ""
        folder = f"data/plans/{plan.id}"
        yield _collection(
            f"{plan.id}-tasks", f"任务{after}", f"{folder}/tasks", Task, "{{number}} {{title}}"
        )
        yield _collection(
            f"{plan.id}-benefits", f"政策{after}", f"{folder}/benefits", Benefit, "{{title}}"
        )
    yield _collection("terms", "词语", "data/terms", Term, "{{term}}")
    yield _collection("units", "责任单位", "data/units", Unit, "{{name}}")
    yield _collection("actors", "点名的主体", "data/actors", Actor, "{{name}}")


def _collection(name: str, label: str, folder: str, model: type[Record], summary: str) -> Settings:
    return {
        "name": name,
        "label": label,
        "folder": folder,
        "extension": "yml",
        "format": "record",
        "create": False,
        "delete": False,
        "identifier_field": summary.rpartition("{{")[2].removesuffix("}}"),
        "summary": summary,
        "sortable_fields": [],
        "editor": {"preview": False},
        "fields": [_field(model, name, model.model_fields[name]) for name in _order(model)],
    }


def _order(model: type[Record]) -> list[str]:
    """What our words must be held against stands first, then our words, then all else."""
    titled = [name for name, field in model.model_fields.items() if field.title]
    shown = [name for name in titled if name not in NOT_SHOWN]
    return sorted(shown, key=lambda name: (name not in QUOTED, not is_ours(model, name)))


def _field(model: type[Record], name: str, field: FieldInfo) -> Settings:
    """A text or a list of texts in our words can be changed, anything else is shown."""
    told: Settings = {"name": name, "label": field.title}
    editable = _text_types(field.annotation) if is_ours(model, name) else set()
    if not editable:
        return {**told, "widget": "shown", "required": False, "hint": "这里只能看。"}
    told |= {"hint": HINTS[name]} if name in HINTS else {}
    if tuple in editable:
        one = {"name": "item", "label": "一项", "widget": "string"}
        return {**told, "widget": "list", "required": False, "field": one, "collapsed": False}
    widget = "text" if name in LONG else "string"
    return {**told, "widget": widget, "required": NoneType not in editable}


def _text_types(annotation: Any) -> set[Any]:
    """What a field of text is made of: str, None, tuple; nothing for a field of anything else."""
    if get_origin(annotation) is Annotated:
        return _text_types(get_args(annotation)[0])
    if annotation in (str, NoneType):
        return {annotation}
    inner = [_text_types(part) for part in get_args(annotation) if part is not Ellipsis]
    if not inner or not all(inner):
        return set()
    return set().union(*inner, {tuple} if get_origin(annotation) is tuple else ())


def files(
    renderer: Renderer, site_name: str, repo_url: str, given: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """The page and its settings; scripts lie in docs/admin/. JSON is YAML too."""
    made = settings(renderer.register, repo_url, given.get("auth", ""), given.get("branch", "main"))
    yield f"{FOLDER}config.yml", json.dumps(made, ensure_ascii=False, indent=1) + "\n"
    page = renderer.environment.get_template("forms/admin.html")
    yield f"{FOLDER}index.html", page.render(site_name=site_name) + "\n"
