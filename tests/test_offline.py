"""Reading without a network, in a real Chromium: what was visited stays, and is never passed off
as new.
"""

import re
import shutil

import pytest

from browsing import PHONE, serving, wait_until
from register import manifest, offline, policy
from register.offline import BUILD

BENEFIT = "benefits/free-assistive-devices/"
TASK = "plans/cq-pwd-jobs-2025/tasks/18/"
NOTE = re.compile(r"离线：这是\d{4}年\d{1,2}月\d{1,2}日保存的网页。")
CHANGED = "网站后来有更新，这一页可能已经改了。"
KEPT_ANEW = """async url => {
  const name = (await caches.keys()).find(name => name.endsWith(' pages'));
  const kept = await (await caches.open(name)).match(url);
  return kept.headers.get('x-build') === 'laterbuild00'; }"""
REFUSED = """Object.defineProperty(window, 'localStorage',
  {get() { throw new DOMException('denied', 'SecurityError'); }});"""


@pytest.fixture
def page(own_page):
    return own_page


@pytest.fixture(params=["", "base/"], ids=["root", "below a path"])
def own_site(request, served_folder, tmp_path):
    """A copy of the site that a test may change, and its address; once below a path."""
    folder = tmp_path / "host" / request.param
    shutil.copytree(served_folder, folder)
    with serving(tmp_path / "host", request.param) as address:
        yield folder, address


def visit(page, url):
    """Open a page and wait until the worker has taken it in."""
    page.goto(url)
    wait_until(page, "navigator.serviceWorker.controller?.state === 'activated'")
    wait_until(
        page,
        """async url => (await Promise.all((await caches.keys()).map(async name =>
          (await caches.open(name)).match(url, {ignoreSearch: true})))).some(Boolean)""",
        arg=page.url,
    )


def note(page):
    return page.locator(".offline").inner_text() if page.locator(".offline").count() else None


@pytest.mark.proves("看过的网页断网以后还能看。")
def test_first_page_ever_visited_can_be_read_offline(page, own_site):
    _, address = own_site
    visit(page, address + BENEFIT)
    assert note(page) is None
    online = page.inner_text("main")
    page.context.set_offline(True)
    page.reload()
    assert page.inner_text("main") == online
    assert NOTE.fullmatch(note(page))
    assert page.locator(".offline").get_attribute("role") == "status"
    background = "getComputedStyle(document.querySelector('header')).backgroundColor"
    assert page.evaluate(background) == "rgb(15, 61, 102)"


def test_display_settings_and_reading_work_offline(page, own_site):
    _, address = own_site
    visit(page, address + BENEFIT)
    page.context.set_offline(True)
    page.reload()
    page.locator("#display summary").click()
    page.get_by_label("颜色").select_option("contrast")
    wait_until(page, "document.documentElement.dataset.theme === 'contrast'")


def test_a_page_never_visited_says_so_and_lists_what_can_be_read(page, own_site):
    _, address = own_site
    visit(page, address + BENEFIT)
    page.context.set_offline(True)
    answer = page.goto(address + TASK)
    assert answer.status == 503
    assert page.inner_text("h1") == "现在离线，这一页没有保存过"
    page.get_by_role("link", name="困难残疾人免费配置辅具").click()
    assert NOTE.fullmatch(note(page))


def test_online_the_network_comes_first(page, own_site):
    folder, address = own_site
    visit(page, address + BENEFIT)
    file = folder / BENEFIT / "index.html"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("困难残疾人免费配置辅具", "改过的标题"), encoding="utf-8")
    page.reload()
    assert "改过的标题" in page.title()
    assert note(page) is None


def test_a_page_kept_from_an_earlier_build_says_that_the_site_changed(page, own_site):
    folder, address = own_site
    visit(page, address + TASK)
    visit(page, address + BENEFIT)
    rebuild(folder)
    update(page)
    page.context.set_offline(True)
    page.goto(address + TASK)
    assert note(page).endswith(CHANGED)
    page.goto(address + BENEFIT)  # was open during the update, so it was taken anew
    assert NOTE.fullmatch(note(page))


def test_a_next_visit_replaces_the_kept_page(page, own_site):
    folder, address = own_site
    visit(page, address + TASK)
    visit(page, address + BENEFIT)
    rebuild(folder)
    update(page)
    visit(page, address + TASK)
    wait_until(page, KEPT_ANEW, page.url)
    page.context.set_offline(True)
    page.reload()
    assert NOTE.fullmatch(note(page))


