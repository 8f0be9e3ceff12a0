"""Rules between records: each planted fault is reported at its line, in words that help."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT
from faults import PLAN, Fault, places, plant, problems, wanted

from register.problem import Problem
from register.rules.notice import rebuilt_notice
from register.store import Register

AsTold = Callable[[Path, list[Problem]], None]
pytestmark = pytest.mark.usefixtures("parsed_once")

TASKS = f"{PLAN}/tasks"
BENEFITS = f"{PLAN}/benefits"
RECORD = f"{PLAN}/plan.yml"
TOBACCO = f"{BENEFITS}/tobacco-licence-convenience.yml"
SPACING = f"{BENEFITS}/tobacco-outlet-spacing-relaxed.yml"
TERM = "data/terms/working-age.yml"
SOURCE = "data/sources/pwd-employment-regulations.yml"

NOTICE = [
    Fault(
        "wrong character in a sentence",
        f"{TASKS}/07.yml",
        "鼓励企业开发岗位定向招聘",
        "鼓励企业开发岗拉定向招聘",
        "岗拉定向",
        "通知里是“业开发岗位定向招聘残”",
    ),
    Fault(
        "missing character in a sentence",
        f"{TASKS}/07.yml",
        "鼓励企业开发岗位定向招聘",
        "鼓励企业开发岗位定招聘",
        "岗位定招聘",
        "通知里是“发岗位定向招聘残疾人”",
    ),
    Fault(
        "missing last character of a sentence",
        f"{TASKS}/07.yml",
        '无障碍改造力度。"',
        '无障碍改造力度"',
        '无障碍改造力度"',
        "通知里是“改造力度。”",
    ),
    Fault(
        "missing first character of a sentence",
        f"{TASKS}/07.yml",
        'quote: "鼓励企业',
        'quote: "励企业',
        '"励企业',
        "通知里是“鼓励企业开发”",
    ),
    Fault(
        "extra character in a sentence",
        f"{TASKS}/07.yml",
        "鼓励企业开发岗位定向招聘",
        "鼓励企业开发新岗位定向招聘",
        "新岗位定向",
        "通知里是“企业开发岗位定向招聘”",
    ),
    Fault(
        "swapped characters in a sentence",
        f"{TASKS}/07.yml",
        "鼓励企业开发岗位定向招聘",
        "鼓励企业开发位岗定向招聘",
        "位岗定向",
        "通知里是“企业开发岗位定向招聘”",
    ),
    Fault(
        "full-width comma in a sentence",
        f"{TASKS}/05.yml",
        'quote: "各区县烟草专卖局应当为残疾人申请烟草专卖零售许可证提供便利条件,在',
        'quote: "各区县烟草专卖局应当为残疾人申请烟草专卖零售许可证提供便利条件，在',
        "便利条件，在",
        "通知里是“便利条件,在烟草制品”",
    ),
    Fault(
        "sentence left out",
        f"{TASKS}/07.yml",
        """\
  - quote: "推动建立促进残疾人稳岗就业补贴政策。"
    strength: [push]
    duty: deliverable_no_date
    actors: []
