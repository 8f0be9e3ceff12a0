"""Each rule alone, on records of which a few are changed: what it tells stands in tests/told.yml.

A rule takes about a millisecond here, so every branch has its case; test_rules.py shows that
editors are told the same of the files that they write.
"""

from __future__ import annotations

import datetime
import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import moreplans
import pytest
import secondedition
from conftest import ROOT
from moreplans import ACCESS, SERVICE
from planting import add_samples
from secondedition import NEW, OLD

from register.layout import FILES, nested
from register.model import (
    Confirmation,
    Decision,
    DefaultClause,
    Origin,
    Plan,
    Quantity,
    Record,
)
from register.problem import Place, Problem, RegisterError
from register.rules import (
    WITHIN_A_PLAN,
    check,
    check_again,
    checked,
    divisions,
    drafts,
    editions,
    guides,
    notice,
    quotes,
    reading,
    references,
    reports,
    structure,
    words,
)
from register.store import Register

Rule = Callable[[Register], Iterator[Problem]]
Path_ = tuple[str | int, ...]
DAY = datetime.date(2026, 1, 23)  # of the first plan
BEFORE = datetime.date(2026, 1, 22)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with two editions, two further plans, a report and a district's division."""
    folder = tmp_path_factory.mktemp("whole")
    shutil.copytree(ROOT / "data", folder / "data")
    secondedition.add(folder / "data")
    moreplans.add(folder / "data")
    add_samples(folder)
    division = folder / f"data/plans/{OLD}/divisions/shiyang-qu.yml"
    tasks = [{"task": n, "lead": ["试样区残联"], "responsible": []} for n in (1, 2, 3)]
    secondedition.write(division, secondedition.raw(division) | {"tasks": tasks})
    marked = folder / f"data/plans/{ACCESS}/tasks/02.yml"
    secondedition.write(marked, secondedition.raw(marked) | {"mark": "2."})
    confirmed = folder / "data/units/cq-canlian.yml"
    given = "confirmation:\n  by: 试样\n  on: 2026-05-08\n  valid_until: 2026-12-31\n"
    confirmed.write_text(confirmed.read_text("utf-8") + given, "utf-8")
    return folder


class Exact(Origin):
    """Knows only paths of fields that there are: any other is told at what stands around it."""

    def place(self, *path: str | int) -> Place:
        models = (model for pattern, model in FILES.items() if fnmatchcase(self.file, pattern))
        model: type[Record] | None = next(models)
        for step in path:
            if not isinstance(step, int):
                assert model and step in model.model_fields, f"{self.file}: {path}"
                model = nested(model).get(step)
        return super().place(*path)


@pytest.fixture(scope="module")
def whole(root: Path) -> Register:
    register = checked(root)
    exact = {key: Exact(one.file, one.find_marks) for key, one in register.origins.items()}
    return replace(register, origins=exact)


def changed(value: Any, path: Path_, new: Any) -> Any:
    """The same with another value at a path; a function makes it of the one that stands there."""
    if not path:
        return new(value) if callable(new) else new
    step, rest = path[0], path[1:]
    if isinstance(value, Register):
        return replace(value, **{str(step): changed(getattr(value, str(step)), rest, new)})
    if isinstance(value, Mapping):
        return {**value, step: changed(value[step], rest, new)}
    if isinstance(value, tuple):
        return (*value[:step], changed(value[step], rest, new), *value[step + 1 :])
    fields = {name: getattr(value, name) for name in type(value).model_fields}
    fields[str(step)] = changed(fields[str(step)], rest, new)
    return type(value).model_construct(**fields)  # with no value that was worked out before


def both(*rules: Rule) -> Rule:
    """What some rules tell together."""

    def told(register: Register) -> Iterator[Problem]:
        for rule in rules:
            yield from rule(register)

    told.rules = rules  # type: ignore[attr-defined]
    return told


def less(*ids: str) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    return lambda table: {id_: record for id_, record in table.items() if id_ not in ids}


def suspect(*files: str) -> dict[Path_, Any]:
    return {("suspect",): frozenset(files)}


def with_(**fields: Any) -> Callable[[Record], Record]:
    """The record with other fields."""

    def made(record: Record) -> Record:
        for name, value in fields.items():
            record = changed(record, (name,), value)
        return record

    return made


def in_all_plans(*path: str | int, value: Any) -> dict[Path_, Any]:
    return {("plans", plan, *path): value for plan in (NEW, SERVICE, ACCESS, OLD)}


def of_notice(change: Callable[[str], str]) -> Callable[[Plan], Record]:
    """The plan as if its notice had been received otherwise."""

    def made(plan: Plan) -> Record:
        notice = change(plan.notice)
        return with_(notice=notice, notice_sha256=hashlib.sha256(notice.encode()).hexdigest())(plan)

    return made


