"""Open data: what the contract promises, read back from the files."""

import csv
import io
import json
import re
from dataclasses import replace

import jsonschema
import pytest
from conftest import DAY

from register import exports
from register.exports.index import data_date
from register.exports.rows import TABLES
from register.typography import full_width


@pytest.fixture(scope="session")
def files(register):
    found = exports.files(register, DAY)
    return {path.removeprefix("data/v1/"): content for path, content in found}


def rows(files, name):
    return json.loads(files[f"{name}.json"])


@pytest.mark.parametrize("name", TABLES)
def test_json_validates_against_its_schema(files, name):
    schema = json.loads(files[f"{name}.schema.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.validate(rows(files, name), schema, format_checker=checker)


WRONG = [
    # table, field, what it may not hold
    ("plans", "conveyed", "sent"),
    ("plans", "notice_sha256", "AB" * 32),
    ("plans", "source", "ftp://cq.gov.cn/"),
    ("plans", "date", "2025-1-1"),
    ("plans", "amends", "No Such"),
    ("actions", "id", "cq-pwd-jobs-2025/3"),
    ("tasks", "id", "cq-pwd-jobs-2025/seven"),
    ("tasks", "number", 0),
    ("tasks", "lead", ["市残联"]),
    ("tasks", "url", "https://else.example/"),
    ("measures", "id", "cq-pwd-jobs-2025/7"),
    ("measures", "strength", ["must", "should"]),
    ("measures", "duty", "weekly"),
    ("measures", "start", -1),
    ("measures", "recurrence", {"every": "month", "month": None, "words": "每月"}),
    ("measures", "recurrence", {"every": "year", "month": 13, "words": "每年"}),
    ("measures", "quantities", [{"meaning": "most", "value": 1, "unit": "个", "words": "1个"}]),
    ("benefits", "kind", "gift"),
    ("benefits", "audiences", ["everybody"]),
    ("benefits", "claim", "none"),
    ("benefits", "not_stated", ["colour"]),
    ("benefits", "quotes", [{"measure": "7.3", "text": "甲"}]),
    ("units", "full_name_basis", "guessed"),
    ("units", "kind", "club"),
    ("actors", "kind", "club"),
    ("terms", "sources", ["fact"]),
    ("sources", "addresses", ["example"]),
    ("sources", "read_on", "2026/11/23"),
]


@pytest.mark.parametrize(("name", "field", "value"), WRONG)
def test_schema_refuses_what_no_record_may_hold(files, name, field, value):
    schema = json.loads(files[f"{name}.schema.json"])
    row = rows(files, name)[0]
    jsonschema.validate([row], schema)
    with pytest.raises(jsonschema.ValidationError) as refused:
        jsonschema.validate([{**row, field: value}], schema)
    assert list(refused.value.absolute_path)[1] == field


def test_every_word_of_a_vocabulary_may_stand_where_a_column_names_it(files, register):
    """A column that speaks of a vocabulary has just its words, however deep they stand."""
    for name in TABLES:
        properties = json.loads(files[f"{name}.schema.json"])["items"]["properties"]
        for field in properties.values():
            named = re.search(r"词表 ([\w-]+)", field["description"])
            enum = field.get("items", field).get("enum")
            if named:
                assert enum == list(register.vocabularies[named[1]].entries), field


def test_schema_names_the_address_at_which_it_stands(site):
    for name in (*TABLES, "quality"):
        path = f"data/v1/{name}.schema.json"
        schema = json.loads((site / path).read_text(encoding="utf-8"))
        assert schema["$id"] == f"https://site.example/base/{path}"


def test_schema_of_a_site_without_address_names_none(files):
    assert "$id" not in json.loads(files["tasks.schema.json"])


# Reports of progress start empty; test_progress.py does the same with a sample.
@pytest.mark.parametrize("name", [name for name in TABLES if name != "progress"])
def test_schema_refuses_a_dropped_field(files, name):
    schema = json.loads(files[f"{name}.schema.json"])
    row = rows(files, name)[0]
    row.popitem()
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate([row], schema)


@pytest.mark.parametrize("name", TABLES)
def test_rows_are_sorted_by_unique_id(files, name):
    ids = [row["id"] for row in rows(files, name)]
    assert ids == sorted(set(ids))


@pytest.mark.parametrize("name", TABLES)
def test_csv_has_a_bom_and_the_same_records(files, name):
    content = files[f"{name}.csv"]
    assert content.startswith(b"\xef\xbb\xbf")
    table = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row["id"] for row in table] == [row["id"] for row in rows(files, name)]


def test_data_page_says_which_cells_hold_json(site, files):
    """A cell that begins a list or an object of JSON stands in a column that the page marks."""
    page = (site / "data/index.html").read_text(encoding="utf-8")
    marked, found = set(), set()
    for section in page.split('<h3 id="')[1:]:
        name = section.partition('"')[0]
        for field in re.findall(r"<dt><code>(\w+)</code></dt><dd>[^<]*（JSON）", section):
            marked.add((name, field))
    for name in TABLES:
        for row in csv.DictReader(io.StringIO(files[f"{name}.csv"].decode("utf-8-sig"))):
            found |= {(name, field) for field, cell in row.items() if cell.startswith(("[", "{"))}
    # No unit has confirmed its records yet.
    assert marked == found | {("units", "confirmation")}


def test_counts_of_the_notice(files):
    tasks = rows(files, "tasks")
    assert len(rows(files, "actions")) == 10
    assert len(tasks) == 38
    assert len(rows(files, "measures")) == 98
    assert len(rows(files, "units")) == 29
    assert sum(len(task["lead"]) for task in tasks) == 56
    assert sum(len(task["responsible"]) for task in tasks) == 71


def test_measures_cut_their_task_without_gap(files):
    measures = {measure["id"]: measure for measure in rows(files, "measures")}
    for task in rows(files, "tasks"):
        at = 0
        for id_ in task["measures"]:
            measure = measures[id_]
            assert (measure["start"], measure["task"]) == (at, task["id"])
            assert task["text"][measure["start"] : measure["end"]] == measure["quote"]
            at = measure["end"]
        assert at == len(task["text"])


def test_every_quote_of_a_benefit_is_in_its_measure(files):
    measures = {measure["id"]: measure["quote"] for measure in rows(files, "measures")}
    for benefit in rows(files, "benefits"):
        assert all(quote["text"] in measures[quote["measure"]] for quote in benefit["quotes"])


def test_units_and_tasks_agree_on_assignments(files):
    led = {(unit["id"], task) for unit in rows(files, "units") for task in unit["lead"]}
    assert led == {(unit, task["id"]) for task in rows(files, "tasks") for unit in task["lead"]}


def test_tasks_outside_actions_name_their_section(files):
    sections = {task["number"]: task["section"] for task in rows(files, "tasks")}
    assert [sections[number] for number in (1, 35, 36)] == [None, None, "三、组织保障"]


def test_index_counts_what_the_files_hold(files):
    index = json.loads(files["index.json"])
    assert index["counts"] == {name: len(rows(files, name)) for name in (*TABLES, "quality")}


def test_date_of_the_data_follows_the_log_of_changes(register):
    assert data_date(register) >= register.log[0].date.isoformat()
    entry = register.log[0].model_copy(update={"id": "2027-01-02"})
    corrected = replace(register, changes={**register.changes, entry.id: entry})
    assert data_date(corrected) == "2027-01-02"


def test_only_task_2_has_a_deadline(files):
    dated = [(m["id"], m["deadline"]) for m in rows(files, "measures") if m["deadline"]]
    assert dated == [("cq-pwd-jobs-2025/2.1", "2027-12-31")]


def test_quotes_keep_the_bytes_of_the_notice(files):
    texts = "".join(task["text"] for task in rows(files, "tasks"))
    assert full_width(texts) != texts
