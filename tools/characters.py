# /// script
# requires-python = ">=3.11"
# dependencies = ["pypinyin==0.55.0", "opencc-python-reimplemented==0.1.7", "rjieba"]
# ///
"""Renew data/characters.yml, for the search, and traditional characters for the importer.

    uv run tools/characters.py

Run it when the texts have got many new words, and read the difference before you keep it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import opencc
import rjieba
from pypinyin import lazy_pinyin

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "data" / "characters.yml"
PAIRS = ROOT / "hooks" / "register" / "importer" / "traditional.txt"
PHRASES = ROOT / "data" / "pinyin.yml"
TEXTS = ("actors/*.yml", "plans/**/*.yml", "terms/*.yml", "units/*.yml", "search.yml")
HAN = re.compile(r"[\u4e00-\u9fff]+")
VARIANTS = Path(opencc.__file__).parent / "dictionary" / "TSCharacters.txt"
HEADER = """\
# 搜索按读音和繁体找字时用的表。由 tools/characters.py 生成（读音依 pypinyin，繁体依 OpenCC），
# 生成以后人工看过；不要手改，改 tools/characters.py。
"""


def main() -> None:
    """Write the tables."""
    reviewed = reviewed_pinyin()
    texts = [path.read_text("utf-8") for pattern in TEXTS for path in ROOT.glob(f"data/{pattern}")]
    site = {c for text in texts for run in HAN.findall(text) for c in run}
    heard = {c: sound(c) for c in sorted(site | set(gb2312(COMMON)))}
    lines = [HEADER, "syllables:\n", *items(syllables(heard))]
    lines += ["readings:\n", *items(readings(texts, heard, reviewed))]
    lines += ["traditional:\n", *items(traditional(site))]
    TARGET.write_text("".join(lines), encoding="utf-8", newline="\n")
    # Notices have other characters than our texts, so the importer knows more.
    pairs = "".join(f"{line}\n" for line in traditional(set(gb2312(ALL))))
    PAIRS.write_text(pairs, encoding="utf-8", newline="\n")


def items(texts: Iterable[str]) -> Iterator[str]:
    """Each text as a line of a list."""
    return (f"  - {text}\n" for text in texts)


COMMON, ALL = 0xD7, 0xF7  # the last rows of GB 2312, level 1 (3,755) and level 2 (6,763)


def gb2312(last: int) -> str:
    """The Chinese characters of GB 2312 up to a row."""
    cells = (bytes([row, cell]) for row in range(0xB0, last + 1) for cell in range(0xA1, 0xFF))
    return b"".join(cells).decode("gb2312", errors="ignore")


def sound(character: str) -> str:
    """A character's usual syllable without tone; ü is typed v or u, and is u here."""
    return lazy_pinyin(character)[0].replace("v", "u")


def syllables(heard: dict[str, str]) -> Iterator[str]:
    """`ba 八巴把`: a syllable and its characters."""
    groups: dict[str, str] = defaultdict(str)
    for character, syllable in heard.items():
        groups[syllable] += character
    return (f"{syllable} {characters}" for syllable, characters in sorted(groups.items()))


def readings(texts: list[str], heard: dict[str, str], reviewed: dict[str, list[str]]) -> list[str]:
    """`银行 yin hang`: the shortest words in which a character is not read as usual."""
    known = {c: [syllable] for c, syllable in heard.items()}
    words = {w for text in texts for run in HAN.findall(text) for w in rjieba.cut(run)}
    found = {word: said for word, said in reviewed.items() if said != read(word, known)}
    for word in sorted(words, key=lambda word: (len(word), word)):
        said = [syllable.replace("v", "u") for syllable in lazy_pinyin(word)]
        if not any(phrase in word for phrase in reviewed) and said != read(word, known | found):
            found[word] = said
    return [f"{word} {' '.join(said)}" for word, said in found.items()]


def read(word: str, known: dict[str, list[str]]) -> list[str]:
    """Syllables of a word by the longest phrases that are known, as the browser reads it."""
    pattern = "|".join(sorted(known, key=len, reverse=True))
    return [syllable for piece in re.findall(pattern, word) for syllable in known[piece]]


def reviewed_pinyin() -> dict[str, list[str]]:
    """Phrases whose reading a person reviewed for the annotations, without tones."""
    found = {}
    for text, said in re.findall(r"text: (\S+), syllables: ([^}]+)", PHRASES.read_text("utf-8")):
        bare = unicodedata.normalize("NFD", said.replace("ü", "u"))
        found[text] = "".join(c for c in bare if not unicodedata.combining(c)).split()
    return found


def traditional(wanted: set[str]) -> list[str]:
    """`残殘`: a character and the traditional ones that stand for it."""
    groups: dict[str, str] = defaultdict(str)
    for line in VARIANTS.read_text("utf-8").splitlines():
        variant, simple = line.split("\t")[0], line.split("\t")[1].split()[0]
        if variant != simple and simple in wanted and HAN.fullmatch(variant):
            groups[simple] += variant
    return [simple + variants for simple, variants in sorted(groups.items())]


if __name__ == "__main__":
    main()
