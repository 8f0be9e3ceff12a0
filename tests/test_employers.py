"""The guide for employers: its table without script, its checker in a real Chromium."""

import re

import pytest
from lxml import etree

from browsing import wait_until
from register.typography import full_width


@pytest.fixture(scope="module")
def markup(served_folder):
    text = (served_folder / "employers/index.html").read_text(encoding="utf-8")
    return etree.fromstring(text, etree.HTMLParser())


def text_of(element):
    return re.sub(r"\s+", "", "".join(element.itertext()))


def test_without_script_the_table_has_every_clause_with_its_conditions(markup, register):
    rows = markup.xpath("//tr[@data-kinds]")
    assert len(rows) == len(register.employers.clauses)
    for row, clause in zip(rows, register.employers.clauses, strict=True):
        shown = text_of(row)
        assert full_width(clause.quote.text).replace(" ", "") in shown
        assert all(full_width(condition.words) in shown for condition in clause.conditions)
        assert row.xpath("td[@data-label='条款']/a/@href")


def test_every_sentence_that_names_an_employer_is_listed_under_a_heading(markup, register):
    for asked in register.employers.asks:
        path = f"//h3[@id='asks-{asked.id}']/following-sibling::ul[1]/li/q"
        shown = [text_of(q) for q in markup.xpath(path)]
        named = [full_width(m.quote).replace(" ", "") for m in register.naming_any(asked.actors)]
        assert named and shown == named


def test_figures_stand_with_the_words_that_state_them(markup):
    figures = text_of(markup.xpath("//h2[@id='figures']/following-sibling::dl[1]")[0])
    for words in ("编制50人及以上", "编制67人及以上", "至少安排1名", "至少参加一次", "连续三年"):
        assert words in figures


def test_each_cited_fact_has_its_source_and_day(markup, register):
    shown = text_of(markup.xpath("//main")[0])
    for law in register.employers.law:
        for source, fact in register.cited(law.facts):
            assert re.sub(r"\s", "", fact.text) in shown
            assert (
                f"{source.read_on.year}年{source.read_on.month}月{source.read_on.day}日读到"
                in shown
            )
            assert not fact.caveat or re.sub(r"\s", "", fact.caveat) in shown


def test_what_had_expired_when_it_was_read_says_so_and_nothing_else_does(markup):
    items = [
        text_of(li) for li in markup.xpath("//h2[@id='law']/following::li[span/a or p/span/a]")
    ]
    expired = [item for item in items if "已过有效期" in item]
    assert len(expired) == 1 and "2026年10月31日为止" in expired[0] and "联网认证" in expired[0]
    assert any("有效期到2027年12月31日" in item for item in items)


def test_offers_are_the_benefits_of_employers(markup, register):
    hrefs = {
        href.split("/")[-2]
        for href in markup.xpath("//h2[@id='offers']/following::ul//a/@href")
        if "/benefits/" in href
    }
    offers = {b.id for id_ in register.employers.offers for b in register.benefits_for(id_)}
    assert hrefs == offers


def clauses(page, name="applies"):
    found = page.locator(f"[data-found={name}] > li > a:not(.strength)").all_inner_texts()
    return [re.sub(r"第(\d+)项第(\d+)句", r"\1.\2", text) for text in found]


# What is filled in; clauses that apply; clauses that do not; clauses that hang on what is open
CASES = [
    ("kind=institution&posts=67&ratio=below", ["2.1"], [], []),
    ("kind=institution&posts=66&ratio=below", [], ["2.1"], []),
    ("kind=institution&posts=67&ratio=met", [], ["2.1", "27.1"], []),
    ("kind=institution&posts=67", [], [], ["2.1"]),
    ("kind=institution&ratio=below", [], [], ["2.1"]),
    ("kind=organ&posts=50&ratio=below", ["2.1"], [], []),
    ("kind=organ&posts=49&ratio=below", [], ["2.1"], []),
    ("kind=school&ratio=below", [], ["2.1"], []),
    ("kind=township", ["2.2"], [], ["27.1"]),
    ("kind=soe&ratio=below", ["4.1", "4.2"], [], ["27.1"]),
    ("kind=soe&ratio=met", ["4.1"], ["4.2", "27.1"], []),
    ("kind=company&ratio=below&years=3", ["7.1", "27.1"], [], []),
    ("kind=company&ratio=below&years=2", ["7.1"], ["27.1"], []),
    ("kind=platform", ["10.2", "10.3", "10.4"], [], []),
    ("kind=other&years=3", ["27.1"], [], []),
    ("kind=organ&posts=-5&ratio=below", [], [], ["2.1"]),
    ("kind=organ&posts=5e1.x&ratio=below", [], [], ["2.1"]),
]


