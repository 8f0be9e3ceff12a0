"""Terms are marked where they first occur, and never change a text."""

from collections import Counter

import pytest
from markupsafe import Markup

from register.glossing import Glossary
from register.model import Term
from register.typography import full_width


def term(id_, words):
    return Term.model_construct(id=id_, term=words)


SMALL = Glossary(
    [term("workshop", "辅助性就业机构"), term("work", "辅助性就业"), term("hire", "招录(聘)")]
)


def marked(pieces):
    return [(text, found.id) for text, found in pieces if found]


def test_longest_term_wins():
    assert marked(SMALL.reader().read("在辅助性就业机构里")) == [("辅助性就业机构", "workshop")]


def test_a_term_is_marked_only_where_it_is_first_met():
    reader = SMALL.reader()
    assert marked(reader.read("辅助性就业和辅助性就业")) == [("辅助性就业", "work")]
    assert marked(reader.read("辅助性就业")) == []
    assert list(reader.met) == ["work"]


def test_two_readers_do_not_share_what_they_met():
    SMALL.reader().read("辅助性就业")
    assert marked(SMALL.reader().read("辅助性就业")) == [("辅助性就业", "work")]


def test_a_term_with_half_width_marks_is_found_in_text_set_full_width():
    assert marked(SMALL.reader().read("面向残疾人招录(聘)")) == [("招录（聘）", "hire")]


def test_a_glossary_without_terms_marks_nothing():
    assert Glossary([]).reader().read("残疾人") == [("残疾人", None)]


def test_markup_is_refused_since_it_may_hold_links():
    with pytest.raises(TypeError):
        SMALL.reader().read(Markup('<a href="/">辅助性就业</a>'))


def test_pieces_of_every_quotation_join_to_it(register):
    glossary = Glossary(register.terms.values())
    changed = [
        measure.id
        for measure in register.measures.values()
        if "".join(text for text, _ in glossary.reader().read(measure.quote))
        != full_width(measure.quote)
    ]
    assert changed == []


def test_links_are_escaped(register, tmp_path):
    from register.render import Renderer

    renderer = Renderer(register, {}, tmp_path)
    word = next(iter(renderer.glossary.terms))
    reader = renderer.glossary.reader()
    shown = renderer.part("ours", "units/x/", f"<script>{word}</script>{{{{ 7*6 }}}}", reader)
    assert f">{word}</a>&lt;/script&gt;{{{{ 7*6 }}}}" in shown
    assert "<script>" not in shown


def test_most_benefits_explain_a_term(register):
    glossary = Glossary(register.terms.values())
    counts = Counter()
    for benefit in register.benefits.values():
        reader = glossary.reader()
        for id_ in benefit.measures:
            reader.read(register.measures[id_].quote)
        counts[bool(reader.met)] += 1
    assert counts[True] >= 0.9 * counts.total()