""",
        "",
        "加大安置残疾人就业企业",
        "缺了通知里的“推动建立促进残疾人稳岗就业补贴政策。”",
    ),
    Fault(
        "sentence written twice",
        f"{TASKS}/07.yml",
        """\
  - quote: "推动建立促进残疾人稳岗就业补贴政策。"
    strength: [push]
    duty: deliverable_no_date
    actors: []
  - quote: "加大""",
        """\
  - quote: "推动建立促进残疾人稳岗就业补贴政策。"
    strength: [push]
    duty: deliverable_no_date
    actors: []
  - quote: "支持制造业企业、科技助残企业、新业态就业企业开发更多适合残疾人的就业岗位。"
    strength: [support]
    duty: standing
    actors: [企业]
  - quote: "加大""",
        """支持制造业企业、科技助残企业、新业态就业企业开发更多适合残疾人的就业岗位。"
    strength: [support]
    duty: standing
    actors: [企业]
  - quote: "加大""",
        "通知的这个地方没有“支持制造业企业",
    ),
    Fault(
        "two sentences as one",
        f"{TASKS}/32.yml",
        """\
完善竞赛技术规程与激励措施。"
    strength: [directive]
    duty: periodic_unspecified
    actors: []
    recurrence:
      every: unspecified
      words: 定期
  - quote: "深入""",
        """\
完善竞赛技术规程与激励措施。深入""",
        "激励措施。深入",
        "一条 quote 写一句",
    ),
    Fault(
        "one sentence as two",
        f"{TASKS}/03.yml",
        "在坚持具有正常履行职责身体条件的前提下,",
        """\
在坚持具有正常履行职责身体条件的前提下,"
    strength: [directive]
    duty: standing
    actors: []
  - quote: \"""",
        "机关、事业单位招录(聘)残疾人,在坚持",
        "不是正好一句话",
    ),
    Fault(
        "wrong character in an action's heading",
        f"{PLAN}/actions/05.yml",
        "残疾人大学生就业",
        "残疾人大学牲就业",
        "大学牲",
        "通知里是“疾人大学生就业帮扶行”",
    ),
    Fault(
        "wrong character in a bracket",
        f"{TASKS}/07.yml",
        "责任单位:市市场监管局,市残联",
        "责任单位:市场监管局,市残联",
        "责任单位:市场监管局",
        "通知里是“单位:市市场监管局,”",
    ),
    Fault(
        "full-width colon in a bracket",
        f"{TASKS}/07.yml",
        "(牵头单位:",
        "(牵头单位：",
        "(牵头单位：",
        "通知里是“牵头单位:市国资委、”",
    ),
    Fault(
        "wrong character in the outline",
        RECORD,
        "贯彻落实市委六届七次全会",
        "贯彻落实市委六届六次全会",
        "六届六次",
        "通知里是“市委六届七次全会精神”",
    ),
    Fault(
        "heading of the outline left out",
        RECORD,
        '  - role: heading\n    text: "三、组织保障"\n',
        "",
        "- role: tasks",
        "缺了通知里的“三、组织保障",
    ),
    Fault(
        "wrong character in a heading of the outline",
        RECORD,
        'text: "三、组织保障"',
        'text: "三、组织保证"',
        "三、组织保证",
        "通知里是“、组织保障”",
    ),
    Fault(
        "line of the outline left out",
        RECORD,
        '  - role: residue\n    text: "地方政府网站"\n',
        "",
        '- role: residue\n    text: "市政府部门网站"',
        "缺了通知里的“地方政府网站",
    ),
    Fault(
        "last line of the outline left out",
        RECORD,
        '  - role: residue\n    text: "其他网站"\n',
        "",
        "outline:",
        "缺了通知里的“其他网站”",
    ),
    Fault(
        "line break at the end of a sentence",
        f"{TASKS}/06.yml",
        '给予适当帮扶。"\n    strength',
        '给予适当帮扶。\\n"\n    strength',
        "适当帮扶。\\n",
        "没有“换行”",
    ),
    Fault(
        "one character of the notice changed",
        f"{PLAN}/notice.txt",
        "鼓励企业开发岗位定向招聘残疾人。",
        "鼓励企业开发岗位定向招聘残族人。",
        "招聘残族人",
        "恢复 notice.txt 的原样",
    ),
    Fault(
        "line break added at the end of the notice",
        f"{PLAN}/notice.txt",
        "其他网站",
        "其他网站\n",
        "其他网站",
        "恢复 notice.txt 的原样",
    ),
    Fault(
        "registered checksum of the notice changed",
        RECORD,
        "notice_sha256: 8e1a",
        "notice_sha256: 8e1b",
        "notice_sha256",
        "校验和与 notice.txt 不一致",
    ),
    Fault(
        "task under another action",
        f"{TASKS}/07.yml",
        "action: 2",
        "action: 3",
        "action: 3",
        "请把 action 改成 2",
    ),
    Fault(
        "task under no action",
        f"{TASKS}/07.yml",
        "action: 2",
        "action: null",
        "action: null",
        "请把 action 改成 2",
    ),
    Fault(
        "task of the last section under an action",
        f"{TASKS}/38.yml",
        "action: null",
        "action: 10",
        "action: 10",
        "请把 action 改成 null",
    ),
    Fault(
        "task under an unknown action",
        f"{TASKS}/07.yml",
        "action: 2",
        "action: 12",
        "action: 12",
        "行动“12”不存在",
    ),
    Fault(
        "task under action 0",
        f"{TASKS}/07.yml",
        "action: 2",
        "action: 0",
        "action: 0",
        "行动“0”不存在",
    ),
    Fault(
        "action twice in the outline",
        RECORD,
        "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]",
        "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 2]",
        "numbers: [1,",
        "行动2 在 outline 里写了两遍",
    ),
    Fault(
        "action not in the outline",
        RECORD,
        "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]",
        "[1, 2, 3, 4, 5, 6, 7, 8, 9]",
        "outline:",
        "outline 里没有行动10",
    ),
    Fault(
        "outline's order of actions changed",
        RECORD,
        "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]",
        "[1, 2, 3, 4, 5, 6, 7, 8, 10, 9]",
        "numbers: [1,",
        "行动9 的位置不对",
    ),
]

