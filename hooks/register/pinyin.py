"""Pinyin for the site's own texts: one small map, so that no page carries it.

A phrase is in the map where its reading differs from the usual ones of its characters. Readings
come from pypinyin, whose phrases know most polyphones, and from data/pinyin.yml, which a person
reviewed and which comes first.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import accumulate, chain
from pathlib import Path
from typing import Any

from register.memory import Memory
from register.model import Pinyin

HAN = re.compile(r"[\u3400-\u9fff]+")
# Where texts stand that a page may show: folder, ending of the names.
TEXTS = (
    ("data", ".yml"),
    ("docs", ".md"),
    ("hooks/register", ".py"),
    ("macros/templates", ".html"),
)
NEVER_SHOWN = "characters.yml"  # the search's table of thousands of characters
# The orthography, GB/T 16159, writes these with their own tone, however they are spoken.
BASE_TONES = {"一": "yī", "不": "bù"}

Syllables = tuple[str, ...]
Readings = Mapping[str, Syllables]
Word = tuple[str, Syllables]


def files(root: Path) -> list[Path]:
    """The project's texts, sorted."""
    found = [root / "mkdocs.yml"]
    for start, ending in TEXTS:
        for folder, _folders, names in os.walk(root / start):
            found += [
                Path(folder, name)
                for name in names
                if name.endswith(ending) and name != NEVER_SHOWN
            ]
    return sorted(found)


def runs(root: Path, memory: Memory | None = None) -> list[str]:
    """Every run of Chinese characters in the project's texts, each once, sorted.

    With a memory, only files are read that changed since it was last asked.
    """
    before: dict[str, list[Any]] = (memory and memory.kept("pinyin-runs", HAN.pattern)) or {}
    found: dict[str, list[Any]] = {}
    for path in files(root):
        lies = path.stat()
        state = [lies.st_mtime_ns, lies.st_ctime_ns, lies.st_size]
        known = before.get(str(path), [None])
        found[str(path)] = known if known[0] == state else [state, _runs_of(path)]
    if memory and found != before:
        memory.keep("pinyin-runs", HAN.pattern, found)
    return sorted({run for _, its in found.values() for run in its})


def _runs_of(path: Path) -> list[str]:
    return sorted(set(HAN.findall(path.read_text(encoding="utf-8"))))


def spell(run: str, known: Readings, longest: int) -> list[str]:
    """Syllables of a run: the longest phrase that starts here, then on behind it.

    assets/pinyin.js does the same in the browser. "" stands for a character that is not known.
    """
    syllables: list[str] = []
    at = 0
    while at < len(run):
        length = min(longest, len(run) - at)
        while length > 1 and run[at : at + length] not in known:
            length -= 1
        syllables += known.get(run[at : at + length], ("",))
        at += length
    return syllables


class Speller:
    """Cuts a run into words and spells each; reviewed readings come before pypinyin's.

    `known` are words spelt before: pypinyin, which takes 0.3 s to load, is asked for others alone.
    """

    def __init__(self, reviewed: Readings, known: Mapping[str, Word] | None = None) -> None:
        import rjieba  # noqa: PLC0415 - its dictionary takes 0.1 s, seldom needed

        # One pair for all places of a word: texts have thousands of words, at many places each.
        self.known = dict(known or {}) | {text: (text, said) for text, said in reviewed.items()}
        longest_first = sorted(reviewed, key=len, reverse=True)
        self.pattern = re.compile("|".join(longest_first) or "(?!)")
        self.cut = rjieba.cut

    def words(self, run: str) -> list[Word]:
        """Words of a run in order, each with its syllables."""
        words: list[Word] = []
        at = 0
        for match in self.pattern.finditer(run):
            words += map(self._word, self.cut(run[at : match.start()]))
            words.append(self.known[match[0]])
            at = match.end()
        return words + [self._word(word) for word in self.cut(run[at:])]

    def _word(self, word: str) -> Word:
        if word not in self.known:
            self.known[word] = word, _spelt_by_pypinyin(word)
        return self.known[word]


