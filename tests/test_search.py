"""Search in a real Chromium: what is found, how soon, and what happens on bad input."""

import functools
import gzip
import random
import re
from urllib.parse import quote

import pytest
import yaml
from faults import Fault, plant, seen, wanted

from browsing import PHONE, wait_until
from building import ROOT
from register import links, search

SETS = {  # query set → least hit@5, least mean reciprocal rank
    "search-queries": (0.98, 0.95),
    "search-queries-more": (0.95, 0.9),
    "search-queries-hard": (0.95, 0.9),
    "search-queries-last": (0.95, 0.9),
    "search-queries-new": (0.95, 0.9),
}
ENGINE = """async () => {
  const { Engine } = await import("../assets/search-engine.js");
  const items = [...document.querySelectorAll("[data-search-all] li")];
  const texts = new Map(items.map((li) => [
    li.firstElementChild.getAttribute("href").replace(/^(..\\/)+/, ""),
    { title: li.firstElementChild.textContent, text: li.lastElementChild.textContent },
  ]));
  const index = JSON.parse(document.querySelector("[data-search-index]").dataset.searchIndex);
  window.engine = new Engine(index, texts);
}"""
INPUT = """() => {
  const input = document.querySelector("main input[name=q]");
  input.value = "VALUE";
  input.dispatchEvent(new Event("input", { bubbles: true }));
}"""


def look_up(page, served, query):
    """Addresses of the results that a reader sees, best first."""
    page.goto(f"{served}search/?q={quote(query)}")
    page.wait_for_selector('[data-search-state="done"]')
    found = page.eval_on_selector_all(
        "[data-search-results] a[href]", "links => links.map(link => link.href)"
    )
    return [address.removeprefix(served) for address in found]


@pytest.fixture
def engine(page, served):
    """Addresses that the engine finds, without the page around it."""
    page.goto(served + "search/")
    page.evaluate(ENGINE)
    return lambda query: page.evaluate("q => engine.search(q).results.map(r => r.url)", query)


def wanted_pages(register, targets):
    """Pages that answer a query: tasks, the benefits that quote them, units."""
    pages = set()
    names = {unit.name: unit for unit in register.units.values()}
    for target in targets:
        if target.startswith("u:"):
            pages.add(links.url(names[target[2:]]))
            continue
        task = register.tasks[f"cq-pwd-jobs-2025/{int(target[1:])}"]
        pages |= {links.url(task), *map(links.url, register.benefits_of([task]))}
    return pages


def ranks(register, name, find):
    """For each query of a set, the rank of the first right page; 0 for none."""
    for case in yaml.safe_load((ROOT / f"tests/{name}.yml").read_text("utf-8")):
        pages = wanted_pages(register, case["targets"])
        found = find(case["q"])
        yield case["q"], next((n for n, url in enumerate(found, 1) if url in pages), 0)


def measured(register, name, find):
    """hit@5 and mean reciprocal rank of a query set, printed with the misses."""
    found = dict(ranks(register, name, find))
    hits = sum(1 <= rank <= 5 for rank in found.values()) / len(found)
    mean = sum(1 / rank for rank in found.values() if rank) / len(found)
    missed = [query for query, rank in found.items() if not 1 <= rank <= 5]
    print(f"\n{name}: {len(found)} queries, hit@5 {hits:.3f}, MRR {mean:.3f}, missed: {missed}")
    return hits, mean


def test_readers_queries_lead_to_the_right_pages(page, served, register):
    hits, mean = measured(register, "search-queries", functools.partial(look_up, page, served))
    assert hits >= 0.98
    assert mean >= 0.95


@pytest.mark.parametrize("name", SETS)
def test_engine_finds_what_each_set_asks_for(engine, register, name):
    hits, mean = measured(register, name, engine)
    assert hits >= SETS[name][0]
    assert mean >= SETS[name][1]


def test_further_sets_ask_for_every_task_and_unit(register):
    cases = yaml.safe_load((ROOT / "tests/search-queries-more.yml").read_text("utf-8"))
    targets = {target for case in cases for target in case["targets"]}
    assert {f"t{task.number:02d}" for task in register.tasks.values()} <= targets
    assert {f"u:{unit.name}" for unit in register.units.values()} <= targets


