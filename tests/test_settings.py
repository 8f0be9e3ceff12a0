"""显示设置: what a reader chooses is applied, kept if it may be, and breaks nothing."""

import gzip
import re

import pytest

from browsing import PHONE, wait_until

KINDS = [
    "",
    "about/",
    "benefits/",
    "benefits/free-assistive-devices/",
    "benefits/public-bodies-recruit-at-least-one/",
    "plans/cq-pwd-jobs-2025/tasks/2/",
    "plans/cq-pwd-jobs-2025/text/",
    "units/cq-canlian/",
    "actors/quxian/",
    "for/blind/",
    "terms/",
    "data/",
    "search/",
    "finder/",
    "employers/",
    "no-such-page/",
]
BENEFIT = "benefits/free-assistive-devices/"
TASK = "plans/cq-pwd-jobs-2025/tasks/2/"
NO_SIDEWAYS = "document.documentElement.scrollWidth <= innerWidth"
REFUSED = """Object.defineProperty(window, 'localStorage',
  {get() { throw new DOMException('denied', 'SecurityError'); }});"""
CONTRAST = """() => {
  const parts = c => c.match(/[\\d.]+/g).map(Number);
  const light = c => { const [r, g, b] = parts(c).map(v => v / 255)
      .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b; };
  const behind = e => { for (; e; e = e.parentElement) {
    const c = getComputedStyle(e).backgroundColor; if (parts(c)[3] !== 0) return c; }
    return 'rgb(255, 255, 255)'; };
  return [...document.querySelectorAll('body *')]
    .filter(e => e.getClientRects().length && !e.closest('svg'))
    .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
    .map(e => { const a = light(getComputedStyle(e).color), b = light(behind(e));
      return [(Math.max(a, b) + .05) / (Math.min(a, b) + .05), e.outerHTML.slice(0, 80)]; })
    .filter(([ratio]) => ratio < LEAST); }"""


@pytest.fixture
def errors(page):
    """What goes wrong in scripts while a test runs."""
    found = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda m: found.append(m.text) if m.type == "error" else None)
    return found


def open_settings(page):
    page.locator("#display summary").click()
    page.locator("#display fieldset:enabled").wait_for()


def keep(page, **settings):
    """Open all pages with settings that were chosen before."""
    pairs = ", ".join(f"{name}: '{value}'" for name, value in settings.items())
    page.add_init_script(f"localStorage.display = JSON.stringify({{{pairs}}})")


def paper_and_ink(page):
    return page.locator("body").evaluate(
        "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
    )


@pytest.mark.parametrize(
    ("theme", "colours"),
    [
        ("light", ["rgb(255, 255, 255)", "rgb(23, 32, 42)"]),
        ("dark", ["rgb(18, 23, 29)", "rgb(238, 241, 244)"]),
        ("contrast", ["rgb(0, 0, 0)", "rgb(255, 255, 0)"]),
    ],
)
@pytest.mark.parametrize("system", ["light", "dark"])
def test_theme_is_applied_at_once_and_on_the_next_page(page, served, theme, colours, system):
    page.emulate_media(color_scheme=system)
    page.goto(served + BENEFIT)
    open_settings(page)
    page.get_by_label("颜色").select_option(theme)
    assert paper_and_ink(page) == colours
    assert "已保存" in page.locator("#display [role=status]").inner_text()
    page.goto(served + TASK)
    assert paper_and_ink(page) == colours
    open_settings(page)
    assert page.get_by_label("颜色").input_value() == theme


def test_choices_wait_for_the_script_that_keeps_them(page, served):
    page.route("**/settings.js", lambda route: None)
    page.goto(served + BENEFIT)
    page.locator("#display summary").click()
    assert page.get_by_label("颜色").is_disabled()


def test_following_the_system_again_undoes_a_choice(page, served):
    page.emulate_media(color_scheme="dark")
    page.goto(served)
    dark = paper_and_ink(page)
    open_settings(page)
    page.get_by_label("颜色").select_option("light")
    assert paper_and_ink(page) != dark
    page.get_by_label("颜色").select_option("")
    assert paper_and_ink(page) == dark


@pytest.mark.parametrize("size", [125, 150, 200])
@pytest.mark.proves("字可以放大到 125%、150%、200%。")
def test_text_grows_by_what_was_chosen(page, served, size):
    page.goto(served + BENEFIT)
    pixels = "parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)"
    before = page.evaluate(pixels)
    open_settings(page)
    page.get_by_label("字号").select_option(str(size))
    assert page.evaluate(pixels) == pytest.approx(before * size / 100)