def _spelt_by_pypinyin(word: str) -> Syllables:
    from pypinyin import Style, pinyin  # noqa: PLC0415 - see above

    said = (syllable for (syllable,) in pinyin(word, style=Style.TONE))
    return tuple(BASE_TONES.get(c, s) for c, s in zip(word, said, strict=True))


def readings(spelt: Mapping[str, list[Word]]) -> dict[str, Syllables]:
    """The usual reading of each character, and of each phrase that is read otherwise."""
    words = Counter(chain.from_iterable(spelt.values()))
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for word, times in words.items():
        for character, syllable in zip(*word, strict=True):
            counts[character][syllable] += times
    known: dict[str, Syllables] = {
        c: (min(n, key=lambda s: (-n[s], s)),) for c, n in sorted(counts.items())
    }
    # With characters alone, a run goes wrong only where a word in it is read in an unusual way.
    unusual = {word for word in words if any(known[c] != (s,) for c, s in zip(*word, strict=True))}
    doubtful = [run for run, its in spelt.items() if not unusual.isdisjoint(its)]
    # A phrase may be found where it does not belong; the phrase around it then mends that.
    while added := dict(_missing(spelt, doubtful, known)):
        known |= added
        touched = re.compile("|".join(added))
        doubtful = [run for run in spelt if touched.search(run)]
    return known


def _missing(
    spelt: Mapping[str, list[Word]], doubtful: list[str], known: Readings
) -> Iterator[Word]:
    """For each doubtful run that would be spelt wrongly, a phrase that mends its first fault."""
    longest = max(map(len, known), default=1)
    for run in doubtful:
        right = [syllable for _, said in spelt[run] for syllable in said]
        ours = spell(run, known, longest)
        if ours != right:
            wrong = next(at for at, syllable in enumerate(right) if ours[at] != syllable)
            yield _phrase(spelt[run], wrong, known)


def _phrase(words: list[Word], at: int, known: Readings) -> Word:
    """The word that covers a place, with as many of its neighbours as make it a new phrase."""
    ends = list(accumulate(len(word) for word, _ in words))
    here = next(index for index, end in enumerate(ends) if at < end)
    spans = [(start, here + 1) for start in range(here, -1, -1)]
    spans += [(0, end) for end in range(here + 2, len(words) + 1)]
    for start, end in spans:
        text = "".join(word for word, _ in words[start:end])
        if len(text) > 1 and text not in known:
            break
    return text, tuple(syllable for _, said in words[start:end] for syllable in said)


def published(root: Path, pinyin: Pinyin, memory: Memory) -> str:
    """The map as the browser gets it: characters under their syllable, phrases spelt out."""
    reviewed = {reading.text: tuple(reading.syllables.split(" ")) for reading in pinyin.readings}
    texts = runs(root, memory)
    made_from = json.dumps([texts, reviewed])
    text: str = memory.recall("pinyin", made_from, lambda: _made(texts, reviewed, memory))
    return text


def _made(texts: list[str], reviewed: Readings, memory: Memory) -> str:
    known = readings(_spelt(texts, reviewed, memory))
    characters: dict[str, str] = defaultdict(str)
    for text, said in known.items():
        if len(text) == 1:
            characters[said[0]] += text
    phrases = {text: " ".join(said) for text, said in known.items() if len(text) > 1}
    whole = {"characters": characters, "phrases": phrases}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _spelt(texts: list[str], reviewed: Readings, memory: Memory) -> dict[str, list[Word]]:
    """Each run's words; only runs that no earlier build met have to be spelt."""
    key = json.dumps(reviewed)
    kept = memory.kept("pinyin-spelt", key) or {"words": {}, "runs": {}}
    known = {word: (word, tuple(said)) for word, said in kept["words"].items()}
    spelt = {run: [known[word] for word in words] for run, words in kept["runs"].items()}
    new = [text for text in texts if text not in spelt]
    if new:
        speller = Speller(reviewed, known)
        spelt |= {text: speller.words(text) for text in new}
        runs = {text: [word for word, _ in spelt[text]] for text in texts}
        used = {word for words in runs.values() for word in words}
        said = {word: speller.known[word][1] for word in sorted(used)}
        memory.keep("pinyin-spelt", key, {"words": said, "runs": runs})
    return {text: spelt[text] for text in texts}
