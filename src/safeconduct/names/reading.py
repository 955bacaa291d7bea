"""Reading a name: its words, what kind each is of, and which of them are one name.

    read("Dr. Abd al-Rahman bin Khalid al-Qahtani")
        abdrahman   name
        khalid      father's name
        qahtani     name
        left out: dr (honorific), al, bin, al (particles)

A name may have several readings: characters are read in several traditions (`han`). Within one
reading words can overlap, because nobody knows whether Jin-ping is one word or two: each word says
which of the *places* of the name it stands for, and two words that share a place never count
together.

What is left out comes back in where fewer than two words remain: "Mullah Omar" is two words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from safeconduct.names import han, words
from safeconduct.names.folding import LONGEST, cut, fold
from safeconduct.names.glued import article, eastern, slave, syllable
from safeconduct.names.sounds import is_hangul

MOST_WORDS = 12
"""So many words of a name are read; more are left out, and it says so."""

_DOT = re.compile(r"(?<=\w)\.(?=\w{2})")
_JOINED = ("abd", "عبد", "абд", "abu", "abou", "ابو", "абу")
_JOINED_BEFORE = ("din", "دين", "дин", "allah", "ullah", "الله")
LEFT_OUT = ("article", "married", "noise", "honorific", "generation", "particle")
"""Kinds of words that are left out of a name."""

_NUMBER = re.compile(r"\d")
_EASTERN = range(2, 5)
"""A name without spaces in Han characters or Hangul has so many characters."""
DOUBLE_FAMILY = frozenset(["남궁", "황보", "제갈", "사공", "선우", "서문", "독고", "동방", "망절"])
"""Korean family names of two syllables."""
_PATRONYMIC = re.compile(
    r"(ovich|evich|ovych|evych|yovych|ovi[cč]|evi[cč]|ovna|evna|ivna|yivna|owicz|ewicz"
    r"|ович|евич|івич|йович|овна|евна|івна|ївна|аўна|еўна|авіч|евіч)$"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a name, folded.

    `kind` is `name`, `father` (a patronymic), `initial`, or what it was left out as. `places` are
    the places of the name that it stands for, first and last.
    """

    text: str
    kind: str
    places: tuple[int, int]

    def apart(self, other: Word) -> bool:
        """Whether two words stand for different places."""
        return self.places[1] < other.places[0] or other.places[1] < self.places[0]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a name: its words, what was left out, the tradition if characters had to be
    read in one, and whether words beyond `MOST_WORDS` were not read."""

    words: tuple[Word, ...]
    left_out: tuple[Word, ...] = ()
    tradition: str = ""
    cut: bool = False

    @property
    def size(self) -> int:
        """How many places the name has."""
        return len({place for w in self.words for place in range(w.places[0], w.places[1] + 1)})


def read(name: str) -> tuple[Reading, ...]:
    """The readings of a name, likeliest first; none for a text in which no name stands."""
    text = fold(cut(name))
    apart = "".join([sign if _in_word(sign) else " " for sign in _DOT.sub(" ", text)])
    pieces = [piece for piece in (p.strip("'-.") for p in apart.split()) if piece]
    found = tuple(reading for reading in _readings(pieces) if reading.words)
    if len(name.strip()) > LONGEST:
        return tuple(replace(reading, cut=True) for reading in found)
    return found


def _readings(pieces: list[str]) -> Iterator[Reading]:
    whole = pieces[0] if len(pieces) == 1 and len(pieces[0]) in _EASTERN else ""
    if whole and all(map(han.is_han, whole)):
        return _characters(whole)
    if whole and all(map(is_hangul, whole)):
        return iter((_hangul(whole),))
    if any(han.is_han(sign) for piece in pieces for sign in piece):
        return _spaced(pieces)
    return _with_eastern(_plain(pieces)) if pieces else iter(())


def _with_eastern(plain: Reading) -> Iterator[Reading]:
    """A reading; what was joined, apart, if it is all there is: Abdul Bari is a whole name; and the
    same words as those of an eastern name if they can be."""
    yield plain
    if plain.size == 1 and (apart := _unjoined(plain.words[0].text)):
        yield replace(
            plain, words=tuple(Word(part, "name", (at, at)) for at, part in enumerate(apart))
        )
    names = [w for w in plain.words if w.kind in ("name", "father")]
    if (
        1 < plain.size <= 4
        and len(names) == len(plain.words)
        and all(eastern(w.text.replace("'", "")) for w in names)
    ):
        yield replace(plain, tradition="eastern")


@lru_cache(maxsize=16384)
def _in_word(sign: str) -> bool:
    # Letters, digits and marks: without its marks no word of Devanagari or Thai is whole.
    return sign in "'-." or sign.isalnum() or unicodedata.category(sign)[0] == "M"


def _plain(pieces: list[str]) -> Reading:
    kept, out = _sorted(list(_split(pieces)))
    if len(kept) < 2:
        kept, out = _taken_back(kept, out)
    placed = [Word(w.text, w.kind, (at, at)) for at, w in enumerate(kept[:MOST_WORDS])]
    return Reading((*placed, *_together(placed, pieces)), tuple(out), cut=len(kept) > MOST_WORDS)


def _unjoined(word: str) -> tuple[str, str] | tuple[()]:
    for first, last in ((part, word[len(part) :]) for part in _JOINED if word.startswith(part)):
        if len(last) > 2:
            return first, last
    return next(
        ((word[: -len(part)], part) for part in _JOINED_BEFORE
         if word.endswith(part) and len(word) > len(part) + 2),
        (),
    )  # fmt: skip


def _split(pieces: list[str]) -> Iterator[str]:
    """The words between spaces and hyphens; hyphens of particles and of given names alike."""
    for piece in pieces:
        whole = words.of(piece)
        if whole:
            yield piece
            continue
        for part in piece.split("-"):
            bare = part.strip("'.")
            if bare:
                yield bare


def _sorted(parts: list[str]) -> tuple[list[Word], list[Word]]:
    """The words that are names, joined where two are one, and those that are not."""
    kept: list[Word] = []
    out: list[Word] = []
    at, father = 0, False
    while at < len(parts):
        part = parts[at]
        kinds = words.of(part)
        at += 1
        following = next(
            (n for n in range(at, len(parts)) if "article" not in words.of(parts[n])), None
        )
        if kinds & {"abd", "abu", "umm", "mac"} and following is not None:
            first = "abd" if "abd" in kinds else part
            kept.append(_word(first + article(parts[following]), father))
            at, father = following + 1, False
        elif kinds & {"din", "allah"} and kept and kept[-1].kind != "initial":
            kept[-1] = replace(kept[-1], text=kept[-1].text + article(part))
        elif "patronym" in kinds and kept and following is not None:
            out.append(Word(part, "article", (0, 0)))
            father = True
        elif kinds & set(LEFT_OUT):
            kind = next(k for k in LEFT_OUT if k in kinds)
            out.append(Word(part, kind, (0, 0)))
        elif _NUMBER.search(part):
            out.append(Word(part, "noise", (0, 0)))
        else:
            kept.append(_word(part, father))
            father = False
    return kept, out


def _word(part: str, father: bool) -> Word:
    text = slave(article(part))
    if len(text) == 1 and not han.is_han(text) and not syllable(text):
        return Word(text, "initial", (0, 0))
    return Word(text, "father" if father or _PATRONYMIC.search(text) else "name", (0, 0))


def _taken_back(kept: list[Word], out: list[Word]) -> tuple[list[Word], list[Word]]:
    """With too few words, particles and honorifics may be the name after all: Le, Du, Mullah; and
    what is an article elsewhere may be a Chinese name: Feng Bin."""
    may_be = ["honorific", "particle"]
    if kept and syllable(kept[0].text):
        may_be.append("article")
    back = [w for w in out if w.kind in may_be and len(w.text) > 1]
    return [*kept, *(replace(w, kind="name") for w in back)], [w for w in out if w not in back]


def _together(placed: list[Word], pieces: list[str]) -> Iterator[Word]:
    """Neighbours that may be one word: halves of a hyphen, and syllables of eastern names."""
    hyphens = {
        tuple(piece.split("-")[n : n + 2])
        for piece in pieces if "-" in piece
        for n in range(piece.count("-"))
    }  # fmt: skip
    syllables = len(placed) in (3, 4) and all(syllable(w.text) for w in placed)
    for one, other in pairwise(placed):
        if {one.kind, other.kind} <= {"name", "father"} and (
            syllables or (one.text, other.text) in hyphens
        ):
            yield Word(one.text + other.text, "name", (one.places[0], other.places[1]))


def _characters(word: str) -> Iterator[Reading]:
    """A name of characters without a space: the family's first, read in each tradition."""
    first = han.family(word)
    yield _learnt(word)
    for tradition in han.TRADITIONS:
        family = han.read(word[:first], tradition, as_family=True)
        given = han.read(word[first:], tradition, as_family=False)
        if family and given:
            yield Reading(
                (Word(fold(family), "name", (0, 0)), Word(fold(given), "name", (1, 1))),
                tradition=tradition,
            )


