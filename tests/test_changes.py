"""The log of changes: how an entry is drafted, what the page tells, who hears of it in a feed."""

from __future__ import annotations

import datetime
import gzip
import hashlib
import re
from dataclasses import replace
from pathlib import Path

import feedparser
import pytest
from lxml import etree
from test_diff import BENEFIT, REAL, TASK, run_diff

from building import ROOT
from register import feeds, links, snapshot
from register.affected import Affected
from register.changelog import Told
from register.diff import compare
from register.load import load
from register.logdraft import draft, written
from register.pages import changes_page, log_pages
from register.render import Renderer

SETTINGS = {"operator": {"name": "志愿编辑", "government": False}}
ADDRESS = "https://site.example/base/"
GRAMMAR = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


def drafted(project, file, old, new, id_="2026-12-01"):
    """The entry that tells one change of a file."""
    path = project / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8", newline="")
    taken = snapshot.take(project)
    entry = draft(compare(REAL, taken), Affected(("a/",)), taken, id_, "某人", "")
    path.write_text(text, "utf-8", newline="")
    folder = project / "data/changes"
    folder.mkdir(exist_ok=True)
    (folder / f"{id_}.yml").write_text(written(entry), "utf-8")
    return entry


@pytest.fixture
def logged(project):
    """A register whose log tells of one unit that came to a task, and of one new wording."""
    drafted(project, TASK, "市市场监管局, 市残联]", "市市场监管局, 市残联, 市妇联]")
    drafted(project, BENEFIT, "渐退期\nsummary", "渐退\nsummary", "2026-12-01-2")
    return load(project)


def test_a_draft_is_read_back_as_it_was(project):
    entry = drafted(project, TASK, "[市市场监管局, 市残联]", "[市残联]")
    assert load(project).changes[entry.id] == entry


def test_a_draft_names_the_units_before_and_after(project):
    entry = drafted(project, TASK, "[市市场监管局, 市残联]", "[市残联]")
    assert {"cq-shichangjianguanju", "cq-canlian"} <= set(entry.facts[0].units)


def test_the_newest_entry_comes_first(logged):
    ids = [entry.id for entry in logged.log]
    assert (ids[:2], ids[-1]) == (["2026-12-01-2", "2026-12-01"], "2026-11-24")
    days = [entry.date for entry in logged.log]
    assert days == sorted(days, reverse=True)


def test_a_draft_leads_to_where_a_term_stands(project):
    entry = drafted(project, "data/terms/ledger.yml", "meaning: ", "meaning: 也就是")
    assert [line.page for line in entry.wording] == ["terms/#ledger"]
    assert "terms/#ledger" in links.addresses(load(project))


def test_a_draft_names_benefits_by_their_titles(project):
    file = "data/sources/cq-minimum-living-regulations.yml"
    entry = drafted(project, file, "[dibao-grace-period]", "[dibao-grace-period, dibao-reentry]")
    assert (entry.facts, len(entry.wording)) == ((), 1)
    assert entry.wording[0].says.endswith(" 有关的政策：增加 政策“再次失业后重新纳入低保”")


@pytest.mark.parametrize("id_", ["2026-02-30", "2026-11", "20261124", "2026-11-24-1", "x"])
def test_an_id_that_is_no_day_is_refused(project, id_):
    from faults import problems

    folder = project / "data/changes"
    text = (folder / "2026-11-24.yml").read_text("utf-8").replace("2026-11-24", id_)
    (folder / f"{id_}.yml").write_text(text, "utf-8")
    assert f"data/changes/{id_}.yml" in {problem.place.file for problem in problems(project)}


def test_the_first_entry_counts_what_the_data_hold(tmp_path, register):
    empty = snapshot.take(tmp_path)
    entry = draft(compare(empty, REAL), Affected(()), REAL, "2026-11-24", "某人", "")
    counted = {amount.kind: amount.added for amount in entry.records}
    assert (counted["任务"], counted["政策"]) == (len(register.tasks), len(register.benefits))
    assert (counted["单位"], counted["词语"]) == (len(register.units), len(register.terms))
    assert entry.plans == tuple(register.plans)


# Feeds


def made(register, tmp_path):
    renderer = Renderer(register, SETTINGS, tmp_path, ADDRESS)
    return dict(feeds.files(renderer))


