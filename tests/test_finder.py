"""The finder: its lists without script, and what answers lead to in a real Chromium."""

import re

import pytest
from lxml import etree

from browsing import wait_until


@pytest.fixture(scope="module")
def markup(served_folder):
    text = (served_folder / "finder/index.html").read_text(encoding="utf-8")
    return etree.fromstring(text, etree.HTMLParser())


def links_under(tree, audience):
    """Benefits that stand between an audience's heading and the next."""
    path = "//ul//a[preceding::h3[1][@data-audience=$audience]]/@href"
    return {
        re.sub(r".*/benefits/(.+)/$", r"\1", href) for href in tree.xpath(path, audience=audience)
    }


def test_without_script_each_audience_has_all_its_benefits(markup, register):
    for audience in register.vocabularies["audience"].terms:
        wanted = {benefit.id for benefit in register.benefits_for(audience.id)}
        assert links_under(markup, audience.id) >= wanted, audience.id


def test_without_script_each_benefit_is_told_once_with_its_words_and_gaps(markup, register):
    from register.typography import full_width

    told = markup.xpath("//li[@data-for]")
    assert len(told) == len(register.benefits)
    by_id = {li.xpath("string(a/@href)").split("/")[-2]: li for li in told}
    for benefit in register.benefits.values():
        text = re.sub(r"\s+", "", "".join(by_id[benefit.id].itertext()))
        assert all(full_width(quote.text).replace(" ", "") in text for quote in benefit.quotes)
        assert all(register.entry("gap", gap).label in text for gap in benefit.not_stated)


def test_form_waits_for_the_script(markup):
    assert markup.xpath("//div[@id='finder']/form/@hidden")


def test_no_sentence_promises(markup, register):
    text = "".join(markup.xpath("//main")[0].itertext())
    quoted = {q.text for b in register.benefits.values() for q in b.quotes}
    assert "可能与您有关" in text
    for word in ("您可以领取", "您能得到", "您有权", "您可以享受"):
        assert word not in text and not any(word in quote for quote in quoted)


def titles(page, name="matched"):
    return page.locator(f"[data-found={name}] > li > a").all_inner_texts()


def answer(page, *labels):
    for label in labels:
        page.locator("#finder label", has_text=label).first.click()


def test_blind_reader_who_wants_a_shop_finds_both(page, served):
    page.goto(served + "finder/")
    answer(page, "我是残疾人", "视力残疾", "创业、开店")
    found = titles(page)
    assert found[0] == "开办盲人医疗按摩所的扶持"
    assert {"残疾人创业担保贷款", "市场摊位和便民网点给残疾人预留", "体彩店保证金优惠"} <= set(
        found
    )
    everything = found + titles(page, "open")
    assert "残疾妇女“美丽工坊”" not in everything
    assert "毕业生求职创业补贴" not in everything
    assert "心智障碍者技能培训和融合就业服务" not in everything


# Answers in the address, benefits that must be among the matched, benefits that must not be listed
CASES = [
    (
        "who=self&now=graduate",
        ["毕业生求职创业补贴", "毕业生双选会和招聘活动"],
        ["农村困难残疾人实用技术培训"],
    ),
    ("who=self&now=seeking", ["至少一次就业服务"], ["毕业生双选会和招聘活动"]),
    ("who=self&cat=physical", [], ["盲人医疗按摩培训", "心智障碍者技能培训和融合就业服务"]),
    ("who=family&cat=autism", ["心智障碍者技能培训和融合就业服务"], ["盲人医疗按摩培训"]),
    ("who=self&grade=severe&now=rural", ["重度残疾人家庭土地流转和分红"], ["残疾妇女“美丽工坊”"]),
    ("who=self&grade=other", [], ["重度残疾人家庭土地流转和分红"]),
    ("who=self&now=dibao,employed", ["就业后的低保渐退期"], []),
    ("who=self&now=massage", ["盲人医疗按摩培训", "盲人保健按摩机构连锁化品牌化"], []),
    (
        "who=employer&body=soe",
        ["未达比例的国企每年参加残疾人专场招聘"],
        ["未达比例的机关事业单位设岗招录残疾人"],
    ),
    (
        "who=employer&body=company",
        ["企业吸纳残疾人的税收优惠"],
        ["未达比例的国企每年参加残疾人专场招聘"],
    ),
    (
        "who=institution&org=workshop",
        ["辅助性就业机构资金扶持"],
        ["特教学校的职教班（推动增设中）"],
    ),
    ("who=self&want=care", [], ["残疾人创业担保贷款"]),
]


@pytest.mark.parametrize(("fragment", "among", "absent"), CASES, ids=[case[0] for case in CASES])
def test_answers_lead_to_what_they_should(page, served, fragment, among, absent):
    page.goto(f"{served}finder/#{fragment}")
    found = titles(page)
    everything = found + titles(page, "open")
    assert everything
    assert set(among) <= set(found)
    assert not set(absent) & set(everything)


