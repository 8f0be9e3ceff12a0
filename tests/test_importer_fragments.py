"""The importer on fragments whose keys were written before it had read them."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import DAY

from register import yamltext
from register.importer import brackets
from register.importer.draft import draft
from register.importer.names import Names
from register.importer.outline import outline
from register.importer.table import unfolded
from register.importer.text import receive
from register.importer.uncertain import IN_PROSE, MAYBE_TWO, name_doubt
from register.importer.wording import quantities

FRAGMENTS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "notices" / "fragments.yml").read_text()
)
SHARE = 0.95  # of the assignments exactly right


def read(fragment: dict[str, Any]) -> list[tuple[str, bool]]:
    """Each assignment of a fragment as its key is written, and whether a person is asked."""
    text = receive(f"notice.{fragment['type']}", fragment["text"].encode()).text
    tasks = outline(text).tasks
    names = Names([], "place", [])
    names.learn(task.assignment.shares for task in tasks)
    found = []
    for task in tasks:
        units = names.resolve(task.assignment.shares)
        lead, others = (
            " ".join(short(unit.name) for unit in units if (unit.role == "lead") == leads)
            for leads in (True, False)
        )
        asked = any(doubt.field == "assignment" for doubt in task.doubts)
        found.append((f"{lead} | {others}", asked or any(unit.doubt for unit in units)))
    return found


def short(name: str) -> str:
    """A name without the 等部门 that the keys leave off."""
    return re.sub(r"(?<=.)等(?:单位|部门|相关部门)$", "", name)


@pytest.fixture(scope="module")
def outcomes() -> list[tuple[str, str | None, str | None, bool]]:
    """Of each assignment: the fragment, the key, what was read, whether a person is asked."""
    return [
        (fragment["name"], key, *(got or (None, False)))
        for fragment in FRAGMENTS
        for key, got in itertools.zip_longest(fragment["key"], read(fragment))
    ]


def test_nearly_all_assignments_are_exactly_right(outcomes):
    right = [name for name, key, got, _ in outcomes if key == got]
    print(f"{len(right)} of {len(outcomes)} assignments in {len(FRAGMENTS)} fragments")
    assert len(right) >= SHARE * len(outcomes)


def test_no_wrong_assignment_is_sure(outcomes):
    assert [row for row in outcomes if row[1] != row[2] and not row[3]] == []


@pytest.mark.parametrize(
    ("sentence", "noted"),
    [
        ("2019年1月1日至12月31日，可按6个月的标准返还50%。", "2019年1月1日至12月31日 6个月 50%"),
        ("2025—2027年，至少建立一个，面向16—24岁青年。", "至少建立一个 2025—2027年 16—24岁"),
        ("到2027年底前新增20个，每年3月份开展1次。", "20个 3月 1次"),
    ],
)
def test_every_figure_of_a_sentence_is_noted(sentence, noted):
    assert " ".join(figure["words"] for figure in quantities(sentence)) == noted


@pytest.mark.parametrize(
    "table",
    [
        "序号\t工作任务\t牵头单位\t配合单位\n1\t新增托位300个。\t区教育局\n",
        "序号\n工作任务\n牵头单位\n配合单位\n1\n新增托位300个。\n区教育局\n2\n修路。\n区住建局\n区公路处\n",
        "序号\n任务\n责任单位\n时限\n1\n修路。\n市交通局\n2\n建桥。\n市住建局\n6月\n",
    ],
)
def test_table_that_lost_a_cell_is_left_as_it_is(table):
    assert unfolded(table) == table


def test_short_name_that_may_be_anybodys_is_asked_about():
    shares, _, _ = brackets.read("（责任单位：市水务局、码头办）")
    unit = Names([], "place", []).resolve(shares)[1]
    assert unit.name == "码头办"
    assert "没有写“市”" in unit.doubt


def test_draft_of_every_fragment_loads(register):
    for fragment in FRAGMENTS:
        received = receive(f"notice.{fragment['type']}", fragment["text"].encode())
        made = draft(received, outline(received.text), register, "place-plan-2026", DAY)
        for path, content in made.files.items():
            if path.endswith(".yml"):
                yamltext.read(path, content)


def test_units_after_an_unknown_label_are_asked_about():
    made = outline(
        "养老服务方案\n1.建设餐厅。\n督导单位：市民政局、市财政局\n2.改造住房。（责任单位：市住建局）\n"
    )
    assert made.unassigned == ["督导单位：市民政局、市财政局"]


@pytest.mark.parametrize(
    "bracket",
    [
        "（牵头单位：县水务局，县财政局；责任单位：各乡镇）",
        "（牵头单位：县水务局；县财政局）",
        "（县水务局牵头做好水源普查，县财政局配合）",
        "（责任单位：县水务局抓好落实县财政局）",
        "（责任单位：县级：县水务局；乡级：各乡镇）",
        "（责任单位：县水务局，督导单位：县审计局）",
        "（县水务局、县财政局负责，重大事项报县长）",
        "（各县、街道负责）",
        "（责任单位：县水务局、乡镇）",
        "（责任单位：县直各站所）",
        "（主要责任单位：县水务局；责任单位：县财政局）",
        "（县水务局为主，县财政局为辅）",
        "（牵头及配合单位：县水务局、县财政局）",
    ],
)
def test_reading_that_is_not_certain_ends_in_a_question(bracket):
    shares, _, _ = brackets.read(bracket)
    assert any(share.doubt for share in shares)


@pytest.mark.parametrize(
    ("bracket", "names"),
    [
        ("（县水务局2026年6月底前负责）", "县水务局"),
        ("（县水务局，6月底前完成；县财政局，长期坚持）", "县水务局 县财政局"),
    ],
)
def test_date_behind_a_name_does_not_lose_the_name(bracket, names):
    shares, _, _ = brackets.read(bracket)
    assert " ".join(share.name for share in shares) == names


def test_way_to_tell_the_lead_that_is_not_known_is_asked_about():
    text = "农技推广任务（单位名称加粗者为牵头单位）\n1.推广良种。（县种子站、县农技站负责）\n"
    task = outline(text).tasks[0]
    assert "加粗者为牵头单位" in task.assignment.doubt


@pytest.mark.parametrize(
    "words",
    [
        "2.改造堤坝。由县水务局牵头建立巡查制度。",
        "2.改造堤坝（县水务局、县财政局）三处。",
        "2.改造堤坝。督导单位：县水务局。",
        "2.改造堤坝。本年完成。",
    ],
)
def test_item_whose_units_were_not_read_is_asked_about(words):
    made = outline(f"一、任务\n1.修渠。（县水务局负责）\n{words}\n3.种树。（县林业局负责）\n")
    assert len(made.tasks) == 2
    assert any(words[2:6] in one or words[-10:] in one for one in made.unassigned)


def test_sentences_alone_make_a_plan_only_where_there_are_several():
    sentences = [f"{n}.办好这件事。由县民政局牵头，县残联配合。\n" for n in range(1, 4)]
    assert outline("".join(sentences[:2])).tasks == []
    assert [task.assignment.doubt for task in outline("".join(sentences)).tasks] == [IN_PROSE] * 3


@pytest.mark.parametrize("name", ["named_items", "lines_of_units_below_texts_without_numbers"])
def test_units_on_lines_stand_with_the_text_above_them(name):
    text = next(fragment["text"] for fragment in FRAGMENTS if fragment["name"] == name)
    assert [len(task.sentences) for task in outline(text).tasks] == [2, 2]


def test_department_of_no_level_is_asked_about_where_others_have_one():
    names = Names([], "place", [])
    shares = [brackets.read(words)[0] for words in ("（省体育局负责）", "（林业厅负责）")]
    names.learn(shares)
    assert [bool(names.resolve(one)[0].doubt) for one in shares] == [False, True]


def test_place_without_a_name_is_asked_about_among_other_places():
    shares, _, _ = brackets.read("（市林业局、新区、区人民政府负责）")
    assert [bool(share.doubt) for share in shares] == [False, True, True]


@pytest.mark.parametrize("name", ["住房部商工业部", "省林业局森林公安局"])
def test_name_that_may_be_two_units_is_asked_about(name):
    assert name_doubt(name) == MAYBE_TWO


def test_name_with_pinyin_in_it_is_asked_about():
    assert name_doubt("市林(lín)业局")


@pytest.mark.parametrize(
    "name", ["自治区党委宣传部", "市委老干部局", "西部新区建设局", "市发展改革委员会"]
)
def test_name_with_the_end_of_a_unit_in_it_is_one(name):
    assert not name_doubt(name)


def test_group_of_a_pasted_table_stands_with_the_first_of_its_rows():
    text = next(one["text"] for one in FRAGMENTS if one["name"] == "stacked_table_with_groups")
    items = [line for line in unfolded(text).split("\n") if line[:1].isdigit()]
    assert items == ["1.治山治水。疏浚河道十里。", "2.种树三千亩。", "3.安老。办食堂两处。"]


def test_pasted_table_with_groups_that_lost_a_cell_is_left_alone():
    text = next(one["text"] for one in FRAGMENTS if one["name"] == "stacked_table_with_groups")
    torn = text.replace("县林业局\n安老", "安老")
    assert unfolded(torn) == torn


@pytest.mark.parametrize(
    "words", ["牵头单位：", "牵头单位：*市水务局", " ", "\n甲\t牵头单位", "（列首位者为牵头单位、"]
)
def test_longest_text_of_one_phrase_ends(words):
    text = f"关于修渠的通知，请各乡镇和有关单位认真贯彻执行。{words * (50_000 // len(words))}完"
    assert len(outline(unfolded(text)).tasks) <= 1
