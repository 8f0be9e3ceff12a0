"""The site as a reader meets it, in a real Chromium over HTTP."""

import pytest

KINDS = [
    "",
    "about/",
    "accessibility/",
    "plans/",
    "plans/cq-pwd-jobs-2025/",
    "plans/cq-pwd-jobs-2025/text/",
    "plans/cq-pwd-jobs-2025/actions/1/",
    "plans/cq-pwd-jobs-2025/tasks/2/",
    "benefits/",
    "benefits/free-assistive-devices/",
    "for/",
    "for/blind/",
    "units/",
    "units/cq-canlian/",
    "actors/",
    "actors/quxian/",
    "districts/",
    "calendar/",
    "matrix/",
    "network/",
    "progress/",
    "terms/",
    "search/",
    "finder/",
    "employers/",
    "data/",
    "contribute/",
    "changes/",
    "no-such-page/",
]
# Tools with scripts of their own
TOOLS = {"finder/": 5, "employers/": 5, "search/": 8, "contribute/": 8}


@pytest.mark.parametrize("url", KINDS)
def test_page_asks_for_little_and_only_from_its_own_host(page, served, url):
    requests, errors = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: errors.append(message.text))
    page.goto(served + url, wait_until="networkidle")
    assert [request for request in requests if not request.startswith(served)] == []
    assert len(requests) <= TOOLS.get(url, 4)
    # Tests share one browser context, which keeps no worker.
    assert [e for e in errors if "404" not in e and "Service Worker" not in e] == []


@pytest.mark.parametrize("url", KINDS)
@pytest.mark.proves("手机上每种网页的标题都在前 170 像素以内。")
def test_phone_shows_the_heading_early_and_never_scrolls_sideways(page, served, url):
    page.goto(served + url)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.querySelector('h1').getBoundingClientRect().top") <= 170


@pytest.mark.parametrize("url", KINDS)
@pytest.mark.proves("没有一种网页的字小于 18 像素。")
def test_no_text_is_smaller_than_18_pixels(page, served, url):
    page.goto(served + url)
    small = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
          .filter(e => e.tagName !== 'SCRIPT')
          .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
          .filter(e => parseFloat(getComputedStyle(e).fontSize) < 18)
          .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert small == []


@pytest.mark.parametrize("url", KINDS)
@pytest.mark.proves("只用键盘：每种网页按十次 Tab 以内进入正文，焦点一直看得见。")
def test_tab_reaches_the_content_within_ten_stops_and_is_always_seen(page, served, url):
    page.goto(served + url)
    seen, inside = [], None
    for stop in range(1, 16):
        page.keyboard.press("Tab")
        box = page.evaluate(
            """() => { const e = document.activeElement; const r = e.getBoundingClientRect();
              const line = e.getClientRects()[0] || r;  // the first one of a link that wraps
              const at = document.elementFromPoint(line.left + line.width / 2,
                                                   line.top + line.height / 2);
              return {tag: e.tagName, w: r.width, h: r.height, top: r.top,
                      covered: !at || !(e.contains(at) || at.contains(e)),
                      main: !!e.closest('main'), outline: getComputedStyle(e).outlineStyle}; }"""
        )
        if box["tag"] == "BODY":
            break
        seen.append(box)
        if box["main"] and inside is None:
            inside = stop
    assert all(box["w"] > 0 and box["h"] > 0 and box["top"] >= 0 for box in seen)
    assert all(box["outline"] != "none" for box in seen)
    assert not any(box["covered"] for box in seen)
    assert inside is not None and inside <= 10


def test_three_clicks_from_home_to_what_a_blind_person_can_claim(page, served):
    page.goto(served)
    page.get_by_role("link", name="盲人", exact=True).click()
    page.get_by_role("link", name="盲人医疗按摩人员考试").click()
    assert "按年度组织盲人医疗按摩人员考试" in page.inner_text("main")


def test_three_clicks_from_home_to_what_a_unit_must_do_each_year(page, served):
    page.goto(served)
    page.get_by_role("link", name="单位分工", exact=True).click()
    page.get_by_role("link", name="市残联", exact=True).click()
    first = page.inner_text("main").split("牵头的任务\n")[0]
    assert "每年" in first and "按年度组织盲人医疗按摩人员考试" in first


def test_a_missing_page_helps_on(page, served):
    page.goto(served + "no-such-page/")
    page.get_by_role("link", name="单位分工").last.click()
    assert page.inner_text("h1") == "单位分工"
