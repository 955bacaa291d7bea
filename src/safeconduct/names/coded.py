"""A name's words with their sounds and codes: what keys and score are made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from safeconduct.names import han, learnt
from safeconduct.names.codes import Codes, codes
from safeconduct.names.folding import LONGEST
from safeconduct.names.glued import pinyin
from safeconduct.names.reading import Reading, Word, read
from safeconduct.names.sounds import Alternatives, hear
from safeconduct.names.syllables import voiced

MOST = 4
"""Codes of one kind that a word and its learnt spellings may have together."""
VOICED = ("mandarin", "cantonese", "korean", "eastern")
"""Traditions in which vowels count."""
_PINYIN = {"c": "c", "q": "C", "x": "S"}
"""Letters that pinyin has for other sounds than other spellings have."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A word with its codes, and the spellings that were learnt of it."""

    word: Word
    codes: Codes
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodedName:
    """A reading of a name with the codes of its words."""

    reading: Reading
    words: tuple[Coded, ...]


def coded(name: str) -> tuple[CodedName, ...]:
    """The readings of a name with the codes of their words.

    Characters whose sound nobody knows have no codes; a reading of nothing else is left out.
    """
    return _short(name) if len(name) <= LONGEST else _coded(name)


@lru_cache(maxsize=4096)
def _short(name: str) -> tuple[CodedName, ...]:
    return _coded(name)


def _coded(name: str) -> tuple[CodedName, ...]:
    found = []
    for reading in read(name):
        how = voiced_codes if reading.tradition in VOICED else word_codes
        spoken = tuple(c for c in (Coded(w, *how(w.text)) for w in reading.words) if c.codes.fine)
        if spoken:
            found.append(CodedName(reading, spoken))
    return tuple(found)


@lru_cache(maxsize=65536)
def word_codes(text: str) -> tuple[Codes, tuple[str, ...]]:
    """The codes of a folded word, and the spellings learnt of it."""
    spellings = learnt.spellings(text)
    own = Codes((), ()) if any(map(han.is_han, text)) else codes(sounds(text))
    more = [codes(hear(other)) for other in spellings]
    fine = dict.fromkeys([*own.fine, *(c for m in more for c in m.fine[:1])])
    wide = dict.fromkeys([*own.wide, *(c for m in more for c in m.wide[:1])])
    return Codes(tuple(fine)[:MOST], tuple(wide)[:MOST]), spellings


@lru_cache(maxsize=65536)
def voiced_codes(text: str) -> tuple[Codes, tuple[str, ...]]:
    """The codes of a folded word of an eastern name, and the spellings learnt of it."""
    spellings = learnt.spellings(text)
    found = [*voiced(text), *(code for other in spellings for code in voiced(other)[:1])]
    both = tuple(dict.fromkeys(found))[:MOST]
    return Codes(both, both), spellings


def sounds(text: str) -> list[Alternatives]:
    """The sounds of a folded word, also as the pinyin that it may be."""
    heard = hear(text)
    first = text[:1]
    if first in _PINYIN and text[:2] != "ch" and text.isascii() and is_pinyin(text):
        return [(_PINYIN[first], *heard[0]), *heard[1:]]
    return heard


def is_pinyin(text: str) -> bool:
    """Whether a folded word can be one or two syllables of Mandarin in pinyin."""
    known = pinyin()
    return text in known or any(
        text[:n] in known and text[n:] in known for n in range(2, len(text) - 1)
    )
