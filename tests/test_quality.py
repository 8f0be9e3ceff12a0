"""The quality page: numbers that can be counted again from the files, judged by the build's day."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from conftest import DAY
from lxml import html

from register import exports, load, quality
from register.model import Confirmation
from register.store import Register


def figure(register: Register, id_: str, today: datetime.date = DAY) -> quality.Figure:
    return next(one for one in quality.figures(register, today) if one.id == id_)


def rows(register: Register, name: str) -> list[dict[str, object]]:
    return list(json.loads(dict(exports.files(register, DAY))[f"data/v1/{name}.json"]))


def test_numbers_are_those_of_the_published_records(register: Register) -> None:
    facts = [fact for source in rows(register, "sources") for fact in source["facts"]]  # type: ignore[attr-defined]
    benefits, units = rows(register, "benefits"), rows(register, "units")
    expected = {
        "sentences": len(rows(register, "measures")),
        "facts-with-clause": sum(fact["clause"] is not None for fact in facts),
        "gap-amount": sum("amount" in b["not_stated"] for b in benefits),  # type: ignore[operator]
        "names-not-attested": sum(u["full_name_basis"] == "not_attested" for u in units),
        "unconfirmed": sum(u["confirmation"] is None for u in units),
        "quoted-2": sum(len(m["benefits"]) == 2 for m in rows(register, "measures")),  # type: ignore[arg-type]
        "stale": 0,
        "rebuilt": len(rows(register, "plans")),
    }
    assert {id_: figure(register, id_).count for id_ in expected} == expected


def test_assignments_are_compared_with_those_that_a_person_counted(register: Register) -> None:
    assert (figure(register, "assignments").count, figure(register, "assignments").of) == (127, 127)


def test_a_sentence_that_no_benefit_quotes_is_listed(register: Register) -> None:
    kept = {k: b for k, b in register.benefits.items() if "cq-pwd-jobs-2025/1.1" not in b.measures}
    less = replace(register, benefits=kept)
    assert "cq-pwd-jobs-2025/1.1" in figure(less, "quoted-0").records


def test_a_wording_whose_quotation_changed_is_listed_by_its_file(project: Path) -> None:
    file = project / "data/plans/cq-pwd-jobs-2025/tasks/02.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("机关和编制67人", "机关和编制68人"), encoding="utf-8")
    register, _ = load.read(project)
    assert register is not None
    assert figure(register, "stale").records == ("data/plans/cq-pwd-jobs-2025/tasks/02.yml",)
    assert figure(register, "rebuilt").count == 0


@pytest.mark.parametrize("days", [0, 1, 400])
def test_a_source_ages_with_the_day_of_the_build(register: Register, days: int) -> None:
    read_on = register.sources["pwd-employment-regulations"].read_on
    later = figure(
        register, "age-pwd-employment-regulations", read_on + datetime.timedelta(days=days)
    )
    assert later.count == days


def test_a_confirmation_is_counted_until_its_last_day(register: Register) -> None:
    given = Confirmation(by="办公室", on=DAY, valid_until=DAY)
    unit = register.units["cq-canlian"].model_copy(update={"confirmation": given})
    confirmed = replace(register, units={**register.units, unit.id: unit})
    tomorrow = DAY + datetime.timedelta(days=1)
    assert figure(confirmed, "confirmed").records == ("cq-canlian",)
    assert figure(confirmed, "confirmations-expired", tomorrow).records == ("cq-canlian",)


def test_a_fact_is_out_of_date_after_its_last_day(register: Register) -> None:
    last = register.facts["F14"][1].valid_until
    assert last is not None
    assert "F14" not in figure(register, "facts-expired", last).records
    assert "F14" in figure(register, "facts-expired", last + datetime.timedelta(days=1)).records


def test_data_behind_the_page_fit_their_schema_and_are_listed(register: Register) -> None:
    files = dict(exports.files(register, DAY))
    schema = json.loads(files["data/v1/quality.schema.json"])
    jsonschema.validate(rows(register, "quality"), schema)
    index = json.loads(files["data/v1/index.json"])
    assert index["files"]["quality"]["json"] == "quality.json"
    assert index["counts"]["quality"] == len(rows(register, "quality"))
    assert {row["judged_on"] for row in rows(register, "quality")} == {"2026-12-01"}


def test_the_page_states_every_figure(site: Path) -> None:
    """Each row of quality.json stands in a table: its name, and its number with its unit."""
    shown = {
        row.xpath("string(th)").strip(): row.xpath("string(td)").strip()
        for row in html.parse(str(site / "quality/index.html")).getroot().xpath("//tbody/tr")
    }
    data = json.loads((site / "data/v1/quality.json").read_text(encoding="utf-8"))
    wrong = [
        row["label"]
        for row in data
        if not shown[row["label"]].startswith(f"{row['count']}{row['unit']}")
    ]
    assert wrong == []
    assert len(shown) == len(data)


def test_about_and_every_footer_lead_to_it(site: Path) -> None:
    assert 'href="../quality/"' in (site / "about/index.html").read_text(encoding="utf-8")
    assert 'href="../../quality/"' in (site / "units/cq-canlian/index.html").read_text("utf-8")
