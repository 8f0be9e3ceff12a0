"""The weekly check of cited addresses: what it asks, and what it says of each answer."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from register.cited import Answer, Cited, addresses, ask, report
from register.problem import Place
from register.store import Register


class Handler(BaseHTTPRequestHandler):
    """Answers with the number in the path; /moved leads on; /second is there the second time."""

    seen: list[str] = []  # noqa: RUF012 - what all requests share

    def do_GET(self) -> None:
        self.seen.append(self.path)
        code = {"/moved": 302, "/second": 200 if self.seen.count("/second") > 1 else 404}
        number = code.get(self.path) or int(self.path.rpartition("/")[2])
        self.send_response(number)
        if self.path == "/moved":
            self.send_header("Location", "/200")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing among the tests' output."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        Thread(target=httpd.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{httpd.server_port}"
        httpd.shutdown()


ANSWERS = [
    ("/200", "good"),
    ("/moved", "good"),
    ("/second", "good"),
    ("/残疾人/200", "good"),
    ("/404", "gone"),
    ("/410", "gone"),
    ("/403", "doubtful"),
    ("/503", "doubtful"),
]


@pytest.mark.parametrize(("path", "kind"), ANSWERS)
def test_answer(server: str, path: str, kind: str) -> None:
    assert ask(server + path, pause=0).kind == kind


def test_address_without_a_server_is_gone() -> None:
    assert ask("http://127.0.0.1:9/", pause=0).kind == "gone"


def test_every_cited_address_is_asked_once_and_has_its_place(register: Register) -> None:
    asked = addresses(register)
    cited = {address for source in register.sources.values() for address in source.addresses}
    cited |= {plan.source for plan in register.plans.values()}
    cited |= {unit.full_name_source for unit in register.units.values() if unit.full_name_source}
    assert {found.address for found in asked} == cited
    assert len(asked) == len(cited)
    assert all(found.place.line > 1 for found in asked)


def test_report_names_what_is_gone_and_where_it_is_cited() -> None:
    place = Place("data/sources/a.yml", 6, 3)
    said = report([(Cited("https://a.example/", place), Answer("gone", "服务器回答 404"))])
    assert "<https://a.example/>：服务器回答 404。写在 `data/sources/a.yml:6:3`" in said
    assert "请找到新的网址" in said


def test_report_of_good_answers_asks_for_nothing() -> None:
    said = report([(Cited("https://a.example/", Place("f.yml")), Answer("good", ""))])
    assert said == "问了 1 个网址。\n"
