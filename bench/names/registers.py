"""Registers in which strangers are met: one of all the world, and some in which everybody's name is
of one kind, where namesakes are many."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.names import cast, sources

Made = Callable[[Path, int, random.Random], list[str]]


@dataclass(frozen=True)
class Kind:
    """A kind of register: what is in it, which groups are asked for in it, and how it is made."""

    name: str
    about: str
    scripts: tuple[str, ...]
    made: Made


def _mixed(data: Path, size: int, chance: random.Random) -> list[str]:
    return [person.names[0] for person in cast.register(data, size, chance)]


def _china(data: Path, size: int, chance: random.Random) -> list[str]:
    return [person.names[0] for person in cast.register(data, size, chance, nation="China")]


def _of_script(script: str) -> Made:
    def made(data: Path, size: int, chance: random.Random) -> list[str]:
        names = [p.names[0].split() for p in sources.invented(data)]
        mine = [name for name in names if all(sources.script(w) == script for w in name)]
        return [
            " ".join([*one[:-1], other[-1]])
            for one, other in zip(
                chance.choices(mine, k=size), chance.choices(mine, k=size), strict=True
            )
        ]

    return made


_KAZAKH = re.compile(r"(bek|bay|bai|khan|zhan|gul|gali|uly|kyzy)$")


def russian_words(data: Path) -> list[sources.Pair]:
    """Words that look Russian or Kazakh, as often as they were seen."""
    return [
        pair for pair in sources.pairs(data, "russian")
        if pair.seen >= 2 and (cast.native(pair) or _KAZAKH.search(pair.latin))
    ]  # fmt: skip


def _russian(data: Path, size: int, chance: random.Random) -> list[str]:
    words = russian_words(data)
    weights = [pair.seen for pair in words]
    first, last = (chance.choices(words, weights, k=size) for _ in range(2))
    return [f"{a.latin} {b.latin}".title() for a, b in zip(first, last, strict=True)]


KINDS: Sequence[Kind] = (
    Kind(
        "mixed", "three quarters from the 50,000 invented persons of 113 nations, in the scripts "
        "that they have there, one quarter from the US list, in Latin letters", (), _mixed,
    ),
    Kind(
        "China", "the 1,500 invented persons of the nation China (as the list has it, Chinese and "
        "Japanese names in characters)", ("Han",), _china,
    ),
    Kind(
        "Arabic script", "the 5,100 invented persons, of whatever nation, whose names are in "
        "Arabic script (Arabic and Persian)", ("Arabic",), _of_script("Arabic"),
    ),
    Kind(
        "Hangul", "the 2,600 invented persons whose names are in Hangul", ("Hangul",),
        _of_script("Hangul"),
    ),
    Kind(
        "Russian", "two words each that look Russian or Kazakh (-ov, -in, -sky, -bek, -khan, …) "
        "from the list of Russian pairs, in Latin letters, as often as the list saw them",
        ("Cyrillic",), _russian,
    ),
)  # fmt: skip
"""The registers. Persons are put together by chance: one's first words and another's last."""
