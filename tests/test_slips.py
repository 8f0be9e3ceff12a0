"""What editors mistype most is told where it stands, with a remedy that can be followed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from faults import PLAN, Fault, line_of, plant, problems

from register.problem import Place, Problem, nearest, nearest_item

pytestmark = pytest.mark.usefixtures("parsed_once")

BENEFIT = f"{PLAN}/benefits/tobacco-licence-convenience.yml"
TASK = f"{PLAN}/tasks/02.yml"
SPLIT = "各项之间请用英文逗号和一个空格。"
STRAIGHT = "请去掉弯引号“”；要加引号请用英文双引号。"
SUBSIDY = "您是否想写“subsidy”？"

# File, what it says, what is planted instead, what stands at the reported place, and the remedy
SLIPS = [
    (BENEFIT, "kind: premises", "kind: 补贴奖励", "补贴奖励", SUBSIDY),
    (BENEFIT, "kind: premises", "kind: 补贴", "补贴", SUBSIDY),
    (BENEFIT, "kind: premises", "kind: “subsidy”", "“subsidy”", STRAIGHT),
    (BENEFIT, "[persons, self-employed]", "[persons， self-employed]", "persons，", None),
    (BENEFIT, "[persons, self-employed]", "[persons、self-employed]", "persons、", None),
    (BENEFIT, "[persons, self-employed]", "[persons， selfemployed]", "persons，", SPLIT),
    (BENEFIT, 'measure: "5.1"', "measure: “5.1”", "“5.1”", STRAIGHT),
    (BENEFIT, 'measure: "5.1"', 'measure: "5.11"', '"5.11"', "您是否想写“5.1”？"),
    (BENEFIT, 'measure: "5.1"', 'measure: "4.1"', '"4.1"', "它在 5.1 里，请改 measure。"),
    (BENEFIT, "summary: ", "sumary: x\nsummary: ", "sumary", "您是否想写“summary”？"),
    (TASK, "[must, may, floor]", "[must， may， floor]", "must，", None),
    (TASK, "[市委编办, 市残联]", "[市委编办、市残联]", "市委编办、", None),
    (TASK, "actors: [机关, 事业单位]", "actors: [机关，事业单位]", "机关，", None),
    (TASK, "actors: [乡镇、街道]", "actors: [乡镇、街办]", "乡镇、", "您是否想写“乡镇、街道”？"),
    (TASK, "number: 2", "number: “2”", "“2”", STRAIGHT),
    (TASK, "number: 2", "number: 3", "3", "请把 number 改成“2”，或者改文件名。"),
    (TASK, "number: 2", "number: 010", "010", "请把 number 改成“2”，或者改文件名。"),
    (TASK, "    duty: standing", "    dutty: x\n    duty: standing", "dutty", "“duty”"),
]


@pytest.mark.parametrize(("file", "old", "new", "at", "remedy"), SLIPS, ids=[r[2] for r in SLIPS])
def test_slip_is_told_with_what_to_write(
    project: Path, file: str, old: str, new: str, at: str, remedy: str | None
) -> None:
    plant(project, Fault("", file, old, new, "", ""))
    line = line_of(project, file, new.split("\n")[0])
    column = (project / file).read_text("utf-8").split("\n")[line - 1].index(at) + 1
    told = [p.remedy for p in problems(project) if p.place == Place(file, line, column)]
    wanted = remedy or f"请写成“{old[old.index('[') + 1 : -1]}”。"
    assert any(wanted in said for said in told), problems(project)


def test_vocabulary_is_listed_with_what_its_words_are_called(project: Path) -> None:
    plant(project, Fault("", BENEFIT, "kind: premises", "kind: no", "", ""))
    (problem,) = problems(project)
    text = (project / "data/vocabulary/benefit-kind.yml").read_text("utf-8")
    pairs = re.findall(r"id: (\S+)\n    label: (\S+)", text)
    assert len(pairs) > 12
    assert problem.remedy == f"可以写：{'、'.join(f'{id_}（{label}）' for id_, label in pairs)}。"


def test_leading_zero_is_told_once(project: Path) -> None:
    plant(project, Fault("", TASK, "number: 2", "number: 02", "", ""))
    assert [p.remedy for p in problems(project)] == ["要写成不带前导零的整数，例如 7。"]


@pytest.mark.parametrize("name", ["2", "002", "二", "copy of 02"])
def test_file_that_no_number_can_name_is_to_be_renamed(project: Path, name: str) -> None:
    (project / TASK).rename((project / TASK).with_name(f"{name}.yml"))
    file = f"{PLAN}/tasks/{name}.yml"
    told = [p for p in problems(project) if p.place.file == file]
    cause = f"文件名“{name}.yml”不是两位的序号。"
    assert Problem(Place(file, 1, 9), cause, "请把文件名改成“02.yml”。") in told
    shutil.copy(project / file, project / TASK)
    assert "已经有“02.yml”，两个文件请只留一个。" in [p.remedy for p in problems(project)]


def test_file_that_no_id_can_name_is_to_be_renamed(project: Path) -> None:
    path = project / "data/units/cq-canlian.yml"
    path.rename(path.with_name("Canlian 1.yml"))
    assert "请把文件名改成“cq-canlian.yml”。" in [p.remedy for p in problems(project)]


@pytest.mark.parametrize("folder", ["plans", "sources", "terms", "units", "actors"])
@pytest.mark.parametrize("left", ["nothing", "an empty folder"])
def test_lost_folder_is_told_and_nothing_that_refers_to_it(
    project: Path, folder: str, left: str
) -> None:
    shutil.rmtree(project / "data" / folder)
    if left != "nothing":
        (project / "data" / folder).mkdir()
    (problem,) = problems(project)
    assert problem.place.file.rstrip("/") == f"data/{folder}"
    assert problem.remedy.startswith("请恢复误删的记录")


@pytest.mark.parametrize("advise", [nearest, nearest_item])
def test_nobody_is_told_to_delete_what_names_a_lost_record(
    advise: Callable[[str, list[str]], str],
) -> None:
    assert advise("F01", []) == "这里没有可以写的记录；请看它要指的记录是不是误删了。"
