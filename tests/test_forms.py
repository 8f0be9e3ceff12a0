"""The editing forms: their settings, the YAML that they write, and one edit in a real browser."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import re
import shutil
import socket
import subprocess
import threading
import time
from http.server import ThreadingHTTPServer
from pathlib import Path

import npm
import pytest

from browsing import Handler, serving
from building import ROOT
from register import forms, yamltext
from register.model import Benefit, Task

DATA = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "data").rglob("*.yml"))
TASK = "data/plans/cq-pwd-jobs-2025/tasks/07.yml"
BENEFIT = "data/plans/cq-pwd-jobs-2025/benefits/dibao-grace-period.yml"
UNIT = "data/units/cq-canlian.yml"
TERM = "data/terms/sheltered-workshop.yml"
HERE = re.compile(r"http://(127\.0\.0\.1|localhost):|blob:|data:")
MADE = {"data/characters.yml"}  # a table that a program writes; not for forms

RUN = """
import { readFileSync } from "node:fs";
import { read, write } from "RECORD";
const jobs = JSON.parse(readFileSync(0, "utf8"));
const done = jobs.map(([file, changes]) => {
  const text = readFileSync(file, "utf8");
  const record = read(text);
  return [write({ ...record, ...changes }), { ...record, _source: undefined }];
});
process.stdout.write(JSON.stringify(done));
"""


def in_node(jobs):
    """What the forms write and read of files, each with some fields changed."""
    code = RUN.replace("RECORD", (ROOT / "docs/admin/record.js").as_uri())
    done = subprocess.run(
        [npm.program("node"), "--input-type=module", "-e", code],
        input=json.dumps(jobs).encode(),
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def text_of(file):
    return (ROOT / file).read_text("utf-8")


def test_no_data_file_changes_when_nothing_was_edited():
    written = in_node([[file, {}] for file in DATA])
    assert [
        file for file, (text, _) in zip(DATA, written, strict=True) if text != text_of(file)
    ] == []


def test_forms_read_texts_and_lists_as_the_register_does():
    files = [file for file in DATA if file not in MADE]
    for file, (_, seen) in zip(files, in_node([[file, {}] for file in files]), strict=True):
        value, _marks = yamltext.read(file, (ROOT / file).read_bytes())
        for name, item in value.items():
            if item is None or isinstance(item, str) or all(isinstance(i, str) for i in item):
                assert isinstance(item, dict) or seen[name] == item, (file, name)


EDITS = [
    # file, field, new value, the line that was, the lines that are
    (TASK, "title", "新的标题", 'title: "企业开发岗位、稳岗和无障碍改造"', ['title: "新的标题"']),
    (TASK, "title", '有"引号"和\\', 'title: "企业', [r'title: "有\"引号\"和\\"']),
    (TASK, "title", "第一行\n第二行", 'title: "企业', ['title: "第一行第二行"']),
    (BENEFIT, "title", "低保渐退", "title: 就业后的低保渐退期", ["title: 低保渐退"]),
    (BENEFIT, "title", "甲: 乙", "title: 就业", ['title: "甲: 乙"']),
    (BENEFIT, "title", "甲 #乙", "title: 就业", ['title: "甲 #乙"']),
    (BENEFIT, "title", "-甲", "title: 就业", ['title: "-甲"']),
    (BENEFIT, "title", "null", "title: 就业", ['title: "null"']),
    (
        BENEFIT,
        "synonyms",
        ["低保渐退", "甲,乙", "null"],
        "synonyms: [",
        ['synonyms: [低保渐退, "甲,乙", "null"]'],
    ),
    (BENEFIT, "synonyms", [], "synonyms: [", ["synonyms: []"]),
    (UNIT, "note", "说明。", "note: null", ["note: 说明。"]),
    (UNIT, "synonyms", ["区残联"], "synonyms: [", ["synonyms: [区残联]"]),
    (TERM, "meaning", "新的解释。", "meaning: ", ["meaning: 新的解释。"]),
]


def differing(before, after):
    """Lines that only one of two texts has."""
    old, new = before.split("\n"), after.split("\n")
    return [line for line in old if line not in new], [line for line in new if line not in old]


@pytest.mark.parametrize(("file", "field", "value", "was", "now"), EDITS)
def test_an_edit_changes_its_own_line_and_no_other(file, field, value, was, now):
    [[written, _]] = in_node([[file, {field: value}]])
    gone, come = differing(text_of(file), written)
    assert (len(gone), come) == (1, now)
    assert gone[0].startswith(was)


def test_an_edited_file_is_read_back_as_it_was_meant():
    words = [
        "甲",
        "- 乙",
        "丙: 丁",
        '"戊"',
        "己 # 庚",
        "[辛]",
        "null",
        "壬\\癸",
        "'子'",
        "丑,寅",
        "2026-11-24",
        "yes",
        "1:30",
        "12",
    ]
    for file, field in ((BENEFIT, "easy"), (BENEFIT, "synonyms")):
        [[written, _]] = in_node([[file, {field: words}]])
        assert yamltext.read(file, written.encode())[0][field] == words


def test_a_new_line_in_a_list_leaves_the_others_alone():
    easy = yamltext.read(BENEFIT, (ROOT / BENEFIT).read_bytes())[0]["easy"]
    [[written, _]] = in_node([[BENEFIT, {"easy": [*easy[:2], "新的一句。", *easy[2:]]}]])
    assert differing(text_of(BENEFIT), written) == ([], ["  - 新的一句。"])


def test_several_edits_of_a_file_each_change_their_own_line():
    changes = {"title": "很长很长的一个新标题，比原来的长", "synonyms": ["甲"], "easy": ["一句。"]}
    [[written, _]] = in_node([[BENEFIT, changes]])
    value, _marks = yamltext.read(BENEFIT, written.encode())
    before, _marks = yamltext.read(BENEFIT, (ROOT / BENEFIT).read_bytes())
    assert value == before | changes


def test_clearing_a_note_writes_null_and_not_an_empty_text():
    file = "data/actors/quxian.yml"
    [[written, _]] = in_node([[file, {"note": ""}]])
    assert differing(text_of(file), written)[1] == ["note: null"]


# Settings


def fields(register, label):
    made = forms.settings(register, "https://git.example/owner/name", "", "main")
    found = next(c for c in made["collections"] if c["label"] == label)
    return {field["name"]: field for field in found["fields"]}


@pytest.mark.parametrize(("label", "model"), [("任务", Task), ("政策", Benefit)])
def test_labels_are_the_titles_of_the_model(register, label, model):
    shown = fields(register, label)
    assert {name: field["label"] for name, field in shown.items()} == {
        name: field.title
        for name, field in model.model_fields.items()
        if field.title and name not in ("id", "wording_basis")
    }


def test_only_our_own_words_can_be_changed(register):
    open_to_change = {n for n, f in fields(register, "政策").items() if f["widget"] != "shown"}
    assert open_to_change == {"title", "summary", "synonyms", "easy"}


def test_a_form_offers_texts_and_lists_of_texts_only():
    from register.model import Deadline, Text, Texts

    shapes = [forms._text_types(kind) for kind in (Text, Text | None, Texts)]
    assert shapes == [{str}, {str, type(None)}, {str, tuple}]
    assert [forms._text_types(kind) for kind in (Deadline, Deadline | None, int)] == [set()] * 3


def test_a_form_for_each_kind_lies_where_the_records_lie(register):
    for collection in forms.settings(register, "", "", "main")["collections"]:
        assert list((ROOT / collection["folder"]).glob("*.yml"))


def test_the_login_service_is_named_only_where_there_is_one(register):
    given = forms.settings(register, "https://github.com/a/b", "https://login.example", "main")
    assert given["backend"]["base_url"] == "https://login.example"
    assert given["backend"]["repo"] == "a/b"
    assert "base_url" not in forms.settings(register, "", "", "main")["backend"]


# In a browser


@contextlib.contextmanager
def serving_at(host, folder):
    server = ThreadingHTTPServer((host, 0), functools.partial(Handler, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://{host}:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_without_a_login_service_nothing_heavy_is_loaded(chromium, served_folder):
    requests = []
    with serving_at("127.0.0.2", served_folder) as address:
        page = chromium.new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.goto(f"{address}admin/", wait_until="networkidle")
        assert page.locator("#closed").is_visible()
        page.close()
    assert [url for url in requests if "decap" in url] == []


@pytest.mark.parametrize("url", ["", "benefits/dibao-grace-period/", "contribute/"])
def test_no_other_page_loads_the_forms(served_folder, url):
    assert "admin/" not in (served_folder / url / "index.html").read_text("utf-8")


@pytest.fixture
def clone(tmp_path):
    """A repository of its own with the real data, as an editor has it."""
    folder = tmp_path / "clone"
    shutil.copytree(ROOT / "data", folder / "data")
    identity = [["config", "user.name", "x"], ["config", "user.email", "x@example.org"]]
    for command in (["init", "-q", "-b", "main"], *identity, ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


@pytest.fixture
def page(own_page):
    """The forms keep drafts in the browser, where another test's must not lie."""
    return own_page


