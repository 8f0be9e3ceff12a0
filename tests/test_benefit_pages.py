"""A benefit's page: its order, the card, the easy version, terms and paper."""

import io
import re

import pypdf
import pytest
from faults import PLAN, Fault, plant, seen, wanted
from lxml import html

from browsing import wait_until
from register.typography import full_width

EASY_AVERAGE, EASY_LONGEST = 20, 25  # characters
ORDER = ["firm", "who", "conditions", "open", "ask", "clause", "card-title", "facts"]
ORDER += ["terms", "related", "mistakes"]
LARGEST_UNITS = {"cq-canlian", "cq-renlishebaoju"}  # 33 and 30 tasks
READ = "[data-act=read]"


@pytest.fixture(scope="session")
def pages(served_folder, register):
    """Parsed main parts of all benefits' pages, with their records."""
    found = []
    for benefit in register.benefits.values():
        raw = (served_folder / f"benefits/{benefit.id}/index.html").read_text(encoding="utf-8")
        found.append((benefit, html.fromstring(raw).get_element_by_id("main")))
    return found


def text_of(element):
    return element.text_content()


def test_sections_come_in_the_order_that_readers_need(pages):
    for benefit, main in pages:
        ids = [heading.get("id") for heading in main.xpath(".//h2 | .//h3")]
        assert ids == [id_ for id_ in ORDER if id_ in ids], benefit.id
        assert {"firm", "who", "conditions", "open", "ask", "clause", "card-title"} <= set(ids)


def test_first_comes_what_it_is_in_our_marked_words(pages):
    for benefit, main in pages:
        first = main.xpath("./h1/following-sibling::*[1]")[0]
        assert text_of(first).split() == ["本站说明", *full_width(benefit.summary).split()]


def test_lead_units_and_the_hotline_with_its_source_are_named_for_questions(pages, register):
    source, hotline = next(f for f in register.facts.values() if f[1].topic == "热线")
    for benefit, main in pages:
        asked = text_of(main.xpath(".//h3[@id='ask']/following-sibling::ul[1]")[0])
        assert hotline.text in asked and source.title in asked
        assert all(unit.name in asked for unit in register.lead_units(benefit))


def test_card_holds_the_clause_the_document_and_both_addresses(pages, register):
    for benefit, main in pages:
        plan, card = register.plans[benefit.plan], main.get_element_by_id("card")
        quoted = [text_of(quote) for quote in card.xpath(".//blockquote")]
        assert quoted == [full_width(quote.text) for quote in benefit.quotes]
        said = text_of(card)
        numbers = [q.measure.rpartition("/")[2].split(".") for q in benefit.quotes]
        assert all(f"第{task}项第{sentence}句" in said for task, sentence in numbers)
        for words in (plan.title, plan.issuer, "2026年1月23日", plan.source):
            assert words in said
        assert said.rstrip().endswith(f"/benefits/{benefit.id}/")


def test_code_on_the_card_is_that_of_the_official_page(pages, register):
    import segno

    for benefit, main in pages[:1]:
        code = segno.make(register.plans[benefit.plan].source, micro=False, error="m")
        path = main.xpath("//*[@class='code']//*[local-name()='path']/@d")[0]
        dark = {(x, y) for y, row in enumerate(code.matrix) for x, bit in enumerate(row) if bit}
        assert drawn(path) == {(x + 4, y + 4) for x, y in dark}
    paths = {main.xpath("//*[@class='code']//*[local-name()='path']/@d")[0] for _, main in pages}
    assert len(paths) == len(register.plans)


def drawn(path):
    """The modules that a stroke of one unit's width covers."""
    covered, x, y = set(), 0, 0
    for command, numbers in re.findall(r"([Mmh])([^Mmh]*)", path):
        values = [float(number) for number in re.findall(r"-?\d*\.?\d+", numbers)]
        if command == "M":
            x, y = values
        elif command == "m":
            x, y = x + values[0], y + values[1]
        else:
            covered |= {(int(x) + step, int(y)) for step in range(int(values[0]))}
            x += values[0]
    return covered


@pytest.mark.proves("二维码旁边写着同样的网址，读屏软件也能读到。")
def test_code_has_a_text_equivalent(pages):
    for _, main in pages:
        assert main.xpath(".//figure[@class='code']/*[@role='img']/@aria-label")
        link = main.xpath(".//figure[@class='code']//a")[0]
        assert link.text == link.get("href")


