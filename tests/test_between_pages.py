"""What pages are to each other: told apart by their heads, and linked both ways."""

import re

from heads import repeated


def read(site, url):
    return (site / url / "index.html").read_text(encoding="utf-8")


def test_no_two_pages_have_the_same_title_or_description(site):
    assert repeated(site) == {}


def test_tasks_and_terms_link_each_other(site, register):
    """A task's page leads to the terms that stand in it, and they lead to it."""
    there = {
        (task.id, term)
        for task in register.tasks.values()
        for term in re.findall(
            r'href="[./]*terms/\w/#([\w-]+)"', read(site, f"plans/{task.plan}/tasks/{task.number}")
        )
    }
    letters = [read(site, f"terms/{term.letter}") for term in register.terms.values()]
    entries = {
        term: entry
        for page in letters
        for term, entry in re.findall(r'<div id="([\w-]+)"><dt>(.*?)</dd></div>', page)
    }
    back = {
        (f"{plan}/{number}", term)
        for term, entry in entries.items()
        for plan, number in re.findall(r'href="[./]*plans/([\w-]+)/tasks/(\d+)/', entry)
    }
    assert {term for _, term in there} == set(register.terms)
    assert there ^ back == set()


def test_units_page_leads_to_those_whom_only_the_text_names(site, register):
    link = f'<a href="../actors/">原文点名的{len(register.actors)}个主体</a>'
    assert link in read(site, "units")
