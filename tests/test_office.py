"""Word, Excel, calendar, CSV and JSON: read back, they hold exactly what open data says."""

import csv
import dataclasses
import datetime
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import docx
import openpyxl
import pypdf
import pytest
import vobject
from conftest import DAY

import run
from register import exports, links
from register.exports import office
from register.exports.office import duties, forms, pdf
from register.exports.office.sheet import sheet_file
from register.exports.office.word import word_file
from register.render import Renderer
from register.typography import full_width

ROOT = Path(__file__).resolve().parents[1]
UNITS = sorted(path.stem for path in (ROOT / "data" / "units").glob("*.yml"))
# LibreOffice's names of plain text, and of comma, quote, UTF-8, first sheet only.
AS_TEXT = {
    "docx": "txt:Text (encoded):UTF8",
    "xlsx": "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1",
}
every_unit = pytest.mark.parametrize("unit", UNITS)
PRINT_DIGEST = """
import hashlib, sys
from pathlib import Path
from register.exports import office
from register.rules import checked
register, kept = checked(Path(sys.argv[1])), office.shelf(Path(sys.argv[2]))
for path, content in office.OfficeFiles(lambda: office.jobs(register), kept).files():
    print(path, hashlib.sha256(content).hexdigest())
"""


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def made(register, cache):
    return taken_from(cache, register)


def taken_from(cache, register):
    """Every file by path, with what the folder keeps."""
    return dict(files_of(register, cache).files())


def files_of(register, cache):
    return office.OfficeFiles(lambda: office.jobs(register), office.shelf(cache))


@pytest.fixture(scope="module")
def data(register):
    """Open data as published: rows of each table by id."""
    files = dict(exports.files(register, DAY))
    names = ("units", "tasks", "measures")
    tables = {name: json.loads(files[f"data/v1/{name}.json"]) for name in names}
    return {name: {row["id"]: row for row in rows} for name, rows in tables.items()}


def expected(data, unit):
    """Role, task and sentence of everything that a unit has to do, from open data alone."""
    row = data["units"][unit]
    found = [
        (role, task, measure)
        for role, tasks in (("牵头", row["lead"]), ("责任", row["responsible"]))
        for task in tasks
        for measure in data["tasks"][task]["measures"]
    ]
    assigned = {task for _, task, _ in found}
    found += [
        ("原文点名", measure["task"], id_)
        for id_, measure in data["measures"].items()
        if unit in measure["actors"] and measure["task"] not in assigned
    ]
    return Counter(
        (role, data["tasks"][task]["number"], number(id_), data["measures"][id_]["quote"])
        for role, task, id_ in found
    )


def number(id_):
    return id_.partition("/")[2]


def content(made, unit, ending):
    return made[f"data/v1/files/units/{unit}.{ending}"]


def rows_of_word(document):
    """Role, task, number and text of each sentence under the headings that name a role."""
    roles = {heading: role for role, heading in duties.ROLES.items()}
    role = task = None
    for paragraph in document.paragraphs:
        if paragraph.style.name == "Heading 1":
            role = roles.get(re.sub(r"^.、|（\d+项）$", "", paragraph.text))
        elif paragraph.style.name == "Heading 2":
            task = int(re.match(r"任务(\d+)", paragraph.text)[1])
        elif role and (match := re.match(r"(\d+\.\d+)　(.+)", paragraph.text)):
            yield role, task, match[1], match[2]


@every_unit
def test_word_holds_exactly_the_duties(made, data, unit):
    found = rows_of_word(docx.Document(io.BytesIO(content(made, unit, "docx"))))
    wanted = expected(data, unit)
    assert Counter(found) == Counter({(*k[:3], full_width(k[3])): n for k, n in wanted.items()})


@every_unit
def test_excel_holds_exactly_the_duties(made, data, unit):
    book = openpyxl.load_workbook(io.BytesIO(content(made, unit, "xlsx")))
    header, *rows = book[forms.DUTIES].iter_rows(values_only=True)
    at = {name: header.index(name) for name in ("角色", "任务", "编号", "原文")}
    found = Counter(
        (row[at["角色"]], int(row[at["任务"]]), row[at["编号"]], row[at["原文"]]) for row in rows
    )
    wanted = expected(data, unit)
    assert found == Counter({(*k[:3], full_width(k[3])): n for k, n in wanted.items()})