def test_every_title_finds_its_own_page(engine, register):
    records = [*register.benefits.values(), *register.tasks.values()]
    lost = [r.title for r in records if links.url(r) not in engine(r.title)[:3]]
    assert lost == []


def test_pinyin_traditional_and_full_width_find_what_plain_characters_find(engine):
    same = [("低保", "dibao"), ("低保", "di bao"), ("创业贷款", "創業貸款"), ("残保金", "ＣＢＪ")]
    assert [engine(a)[0] for a, _ in same] == [engine(b)[0] for _, b in same]


def test_a_synonym_with_one_homophone_still_leads_to_its_page(engine, register):
    """Property: wherever one character of a synonym is replaced by one of the same sound."""
    chance = random.Random(20261123)
    sounds = [line.split()[1] for line in register.characters.syllables]
    same = {c: characters for characters in sounds for c in characters}
    words = [(w, b) for b in register.benefits.values() for w in b.synonyms if len(w) >= 4]
    lost = []
    for word, benefit in chance.sample(words, 60):
        at = chance.randrange(len(word))
        typed = word[:at] + chance.choice(same.get(word[at], word[at])) + word[at + 1 :]
        tasks = register.tasks_quoted_by(benefit)
        right = {*map(links.url, tasks), *map(links.url, register.benefits_of(tasks))}
        if not right & set(engine(typed)[:5]):
            lost.append((typed, word))
    assert len(lost) <= 3, lost


def test_random_input_never_fails(engine):
    chance = random.Random(7)
    alphabet = "残疾人低保cbj 12%🙂|/\\[(*+?^$.{}<>'\"\ud83d\u0301\u200dＡ會一"
    for _ in range(300):
        query = "".join(chance.choices(alphabet, k=chance.randrange(60)))
        assert len(engine(query)) <= 20


BAD = {
    "long": "残疾人" * 1667,
    "script": "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">",
    "emoji": "🦽🦾👩‍🦯",
    "empty": "",
    "spaces": "   ",
    "pattern": "(.*)+[a-z]{2,}$|\\",
    "prototype": "__proto__ constructor",
}


@pytest.mark.parametrize("query", BAD.values(), ids=BAD)
def test_bad_input_gets_a_calm_answer(page, served, query):
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: faults.append(dialog.message))
    found = look_up(page, served, query)
    assert len(found) <= 20
    assert page.title() == "搜索 · 残疾人就业政策与分工"
    assert page.locator("main script, main img").count() == 0
    assert faults == []


def test_a_lone_surrogate_gets_a_calm_answer(page, served):
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(served + "search/?q=%ED%A0%80%E4%BD%8E")
    page.wait_for_selector('[data-search-state="done"]')
    page.evaluate(INPUT.replace("VALUE", "\\ud800低保"))
    wait_until(page, "document.querySelector('[data-search-status]').textContent")
    page.locator("[data-search-results] a").first.wait_for()
    assert faults == []


@pytest.mark.proves("语音输入和粘贴不按任何键，结果也会跟着出来。")
def test_results_follow_input_without_any_key(page, served):
    page.goto(served + "search/")
    page.evaluate(INPUT.replace("VALUE", "摆摊"))
    page.locator("[data-search-results] a").first.wait_for()
    assert "任务11" in page.inner_text("[data-search-results]")
    assert page.url.endswith(f"search/?q={quote('摆摊')}")


@pytest.mark.proves("搜索只用键盘就能从输入走到第一条结果。")
def test_keyboard_alone_leads_from_the_query_to_the_first_result(page, served):
    page.goto(served + "search/")
    page.focus("main input[name=q]")
    page.keyboard.type("dibao")
    page.keyboard.press("Enter")
    wait_until(page, "document.activeElement.matches('[data-search-status]')")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert "最低生活保障" in page.inner_text("[data-search-explained]")
    assert page.evaluate("!!document.activeElement.closest('[data-search-results]')")