def test_lines_stand_wider_apart(page, served):
    page.goto(served + BENEFIT)
    height = "parseFloat(getComputedStyle(document.querySelector('main p')).lineHeight)"
    heights = [page.evaluate(height)]
    open_settings(page)
    for choice in ("wide", "wider"):
        page.get_by_label("行距").select_option(choice)
        heights.append(page.evaluate(height))
    assert heights == sorted(heights) and len(set(heights)) == 3


@pytest.mark.proves("显示设置只用键盘也能打开和修改。")
def test_settings_are_reached_and_used_by_keyboard_alone(page, served):
    page.goto(served + BENEFIT)
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "显示设置"
    page.keyboard.press("Enter")
    page.locator("#display fieldset:enabled").wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "theme"
    page.keyboard.press("End")
    wait_until(page, "document.documentElement.dataset.theme === 'contrast'")


@pytest.mark.proves("显示设置的每一项都不小于 44 像素高。")
def test_controls_are_at_least_44_pixels_high(page, served):
    page.goto(served + BENEFIT)
    open_settings(page)
    heights = page.locator("#display select, #display label, #display summary").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().height)"
    )
    assert len(heights) == 8 and min(heights) >= 44


def test_choice_is_applied_before_the_page_is_painted(page, served):
    keep(page, theme="contrast")
    page.goto(served + BENEFIT)
    tag = page.locator("script[src$='display.js']")
    assert tag.evaluate("e => e.parentNode.tagName === 'HEAD' && e.async && e.blocking.value")
    assert (
        page.evaluate(
            "performance.getEntriesByType('resource').find(e => /display.js/.test(e.name))"
            ".renderBlockingStatus"
        )
        == "blocking"
    )


def test_first_script_is_tiny(served_folder):
    raw = (served_folder / "assets/display.js").read_bytes()
    print(f"\ndisplay.js: {len(raw)} bytes, {len(gzip.compress(raw))} as sent")
    assert len(gzip.compress(raw)) <= 1024


def test_no_page_has_inline_script_or_style(served_folder):
    data = r'(?![^>]*(?:\bsrc=|type="application/ld\+json"))'  # a block of data is not run
    inline = re.compile(rf'<script{data}|<style|\bstyle="|\bon[a-z]+="')
    public = [
        p for p in served_folder.rglob("*.html") if 'assets/display.js"' in p.read_text("utf-8")
    ]
    assert len(public) > 200
    assert [p for p in public if inline.search(p.read_text("utf-8"))] == []


@pytest.mark.parametrize("url", KINDS)
@pytest.mark.proves("浏览器不让保存设置时，网站照样能用。")
def test_refused_storage_breaks_nothing(page, served, errors, url):
    page.add_init_script(REFUSED)
    page.goto(served + url)
    open_settings(page)
    page.get_by_label("颜色").select_option("contrast")
    assert paper_and_ink(page)[0] == "rgb(0, 0, 0)"
    assert "不让保存" in page.locator("#display [role=status]").inner_text()
    assert [error for error in errors if "404" not in error] == []


def test_full_storage_breaks_nothing(page, served, errors):
    page.goto(served + BENEFIT)
    page.evaluate(
        """() => { for (let size = 1 << 22; size; size = size >> 1) {
          try { for (let n = 0;; n++) localStorage[`${size}-${n}`] = 'x'.repeat(size); }
          catch {} } }"""
    )
    open_settings(page)
    page.get_by_label("字号").select_option("150")
    assert "不让保存" in page.locator("#display [role=status]").inner_text()
    assert page.evaluate("document.documentElement.dataset.size") == "150"
    assert errors == []


@pytest.mark.parametrize("kept", ["nonsense", "null", "[]", '{"theme": 7}', '{"a b": "c"}'])
def test_damaged_settings_break_nothing(page, served, errors, kept):
    page.goto(served)
    page.evaluate("text => { localStorage.display = text; }", kept)
    page.goto(served + BENEFIT)
    assert page.get_by_role("heading", level=1).is_visible()
    assert errors == []


@pytest.mark.proves("不开脚本时，不显示用不了的按钮。")
def test_without_script_nothing_is_shown_that_would_not_work(chromium, served):
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(served + BENEFIT)
    assert not page.locator("#display").is_visible()
    assert page.locator("button:visible").count() == 0
    page.locator(".plain summary").click()
    assert page.locator("#easy").is_visible()
    assert page.locator("#card").is_visible()
    context.close()


# What readers set in their system or browser


@pytest.mark.parametrize("url", KINDS)
def test_no_sideways_scroll_at_320_pixels_with_the_settings_open(page, served, url):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(served + url)
    open_settings(page)
    assert page.evaluate(NO_SIDEWAYS)
    page.get_by_label("字号").select_option("200")
    assert page.evaluate(NO_SIDEWAYS)


