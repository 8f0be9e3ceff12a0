"""Search over many plans: little is moved, and what one plan has is found among all.

By default over six plans; `PLANS=100 python3 run.py test tests/test_search_scale.py -s` is the
long run, whose figures are in docs/scale.md. How soon an answer comes: `bench/search.py`.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from mkdocs.config import load_config

from browsing import PHONE, Compressing, bring_axe, serving, violations
from building import ROOT
from register import links, search, shards
from register.model import Benefit, Measure, Quote, Task
from register.site import SHOWN, RecordSite, ours
from register.store import Register

PLANS = int(os.environ.get("PLANS", "6"))
FIRST = "cq-pwd-jobs-2025"
AT_ONCE = 2  # of so many plans results are shown at once
ONLY = "热气球驾驶培训"  # what one plan alone has
KEPT = set("残疾人就业创培训补贴")  # what all plans speak of
ASK = """async (queries) => {
  const { Plans } = await import("../assets/search-plans.js");
  const read = async (address) => (await fetch(address)).json();
  const box = document.querySelector("[data-search]");
  const make = (name) => document.createElement(name);
  const index = JSON.parse(box.querySelector("[data-search-index]").dataset.searchIndex);
  const plans = new Plans(index, read, box, new Map(), { make });
  const found = [];
  for (const query of queries) found.push((await plans.search(query)).results);
  return found.map((results) => results.map(({ url }) => url));
}"""


def varied(number: int) -> Callable[[str], str]:
    """How the words of a plan differ from those of the first: a quarter of their characters."""
    if number == 0:
        return lambda text: text
    common = [c for c in search.COMMON if c not in KEPT]
    table = {
        ord(c): common[(at * 7 + number * 131) % len(common)]
        for at, c in enumerate(common)
        if (at * 31 + number * 17) % 4 == 0
    }
    return lambda text: text.translate(table)


def copies(register: Register, count: int) -> Register:
    """The register with so many plans, each of its own words; one speaks of balloons."""
    plans, tasks, benefits = {}, {}, {}
    for number in range(count):
        vary, plan = varied(number), FIRST if number == 0 else f"{FIRST}-{number}"
        first = register.plans[FIRST]
        plans[plan] = first.model_copy(update={"id": plan, "short_title": f"{number}号方案"})
        for task in register.tasks.values():
            made = copied_task(task, plan, vary)
            tasks[made.id] = made
        for benefit in register.benefits.values():
            made_ = copied_benefit(benefit, plan, number, vary)
            benefits[made_.id] = made_
    balloon = next(b for b in benefits.values() if b.plan == f"{FIRST}-{count - 2}")
    said = balloon.model_copy(update={"synonyms": (ONLY,)})
    made = {**benefits, said.id: said}
    first_origin = register.origin(register.plans[FIRST])  # pages ask for a record's file
    origins = {
        (type(record).__name__, record.id): first_origin
        for records in (plans, tasks, made)
        for record in records.values()
    }
    return replace(
        register,
        plans=plans,
        tasks=tasks,
        benefits=made,
        origins={**register.origins, **origins},
    )


def copied_task(task: Task, plan: str, vary: Callable[[str], str]) -> Task:
    measures: tuple[Measure, ...] = tuple(
        m.model_copy(update={"task": f"{plan}/{task.number}", "quote": vary(m.quote)})
        for m in task.measures
    )
    wording = {"title": vary(task.title), "summary": vary(task.summary)}
    synonyms = tuple(map(vary, task.synonyms))
    return task.model_copy(
        update={**wording, "plan": plan, "measures": measures, "synonyms": synonyms}
    )


def copied_benefit(benefit: Benefit, plan: str, number: int, vary: Callable[[str], str]) -> Benefit:
    quotes = tuple(
        Quote(measure=f"{plan}/{q.measure.partition('/')[2]}", text=vary(q.text))
        for q in benefit.quotes
    )
    wording = {"title": vary(benefit.title), "summary": vary(benefit.summary)}
    return benefit.model_copy(
        update={
            **wording,
            "id": f"{benefit.id}--{number}" if number else benefit.id,
            "plan": plan,
            "quotes": quotes,
            "conditions": (),
            "synonyms": tuple(map(vary, benefit.synonyms)),
        }
    )


@pytest.fixture(scope="module")
def copied(register: Register) -> Register:
    return copies(register, PLANS)


@pytest.fixture(scope="module")
def searched(
    copied: Register, served_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of the search page over all plans, and what it loads."""
    folder = tmp_path_factory.mktemp("searched")
    shutil.copytree(served_folder / "assets", folder / "assets")
    config = load_config(str(ROOT / "mkdocs.yml"), plugins=[], hooks=[])
    settings = {name: config[name] for name in SHOWN} | {
        "extra": {**config.extra, **ours(ROOT, copied)}
    }
    site = RecordSite(ROOT, copied, settings, None)
    files = {
        "search/index.html": site.page(next(p for p in site.pages if p.url == "search/")).encode(),
        **dict(shards.files(copied, lambda name, make: make())),
    }
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    with serving(folder, handler=Compressing) as address:
        yield address


def found(page: Any, base: str, query: str, **more: str) -> list[str]:
    """Addresses of the results, best first."""
    rest = "".join(f"&{name}={value}" for name, value in more.items())
    page.goto(f"{base}search/?q={quote(query)}{rest}")
    page.wait_for_selector('[data-search-state="done"]')
    links_ = page.locator("[data-search-results] a").evaluate_all("all => all.map(a => a.href)")
    return [link.removeprefix(base) for link in links_]