@pytest.mark.proves("搜到几条，会告诉读屏软件。")
def test_count_is_announced_and_terms_are_explained(page, served):
    found = look_up(page, served, "残保金")
    assert page.inner_text("[role=status][data-search-status]").startswith(
        f"“残保金”：找到{len(found)}项"
    )
    assert (
        page.inner_text("[data-search-explained]") == "“残保金”，通知里可能写作：残疾人就业保障金"
    )
    assert "人们这样说：残保金" in page.inner_text("[data-search-results]")


def test_nothing_found_gives_ways_on_and_a_hotline_with_its_source(page, served):
    assert look_up(page, served, "麒麟") == []
    none = page.inner_text("[data-search-none]")
    assert "按身份找" in none and "12385" in none and "出处" in none
    assert page.locator("[data-search-none] a[href*='jyzx.gddpf.org.cn']").count() == 1
    assert not page.locator("[data-search-all]").is_visible()


def test_words_close_to_the_query_are_suggested(page, served):
    assert look_up(page, served, "糊弄") == []
    assert "糊纸盒" in page.inner_text("[data-search-suggested]")


@pytest.mark.proves("不开脚本，搜索页上有全部内容的清单。")
def test_without_script_the_whole_list_is_there(chromium, served, register):
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(served + "search/?q=x")
    shown = page.locator("[data-search-all] li > a:visible").count()
    context.close()
    kinds = (register.benefits, register.tasks, register.units, register.actors)
    assert shown == sum(map(len, kinds))


@pytest.mark.parametrize("part", ["search-engine.js", "search.js"])
def test_when_a_part_cannot_be_loaded_the_whole_list_stays(page, served, part):
    page.route(f"**/assets/{part}", lambda route: route.abort())
    page.goto(f"{served}search/?q={quote('低保')}", wait_until="networkidle")
    page.locator("[data-search-all] h2").wait_for(state="visible")


def test_home_and_the_missing_page_lead_to_results(page, served):
    for url in ("", "no-such-page/"):
        page.goto(served + url)
        page.fill("main input[name=q]", "低保")
        page.click("main form button")
        page.wait_for_selector('[data-search-state="done"]')
        assert page.locator("[data-search-results] a").count() > 0


def test_index_is_small_when_compressed(served_folder):
    page = (served_folder / "search/index.html").read_text(encoding="utf-8")
    (index,) = re.findall("data-search-index='(.*)'", page)
    size = len(gzip.compress(index.encode(), 6))
    print(f"\nsearch index: {size} bytes gzipped")
    assert size <= 30 * 1024


def test_index_tells_the_sound_of_every_common_character(register):
    index = search.index(register)
    assert sum(map(int, re.findall(r"\d+", index["syllables"]))) == 3755


def test_a_hotline_without_source_is_refused(project):
    fault = Fault(
        "hotline unknown", "data/search.yml", "hotline: F18", "hotline: F99", "hotline:", "F99"
    )
    plant(project, fault)
    assert seen(project, fault) == [wanted(project, fault)]


def test_a_cold_click_waits_for_nothing_that_the_page_does_not_name(page, served):
    """How soon the first result comes, on an idle machine: `python3 bench/search.py`.

    Whatever the machine does: style, scripts and index are all named in the page's head, so that
    a browser fetches them at the same time, and they are few and small.
    """
    asked = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(served)))
    look_up(page, served, "没有工作去哪里找帮助")
    head = page.eval_on_selector_all(
        "head link, head script", "all => all.map(e => e.href || e.src)"
    )
    named = {address.removeprefix(served) for address in head}
    assert set(asked[1:]) <= named
    assert len(asked) <= 7


def test_what_a_cold_click_fetches_is_small(served_folder):
    page = served_folder / "search/index.html"
    named = re.findall(
        r'<(?:link|script)[^>]* (?:href|src)="\.\./(assets/[^"]+)"', page.read_text("utf-8")
    )
    sizes = [
        len(gzip.compress((served_folder / n).read_bytes(), 6))
        for n in ["search/index.html", *named]
    ]
    print(f"\na cold click fetches {len(sizes)} files, {sum(sizes)} bytes gzipped")
    assert sum(sizes) <= 64 * 1024