@pytest.fixture(params=["fs"])
def proxy(clone, request):
    """The port of a decap-server that writes files of the clone, or keeps drafts as branches."""
    program = npm.packages() / "decap-server" / "dist" / "index.js"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {**os.environ, "PORT": str(port), "BIND_HOST": "127.0.0.1"}
    env |= {"GIT_REPO_DIRECTORY": str(clone), "MODE": request.param}
    process = subprocess.Popen(
        [npm.program("node"), str(program)], env=env, stdout=subprocess.DEVNULL
    )
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            break
        time.sleep(0.1)
    yield port
    process.terminate()
    process.wait(10)


class Told(Handler):
    """Serves the site, its forms told where the proxy of a test listens."""

    port = 0

    def do_GET(self):
        path = self.translate_path(self.path)
        if self.path not in ("/admin/", "/admin/config.yml"):
            return super().do_GET()
        file = Path(path, "index.html") if path.endswith("/") else Path(path)
        content = file.read_bytes().replace(b":8081", b":%d" % self.port)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        return None


@pytest.fixture
def forms_at(served_folder, proxy):
    """The address of the forms, on a site that knows the proxy."""
    with serving(served_folder, handler=type("ToldPort", (Told,), {"port": proxy})) as address:
        yield f"{address}admin/"