def twice(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """The first value again at the end."""
    return (*values, values[0])


def confirmed(on: datetime.date, until: datetime.date) -> Callable[[object], Confirmation]:
    return lambda _: Confirmation.model_construct(by="试样", on=on, valid_until=until)


def clause(text: str) -> Callable[[object], DefaultClause]:
    return lambda _: DefaultClause.model_construct(task=1, text=text, actors=())


T7, T2, T27 = ("tasks", f"{OLD}/7"), ("tasks", f"{OLD}/2"), ("tasks", f"{OLD}/27")
A1, A3, S1 = ("tasks", f"{ACCESS}/1"), ("tasks", f"{ACCESS}/3"), ("tasks", f"{SERVICE}/1")
ANNUAL, MONTHLY = ("tasks", f"{OLD}/25", "measures", 0), ("tasks", f"{OLD}/29", "measures", 1)
TOBACCO = ("benefits", "tobacco-outlet-spacing-relaxed")
AID = ("benefits", "free-assistive-devices")
DIVISION = ("divisions", f"{OLD}/shiyang-qu")
REPORT = ("progress", "2026-05-08-cq-canlian-1")
CANLIAN = ("units", "cq-canlian")
TERM = ("terms", "working-age")
REGULATIONS = ("sources", "pwd-employment-regulations", "facts")
FIRST_TERM = ("terms", "autism")
PLAN = ("plans", OLD)
FLOOR = Quantity(meaning="floor", value=1, unit="名", words="至少安排1名")

CASES: list[tuple[str, Rule, dict[Path_, Any]]] = [
    # divisions
    ("divided on the day of the notice", divisions.divisions_refer, {(*DIVISION, "date"): DAY}),
    ("divided before the notice", divisions.divisions_refer, {(*DIVISION, "date"): BEFORE}),
    (
        "divided tasks unknown, repeated and without a body",
        divisions.divisions_refer,
        {
            (*DIVISION, "tasks", 0): with_(task=39, lead=()),
            (*DIVISION, "tasks", 1): with_(task=39),
            (*DIVISION, "tasks", 2): with_(lead=(), responsible=("试样区教委",)),
        },
    ),
    (
        "divided task in a file with a problem",
        divisions.divisions_refer,
        {(*DIVISION, "tasks", 0, "task"): 39, **suspect(f"data/plans/{OLD}/tasks/39.yml")},
    ),
    # drafts
    *(
        (f"{field} of plans to be written", drafts.nothing_to_write, in_all_plans(field, value=new))
        for field, new in {
            "title": "待写",
            "title_quote": "待写：标题",
            "short_title": "待写",
            "region": "待写",
            "issuer": "待写",
            "period": "待写",
            "goal": "待写",
            "source": "https://example.invalid/",
        }.items()
    ),
    (
        "a field that only speaks of writing, an address that only begins so",
        drafts.nothing_to_write,
        {(*PLAN, "title"): "不是待写", (*PLAN, "source"): "https://example.invalid/x"},
    ),
    (
        "wording of tasks to be written",
        drafts.nothing_to_write,
        {(*T7, "title"): "待写", (*S1, "summary"): "待写"},
    ),
    # editions
    ("an edition that amends itself", editions.editions_follow, {(*PLAN, "amends"): OLD}),
    ("an edition that amends a younger one", editions.editions_follow, {(*PLAN, "amends"): NEW}),
    (
        "an edition of the same day",
        editions.editions_follow,
        {("plans", NEW, "date"): DAY},
    ),
    (
        "an edition of a plan that is not there",
        editions.editions_follow,
        {("plans", NEW, "amends"): "cq-pwd-jobs-2026", ("plans", ACCESS, "amends"): "x"},
    ),
    (
        "an edition of a plan that could not be read",
        editions.editions_follow,
        {("plans", NEW, "amends"): "cq-pwd-jobs-2020", **suspect("data/plans/cq-pwd-jobs-2020/a")},
    ),
    (
        "two editions of one plan",
        editions.editions_follow,
        {("plans", ACCESS, "amends"): OLD, ("plans", SERVICE, "amends"): OLD},
    ),
    (
        "benefits that continue what is not there, or in no edition before",
        editions.benefits_continue,
        {
            ("benefits", "community-desk-2027", "continues"): "free-assistive-device",
            ("benefits", "tv-news-subtitles", "continues"): "free-assistive-devices",
        },
    ),
    (
        "a benefit continued twice",
        editions.benefits_continue,
        {("benefits", "community-desk-2027", "continues"): "free-assistive-devices"},
    ),
    (
        "a benefit continued that could not be read, and one twice",
        editions.benefits_continue,
        {
            ("benefits", "dibao-reentry-2027", "continues"): "nothing",
            ("benefits", "community-desk-2027", "continues"): "free-assistive-devices",
            **suspect(f"data/plans/{OLD}/benefits/nothing.yml"),
        },
    ),
    (
        "guides that quote a former edition",
        editions.guides_in_force,
        {
            ("finder", "questions", 1, "answers", 0, "quotes", 0, "measure"): f"{OLD}/24.1",
            ("finder", "questions", 3, "answers", 1, "quotes", 0, "measure"): "nothing/1.1",
            ("employers", "clauses", 4, "quote", "measure"): f"{OLD}/1.2",
            ("districts", "groups", 0, "quotes", 0, "measure"): f"{OLD}/1.1",
            ("search", "common"): ("nothing", "free-assistive-devices", "dibao-reentry-2027"),
        },
    ),
    # brackets in any form
    (
        "units that a bracket in any form does not have, or in another role",
        structure.assignments,
        {
            (*A1, "lead"): ("cq-canlian", "cq-shangwuwei"),
            (*A3, "lead"): (),
            (*S1, "responsible"): ("cd-rensheju",),
        },
    ),
    (
        "a bracket whose reading is in doubt",
        structure.assignments,
        {
            (*A1, "assignment"): "(市住房城乡建委、市商务委、市卫生健康委)",
            (*A3, "assignment"): "(牵头单位:市委宣传部等,责任单位:市残联)",
            (*S1, "assignment"): "(牵头单位:市人社局和市残联等部门)",
        },
    ),
    (
        "a unit that a doubtful share names among others",
        structure.assignments,
        {(*A3, "assignment"): "(牵头单位:市委宣传部,责任单位:市残联等有关部门)"},
    ),
    (
        "a unit whose name is part of another's",
        structure.assignments,
        {(*A3, "assignment"): "(牵头单位:市委宣传部,责任单位:市残联办公室)"},
    ),
    (
        "the first unit leads, as an earlier bracket says",
        structure.assignments,
        {
            ("plans", ACCESS, "default_clause"): clause("排在第一位的为牵头单位,下同"),
            (*A1, "assignment"): "(市住房城乡建委、市商务委、市卫生健康委)",
            (*A3, "assignment"): "(市残联、市委宣传部)",
        },
    ),
    (
        "the first unit leads from the task on whose bracket says so",
        structure.assignments,
        {
            ("plans", ACCESS, "default_clause"): clause("排在第一位的为牵头单位,下同"),
            (*A1, "assignment"): "(市商务委、市住房城乡建委、市卫生健康委)",
            ("plans", SERVICE, "default_clause"): with_(task=2)(
                clause("排在第一位的为牵头单位,下同")(None)
            ),
            (*S1, "assignment"): "(市残联、市人社局)",
        },
    ),
    (
        "an actor in place of a unit",
        structure.assignments,
        {
            (*T7, "responsible"): ("cq-shichangjianguanju", "qiye"),
            (*A1, "lead"): ("canlian-geji",),
        },
    ),
    (
        "units in another order, one too many, one left out",
        structure.assignments,
        {
            ("tasks", f"{OLD}/1", "responsible"): lambda units: units[::-1],
            ("tasks", f"{OLD}/2", "lead"): lambda units: (*units, "cq-canlian"),
            ("tasks", f"{OLD}/3", "responsible"): (),
            ("tasks", f"{OLD}/4", "lead"): (),
            ("tasks", f"{OLD}/5", "lead"): ("cq-fulian",),
            ("tasks", f"{OLD}/6", "responsible"): ("cq-fulian", "cq-canlian"),
            ("tasks", f"{NEW}/1", "lead"): (),
        },
    ),
    (
        "roles exchanged",
        structure.assignments,
        {
            ("tasks", f"{OLD}/2", "lead"): lambda units: units[:1],
            ("tasks", f"{OLD}/2", "responsible"): lambda units: ("cq-renlishebaoju", *units),
            ("tasks", f"{OLD}/5"): with_(lead=(), responsible=("cq-yancaoju",)),
        },
    ),
    (
        "the clause for all tasks in another task's bracket",
        structure.assignments,
        {(*PLAN, "default_clause", "task"): 2},
    ),
    # the guides
    (
        "guides misquote, or were not checked since",
        guides.guides_quote,
        {
            ("finder", "questions", 1, "answers", 0, "quotes", 0, "text"): "多渠道开发盲人新业态",
            ("finder", "wording_basis"): "00000000",
            ("employers", "wording_basis"): "00000000",
            ("districts", "groups", 0, "quotes", 0, "measure"): f"{NEW}/99.1",
        },
    ),
    (
        "guides name what there is not",
        guides.guides_refer,
        {
            ("finder", "general"): ("persons", "person"),
            ("finder", "limits", 1, "audiences"): ("students", "graduate"),
            ("finder", "questions", 0, "after"): ("self",),
            ("finder", "questions", 2, "after"): ("self", "families"),
            ("finder", "questions", 2, "decides"): ("sever",),
            ("finder", "questions", 0, "answers", 1): with_(
                groups=("person", "people"), audiences=("family",), kinds=("job",)
            ),
            ("finder", "questions", 3, "answers", 8, "audiences"): ("blind", "deaf"),
            ("finder", "questions", 6, "answers", 2, "kinds"): ("job", "jobs"),
            ("employers", "clauses", 1, "kinds"): ("institution", "institutions"),
            ("employers", "law", 1, "facts"): ("F02", "F99"),
            ("employers", "offers"): ("employers", "employer"),
        },
    ),
    (
        "guides name facts of a file with a problem",
        guides.guides_refer,
        {("employers", "law", 1, "facts"): ("F99",), **suspect("data/sources/a.yml")},
    ),
    (
        "the finder has ids twice and leads nowhere",
        guides.finder_complete,
        {
            ("finder", "questions", 4, "id"): "who",
            ("finder", "questions", 3, "answers", 2, "id"): "student",
            ("benefits", "dibao-reentry-2027"): with_(
                kind="other", audiences=("persons", "others")
            ),
            ("benefits", "tv-news-subtitles"): with_(audiences=("women", "others")),
        },
    ),
    (
        "the finder does not ask what is wanted",
        guides.finder_complete,
        {
            ("finder", "questions"): lambda asked: asked[:-1],
            ("benefits", "tv-news-subtitles"): with_(kind="other", audiences=("others", "persons")),
        },
    ),
    (
        "the finder leads nowhere while a file has a problem",
        guides.finder_complete,
        {("finder", "general"): (), **suspect("data/terms/a.yml")},
    ),
    (
        "a former benefit need not be found",
        guides.finder_complete,
        {(*AID, "kind"): "other", (*AID, "audiences"): ("others",)},
    ),
    (
        "the guide for employers has ids twice",
        guides.conditions_stated,
        {
            ("employers", "kinds", 1, "id"): "organ",
            ("employers", "clauses", 2, "id"): "organ-recruits",
            ("employers", "asks", 3, "id"): "public",
            ("employers", "law", 4, "id"): "ratio",
        },
    ),
    (
        "conditions that the sentences do not bear out",
        guides.conditions_stated,
        {
            ("employers", "clauses", 0, "conditions", 0): with_(words="编制67人及以上"),
            ("employers", "clauses", 0, "conditions", 1): with_(words="未达到规定比列"),
            ("employers", "clauses", 1, "conditions", 0): with_(at_least=50),
            ("employers", "clauses", 5, "conditions", 0): with_(at_least=1),
            ("employers", "clauses", 7, "conditions", 0): with_(test="posts", at_least=1),
            ("employers", "clauses", 15, "conditions", 0): with_(at_least=2),
        },
    ),
    (
        "conditions of another unit, or without a figure",
        guides.conditions_stated,
        {
            ("employers", "clauses", 0, "conditions", 0): with_(test="years"),
            ("employers", "clauses", 1, "conditions", 0): with_(at_least=None),
            ("employers", "clauses", 15, "conditions", 0): with_(test="posts"),
            ("employers", "clauses", 2, "quote", "measure"): f"{NEW}/99.1",
            ("employers", "clauses", 3, "quote", "measure"): f"{NEW}/99.1",
            ("employers", "clauses", 17, "conditions", 0): with_(words="能够安排"),
        },
    ),
    (
        "a condition of a clause whose sentence is not there",
        guides.conditions_stated,
        {("employers", "clauses", 0, "quote", "measure"): f"{NEW}/99.1"},
    ),
    # the notice
    (
        "checksums changed",
        notice.notice_unchanged,
        in_all_plans("notice_sha256", value="0" * 64),
    ),
    (
        "notices changed",
        notice.notice_unchanged,
        in_all_plans("notice", value=lambda text: text.replace("残联", "残连", 1)),
    ),
    (
        "notices cut off",
        notice.notice_unchanged,
        in_all_plans("notice", value=lambda text: text[:40]),
    ),
    (
        "spaces in a notice whose lines say nothing",
        notice.notice_unchanged,
        {("plans", ACCESS, "notice"): lambda text: text.replace("市政府", " 市\u200b政府\u3000")},
    ),
    (
        "records in another order",
        notice.notice_rebuilds,
        {
            ("tasks", f"{NEW}/7", "measures"): lambda measures: measures[::-1],
            (*A1, "measures"): lambda measures: measures[::-1],
        },
    ),
    (
        "pieces too much and too little",
        notice.notice_rebuilds,
        {
            ("actions", f"{OLD}/action-3", "after"): "多出来的一行。",
            ("tasks", f"{OLD}/5", "after"): "\n多出来的话",
            ("tasks", f"{OLD}/6", "mark"): "(六)",
            ("tasks", f"{ACCESS}/2", "mark"): "(2)",
            ("tasks", f"{OLD}/8", "assignment_after"): 0,
            ("tasks", f"{OLD}/9"): with_(assignment_after=1, assignment="(牵头单位:某局)"),
            ("tasks", f"{OLD}/10", "assignment_after"): 4,
            ("plans", SERVICE, "outline", 0, "text"): "各区（市）县人民政府：",
        },
    ),
    (
        "pieces that are short, long and blank",
        notice.notice_rebuilds,
        {
            ("tasks", f"{OLD}/5", "after"): " ",
            ("tasks", f"{OLD}/7", "after"): "X",
            ("tasks", f"{OLD}/9", "after"): "字" * 20,
            ("tasks", f"{OLD}/11", "after"): "字" * 21,
        },
    ),
    (
        "numbers that the notice has otherwise, several in a row",
        notice.notice_rebuilds,
        {
            PLAN: of_notice(lambda text: text.replace("\n7.", "\n77.")),
            ("plans", ACCESS): of_notice(
                lambda text: text.replace("\n2.对符合条件的", "\n4.为符合条件的")
            ),
        },
    ),
    (
        "sentences broken over lines, with one wrong word",
        notice.notice_rebuilds,
        {
            ("plans", ACCESS): of_notice(
                lambda text: text.replace("医院、", "医\n院、\n").replace("家庭", "家\n庭")
            ),
            (*A3, "measures", 0, "quote"): "电视新闻节目应该加配字幕。",
        },
    ),
    (
        "records missing that could be read",
        notice.notice_rebuilds,
        {
            ("actions",): less(f"{NEW}/action-2"),
            ("tasks",): less(f"{NEW}/30", f"{OLD}/36", f"{ACCESS}/2"),
        },
    ),
    (
        "records missing because of a problem",
        notice.notice_rebuilds,
        {
            ("tasks",): less(f"{OLD}/36", f"{OLD}/12"),
            ("tasks", f"{OLD}/5", "measures", 0, "quote"): lambda text: text.replace(
                "应当", "应该"
            ),
            **suspect(f"data/plans/{OLD}/tasks/36.yml", f"data/plans/{OLD}/tasks/12.yml"),
        },
    ),
    (
        "blocks of the outline missing or exchanged",
        notice.notice_rebuilds,
        {
            ("plans", OLD, "outline"): lambda blocks: (*blocks[:2], *blocks[3:-1]),
            ("plans", NEW, "outline"): lambda blocks: (blocks[1], blocks[0], *blocks[2:]),
            ("plans", ACCESS, "outline"): lambda blocks: blocks[1:],
        },
    ),
    (
        "notice that was changed is compared no further",
        notice.notice_rebuilds,
        {
            ("plans", NEW, "notice_sha256"): "0",
            ("tasks", f"{NEW}/7", "measures", 0, "quote"): "鼓励企业。",
            (*T7, "measures", 0, "quote"): "鼓励企业。",
        },
    ),
    # quotations
    (
        "quotations of sentences that are not there",
        both(quotes.quotes_verbatim, quotes.terms_verbatim),
        {
            (*TOBACCO, "quotes", 0, "measure"): f"{OLD}/5.2",
            (*TOBACCO, "conditions", 0, "measure"): f"{OLD}/7.1",
            (*TERM, "quotes", 0, "measure"): f"{OLD}/99.1",
        },
    ),
    (
        "quotations of sentences that could not be read",
        both(quotes.quotes_verbatim, quotes.terms_verbatim),
        {
            ("tasks",): less(f"{OLD}/5"),
            (*FIRST_TERM, "quotes", 0, "text"): "某某",
            **suspect(f"data/plans/{OLD}/tasks/05.yml"),
        },
    ),
    (
        "quotations that err at the start, in the middle and at the end",
        both(quotes.quotes_verbatim, quotes.terms_verbatim),
        {
            (*TOBACCO, "quotes", 0, "text"): lambda text: f"某{text}",
            (*AID, "quotes", 0, "text"): lambda text: f"{text[:9]}某{text[10:]}",
            (*TERM, "quotes", 0, "text"): lambda text: f"{text}某",
        },
    ),
    (
        "gaps that a quotation fills",
        quotes.gaps_open,
        {
            (*TOBACCO, "not_stated"): ("place", "ratio"),
            ("benefits", "public-bodies-recruit-at-least-one", "not_stated"): ("amount",),
            (*T2, "measures", 0, "quantities", 1, "unit"): "元",
            ("benefits", "at-least-one-job-service", "not_stated"): ("ratio", "amount"),
            (*T27, "measures", 0, "quantities", 1, "unit"): "‰",
            (*T27, "measures", 0, "quantities", 0, "unit"): "万元",
            ("benefits", "employer-job-opening-visit", "not_stated"): ("duration",),
            ("benefits", "tobacco-licence-convenience", "quotes", 0, "text"): "提供便利条件",
            ("benefits", "tobacco-licence-convenience", "not_stated"): ("ratio",),
            ("benefits", "free-assistive-devices", "quotes", 0, "measure"): f"{OLD}/99.1",
        },
    ),
    (
        "deadlines that say other than their words",
        quotes.figures_agree,
        {
            (*T2, "measures", 0, "deadline", "date"): datetime.date(2027, 11, 30),
            ("tasks", f"{NEW}/2", "measures", 0, "deadline", "date"): datetime.date(2027, 12, 31),
            (*A1, "measures", 0, "deadline", "words"): "2027年",
        },
    ),
    (
        "a deadline within the year that its words give",
        quotes.figures_agree,
        {
            (*T2, "measures", 0, "deadline"): with_(
                date=datetime.date(2027, 11, 30), words="2027年底前至少"
            ),
            ("tasks", f"{NEW}/2", "measures", 0, "deadline"): with_(
                date=datetime.date(2029, 6, 30), words="2029年"
            ),
            (*A1, "measures", 0, "deadline"): with_(
                date=datetime.date(2028, 12, 31), words="2027年"
            ),
        },
    ),
    (
        "frequencies that say other than their words",
        quotes.figures_agree,
        {
            (*ANNUAL, "recurrence"): with_(every="unspecified", month=4),
            (*MONTHLY, "recurrence"): with_(month=2),
            ("tasks", f"{OLD}/32", "measures", 0, "recurrence"): with_(every="year"),
            ("tasks", f"{OLD}/34", "measures", 1, "recurrence"): with_(words="定时"),
        },
    ),
    (
        "a month that the words do not have",
        quotes.figures_agree,
        {(*MONTHLY, "recurrence"): with_(month=None)},
    ),
    (
        "figures in words",
        quotes.figures_agree,
        {
            (*T27, "measures", 0, "quantities", 0): with_(value=2),
            (*T27, "measures", 0, "quantities", 1): with_(value=4, unit="月"),
            (*T27, "measures", 0, "quantities", 2): with_(words="某某"),
            (*T27, "measures", 0, "quantities", 3): with_(unit="回", value=5),
        },
    ),
    *(
        (
            f"figure {value} in the words of case {case}",
            quotes.figures_agree,
            {
                (*T7, "measures", 0): with_(
                    quote=f"至少{figure}个。",
                    quantities=(with_(value=number, unit="个", words=f"{figure}个")(FLOOR),),
                )
                for number in (value,)
            },
        )
        for case, (figure, value) in enumerate(
            [
                *(("一", 1), ("二", 2), ("两", 2), ("三", 3), ("四", 4), ("五", 5), ("十", 10)),
                *(("15", 15), ("３", 3), ("1,5", 15)),
            ]
        )
    ),
    (
        "figures that are not noted",
        quotes.figures_noted,
        {
            (*T7, "measures", 0, "quote"): "1.鼓励企业;2.支持10家(3)或者3.5倍、30家、10家。",
            (*T7, "measures", 1, "quote"): "开发12个岗位；(1)支持；13.督促４家。",
            (*ANNUAL, "quote"): "按2027年度组织考试。",
            (*MONTHLY, "quote"): "3月,每年3月份。",
        },
    ),
    (
        "actors that are not named, or by another name",
        quotes.actors_named,
        {
            (*T7, "measures", 1, "actors"): ("qiye", "quxian", "cq-canlian"),
            (*ANNUAL, "actors"): ("quxian",),
            ("actors", "qiye"): with_(name="某企业"),
        },
    ),
    (
        "what plans say of their notices",
        quotes.plan_quotes,
        {
            (*PLAN, "goal"): "目标" * 10,
            (*PLAN, "title_quote"): "标题" * 11,
            (*PLAN, "issuer"): "某办公室",
            (*PLAN, "period"): "2099年",
            (*PLAN, "date"): datetime.date(2026, 12, 3),
            ("plans", SERVICE, "goal"): "待写",
            ("plans", SERVICE, "issuer"): "成都市某某",
            ("plans", ACCESS, "goal"): "残疾人、老年人 出行更加\n方便",
        },
    ),
    (
        "forwarded or not",
        quotes.plan_quotes,
        {
            (*PLAN, "conveyed"): "issued",
            ("plans", ACCESS, "conveyed"): "forwarded",
            ("plans", SERVICE, "outline", 1, "text"): "现将方案转发给你们。",
        },
    ),
    (
        "a paragraph that speaks of forwarding",
        quotes.plan_quotes,
        {("plans", SERVICE, "outline", 5, "text"): "不必转发。"},
    ),
    (
        "the clause for all tasks is not where it is said to be",
        quotes.plan_quotes,
        {
            (*PLAN, "default_clause", "task"): 2,
            ("plans", NEW, "default_clause", "task"): 99,
            ("plans", ACCESS, "default_clause"): clause("方便信息\n交流"),
            ("plans", SERVICE, "default_clause"): clause("没有的话"),
        },
    ),
    (
        "the clause for all tasks could not be read",
        quotes.plan_quotes,
        {
            ("plans", NEW, "default_clause", "task"): 99,
            (*PLAN, "default_clause", "text"): "没有的话",
            **suspect(f"data/plans/{NEW}/tasks/99.yml"),
        },
    ),
    # reading with ease
    (
        "easy lines of 25 and 26 characters",
        reading.easy_lines_short,
        {(*AID, "easy"): ("字" * 25, "句" * 26), (*TOBACCO, "easy"): ("短", "长" * 40)},
    ),
    (
        "readings that do not fit",
        reading.readings_sound,
        {
            ("pinyin", "readings"): lambda known: (*known[:2], *known[:4]),
            ("pinyin", "readings", 1): with_(text="参加1"),
            ("pinyin", "readings", 3): with_(syllables="cān  jiā"),
            ("pinyin", "readings", 4): with_(syllables="shāng liang a"),
            ("pinyin", "readings", 5): with_(syllables=f"{'a' * 7} hǎo"),
        },
    ),
    # references
    (
        "wordings that were not checked since",
        both(references.wordings_current, references.meanings_current),
        {
            (*AID, "wording_basis"): "0",
            (*TOBACCO, "quotes", 0, "text"): "将间距放宽",
            (*TERM, "wording_basis"): "0",
            (*T7, "wording_basis"): "0",
            (*T2, "measures", 0, "quote"): "改了。",
        },
    ),
    (
        "search names what there is not",
        references.search_refers,
        {("search", "common"): ("dibao-reentri", "dibao-reentry"), ("search", "hotline"): "F19"},
    ),
    (
        "search names what could not be read",
        references.search_refers,
        {
            ("search", "common"): ("nothing",),
            ("search", "hotline"): "F99",
            **suspect("data/sources/a.yml"),
        },
    ),
    (
        "search names a benefit that could not be read",
        references.search_refers,
        {
            ("search", "common"): ("nothing",),
            ("search", "hotline"): "F99",
            **suspect("data/terms/a.yml"),
        },
    ),
    (
        "facts that there are not, facts twice, tasks and benefits that there are not",
        both(references.facts_known, references.facts_refer),
        {
            (*TERM, "sources"): ("F01", "F001"),
            (*FIRST_TERM, "sources"): ("F98",),
            (*REGULATIONS, 0, "id"): "F01",
            (*REGULATIONS, 1, "tasks"): (
                f"{OLD}/4",
                f"{OLD}/39",
            ),
            (*REGULATIONS, 2, "benefits"): ("at-least-one-job-service", "at-least-one-job-servise"),
            ("sources", "pwd-protection-law", "facts", 0, "tasks"): ("x/1",),
        },
    ),
    (
        "facts and tasks that could not be read",
        both(references.facts_known, references.facts_refer),
        {
            (*TERM, "sources"): ("F99",),
            ("sources", "pwd-protection-law", "facts", 0, "tasks"): (f"{OLD}/39", f"{OLD}/40"),
            (*REGULATIONS, 2, "benefits"): ("nothing",),
            **suspect("data/sources/a.yml", f"data/plans/{OLD}/tasks/39.yml"),
        },
    ),
    (
        "terms that are no words of the notice",
        references.terms_quoted,
        {
            (*TERM, "term"): "劳动年龄段",
            (*FIRST_TERM, "term"): "某词",
            (*FIRST_TERM, "quotes", 0, "text"): "也不在原文里",
        },
    ),
    (
        "a term that one of its quotations has",
        references.terms_quoted,
        {(*TERM, "quotes"): lambda q: (*q, changed(q[0], ("text",), "有关部门"))},
    ),
    (
        "bodies without a task",
        references.bodies_used,
        {
            ("tasks",): less(f"{OLD}/5", f"{NEW}/5", f"{OLD}/12", f"{NEW}/12", f"{SERVICE}/2"),
            ("plans", OLD, "default_clause"): None,
            ("plans", NEW, "default_clause", "actors"): (),
        },
    ),
    (
        "bodies without a task while a file has a problem",
        references.bodies_used,
        {("tasks",): less(f"{OLD}/5", f"{NEW}/5"), **suspect("data/terms/a.yml")},
    ),
    # reports
    (
        "a report on a sentence that there is not",
        reports.reports_refer,
        {(*REPORT, "about"): f"{OLD}/25.9"},
    ),
    ("a report on a task", reports.reports_refer, {(*REPORT, "about"): f"{OLD}/25"}),
    (
        "a report on a task that there is not",
        reports.reports_refer,
        {(*REPORT, "about"): f"{OLD}/39.1"},
    ),
    (
        "a report on a task that could not be read",
        reports.reports_refer,
        {(*REPORT, "about"): f"{OLD}/39.1", **suspect(f"data/plans/{OLD}/tasks/39.yml")},
    ),
    (
        "a report of a unit without a part",
        reports.reports_refer,
        {(*REPORT, "unit"): "cq-yancaoju"},
    ),
    (
        "a report of an actor that the text names",
        reports.reports_refer,
        {(*REPORT, "about"): f"{OLD}/7.2", (*REPORT, "unit"): "qiye"},
    ),
    (
        "a report of those whom the clause for all tasks names",
        reports.reports_refer,
        {(*REPORT, "unit"): "cangongwei-chengyuan"},
    ),
    (
        "a report on a plan without such a clause",
        reports.reports_refer,
        {(*PLAN, "default_clause"): None, (*REPORT, "unit"): "cangongwei-chengyuan"},
    ),
    ("a report of the notice's day", reports.reports_dated, {(*REPORT, "date"): DAY}),
    ("a report from before the notice", reports.reports_dated, {(*REPORT, "date"): BEFORE}),
    *(
        (
            f"evidence of {len(words)} characters",
            reports.evidence_sound,
            {(*REPORT, "evidence"): words},
        )
        for words in ("文件", "https://reports.example/1", "http:/x", f"ftp://{'x' * 60}")
    ),
    (
        "confirmations that end on and before their day",
        reports.confirmations_dated,
        {
            (*CANLIAN, "confirmation"): confirmed(DAY, BEFORE),
            ("units", "cq-shangwuwei", "confirmation"): confirmed(DAY, DAY),
        },
    ),
    (
        "a body of a district that a notice names",
        reports.counterparts_are_ours,
        {
            (*CANLIAN, "district_counterpart", "name"): "各区县烟草专卖局",
            ("units", "cq-shangwuwei", "district_counterpart", "name"): "政务服务大厅",
        },
    ),
    (
        "sentences with a word for districts in no group",
        reports.districts_complete,
        {
            ("districts", "groups", 0, "quotes"): lambda quotes: quotes[1:],
            (
                "tasks",
                f"{NEW}/7",
                "measures",
                0,
                "quote",
            ): "鼓励镇街和乡镇开发岗位,定向招聘。",
            (*T7, "measures", 0, "quote"): "鼓励镇街开发岗位。",
        },
    ),
    (
        "a group that quotes what is not there",
        reports.districts_complete,
        {
            ("districts", "groups", 0, "quotes"): lambda quotes: quotes[1:],
            ("districts", "groups", 1, "quotes", 0, "text"): "某某",
        },
    ),
    (
        "groups while a plan has a problem",
        reports.districts_complete,
        {
            ("districts", "groups", 0, "quotes"): lambda quotes: quotes[1:],
            **suspect(f"data/plans/{NEW}/plan.yml"),
        },
    ),
    (
        "groups while a task has a problem",
        reports.districts_complete,
        {
            ("districts", "groups", 0, "quotes"): lambda quotes: quotes[1:],
            **suspect(f"data/plans/{OLD}/tasks/01.yml"),
        },
    ),
    # the plan as a whole
    (
        "tasks missing",
        structure.tasks_present,
        {("tasks",): less(f"{ACCESS}/2", f"{SERVICE}/1", f"{OLD}/7", f"{OLD}/38", f"{NEW}/1")},
    ),
    (
        "tasks missing that could not be read",
        structure.tasks_present,
        {
            ("tasks",): less(f"{OLD}/7", f"{OLD}/38"),
            **suspect(f"data/plans/{OLD}/tasks/07.yml"),
        },
    ),
    (
        "actions and tasks in the outline",
        structure.outline_complete,
        {
            ("plans", OLD, "outline", 7, "numbers"): (1, 2, 4, 3, 3, 11, 6, 7, 8),
            ("plans", OLD, "outline", 9, "numbers"): (37, 36, 5),
            ("plans", ACCESS, "outline", 7, "numbers"): (2, 0, 1),
            ("plans", NEW, "outline", 9, "numbers"): (),
        },
    ),
    (
        "the outline while actions have a problem",
        structure.outline_complete,
        {
            ("plans", OLD, "outline", 7, "numbers"): (1,),
            ("plans", OLD, "outline", 9, "numbers"): (36, 37),
            **suspect(f"data/plans/{OLD}/actions/02.yml"),
        },
    ),
    (
        "tasks under other actions",
        structure.actions_fit,
        {
            (*T7, "action"): 3,
            ("tasks", f"{OLD}/8", "action"): None,
            ("tasks", f"{OLD}/36", "action"): 10,
            ("tasks", f"{OLD}/37", "action"): 99,
            (*A3, "action"): 1,
            (*A1, "action"): 9,
            ("tasks", f"{NEW}/1", "action"): 0,
        },
    ),
    (
        "an action whose file is missing",
        structure.actions_fit,
        {("actions",): less(f"{OLD}/action-2"), (*T7, "action"): 2},
    ),
    (
        "a notice that begins with a task outside an action",
        structure.actions_fit,
        {
            (*PLAN, "notice"): lambda text: text[text.index("36.") :],
            ("tasks", f"{OLD}/37", "action"): 10,
        },
    ),
    (
        "a heading that the notice does not have",
        structure.actions_fit,
        {
            ("actions", f"{OLD}/action-2", "heading"): "(二)某行动。",
            (*T7, "action"): 3,
            ("tasks", f"{NEW}/8", "action"): 3,
        },
    ),
    (
        "sentences that are no sentences",
        structure.sentence_boundaries,
        {
            (*T7, "measures", 0, "quote"): "鼓励企业",
            (*T7, "measures", 1, "quote"): "支持企业。加大力度。",
            (*A1, "measures", 0, "quote"): "推进改造",
            (*A1, "measures", 1, "quote"): "鼓励。支持。",
        },
    ),
    (
        "numbers that differ from those registered",
        structure.counts,
        {
            ("plans", OLD, "counts"): lambda counts: type(counts).model_construct(
                **dict.fromkeys(type(counts).model_fields, 0)
            ),
            ("plans", ACCESS, "counts", "units"): 8,
        },
    ),
    (
        "numbers while files have a problem",
        structure.counts,
        {
            ("plans", NEW, "counts", "tasks"): 0,
            ("plans", OLD, "counts", "tasks"): 0,
            **suspect(f"data/plans/{NEW}/tasks/01.yml"),
        },
    ),
    (
        "fewer records while a file has a problem",
        structure.floors,
        {("floors", "plans"): 9, **suspect("data/terms/a.yml")},
    ),
    # words
    (
        "vocabularies with a word twice, under no group",
        words.vocabularies_sound,
        {
            ("vocabularies", "strength", "terms", 2, "id"): "must_not",
            ("vocabularies", "strength", "terms", 1, "group"): "firmly",
            ("vocabularies", "audience", "terms", 3, "group"): "persons",
        },
    ),
    (
        "words that no vocabulary has, or twice",
        words.known_words,
        {
            ("plans", NEW, "conveyed"): "forwardd",
            (*AID, "kind"): "aids",
            (*AID, "claim"): "service",
            (*AID, "audiences"): ("persons", "women", "persons", "woman"),
            (*AID, "not_stated"): ("place", "places"),
            ("benefits", "dibao-grace-period", "audiences"): ("employed", "employed"),
            (*CANLIAN, "kind"): "mass",
            ("actors", "qiye", "kind"): "firm",
            (*REPORT, "status"): "plan",
            (*T7, "measures", 1): with_(strength=("support", "suport"), duty="standin"),
        },
    ),
    (
        "strengths that the words do not bear out",
        words.strengths_fit,
        {
            (*T7, "measures", 0): with_(strength=("must", "encourage", "unknown")),
            (*T7, "measures", 1): with_(strength=("directive",)),
            (*T2, "measures", 0): with_(strength=("may",)),
            (*MONTHLY, "strength"): ("promote", "entitlement"),
            (*ANNUAL, "quote"): "督促企业,不得推动。",
            (*S1, "measures", 0, "quote"): "可为残疾人享受服务。",
        },
    ),
    (
        "duties that their sentences do not bear out",
        words.duties_fit,
        {
            (*T7, "measures", 0, "duty"): "annual",
            (*T7, "measures", 1, "duty"): "periodic_unspecified",
            (*T7, "measures", 2, "duty"): "one_off_deadline",
            ("tasks", f"{OLD}/8", "measures", 0, "duty"): "per_case_floor",
            (*T2, "measures", 0, "duty"): "standing",
            ("tasks", f"{NEW}/2", "measures", 0, "duty"): "annual",
            (*ANNUAL, "duty"): "periodic_unspecified",
            (*MONTHLY, "duty"): "event_triggered",
            ("tasks", f"{OLD}/32", "measures", 0, "duty"): "annual",
            ("tasks", f"{OLD}/34", "measures", 1, "duty"): "standing",
            (*A1, "measures", 0): with_(quote="至少一个,至少两个。", quantities=(FLOOR,)),
            (*A1, "measures", 1): with_(quantities=(FLOOR,)),
            (*T27, "measures", 0, "quantities"): lambda given: given[:2],
        },
    ),
    (
        "names that look like others",
        words.names_simplified,
        {
            (*CANLIAN, "name"): "市殘联",
            (*CANLIAN, "aliases"): ("重庆残联", "市殘聯"),
            (*CANLIAN, "full_name"): "重慶市残疾人联合会",
            (*CANLIAN, "district_counterpart", "name"): "区縣残联",
            ("units", "cq-yancaoju", "full_name"): None,
            ("actors", "qiye", "name"): "企業",
            ("actors", "pingtai-qiye", "aliases"): ("平臺企业",),
            (*DIVISION, "district"): "試样区",
        },
    ),
    (
        "vocabularies missing",
        words.vocabularies_present,
        {("vocabularies",): less("gap", "conveyance", "unit-kind")},
    ),
]


@pytest.mark.parametrize(
    ("rule", "changes"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_what_a_rule_tells(
    whole: Register,
    root: Path,
    rule: Rule,
    changes: dict[Path_, Any],
    as_told: Callable[[Path, list[Problem]], None],
) -> None:
    register = with_changes(whole, changes)
    as_told(root, list(rule(register)))


def with_changes(register: Register, changes: dict[Path_, Any]) -> Register:
    for path, new in changes.items():
        register = changed(register, path, new)
    return register


OF_A_PLAN = [case for case in CASES if {*getattr(case[1], "rules", [case[1]])} & WITHIN_A_PLAN]


@pytest.mark.parametrize(
    ("rule", "changes"), [case[1:] for case in OF_A_PLAN], ids=[case[0] for case in OF_A_PLAN]
)
def test_a_rule_of_a_plan_finds_as_much_where_the_plan_stands_alone(
    whole: Register, rule: Rule, changes: dict[Path_, Any]
) -> None:
    register = with_changes(whole, changes)
    for one in WITHIN_A_PLAN.intersection(getattr(rule, "rules", [rule])):
        alone = [problem for plan in register.plans for problem in one(register.only([plan]))]
        assert bool(alone) == any(True for _ in one(register))


def test_an_edit_of_one_plan_is_refused_as_by_the_whole_check(whole: Register) -> None:
    check_again(whole, [OLD])
    for path, new in {(*T7, "action"): 3, (*TERM, "wording_basis"): "0"}.items():
        register = changed(whole, path, new)
        with pytest.raises(RegisterError) as raised:
            check_again(register, [OLD])
        assert raised.value.problems == told(register, [])


LEFT = [
    Decision(file="a.yml", field="lead", confidence="low", words=None, question="谁牵头？"),
    Decision(file="b.yml", field="duty", confidence="low", words="字" * 41, question="多久？"),
]


def test_each_question_of_the_importer_is_told(
    whole: Register, root: Path, as_told: Callable[[Path, list[Problem]], None]
) -> None:
    file = f"data/plans/{ACCESS}/plan.yml"  # any that is there
    marks = {("decide", 0): (1, 2), ("decide", 1): (1, 20)}
    origins = {**whole.origins, ("Import", ACCESS): Origin(file, lambda: marks)}
    register = changed(replace(whole, origins=origins), ("plans", ACCESS, "undecided"), (*LEFT,))
    as_told(root, list(drafts.nothing_undecided(register)))


@pytest.mark.parametrize("more", [0, 1])
def test_fewer_records_than_the_least_are_told_and_as_many_are_not(
    whole: Register, more: int
) -> None:
    kinds = ("plans", "units", "actors", "benefits", "terms", "sources")
    number = {kind: len(getattr(whole, kind)) for kind in kinds}
    least = {kind: number[kind] + more for kind in kinds}
    found = list(structure.floors(changed(whole, ("floors",), with_(**least))))
    wanted = [f"{k} 只有 {number[k]} 条记录，至少要有 {number[k] + 1} 条。" for k in kinds]
    remedy = "请恢复误删的记录；确实要减少时改 data/floors.yml。"
    place = whole.origins["Floors", "floors"].place
    all_told = [Problem(place(k), cause, remedy) for k, cause in zip(kinds, wanted, strict=True)]
    assert found == (all_told if more else [])


def told(register: Register | None, known: list[Problem]) -> list[Problem]:
    """What `check` tells."""
    with pytest.raises(RegisterError) as raised:
        check(register, known)
    return raised.value.problems


KNOWN = [Problem(Place("data/a.yml"), "甲", "乙")]


def test_check_is_quiet_where_nothing_is_wrong(whole: Register) -> None:
    check(whole)


def test_check_tells_what_is_known_from_reading_even_without_records(whole: Register) -> None:
    assert told(None, KNOWN) == told(whole, KNOWN) == KNOWN


def test_check_goes_no_further_without_a_vocabulary(whole: Register) -> None:
    register = changed(whole, ("vocabularies",), less("gap"))
    register = changed(register, (*AID, "kind"), "nothing")
    assert [p.place.file for p in told(register, [])] == ["data/vocabulary/gap.yml"]


def test_check_looks_at_other_files_when_one_has_a_problem(whole: Register) -> None:
    register = whole
    for path, new in {
        (*T7, "action"): 3,
        (*T7, "measures", 0, "quote"): "鼓励企业",  # not told: the file is left out by then
        (*T2, "measures", 0, "duty"): "standing",
        (*TERM, "wording_basis"): "0",
        ("employers", "law", 0, "facts"): ("F99",),
        # not told while another file is wrong
        ("finder", "questions", 2, "answers", 1, "id"): "severe",
    }.items():
        register = changed(register, path, new)
    files = [problem.place.file.rpartition("/")[2] for problem in told(register, KNOWN)]
    assert files == ["a.yml", "employers.yml", "02.yml", "07.yml", "working-age.yml"]


def test_checked_gives_the_records_or_tells_what_is_wrong(root: Path, whole: Register) -> None:
    assert checked(root).tasks == whole.tasks
    with pytest.raises(RegisterError, match="缺少这个文件"):
        checked(root / "nothing")


def test_checked_asks_the_rules_of_what_can_be_read(root: Path, whole: Register) -> None:
    floors = root / "data/floors.yml"
    before = floors.read_text("utf-8")
    floors.write_text(before.replace(f"terms: {whole.floors.terms}\n", "terms: 999\n"), "utf-8")
    try:
        with pytest.raises(RegisterError, match="terms 只有"):
            checked(root)
    finally:
        floors.write_text(before, "utf-8")


def test_records_of_all_kinds_together_have_no_problem(whole: Register) -> None:
    assert len(whole.current_plans) == 3
    assert whole.divisions and whole.progress
