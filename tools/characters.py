# /// script
# requires-python = ">=3.11"
# dependencies = ["pypinyin==0.55.0", "opencc-python-reimplemented==0.1.7", "rjieba"]
# ///
"""Renew data/characters.yml: syllables, readings of phrases, and traditional characters.

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
    heard = {c: sound(c) for c in sorted(site | set(common()))}
    lines = [HEADER, "syllables:\n", *items(syllables(heard))]
    lines += ["readings:\n", *items(readings(texts, heard, reviewed))]
    lines += ["traditional:\n", *items(traditional(site))]
    TARGET.write_text("".join(lines), encoding="utf-8", newline="\n")


def items(texts: Iterable[str]) -> Iterator[str]:
    """Each text as a line of a list."""
    return (f"  - {text}\n" for text in texts)


def common() -> str:
    """The 3,755 characters of GB 2312, level 1."""
    cells = (bytes([row, cell]) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
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


def traditional(site: set[str]) -> list[str]:
    """`残殘`: a character of our texts and the traditional ones that stand for it."""
    groups: dict[str, str] = defaultdict(str)
    for line in VARIANTS.read_text("utf-8").splitlines():
        variant, simple = line.split("\t")[0], line.split("\t")[1].split()[0]
        if variant != simple and simple in site and HAN.fullmatch(variant):
            groups[simple] += variant
    return [simple + variants for simple, variants in sorted(groups.items())]


if __name__ == "__main__":
    main()
