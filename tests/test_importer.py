"""The importer: from a notice's text to the draft of a plan that a person can finish."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from building import build, copy_project
from register import yamltext
from register.importer.brackets import assigns, read
from register.importer.command import drafted, write
from register.importer.outline import outline
from register.importer.report import report
from register.importer.text import ImportRefused
from register.problem import RegisterError
from register.rules import checked
from register.store import Register

NOTICES = Path(__file__).parent / "notices"
FIRST = ROOT / "data" / "plans" / "cq-pwd-jobs-2025"
DAY = datetime.date(2026, 11, 24)

# A bracket; its lead units; its other units, “?” before those that a person must decide
FORMS = [
    ("(牵头单位:市民政局、市残联,责任单位:市财政局)", "市民政局 市残联", "市财政局"),
    ("（牵头单位：市民政局；配合单位：市财政局、市残联）", "市民政局", "市财政局 市残联"),
    ("(牵头单位:市残联,配合单位:市体育局,各区、县级市)", "市残联", "市体育局 ?各区、县级市"),
    ("（市民政局牵头，市财政局、市残联按职责分工负责）", "市民政局", "市财政局 市残联"),
    ("（市民政局牵头，市财政局配合）", "市民政局", "市财政局"),
    ("（责任单位：市民政局、市残联）", "", "市民政局 市残联"),
    ("（市民政局、市残联等按职责分工负责）", "", "市民政局 ?市残联"),
    ("（市民政局、市残联等有关部门负责）", "", "市民政局 ?市残联等有关部门"),
    ("（市民政局负责）", "", "市民政局"),
    ("（由市民政局牵头，会同市财政局、市残联落实）", "市民政局", "市财政局 市残联"),
    ("（市民政局牵头会同市残联负责）", "市民政局", "市残联"),
    ("（市民政局会同市残联负责）", "", "?市民政局 ?市残联"),
    ("（市民政局负责，市残联配合）", "", "?市民政局 ?市残联"),
    ("（市工业和信息化局和市文化和旅游局负责）", "", "市工业和信息化局 市文化和旅游局"),
    ("（责任单位：市民政局牵头，市残联配合）", "市民政局", "市残联"),
    (
        "〔牵头单位：市民政局，责任单位：各县〔市、区〕人民政府〕",
        "市民政局",
        "?各县〔市、区〕人民政府",
    ),
    ("（责任单位：市残联；完成时限：2027年6月底前）", "", "市残联"),
    ("（市残联、市民政局负责，2027年6月底前完成）", "", "市残联 市民政局"),
    ("（市民政局、市残联，列第一位者为牵头单位，下同）", "市民政局", "市残联"),
    ("（市民政局、市残联，排名第一位的为牵头单位，下同）", "市民政局", "市残联"),
    (
        "（省重点产业专班牵头单位牵头，省重点产业专班成员单位配合）",
        "?省重点产业专班牵头单位",
        "?省重点产业专班成员单位",
    ),
    ("（责任单位：市人力资源\n社会保障局、市财政\n局）", "", "市人力资源社会保障局 市财政局"),
    ("（牵头单位：市民政局　市残联）", "市民政局 市残联", ""),
    ("(牽頭單位:市民政局;責任單位:市殘聯、市財政局)", "市民政局", "市殘聯 市財政局"),
    ("（省推进“甲、乙两带”建设领导小组办公室负责）", "", "省推进“甲、乙两带”建设领导小组办公室"),
    ("（市民政局负责审核，市残联负责发放）", "", "?市民政局 ?市残联"),
    ("（各地区、各部门负责）", "", "?各地区 ?各部门"),
    ("（市民政局、各县、市、区政府负责）", "", "市民政局 ?各县、市、区政府"),
]
NOT_FORMS = [
    "（此件公开发布）",
    "（中小学、幼儿园除外）",
    "（以下简称责任单位）",
    "（含牵头单位指定的机构）",
    "（自治县）",
    "（试行）",
    "（见附件2）",
    "（单位法定代表人负责）",
    "〔2026〕3号",
    "（2026—2028年）",
    "（一）",
]


def names(shares, lead):
    """The names of one role, with a mark before those in doubt."""
    return " ".join("?" * bool(s.doubt) + s.name for s in shares if (s.role == "lead") == lead)


@pytest.mark.parametrize(("bracket", "lead", "others"), FORMS)
def test_bracket_gives_units_in_order_and_role(bracket, lead, others):
    shares, _, _ = read(bracket)
    assert (names(shares, True), names(shares, False)) == (lead, others)


@pytest.mark.parametrize("bracket", [form[0] for form in FORMS])
def test_form_is_known_as_an_assignment(bracket):
    assert assigns(bracket, at_end=True, first_leads=False) is not None


@pytest.mark.parametrize("bracket", NOT_FORMS)
def test_other_brackets_assign_nothing(bracket):
    assert assigns(bracket, at_end=True, first_leads=False) is None


def test_bare_list_of_units_is_taken_with_a_doubt_only_at_an_end():
    assert assigns("（市民政局、市残联）", at_end=True, first_leads=False)
    assert assigns("（市民政局、市残联）", at_end=False, first_leads=False) is None


# A notice in tests/notices; for each task: its number as printed, lead, others, its sentences
TASKS = {
    "qingshan.txt": [
        ("1.", "市民政局", "市财政局 市自然资源局", 3),
        ("2.", "市住房城乡建设局", "?各县（市、区）人民政府", 2),
        ("1.", "", "市人社局 ?市教育局", 2),
        ("2.", "", "团市委 ?市妇联", 1),
    ],
    "linhe.txt": [
        ("（一）", "区民政局", "区财政局 ?区商务局", 2),
        ("（二）", "", "区商务局", 2),
        ("（三）", "区市场监管局", "?各镇街", 2),
        ("（四）", "", "区邮政管理局 ?区民政局", 2),
    ],
    "nanhu.txt": [
        ("①", "县农业农村局", "县人社局", 1),
        ("②", "县财政局", "县商务局", 1),
        ("①", "县人社局", "县财政局 人行南湖支行", 1),
        ("", "人行南湖支行", "县金融办", 1),
        ("②", "县财政局", "", 1),
        ("（一）", "县委宣传部", "团县委 县融媒体中心", 2),
    ],
    "dongling.txt": [
        ("（一）", "市残联", "市文化旅游局 ?各区、县级市", 3),
        ("（二）", "市图书馆", "市残联", 3),
        ("（三）", "市残联", "", 2),
    ],
    "xiling.txt": [  # lines broken at a width, brackets and labels on lines of their own
        ("1．", "区交通局", "区公安分局 区住房城乡建设委 ?各镇街", 2),
        ("2．", "区交通局", "区财政局 西岭公交公司", 2),
        ("3．", "", "?区城市管理局 ?区文化旅游委 ?区残联 ?区财政局", 2),
        ("4．", "", "区城市管理局 区交通局 区公安分局", 2),
    ],
    "gaoping.txt": [  # all on one line, white space between items, numbers that restart
        ("1.", "县教育局", "县发展改革局 县财政局", 2),
        ("2.", "县教育局", "县财政局", 2),
        ("1.", "县教育局", "县委编办 县人社局", 2),
        ("2.", "县教育局", "县住建局 县财政局 ?各乡镇", 2),
    ],
    "gongzuo.txt": [  # an assignment behind a heading, for all items below it
        ("一、", "县农业农村局", "县水利局 县气象局 ?各乡镇（街道）", 4),
        ("1.", "县农业农村局", "", 1),
        ("2.", "县工信局", "县农业农村局 县市场监管局", 1),
        ("三、", "县住建局", "", 2),
    ],
    "cuoshi.txt": [  # brackets within sentences and in a list within a line
        ("第一条", "", "市人社局 市残联", 2),
        ("第二条", "", "市人社局", 2),
        ("", "", "市残联", 1),
        ("（一）", "市残联", "", 1),
        ("（二）", "", "?各区县", 1),
        ("（三）", "", "市残联 市人社局", 1),
    ],
    "beiwan.html": [
        ("1.", "区民政局", "区财政局 区商务局", 1),
        ("2.", "区住建局", "区残联", 1),
        ("3.", "区住建局", "区公安分局 ?各街道", 1),
    ],
}


@pytest.fixture
def draft_of(project):
    """Drafts of the notices in tests/notices, for a copy of the data."""
    return lambda name, plan=None: drafted(project, NOTICES / name, plan, DAY)


@pytest.mark.parametrize("name", TASKS)
def test_tasks_of_a_notice(draft_of, name):
    made = draft_of(name)
    got = [
        (
            t.mark,
            names(made.units[t.number], True),
            names(made.units[t.number], False),
            len(t.sentences),
        )
        for t in made.outline.tasks
    ]
    assert got == TASKS[name]


def test_no_character_of_a_notice_is_lost(draft_of, project):
    for number, name in enumerate(TASKS):
        write(project, draft_of(name, f"place{number}-notice-2026"))
    with pytest.raises(RegisterError) as error:
        checked(project)
    assert not [p for p in error.value.problems if "与通知不同" in p.cause or "缺了" in p.cause]


def test_restarted_numbers_become_a_sequence_with_a_remark(draft_of):
    made = draft_of("qingshan.txt")
    assert [task.number for task in made.outline.tasks] == [1, 2, 3, 4]
    assert "任务的序号由本站从1起连续编；通知里的序号见原文。" in made.remarks


def test_residue_of_the_page_is_told_from_the_notice(draft_of):
    roles = {piece.text: piece.role for piece in draft_of("qingshan.txt").outline.pieces}
    assert roles["索引号：000000000/2026-00001"] == roles["网站标识码：0000000001"] == "residue"
    assert roles["各级各部门要高度重视，确保各项任务落地见效。"] == "paragraph"


def test_footer_of_a_page_is_no_assignment(draft_of):
    made = draft_of("beiwan.html")
    assert not any("人民政府办公室" in unit.name for named in made.units.values() for unit in named)


# The first notice


@pytest.fixture(scope="module")
def again(tmp_path_factory):
    """The draft of the first notice, made anew from its text alone."""
    folder = tmp_path_factory.mktemp("again")
    shutil.copytree(ROOT / "data", folder / "data")
    made = drafted(folder, FIRST / "notice.txt", "cq-again-2026", DAY)
    write(folder, made)
    return folder / "data" / "plans" / "cq-again-2026"


def content(path):
    return yamltext.read(str(path), path.read_bytes())[0]


@pytest.mark.parametrize("number", range(1, 39))
def test_first_notice_gives_the_committed_task(again, number):
    ours, theirs = (content(plan / f"tasks/{number:02}.yml") for plan in (again, FIRST))
    for field in ("number", "action", "lead", "responsible", "assignment"):
        assert ours[field] == theirs[field]
    assert [m["quote"] for m in ours["measures"]] == [m["quote"] for m in theirs["measures"]]
    assert ours.keys() == theirs.keys()


def test_first_notice_gives_the_committed_outline_and_counts(again):
    ours, theirs = content(again / "plan.yml"), content(FIRST / "plan.yml")
    same = ("title", "title_quote", "region", "issuer", "date", "period", "document_number", "goal")
    for field in (*same, "notice_sha256", "counts", "outline", "default_clause"):
        assert ours[field] == theirs[field], field


def test_first_notice_brings_no_new_unit_and_no_doubt_about_units(again):
    assert {path.name for path in (again.parents[1] / "units").iterdir()} == {
        path.name for path in (ROOT / "data" / "units").iterdir()
    }
    assert {row["units"] for row in content(again / "import.yml")["confidence"]} == {"high"}


def test_guessed_dates_of_the_first_notice_agree_with_the_reviewed_ones(again, register: Register):
    for task in register.tasks.values():
        drafted_measures = content(again / f"tasks/{task.number:02}.yml")["measures"]
        for measure, guess in zip(task.measures, drafted_measures, strict=True):
            due = measure.deadline.date.isoformat() if measure.deadline else None
            assert (guess.get("deadline") or {}).get("date") == due
            every = measure.recurrence.every if measure.recurrence else None
            assert (guess.get("recurrence") or {}).get("every") == every


# Units


def test_unit_of_another_city_is_another_unit(draft_of, project):
    made = draft_of("dongling.txt", "dongling-arts-2026")
    write(project, made)
    assert (project / "data/units/dongling-canlian.yml").is_file()
    with pytest.raises(RegisterError) as error:
        checked(project)
    assert not [p for p in error.value.problems if p.cause.startswith("名称")]


def test_unit_of_the_same_city_is_the_known_one(draft_of):
    made = draft_of("dongling.txt", "cq-arts-2026")
    assert "市残联" not in made.names.new
    assert "市图书馆" in made.names.new


def test_prefix_carried_on_is_kept_as_an_alias(draft_of):
    made = draft_of("linhe.txt")
    assert made.names.by_name == {}
    assert "区商务局" in made.names.new
    assert "商务局" in made.names.new["区商务局"].words


def test_a_new_unit_is_told_with_its_tasks_which_are_not_sure_either(draft_of):
    made = draft_of("linhe.txt", "linhe-meals-2026")
    assert "“区商务局”（任务1、2）：`data/units/linhe-shangwuju.yml`" in report(made)
    told = made.files["plans/linhe-meals-2026/import.yml"]
    rows = yamltext.read("import.yml", told)[0]["confidence"]
    assert [row["units"] for row in rows] == ["low", "medium", "low", "low"]


# What is left to a person


@pytest.mark.parametrize("name", TASKS)
def test_check_names_only_what_is_left_to_decide(name, draft_of, project):
    write(project, draft_of(name, "somewhere-2026"))
    with pytest.raises(RegisterError) as error:
        checked(project)
    honest = r"要人来决定|还没有核对|还没有写|没有写进|1900年1月1日"
    assert [p for p in error.value.problems if not re.search(honest, p.cause)] == []


def test_draft_can_be_finished(draft_of, project, tmp_path):
    """A person writes what is open, confirms the wording; the check passes, the site is built."""
    made = draft_of("linhe.txt", "linhe-meals-2026")
    write(project, made)
    plan = project / "data/plans/linhe-meals-2026"
    finish(plan)
    with pytest.raises(RegisterError) as error:
        checked(project)
    for problem in error.value.problems:
        basis = re.search(r"wording_basis 改成 (\w{8})", problem.remedy)
        assert basis, problem
        path = project / problem.place.file
        path.write_text(path.read_text().replace('"00000000"', f'"{basis[1]}"'))
    assert checked(project).plans["linhe-meals-2026"].issuer == "临河区人民政府办公室"
    copy_project(tmp_path)
    shutil.rmtree(tmp_path / "data")
    shutil.copytree(project / "data", tmp_path / "data")
    build(tmp_path / "site", tmp_path)  # strict: policies that are not there yet are not linked
    assert (tmp_path / "site/plans/linhe-meals-2026/tasks/4/index.html").is_file()


def finish(plan):
    """Write what the draft leaves to be written, with words of the notice."""
    (plan / "import.yml").unlink()
    (plan / "report.md").unlink()
    record = (plan / "plan.yml").read_text()
    record = record.replace("https://example.invalid/", "https://gov.example/linhe")
    for field, words in [
        ("title", "助餐工作"),
        ("title_quote", "助餐工作"),
        ("short_title", "助餐"),
        ("period", "2026年"),
        ("goal", "方便老年人就近用餐"),
    ]:
        record = re.sub(rf"^{field}: \"?待写.*$", f'{field}: "{words}"', record, flags=re.M)
    (plan / "plan.yml").write_text(record)
    for path in (plan / "tasks").iterdir():
        path.write_text(
            re.sub(r'^(title|summary): "待写.*$', r'\1: "助餐"', path.read_text(), flags=re.M)
        )


def test_open_question_is_reported_at_its_line(draft_of, project):
    write(project, draft_of("linhe.txt"))
    with pytest.raises(RegisterError) as error:
        checked(project)
    asked = [p for p in error.value.problems if "“商务局”" in p.cause]
    assert [p.place.file for p in asked] == ["data/plans/linhe-notice-2026/import.yml"]
    line = (project / asked[0].place.file).read_text().splitlines()[asked[0].place.line - 1]
    assert line.strip() == "- file: tasks/01.yml"


def test_report_names_each_question_with_the_words_of_the_notice(draft_of, project):
    made = draft_of("linhe.txt")
    said = made.files["plans/linhe-notice-2026/report.md"].decode()
    for question in made.questions:
        assert question.doubt.question in said or question.file.startswith("data/units/")
        assert " ".join(question.doubt.words.split()) in said


def test_wrong_unit_in_a_free_form_is_reported(draft_of, project):
    write(project, draft_of("linhe.txt"))
    path = project / "data/plans/linhe-notice-2026/tasks/02.yml"
    path.write_text(path.read_text().replace("[区商务局]", "[区财政局]"))
    with pytest.raises(RegisterError) as error:
        checked(project)
    causes = [p.cause for p in error.value.problems if p.place.file.endswith("tasks/02.yml")]
    assert "“区财政局”不在分工里。" in causes
    assert "这里缺了分工里的“区商务局”。" in causes


def test_wrong_role_in_a_free_form_is_reported(draft_of, project):
    write(project, draft_of("qingshan.txt"))
    path = project / "data/plans/qingshan-notice-2026/tasks/01.yml"
    text = path.read_text().replace("lead: [市民政局]", "lead: [市财政局]")
    path.write_text(text.replace("[市财政局, 市自然资源局]", "[市民政局, 市自然资源局]"))
    with pytest.raises(RegisterError) as error:
        checked(project)
    causes = {p.cause for p in error.value.problems if p.place.file.endswith("tasks/01.yml")}
    assert {"分工里“市财政局”不是牵头单位。", "分工里“市民政局”不是责任单位。"} <= causes


# The command


def run(project, *arguments):
    env = dict(os.environ, PYTHONPATH=str(ROOT / "hooks"), PYTHONUTF8="1")
    command = [
        sys.executable,
        "-m",
        "register",
        "--root",
        str(project),
        "import",
        *map(str, arguments),
    ]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_command_says_where_to_go_on(project):
    done = run(project, NOTICES / "linhe.txt", "--plan", "linhe-meals-2026")
    assert done.returncode == 0, done.stderr
    assert "4 项任务" in done.stdout
    assert "data/plans/linhe-meals-2026/report.md" in done.stdout
    assert (project / "data/plans/linhe-meals-2026/report.md").is_file()


def test_existing_plan_is_not_overwritten(project):
    before = (project / "data/plans/cq-pwd-jobs-2025/plan.yml").read_bytes()
    done = run(project, FIRST / "notice.txt", "--plan", "cq-pwd-jobs-2025")
    assert done.returncode == 1
    assert "不会覆盖" in done.stderr
    assert (project / "data/plans/cq-pwd-jobs-2025/plan.yml").read_bytes() == before


def test_failure_while_writing_leaves_nothing(draft_of, project):
    made = draft_of("linhe.txt")
    last = sorted(path for path in made.files if path.startswith("units/"))[-1]
    (project / "data" / last / "in-the-way").mkdir(parents=True)
    with pytest.raises(ImportRefused):
        write(project, made)
    assert not (project / "data/plans/linhe-notice-2026").exists()
    assert not list((project / "data/units").glob("linhe-*.yml"))[1:]
    assert not list((project / "data").glob(".import-*"))


def test_outline_of_a_text_without_assignments_is_empty():
    assert outline("一、总则\n1.加强领导（见附件）。\n").tasks == []
