"""Pages for those who carry out the plan, in a real Chromium: keyboard, paper, the way in."""

import io

import pypdf
import pytest

PAGES = [
    "districts/",
    "calendar/",
    "matrix/",
    "network/",
    "progress/",
    "units/",
    "units/cq-canlian/",
    "actors/",
    "actors/quxian/",
    "plans/cq-pwd-jobs-2025/tasks/2/",
]
DESK = {"width": 1280, "height": 900}
NO_SIDEWAYS = "document.documentElement.scrollWidth <= innerWidth"


@pytest.fixture
def desk(page):
    """A fresh page on a wide screen."""
    page.set_viewport_size(DESK)
    return page


@pytest.mark.parametrize("url", PAGES)
def test_nothing_scrolls_sideways_at_any_width(page, served, url):
    page.goto(served + url)
    too_wide = []
    for width in (320, 480, 720, 900, 1199, 1200, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        if not page.evaluate(NO_SIDEWAYS):
            too_wide.append(width)
    assert too_wide == []


@pytest.mark.parametrize("size", ["125", "200"])
def test_matrix_gives_way_to_the_list_when_type_is_large(desk, served, size):
    desk.add_init_script(f'localStorage.display = \'{{"size": "{size}"}}\'')
    desk.goto(served + "matrix/")
    assert desk.locator(".matrix").is_hidden()
    assert desk.locator(".matrix-list").is_visible()
    assert desk.evaluate(NO_SIDEWAYS)


def test_matrix_is_a_table_on_a_wide_screen_and_a_list_on_a_phone(page, served):
    page.goto(served + "matrix/")
    assert page.locator(".matrix").is_hidden() and page.locator(".matrix-list").is_visible()
    page.set_viewport_size(DESK)
    assert page.locator(".matrix").is_visible() and page.locator(".matrix-list").is_hidden()


@pytest.mark.proves("任务和单位的对照表只用键盘也能走到每一格。")
def test_every_unit_and_task_of_the_matrix_is_reached_by_keyboard_and_seen(desk, served):
    desk.goto(served + "matrix/")
    reached = set()
    for _ in range(100):
        desk.keyboard.press("Tab")
        found = desk.evaluate(
            """() => { const e = document.activeElement; if (!e.closest('.matrix')) return null;
              const r = e.getClientRects()[0];  // the first line of a link that wraps
              const top = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2);
              return [e.href, e.contains(top)]; }"""
        )
        if found is not None:
            assert found[1], f"{found[0]} is covered when it has the focus"
            reached.add(found[0])
    assert len(reached) == 29 + 38


def test_tabbing_backwards_no_task_hides_under_the_sticky_head(desk, served):
    desk.goto(served + "matrix/")
    desk.locator(".matrix tbody a").last.focus()
    for _ in range(37):
        desk.keyboard.press("Shift+Tab")
        assert desk.evaluate(
            """() => { const r = document.activeElement.getBoundingClientRect();
              const top = document.elementFromPoint(r.left + 5, r.top + 5);
              return document.activeElement.contains(top); }"""
        )


def test_names_in_the_drawing_are_at_least_18_pixels_high(page, served):
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(served + "network/")
    scale = page.evaluate(
        """() => { const svg = document.querySelector('.network');
          return svg.getBoundingClientRect().width / svg.viewBox.baseVal.width; }"""
    )
    assert 18 * scale >= 18


def test_names_in_the_drawing_are_not_cut_off(page, served):
    page.goto(served + "network/")
    cut = page.evaluate(
        """() => [...document.querySelectorAll('.network text')]
          .filter(t => t.getBBox().x < 0).map(t => t.textContent)"""
    )
    assert cut == []


@pytest.mark.parametrize(("url", "sheets"), [("calendar/", 1), ("progress/", 2)])
def test_printed_page_is_short(desk, served, url, sheets):
    desk.goto(served + url)
    paper = desk.pdf(prefer_css_page_size=True)
    assert len(pypdf.PdfReader(io.BytesIO(paper)).pages) <= sheets


def test_two_clicks_from_home_to_what_my_unit_must_do_this_year(page, served):
    page.goto(served)
    page.get_by_role("link", name="找我的单位").click()
    page.get_by_role("link", name="市国资委", exact=True).click()
    first = page.inner_text("main").split("牵头的任务\n")[0]
    assert "国有企业每年至少参加一次残疾人专场招聘活动" in first


def search(page, served, query):
    page.goto(served)
    page.get_by_role("searchbox").first.fill(query)
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-search-state='done']")
    return page.locator("[data-search-results] a[href]").evaluate_all("es => es.map(e => e.href)")


@pytest.mark.parametrize(
    ("query", "unit"),
    [
        ("市国资委今年要做什么", "cq-guoziwei"),
        ("区人力社保局", "cq-renlishebaoju"),
        ("县卫生健康委", "cq-weishengjiankangwei"),
        ("区县党委组织部", "cq-zuzhibu"),
    ],
)
def test_one_search_leads_to_the_unit(page, served, query, unit):
    assert search(page, served, query)[0] == f"{served}units/{unit}/"
