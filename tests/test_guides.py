"""The guides' data: each planted fault is told at its line, in words that help."""

import pytest
from faults import Fault, places, plant, problems, wanted

FINDER = "data/finder.yml"
EMPLOYERS = "data/employers.yml"

FINDER_FAULTS = [
    Fault(
        "audience unknown",
        FINDER,
        "label: 视力残疾\n        audiences: [blind]",
        "label: 视力残疾\n        audiences: [blnd]",
        "audiences: [blnd]",
        "没有“blnd”。 您是否想写“blind”？",
    ),
    Fault("group unknown", FINDER, "groups: [person]", "groups: [pers]", "groups: [pers]", "pers"),
    Fault("kind unknown", FINDER, "kinds: [job]", "kinds: [jobs]", "kinds: [jobs]", "没有“jobs”"),
    Fault(
        "limit unknown",
        FINDER,
        "- audiences: [women]",
        "- audiences: [woman]",
        "- audiences: [woman]",
        "您是否想写“women”？",
    ),
    Fault(
        "answer that leads on unknown",
        FINDER,
        "after: [institution]",
        "after: [institutions]",
        "after: [institutions]",
        "没有“institutions”。 您是否想写“institution”？",
    ),
    Fault(
        "quotation not verbatim",
        FINDER,
        "多渠道开发盲人新形态就业。",
        "多渠道开发盲人新业态就业。",
        "盲人新业态",
        "原文是“发盲人新形态就业。”",
    ),
    Fault(
        "wording not checked",
        FINDER,
        'text: "多渠道开发盲人新形态就业。"',
        'text: "开发盲人新形态就业。"',
        "wording_basis:",
        "我们的话还没有核对",
    ),
    Fault(
        "audience that no answer selects",
        FINDER,
        "label: 残疾妇女\n        audiences: [women]",
        "label: 残疾妇女\n        audiences: [persons]",
        "questions:",
        "没有一个回答选出“women”",
    ),
    Fault(
        "kind that no answer selects",
        FINDER,
        "kinds: [premises]",
        "kinds: [job]",
        "questions:",
        "没有一个回答选出“premises”",
    ),
    Fault(
        "answer twice", FINDER, "id: speech", "id: hearing", "label: 言语残疾", "“hearing”写了两遍"
    ),
    Fault(
        "question twice", FINDER, "- id: grade", "- id: cat", "label: 是重度残疾吗", "“cat”写了两遍"
    ),
]

EMPLOYER_FAULTS = [
    Fault(
        "threshold that the sentence does not have",
        EMPLOYERS,
        'at_least: 67, words: "编制67人及以上"',
        'at_least: 66, words: "编制67人及以上"',
        "at_least: 66",
        "这一句登记的门槛是：67",
    ),
    Fault(
        "words of another threshold",
        EMPLOYERS,
        'at_least: 50, words: "编制50人及以上"',
        'at_least: 50, words: "编制67人及以上"',
        'at_least: 50, words: "编制67人及以上"',
        "at_least 不能是 50",
    ),
    Fault(
        "condition not in the sentence",
        EMPLOYERS,
        '{test: below, words: "未按规定比例安排残疾人就业的"}',
        '{test: below, words: "未按比例安排残疾人就业的"}',
        'words: "未按比例安排',
        "不在这一句里",
    ),
    Fault(
        "figure for a condition without one",
        EMPLOYERS,
        '{test: below, words: "未按规定比例',
        '{test: below, at_least: 1, words: "未按规定比例',
        "at_least: 1",
        "at_least 与 test 不合",
    ),
    Fault(
        "kind of employer unknown",
        EMPLOYERS,
        "kinds: [township]",
        "kinds: [townships]",
        "kinds: [townships]",
        "您是否想写“township”？",
    ),
    Fault("fact unknown", EMPLOYERS, "facts: [F14]", "facts: [F99]", "facts: [F99]", "没有“F99”"),
    Fault(
        "audience unknown",
        EMPLOYERS,
        "offers: [employers,",
        "offers: [employer,",
        "offers:",
        "employer",
    ),
    Fault(
        "body unknown",
        EMPLOYERS,
        "actors: [铁路客运站]",
        "actors: [火车站]",
        "actors: [火车站]",
        "主体“火车站”不存在",
    ),
    Fault(
        "quotation not verbatim",
        EMPLOYERS,
        "国有企业应带头按比例",
        "国有企业应当带头按比例",
        "国有企业应当带头",
        "请照原文改",
    ),
    Fault(
        "wording not checked",
        EMPLOYERS,
        'text: "事业单位(中小学、幼儿园除外)"',
        'text: "(中小学、幼儿园除外)"',
        "wording_basis:",
        "我们的话还没有核对",
    ),
    Fault(
        "clause twice",
        EMPLOYERS,
        "- id: soe-leads",
        "- id: soe-job-fair",
        "id: soe-job-fair",
        "写了两遍",
    ),
]


@pytest.mark.usefixtures("parsed_once")
@pytest.mark.parametrize("fault", FINDER_FAULTS, ids=[fault.name for fault in FINDER_FAULTS])
def test_fault_in_the_finder_is_told_at_its_line(project, fault, as_told):
    plant(project, fault)
    file, line, says = wanted(project, fault)
    near = {line, line - 1}  # a repeated id stands on the line before its label
    found = problems(project)
    told = [(f, told_line in near, said) for f, told_line, said in places(found, fault)]
    assert set(told) == {(file, True, says)}, found
    as_told(project, found)


@pytest.mark.usefixtures("parsed_once")
@pytest.mark.parametrize(
    "fault", EMPLOYER_FAULTS, ids=[f"employers, {fault.name}" for fault in EMPLOYER_FAULTS]
)
def test_fault_in_the_guide_is_told(project, fault, as_told):
    plant(project, fault)
    found = problems(project)
    told = places(found, fault)
    assert [(file, says) for file, _line, says in told] == [(EMPLOYERS, True)], found
    as_told(project, found)
    if fault.name != "clause twice":  # told at the second of the two
        assert told == [wanted(project, fault)]
