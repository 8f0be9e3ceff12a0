"""The site as real servers send it, by the rules that `run.py deploy` writes; redirects included.

`REQUESTS=10000 SWAPS=20 python3 run.py test tests/test_serving.py -k swapped` is the long run.
"""

import gzip
import json
import os
import shutil
import threading
import time

import brotli
import pytest
import servers

from browsing import serving
from building import build
from register import deploy, permanent, policy, staging
from register import servers as rules
from register.__main__ import main

REQUESTS = int(os.environ.get("REQUESTS", "1000"))
SWAPS = int(os.environ.get("SWAPS", "5"))
PLAN = "plans/cq-pwd-jobs-2025/"
PAGE = "benefits/dibao-reentry/"
ENTRY = '  - old: {}\n    new: {}\n    since: "2026-11-26"\n    why: 标识写全\n'
MOVES = [
    ("actors/rsb/*", "actors/renshebu/*"),
    ("terms/#autism", "terms/#autism-spectrum"),
    ("terms/g/#autism", "terms/g/#autism-spectrum"),
    ("units/cq-yancaoju/*", "units/cq-yancao/*"),
    ("data/v1/files/units/cq-yancaoju.*", "data/v1/files/units/cq-yancao.*"),
]
RENAMED = [("actors", "rsb", "renshebu"), ("units", "cq-yancaoju", "cq-yancao")]
RENAMED += [("terms", "autism", "autism-spectrum")]
# What the servers' tests look at; compressing all of the site takes ten seconds.
LOOKED_AT = ("404.html", "index.html", "sw.js", PAGE, "contribute/", "admin/index", "admin/config")
LOOKED_AT += ("units/index", "units/cq-yancao", "actors/rsb/", "actors/renshebu/", "for/")
LOOKED_AT += ("assets/public", "assets/display", "assets/icon", "data/v1/tasks.json")
LOOKED_AT += ("data/v1/files/units/cq-yancao",)


@pytest.fixture(scope="module")
def project(copy_project, tmp_path_factory):
    """A copy of the project in which an actor, a unit and a term have new ids."""
    root = tmp_path_factory.mktemp("moved")
    copy_project(root)
    for kind, old, new in RENAMED:
        path = root / f"data/{kind}/{old}.yml"
        text = path.read_text("utf-8").replace(f"id: {old}\n", f"id: {new}\n", 1)
        path.with_stem(new).write_text(text, "utf-8")
        path.unlink()
    entries = "".join(ENTRY.format(*pair) for pair in MOVES)
    (root / "data/redirects.yml").write_text(f"moved:\n{entries}", "utf-8")
    assert main(["--root", str(root), "urls"]) == 0
    assert main(["--root", str(root), "check"]) == 0
    build(root / "site", root, SITE_URL="http://127.0.0.1/")
    return root


@pytest.fixture(scope="module")
def built(project):
    return project / "site"


# Any host: pages and files alone


def test_old_addresses_lead_on_and_keep_the_place(page, built):
    with serving(built) as address:
        page.goto(f"{address}actors/rsb/#main")
        page.wait_for_url(f"{address}actors/renshebu/#main")
        assert page.inner_text("h1").replace("\u200b", "")


def test_without_scripts_an_old_page_leads_on_by_itself(chromium, built):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    with serving(built) as address:
        page.goto(f"{address}units/cq-yancaoju/")
        page.wait_for_url(f"{address}units/cq-yancao/")
    context.close()


def test_an_old_place_is_told_on_its_page(page, built):
    with serving(built) as address:
        page.goto(f"{address}terms/#autism")
        page.locator("#autism a").click()
        assert page.url == f"{address}terms/#autism-spectrum"
        assert page.locator("#autism-spectrum").count() == 1


@pytest.mark.parametrize("ending", ["ics", "docx", "csv"])
def test_an_old_file_is_a_copy(built, ending):
    files = built / "data/v1/files/units"
    copy, now = (files / f"{unit}.{ending}" for unit in ("cq-yancaoju", "cq-yancao"))
    assert copy.read_bytes() == now.read_bytes()
    assert (built / "units/cq-yancaoju/feed.xml").is_file()


def test_old_pages_are_not_found_by_search_engines(built):
    page = (built / "actors/rsb/index.html").read_text("utf-8")
    assert '<meta name="robots" content="noindex">' in page
    assert '<link rel="canonical" href="http://127.0.0.1/actors/renshebu/">' in page
    assert "actors/rsb/" not in (built / "sitemap.xml").read_text("utf-8")


def test_hosts_that_read_redirects_get_them(built):
    lines = (built / "_redirects").read_text("utf-8").splitlines()
    assert "/actors/rsb/ /actors/renshebu/ 301" in lines
    assert not any("#" in line for line in lines)


def test_a_page_whose_places_moved_elsewhere_is_left_to_itself():
    moved = {"a/": "b/", "a/#x": "b/#x", "c/": "b/", "c/#x": "b/#y", "d.csv": "e.csv"}
    assert dict(permanent.whole_moves(moved)) == {"a/": "b/", "d.csv": "e.csv"}