def test_every_feed_keeps_to_the_grammar_of_the_rfc(logged, tmp_path):
    files = made(logged, tmp_path)
    assert len(files) == 1 + len(logged.plans) + len(logged.units)
    for name, content in files.items():
        assert GRAMMAR.validate(etree.fromstring(content)), (name, GRAMMAR.error_log)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<updated>2026-12-01T00:00:00+08:00</updated>", "<updated>2026-12-01</updated>"),
        ("<name>志愿编辑</name>", ""),
        ('xml:lang="zh-Hans-CN"', 'lang="zh"'),
        ("<rights>", "<rights type='application/pdf'>"),
    ],
)
def test_the_grammar_refuses_a_wrong_feed(logged, tmp_path, old, new):
    content = made(logged, tmp_path)["changes/feed.xml"].decode()
    assert old in content
    assert not GRAMMAR.validate(etree.fromstring(content.replace(old, new).encode()))


def test_an_independent_parser_finds_no_fault_in_any_feed(logged, tmp_path):
    for name, content in made(logged, tmp_path).items():
        parsed = feedparser.parse(content)
        assert (parsed.bozo, parsed.version) == (False, "atom10"), name
        assert parsed.feed.id == ADDRESS + name
        assert {link.rel for link in parsed.feed.links} == {"self", "alternate"}


def test_a_unit_hears_of_its_own_facts_and_no_other_does(logged, tmp_path):
    files = made(logged, tmp_path)

    def heard(unit):
        return [entry.id for entry in feedparser.parse(files[f"units/{unit}/feed.xml"]).entries]

    assert heard("cq-fulian") == [
        f"{ADDRESS}units/cq-fulian/#d2026-12-01",
        f"{ADDRESS}units/cq-fulian/#d2026-11-24",
    ]
    assert heard("cq-tiyuju") == [f"{ADDRESS}units/cq-tiyuju/#d2026-11-24"]


def test_feeds_tell_facts_and_not_wording(logged, tmp_path):
    content = made(logged, tmp_path)["changes/feed.xml"].decode()
    assert "任务7 责任单位：增加 市妇联" in content
    assert "2026-12-01-2" not in content


def test_feeds_are_the_same_bytes_each_time(logged, tmp_path):
    assert made(logged, tmp_path / "a") == made(logged, tmp_path / "b")


def test_text_of_data_is_no_markup_in_a_feed(project, tmp_path):
    drafted(project, TASK, "[市市场监管局, 市残联]", "[市残联, <b>&市妇联]")
    content = made(load(project), tmp_path)["changes/feed.xml"]
    assert "增加 <b>&市妇联" in feedparser.parse(content).entries[0].content[0].value.replace(
        "&lt;", "<"
    ).replace("&gt;", ">").replace("&amp;", "&")
    assert GRAMMAR.validate(etree.fromstring(content))


# The command


def test_recording_writes_an_entry_that_the_check_accepts(project):
    unit = project / "data/units/cq-fulian.yml"
    unit.write_text(unit.read_text("utf-8").replace("note: null", "note: 说明。"), "utf-8")
    done = run_diff(project, str(ROOT), "--record", "--who", "某人", "--date", "2026-12-01")
    assert (done.returncode, done.stderr) == (0, "")
    entry = load(project).changes["2026-12-01"]
    assert (entry.facts, entry.pages) == ((), ("units/cq-fulian/",))
    assert [line.says for line in entry.wording] == ["单位“市妇联” 说明：写明 “说明。”"]


def test_a_second_entry_of_a_day_gets_a_number(project):
    (project / "data/units/cq-fulian.yml").write_bytes(
        (ROOT / "data/units/cq-fulian.yml").read_bytes().replace(b"note: null", b"note: x")
    )
    done = run_diff(project, str(ROOT), "--record", "--who", "某人", "--date", "2026-11-24")
    assert "data/changes/2026-11-24-2.yml" in done.stdout


def test_nothing_is_recorded_of_data_that_fail_the_check(project):
    task = project / TASK
    task.write_text(task.read_text("utf-8").replace("[市市场监管局, 市残联]", "[市残联]"), "utf-8")
    done = run_diff(project, str(ROOT), "--record", "--who", "某人", "--date", "2026-12-01")
    assert (done.returncode, "没有通过检查" in done.stderr) == (1, True)
    assert not (project / "data/changes/2026-12-01.yml").exists()


