"""diff: what changed in the facts, what in our wording, which pages, which wordings went stale."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from building import ROOT
from register import affected, diffreport, snapshot
from register.affected import Affected
from register.changelog import LogEntry
from register.diff import compare
from register.layout import PATTERNS

PLAN = "data/plans/cq-pwd-jobs-2025"
TASK = f"{PLAN}/tasks/07.yml"
BENEFIT = f"{PLAN}/benefits/dibao-grace-period.yml"
REAL = snapshot.take(ROOT)
PAGES = Affected(())

# file, what stands there, what it becomes, the words that must be told, whether they are ours
CASES = [
    (TASK, "[市市场监管局, 市残联]", "[市残联]", "任务7 责任单位：去掉 市市场监管局", False),
    (TASK, "市工商联]\n", "市工商联, 市妇联]\n", "任务7 牵头单位：增加 市妇联", False),
    (TASK, "[市国资委, 市经济信息委,", "[市经济信息委, 市国资委,", "任务7 牵头单位：顺序", False),
    (TASK, "[push]", "[encourage]", "任务7 第3句 措辞强度：增加 鼓励；去掉 推动", False),
    (TASK, "duty: deliverable_no_date", "duty: standing", "任务7 第3句 义务的时间性质：", False),
    (TASK, "推动建立促进残疾人", "推动建立残疾人", "任务7 第3句 原文：“推动建立促进残疾人", False),
    (TASK, "稳岗和无障碍改造", "稳岗", "任务7 标题：“企业开发岗位、稳岗和无障碍改造”改为", True),
    (TASK, "[公司招残疾人补贴, ", "[", "任务7 人们会搜的词：去掉 公司招残疾人补贴", True),
    (BENEFIT, "渐退期\nsummary", "渐退\nsummary", "政策“就业后的低保渐退” 名称：", True),
    (BENEFIT, "low-income]", "low-income, rural]", "适用对象：增加 农村", False),
    (BENEFIT, "claim: authority_discretion", "claim: programme", "能不能据此提出要求：", False),
    (BENEFIT, "  - 时间多长，这里没有写。\n", "", "易读：去掉 时间多长，这里没有写。", True),
    (BENEFIT, '"按规定"', '"可按规定"', "条件原文第3项 原文：“按规定”改为“可按规定”", False),
    ("data/units/cq-canlian.yml", "重庆市残疾人联合会", "残疾人联合会", "全称：", False),
    ("data/units/cq-canlian.yml", "note: null", "note: 说明", "说明：写明 “说明”", True),
    (
        "data/vocabulary/strength.yml",
        "label: 鼓励",
        "label: 倡导",
        "词表“措辞强度” 词条“倡导”",
        True,
    ),
    (f"{PLAN}/plan.yml", "2026-01-23", "2026-01-24", "日期：“2026-01-23”改为“2026-01-24”", False),
    (TASK, "action: 2\n", "action: 2\nolder: 旧字段\n", "任务7 older：写明 “旧字段”", False),
]


def changed(project, file, old, new):
    path = project / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8", newline="")
    return compare(REAL, snapshot.take(project))


@pytest.mark.parametrize(("file", "old", "new", "says", "ours"), CASES)
def test_a_change_is_told_in_words_and_put_under_facts_or_wording(
    project, file, old, new, says, ours
):
    difference = changed(project, file, old, new)
    assert [(says in str(change), change.ours) for change in difference.changes] == [(True, ours)]


def test_equal_data_have_no_difference():
    told = diffreport.as_text(compare(REAL, snapshot.take(ROOT)), PAGES)
    assert told == "data/ 里没有改动。\n"


def test_an_inserted_sentence_renumbers_those_after_it_and_changes_no_other(project):
    new = '  - quote: "新的一句。"\n    strength: [directive]\n    duty: standing\n    actors: []\n'
    first = '  - quote: "支持制造业'
    told = [str(c) for c in changed(project, TASK, first, new + first).facts]
    assert told == [
        "任务7 第2句：新增 “新的一句。”",
        "任务7 句子：原来的第2句现在是第3句",
        "任务7 句子：原来的第3句现在是第4句",
        "任务7 句子：原来的第4句现在是第5句",
    ]


def test_a_record_that_goes_or_comes_is_named(project):
    (project / BENEFIT).rename(project / BENEFIT.replace("dibao", "new-dibao"))
    difference = compare(REAL, snapshot.take(project))
    assert [s.label for s in difference.added] == ["政策“就业后的低保渐退期”"]
    assert [s.url for s in difference.removed] == ["benefits/dibao-grace-period/"]


def test_wording_whose_quotation_changed_is_stale_until_read_again(project):
    difference = changed(project, BENEFIT, "一定时间的渐退期,再次", "一定时间渐退期,再次")
    assert [str(change) for change in difference.stale] == [
        "政策“就业后的低保渐退期” 名称、说明、易读：依据的原文变了，还没有核对"
    ]


def test_a_new_fingerprint_with_the_old_words_is_pointed_out(project):
    from register.model import digest

    path = project / BENEFIT
    before = snapshot.take(ROOT).entries[BENEFIT].raw["quotes"][0]["text"]
    after = before.replace("一定时间的", "一定时间")
    text = path.read_text("utf-8").replace(before, after).replace("4ef0c65b", digest([after]))
    path.write_text(text, "utf-8", newline="")
    stale = compare(REAL, snapshot.take(project)).stale
    assert [("指纹换了，文字没有改" in str(change)) for change in stale] == [True]


def test_units_are_those_before_and_after(project):
    change = changed(project, TASK, "[市市场监管局, 市残联]", "[市妇联]").facts[0]
    assert {"市市场监管局", "市残联", "市妇联", "市国资委"} <= set(change.subject.units)


def test_a_changed_notice_is_told(project):
    notice = project / PLAN / "notice.txt"
    notice.write_bytes(notice.read_bytes() + b"\n")
    difference = compare(REAL, snapshot.take(project))
    assert "通知文本 notice.txt" in str(difference.facts[0])


def test_pages_are_those_whose_content_differs(project, tmp_path):
    difference = changed(project, "data/units/cq-fulian.yml", "note: null", "note: 说明。")
    pages = affected.affected(ROOT, project, difference, tmp_path)
    assert pages == Affected(changed=("units/cq-fulian/",))


def test_a_terms_new_meaning_changes_pages_that_explain_it(project, tmp_path):
    entry = REAL.entries["data/terms/phase-out-period.yml"]
    meaning = entry.raw["meaning"]
    difference = changed(project, entry.file, meaning, meaning + "改。")
    pages = affected.affected(ROOT, project, difference, tmp_path).changed
    assert {"terms/j/", "benefits/dibao-grace-period/"} <= set(pages)


def test_where_a_version_fails_the_check_own_pages_are_given_with_the_doubt(project, tmp_path):
    difference = changed(project, TASK, "[市市场监管局, 市残联]", "[市残联]")
    pages = affected.affected(ROOT, project, difference, tmp_path)
    assert pages.changed == ("plans/cq-pwd-jobs-2025/tasks/7/",)
    assert "新版本没有通过检查" in pages.doubt
    assert "旧版本没有通过检查" in affected.affected(project, ROOT, difference, tmp_path).doubt


def test_a_file_that_cannot_be_read_is_named_and_not_called_removed(project):
    (project / TASK).write_bytes(b"\xff\xfe")
    difference = compare(REAL, snapshot.take(project))
    assert (difference.changes, difference.removed) == ((), ())
    assert [why.startswith(f"新：{TASK}:1:1") for why in difference.unread] == [True]


def test_a_version_from_before_fields_and_files_existed_is_compared_all_the_same(project, tmp_path):
    for file in ("search.yml", "redirects.yml", "vocabulary/conveyance.yml"):
        (project / "data" / file).unlink()
    difference = changed(project, f"{PLAN}/plan.yml", "conveyed: forwarded\n", "")
    unit = project / "data/units/cq-fulian.yml"
    unit.write_text(unit.read_text("utf-8").replace("note: null", "note: 说明。"), "utf-8")
    assert [s.label for s in difference.removed] == ["词表“发文方式”", "搜索", "换了的地址"]
    pages = affected.affected(project, ROOT, difference, tmp_path)
    assert pages == Affected(changed=("units/cq-fulian/",))


def test_every_record_is_compared():
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "data").rglob("*.yml")}
    log = {file for file in files if file.startswith("data/changes/")}
    assert files - log == set(REAL.entries)


def test_markdown_shows_markup_in_data_as_it_is(project):
    difference = changed(project, TASK, "稳岗和无障碍改造", "<b>*稳岗*</b> @someone")
    line = next(
        line for line in diffreport.as_markdown(difference, PAGES).splitlines() if "稳岗" in line
    )
    assert r"\<b\>\*稳岗\*\</b\> \@someone" in line


FILES = [TASK, BENEFIT, f"{PLAN}/plan.yml", "data/vocabulary/strength.yml", "data/finder.yml"]
PIECES = st.sampled_from(
    ["\n", "- ", ": ", "  ", "null", "[", "]", "{a: 1}", '"', "number", "quotes", "甲", "\t", "#"]
)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(file=st.sampled_from(FILES), at=st.integers(0, 3000), piece=st.binary(max_size=9) | PIECES)
def test_no_bytes_whatever_end_in_a_traceback(tmp_path, file, at, piece):
    raw = (ROOT / file).read_bytes()
    planted = piece.encode() if isinstance(piece, str) else piece
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_bytes(raw[:at] + planted + raw[at + len(planted) :])
    taken = snapshot.take(tmp_path)
    alone = snapshot.Snapshot({f: REAL.entries[f] for f in taken.entries})
    for difference in (compare(alone, taken), compare(taken, alone)):
        for form in diffreport.FORMATS.values():
            assert form(difference, PAGES)


# The command, with real git


def run_diff(project, *arguments):
    command = [sys.executable, "-m", "register", "--root", str(project), "diff", *arguments]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "hooks"), "PYTHONUTF8": "1"}
    return subprocess.run(command, env=env, capture_output=True, text=True)


@pytest.fixture(scope="session")
def repository(tmp_path_factory):
    """A repository with one commit of data/, and one change that is not committed."""
    folder = tmp_path_factory.mktemp("repository")
    shutil.copytree(ROOT / "data", folder / "data")
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    for command in (["init", "-q"], ["add", "."], [*identity, "commit", "-q", "-m", "x"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    path = folder / TASK
    path.write_text(path.read_text("utf-8").replace("稳岗和无障碍改造", "稳岗"), "utf-8")
    return folder


def test_a_revision_is_compared_with_the_files_as_they_are_now(repository):
    done = run_diff(repository, "HEAD", "--format", "json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["facts"], len(told["wording"])) == (0, [], 1)
    assert "plans/cq-pwd-jobs-2025/tasks/7/" in told["pages"]["changed"]


def test_two_runs_say_the_same(repository):
    first, second = (run_diff(repository, "HEAD", "--format", "markdown") for _ in range(2))
    assert first.stdout == second.stdout
    assert "### 本站的话（不改变事实）：1 处" in first.stdout


@pytest.mark.parametrize("name", ["no-such-revision", "--help-me", "HEAD~99", "docs"])
def test_what_is_no_version_is_refused_in_words(repository, name):
    (repository / "docs").mkdir(exist_ok=True)
    done = run_diff(repository, "--", name)
    assert done.returncode == 2
    assert "请" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_link_in_a_folder_is_not_followed(project):
    (project / TASK).unlink()
    (project / TASK).symlink_to("/etc/hostname")
    difference = compare(REAL, snapshot.take(project))
    assert len(difference.unread) == 1


def test_a_link_in_a_revision_is_left_out(repository):
    from register.revisions import folder

    (repository / "data/link.yml").symlink_to("/etc/hostname")
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    for command in (["add", "data/link.yml"], [*identity, "commit", "-q", "-m", "link"]):
        subprocess.run(["git", *command], cwd=repository, check=True)
    (repository / "data/link.yml").unlink()
    with folder(repository, "HEAD") as made:
        assert (made / TASK).is_file()
        assert not os.path.lexists(made / "data/link.yml")


def test_every_kind_of_record_is_compared_but_the_log_itself():
    kinds = {kind.model for kind in snapshot.KINDS}
    assert PATTERNS.keys() - kinds == {LogEntry}
