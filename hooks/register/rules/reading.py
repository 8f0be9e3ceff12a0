"""What is written for reading with ease: easy lines are short, pinyin fits its characters."""

from __future__ import annotations

import re

from register.problem import Problem
from register.rules.common import Problems, cut
from register.store import Register

LONGEST_EASY_LINE = 25  # characters; READERS ask for 20 on average
HAN = re.compile(r"[\u3400-\u9fff]+")
SYLLABLE = re.compile(r"[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6}")


def easy_lines_short(register: Register) -> Problems:
    """No line of an easy version is longer than readers can hold in mind."""
    for benefit in register.benefits.values():
        for index, line in enumerate(benefit.easy):
            if len(line) > LONGEST_EASY_LINE:
                place = register.origin(benefit).place("easy", index)
                cause = f"易读的一行有 {len(line)} 个字：“{cut(line)}”。"
                yield Problem(place, cause, f"请拆成几行，每行不超过 {LONGEST_EASY_LINE} 个字。")


def readings_sound(register: Register) -> Problems:
    """A reading has one syllable for each character, and no phrase is read in two ways."""
    origin = register.origins["Pinyin", "pinyin"]
    seen: set[str] = set()
    for index, reading in enumerate(register.pinyin.readings):
        syllables = reading.syllables.split(" ")
        if not HAN.fullmatch(reading.text):
            place = origin.place("readings", index, "text")
            yield Problem(place, f"“{reading.text}”不全是汉字。", "标点、数字和字母不用注音。")
        elif len(syllables) != len(reading.text) or not all(map(SYLLABLE.fullmatch, syllables)):
            place = origin.place("readings", index, "syllables")
            cause = f"“{reading.text}”的读音“{reading.syllables}”不对。"
            yield Problem(place, cause, "每个字写一个带调号的音节，音节之间空一格。")
        if reading.text in seen:
            place = origin.place("readings", index, "text")
            yield Problem(place, f"“{reading.text}”写了两遍。", "请只留一个。")
        seen.add(reading.text)