def test_what_one_plan_has_is_found_among_all(page: Any, searched: str, copied: Register) -> None:
    right = next(b for b in copied.benefits.values() if b.synonyms == (ONLY,))
    for query in (ONLY, "reqiqiu", "热汽球架驶"):
        assert found(page, searched, query)[:1] == [links.url(right)]
    assert f"《{PLANS - 2}号方案》" in page.locator("[data-search-results] li").first.inner_text()


def test_units_are_found_beside_plans(page: Any, searched: str) -> None:
    assert found(page, searched, "市残联")[:1] == ["units/cq-canlian/"]


def test_further_plans_are_named_and_searched_alone(page: Any, searched: str) -> None:
    found(page, searched, "残疾人培训补贴")
    further = page.locator("[data-search-others] a")
    assert further.count() == PLANS - AT_ONCE
    address = further.last.get_attribute("href")
    page.goto(f"{searched}search/{address}")
    page.wait_for_selector('[data-search-state="done"]')
    shown = page.locator("[data-search-results] li").all_inner_texts()
    assert len({title for text in shown for title in re.findall("《.+?》", text)}) == 1
    assert page.get_by_text("在全部通知里找").is_visible()


def test_results_of_many_plans_have_no_fault_of_accessibility(page: Any, searched: str) -> None:
    bring_axe(page)
    found(page, searched, "残疾人培训补贴")
    assert page.locator("[data-search-others] a").first.is_visible()
    assert violations(page) == []


def test_nonsense_finds_nothing_and_says_so(page: Any, searched: str) -> None:
    assert found(page, searched, "vvvvuuuu") == []
    assert page.locator("[data-search-none]").is_visible()


def test_readers_queries_still_find_the_right_tasks(
    page: Any, searched: str, register: Register
) -> None:
    """Of whichever plan: most characters are the same in each."""
    cases = yaml.safe_load((ROOT / "tests/search-queries.yml").read_text("utf-8"))
    cases = [case for case in cases if not case["targets"][0].startswith("u:")]
    page.goto(f"{searched}search/")
    answers = page.evaluate(ASK, [case["q"] for case in cases])
    missed = []
    for case, answer in zip(cases, answers, strict=True):
        tasks = [register.tasks[f"{FIRST}/{int(target[1:])}"] for target in case["targets"]]
        right = {f"tasks/{task.number}" for task in tasks}
        right |= {f"benefits/{benefit.id}" for benefit in register.benefits_of(tasks)}
        if not right.intersection(map(unnumbered, answer[:5])):
            missed.append(case["q"])
    share = 1 - len(missed) / len(cases)
    print(f"\n{len(cases)} queries over {PLANS} plans, hit@5 {share:.3f}, missed: {missed}")
    assert share >= 0.9


def unnumbered(url: str) -> str:
    """The address of a page less what tells its plan."""
    if url.startswith("benefits/"):
        return url.rstrip("/").partition("--")[0]
    return "/".join(url.rstrip("/").split("/")[-2:])


def test_a_query_moves_little(chromium: Any, searched: str) -> None:
    """All that a first visit moves, page and scripts included, compressed as hosts do."""
    moved = {}
    for query in ("没有工作去哪里找帮助", "残疾人创业补贴贷款怎么申请"):
        context = chromium.new_context(viewport=PHONE, service_workers="block")
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        sizes: list[float] = []
        session.on("Network.loadingFinished", lambda e, to=sizes: to.append(e["encodedDataLength"]))
        found(page, searched, query)
        moved[query] = round(sum(sizes) / 1000)
        context.close()
    print(f"\nKB moved over {PLANS} plans: {moved}")
    assert max(moved.values()) <= 200


def test_script_and_index_agree_on_keys_and_buckets(
    page: Any, searched: str, register: Register
) -> None:
    """Every key that the script asks for is one under which the text was filed.

    Of texts without words that the script leaves out, and without Latin letters, of which it
    also asks whether they are initials.
    """
    sounds = shards.Sounds(register.characters)
    texts = [text for b in register.benefits.values() for text in (b.title, *b.synonyms)]
    page.goto(f"{searched}search/")
    asked = page.evaluate(
        """async (texts) => {
          const { bucketOf, Keys } = await import("../assets/search-plans.js");
          const index = document.querySelector("[data-search-index]");
          const keys = new Keys(JSON.parse(index.dataset.searchIndex));
          const plain = (text) => keys.core(text) === text && !/[a-z]/i.test(text);
          return texts.map((text) =>
            plain(text) ? keys.of(text).map((key) => [key, bucketOf(key, 256)]) : []);
        }""",
        texts,
    )
    wrong = [
        (text, key)
        for text, pairs in zip(texts, asked, strict=True)
        for key, bucket in pairs
        if key not in sounds.keys([text]) or bucket != shards.bucket_of(key)
    ]
    assert wrong == []
    assert sum(map(len, asked)) > 1000


def test_the_page_lists_plans_without_script(chromium: Any, searched: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{searched}search/")
    listed = page.locator("[data-search-all] li")
    assert listed.count() == PLANS + 2
    html = page.locator("main").evaluate("main => main.innerHTML")
    context.close()
    html, index, _ = re.split('data-search-index="(.*?)"', html)
    print(f"\nlist and index: {[len(gzip.compress(part.encode(), 6)) for part in (html, index)]}")
    assert len(gzip.compress(html.encode(), 6)) <= 12 * 1024


def test_with_one_plan_there_are_no_shards(served_folder: Path) -> None:
    assert not (served_folder / shards.FOLDER).exists()
    assert "data-shards" not in (served_folder / "search/index.html").read_text("utf-8")
