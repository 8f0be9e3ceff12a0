"""Published addresses: none is lost, none is given to another record, redirects lead somewhere."""

import pytest
from conftest import ROOT

from register import permanent
from register.__main__ import main
from register.problem import RegisterError
from register.rules import checked

ENTRY = '  - old: {}\n    new: {}\n    since: "2026-11-26"\n    why: 标识写全\n'
OLD, NEW = "actors/rsb/", "actors/renshebu/"


def found(project):
    return [str(problem) for problem in permanent.problems(project, checked(project))]


def rename(project, old="rsb", new="renshebu"):
    before, after = (project / f"data/actors/{name}.yml" for name in (old, new))
    text = before.read_text("utf-8").replace(f"id: {old}", f"id: {new}")
    before.unlink()
    after.write_text(text, "utf-8")


def redirect(project, *pairs):
    text = "moved:\n" + "".join(ENTRY.format(*pair) for pair in pairs)
    (project / "data/redirects.yml").write_text(text, "utf-8")


def run(project, *command):
    return main(["--root", str(project), *command])


def test_every_address_is_listed_and_none_is_lost():
    assert list(permanent.problems(ROOT, checked(ROOT))) == []


def test_list_is_sorted_and_names_each_address_once():
    listed = permanent.published(ROOT)
    assert listed == sorted(set(listed))


KINDS = [
    "units/cq-canlian/",
    "units/cq-canlian/feed.xml",
    "plans/cq-pwd-jobs-2025/text/#t7",
    "plans/cq-pwd-jobs-2025/text/#t7-3",
    "plans/cq-pwd-jobs-2025/tasks/7/#s3",
    "data/v1/tasks.json",
    "data/v1/files/units/cq-canlian.ics",
    "data/#source-pwd-protection-law",
    "changes/#d2026-11-24",
    "terms/#working-age",
    "about/",
]


@pytest.mark.parametrize("address", KINDS)
def test_list_has_addresses_of_each_kind(address):
    assert address in permanent.published(ROOT)


@pytest.mark.parametrize("address", KINDS)
def test_all_kinds_stand_in_the_built_site(site, address):
    page, _, anchor = address.partition("#")
    text = (site / page / ("index.html" if page.endswith("/") else "")).read_bytes().decode()
    assert f'id="{anchor}"' in text or not anchor


def test_a_renamed_record_is_a_lost_address_and_a_new_one(project):
    rename(project)
    line = permanent.published(ROOT).index(OLD) + 1
    assert found(project) == [
        f"data/published.txt:{line}:1 公布过的地址“{OLD}”没有了。 "
        "请恢复它，或者在 data/redirects.yml 里写现在在哪里。",
        f"data/published.txt:1:1 有 1 个新地址没有登记：“{NEW}”。 "
        "请运行 python3 run.py urls；也可以自己加进去，一行一个。",
    ]


def test_the_command_lists_what_is_new_and_never_strikes_out(project):
    rename(project)
    assert run(project, "urls") == 0
    listed = permanent.published(project)
    assert listed == sorted({*permanent.published(ROOT), NEW})


def test_a_redirect_makes_a_rename_right(project):
    rename(project)
    redirect(project, (OLD, NEW))
    assert run(project, "urls") == 0
    assert run(project, "check") == 0


def test_a_star_stands_for_whatever_follows(project):
    rename(project)
    redirect(project, ("actors/rsb*", "actors/renshebu*"))
    run(project, "urls")
    assert found(project) == []
    assert permanent.moves(project, checked(project).redirects) == {OLD: NEW}


WRONG = [
    # entries, words of the message
    ([(OLD, "actors/nobody/")], "那里没有网页或者文件"),
    ([(OLD, "actors/b/"), ("actors/b/", NEW)], "那里没有网页或者文件"),
    ([(OLD, OLD)], "那里没有网页或者文件"),
    ([(OLD, NEW), ("actors/never/", NEW)], "地址“actors/never/”没有公布过"),
    ([("actors/rsb*", NEW)], "只有一个以 * 结尾"),
]


@pytest.mark.parametrize(("entries", "words"), WRONG)
def test_a_redirect_that_leads_nowhere_is_refused(project, entries, words):
    rename(project)
    run(project, "urls")
    redirect(project, *entries)
    assert any(words in problem for problem in found(project))


@pytest.mark.parametrize("old", ["a/../../x/", "../x/", "a/./x/", "a//x/", "a/..", "/x/"])
def test_a_redirect_writes_nothing_outside_the_site(project, old):
    with (project / permanent.FILE).open("a", encoding="utf-8") as published:
        published.write(f"{old}\n")
    redirect(project, (f'"{old}"', "benefits/"))
    with pytest.raises(RegisterError, match=r"redirects\.yml:2:10 “old”（原来的地址）"):
        checked(project)
    redirect(project, ("a*", "benefits/*"))  # stands for many, but not for those
    moved = permanent.moves(project, checked(project).redirects)
    assert "about/" in moved
    assert old not in moved


def test_a_retired_id_is_never_used_again(project):
    rename(project)
    redirect(project, (OLD, NEW))
    run(project, "urls")
    rename(project, "quxian", "rsb")
    redirect(project, (OLD, NEW), ("actors/quxian/", OLD))
    assert any(
        problem.startswith(f"data/actors/rsb.yml:1:5 地址“{OLD}”以前是别的记录的")
        for problem in found(project)
    )


def test_a_line_struck_out_of_the_list_is_told(project, capsys):
    path = project / "data/published.txt"
    path.write_text(path.read_text("utf-8").replace(f"{OLD}\n", ""), "utf-8")
    assert run(project, "urls", "--since", str(ROOT)) == 1
    assert f"“{OLD}”" in capsys.readouterr().out
    assert run(ROOT, "urls", "--since", str(ROOT)) == 0
