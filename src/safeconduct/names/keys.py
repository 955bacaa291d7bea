"""A person as a few keys, of which two descriptions of one person share at least one.

In tiers, the strictest first. What stands behind a key is written in it, so that whoever checks a
referral can read why; the private check never shows a key, it asks for its pseudonym.

    number        a document's or national number
    pair+date     two words of a name, and the whole day of birth
    triple+year   three words and the year
    pair+year     two words and the year
    pair          two words, in their fine codes
    pair-wide     two words, in their wide codes
    rare          one word that few people have, in its fine code

A name of one word has that word's code alone where others have two.

Days that are often mistaken for one another (`births.mistaken`) and the years beside the year are
added on the asker's side alone: added on both sides they would meet twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, product
from typing import NamedTuple

from safeconduct.names.births import Born, mistaken
from safeconduct.names.coded import Coded, CodedName, coded
from safeconduct.names.persons import Person, number_key

MOST = 50
"""Keys that a person may have."""
TIERS = ("number", "pair+date", "triple+year", "pair+year", "pair-wide", "pair", "rare")
"""The tiers, strictest first."""
RARE = 5
"""A word with so many consonants in its fine code counts as one that few people have."""


class Key(NamedTuple):
    """A key: its tier and what stands behind it."""

    tier: str
    value: str

    def __str__(self) -> str:
        return f"{self.tier}:{self.value}"


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of a person, strictest first; the tiers of which keys are lacking because more
    would be needed than `MOST`; whether a name was too long to be read whole."""

    keys: tuple[Key, ...]
    lacking: tuple[str, ...] = ()
    cut: bool = False

    @property
    def incomplete(self) -> bool:
        """Whether another description of the person may be missed for lack of keys."""
        return bool(self.lacking) or self.cut

    def shared(self, other: Keys) -> tuple[Key, ...]:
        """The keys that two persons share."""
        theirs = set(other.keys)
        return tuple(key for key in self.keys if key in theirs)


def keys(person: Person, *, asker: bool = True) -> Keys:
    """The keys of a person, as one who asks has them, or as a register has them."""
    names = [name for text in person.names for name in coded(text)]
    fine = _rarest_first(p for name in names for p in _pairs(name, fine=True))
    wide = _rarest_first(p for name in names for p in _pairs(name, fine=False))
    born = person.born
    found: dict[Key, None] = {}

    def put(tier: str, values: Iterable[str]) -> None:
        found.update(dict.fromkeys(Key(tier, value) for value in values))

    put("number", (key for key in map(number_key, person.numbers) if key))
    if born.whole:
        put("pair+date", _with(wide, [born]))
    if born.year:
        put(
            "triple+year",
            _with(_rarest_first(t for n in names for t in _triples(n)), [_year(born)]),
        )
        put("pair+year", _with(wide, [_year(born)]))
    put("pair-wide", wide)
    put("rare", _rarest_first(code for name in names for code in _rare(name)))
    put("pair", fine)
    if asker and born.year:
        put("pair+date", _with(wide, mistaken(born)))
        put("pair+year", _with(wide, (Born(born.year - 1), Born(born.year + 1))))
    everything = list(found)
    kept = sorted(everything[:MOST], key=lambda key: TIERS.index(key.tier))
    lacking = {key.tier for key in everything[MOST:]}
    return Keys(
        tuple(kept), tuple(t for t in TIERS if t in lacking), any(n.reading.cut for n in names)
    )


def _rarest_first(values: Iterable[str]) -> list[str]:
    """Each value once, longer codes first because fewer words have them: whatever the order of
    the words, the same keys are kept where there are too many."""
    return sorted(set(values), key=lambda value: (-len(value), value))


def _with(pairs: Iterable[str], days: Iterable[Born]) -> list[str]:
    return [f"{pair}|{day}" for day in map(str, days) for pair in pairs]


def _year(born: Born) -> Born:
    return Born(born.year)


def _pairs(name: CodedName, *, fine: bool) -> Iterator[str]:
    if name.reading.size == 1:
        for word in name.words:
            yield from word.codes.fine if fine else word.codes.wide
    for one, other in combinations(_whole(name), 2):
        if one.word.apart(other.word):
            for a, b in product(*(w.codes.fine if fine else w.codes.wide for w in (one, other))):
                yield "+".join(sorted((a, b)))


def _triples(name: CodedName) -> Iterator[str]:
    for words in combinations(_whole(name), 3):
        if all(a.word.apart(b.word) for a, b in combinations(words, 2)):
            yield "+".join(sorted(w.codes.wide[0] for w in words))


def _rare(name: CodedName) -> Iterator[str]:
    for word in _whole(name):
        for code in word.codes.fine:
            if len(code) >= RARE and code.isupper():
                yield code


def _whole(name: CodedName) -> list[Coded]:
    return [word for word in name.words if word.word.kind != "initial"]