BRACKETS = [
    Fault(
        "lead unit swapped for another",
        f"{TASKS}/05.yml",
        "lead: [市烟草局]",
        "lead: [市妇联]",
        "lead:",
        "“市妇联”不在分工括号里",
    ),
    Fault(
        "responsible unit swapped for another",
        f"{TASKS}/02.yml",
        "responsible: [市委编办, 市残联]",
        "responsible: [市委编办, 市妇联]",
        "responsible:",
        "“市妇联”不在分工括号里",
    ),
    Fault(
        "lead unit missing",
        f"{TASKS}/02.yml",
        "lead: [市委组织部, 市人力社保局]",
        "lead: [市委组织部]",
        "lead:",
        "缺了分工括号里的“市人力社保局”",
    ),
    Fault(
        "responsible unit missing",
        f"{TASKS}/02.yml",
        "responsible: [市委编办, 市残联]",
        "responsible: [市残联]",
        "responsible:",
        "缺了分工括号里的“市委编办”",
    ),
    Fault(
        "unit added",
        f"{TASKS}/02.yml",
        "responsible: [市委编办, 市残联]",
        "responsible: [市委编办, 市残联, 市教委]",
        "responsible:",
        "“市教委”不在分工括号里",
    ),
    Fault(
        "unit written twice",
        f"{TASKS}/02.yml",
        "responsible: [市委编办, 市残联]",
        "responsible: [市委编办, 市残联, 市残联]",
        "responsible:",
        "“市残联”的位置与分工括号不同",
    ),
    Fault(
        "order of units changed",
        f"{TASKS}/02.yml",
        "responsible: [市委编办, 市残联]",
        "responsible: [市残联, 市委编办]",
        "responsible:",
        "“市委编办”的位置与分工括号不同",
    ),
    Fault(
        "lead unit moved to responsible",
        f"{TASKS}/02.yml",
        "lead: [市委组织部, 市人力社保局]\nresponsible: [市委编办, 市残联]",
        "lead: [市委组织部]\nresponsible: [市人力社保局, 市委编办, 市残联]",
        "responsible:",
        "分工括号里“市人力社保局”不是责任单位",
    ),
    Fault(
        "responsible unit moved to lead",
        f"{TASKS}/02.yml",
        "lead: [市委组织部, 市人力社保局]\nresponsible: [市委编办, 市残联]",
        "lead: [市委组织部, 市人力社保局, 市委编办]\nresponsible: [市残联]",
        "lead:",
        "分工括号里“市委编办”不是牵头单位",
    ),
    Fault(
        "only lead unit written as responsible",
        f"{TASKS}/05.yml",
        "lead: [市烟草局]\nresponsible: []",
        "lead: []\nresponsible: [市烟草局]",
        "responsible:",
        "分工括号里“市烟草局”不是责任单位",
    ),
    Fault(
        "actor as a responsible unit",
        f"{TASKS}/02.yml",
        "responsible: [市委编办, 市残联]",
        "responsible: [市委编办, 各级残联]",
        "responsible:",
        "您是否想写“市残联”",
    ),
]