# Servers


class Host:
    """A server that shows a part of the site."""

    def __init__(self, folder, port):
        self.shown, self.port = folder / deploy.SITE, port

    def ask(self, path, **headers):
        return servers.ask(self.port, f"/{path}", **headers)

    def read(self, path):
        return (self.shown / path).read_bytes()


@pytest.fixture(scope="module")
def part(built, tmp_path_factory):
    folder = tmp_path_factory.mktemp("part")
    for path in built.rglob("*"):
        name = path.relative_to(built).as_posix()
        if path.is_file() and name.startswith(LOOKED_AT):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, folder / name)
    return folder


@pytest.fixture(scope="module")
def deployed(project, part, tmp_path_factory):
    """A part of the site as a server shows it, and the port that nginx is told."""
    folder, port = tmp_path_factory.mktemp("deployed"), servers.free_port()
    given = ["--site", str(part), "--listen", f"127.0.0.1:{port}"]
    assert main(["--root", str(project), "deploy", str(folder), *given]) == 0
    return folder, port


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def host(request, deployed, tmp_path_factory):
    folder, port = deployed
    own = tmp_path_factory.mktemp(request.param)
    if request.param == "nginx":
        running = servers.nginx(folder / "nginx.conf", port, own)
    else:
        port, path = servers.free_port(), own / "rules"
        text = (folder / "Caddyfile").read_text("utf-8")
        assert "\nhttp://127.0.0.1 {\n" in text
        path.write_text(text.replace("http://127.0.0.1 {", f"http://127.0.0.1:{port} {{"), "utf-8")
        running = servers.caddy(path, port, own)
    with running:
        yield Host(folder, port)


POLICIES = {"": policy.PUBLIC, PAGE: policy.PUBLIC, "contribute/": policy.MATERIAL}
POLICIES |= {"admin/": policy.FORMS, "no-such-page/": policy.PUBLIC, "sw.js": policy.PUBLIC}


@pytest.mark.parametrize("path", POLICIES)
def test_every_answer_has_the_headers_of_the_policy(host, path):
    _, headers, _ = host.ask(path)
    expected = {**policy.HEADERS, "Content-Security-Policy": policy.header(POLICIES[path])}
    expected["Cache-Control"] = "no-cache"
    forms = path == "admin/"
    expected["Cross-Origin-Opener-Policy"] = policy.OPENER_OF_FORMS if forms else policy.OPENER
    assert {name: headers.get_all(name) for name in expected} == {
        name: [value] for name, value in expected.items()
    }


@pytest.mark.parametrize("path", ["no-such-page/", "no-such.ics", "data/v1/", "404.html"])
def test_what_is_missing_gets_our_page(host, path):
    status, headers, body = host.ask(path)
    if path != "404.html":  # Caddy shows it as any page
        assert status == 404
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert body == host.read("404.html")


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("units", "/units/"),
        ("actors/rsb/", "/actors/renshebu/"),
        ("units/cq-yancaoju/feed.xml", "/units/cq-yancao/feed.xml"),
        ("data/v1/files/units/cq-yancaoju.ics", "/data/v1/files/units/cq-yancao.ics"),
    ],
)
def test_an_address_that_moved_leads_on(host, path, to):
    status, headers, _ = host.ask(path)
    assert status in (301, 308)
    assert headers["Location"].removeprefix(f"http://127.0.0.1:{host.port}") in (to, to[1:])


CODINGS = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "identity": bytes,
}


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("path", [PAGE, "assets/public.css", "data/v1/tasks.json"])
def test_files_are_sent_compressed_to_those_who_read_that(host, path, coding):
    _, headers, body = host.ask(path, Accept_Encoding=coding)
    file = f"{path}index.html" if path.endswith("/") else path
    assert headers.get("Content-Encoding", "identity") == coding
    assert headers.get_all("Vary") == ["Accept-Encoding"]
    assert CODINGS[coding](body) == host.read(file)


@pytest.mark.parametrize("coding", CODINGS)
def test_what_is_unchanged_is_not_sent_again(host, project, part, coding):
    _, headers, _ = host.ask(PAGE, Accept_Encoding=coding)
    asked = {"Accept_Encoding": coding, "If_None_Match": headers["ETag"]}
    assert host.ask(PAGE, **asked)[0] == 304
    deploy.deploy(part, host.shown)
    status, _, body = host.ask(PAGE, **asked)
    assert (status, body) == (304, b"")


KINDS = {
    "units/cq-yancao/feed.xml": "application/atom+xml",
    "data/v1/files/units/cq-yancao.ics": "text/calendar; charset=utf-8",
    "data/v1/files/units/cq-yancao.csv": "text/csv; charset=utf-8",
    "data/v1/files/units/cq-yancao.xlsx": rules.TYPES["xlsx"],
    "data/v1/files/units/cq-yancao.docx": rules.TYPES["docx"],
    "data/v1/tasks.json": "application/json",
    "assets/icon.svg": "image/svg+xml",
    "assets/display.js": "text/javascript; charset=utf-8",
    PAGE: "text/html; charset=utf-8",
}


