"""The authors' macros. Each shows a part that the generated pages show too; none adds anything."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

PARTS = {
    # macro: what an author passes → arguments of the part
    "actions": lambda register, plan: [register.in_force(register.plans[plan])],
    "audiences": lambda register, group: [group],
    "benefits": lambda register, *ids: [[register.benefits[id_] for id_ in ids]],
    "tasks": lambda register, *ids: [[register.tasks[id_] for id_ in ids]],
    "units": lambda register, *ids: [ids],
    "vocabulary": lambda register, id_: [id_],
    "ours": lambda register, text: [text],
    "site_operator": lambda register: [],
    "common": lambda register: [],
    "search_form": lambda register: [],
    "recent_changes": lambda register: [],
    "finder": lambda register: [],
    "employers": lambda register: [],
}
TEMPLATES = {"benefits": "benefit_list", "tasks": "task_list"}


def define_env(env: Any) -> None:
    """Offer each part as a macro, for example {{ benefits("free-assistive-devices") }}."""
    for name, arguments in PARTS.items():
        env.macro(_macro(env, name, arguments), name)


def _macro(env: Any, name: str, arguments: Any) -> Any:
    def show(*given: str) -> Markup:
        renderer = env.conf["extra"]["site"].renderer
        template = TEMPLATES.get(name, name)
        return renderer.keep(
            renderer.part(template, env.page.url, *arguments(renderer.register, *given))
        )

    return show