@every_unit
def test_csv_holds_exactly_the_duties(made, data, unit):
    text = content(made, unit, "csv").decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    found = Counter((r["角色"], int(r["任务"]), r["编号"], r["原文"]) for r in rows)
    assert found == expected(data, unit)


@every_unit
def test_json_holds_exactly_the_duties(made, data, unit):
    tasks = json.loads(content(made, unit, "json"))["tasks"]
    found = Counter(
        (task["role"], task["number"], one["number"], one["quote"])
        for task in tasks
        for one in task["sentences"]
    )
    assert found == expected(data, unit)


@every_unit
def test_calendar_holds_exactly_the_duties_with_a_date(made, data, unit):
    events = vobject.readOne(content(made, unit, "ics").decode()).contents.get("vevent", [])
    found = Counter(re.search(r"第([\d.]+)句", event.description.value)[1] for event in events)
    timed = {
        number(id_)
        for id_, measure in data["measures"].items()
        if measure["deadline"] or (measure["recurrence"] or {}).get("every") == "year"
    }
    assert found == Counter(key[2] for key in expected(data, unit) if key[2] in timed)


def events(made, path="plans/cq-pwd-jobs-2025"):
    found = vobject.readOne(made[f"data/v1/files/{path}.ics"].decode())
    return {
        re.search(r"第([\d.]+)句", event.description.value)[1]: event for event in found.vevent_list
    }


def days(event):
    """First and last day of each time that an event stands for."""
    length = event.dtend.value - event.dtstart.value - datetime.timedelta(days=1)
    rule = event.getrruleset(addRDate=True)
    starts = [start.date() for start in rule] if rule else [event.dtstart.value]
    return [(str(start), str(start + length)) for start in starts]


def test_calendar_shows_the_deadline_on_its_day(made):
    assert days(events(made)["2.1"]) == [("2027-12-31", "2027-12-31")]


def test_calendar_shows_a_month_as_a_month_in_each_year_of_the_plan(made):
    assert days(events(made)["29.2"]) == [
        ("2026-03-01", "2026-03-31"),
        ("2027-03-01", "2027-03-31"),
    ]


@pytest.mark.parametrize("sentence", ["4.2", "25.1"])
def test_calendar_says_that_a_yearly_day_is_not_the_notices(made, sentence):
    event = events(made)[sentence]
    assert days(event) == [("2026-12-31", "2026-12-31"), ("2027-12-31", "2027-12-31")]
    assert "这是本站的安排，不是通知的日期" in event.description.value


def test_calendar_leaves_out_what_has_no_date(made, data):
    undated = {
        number(id_)
        for id_, measure in data["measures"].items()
        if not measure["deadline"] and (measure["recurrence"] or {}).get("every") != "year"
    }
    assert len(undated) == 94
    assert not undated & set(events(made))


def test_calendar_lines_keep_to_rfc_5545(made):
    for path, raw in made.items():
        if path.endswith(".ics"):
            assert raw.endswith(b"END:VCALENDAR\r\n")
            assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
            assert raw.count(b"\n") == raw.count(b"\r\n")


def test_the_same_duty_has_one_uid_in_every_calendar(made, register):
    uids = {}
    for path in (path for path in made if path.endswith(".ics")):
        for event in vobject.readOne(made[path].decode()).contents.get("vevent", []):
            key = re.search(r"第([\d.]+)句", event.description.value)[1]
            uids.setdefault(key, set()).add(event.uid.value)
    assert sorted(map(len, uids.values())) == [1, 1, 1, 1]


# Documents as offices expect them


def test_word_names_its_source_and_numbers_its_pages(made, register):
    document = docx.Document(io.BytesIO(made["data/v1/files/plans/cq-pwd-jobs-2025.docx"]))
    plan = register.plans["cq-pwd-jobs-2025"]
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert all(words in text for words in (plan.title, plan.issuer, plan.source, "2026年1月23日"))
    assert 'w:instr="PAGE"' in document.sections[0].footer.paragraphs[0]._p.xml
    page = document.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    assert document.core_properties.created.date() == plan.date