def opened(page, forms_at, collection, entry):
    """An entry in its form."""
    page.set_viewport_size({"width": 1200, "height": 1000})
    page.goto(forms_at)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("link", name="词语").wait_for()
    page.goto(f"{forms_at}#/collections/{collection}/entries/{entry}")


def save(page):
    page.get_by_role("button", name="发布", exact=True).click()
    page.get_by_text("立即发布", exact=True).click()
    page.get_by_text("修改已保存").wait_for()


def diff_of(clone, *revisions):
    command = ["git", "diff", "-U0", *revisions]
    done = subprocess.run(command, cwd=clone, capture_output=True, check=True)
    lines = done.stdout.decode().splitlines()
    return [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def test_an_edited_explanation_is_all_that_git_sees(page, forms_at, clone):
    requests, errors = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda m: errors.append(m.text) if "Security Policy" in m.text else None)
    opened(page, forms_at, "cq-pwd-jobs-2025-tasks", "07")
    page.get_by_label("一句话说明（我们的话）").fill("企业为残疾人开发岗位。")
    save(page)
    assert diff_of(clone) == [
        '-summary: "鼓励、支持企业为残疾人开发岗位，推动建立稳岗就业补贴政策，加大无障碍改造力度。'
        '稳岗就业补贴，原文写的是“推动建立”。"',
        '+summary: "企业为残疾人开发岗位。"',
    ]
    assert errors == []
    assert [url for url in requests if not HERE.match(url)] == []


def test_quotations_are_shown_and_cannot_be_typed_into(page, forms_at, clone):
    opened(page, forms_at, "cq-pwd-jobs-2025-tasks", "07")
    shown = page.locator("[data-shown]", has_text="鼓励企业开发岗位定向招聘残疾人。")
    shown.wait_for()
    assert shown.locator("input, textarea, [contenteditable=true]").count() == 0


def test_an_easy_line_can_be_changed_alone(page, forms_at, clone):
    opened(page, forms_at, "cq-pwd-jobs-2025-benefits", "dibao-grace-period")
    page.locator("input[value='给不给，要按规定。']").fill("给不给，要看规定。")
    save(page)
    assert diff_of(clone) == ["-  - 给不给，要按规定。", "+  - 给不给，要看规定。"]


@pytest.mark.parametrize("proxy", ["git"], indirect=True)
def test_a_saved_draft_is_a_branch_with_the_one_change(page, forms_at, clone):
    opened(page, forms_at, "cq-pwd-jobs-2025-tasks", "07")
    page.get_by_label("标题（我们的话）").fill("企业开发岗位")
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_role("button", name="状态: 草稿").wait_for()
    assert diff_of(clone, "main", "cms/cq-pwd-jobs-2025-tasks/07") == [
        '-title: "企业开发岗位、稳岗和无障碍改造"',
        '+title: "企业开发岗位"',
    ]
