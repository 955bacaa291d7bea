"""Sounds as classes that stay the same whoever spelled the word: the consonants' skeleton.

Two codes of a word. The *fine* one keeps apart what few spellings confuse; of two words that have
nothing to do with each other about one pair in 300 share it. The *wide* one gives up whatever
some habit of transliteration gives up, and one pair in 120 to 210 shares it:

    fine   P: p b f v   T: t d   S: s z c S Z C J   K: k g G x   N: n N   M: m   L: l   R: r
    wide   the same, but v, w, x, h, y are silent, L and R are one, n before P is M, k after n
           goes, a last S goes

A word has as many codes as its spelling has readings, but no more than `MOST` of each kind.
A word without any consonant has the code `-` and its first vowel.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from safeconduct.names.sounds import VOWELS, Alternatives

MOST = 3
"""Codes of one kind that one word may have."""
_STATES = 12
"""Readings that are followed at once."""
_LONG, _SHORT = 6, 4
"""So many consonants count in a fine and in a wide code; after them come endings."""
_SAME = {"P": "pbfv", "T": "td", "S": "szcSZCJ", "K": "kgG", "N": "nN", "M": "m"}
_SILENT: Alternatives = ("",)


def _classes(extra: Mapping[str, Alternatives]) -> dict[str, Alternatives]:
    found: dict[str, Alternatives] = {
        sound: (sign,) for sign, sounds in _SAME.items() for sound in sounds
    }
    return {**found, **extra}


FINE = _classes(
    {"l": ("L",), "r": ("R",), "x": ("K", ""), "w": ("", "P"), "h": _SILENT, "y": _SILENT}
)
WIDE = _classes(
    {"l": ("L",), "r": ("L",), "x": _SILENT, "w": ("", "P"), "h": _SILENT, "y": _SILENT}
)


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of one word, likeliest first."""

    fine: tuple[str, ...]
    wide: tuple[str, ...]


def codes(heard: list[Alternatives]) -> Codes:
    """The codes of a word from its sounds."""
    wide = dict.fromkeys(map(_worn, skeletons(heard, WIDE, _SHORT)))
    return Codes(skeletons(heard, FINE, _LONG), tuple(wide))


def skeletons(
    heard: list[Alternatives], classes: Mapping[str, Alternatives], length: int
) -> tuple[str, ...]:
    """The classes of a word's first consonants, for each reading of it."""
    # A state is what has been written, and the class that the last sound wrote, if no other sound
    # came since: the same sound twice counts once (geminates), and t with s is one sound.
    states: dict[tuple[str, str], None] = {("", ""): None}
    for alternatives in heard:
        following: dict[tuple[str, str], None] = {}
        for sounds in alternatives:
            for state in states:
                for after in _after(state, sounds, classes):
                    following[after] = None
        states = dict.fromkeys(list(following)[:_STATES]) if len(following) > _STATES else following
    written = dict.fromkeys(text[:length] for text, _last in states)
    return tuple(text or _vowel(heard) for text in list(written)[:MOST])


def _after(
    state: tuple[str, str], sounds: str, classes: Mapping[str, Alternatives]
) -> list[tuple[str, str]]:
    states = [state]
    for sound in sounds:
        if sound in VOWELS:
            states = [(text, "") for text, _last in states]
            continue
        following = []
        for text, last in states:
            for sign in classes[sound]:
                if not sign:
                    following.append((text, ""))
                elif sign == last:
                    following.append((text, last))
                elif sign == "S" and last == "T":
                    following.append((text[:-1] + "S", "S"))
                else:
                    following.append((text + sign, sign))
        states = following
    return states


def _vowel(heard: list[Alternatives]) -> str:
    first = next((s for alternatives in heard for s in alternatives[0] if s in VOWELS), "")
    return "-" + {"e": "i", "o": "u"}.get(first, first)


def _worn(code: str) -> str:
    """A wide code without what endings and neighbours wear off."""
    code = code.replace("NP", "MP").replace("NK", "N")
    return code[:-1] if len(code) > 2 and code.endswith("S") else code
