"""Invented casts for learning and judging: registers, and persons described twice.

A cast is put together from words of the lists, so that nobody in it is real: a first word of one
person and a last word of another.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from bench.names import sources
from safeconduct.names.births import UNKNOWN, Born
from safeconduct.names.coded import is_pinyin
from safeconduct.names.glued import eastern
from safeconduct.names.persons import Person

FIRST_DAY, LAST_DAY = date(1940, 1, 1).toordinal(), date(2005, 12, 31).toordinal()


@dataclass(frozen=True)
class Twice:
    """One person, as who asks describes them and as the register does."""

    asked: Person
    held: Person
    group: str
    native: bool
    unseen: bool


def native(pair: sources.Pair) -> bool:
    """Whether a word is of the language itself, as far as its looks tell."""
    return _NATIVE[pair.language](pair)


_NATIVE: dict[str, Callable[[sources.Pair], bool]] = {
    "russian": lambda p: bool(
        re.search(r"(ov|ova|ev|eva|in|ina|sky|skaya|skiy|enko|uk|ich|vich|iy)$", p.latin)
    ),
    # Letters that transcriptions of foreign words seldom need.
    "arabic": lambda p: bool(re.search("[عحصضظثذة]", p.native)),
    "hebrew": lambda p: bool(re.search("[עחטצ]", p.native)),
    "chinese": lambda p: len(p.native) <= 2 and is_pinyin(p.latin),
    "korean": lambda p: len(p.native) <= 2 and eastern(p.latin),
    "japanese": lambda p: not re.search("[ァ-ヴ]", p.native),
    "katakana": lambda _p: False,
}


def born(chance: random.Random) -> Born:
    """A day of birth of someone who lives."""
    day = date.fromordinal(chance.randint(FIRST_DAY, LAST_DAY))
    return Born(day.year) if (day.month, day.day) == (1, 1) else Born(day.year, day.month, day.day)


def retold(day: Born, chance: random.Random) -> Born:
    """A day of birth as another source has it: mostly right, with the usual errors."""
    roll = chance.random()
    if roll < 0.78 or not day.whole:
        return day
    if roll < 0.88:
        return Born(day.year)
    if roll < 0.91:
        return Born(day.year, day.day, day.month) if day.day <= 12 else day
    if roll < 0.94:
        other = date(day.year, day.month, day.day) + timedelta(days=chance.choice((-1, 1)))
        return Born(other.year, other.month, other.day)
    if roll < 0.97:
        return Born(day.year + chance.choice((-1, 1)), day.month, min(day.day, 28))
    if roll < 0.985:
        return Born(day.year, chance.randint(1, 12), chance.randint(2, 28))
    return born(chance)


def register(data: Path, size: int, chance: random.Random, nation: str = "") -> Iterator[Person]:
    """A register of invented persons of all the lists' nations, or of one.

    Their words are those of the lists; who has which is chance.
    """
    invented = [p for p in sources.invented(data) if not nation or p.nation == nation]
    listed = [p for p in sources.sanctioned(data) if not nation]
    groups = [[p.names[0].split() for p in group] for group in (invented, listed) if group]
    for at in range(size):
        group = groups[0] if at % 4 or len(groups) == 1 else groups[1]
        name = list(chance.choice(group))
        script = sources.script(name[0])
        for _try in range(8):
            other = chance.choice(group)
            if sources.script(other[0]) == script:
                name = [*name[:-1], other[-1]]
                break
        yield Person(
            (" ".join(name),), born(chance) if chance.random() < 0.9 else UNKNOWN, id=str(at)
        )


def crowd(data: Path, size: int, chance: random.Random) -> Iterator[Person]:
    """Invented persons whose words are as common as they are in the lists of word pairs.

    In `register` few words make many names, as the lists have it, and namesakes abound.
    """
    known = []
    for language in sources.LANGUAGES:
        pairs = [p for p in sources.pairs(data, language) if not sources.judged(p.latin)]
        known.append(([p.latin for p in pairs], [p.seen for p in pairs]))
    for at in range(size):
        words, seen = chance.choice(known)
        name = chance.choices(words, seen, k=2 if chance.random() < 0.7 else 3)
        yield Person((" ".join(name).title(),), born(chance), id=str(at))


def told_twice(
    data: Path, language: str, number: int, chance: random.Random, *, is_native: bool, unseen: bool
) -> list[Twice]:
    """Persons of two or three words, asked for in the language's script and held in Latin."""
    pairs = [
        p for p in sources.pairs(data, language)
        if p.seen >= 2 and sources.judged(p.latin) == unseen and native(p) == is_native
        and not any(c.isdigit() for c in p.native)
    ]  # fmt: skip
    if len(pairs) < 40:
        return []
    weights = [p.seen**0.5 for p in pairs]
    found = []
    for at in range(number):
        words: Sequence[sources.Pair] = chance.choices(
            pairs, weights, k=2 if chance.random() < 0.7 else 3
        )
        latin = [p.latin.title() for p in words]
        if chance.random() < 0.5:
            latin = [*latin[1:], latin[0]]
        day = born(chance)
        joint = "" if language == "chinese" and is_native else "·" if language == "chinese" else " "
        found.append(
            Twice(
                Person((joint.join(p.native for p in words),), day, id=f"{language}-{at}"),
                Person((" ".join(latin),), retold(day, chance), id=f"{language}-{at}"),
                language, is_native, unseen,
            )
        )  # fmt: skip
    return found


def aliases(data: Path, chance: random.Random) -> list[Twice]:
    """Persons of the US list: asked for by an alias, held under the first name."""
    found = []
    for at, listed in enumerate(sources.sanctioned(data)):
        day, number = born(chance), f"us-{at}"
        for alias in listed.names[1:]:
            if len(alias.split()) > 1:
                found.append(
                    Twice(Person((alias,), day, id=number),
                          Person(listed.names[:1], retold(day, chance), id=number),
                          "latin", True, True)
                )  # fmt: skip
    return found


def undated(person: Person) -> Person:
    """The same person without a day of birth."""
    return replace(person, born=UNKNOWN)