def test_excel_is_ready_to_filter_and_to_report(made):
    book = openpyxl.load_workbook(io.BytesIO(content(made, "cq-canlian", "xlsx")))
    for name in (forms.DUTIES, forms.PROGRESS):
        assert book[name].freeze_panes == "A2"
        assert book[name].auto_filter.ref.startswith("A1:")
    rules = book[forms.PROGRESS].data_validations.dataValidation
    assert sorted(rule.type for rule in rules) == ["date", "list", "list"]
    statuses = [cell.value for cell in book[forms.CHOICES]["A"][1:] if cell.value]
    assert statuses == ["已列入计划", "已开展", "已完成", "未开展", "已停止"]


DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "https://example.org", "{=1}", "007"]


@pytest.fixture(scope="module")
def dangerous(register):
    """A unit's duties whose sentences are what spreadsheets like to run."""
    view = duties.Views(register).of_unit(register.units["cq-minzhengju"])
    sentence = view.tasks[0].sentences[0]
    sentences = tuple(dataclasses.replace(sentence, quote=text) for text in DANGEROUS)
    task = dataclasses.replace(view.tasks[0], sentences=sentences)
    return dataclasses.replace(view, tasks=(task,))


def test_excel_keeps_dangerous_cells_as_text(dangerous):
    book = openpyxl.load_workbook(io.BytesIO(sheet_file(dangerous)))
    cells = [row[4] for row in book[forms.DUTIES].iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells] == ["s"] * len(DANGEROUS)
    assert [cell.hyperlink for cell in cells] == [None] * len(DANGEROUS)


def test_csv_keeps_dangerous_cells_from_running(dangerous):
    text = office.tables.csv_file(dangerous).decode("utf-8-sig")
    quotes = [row["原文"] for row in csv.DictReader(io.StringIO(text, newline=""))]
    assert all(not quote.startswith(("=", "+", "-", "@", "\t", "\r")) for quote in quotes)
    assert quotes[0] == "'=1+1"


def test_markup_in_a_sentence_stays_text(dangerous, register):
    task = dangerous.tasks[0]
    sentence = dataclasses.replace(task.sentences[0], quote="<b>&</b>]]>")
    view = dataclasses.replace(dangerous, tasks=(dataclasses.replace(task, sentences=(sentence,)),))
    document = docx.Document(io.BytesIO(word_file(view)))
    assert any("<b>&</b>]]>" in paragraph.text for paragraph in document.paragraphs)


# The same bytes, and no work twice


def digests(root, cache, **settings):
    command = [sys.executable, "-c", PRINT_DIGEST, str(root), str(cache)]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "hooks"), **settings}
    return subprocess.run(command, env=env, cwd=cache, capture_output=True, check=True).stdout