@pytest.mark.parametrize(("fragment", "applies", "no", "unknown"), CASES, ids=[c[0] for c in CASES])
def test_checker_names_the_clauses(page, served, fragment, applies, no, unknown):
    page.goto(f"{served}employers/#{fragment}")
    assert set(applies) <= set(clauses(page))
    assert clauses(page, "no") == no
    assert set(unknown) <= set(clauses(page, "unknown"))
    assert not set(no + unknown) & set(clauses(page))


def test_two_one_never_applies_to_what_it_does_not_name(page, served):
    for kind in ("school", "township", "soe", "platform", "company", "other"):
        page.goto("about:blank")
        page.goto(f"{served}employers/#kind={kind}&ratio=below&years=5&posts=500")
        assert page.locator("#found").is_visible()
        assert "2.1" not in clauses(page) + clauses(page, "case") + clauses(page, "unknown")


def test_school_is_told_the_words_that_exempt_it(page, served):
    page.goto(served + "employers/#kind=school&ratio=below")
    told = page.locator("[data-found=no]").inner_text()
    assert "中小学、幼儿园除外" in told and "原文把这样的单位除外" in told


def test_reason_gives_the_words_of_the_notice_and_what_was_filled_in(page, served):
    page.goto(served + "employers/#kind=institution&posts=66&ratio=below")
    told = page.locator("[data-found=no]").inner_text()
    assert "原文写着“编制67人及以上”，您填的编制数是66。" in told
    assert "未达到规定比例的”，您填的" not in told  # that condition holds


def test_procurement_is_only_encouraged_and_the_law_stands_apart(page, served):
    page.goto(served + "employers/#kind=soe")
    told = page.locator("[data-found=case]").inner_text()
    assert "鼓励国有企业组织公开招标采购时" in told and "政府采购由别的法律规定" in told


def test_filling_in_by_hand_shows_and_hides_what_matters(page, served):
    page.goto(served + "employers/")
    assert not page.get_by_label("编制数").is_visible()
    page.get_by_label("市级或者区县级事业单位").check()
    page.get_by_label("编制数").fill("67")
    page.get_by_label("没有达到").check()
    page.get_by_label("年数").fill("3")
    page.wait_for_url("**/#kind=institution&posts=67&ratio=below&years=3")
    assert {"2.1", "27.1"} <= set(clauses(page))
    assert "写到了您的单位" in page.locator("#checker [role=status]").inner_text()
    page.get_by_label("达到了").check()
    assert not page.get_by_label("年数").is_visible()
    page.get_by_role("button", name="清除").click()
    wait_until(page, "!location.hash")
    assert not page.locator("#found").is_visible()


@pytest.mark.proves("用人单位的查询只用键盘也能填完、看到结果。")
def test_keyboard_alone_fills_in_and_reaches_the_result(page, served):
    page.goto(served + "employers/")
    page.locator("[name=kind]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("50")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")  # from the last radio round to the first
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "result"
    assert "2.1" in clauses(page)


def test_answers_leave_no_trace_outside_the_browser(page, served):
    page.goto(served + "employers/", wait_until="networkidle")
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.get_by_label("国有企业", exact=True).check()
    page.get_by_label("没有达到").check()
    page.get_by_role("button", name="看结果").click()
    assert "4.2" in clauses(page)
    # Chromium without a profile fetches the icon again whenever the address changes.
    assert [request for request in requests if request != f"{served}assets/icon.svg"] == []
    assert page.evaluate("document.cookie") == ""


def test_works_when_storage_is_refused(page, served):
    refuse = """for (const name of ['localStorage', 'sessionStorage'])
      Object.defineProperty(window, name, {get() { throw new DOMException('no') }})"""
    page.add_init_script(refuse)
    page.goto(served + "employers/#kind=soe&ratio=below")
    assert "4.2" in clauses(page)


def test_narrow_phone_has_no_sideways_scroll_and_big_controls(page, served):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(served + "employers/#kind=institution&posts=67&ratio=below&years=3")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.evaluate(
        """() => [...document.querySelectorAll('main .choice, main button')]
          .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44)
          .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert small == []


def test_without_script_the_table_is_there_and_the_form_is_not(chromium, served):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served + "employers/")
    assert page.locator("#checker table").is_visible()
    assert not page.locator("#checker form").is_visible()
    context.close()


def test_text_at_200_percent_has_no_sideways_scroll(page, served):
    page.add_init_script("localStorage.display = JSON.stringify({size: '200'})")
    page.goto(served + "employers/#kind=institution&posts=67&ratio=below&years=3")
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "36px"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
