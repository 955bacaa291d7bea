"""Words of eastern names as syllables: what the skeleton of consonants says too little of.

Chen, Jiang, Song and Hasan have one skeleton. So the names of China, Korea and Vietnam are also
read as syllables, and their code keeps the vowels, in three classes:

    a: a, ia, ua, ae    i: e, i, ie, ui, ei    u: o, u, ong, eo, eu, uo

The same for pinyin, Wade-Giles, Jyutping, the Korean systems, and for Hangul and Cyrillic.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice, product

from safeconduct.names.codes import MOST, WIDE
from safeconduct.names.glued import eastern
from safeconduct.names.sounds import VOWELS, hear

_READINGS = 8
_LATIN = re.compile(r"(nq|tsz|tz|ts|zh|ch|sh|sz|hs|kh|ng|[bcdfgjkqlmnprstxz])|([aeiouyvwh]+)")
_NG = re.compile(r"ng(?=[aeiouwy])")
_SIGN = {
    **dict.fromkeys(["b", "p", "f"], "P"), **dict.fromkeys(["d", "t"], "T"),
    **dict.fromkeys(["tsz", "tz", "ts", "zh", "ch", "sh", "sz", "hs"], "S"),
    **dict.fromkeys(["c", "j", "q", "s", "x", "z"], "S"),
    **dict.fromkeys(["g", "k", "kh"], "K"), **dict.fromkeys(["n", "ng", "nq"], "N"),
    "m": "M", "l": "L", "r": "L",
}  # fmt: skip
# h, y and w between vowels part two syllables, of which the first says enough: Jihun, Miyeong.
_HIATUS = re.compile(r"(?<=[aeiou])(?=[hyw]+[aeiou])")
_BEFORE_VOWEL = re.compile(r"^[iuywvh]+(?=[aeiou])")
_VOWEL = {
    "eo": "u", "eu": "u", "oe": "u", "ou": "u", "oo": "u", "ui": "i", "eui": "i", "ei": "i",
    "ae": "a", "ai": "a", "ao": "a", "au": "a", "ee": "i", "ie": "i", "ue": "i",
}  # fmt: skip
_CLASS = {"a": "a", "e": "i", "i": "i", "o": "u", "u": "u", "y": "i", "v": "u", "w": "u"}


@lru_cache(maxsize=65536)
def voiced(word: str) -> tuple[str, ...]:
    """The codes of a folded word as one or two syllables; none if it cannot be."""
    word = word.replace("'", "")
    if not eastern(word):
        return ()
    if word.isascii():
        # Before a vowel ng may also be n and g, in two syllables.
        apart = _NG.sub("nqg", word)
        return tuple(dict.fromkeys(_latin(text) for text in (word, apart)))
    texts = ("".join(parts) for parts in islice(product(*hear(word)), _READINGS))
    return tuple(dict.fromkeys(_heard(text) for text in texts))[:MOST]


def _latin(word: str) -> str:
    written = ""
    for consonant, vowels in _LATIN.findall(word):
        written = _add(written, _SIGN.get(consonant) or _nucleus(vowels))
    return written


def _add(written: str, sign: str) -> str:
    """One more class. Where two consonants meet, Korean turns r and l into n, or n into l."""
    last = written[-1:]
    if sign == last or last + sign in ("NL", "LN"):
        return written
    if last in ("K", "P", "M") and sign == "L":
        sign = "N"
    if last == "K" and sign in ("N", "M"):
        return written[:-1] + ("NM" if sign == "M" else "N")
    return written + sign


def _nucleus(vowels: str) -> str:
    bare = _HIATUS.split(vowels)[0].strip("h")
    if bare in _VOWEL:
        return _VOWEL[bare]
    core = _BEFORE_VOWEL.sub("", bare).replace("h", "")
    return _VOWEL.get(core) or _CLASS.get(core[:1], "")


def _heard(sounds: str) -> str:
    written = ""
    for at, sound in enumerate(sounds):
        if sound in VOWELS:
            sign = (
                "" if sound in "iu" and sounds[at + 1 : at + 2] in tuple(VOWELS) else _CLASS[sound]
            )
            sign = "" if written[-1:] in ("a", "i", "u") else sign
        else:
            sign = WIDE[sound][0]
            if sign == "S" and written.endswith("T"):
                written = written[:-1]
        written = _add(written, sign)
    return written