@pytest.mark.proves("每项政策都有易读版，一行不超过 25 个字，平均不超过 20 个字。")
def test_easy_lines_are_short(register, record_property):
    lengths = [len(line) for b in register.benefits.values() for line in b.easy]
    average = sum(lengths) / len(lengths)
    print(f"\n易读：{len(lengths)} 行，平均 {average:.1f} 字，最长 {max(lengths)} 字")
    record_property("easy_average", average)
    assert average <= EASY_AVERAGE
    assert max(lengths) <= EASY_LONGEST


def test_check_refuses_a_long_easy_line(project):
    line = "这一行写得太长了，读的人记不住前面说的是什么，所以检查要求编辑把它拆开。"
    fault = Fault(
        "long easy line",
        f"{PLAN}/benefits/blind-medical-massage-exam.yml",
        "  - 证书每年要审一次。\n",
        f"  - {line}\n",
        line,
        f"易读的一行有 {len(line)} 个字",
    )
    plant(project, fault)
    assert seen(project, fault) == [wanted(project, fault)]


def test_check_refuses_a_reading_that_does_not_fit_its_characters(project):
    fault = Fault(
        "syllable missing",
        "data/pinyin.yml",
        "{text: 出处, syllables: chū chù}",
        "{text: 出处, syllables: chū}",
        "syllables: chū}",
        "“出处”的读音“chū”不对。",
    )
    plant(project, fault)
    assert seen(project, fault) == [wanted(project, fault)]


def test_easy_lines_are_shown_whole_with_their_hard_words_explained(pages):
    for benefit, main in pages:
        easy = main.get_element_by_id("easy")
        assert [text_of(line) for line in easy] == [full_width(line) for line in benefit.easy]
        around = easy.getparent()
        for link in easy.xpath(".//a/@href"):
            assert around.xpath(f".//dl/div[@id='{link[1:]}']/dd"), (benefit.id, link)


def test_some_easy_lines_have_words_explained(pages):
    assert sum(bool(main.xpath(".//*[@id='easy']//a")) for _, main in pages) >= 30


@pytest.mark.proves("难懂的词第一次出现时是一个链接，通到同一页上的解释。")
def test_terms_lead_to_their_definition_on_the_page(pages):
    links = 0
    for benefit, main in pages:
        for link in main.xpath(".//a[starts-with(@href, '#term-')]/@href"):
            assert main.xpath(f".//dl/div[@id='{link[1:]}']/dd"), (benefit.id, link)
            links += 1
    assert links > len(pages)


def test_no_link_stands_in_another(served_folder):
    raw = [p.read_text(encoding="utf-8") for p in served_folder.glob("benefits/*/index.html")]
    nested = re.compile(r"<a\b[^>]*>(?:(?!</a>).)*<a\b", re.S)
    assert [page[:200] for page in raw if nested.search(page)] == []


def test_quotations_stay_verbatim(pages, register):
    for benefit, main in pages:
        shown = [text_of(e) for e in main.xpath(".//figure[@class='clause']/blockquote")]
        assert shown == [full_width(register.measures[id_].quote) for id_ in benefit.measures]


def sheets(page):
    return pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages


@pytest.fixture
def paper(chromium):
    """A page that is opened to be printed, hundreds of times: nothing is kept for offline."""
    context = chromium.new_context(service_workers="block", java_script_enabled=False)
    yield context.new_page()
    context.close()


