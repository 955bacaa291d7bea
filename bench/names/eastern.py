"""Persons with names of China and Korea, of which the lists of pairs have too few.

Given names are those that Wikidata knows: Han characters with pinyin that has a tone mark for each
of them (Gène, Shūji and Déca have not), and two syllables of Hangul with a spelling near to the
official romanisation. Family names are some thirty of the commonest, the Korean ones in the
spellings that their bearers use.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from bench.names import cast, sources
from safeconduct.names.coded import is_pinyin
from safeconduct.names.glued import eastern
from safeconduct.names.persons import Person
from safeconduct.names.sounds import is_hangul

NEAR = 0.6
"""So like the official romanisation is a spelling of Hangul that it is of the same word."""
MANDARIN = (
    "王 Wang 李 Li 张 Zhang 刘 Liu 陈 Chen 杨 Yang 赵 Zhao 黄 Huang 周 Zhou 吴 Wu 徐 Xu 孙 Sun "
    "胡 Hu 朱 Zhu 高 Gao 林 Lin 何 He 郭 Guo 马 Ma 罗 Luo 曹 Cao 杜 Du 邱 Qiu 于 Yu 习 Xi "
    "崔 Cui 单 Shan 欧阳 Ouyang 谢 Xie 许 Xu 邓 Deng 冯 Feng"
)
KOREAN = (
    "김 Kim 이 Lee 이 Yi 박 Park 박 Pak 최 Choi 최 Choe 정 Jung 정 Chung 강 Kang 조 Cho 조 Jo "
    "윤 Yoon 장 Jang 임 Im 임 Lim 리 Ri 한 Han 오 Oh 서 Seo 신 Shin 권 Kwon 황 Hwang 안 Ahn "
    "송 Song 유 Yoo 류 Ryu 홍 Hong 노 No 노 Roh"
)
_NO_NAME = "氏姓"
"""Ends characters that Wikidata has for a family, not for a word of a name."""
_TONES = "\u0304\u0301\u030c\u0300"
_INITIALS = "g kk n d tt r m b pp s ss - j jj ch k t p h"
_MIDDLES = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i"
_FINALS = "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t"
_HANGUL = 0xAC00


@dataclass(frozen=True)
class Given:
    """A given name, as its own script and as Latin letters have it."""

    native: str
    latin: str
    unseen: bool


def mandarin(rigour: Path) -> list[Given]:
    """Given names of one or two characters that Wikidata has with pinyin and a tone for each."""
    found = []
    for words in sources.clusters(rigour):
        latin = [w for w in words if sources.script(w) == "Latin"]
        spelled = {tones(w): plain(w) for w in latin if is_pinyin(plain(w))}
        unseen = any(map(sources.judged, latin))
        for word in words:
            han = sources.script(word) == "Cjk" and len(word) <= 2 and word[-1] not in _NO_NAME
            if han and len(word) in spelled:
                found.append(Given(word, spelled[len(word)], unseen))
    return found


def korean(rigour: Path, chance: random.Random) -> list[Given]:
    """Given names of two syllables of Hangul that Wikidata has with a spelling near to them."""
    found = []
    for words in sources.clusters(rigour):
        latin = [w for w in words if sources.script(w) == "Latin"]
        unseen = any(map(sources.judged, latin))
        for word in words:
            if len(word) != 2 or not all(map(is_hangul, word)):
                continue
            official = romanised(word)
            near = [
                w for w in latin
                if w.isascii() and eastern(w)
                and Levenshtein.normalized_similarity(official, w) > NEAR
            ]  # fmt: skip
            if near:
                found.append(Given(word, chance.choice(near), unseen))
    return found


def told(
    given: Sequence[Given], families: str, group: str, number: int, chance: random.Random, *,
    unseen: bool,
) -> list[cast.Twice]:  # fmt: skip
    """Persons of a family name and a given one, asked for in their script and held in Latin."""
    mine = [name for name in given if name.unseen == unseen]
    signs = families.split()
    pairs = list(zip(signs[::2], signs[1::2], strict=True))
    found = []
    for at in range(number):
        (native, latin), name = chance.choice(pairs), chance.choice(mine)
        held = [latin, name.latin.title()]
        chance.shuffle(held)
        day = cast.born(chance)
        number_ = f"{group}-{at}"
        asked = Person((native + name.native,), day, id=number_)
        kept = Person((" ".join(held),), cast.retold(day, chance), id=number_)
        found.append(cast.Twice(asked, kept, group, True, unseen))
    return found


def tones(word: str) -> int:
    """How many tone marks of pinyin a word has."""
    return sum(sign in _TONES for sign in unicodedata.normalize("NFD", word))


def plain(word: str) -> str:
    """A word without its accents."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def romanised(word: str) -> str:
    """Hangul as the Revised Romanization has it, each syllable by itself."""
    found = ""
    for sign in word:
        number = ord(sign) - _HANGUL
        for table, at in (
            (_INITIALS, number // 588), (_MIDDLES, number % 588 // 28), (_FINALS, number % 28),
        ):  # fmt: skip
            found += table.split()[at].strip("-")
    return found