QUOTES = [
    Fault(
        "wrong character in a benefit's quote",
        TOBACCO,
        "将间距标准放宽20%",
        "将间矩标准放宽20%",
        "间矩",
        "原文是“中,将间距标准放宽2”",
    ),
    Fault(
        "missing character in a benefit's quote",
        TOBACCO,
        "将间距标准放宽20%",
        "将间距标放宽20%",
        "间距标放宽",
        "原文是“将间距标准放宽20%”",
    ),
    Fault(
        "extra character in a benefit's quote",
        TOBACCO,
        "将间距标准放宽20%",
        "将间距的标准放宽20%",
        "间距的标准",
        "原文是“,将间距标准放宽20”",
    ),
    Fault(
        "swapped characters in a benefit's quote",
        TOBACCO,
        "将间距标准放宽20%",
        "将距间标准放宽20%",
        "距间标准",
        "原文是“划中,将间距标准放宽”",
    ),
    Fault(
        "wrong character in a condition",
        SPACING,
        'text: "在烟草制品零售点布局规划中"',
        'text: "在烟草制品零售点布局归划中"',
        "布局归划中",
        "原文是“售点布局规划中,将间”",
    ),
    Fault(
        "wrong character in a term's quote",
        TERM,
        "就业年龄段未就业残疾人",
        "就业年龄段末就业残疾人",
        "末就业",
        "原文是“业年龄段未就业残疾人”",
    ),
    Fault(
        "benefit's quote from another sentence",
        SPACING,
        '  - measure: "5.1"\n    text: "在烟草',
        '  - measure: "7.1"\n    text: "在烟草',
        'measure: "7.1"',
        "它在 5.1 里",
    ),
    Fault(
        "benefit's quote from an unknown sentence",
        SPACING,
        '  - measure: "5.1"\n    text: "在烟草',
        '  - measure: "5.2"\n    text: "在烟草',
        'measure: "5.2"',
        "没有“5.2”这一句",
    ),
    Fault(
        "term's quote from an unknown sentence",
        TERM,
        "cq-pwd-jobs-2025/27.1",
        "cq-pwd-jobs-2025/27.9",
        "/27.9",
        "没有“cq-pwd-jobs-2025/27.9”这一句",
    ),
    Fault(
        "term that the notice does not use",
        TERM,
        "term: 就业年龄段",
        "term: 劳动年龄段",
        "term: 劳动年龄段",
        "引文里没有“劳动年龄段”这个词",
    ),
    Fault(
        "wording checked against other words of a benefit",
        TOBACCO,
        'wording_basis: "88a30a75"',
        'wording_basis: "88a30a76"',
        "wording_basis",
        "改成 88a30a75",
    ),
    Fault(
        "wording checked against other words of a term",
        TERM,
        'wording_basis: "d070a5a7"',
        'wording_basis: "d070a5a8"',
        "wording_basis",
        "改成 d070a5a7",
    ),
    Fault(
        "wording checked against other words of a task",
        f"{TASKS}/07.yml",
        'wording_basis: "7e52538e"',
        'wording_basis: "7e52538f"',
        "wording_basis",
        "改成 7e52538e",
    ),
    Fault(
        "quote cut short after its wording was checked",
        TERM,
        "就业年龄段未就业残疾人",
        "就业年龄段未就业",
        "wording_basis",
        "原文变了以后，meaning 还没有核对",
    ),
    Fault(
        "wrong character in the plan's goal",
        RECORD,
        'goal: "确保实现',
        'goal: "确宝实现',
        "goal:",
        "不在通知里",
    ),
    Fault(
        "wrong date of the plan",
        RECORD,
        'date: "2026-01-23"',
        'date: "2026-01-24"',
        "date:",
        "“2026年1月24日”不在通知里",
    ),
    Fault(
        "wrong issuer of the plan",
        RECORD,
        "issuer: 重庆市荣昌区",
        "issuer: 重庆市永川区",
        "issuer:",
        "不在通知里",
    ),
    Fault(
        "wrong character in the default clause",
        RECORD,
        "按职责分工负责落实,不再列出",
        "按职责分工负责落实,不在列出",
        "不在列出",
        "不在所说任务的括号里",
    ),
]

FIGURES = [
    Fault(
        "deadline in another year",
        f"{TASKS}/02.yml",
        "2027-12-31",
        "2028-12-31",
        "date:",
        "date 是 2028-12-31，与“2027年底前”不同",
    ),
    Fault(
        "deadline before the year's end",
        f"{TASKS}/02.yml",
        "2027-12-31",
        "2027-06-30",
        "date:",
        "date 是 2027-06-30，与“2027年底前”不同",
    ),
    Fault(
        "words of a deadline changed",
        f"{TASKS}/02.yml",
        "words: 2027年底前",
        "words: 2027年年底前",
        "年年底前",
        "“2027年年底前”不在这一句里",
    ),
    Fault(
        "recurrence dropped",
        f"{TASKS}/25.yml",
        "    recurrence:\n      every: year\n      words: 按年度\n",
        "",
        "duty: annual",
        "recurrence",
    ),
    Fault(
        "month of a recurrence changed",
        f"{TASKS}/29.yml",
        "month: 3",
        "month: 4",
        "month: 4",
        "month 是 4，与“每年3月份”不同",
    ),
    Fault(
        "month of a recurrence dropped",
        f"{TASKS}/29.yml",
        "      month: 3\n",
        "",
        "recurrence:",
        "month 是",
    ),
    Fault(
        "words of a recurrence changed",
        f"{TASKS}/32.yml",
        "words: 定期",
        "words: 定时",
        "words:",
        "“定时”不在这一句里",
    ),
    Fault(
        "value of a quantity changed",
        f"{TASKS}/05.yml",
        "value: 20",
        "value: 30",
        "value:",
        "value 是 30，与“放宽20%”不同",
    ),
    Fault(
        "unit of a quantity changed",
        f"{TASKS}/02.yml",
        'unit: "名"',
        'unit: "个"',
        'unit: "个"',
        "unit 是 个，与“至少安排1名”不同",
    ),
    Fault(
        "words of a quantity changed",
        f"{TASKS}/05.yml",
        'words: "放宽20%"',
        'words: "放宽百分之20"',
        "words:",
        "不在这一句里",
    ),
    Fault(
        "quantity dropped",
        f"{TASKS}/05.yml",
        "    quantities:\n      - meaning: relief\n        value: 20\n"
        '        unit: "%"\n        words: "放宽20%"\n',
        "",
        "quote:",
        "20 没有写进",
    ),
    Fault(
        "one of three minimum quantities dropped",
        f"{TASKS}/27.yml",
        "      - meaning: floor\n        value: 1\n"
        '        unit: "次"\n        words: "至少开展一次走访拓岗"\n',
        "",
        "quantities:",
        "句子里有 3 处最低数量，quantities 里写了 2 处",
    ),
    Fault(
        "minimum quantity called a threshold",
        f"{TASKS}/15.yml",
        "meaning: floor",
        "meaning: threshold",
        "quantities:",
        "句子里有 1 处最低数量",
    ),
]

