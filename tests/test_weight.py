"""What a page weighs with all that it brings along, compressed, and how much it asks for."""

import gzip

import pytest
from lxml import html
from test_every_page import addresses

from browsing import PHONE, Compressing, serving
from register import assets

KILOBYTE = 1024
CONTENT, REQUESTS = 12 * KILOBYTE, 4
# Tools hold whole lists, so that they work without script; what they run comes on top.
# The search page carries its index.
TOOLS = {"search/": 44 * KILOBYTE, "finder/": 25 * KILOBYTE, "employers/": 16 * KILOBYTE}
# One page of each kind, and the heaviest of some.
KINDS = [
    "",
    "about/",
    "accessibility/",
    "actors/quxian/",
    "benefits/",
    "benefits/agency-violation-referral/",
    "calendar/",
    "changes/",
    "data/",
    "districts/",
    "for/persons/",
    "matrix/",
    "network/",
    "plans/cq-pwd-jobs-2025/",
    "plans/cq-pwd-jobs-2025/actions/5/",
    "plans/cq-pwd-jobs-2025/tasks/2/",
    "plans/cq-pwd-jobs-2025/text/",
    "progress/",
    "quality/",
    "terms/",
    "units/",
    "units/cq-canlian/",
    "no-such-page/",
]
SENT = """async () => {
  return performance.getEntriesByType("resource").concat(
    performance.getEntriesByType("navigation")).map(e => [e.name, e.encodedBodySize]); }"""


def packed(path):
    return len(gzip.compress(path.read_bytes(), 6))


def brought(page):
    """Style, first script and icon that a page has a browser fetch."""
    head = html.fromstring(page.read_bytes()).find("head")
    asked = "link[@rel='stylesheet' or @rel='icon']/@href | script[not(@type)]/@src"
    return {(page.parent / address).resolve() for address in head.xpath(asked)}


@pytest.fixture(scope="module")
def weights(served_folder):
    """Compressed bytes of every public page with style, first script and icon, by address."""
    found = {}
    for address in addresses(served_folder)[:-1]:
        page = served_folder / address / "index.html"
        parts = brought(page)
        if served_folder / assets.FIRST_SCRIPT in parts:
            found[address] = packed(page) + sum(map(packed, parts))
    return found


def test_every_content_page_weighs_at_most_12_kilobytes(weights):
    content = {address: size for address, size in weights.items() if address not in TOOLS}
    heaviest = sorted(content, key=content.get)[-5:]
    print(f"\n{len(content)} pages, heaviest: {[(name, content[name]) for name in heaviest]}")
    assert len(content) > 200
    assert {address: size for address, size in content.items() if size > CONTENT} == {}


@pytest.mark.parametrize("address", TOOLS)
def test_tools_stay_within_limits_of_their_own(weights, address):
    assert weights[address] <= TOOLS[address]


@pytest.fixture(scope="module")
def compressed(served_folder):
    with serving(served_folder, handler=Compressing) as address:
        yield address


@pytest.mark.parametrize("address", KINDS)
def test_a_browser_fetches_no_more(chromium, compressed, address):
    context = chromium.new_context(viewport=PHONE, service_workers="block")
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(compressed + address)
    sent = dict(page.evaluate(SENT))
    context.close()
    assert len(set(asked)) <= REQUESTS, asked
    assert sum(sent.values()) <= CONTENT, sent


# How the bytes are saved


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        (
            "a { color: red; }\n\n/* why */\nb > c,\nd { top: 0; }\n",
            "a{color:red;}b > c,d{top:0;}",
        ),
        ('p::after { content: "（ /* ; */ ）"; }', 'p::after{content:"（ /* ; */ ）";}'),
        ("a b { width: calc(1px + 2px) /* x */ ; }", "a b{width:calc(1px + 2px);}"),
    ],
)
def test_style_keeps_its_meaning(written, sent):
    assert assets.small_style(written) == sent


def test_script_loses_comment_lines_and_indentation_alone():
    written = '// what\nconst url = "http://x"; // stays\n  if (a)\n    // why\n    b();\n'
    assert assets.small_script(written) == 'const url = "http://x"; // stays\nif (a)\nb();\n'


def test_no_script_made_small_has_a_literal_over_several_lines(served_folder):
    script = (served_folder / assets.FIRST_SCRIPT).read_text("utf-8")
    assert all(line.count("`") % 2 == 0 for line in script.splitlines())


def test_a_whole_notice_brings_no_rules_on_records(served_folder):
    whole = (served_folder / assets.STYLE).read_text("utf-8")
    part = (served_folder / assets.NOTICE).read_text("utf-8")
    assert whole.startswith(part) and ".cards" in whole and ".cards" not in part