def test_each_listed_benefit_says_why_in_words_of_answer_and_audience(page, served):
    page.goto(served + "finder/#who=self&cat=blind")
    first = page.locator("[data-found=matched] > li").first.inner_text()
    assert "为什么列出：您选了“视力残疾”，这项归在“盲人”。" in first
    assert "原文：“" in first and "还不知道：" in first
    cards = page.locator("[data-found] > li").all_inner_texts()
    assert cards and all("为什么列出：" in card for card in cards)


def test_answers_name_what_they_do_not_decide(page, served):
    page.goto(served + "finder/#who=self&cat=blind&grade=severe")
    notes = page.locator("[data-found=notes]").inner_text()
    assert "低视力的人算不算，本方案未规定" in notes and "哪几级算重度，本方案未规定" in notes


def test_fragment_restores_answers_and_follows_them(page, served):
    page.goto(served + "finder/#who=self&cat=blind,physical&now=business")
    ticked = (
        "[...document.querySelectorAll('#finder input:checked')].map(i => i.value).filter(Boolean)"
    )
    assert page.evaluate(ticked) == ["self", "blind", "physical", "business"]
    answer(page, "肢体残疾")
    page.wait_for_url("**/finder/#who=self&cat=blind&now=business")
    page.get_by_role("button", name="清除").click()
    wait_until(page, "!location.hash")
    assert page.locator("#all").is_visible() and not page.locator("#found").is_visible()


@pytest.mark.parametrize(
    "fragment",
    [
        "who=nobody",
        "who=<script>alert(1)</script>",
        "x=1&cat",
        "=",
        "%E0%A4%A",
        "who=" + "a" * 5000,
    ],
)
def test_fragment_that_makes_no_sense_is_calm(page, served, fragment):
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("dialog", lambda dialog: errors.append(dialog.message))
    page.goto(f"{served}finder/#{fragment}")
    assert page.locator("#finder form").is_visible()
    assert page.locator("#all").is_visible() and errors == []


@pytest.mark.proves("找到几项政策，会告诉读屏软件，不打断正在读的话。")
def test_count_is_announced_politely(page, served):
    page.goto(served + "finder/#who=self&want=care")
    status = page.locator("#finder [role=status]")
    shown = page.locator("[data-found=matched] > li, [data-found=open] > li").count()
    assert f"列出{shown}项可能与您有关的政策" in status.inner_text()


def test_answers_leave_no_trace_outside_the_browser(page, served):
    page.goto(served + "finder/", wait_until="networkidle")
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    answer(page, "我是残疾人", "视力残疾", "住在农村", "岗位和招聘")
    page.get_by_role("button", name="看结果").click()
    assert titles(page)
    # Chromium without a profile fetches the icon again whenever the address changes.
    assert [request for request in requests if request != f"{served}assets/icon.svg"] == []
    assert page.evaluate("document.cookie") == ""
    assert "blind" not in page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")


@pytest.mark.proves("找政策的问题只用键盘也能答完、走到结果。")
def test_keyboard_alone_answers_and_reaches_the_results(page, served):
    page.goto(served + "finder/")
    page.locator("#finder [name=who]:checked").focus()
    page.keyboard.press("ArrowDown")  # from the last radio round to the first
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.wait_for_url("**/finder/#who=self&cat=blind")
    for _ in range(40):
        if page.evaluate("document.activeElement.type") == "submit":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "result"
    page.keyboard.press("Tab")  # print
    page.keyboard.press("Tab")
    assert "benefits/" in page.evaluate("document.activeElement.href")


def test_works_when_storage_is_refused(page, served):
    refuse = """for (const name of ['localStorage', 'sessionStorage'])
      Object.defineProperty(window, name, {get() { throw new DOMException('no') }})"""
    page.add_init_script(refuse)
    page.goto(served + "finder/#who=self&cat=blind")
    assert "盲人医疗按摩培训" in titles(page)


@pytest.mark.proves("找政策的每个选项都不小于 44 像素高，手指点得准。")
def test_every_control_is_big_enough_for_a_finger(page, served):
    page.goto(served + "finder/#who=self")
    small = page.evaluate(
        """() => [...document.querySelectorAll('main .choice, main button')]
          .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44)
          .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert small == []


def test_narrow_phone_with_results_has_no_sideways_scroll(page, served):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(served + "finder/#who=self&cat=blind&now=business,rural")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_print_shows_the_results_without_the_form(page, served):
    page.goto(served + "finder/#who=self&want=care")
    page.emulate_media(media="print")
    assert not page.locator("#finder form").is_visible()
    assert not page.get_by_role("button", name="打印").is_visible()
    assert page.locator("[data-given]").is_visible()


def test_without_script_the_list_is_there_and_the_form_is_not(chromium, served):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served + "finder/")
    assert page.locator("#all li[data-for]").first.is_visible()
    assert not page.locator("#finder form").is_visible()
    context.close()


def test_text_at_200_percent_has_no_sideways_scroll(page, served):
    page.add_init_script("localStorage.display = JSON.stringify({size: '200'})")
    page.goto(served + "finder/#who=self&cat=blind&now=business,rural")
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "36px"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
