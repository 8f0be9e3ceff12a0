"""What fields may hold: one table of characters and lengths for each kind of text, and addresses.

Lists of what is allowed, not of what is dangerous: anything that is on none of them is refused,
whoever sends it and whatever it was meant to do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff"
ALNUM = "A-Za-z0-9"
# Our wording: no sign that HTML, templates, Markdown tables or shells give a meaning to.
OURS = f"{HAN}{ALNUM} !#%&'()+,./:;=?@_~·—‘’“”…‰、。《》〈〉〔〕【】！（），：；？-"
# The notice's own words, which we may not choose: printable ASCII, what Chinese texts print.
NOTICES = (
    "\n\u0020-\u007e\u00a0°±·×÷\u2010-\u2027\u2030-\u203e\u2100-\u214f\u2160-\u216b\u2190-\u2193"
    "\u2200-\u22ff\u2460-\u24ff\u25a0-\u25ff\u3000-\u301f\u3220-\u3247\u3280-\u32b0\u3380-\u33dd"
    f"\uff01-\uff5e\uffe5{HAN}"
)
SYLLABLES = "a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü "


@dataclass(frozen=True)
class Kind:
    """A kind of text: which characters it may hold, how many, and what to write instead."""

    characters: str
    longest: int
    remedy: str
    spaced: bool = True  # whether spaces may stand at its ends and side by side
    other: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        spaces = "" if self.spaced else "|^ | $|  "
        object.__setattr__(self, "other", re.compile(f"[^{self.characters}]{spaces}"))

    def fault(self, name: str, text: str) -> tuple[str, str] | None:
        """What is wrong with the text of the field that has a name, and what to do."""
        if len(text) > self.longest:
            return f"{name}有 {len(text)} 个字符，最多 {self.longest} 个。", "请写短一些。"
        if wrong := self.other.search(text):
            return f"{name}里有不能用的字符：{named(wrong[0])}。", self.remedy
        return None


COMMON = "请删掉它，或者换成汉字、英文字母、数字和常用标点。"
WORDING = Kind(OURS, 500, COMMON, spaced=False)
NOTICE = Kind(NOTICES, 5000, COMMON)
NAME = Kind(f"{HAN}{ALNUM}、·（）()+—-", 60, "名称只用汉字、字母、数字、顿号和括号。", spaced=False)
SOUNDS = Kind(SYLLABLES, 200, "读音只用带调号的小写字母和空格。", spaced=False)


def named(characters: str) -> str:
    """A character as a message can show it; what cannot be seen, by its number alone."""
    first = characters[0]
    seen = f"“{first}”" if first.isprintable() and not first.isspace() else ""
    return f"{seen}U+{ord(first):04X}"


# Ids become addresses and names of folders.
SLUG = "[a-z0-9]+(-[a-z0-9]+)*"
DEVICES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)),
}


def portable(id_: str) -> str:
    """The id; ValueError for one that Windows cannot have as the name of a file."""
    if DEVICES & set(id_.split("/")):
        raise ValueError("Windows 不能用这个名称作文件名，请换一个")
    return id_


# A host by its name, in ASCII, without account and port; a path as RFC 3986 writes it.
HOST = r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}"
URL = rf"^https?://{HOST}(/[A-Za-z0-9._~!$&()*+,;=:@%/?#-]*)?$"
LONGEST_URL = 500
# Sites of public bodies that can be read without encryption only.
PLAIN_HTTP = (".gov.cn", ".gddpf.org.cn")


def address(url: str) -> str:
    """The address; ValueError for a host in disguise, or one to be asked without encryption."""
    scheme, _, rest = url.partition("://")
    host = rest.partition("/")[0]
    if "xn--" in host:
        raise ValueError("网址的主机名只能用看得懂的英文字母，不能用 xn-- 的写法")
    if scheme == "http" and not f".{host}".endswith(PLAIN_HTTP):
        raise ValueError("网址要以 https:// 开头；只有政府网站可以用 http://")
    return url


def is_address(text: str) -> bool:
    """Whether a text is an address that may be linked."""
    try:
        return bool(re.fullmatch(URL, text)) and len(text) <= LONGEST_URL and bool(address(text))
    except ValueError:
        return False


RARE = "猇瀍崀漷"  # in names of places, though GB 2312 lacks them


def look_alike(name: str) -> str | None:
    """A character of a name that simplified Chinese does not use: 殘 for 残, 巿 for 市."""
    return next((c for c in name if _encodes(c, "big5") and not _encodes(c, "gb2312")), None)


@lru_cache(maxsize=8192)
def _encodes(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return encoding == "gb2312" and character in RARE
    return True