def height_on_paper(page):
    """Pixels that a page's content takes at the width of the sheet's printed part."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 900})
    return page.evaluate("document.body.getBoundingClientRect().height")


def test_every_benefit_fits_one_sheet(paper, served, register):
    heights = {}
    for benefit in register.benefits.values():
        paper.goto(f"{served}benefits/{benefit.id}/")
        heights[benefit.id] = height_on_paper(paper)
    for id_ in tallest(heights):
        paper.goto(f"{served}benefits/{id_}/")
        assert (id_, len(sheets(paper))) == (id_, 1)


def tallest(heights):
    """Printing takes two seconds each: where the tallest fit on a sheet, so do the others."""
    return sorted(heights, key=heights.get)[-6:]


def test_every_units_duties_fit_one_sheet_but_the_two_largest(paper, served, register):
    heights, counts = {}, {}
    for unit in register.units:
        paper.goto(f"{served}units/{unit}/")
        heights[unit] = height_on_paper(paper)
    for unit in tallest(heights):
        paper.goto(f"{served}units/{unit}/")
        counts[unit] = len(sheets(paper))
    assert {id_ for id_, count in counts.items() if count > 1} <= LARGEST_UNITS
    assert max(counts.values()) <= 2


def test_paper_has_no_chrome_but_addresses(page, served, register):
    page.goto(served + "benefits/free-assistive-devices/")
    assert page.locator("header").is_visible()
    page.emulate_media(media="print")
    for chrome in ("header", "footer", ".crumbs", ".tools", "[data-act=card]"):
        assert not page.locator(chrome).first.is_visible(), chrome
    assert page.locator("main + .printed").is_visible()
    plan = next(iter(register.plans.values()))
    assert page.get_by_text(plan.source).is_visible()


def test_button_prints_the_card_alone(page, served):
    page.goto(served + "benefits/free-assistive-devices/")
    # In braces: Playwright calls at once what an expression alone gives, if it is a function.
    page.evaluate("() => { window.print = () => { window.asked = true; }; }")
    page.get_by_role("button", name="打印这张卡").click()
    wait_until(page, "window.asked")
    assert headings_on_paper(page) == ["窗口出示卡"]
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert {"适合谁", "窗口出示卡"} <= set(headings_on_paper(page))


def headings_on_paper(page):
    """Headings that would be printed."""
    page.emulate_media(media="print")
    return page.locator("main :is(h1, h2, h3):visible").all_inner_texts()


@pytest.mark.proves("深色网页打印出来也是白底黑字。")
def test_dark_pages_print_black_on_white(page, served):
    page.emulate_media(color_scheme="dark", media="print")
    page.goto(served + "benefits/free-assistive-devices/")
    colours = "e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
    assert page.locator("body").evaluate(colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


def test_without_a_voice_nothing_is_offered(page, served):
    page.goto(served + "benefits/free-assistive-devices/", wait_until="networkidle")
    assert page.evaluate("speechSynthesis.getVoices().length") == 0
    assert not page.locator(READ).is_visible()


# Chromium on a machine without speech has no voices; this stands in for the engine alone.
ENGINE = """
window.spoken = [];
const near = {lang: 'zh-CN', localService: true}, far = {lang: 'zh-CN', localService: false};
const engine = Object.assign(new EventTarget(), {
  speaking: false, pending: false, getVoices: () => VOICES,
  speak(words) { this.speaking = true; spoken.push([words.text, words.voice === near]);
                 words.dispatchEvent(new Event('start')); },
  cancel() { this.speaking = false; spoken.push(['cancelled']); }});
Object.defineProperty(window, 'speechSynthesis', {value: engine});
window.SpeechSynthesisUtterance = class extends EventTarget {
  constructor(text) { super(); this.text = text; } };
"""


@pytest.mark.parametrize(
    "url", ["benefits/free-assistive-devices/", "plans/cq-pwd-jobs-2025/tasks/18/"]
)
@pytest.mark.proves("设备上有中文语音时，政策可以朗读，按标题和段落的顺序读，随时可以停。")
def test_reads_headings_and_paragraphs_in_order_and_stops(page, served, url):
    page.add_init_script(ENGINE.replace("VOICES", "[far, near]"))
    page.goto(served + url)
    page.locator(READ).click()
    wait_until(page, "spoken.length > 5")
    said = page.evaluate("spoken")
    assert all(near for _, near in said)
    assert said[0][0] == page.inner_text("h1").replace("\n", "")
    shown = re.sub(r"\s", "", page.inner_text("main"))
    places = [shown.find(text) for text, _ in said if shown.count(text) == 1]
    assert places == sorted(places) and len(places) > 5
    page.get_by_role("button", name="停止朗读").click()
    wait_until(page, "spoken.at(-1)[0] === 'cancelled'")
    assert page.locator(READ).inner_text() == "朗读"


def test_a_voice_from_elsewhere_is_not_used(page, served):
    page.add_init_script(ENGINE.replace("VOICES", "[far]"))
    page.goto(served + "benefits/free-assistive-devices/", wait_until="networkidle")
    assert not page.locator(READ).is_visible()
