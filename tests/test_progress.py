"""Reports of progress: a sample is loaded, checked, counted, shown and published."""

from __future__ import annotations

import datetime
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from conftest import DAY, ROOT
from faults import PLAN, Fault, places, plant, problems, wanted

from browsing import bring_axe, serving, violations
from building import CopyProject, build
from register import exports, reporting
from register.exports.rows import TABLES
from register.model import Progress
from register.pages import unit_page
from register.problem import Problem
from register.render import Renderer
from register.rules import checked
from register.store import Register

AsTold = Callable[[Path, list[Problem]], None]
SAMPLE = ROOT / "tests" / "progress"
TASK_ID = "cq-pwd-jobs-2025"
TASK = "plans/cq-pwd-jobs-2025/tasks"
REPORT = f"{PLAN}/progress/2026-05-08-cq-canlian-1.yml"


@pytest.fixture
def reported(project: Path) -> Path:
    """A project with the sample's reports."""
    shutil.copytree(SAMPLE, project / PLAN / "progress")
    return project


@pytest.fixture(scope="module")
def sample_site(copy_project: CopyProject, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as it is when units have reported."""
    root = tmp_path_factory.mktemp("reported")
    copy_project(root)
    shutil.copytree(SAMPLE, root / PLAN / "progress")
    build(root / "site", root)
    return root / "site"


@pytest.fixture(scope="module")
def reported_served(sample_site: Path) -> Iterator[str]:
    """Its address."""
    with serving(sample_site) as address:
        yield address


def overview(register: Register) -> reporting.Overview:
    return reporting.overview(register, register.plans[TASK_ID])


def page(site: Path, url: str) -> str:
    return (site / url / "index.html").read_text(encoding="utf-8")


def section(html: str, id_: str) -> str:
    """What stands under a heading, up to the next one of its kind."""
    return html.partition(f'<h2 id="{id_}">')[2].partition("<h2")[0]


FAULTS = [
    Fault("task that does not exist", REPORT, '"25.1"', '"39"', '"39"', "没有“39”这一项任务"),
    Fault("sentence that does not exist", REPORT, '"25.1"', '"25.9"', '"25.9"', "第25项有2句"),
    Fault("unit that does not exist", REPORT, "市残联", "市残连", "unit:", "市残联"),
    Fault("unit that has no part in it", REPORT, "市残联", "市烟草局", "unit:", "市卫生健康委"),
    Fault("unknown status", REPORT, "planned", "plannd", "status:", "planned"),
    Fault("no evidence", REPORT, "evidence: 试样文件〔2026〕1号\n", "", "", "evidence"),
    Fault("empty evidence", REPORT, "试样文件〔2026〕1号", '""', "evidence:", "不能是空的"),
    Fault("before the notice", REPORT, '2026-05-08"', '2026-01-22"', "date:", "早于通知的日期"),
    Fault("no such day", REPORT, '"2026-05-08"', '"2026-02-30"', "date:", "没有这一天"),
    Fault("other name than its file", REPORT, "id: 2026-05-08", "id: 2026-05-09", "id:", "文件名"),
    Fault("unknown field", REPORT, "done:", "percent: 50\ndone:", "percent:", "percent"),
]


@pytest.mark.usefixtures("parsed_once")
@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_fault_is_told_once_at_its_line(reported: Path, fault: Fault, as_told: AsTold) -> None:
    plant(reported, fault)
    found = problems(reported)
    assert places(found, fault) == [wanted(reported, fault)]
    as_told(reported, found)


def test_sample_has_no_problem(reported: Path) -> None:
    assert problems(reported) == []


def test_reports_on_a_task_stand_in_order_of_their_days(reported: Path) -> None:
    register = checked(reported)
    days = [r.date.isoformat() for r in register.reports_on(register.tasks[f"{TASK_ID}/25"])]
    assert days == ["2026-05-08", "2026-09-10"]


def test_report_of_a_broken_file_is_left_out(reported: Path) -> None:
    register = checked(reported).without([REPORT])
    assert "2026-05-08-cq-canlian-1" not in register.progress
    assert "2026-09-10-cq-canlian-1" in register.progress


def test_without_reports_every_assignment_is_unreported(register: Register) -> None:
    found = overview(register)
    assert found.unreported == 127
    assert found.statuses == []


def test_newest_report_counts(reported: Path) -> None:
    found = overview(checked(reported))
    assert found.statuses == ["started", "not_started"]
    assert [r.id for r in found.by_status["planned"]] == []
    assert found.unreported == 127 - 3


def test_tallies_add_up_to_the_assignments(reported: Path) -> None:
    found = overview(checked(reported))
    for tallies in (found.by_unit, found.by_action):
        assert sum(t.unreported + sum(t.counts.values()) for t in tallies) == 127


def test_not_reported_is_not_the_same_as_not_started(reported: Path) -> None:
    found = overview(checked(reported))
    tobacco = next(tally for tally in found.by_unit if tally.label == "市烟草局")
    tax = next(tally for tally in found.by_unit if tally.label == "重庆市税务局")
    assert (tobacco.counts, tobacco.unreported) == ({"not_started": 1}, 0)
    assert (tax.counts, tax.unreported) == ({}, 7)


def test_report_of_a_body_without_an_assignment_stands_apart(reported: Path) -> None:
    assert [r.unit for r in overview(checked(reported)).others] == ["quxian"]


def test_published_reports_fit_their_schema(reported: Path) -> None:
    files = dict(exports.files(checked(reported), DAY))
    schema = json.loads(files["data/v1/progress.schema.json"])
    rows = json.loads(files["data/v1/progress.json"])
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.validate(rows, schema, format_checker=checker)
    assert [row["id"] for row in rows] == sorted(path.stem for path in SAMPLE.iterdir())
    about = {row["id"]: (row["task"], row["measure"]) for row in rows}
    assert about["2026-05-08-cq-canlian-1"] == (f"{TASK_ID}/25", f"{TASK_ID}/25.1")
    assert about["2026-06-01-cq-yancaoju-1"] == (f"{TASK_ID}/5", None)
    del rows[0]["evidence"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(rows, schema)


def test_newest_day_of_a_report_is_the_day_of_the_data(reported: Path) -> None:
    (reported / REPORT).write_text(
        (reported / REPORT).read_text("utf-8").replace('"2026-05-08"', '"2027-01-02"'), "utf-8"
    )
    index = json.loads(dict(exports.files(checked(reported), DAY))["data/v1/index.json"])
    assert index["date"] == "2027-01-02"


def test_progress_is_among_the_published_tables() -> None:
    assert TABLES["progress"].title == "进展"


def test_overview_of_the_real_records_says_that_nobody_reported(site: Path) -> None:
    html = page(site, "progress")
    assert "现在还没有任何单位报告进展" in html
    assert "未开展</th>" not in html


def test_overview_shows_reports_and_no_percentage(sample_site: Path) -> None:
    html = page(sample_site, "progress")
    assert "还有124处分工尚未报告" in html
    assert "试样：今年的考试开始报名。" in html
    assert "%" not in html.partition("<main")[2].partition("</main>")[0]


def test_task_shows_its_history_newest_first(sample_site: Path) -> None:
    history = section(page(sample_site, f"{TASK}/25"), "progress")
    assert history.index("开始报名") < history.index("列入了计划")
    assert 'id="report-2026-05-08-cq-canlian-1"' in history


def test_report_about_a_sentence_names_it(sample_site: Path) -> None:
    assert "第1句" in section(page(sample_site, f"{TASK}/25"), "progress")


def test_unit_shows_its_reports(sample_site: Path) -> None:
    shown = section(page(sample_site, "units/cq-canlian"), "progress")
    assert "试样：今年的考试开始报名。" in shown
    assert "#report-2026-09-10-cq-canlian-1" in shown


def test_actor_shows_its_reports(sample_site: Path) -> None:
    assert "试样：建立了一个" in section(page(sample_site, "actors/quxian"), "progress")


def test_evidence_on_the_web_is_a_link_and_a_document_is_not(sample_site: Path) -> None:
    history = section(page(sample_site, f"{TASK}/25"), "progress")
    assert '<a href="https://reports.example/2026/09/10.html">' in history
    assert "证据：试样文件〔2026〕1号</p>" in history


def test_task_without_reports_says_that_this_is_not_the_same_as_not_done(site: Path) -> None:
    assert "没有报告，不等于没有做" in section(page(site, f"{TASK}/7"), "progress")


@pytest.mark.parametrize("url", [f"{TASK}/2", "units/cq-zuzhibu", "progress"])
def test_nothing_is_called_late(sample_site: Path, url: str) -> None:
    html = page(sample_site, url)
    assert [word for word in ("逾期", "超期", "滞后", "拖延") if word in html] == []


@pytest.mark.parametrize("url", ["progress/", f"{TASK}/25/", "units/cq-canlian/"])
@pytest.mark.parametrize("width", [390, 1280])
def test_pages_with_reports_are_accessible(
    page: Any, reported_served: str, url: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    bring_axe(page)
    page.goto(reported_served + url)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_only_the_newest_five_reports_stand_on_a_units_page(
    register: Register, tmp_path: Path
) -> None:
    made = unit_page(register, register.units["cq-canlian"])
    many = [
        Progress(
            plan=TASK_ID,
            id=f"r-{n}",
            about=f"{TASK_ID}/25",
            unit="cq-canlian",
            date=datetime.date(2026, 6, n),
            status="started",
            done=f"试样第{n}次。",
            evidence="试样",
            reported_by="试样",
        )
        for n in range(7, 0, -1)
    ]
    context = {**made.context(register), "reports": many}
    html = Renderer(register, {}, tmp_path).page(made.template, made.url, context)
    assert [n for n in range(1, 8) if f"试样第{n}次。" in html] == [3, 4, 5, 6, 7]
    assert "共7份" in html