@pytest.mark.parametrize("url", KINDS)
@pytest.mark.proves("浅色、深色、黑底黄字下，文字和背景的对比都达到要求。")
def test_text_stands_out_in_every_theme(page, served, url):
    page.goto(served + url)
    for theme, least in (("light", 4.5), ("dark", 4.5), ("contrast", 7)):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        assert page.evaluate(CONTRAST.replace("LEAST", str(least))) == [], theme


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.proves("系统里选了“更高对比度”的，网页跟着变。")
def test_more_contrast_is_given_to_who_prefers_it(page, served, scheme):
    page.emulate_media(contrast="more", color_scheme=scheme)
    page.goto(served + BENEFIT)
    assert page.evaluate(CONTRAST.replace("LEAST", "7")) == []
    assert set(paper_and_ink(page)) == {"rgb(0, 0, 0)", "rgb(255, 255, 255)"}


@pytest.mark.parametrize("url", KINDS)
@pytest.mark.proves("系统里用“强制颜色”的，文字和焦点都看得见。")
def test_forced_colours_keep_text_and_focus_visible(page, served, url):
    page.emulate_media(forced_colors="active", color_scheme="dark")
    page.goto(served + url)
    assert page.evaluate(CONTRAST.replace("LEAST", "4.5")) == []
    for _ in range(6):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none"


def test_forced_colours_leave_the_code_readable(page, served):
    page.emulate_media(forced_colors="active", color_scheme="dark")
    page.goto(served + BENEFIT)
    code = page.locator(".code svg")
    assert code.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 255, 255)"
    path = code.locator("path")
    assert path.evaluate("e => getComputedStyle(e).stroke") == "rgb(0, 0, 0)"


@pytest.mark.parametrize("url", KINDS)
@pytest.mark.proves("网页上没有会动的东西。")
def test_nothing_moves(page, served, url):
    page.emulate_media(reduced_motion="reduce")
    page.goto(served + url)
    open_settings(page)
    assert (
        page.evaluate(
            """[...document.querySelectorAll('*')].filter(e => { const s = getComputedStyle(e);
          return s.animationName !== 'none' || parseFloat(s.transitionDuration) > 0
            || s.scrollBehavior === 'smooth'; }).length"""
        )
        == 0
    )


# Pinyin


def switch_pinyin(page):
    page.get_by_label("正文加拼音").click()


def test_pinyin_is_fetched_only_when_switched_on(page, served):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(served + BENEFIT, wait_until="networkidle")
    assert not any("pinyin" in url for url in asked)
    open_settings(page)
    switch_pinyin(page)
    page.locator("main ruby").first.wait_for()
    assert any(url.endswith("pinyin.json") for url in asked)


@pytest.mark.proves("加上的拼音够大，读屏软件不会把拼音和字各读一遍。")
def test_pinyin_is_right_big_enough_and_not_spoken(page, served):
    keep(page, pinyin="on")
    page.goto(served + TASK)
    page.locator("main ruby").first.wait_for()
    read = page.locator("main .ours ruby rt").evaluate_all("all => all.map(e => e.textContent)")
    shown = page.locator("main .ours").first.evaluate(
        "e => { const c = e.cloneNode(true); c.querySelectorAll('rt').forEach(r => r.remove());"
        " return c.textContent; }"
    )
    assert len(read) >= len(re.findall(r"[\u3400-\u9fff]", shown)) > 20
    assert all(read)
    rubies = page.locator("main rt")
    sizes = rubies.evaluate_all("all => all.map(e => parseFloat(getComputedStyle(e).fontSize))")
    assert min(sizes) >= 18
    assert rubies.evaluate_all("a => a.every(e => e.getAttribute('aria-hidden') === 'true')")
    assert page.evaluate(NO_SIDEWAYS)


def test_switching_pinyin_off_brings_the_page_back(page, served):
    page.goto(served + TASK)
    before = page.inner_html("main")
    open_settings(page)
    switch_pinyin(page)
    page.locator("main ruby").first.wait_for()
    assert page.inner_html("main") != before
    switch_pinyin(page)
    wait_until(page, "!document.querySelector('main ruby')")
    assert page.inner_html("main") == before


def test_pinyin_that_cannot_be_fetched_is_said_calmly(page, served):
    page.route("**/pinyin.json", lambda route: route.abort())
    page.goto(served + BENEFIT)
    open_settings(page)
    switch_pinyin(page)
    page.get_by_text("拼音没有取到，请在联网时再试。").wait_for()