WORDS = [
    Fault(
        "strength of another word",
        f"{TASKS}/07.yml",
        "strength: [encourage]",
        "strength: [encourage, must]",
        "strength: [encourage, must]",
        "没有“应当”一类的词",
    ),
    Fault(
        "strength swapped",
        f"{TASKS}/05.yml",
        "strength: [must]",
        "strength: [must_not, must]",
        "strength:",
        "没有“不得”一类的词",
    ),
    Fault(
        "strength removed",
        f"{TASKS}/02.yml",
        "strength: [must, may, floor]",
        "strength: [may, floor]",
        "strength:",
        "请加上 must",
    ),
    Fault(
        "opening word's strength removed",
        f"{TASKS}/07.yml",
        "strength: [support]",
        "strength: [directive]",
        "strength: [directive]",
        "句子里有“支持”，强度里却没有 support",
    ),
    Fault(
        "strength unknown",
        f"{TASKS}/05.yml",
        "strength: [must]",
        "strength: [msut]",
        "strength:",
        "您是否想写“must”",
    ),
    Fault(
        "strength doubled",
        f"{TASKS}/05.yml",
        "strength: [must]",
        "strength: [must, must]",
        "strength:",
        "“must”写了两遍",
    ),
    Fault(
        "duty unknown",
        f"{TASKS}/05.yml",
        "duty: event_triggered",
        "duty: event_trigered",
        "duty:",
        "您是否想写“event_triggered”",
    ),
    Fault(
        "duty changed although there is a deadline",
        f"{TASKS}/02.yml",
        "duty: one_off_deadline",
        "duty: deliverable_no_date",
        "duty: deliverable_no_date",
        "改成 one_off_deadline",
    ),
    Fault(
        "duty changed although there is a frequency",
        f"{TASKS}/25.yml",
        "duty: annual",
        "duty: event_triggered",
        "duty: event_triggered",
        "改成 annual",
    ),
    Fault(
        "duty annual without a frequency",
        f"{TASKS}/06.yml",
        "duty: event_triggered",
        "duty: annual",
        "duty: annual",
        "recurrence",
    ),
    Fault(
        "duty per case without a minimum",
        f"{TASKS}/06.yml",
        "duty: event_triggered",
        "duty: per_case_floor",
        "duty: per_case_floor",
        "最低数量",
    ),
    Fault(
        "duty per case where a number of things is the minimum",
        f"{TASKS}/15.yml",
        "duty: deliverable_no_date",
        "duty: per_case_floor",
        "duty: per_case_floor",
        "最低数量",
    ),
    Fault(
        "actor not named in the sentence",
        f"{TASKS}/05.yml",
        "actors: [各区县烟草专卖局]",
        "actors: [各区县烟草专卖局, 企业]",
        "actors:",
        "没有点名“企业”",
    ),
    Fault(
        "kind of a benefit unknown",
        TOBACCO,
        "kind: premises",
        "kind: premisses",
        "kind:",
        "您是否想写“premises”",
    ),
    Fault(
        "claim unknown",
        TOBACCO,
        "claim: rule_can_be_invoked",
        "claim: rule_can_be_evoked",
        "claim:",
        "您是否想写“rule_can_be_invoked”",
    ),
    Fault(
        "audience unknown",
        TOBACCO,
        "audiences: [persons, self-employed]",
        "audiences: [persons, selfemployed]",
        "audiences:",
        "您是否想写“self-employed”",
    ),
    Fault(
        "audience doubled",
        TOBACCO,
        "audiences: [persons, self-employed]",
        "audiences: [persons, persons]",
        "audiences:",
        "“persons”写了两遍",
    ),
    Fault(
        "gap unknown",
        TOBACCO,
        "not_stated: [conditions,",
        "not_stated: [condition,",
        "not_stated:",
        "您是否想写“conditions”",
    ),
    Fault(
        "kind of a unit unknown",
        "data/units/cq-canlian.yml",
        "kind: mass-organisation",
        "kind: mass-organization",
        "kind:",
        "您是否想写“mass-organisation”",
    ),
    Fault(
        "kind of an actor unknown",
        "data/actors/quxian.yml",
        "kind: level",
        "kind: levels",
        "kind:",
        "您是否想写“level”",
    ),
    Fault(
        "word of a vocabulary twice",
        "data/vocabulary/gap.yml",
        "  - id: ratio\n    label: 比例或者幅度\n",
        "  - label: 比例或者幅度\n    id: amount\n",
        "id: amount\n    meaning: 留多少",
        "“amount”写了两遍",
    ),
    Fault(
        "group of a word unknown",
        "data/vocabulary/audience.yml",
        "写明残疾妇女的政策。\n    group: person",
        "写明残疾妇女的政策。\n    group: persons",
        "group: persons",
        "您是否想写“person”",
    ),
]

