"""Text as it is compared: one Unicode form, no capitals, no invisible signs, one apostrophe.

What is folded keeps its script. Accents stay where a letter with its accent has a sound of its
own (`ç`, `ş`, `й`), see `sounds`.

Source: Unicode Standard Annex 15 (normalisation forms), chapter 3.13 (default caseless matching).
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

LONGEST = 400
"""So many characters of a name are read. A longer text is no name; `cut` says that it was cut."""

_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼʻʹʽʾʿ`´′＇ˈ՚᾽"), "'")
_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－⁃"), "-")
_LETTERS = {
    ord(one): other
    for one, other in {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ð": "d", "þ": "th", "ł": "l", "đ": "d",
        "ı": "i", "ə": "a", "ŋ": "ng", "ħ": "h", "ɛ": "e", "ɔ": "o", "ɓ": "b", "ɗ": "d", "ƙ": "k",
    }.items()
}  # fmt: skip
_ARABIC = {
    **{ord(one): "ا" for one in "أإآٱ"}, ord("ی"): "ي", ord("ک"): "ك", ord("ہ"): "ه",
    ord("ـ"): None, **dict.fromkeys((*range(0x064B, 0x0660), 0x0670), None),
    **dict.fromkeys(range(0x0591, 0x05C8), None),
}  # fmt: skip
"""Letters of Persian and Urdu that are those of Arabic; the vowel points of Arabic and Hebrew."""
_SIGNS = {**_ARABIC, **_APOSTROPHES, **_HYPHENS, **_LETTERS}


def cut(text: str) -> str:
    """At most `LONGEST` characters, cut where a word ends if one does."""
    if len(text) <= LONGEST:
        return text
    head = text[:LONGEST]
    return head.rpartition(" ")[0] or head


def fold(text: str) -> str:
    """Text in composed form (NFKC), caseless, without control and direction signs.

    The same for every Unicode form and every case of a text, and a fixed point: folding what is
    folded changes nothing. Takes any string, also one with unassigned or lone surrogate code
    points.
    """
    if text.isascii():
        return text.lower() if text.isprintable() else _visible(text.lower())
    # Whatever changes case changes what composes: two rounds give a fixed point (UAX 15, 13).
    once = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    # İ becomes i and a dot above: the dot goes, so that it is the same as i.
    plain = once.translate(_SIGNS).replace("i̇", "i")
    return _visible(unicodedata.normalize("NFKC", plain))


def _visible(text: str) -> str:
    return "".join([sign for sign in text if _kept(sign)])


@lru_cache(maxsize=8192)
def _kept(sign: str) -> bool:
    # Cc, Cf: control and format signs; Cs, Co, Cn: surrogates, private and unassigned.
    return sign in "\t\n\r" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn")


@lru_cache(maxsize=8192)
def bare(sign: str) -> str:
    """A letter without its accents; an empty text for an accent that stands alone."""
    first = unicodedata.normalize("NFD", sign)[0]
    return "" if unicodedata.category(first) in ("Mn", "Me") else first
