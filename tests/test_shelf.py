"""A shelf: what is put is found again, by other builds too; damage and locks cost only time."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from register import shelf
from register.shelf import Shelf


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "things.sqlite"


def things(file: Path) -> Shelf:
    return Shelf(file, ["made_from", "thing"])


def test_what_one_build_put_the_next_one_gets(file: Path) -> None:
    first = things(file)
    assert first.get("a") is None
    first.put("a", ("x", b"\x00"))
    first.put("a", ("y", b"\x01"))
    assert first.get("a") == ("y", b"\x01")
    first.close()
    assert things(file).get("a") == ("y", b"\x01")


def test_little_waits_and_much_is_written(file: Path) -> None:
    one = things(file)
    one.put("a", ("x", "four"))
    one.save(at_least=6)
    assert things(file).keys() == set()
    one.put("b", ("y", ""))
    one.save(at_least=6)
    assert things(file).keys() == {"a", "b"}
    one.put("c", ("z", ""))
    one.save(at_least=6)
    assert things(file).keys() == {"a", "b"}, "what is written waits no longer"


def test_what_goes_to_another_process_is_not_written(file: Path) -> None:
    one = things(file)
    one.put("a", ("x", "y"))
    one.save()
    one.put("b", ("x", "z"))
    assert (one.pop("a"), one.pop("b"), one.pop("c")) == (("x", "y"), ("x", "z"), None)
    one.close()
    assert things(file).keys() == {"a"}


def test_what_is_not_used_is_forgotten(file: Path) -> None:
    one = things(file)
    for key in "abc":
        one.put(key, (key, key))
    one.keep_only(["b", "d"])
    assert one.keys() == things(file).keys() == {"b"}


def test_a_file_that_is_no_database_is_begun_anew(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"no database" * 1000)
    one = things(file)
    assert one.get("a") is None
    one.put("a", ("x", "y"))
    one.close()
    assert things(file).get("a") == ("x", "y")


def test_where_another_build_has_the_file_what_is_new_stays_in_memory(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "WAIT_SECONDS", 0)
    before = things(file)
    before.put("a", ("x", "y"))
    before.close()
    one = things(file)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert one.get("a") is None
        one.put("b", ("x", "z"))
        one.save()
        assert one.get("b") == ("x", "z")
    assert things(file).keys() == {"a"}
    assert one.get("b") == ("x", "z")