REFERENCES = [
    Fault(
        "term citing an unknown fact",
        TERM,
        "sources: []",
        "sources: [F99]",
        "sources:",
        "事实“F99”不存在",
    ),
    Fault(
        "fact about an unknown task",
        SOURCE,
        '"cq-pwd-jobs-2025/2", ',
        '"cq-pwd-jobs-2025/39", ',
        "/39",
        "任务“cq-pwd-jobs-2025/39”不存在",
    ),
]

COUNTS = [
    Fault(
        f"count of {field} changed",
        RECORD,
        f"{field}: {number}",
        f"{field}: {number + 1}",
        "counts:",
        f"{field} 登记的是 {number + 1}，数据里有 {number}",
    )
    for field, number in {
        "actions": 10,
        "tasks": 38,
        "measures": 98,
        "units": 29,
        "lead": 56,
        "responsible": 71,
    }.items()
]

# Where words of the notice are copied: file, what stands before them, and the words
COPIES = {
    "a sentence": (f"{TASKS}/07.yml", 'quote: "鼓励', "企业开发"),
    "a benefit's quote": (TOBACCO, 'text: "', "各区县烟"),
    "a condition": (SPACING, 'text: "在', "烟草制品"),
    "a term's quote": (TERM, 'text: "', "就业年龄"),
    "an action's heading": (f"{PLAN}/actions/05.yml", "实施", "残疾人大"),
    "a bracket": (f"{TASKS}/05.yml", "牵头单位:", "市烟草局"),
    "the outline": (RECORD, 'text: "重庆市', "荣昌区人"),
}
EDITS = {
    "wrong character": lambda words: f"{words[0]}某{words[2:]}",
    "missing character": lambda words: words[0] + words[2:],
    "extra character": lambda words: f"{words[:2]}某{words[2:]}",
    "swapped characters": lambda words: words[0] + words[2] + words[1] + words[3:],
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
@pytest.mark.parametrize(("file", "before", "words"), COPIES.values(), ids=COPIES)
def test_miscopied_words_are_the_only_problem_reported(
    project: Path,
    file: str,
    before: str,
    words: str,
    edit: Callable[[str], str],
    as_told: AsTold,
) -> None:
    miscopied = before + edit(words)
    fault = Fault("", file, before + words, miscopied, miscopied, "请照")
    plant(project, fault)
    found = problems(project)
    assert places(found, fault) == [wanted(project, fault)], found
    as_told(project, found)


# Each of these breaks more than one rule.
SEVERAL = [
    Fault(
        "deadline dropped",
        f"{TASKS}/02.yml",
        '    deadline:\n      date: "2027-12-31"\n      words: 2027年底前\n',
        "",
        "duty: one_off_deadline",
        "请补上 deadline",
    ),
    Fault(
        "recurrence of another kind",
        f"{TASKS}/32.yml",
        "every: unspecified",
        "every: year",
        "every:",
        "every 是 year，与“定期”不同",
    ),
    Fault(
        "fact twice",
        SOURCE,
        "id: F04",
        "id: F03",
        "id: F03\n    topic: 集中使用",
        "“F03”用了两次",
    ),
    Fault(
        "words moved to the next sentence",
        f"{TASKS}/25.yml",
        '职称评审等工作。"\n    strength: [directive]\n    duty: annual\n    actors: []\n'
        '    recurrence:\n      every: year\n      words: 按年度\n  - quote: "落实',
        '职称评审"\n    strength: [directive]\n    duty: annual\n    actors: []\n'
        '    recurrence:\n      every: year\n      words: 按年度\n  - quote: "等工作。落实',
        "等工作。落实",
        "不是正好一句话",
    ),
    Fault(
        "sentence in another's place",
        f"{TASKS}/31.yml",
        'quote: "提升残疾人职业培训针对性和实效性。"',
        'quote: "支持符合条件的残疾人申报技能大师工作室建设项目。"',
        "支持符合条件的残疾人申报",
        "通知里是“提升残疾人职”",
    ),
    Fault(
        "word of a vocabulary deleted",
        "data/vocabulary/duty.yml",
        "  - id: annual\n    label: 每年\n    meaning: 原文写明每年或者按年度做。\n",
        "",
        "duty: annual",
        "词表“义务的时间性质”里没有“annual”",
        f"{TASKS}/25.yml",
    ),
    Fault(
        "unit renamed",
        "data/units/cq-canlian.yml",
        "name: 市残联",
        "name: 市残疾人联合会",
        "responsible:",
        "责任单位“市残联”不存在",
        f"{TASKS}/02.yml",
    ),
]

ONLY = [*NOTICE, *BRACKETS, *QUOTES, *FIGURES, *WORDS, *REFERENCES, *COUNTS]


@pytest.mark.parametrize("fault", ONLY, ids=lambda fault: fault.name)
def test_fault_is_the_only_problem_reported(project: Path, fault: Fault, as_told: AsTold) -> None:
    plant(project, fault)
    found = problems(project)
    assert places(found, fault) == [wanted(project, fault)], found
    as_told(project, found)


@pytest.mark.parametrize("fault", SEVERAL, ids=lambda fault: fault.name)
def test_fault_is_among_the_problems_reported(project: Path, fault: Fault, as_told: AsTold) -> None:
    plant(project, fault)
    found = problems(project)
    assert wanted(project, fault) in places(found, fault), found
    as_told(project, found)


# What is deleted, where that is reported (file and a text on the line), and what is said
DELETED = [
    (f"{TASKS}/07.yml", f"{TASKS}/07.yml", "", "缺少第7项任务的文件"),
    (f"{PLAN}/actions/10.yml", RECORD, "numbers: [1,", "请恢复 actions/10.yml"),
    (TOBACCO, "data/floors.yml", "benefits:", "至少要有"),
    (RECORD, RECORD, "", "缺少这个文件"),
    (f"{PLAN}/notice.txt", f"{PLAN}/notice.txt", "", "缺少这个文件"),
    ("data/units/cq-yancaoju.yml", f"{TASKS}/05.yml", "lead:", "“市烟草局”不存在"),
    ("data/actors/quxian-yancao.yml", f"{TASKS}/05.yml", "actors:", "“各区县烟草专卖局”不存在"),
    ("data/actors/cangongwei-chengyuan.yml", RECORD, "actors: [各区县", "不存在"),
    (TERM, "data/floors.yml", "terms:", "至少要有"),
    ("data/vocabulary/gap.yml", "data/vocabulary/gap.yml", "", "缺少这个词表"),
    ("data/floors.yml", "data/floors.yml", "", "缺少这个文件"),
]


@pytest.mark.parametrize(("file", "where", "at", "says"), DELETED, ids=[row[0] for row in DELETED])
def test_deleted_file_is_reported(project: Path, file: str, where: str, at: str, says: str) -> None:
    (project / file).unlink()
    fault = Fault("deleted", file, "", "", at, says, where)
    found = problems(project)
    assert places(found, fault) == [wanted(project, fault)], found


def test_deleted_source_is_reported_and_so_is_each_use(project: Path) -> None:
    (project / SOURCE).unlink()
    found = problems(project)
    assert any(p.place.file == "data/floors.yml" and "至少要有" in p.cause for p in found)
    assert any(p.place.file.startswith("data/terms/") and "不存在" in p.cause for p in found)


def test_mistakes_in_many_files_are_all_told_and_each_once(project: Path) -> None:
    task, folder = f"{TASKS}/09.yml", f"{PLAN}/benefits"
    faults = [
        Fault(
            "wrong id",
            f"{folder}/stall-rent-reduction.yml",
            "id: stall",
            "id: stell",
            "id:",
            "不一致",
        ),
        Fault(
            "field", "data/units/cq-fulian.yml", "kind: mass-organisation\n", "", "id:", "缺少字段"
        ),
        Fault("colon", "data/terms/stall.yml", "term: ", "term：", "term：", "全角冒号"),
        Fault("tab", "data/terms/ledger.yml", "term: ", "term:\t", "term:", "制表符"),
        Fault("twice", "data/terms/autism.yml", "says:", "id: x\nsays:", "id: x", "写了两遍"),
        Fault(
            "unit",
            f"{TASKS}/14.yml",
            "lead: [市人力社保局",
            "lead: [市人力社保居",
            "lead:",
            "不存在",
        ),
        Fault(
            "word",
            f"{TASKS}/12.yml",
            "duty: standing",
            "duty: standin",
            "duty: standin\n",
            "standing",
        ),
        Fault(
            "task quote", task, 'quote: "加大市、区县', 'quote: "加大市、区具', "区具", "与通知不同"
        ),
        Fault(
            "quote",
            f"{folder}/dibao-reentry.yml",
            '    text: "经申请',
            '    text: "经审请',
            "经审请",
            "与原文不同",
        ),
    ]
    for fault in faults:
        plant(project, fault)
    gbk = project / "data/terms/technician.yml"
    gbk.write_bytes(gbk.read_text("utf-8").encode("gbk"))
    found = [(p.place.file, p.place.line) for p in problems(project)]
    expected = [wanted(project, fault)[:2] for fault in faults]
    assert sorted(found) == sorted([*expected, ("data/terms/technician.yml", 2)])


# What is emptied, where that is reported, and what is said
EMPTIED = [
    ("data/units", "data/units", "", "这里没有记录"),
    ("data/actors", "data/actors", "", "这里没有记录"),
    ("data/terms", "data/terms/", "", "terms 只有 0 条记录"),
    ("data/sources", "data/sources/", "", "sources 只有 0 条记录"),
    ("data/plans", "data/plans/", "", "plans 只有 0 条记录"),
    ("data/vocabulary", "data/vocabulary/claim.yml", "", "缺少这个词表"),
    (TASKS, f"{TASKS}/01.yml", "", "缺少第1项任务的文件"),
    (f"{PLAN}/actions", RECORD, "numbers: [1,", "请恢复 actions/01.yml"),
    (BENEFITS, "data/floors.yml", "benefits:", "benefits 只有 0 条记录"),
]


@pytest.mark.parametrize(("folder", "where", "at", "says"), EMPTIED, ids=[r[0] for r in EMPTIED])
def test_emptied_folder_is_reported(
    project: Path, folder: str, where: str, at: str, says: str
) -> None:
    shutil.rmtree(project / folder)
    (project / folder).mkdir()
    fault = Fault("emptied", folder, "", "", at, says, where)
    found = problems(project)
    assert wanted(project, fault) in places(found, fault), found


def test_problems_of_different_files_are_reported_at_once(project: Path) -> None:
    faults = [fault for fault in WORDS if fault.name in ("strength unknown", "claim unknown")]
    for fault in faults:
        plant(project, fault)
    assert len(problems(project)) == len(faults)


def test_real_data_have_no_problem(project: Path) -> None:
    assert problems(project) == []


def test_notice_rebuilds_byte_for_byte(register: Register) -> None:
    rebuilt = "".join(rebuilt_notice(register, plan) for plan in register.plans.values())
    assert rebuilt.encode() == (ROOT / PLAN / "notice.txt").read_bytes()


def test_notice_is_the_one_received() -> None:
    received = hashlib.sha256((ROOT / PLAN / "notice.txt").read_bytes()).hexdigest()
    assert received == "8e1af97728443dcd24f3dc24e0710eb96ff3b1195ab669388b648b3b9c14db98"


@pytest.mark.parametrize(
    ("what", "number"),
    [("actions", 10), ("tasks", 38), ("measures", 98), ("units", 29)],
)
def test_number_of_records(register: Register, what: str, number: int) -> None:
    assert len(getattr(register, what)) == number


@pytest.mark.parametrize(("role", "number"), [("lead", 56), ("responsible", 71)])
def test_number_of_assignments(register: Register, role: str, number: int) -> None:
    assert sum(len(getattr(task, role)) for task in register.tasks.values()) == number
