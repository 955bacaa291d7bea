"""A register's keys as sorted hashes, so that a million persons are asked in no time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from hashlib import blake2b
from itertools import chain
from pathlib import Path

import numpy
from numpy.typing import NDArray

from safeconduct.names import learnt
from safeconduct.names.keys import keys
from safeconduct.names.persons import Person

TIERS = ("pair", "pair-wide", "rare")
"""The tiers of keys that a name alone gives, in the order in which they are added."""
_AT_ONCE = 2000

Hashes = dict[str, list[int]]
Numbers = NDArray[numpy.int32]


def hashed(person: Person, *, asker: bool) -> Hashes:
    """The keys of a person's names alone, hashed, by tier."""
    found: Hashes = {tier: [] for tier in TIERS}
    for key in keys(Person(person.names), asker=asker).keys:
        if key.tier in found:
            found[key.tier].append(
                int.from_bytes(blake2b(str(key).encode(), digest_size=8).digest(), "little")
            )
    return found


def shared(one: Hashes, other: Hashes) -> list[bool]:
    """Whether two persons share a key of the first tier, of the first two, of all three."""
    found, so_far = [], False
    for tier in TIERS:
        so_far = so_far or not set(one[tier]).isdisjoint(other[tier])
        found.append(so_far)
    return found


class Index:
    """A register: its distinct names, how many persons have each, and who has which key."""

    def __init__(self, names: Sequence[str], folder: Path, jobs: int) -> None:
        """`folder`: what is learnt, for the processes that make the keys."""
        counted = Counter(names)
        self.names = list(counted)
        self.times = numpy.fromiter(counted.values(), numpy.int64, len(counted))
        self.size = len(names)
        chunks = [self.names[at : at + _AT_ONCE] for at in range(0, len(self.names), _AT_ONCE)]
        with ProcessPoolExecutor(jobs, initializer=partial(learnt.use, folder)) as pool:
            made = list(pool.map(_chunk, chunks))
        self._keys: dict[str, tuple[NDArray[numpy.uint64], Numbers]] = {}
        for tier in TIERS:
            hashes = numpy.concatenate([part[tier][0] for part in made])
            owners = numpy.concatenate(
                [part[tier][1] + at * _AT_ONCE for at, part in enumerate(made)]
            )
            order = numpy.argsort(hashes, kind="stable")
            self._keys[tier] = hashes[order], owners[order].astype(numpy.int32)

    def met(self, asked: Hashes) -> list[Numbers]:
        """The numbers of the distinct names that share a key of the first tier, of the first two,
        of all three."""
        found, parts = [], [numpy.empty(0, numpy.int32)]
        for tier in TIERS:
            hashes, owners = self._keys[tier]
            wanted = numpy.array(asked[tier], numpy.uint64)
            starts = numpy.searchsorted(hashes, wanted, "left")
            ends = numpy.searchsorted(hashes, wanted, "right")
            parts += [owners[a:b] for a, b in zip(starts, ends, strict=True)]
            parts = [numpy.unique(numpy.concatenate(parts))]
            found.append(parts[0])
        return found

    def persons(self, met: Numbers) -> int:
        """How many persons have these names."""
        return int(self.times[met].sum())


def _chunk(names: Sequence[str]) -> dict[str, tuple[NDArray[numpy.uint64], Numbers]]:
    made = [hashed(Person((name,)), asker=False) for name in names]
    found = {}
    for tier in TIERS:
        each = [one[tier] for one in made]
        number = sum(map(len, each))
        hashes = numpy.fromiter(chain.from_iterable(each), numpy.uint64, number)
        owners = numpy.repeat(
            numpy.arange(len(names), dtype=numpy.int32), [len(one) for one in each]
        )
        found[tier] = hashes, owners
    return found
