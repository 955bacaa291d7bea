"""Names in Han characters: where the family name ends, and how the characters are read.

Each tradition reads the same characters its own way, and the name is spelled abroad as its bearer
reads it: 陳大文 is Chen Dawen or Chan Tai Man, 金正恩 is Kim Jong Un, 山田太郎 Yamada Taro.
So a name has one reading for each tradition, and the words of one reading go together.

Mandarin comes from the library anyascii, Cantonese and Sino-Korean from `data/han.tsv.gz`, which
is made from Unihan (Unicode Standard Annex 38: kCantonese, kHangul; licence in `data/LICENCES.md`).
Japanese names do not follow from their characters; those that are known stand among what is
learnt.
"""

from __future__ import annotations

import gzip
from functools import cache
from importlib.resources import files

from anyascii import anyascii

COMPOUND = frozenset(
    [
        "欧阳",
        "歐陽",
        "司马",
        "司馬",
        "诸葛",
        "諸葛",
        "上官",
        "皇甫",
        "夏侯",
        "尉迟",
        "尉遲",
        "东方",
        "東方",
        "令狐",
        "慕容",
        "司徒",
        "南宫",
        "南宮",
        "端木",
        "公孙",
        "公孫",
        "轩辕",
        "軒轅",
        "宇文",
        "长孙",
        "長孫",
        "独孤",
        "獨孤",
        "拓跋",
        "赫连",
        "赫連",
        "申屠",
        "呼延",
        "西门",
        "西門",
        "百里",
        "淳于",
        "单于",
        "單于",
        "太史",
        "闻人",
        "聞人",
    ]
)
"""Family names of two characters."""
_AS_FAMILY = {
    "单": "shan", "單": "shan", "仇": "qiu", "查": "zha", "解": "xie", "曾": "zeng", "任": "ren",
    "区": "ou", "區": "ou", "朴": "piao", "盖": "ge", "繁": "po", "覃": "qin", "乐": "yue",
    "樂": "yue", "尹": "yin", "翟": "zhai", "缪": "miao", "繆": "miao", "尉": "wei", "宁": "ning",
    "葉": "ye", "叶": "ye",
}  # fmt: skip
"""Characters that a Mandarin family name reads otherwise than elsewhere."""
TRADITIONS = ("mandarin", "cantonese", "korean")


def is_han(sign: str) -> bool:
    """Whether a character is a Han character (CJK unified ideographs, extension A, B onwards)."""
    code = ord(sign)
    return 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0x20000 <= code <= 0x3FFFF


def family(word: str) -> int:
    """How many of a name's characters are the family's, of 2 to 4 characters without a space."""
    return 2 if len(word) > 2 and word[:2] in COMPOUND else 1


def read(word: str, tradition: str, *, as_family: bool) -> str:
    """How a tradition reads characters, in Latin letters; empty if it does not know one of them."""
    if tradition == "mandarin":
        if as_family and word in _AS_FAMILY:
            return _AS_FAMILY[word]
        return anyascii(word).lower()
    table = _tables()[tradition]
    parts = [table.get(sign, "") for sign in word]
    return "".join(parts) if all(parts) else ""


@cache
def _tables() -> dict[str, dict[str, str]]:
    packed = files("safeconduct.names").joinpath("data/han.tsv.gz").read_bytes()
    found: dict[str, dict[str, str]] = {"cantonese": {}, "korean": {}}
    for row in gzip.decompress(packed).decode().splitlines():
        tradition, reading, signs = row.split("\t")
        found[tradition].update(dict.fromkeys(signs, reading))
    return found
