"""How alike two names are, word by word: which word matched which, and how.

Words are matched one to one, best first, within the two readings of the names that agree best.
How a word matched, from most to least:

    same           the same letters
    same spelling  one is known as a spelling of the other
    same sounds    another spelling of the same sounds: the fine codes are the same
    near sounds    only the wide codes are the same, or vowels differ much in one script
    alike          a slip of the pen is between them, or one sound
    initial        an initial, or one word shortened to the beginning of the other
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from rapidfuzz.distance import OSA, Levenshtein

from safeconduct.names import han, learnt
from safeconduct.names.coded import VOICED, Coded, CodedName, coded
from safeconduct.names.sounds import VOWELS, spoken

HOW = ("same", "same spelling", "same sounds", "near sounds", "alike", "initial")
_WORTH = {
    "same": 1.0,
    "same spelling": 0.97,
    "same sounds": 0.92,
    "near sounds": 0.75,
    "initial": 0.35,
    "alike": 0.5,
}
_SOUNDING = 0.45
"""Words of one script whose sounds agree less than this, vowels and all, only sound near."""
MOST_READINGS = 6
"""So many readings of a name are compared with so many of the other."""


@dataclass(frozen=True, slots=True)
class Match:
    """A word of one name and the word of the other that it matched; how, how well (0 to 1), and of
    how many in a million words the rarer of their codes is the code."""

    one: str
    other: str
    how: str
    worth: float
    common: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """How two names agree: the matches, and the words left over on each side."""

    matches: tuple[Match, ...] = ()
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()

    @property
    def weight(self) -> float:
        """What orders likenesses: matches count, words left over on both sides count against."""
        return sum(m.worth for m in self.matches) - 0.3 * min(len(self.left), len(self.right))


def alike(one: str, other: str) -> Likeness:
    """How two names agree in the readings of them that agree best."""
    found = Likeness()
    for a, b in product(coded(one)[:MOST_READINGS], coded(other)[:MOST_READINGS]):
        # Codes with vowels and codes without them never agree.
        if (a.reading.tradition in VOICED) == (b.reading.tradition in VOICED):
            found = max(found, _compare(a, b), key=lambda likeness: likeness.weight)
    return found


def _compare(one: CodedName, other: CodedName) -> Likeness:
    # Other characters, or other syllables of Hangul, are another name, though they sound the same.
    exact = one.reading.tradition == other.reading.tradition in han.TRADITIONS
    found = [
        (match, a, b)
        for a in one.words for b in other.words
        if (match := _match(a, b, exact)) is not None
    ]  # fmt: skip
    # A word of two places that matches is worth two: Jinping and Jin Ping are as alike as it gets.
    found.sort(key=lambda f: (f[0].worth * _places(f[1], f[2]), f[0].one, f[0].other), reverse=True)
    taken: list[tuple[Match, Coded, Coded]] = []
    for match, a, b in found:
        if all(a.word.apart(x.word) and b.word.apart(y.word) for _m, x, y in taken):
            taken.append((match, a, b))
    return Likeness(
        tuple(match for match, _a, _b in taken),
        _over(one, [a for _m, a, _b in taken]), _over(other, [b for _m, _a, b in taken]),
    )  # fmt: skip


def _places(a: Coded, b: Coded) -> int:
    return max(w.word.places[1] - w.word.places[0] + 1 for w in (a, b))


def _over(name: CodedName, taken: list[Coded]) -> tuple[str, ...]:
    return tuple(
        w.word.text for w in name.words
        if w.word.places[0] == w.word.places[1] and all(w.word.apart(t.word) for t in taken)
    )  # fmt: skip


def _match(a: Coded, b: Coded, exact: bool) -> Match | None:
    one, other = a.word.text, b.word.text
    how = _how(a, b, exact)
    if not how:
        return None
    worth = _WORTH[how]
    if how in ("same sounds", "near sounds"):
        worth -= 0.15 * (1 - _agreement(one, other))
    shared = set(a.codes.fine) & set(b.codes.fine) or {*a.codes.fine[:1], *b.codes.fine[:1]}
    return Match(one, other, how, worth, max(map(learnt.common, shared)))


def _how(a: Coded, b: Coded, exact: bool) -> str:
    one, other = a.word.text, b.word.text
    if "initial" in (a.word.kind, b.word.kind):
        return "initial" if a.codes.fine[0][0] == b.codes.fine[0][0] else ""
    if one == other:
        return "same"
    if one in b.spellings or other in a.spellings or not set(a.spellings).isdisjoint(b.spellings):
        return "same spelling"
    if not set(a.codes.fine).isdisjoint(b.codes.fine):
        unlike = _one_script(one, other) and _agreement(one, other) < _SOUNDING
        return "near sounds" if exact or unlike else "same sounds"
    if not set(a.codes.wide).isdisjoint(b.codes.wide):
        return "near sounds"
    if _misspelled(one, other):
        return "alike"
    return "initial" if _shortened(one, other) else ""


def _misspelled(one: str, other: str) -> bool:
    """Whether a slip or two of the pen, or one sound, is between two words."""
    shorter = min(len(one), len(other))
    if shorter >= 4 and OSA.distance(one, other, score_cutoff=2) <= (1 if shorter < 8 else 2):
        return True
    a, b = _consonants(one), _consonants(other)
    return min(len(a), len(b)) >= 4 and Levenshtein.distance(a, b, score_cutoff=1) <= 1


def _shortened(one: str, other: str) -> bool:
    """Whether one word is the beginning of the other: Bota and Botagoz."""
    short, long = sorted((_spoken(one), _spoken(other)), key=len)
    return len(short) >= 3 and len(long) > len(short) and long.startswith(short)


def _one_script(one: str, other: str) -> bool:
    """Whether two words are of one block of Unicode, as far as their first letters tell."""
    return ord(one[0]) >> 8 == ord(other[0]) >> 8


@lru_cache(maxsize=65536)
def _spoken(word: str) -> str:
    return spoken(word)


@lru_cache(maxsize=65536)
def _consonants(word: str) -> str:
    return "".join([s for s in _spoken(word).translate(_CLASSES) if s not in VOWELS])


_CLASSES = str.maketrans(
    {
        **dict.fromkeys("bfv", "p"), "d": "t", **dict.fromkeys("zcSZCJ", "s"),
        **dict.fromkeys("gxG", "k"), "N": "n", **dict.fromkeys("why", None),
    }
)  # fmt: skip


def _agreement(one: str, other: str) -> float:
    """How much of the likeliest sounds of two words agrees, vowels and all: 0 to 1."""
    return float(Levenshtein.normalized_similarity(_spoken(one), _spoken(other)))