def test_an_update_drops_assets_of_the_earlier_build_and_no_others(page, own_site):
    folder, address = own_site
    visit(page, address + BENEFIT)
    page.evaluate("caches.open('a neighbour on the same host')")
    rebuild(folder)
    update(page)
    names = page.evaluate("caches.keys()")
    assert len([name for name in names if name.startswith(f"{address} assets ")]) == 1
    assert "a neighbour on the same host" in names


def rebuild(folder):
    """What a new build does to the worker."""
    worker = folder / "sw.js"
    text = worker.read_text(encoding="utf-8")
    changed = re.sub(r'BUILD = "\w+"', 'BUILD = "laterbuild00"', text)
    assert changed != text
    worker.write_text(changed, encoding="utf-8")


def update(page):
    """Let the browser find the new worker, as it does on a visit; wait until it is in charge."""
    page.evaluate(
        """async () => {
          const registered = await navigator.serviceWorker.ready;
          const changed = new Promise(done =>
            navigator.serviceWorker.addEventListener('controllerchange', done, {once: true}));
          await registered.update();
          await changed; }"""
    )
    wait_until(page, "navigator.serviceWorker.controller.state === 'activated'")


def test_refused_storage_does_not_stop_offline_reading(page, served):
    page.add_init_script(REFUSED)
    visit(page, served + BENEFIT)
    page.context.set_offline(True)
    page.reload()
    assert NOTE.fullmatch(note(page))


def test_search_and_its_index_are_kept_once_visited(page, served):
    visit(page, served + "search/?q=残保金")
    page.locator('[data-search-state="done"]').wait_for()
    page.reload(wait_until="networkidle")
    page.context.set_offline(True)
    page.reload()
    page.locator('[data-search-state="done"]').wait_for()
    assert page.locator("[data-search-results] a[href]").count() > 0
    assert NOTE.fullmatch(note(page))


def test_without_a_worker_the_site_works(chromium, served):
    context = chromium.new_context(viewport=PHONE)
    page = context.new_page()
    failed = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    page.goto(served + BENEFIT, wait_until="networkidle")
    assert page.get_by_role("heading", level=1).is_visible()
    assert failed == []
    context.close()


def test_the_oldest_pages_make_room(page, served, served_folder):
    text = (served_folder / "sw.js").read_text(encoding="utf-8")
    most = int(re.search(r"MOST_PAGES = (\d+)", text)[1])
    visit(page, served + BENEFIT)
    kept = page.evaluate(
        """async most => {
          const name = (await caches.keys()).find(name => name.endsWith(' pages'));
          const cache = await caches.open(name);
          for (let n = 0; n < most; n++) await cache.put(`old-${n}`, new Response('x'));
          await fetch('.');
          return (await cache.keys()).length; }""",
        most,
    )
    assert kept == most + 1
    page.goto(served + TASK)
    wait_until(
        page,
        """async most => {
          const name = (await caches.keys()).find(name => name.endsWith(' pages'));
          return (await (await caches.open(name)).keys()).length === most; }""",
        arg=most,
    )


# The fingerprint


def fingerprint(site):
    return offline.fingerprint(manifest.sums(site))


def test_worker_of_the_built_site_has_the_sites_fingerprint(served_folder):
    text = (served_folder / "sw.js").read_text(encoding="utf-8")
    assert f'BUILD = "{fingerprint(served_folder)}"' in text
    assert f'POLICY = "{policy.meta(policy.PUBLIC)}"' in text


@pytest.fixture
def small_site(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a/index.html").write_text("one")
    (tmp_path / "sw.js").write_text(f"const {BUILD};")
    (tmp_path / "sitemap.xml").write_text("2026-11-23")
    return tmp_path


@pytest.mark.parametrize("change", ["content", "name", "new file"])
def test_fingerprint_changes_with_the_site(small_site, change):
    before = fingerprint(small_site)
    page = small_site / "a/index.html"
    if change == "content":
        page.write_text("two")
    elif change == "name":
        page.rename(small_site / "a/other.html")
    else:
        (small_site / "b.css").write_text("")
    assert fingerprint(small_site) != before


def test_fingerprint_does_not_change_with_the_day_or_the_worker(small_site):
    before = fingerprint(small_site)
    (small_site / "sitemap.xml").write_text("2026-11-24")
    offline.stamp(small_site, manifest.sums(small_site))
    assert fingerprint(small_site) == before
    assert before in (small_site / "sw.js").read_text()