@pytest.mark.parametrize("path", KINDS)
def test_each_kind_of_file_has_its_type(host, path):
    status, headers, _ = host.ask(path)
    assert (status, headers["Content-Type"]) == (200, KINDS[path])


def test_a_file_is_saved_under_a_chinese_name_and_data_is_open(host):
    _, headers, _ = host.ask("data/v1/files/units/cq-yancao.docx")
    name = "%E5%B8%82%E7%83%9F%E8%8D%89%E5%B1%80"
    assert headers["Content-Disposition"].startswith(f"attachment; filename*=UTF-8''{name}")
    assert headers["Access-Control-Allow-Origin"] == "*"
    _, headers, _ = host.ask(PAGE)
    assert headers["Content-Disposition"] is None
    assert headers["Access-Control-Allow-Origin"] is None


def test_every_file_of_the_site_has_a_known_type(site):
    endings = {path.suffix[1:] for path in site.rglob("*.*") if path.is_file()}
    assert endings - {"gz"} <= rules.TYPES.keys()


# Putting a new site in place


def bodies(site):
    """Content of each page below the home page, by its path on the server."""
    found = {path.parent.relative_to(site).as_posix(): path for path in site.rglob("*.html")}
    return {f"/{name}/": path.read_bytes() for name, path in found.items() if name != "."}


class Readers:
    """Ask for pages again and again, and hold each answer against both versions of the site."""

    def __init__(self, port, versions):
        self.port, self.versions = port, versions
        self.pages = sorted(versions[0])
        self.wrong, self.seen, self.asked = [], set(), 0
        self.lock, self.go_on = threading.Lock(), True

    def read(self, number):
        while self.go_on:
            path = self.pages[(self.asked + number) % len(self.pages)]
            status, _, body = servers.ask(self.port, path)
            found = [which for which in (0, 1) if body == self.versions[which][path]]
            with self.lock:
                self.seen.update(found)
                self.asked += 1
                if status != 200 or not found:
                    self.wrong.append((path, status, len(body)))

    def swap_meanwhile(self, swap):
        threads = [threading.Thread(target=self.read, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        swaps = 0
        while self.asked < REQUESTS or swaps < SWAPS:
            if swaps < SWAPS and self.asked > swaps * REQUESTS // SWAPS:
                swap()
                swaps += 1
            time.sleep(0.001)
        self.go_on = False
        for thread in threads:
            thread.join()


def test_a_site_swapped_while_it_is_read_is_never_missing_or_torn(part, register, tmp_path):
    shown, other, port = tmp_path / "www", tmp_path / "other", servers.free_port()
    shutil.copytree(part, shown)
    shutil.copytree(part, other)
    for page in other.rglob("*.html"):
        page.write_bytes(page.read_bytes() + b"<!-- the other version -->" * 3000)
    given = rules.Rules(shown, shown, f"127.0.0.1:{port}", register, {})
    conf = tmp_path / "rules.conf"
    conf.write_text(dict(given.files())["nginx.conf"], "utf-8")
    readers = Readers(port, [bodies(shown), bodies(other)])
    with servers.nginx(conf, port, tmp_path):
        readers.swap_meanwhile(lambda: staging.Stage(other).publish(shown))
    print(f"\n{readers.asked} requests, {SWAPS} swaps, {len(readers.wrong)} errors")
    assert readers.wrong == []
    assert readers.seen == {0, 1}


def test_a_slow_reader_gets_the_whole_of_what_was_there(tmp_path):
    shown = tmp_path / "www"
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.html").write_text(name * 50_000, "utf-8")
    deploy.deploy(tmp_path / "one", shown)
    with (shown / "a.html").open("rb") as slow:
        start = slow.read(100)
        for name in ("two", "one", "two"):
            deploy.deploy(tmp_path / name, shown)
        assert start + slow.read() == b"one" * 50_000
    assert list((tmp_path / ".www").rglob("*.html")) == []


def test_what_left_the_site_is_not_shown_any_more(tmp_path):
    site, shown = tmp_path / "site", tmp_path / "www"
    (site / "a").mkdir(parents=True)
    (site / "a/index.html").write_text("甲" * 1000, encoding="utf-8")
    (site / "b.css").write_text("b" * 1000)
    assert deploy.deploy(site, shown) == 2
    assert {p.name for p in shown.rglob("*.*")} >= {"index.html.br", "b.css.gz"}
    shutil.rmtree(site / "a")
    assert deploy.deploy(site, shown) == 0
    assert {p.name for p in shown.rglob("*")} == {"b.css", "b.css.br", "b.css.gz"}


def test_compressed_forms_are_the_same_each_time(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.json").write_text(json.dumps(["甲"] * 500), encoding="utf-8")
        deploy.deploy(tmp_path / name, tmp_path / f"www-{name}")
    one, two = (sorted((tmp_path / f"www-{n}").iterdir()) for n in ("one", "two"))
    assert [p.read_bytes() for p in one] == [p.read_bytes() for p in two]
    assert len(one) == 3
