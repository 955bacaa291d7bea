"""What is glued to a word: the Arabic article, and `abd` with the name of God that follows it.

Arabic names are written apart or together as the clerk likes: عبد الرحمن, عبدالرحمن, Abd al-Rahman,
Abdulrahman, Abdurrahman, Абдурахман. Here all of them become `abd` and what follows.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from anyascii import anyascii

_ARABIC_ARTICLE = re.compile(r"^(?:وال|بال|ال|أل)(?=[ء-يٱ-ۓ]{3})")
_ALLAH = "الله"
_LATIN_ARTICLE = re.compile(r"^[ae]l'")
_SLAVE = (
    re.compile(r"^[ae]bd[aeiou]{1,2}l-?(?=\w{3})"),
    re.compile(r"^абд[аеоуиэ]ль?-?(?=\w{3})"),
)
_SLAVE_ARABIC = re.compile(r"^عبدال(?=[ء-يٱ-ۓ]{2})")
_EASTERN = re.compile(
    r"^(?:[bcdfghjklmnpqrstwxyz]|[cszktp]h|tsz|tz|sz|ts|ng|hs|kw|gw|kk|tt|pp|ss|jj)?"
    r"[wy]?(?:[aeiouv]|y(?=[aeiou])){1,4}h?(?:n|ng|m|p|t|k|l|r|b|g|w|y|rk)?$"
)
_EASTERN_CYRILLIC = re.compile(
    r"^(?:дз|цз|чж|[бвгджзйклмнпрстфхцчшщ])?ь?[аеёиоуыэюя]{1,3}(?:нъ|нь|[нмкптль])?$"
)
_HANGUL = re.compile(r"^[가-힣]{1,2}$")


def article(word: str) -> str:
    """A word without the Arabic article glued to it, where enough remains to be a name."""
    if word.startswith(_ALLAH):
        return word
    return _LATIN_ARTICLE.sub("", _ARABIC_ARTICLE.sub("", word))


def slave(word: str) -> str:
    """A word that begins with `abd` and an article, without the article."""
    if word.startswith(("abd", "ebd", "абд")):
        for form in _SLAVE:
            found = form.match(word)
            if found:
                return word[:3].replace("ebd", "abd") + word[found.end() :]
    elif word.startswith("عبدال"):
        found = _SLAVE_ARABIC.match(word)
        if found:
            return "عبد" + word[found.end() :]
    return word


@lru_cache(maxsize=65536)
def syllable(word: str) -> bool:
    """Whether a word can be one syllable of a Chinese, Korean or Vietnamese name."""
    return len(word) <= 6 and bool(
        _EASTERN.match(word) or _EASTERN_CYRILLIC.match(word) or _HANGUL.match(word)
    )


@lru_cache(maxsize=65536)
def eastern(word: str) -> bool:
    """Whether a word can be one or two syllables of a Chinese, Korean or Vietnamese name."""
    if syllable(word):
        return True
    return len(word) <= 11 and any(
        syllable(word[:at]) and syllable(word[at:]) for at in range(1, len(word))
    )


@cache
def pinyin() -> frozenset[str]:
    """The syllables of Mandarin, without tones, as pinyin writes them."""
    return frozenset(anyascii(chr(code)).lower() for code in range(0x4E00, 0x9FA6))