def _hangul(word: str) -> Reading:
    """A Korean name without a space; all of it may also be a foreign word."""
    first = 2 if len(word) > 2 and word[:2] in DOUBLE_FAMILY else 1
    return Reading((
        Word(word[:first], "name", (0, 0)),
        Word(word[first:], "name", (1, 1)),
        Word(word, "name", (0, 1)),
    ), tradition="korean")  # fmt: skip


def _learnt(word: str) -> Reading:
    """The characters themselves, wherever the name may part: what is learnt may know the parts."""
    last = len(word) - 1
    parts = [
        Word(word[a : b + 1], "name", (a, b))
        for a in range(last + 1) for b in range(a, last + 1) if (a == 0) != (b == last)
    ]  # fmt: skip
    return Reading(tuple(parts), tradition="learnt")


def _spaced(pieces: list[str]) -> Iterator[Reading]:
    """Words of characters between spaces or dots, which foreign names have."""
    if len(pieces) > MOST_WORDS:
        # Each reading says so: any of them may be the only one that is understood.
        yield from (replace(found, cut=True) for found in _spaced(pieces[:MOST_WORDS]))
        return
    yield _placed(pieces, "learnt")
    if len(pieces) == 1 or any(len(p) > 2 for p in pieces):
        # A foreign name, written by its sound.
        yield _placed([han.read(p, "mandarin", as_family=False) for p in pieces], "transcribed")
        return
    for tradition in han.TRADITIONS:
        spoken = [han.read(p, tradition, as_family=True) if han.is_han(p[0]) else p for p in pieces]
        if all(spoken):
            yield _placed(spoken, tradition)


def _placed(texts: list[str], tradition: str) -> Reading:
    found = tuple(Word(fold(text), "name", (at, at)) for at, text in enumerate(texts) if text)
    return Reading(found, tradition=tradition)
