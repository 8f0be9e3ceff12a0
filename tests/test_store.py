"""The register's look-ups, against what the notice says."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import Any

import pytest
from pydantic import ValidationError

from register.model import Task
from register.problem import Place
from register.store import Register

PLAN = "cq-pwd-jobs-2025"


def task(register: Register, number: int) -> Task:
    return register.tasks[f"{PLAN}/{number}"]


def numbers(tasks: Any) -> list[int]:
    return [task.number for task in tasks]


def test_tasks_of_a_plan_stand_by_number(register: Register) -> None:
    assert numbers(register.tasks_of(register.plans[PLAN])) == list(range(1, 39))


ACTIONS = {
    1: [1, 2, 3],
    2: [4, 5, 6, 7, 8],
    3: [9, 10, 11, 12, 13, 14],
    4: [15, 16, 17, 18],
    5: [19, 20],
    6: [21, 22, 23],
    7: [24, 25, 26],
    8: [27, 28, 29],
    9: [30, 31, 32],
    10: [33, 34, 35],
}


@pytest.mark.parametrize(("action", "tasks"), ACTIONS.items())
def test_tasks_of_an_action(register: Register, action: int, tasks: list[int]) -> None:
    assert numbers(register.tasks_of(register.actions[f"{PLAN}/action-{action}"])) == tasks


def test_actions_of_a_plan_stand_by_number(register: Register) -> None:
    assert numbers(register.actions_of(register.plans[PLAN])) == list(range(1, 11))


@pytest.mark.parametrize(("number", "action"), [(7, 2), (35, 10), (36, None)])
def test_action_of_a_task(register: Register, number: int, action: int | None) -> None:
    found = register.action_of(task(register, number))
    assert (found and found.number) == action


@pytest.mark.parametrize("number", [36, 37, 38])
def test_section_of_a_task_under_no_action(register: Register, number: int) -> None:
    assert register.section_of(task(register, number)) == "三、组织保障"


LED = {
    "cq-yancaoju": [5],
    "cq-tielubanshichu": [6],
    "cq-shangwuwei": [10, 11],
    "cq-caizhengju": [37],
    "cq-fulian": [],
}


@pytest.mark.parametrize(("unit", "tasks"), LED.items())
def test_tasks_that_a_unit_leads(register: Register, unit: str, tasks: list[int]) -> None:
    assert numbers(register.led_by(register.units[unit])) == tasks


SHARED = {
    "cq-yancaoju": [],
    "cq-fulian": [13],
    "cq-jiaowei": [20],
    "cq-fazhangaigewei": [4, 38],
    "cq-dashujufazhanju": [36],
}


@pytest.mark.parametrize(("unit", "tasks"), SHARED.items())
def test_tasks_that_a_unit_shares(register: Register, unit: str, tasks: list[int]) -> None:
    assert numbers(register.shared_by(register.units[unit])) == tasks


@pytest.mark.parametrize("number", [5, 6, 32, 33])
def test_task_without_a_responsible_unit(register: Register, number: int) -> None:
    assert task(register, number).responsible == ()


def test_units_with_most_tasks_stand_first(register: Register) -> None:
    counts = [len(register.led_by(u) + register.shared_by(u)) for u in register.units.values()]
    assert counts == sorted(counts, reverse=True)


def test_collaborators_with_most_tasks_stand_first(register: Register) -> None:
    pairs = register.collaborators(register.units["cq-canlian"])
    counts = [len(tasks) for _, tasks in pairs]
    assert counts == sorted(counts, reverse=True)


def test_collaborators_of_a_unit(register: Register) -> None:
    pairs = register.collaborators(register.units["cq-fulian"])
    found = {unit.name: numbers(tasks) for unit, tasks in pairs}
    assert found == {"市残联": [13], "市商务委": [13], "市文化旅游委": [13]}


def test_unit_that_works_alone_has_no_collaborators(register: Register) -> None:
    assert register.collaborators(register.units["cq-yancaoju"]) == ()


NAMED = {
    "quxian-yancao": [5],
    "fucai": [12],
    "ticai": [12],
    "canji-jijinhui": [29],
    "cangongwei-mishuchu": [38],
}


@pytest.mark.parametrize(("actor", "tasks"), NAMED.items())
def test_tasks_that_name_an_actor(register: Register, actor: str, tasks: list[int]) -> None:
    assert numbers(register.naming_tasks(register.body(actor))) == tasks


def test_body_is_a_unit_or_an_actor(register: Register) -> None:
    assert [register.body(id_).name for id_ in ("cq-canlian", "quxian")] == ["市残联", "区县"]


def test_unknown_body_is_refused(register: Register) -> None:
    with pytest.raises(KeyError):
        register.body("nobody")


def test_measures_cut_their_task_without_gaps(register: Register) -> None:
    wrong = [
        measure.id
        for measure in register.measures.values()
        if register.task_of(measure).text[measure.start : measure.end] != measure.quote
    ]
    assert wrong == []


def test_measures_stand_in_the_order_of_the_notice(register: Register) -> None:
    notice = register.plans[PLAN].notice
    places = [notice.index(measure.quote) for measure in register.measures.values()]
    assert places == sorted(places)


def test_benefits_stand_in_the_order_of_the_notice(register: Register) -> None:
    order = list(register.measures)
    places = [order.index(b.quotes[0].measure) for b in register.benefits.values()]
    assert places == sorted(places)


def test_benefits_of_a_measure(register: Register) -> None:
    found = register.benefits_of_measure(register.measures[f"{PLAN}/5.1"])
    assert {b.id for b in found} == {
        "tobacco-licence-convenience",
        "tobacco-outlet-spacing-relaxed",
    }


def test_benefits_of_tasks_stand_once(register: Register) -> None:
    found = [b.id for b in register.benefits_of(register.tasks.values())]
    assert sorted(found) == sorted(register.benefits)


def test_tasks_quoted_by_a_benefit(register: Register) -> None:
    assert numbers(register.tasks_quoted_by(register.benefits["dibao-reentry"])) == [35]


def test_lead_units_of_a_benefit(register: Register) -> None:
    found = register.lead_units(register.benefits["tobacco-licence-convenience"])
    assert [unit.name for unit in found] == ["市烟草局"]


def test_every_benefit_is_for_somebody(register: Register) -> None:
    audiences = register.vocabularies["audience"].entries
    found = {b.id for audience in audiences for b in register.benefits_for(audience)}
    assert found == set(register.benefits)


def test_benefits_for_an_audience(register: Register) -> None:
    assert all("blind" in b.audiences for b in register.benefits_for("blind"))


@pytest.mark.parametrize(
    ("number", "found"), [(18, ["F10"]), (26, ["F04"]), (36, [])], ids=["workshops", "blind", "all"]
)
def test_facts_about_a_task_without_those_about_every_task(
    register: Register, number: int, found: list[str]
) -> None:
    assert [fact.id for _, fact in register.facts_about(task(register, number))] == found


@pytest.mark.parametrize(
    ("id_", "found"),
    [("free-assistive-devices", []), ("employment-rights-enforcement", ["F11", "F08", "F09"])],
)
def test_a_benefit_has_the_facts_that_name_it_and_not_others_of_its_task(
    register: Register, id_: str, found: list[str]
) -> None:
    assert [fact.id for _, fact in register.facts_about(register.benefits[id_])] == found


def test_terms_of_a_task(register: Register) -> None:
    assert "阻流" in [term.term for term in register.terms_of([task(register, 10)])]


def test_entry_of_a_vocabulary(register: Register) -> None:
    assert register.entry("strength", "must").label == "应当"


def test_origin_of_a_record(register: Register) -> None:
    place = register.origin(task(register, 5)).place("lead")
    assert place == Place(f"data/plans/{PLAN}/tasks/05.yml", 7, 1)


def test_place_of_what_is_not_written_is_that_of_what_is_around_it(register: Register) -> None:
    origin = register.origin(task(register, 5))
    assert origin.place("measures", 0, "deadline", "date") == origin.place("measures", 0)


def test_records_can_not_be_changed(register: Register) -> None:
    with pytest.raises(ValidationError):
        task(register, 5).title = "别的"  # type: ignore[misc]


def test_register_can_not_be_changed(register: Register) -> None:
    with pytest.raises(FrozenInstanceError):
        register.tasks = {}  # type: ignore[misc]


def test_tables_can_not_be_changed(register: Register) -> None:
    with pytest.raises(TypeError):
        register.tasks["x"] = task(register, 5)  # type: ignore[index]
