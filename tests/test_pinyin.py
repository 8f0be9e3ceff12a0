"""Readings: pypinyin's and the reviewed ones, kept whole by a small map; the browser agrees."""

import json

import pytest
from conftest import ROOT

from register.memory import Memory
from register.pinyin import Speller, published, readings, runs, spell


@pytest.fixture(scope="session")
def texts():
    return runs(ROOT)


@pytest.fixture(scope="session")
def speller(register):
    reviewed = {r.text: tuple(r.syllables.split(" ")) for r in register.pinyin.readings}
    return Speller(reviewed)


@pytest.fixture(scope="session")
def spelt(texts, speller):
    return {text: speller.words(text) for text in texts}


@pytest.fixture(scope="session")
def known(spelt):
    return readings(spelt)


def test_map_spells_every_text_as_its_words_are_read(spelt, known):
    longest = max(map(len, known))
    right = {run: [s for _, said in words for s in said] for run, words in spelt.items()}
    assert {run: spell(run, known, longest) for run in right} == right


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("重庆市", "chóng qìng shì"),
        ("重度残疾人家庭", "zhòng dù cán jí rén jiā tíng"),
        ("还没有写明", "hái méi yǒu xiě míng"),
        ("农业银行", "nóng yè yín háng"),
        ("人行重庆市分行", "rén háng chóng qìng shì fēn háng"),
        ("实施行动", "shí shī xíng dòng"),
        ("长期居住", "cháng qī jū zhù"),
        ("派人参加", "pài rén cān jiā"),
        ("应当", "yīng dāng"),
        ("适当减免", "shì dàng jiǎn miǎn"),
        ("种植养殖", "zhòng zhí yǎng zhí"),
        ("出处", "chū chù"),
        ("一个不少", "yī gè bù shǎo"),
        ("以原文为准", "yǐ yuán wén wéi zhǔn"),
        ("给予补贴", "jǐ yǔ bǔ tiē"),
        ("得到", "dé dào"),
        ("办得更好", "bàn de gèng hǎo"),
        ("教育部门", "jiào yù bù mén"),
        ("培训要教市场上用得上的", "péi xùn yào jiāo shì chǎng shàng yòng de shàng de"),
    ],
)
def test_polyphones_of_our_texts(known, text, said):
    assert " ".join(spell(text, known, max(map(len, known)))) == said


def test_reviewed_readings_come_first(register, known):
    longest = max(map(len, known))
    for reading in register.pinyin.readings:
        assert spell(reading.text, known, longest) == reading.syllables.split(" ")


def test_every_reviewed_reading_is_used_by_some_text(register, texts):
    unused = [r.text for r in register.pinyin.readings if not any(r.text in t for t in texts)]
    assert unused == []


def test_a_word_found_in_the_wrong_place_is_mended_by_a_longer_one():
    spelt = {
        "增长期间": [("增长", ("zēng", "zhǎng")), ("期间", ("qī", "jiān"))],
        "长期": [("长期", ("cháng", "qī"))],
        "长": [("长", ("zhǎng",))],
    }
    known = readings(spelt)
    assert spell("增长期间", known, 4) == ["zēng", "zhǎng", "qī", "jiān"]
    assert spell("长期", known, 4) == ["cháng", "qī"]


def test_an_unknown_character_stays_without_reading():
    assert spell("龘", {"人": ("rén",)}, 1) == [""]


def test_the_map_is_the_same_from_memory_and_anew(register, tmp_path):
    memory = Memory(tmp_path)
    first = published(ROOT, register.pinyin, memory)
    assert published(ROOT, register.pinyin, memory) == first
    (tmp_path / "pinyin.json").write_text("damaged", encoding="utf-8")
    assert published(ROOT, register.pinyin, memory) == first


def test_browser_spells_every_text_alike(page, served, texts, known):
    page.goto(served)
    theirs = page.evaluate(
        """async texts => { const m = await import('./assets/pinyin.js');
           const known = await m.load();
           return texts.map(text => m.spell(text, known)); }""",
        texts,
    )
    longest = max(map(len, known))
    ours = [spell(text, known, longest) for text in texts]
    assert [pair for pair in zip(texts, theirs, ours, strict=True) if pair[1] != pair[2]] == []


def test_map_is_published_small(served_folder):
    raw = (served_folder / "assets/pinyin.json").read_bytes()
    assert len(raw) < 16 * 1024
    assert set(json.loads(raw)) == {"characters", "phrases"}