def test_bytes_are_the_same_in_another_folder_time_zone_and_locale(project, tmp_path):
    here, there = tmp_path / "a", tmp_path / "b" / "深"
    here.mkdir()
    there.mkdir(parents=True)
    first = digests(ROOT, here, TZ="Asia/Shanghai", LC_ALL="C.UTF-8", PYTHONHASHSEED="1")
    settings = {"TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "2"}
    assert first.count(b"\n") == 201
    assert digests(project, there, **settings) == first


def test_zip_members_tell_no_time(made):
    for path, raw in made.items():
        if path.endswith(("docx", "xlsx")):
            with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                assert {member.date_time[0] for member in archive.infolist()} == {1980}


def test_what_was_made_is_not_made_again(register, made, cache, monkeypatch):
    never = {
        ending: dataclasses.replace(kind, make=lambda view: pytest.fail("made again"))
        for ending, kind in office.KINDS.items()
    }
    monkeypatch.setattr(office, "KINDS", never)
    assert taken_from(cache, register) == made


def test_only_files_of_what_changed_are_made_again(register, made, cache, tmp_path):
    shutil.copytree(cache, tmp_path, dirs_exist_ok=True)
    task = register.tasks["cq-pwd-jobs-2025/5"]
    tasks = {**register.tasks, task.id: task.model_copy(update={"title": "换了的标题"})}
    changed_register = dataclasses.replace(register, tasks=tasks)
    after = taken_from(tmp_path, changed_register)
    changed = {path.partition("files/")[2] for path in made if made[path] != after[path]}
    endings = ("docx", "xlsx", "csv", "json")
    owners = ("units/cq-yancaoju", "actions/cq-pwd-jobs-2025-action-2", "plans/cq-pwd-jobs-2025")
    wanted = {f"{owner}.{ending}" for owner in owners for ending in endings}
    assert changed == wanted | {"division-sheet.xlsx"}


def test_a_damaged_file_of_kept_ones_is_forgotten(register, cache, made, tmp_path):
    (kept,) = cache.iterdir()
    (tmp_path / kept.name).write_bytes(kept.read_bytes()[:5000] + b"damaged" * 1000)
    assert taken_from(tmp_path, register) == made
    assert taken_from(tmp_path, register) == made


def test_a_file_that_is_taken_off_the_shelf_is_made_again(register, cache, made, tmp_path):
    shutil.copytree(cache, tmp_path, dirs_exist_ok=True)
    files = files_of(register, tmp_path)
    assert files.downloads
    office.shelf(tmp_path).keep_only(
        [job.key for job in office.jobs(register) if job.path.endswith("csv")]
    )
    assert dict(files.files()) == made


# On pages


def test_every_page_offers_its_files(site, register):
    owners = [*register.plans.values(), *register.actions.values(), *register.units.values()]
    for owner in owners:
        html = (site / links.url(owner) / "index.html").read_text(encoding="utf-8")
        offered = re.findall(r'href="(?:\.\./)+(data/v1/files/[^"]+)"', html)
        for path in offered:
            assert (site / path).stat().st_size > 0
        endings = [path.rpartition(".")[2] for path in offered]
        dated = b"VEVENT" in (site / links.file(owner, "ics")).read_bytes()
        assert endings == ["docx", "xlsx", *(["ics"] if dated else []), "csv", "json"]


# The plan on paper, where WeasyPrint is installed


@pytest.fixture
def renderer(register, tmp_path):
    return Renderer(register, {}, tmp_path, "https://site.example/")


CSS = (ROOT / "docs" / "assets" / "public.css").read_text(encoding="utf-8")


@pytest.mark.skipif(pdf.weasyprint_version() is not None, reason="WeasyPrint is installed")
def test_without_weasyprint_no_pdf_is_offered(renderer):
    assert list(pdf.jobs(renderer, CSS)) == []


@pytest.mark.skipif(pdf.weasyprint_version() is None, reason="WeasyPrint is not installed")
def test_pdf_has_every_sentence_and_the_same_bytes_again(register, renderer):
    (job,) = pdf.jobs(renderer, CSS)
    made = job.make()
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages)
    # Marks of numbers and lines come in the midst of sentences; characters are what must be there.
    missing = Counter(
        character for m in register.measures.values() for character in full_width(m.quote)
    ) - Counter(text)
    assert not missing
    assert job.make() == made


# Other programs open them


def libreoffice(made, folder, ending):
    """Have LibreOffice write every unit's file as text, all at one start."""
    soffice = run.find_office()
    if soffice is None and not run.is_ci():
        pytest.skip("no LibreOffice: install libreoffice-writer and libreoffice-calc")
    files = [folder / f"{unit}.{ending}" for unit in UNITS]
    for unit, file in zip(UNITS, files, strict=True):
        file.write_bytes(content(made, unit, ending))
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    command = [str(soffice), home, "--headless", "--convert-to", AS_TEXT[ending]]
    command += ["--outdir", str(folder), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)


# Not one test for each unit: with several processes each would start LibreOffice.


def test_libreoffice_reads_every_sentence_of_the_word_files(made, data, tmp_path):
    libreoffice(made, tmp_path, "docx")
    for unit in UNITS:
        text = (tmp_path / f"{unit}.txt").read_text(encoding="utf-8-sig")
        quotes = [full_width(key[3]) for key in expected(data, unit)]
        assert [quote for quote in quotes if quote not in text] == []


def test_libreoffice_reads_every_row_of_the_sheets(made, data, tmp_path):
    libreoffice(made, tmp_path, "xlsx")
    for unit in UNITS:
        (found,) = tmp_path.glob(f"{unit}*.csv")
        rows = csv.DictReader(io.StringIO(found.read_text(encoding="utf-8"), newline=""))
        got = Counter((r["角色"], int(r["任务"]), r["编号"], r["原文"]) for r in rows)
        wanted = expected(data, unit)
        assert got == Counter({(*k[:3], full_width(k[3])): n for k, n in wanted.items()}), unit