def test_the_part_for_the_home_page_shows_the_newest_three(logged, tmp_path):
    from lxml import html

    part = html.fromstring(Renderer(logged, SETTINGS, tmp_path).part("recent_changes", ""))
    ways = part.xpath("//li/a/@href")
    assert ways == [f"./changes/#d{entry.id}" for entry in logged.log[:3]]


# The pages

LINE = Told(says="政策“某项政策” 名称：某某", page=None, plan=None, units=())
ROOM = 6 * 1024  # what a page may weigh beside its style, script, head and foot


def grown(register, entry, count):
    """The register with as many entries like one, of as many days up to its own."""
    days = [(entry.date - datetime.timedelta(number)).isoformat() for number in range(count)]
    titles = [hashlib.sha256(day.encode()).hexdigest() for day in days]
    changes = [{"id": day, "title": title} for day, title in zip(days, titles, strict=True)]
    entries = [entry.model_copy(update=change) for change in changes]
    origin = register.origin(entry)
    return replace(
        register,
        changes={entry.id: entry for entry in entries},
        origins={**register.origins, **{("LogEntry", entry.id): origin for entry in entries}},
    )


def told(word, count):
    """Changes that compress no better than real ones."""
    texts = (hashlib.sha512(bytes([n])).hexdigest() for n in range(count))
    return tuple(LINE.model_copy(update={"says": f"{word}：{text}"}) for text in texts)


LONG = {"facts": told("事实", 70), "wording": told("说明", 100)}


def shown(register, tmp_path, pages):
    renderer = Renderer(register, SETTINGS, tmp_path)
    return [renderer.page(page.template, page.url, page.context(register)) for page in pages]


def test_a_long_entry_takes_several_pages_that_tell_each_change_once(register, tmp_path):
    entry = register.log[0].model_copy(update=LONG)
    many = grown(register, entry, 1)
    pages = list(log_pages(many, entry))
    texts = shown(many, tmp_path, pages)
    assert [page.url for page in pages] == [f"changes/{entry.id}/{n}" for n in ("", "2/", "3/")]
    for line in entry.facts + entry.wording:
        assert sum(line.says in text for text in texts) == 1, line.says
    assert max(len(gzip.compress(text.encode())) for text in texts) < ROOM
    assert len({page.title for page in pages} | {page.description for page in pages}) == 6


def test_two_hundred_entries_stay_light_and_keep_their_anchors(register, tmp_path):
    entry = register.log[0].model_copy(update=LONG)
    many = grown(register, entry, 200)
    (text,) = shown(many, tmp_path, [changes_page()])
    anchors = re.findall(r' id="(d[\d-]+)"', text)
    assert anchors == [links.log_anchor(entry.id) for entry in many.log]
    assert len(gzip.compress(text.encode())) < ROOM


# The pages as built


def test_the_page_tells_the_log_with_stable_anchors(site):
    assert ' id="d2026-11-24">' in (site / "changes/index.html").read_text("utf-8")
    text = (site / "changes/2026-11-24/index.html").read_text("utf-8")
    assert "任务38条、政策109条" in text


@pytest.mark.parametrize(
    ("url", "feed"),
    [
        ("", "changes/feed.xml"),
        ("changes/", "changes/feed.xml"),
        ("units/cq-canlian/", "units/cq-canlian/feed.xml"),
        ("plans/cq-pwd-jobs-2025/", "plans/cq-pwd-jobs-2025/feed.xml"),
    ],
)
def test_a_page_names_its_feed_in_its_head_and_shows_the_link(site, url, feed):
    text = (site / url / "index.html").read_text("utf-8")
    way = "../" * url.count("/") or "./"
    assert (
        f'<link rel="alternate" type="application/atom+xml" title="更新记录" href="{way}{feed}">'
        in text
    )
    assert f'<a href="{way}{feed}">订阅更新</a>' in text
    assert (site / feed).is_file()


def test_a_link_to_a_record_that_is_gone_is_left_out(project, tmp_path):
    drafted(project, TASK, "市残联]", "市妇联]")
    path = project / "data/changes/2026-12-01.yml"
    gone = re.sub(r'page: ".*?"', 'page: "units/gone/"', path.read_text("utf-8"))
    path.write_text(gone, "utf-8")
    page, register = changes_page(), load(project)
    context = page.context(register)
    shown = Renderer(register, SETTINGS, tmp_path).page(page.template, page.url, context)
    assert "增加 市妇联" in shown
    assert "units/gone/" not in shown
