"""A word in any script as sounds: what one who hears it could write down.

A sound is one letter of this alphabet, near to the usual transcription of names:

    p b f v w m   t d n l r   s z c(ts)   S(sh) Z(zh) C(ch) J(dzh)   k g x(kh) G(gh) N(ng)   h y
    a e i o u

Letters do not have one sound: Latin `j` is J in English, y in German, x in Spanish. So each
grapheme has alternatives, and a word has several. The table is `data/graphemes.tsv`: per script,
longest grapheme first. It is ours, from the usual romanisations (BGN/PCGN, ISO 9, ISO 233, ISO 259,
DIN 31635, Hepburn, pinyin, the national systems) read backwards.

Hangul is computed from its syllables (Unicode Standard, 3.12). Han characters are read by `han`.
Scripts that the table lacks (Thai, Tamil, Ethiopic, …) are first put into Latin by the library
anyascii.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from anyascii import anyascii

from safeconduct.names.folding import bare

VOWELS = frozenset("aeiou")
_END = "$"
"""Stands in the table where a word ends."""
LONGEST = 48
"""So many letters of a word are heard; no name has more."""

Alternatives = tuple[str, ...]
"""What a grapheme can sound like, likeliest first; an empty text where it is silent."""

_INITIALS = [
    "k",
    "k",
    "n",
    "t",
    "t",
    "l",
    "m",
    "p",
    "p",
    "s",
    "s",
    "-",
    "J",
    "J",
    "C",
    "k",
    "t",
    "p",
    "h",
]
_MIDDLES = [
    "a",
    "a",
    "ya",
    "ya",
    "o",
    "e",
    "yo",
    "ye",
    "o",
    "wa",
    "wa",
    "we",
    "yo",
    "u",
    "wo",
    "we",
    "wi",
    "yu",
    "u",
    "ui",
    "i",
]
_FINALS = [
    "-",
    "k",
    "k",
    "k",
    "n",
    "n",
    "n",
    "t",
    "l",
    "k",
    "m",
    "l",
    "l",
    "l",
    "p",
    "l",
    "m",
    "p",
    "p",
    "t",
    "t",
    "N",
    "t",
    "t",
    "k",
    "t",
    "p",
    "t",
]
_HANGUL, _LAST_HANGUL = 0xAC00, 0xD7A3
_FIRST_ABJAD, _LAST_ABJAD = "\u0590", "\u06ff"
_HIRAGANA, _LAST_HIRAGANA, _TO_KATAKANA = 0x3041, 0x3096, 0x60


def _table() -> dict[str, Alternatives]:
    rows = files("safeconduct.names").joinpath("data/graphemes.tsv").read_text(encoding="utf-8")
    found: dict[str, Alternatives] = {}
    for row in rows.splitlines()[1:]:
        _script, grapheme, sounds = row.split("\t")
        found[grapheme] = tuple("" if one == "-" else one for one in sounds.split("|"))
    return found


TABLE = _table()
_WIDEST = max(map(len, TABLE))
_STARTS = {grapheme[0] for grapheme in TABLE if len(grapheme) > 1}
_WIDTHS = {
    start: sorted({len(g) for g in TABLE if g[0] == start}, reverse=True) for start in _STARTS
}


def hear(word: str) -> list[Alternatives]:
    """The sounds of a folded word, grapheme by grapheme.

    Signs that have no sound are passed over; a word of nothing else gives an empty list.
    """
    word = _letters(word[:LONGEST]) + _END
    found: list[Alternatives] = []
    at, end = 0, len(word)
    while at < end:
        sign = word[at]
        for width in _WIDTHS.get(sign, (1,)):
            known = TABLE.get(word[at : at + width])
            if known is not None:
                if found and _FIRST_ABJAD <= sign <= _LAST_ABJAD:
                    found += _unwritten(word[at - 1], sign, found[-1][0], known[0])
                found.append(known)
                at += width
                break
        else:
            if _HANGUL <= ord(sign) <= _LAST_HANGUL:
                found.append(_syllable(sign))
            at += 1
    return found


def _unwritten(before: str, sign: str, sounded: str, sounds: str) -> list[Alternatives]:
    """The vowel that Arabic and Hebrew leave out, where without it two sounds would be one: between
    a letter and itself (doubled consonants are written once), and between t and s."""
    if not sounded or not sounds:
        return []
    if before == sign:
        return [("a",)]
    return [("a", "")] if sounded[-1] in "td" and sounds[0] in "szc" else []


def _letters(word: str) -> str:
    """Every letter as the table knows it: accents that have no sound of their own go."""
    if word.isascii():
        return word
    return "".join([sign if sign in TABLE else _letter(sign) for sign in word])


@lru_cache(maxsize=16384)
def _letter(sign: str) -> str:
    code = ord(sign)
    if _HIRAGANA <= code <= _LAST_HIRAGANA:
        return chr(code + _TO_KATAKANA)
    if _HANGUL <= code <= _LAST_HANGUL:
        return sign
    base = bare(sign)
    if base in TABLE or not base:
        return base
    return anyascii(base).lower()


@lru_cache(maxsize=12000)
def _syllable(sign: str) -> Alternatives:
    number = ord(sign) - _HANGUL
    parts = _INITIALS[number // 588], _MIDDLES[number % 588 // 28], _FINALS[number % 28]
    return ("".join(part for part in parts if part != "-"),)


def is_hangul(sign: str) -> bool:
    """Whether a character is a syllable of Hangul."""
    return _HANGUL <= ord(sign) <= _LAST_HANGUL


def spoken(word: str) -> str:
    """The likeliest sounds of a word, as one text."""
    return "".join([alternatives[0] for alternatives in hear(word)])
