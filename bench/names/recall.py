"""How many persons share a key with their other description, and how many strangers do."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy

from bench.names import cast
from bench.names.figures import BUDGETS, Recalled
from bench.names.groups import Group
from bench.names.index import Hashes, Index, hashed, shared
from bench.names.registers import Kind
from safeconduct.names.persons import Person
from safeconduct.names.score import score

MILLION = 1e6
COMPARED = 200
"""Of a person's candidates so many are compared, by chance, to tell a rank."""


class Asked:
    """A group whose keys are made: who is asked for, and what of them meets their other selves."""

    def __init__(self, group: Group) -> None:
        self.group = group
        self.keys = [hashed(twice.asked, asker=True) for twice in group.told]
        self.shared = [
            shared(keys, hashed(twice.held, asker=False))
            for keys, twice in zip(self.keys, group.told, strict=True)
        ]

    def recalled(self) -> Recalled:
        """The group's recall, before any register was asked."""
        group = self.group
        return Recalled(
            group.script, group.origin, group.unseen, group.aim, len(group.told),
            numpy.mean(self.shared, axis=0).tolist(),
            float(numpy.mean([sum(map(len, keys.values())) for keys in self.keys])),
        )  # fmt: skip

    def missed(self) -> Iterator[cast.Twice]:
        """The persons that share no key with themselves."""
        return (t for t, s in zip(self.group.told, self.shared, strict=True) if not s[-1])


def concerns(kind: Kind, group: Group) -> bool:
    """Whether a group is asked for in a register."""
    return not kind.scripts or (group.script in kind.scripts and group.origin == "native")


def hits(index: Index, asked: Sequence[Hashes]) -> list[float]:
    """How many strangers share a key, on average, by tiers added; in a register of a million."""
    counts = [[index.persons(found) for found in index.met(keys)] for keys in asked]
    means: list[float] = (numpy.mean(counts, axis=0) * MILLION / index.size).tolist()
    return means


def ranked(index: Index, asked: Asked, sample: int, chance: random.Random) -> dict[str, float]:
    """How many persons come among the first `BUDGETS` candidates in order of their scores."""
    found: dict[int, int] = dict.fromkeys(BUDGETS, 0)
    chosen = chance.sample(range(len(asked.keys)), min(sample, len(asked.keys)))
    for at in chosen:
        if not asked.shared[at][-1]:
            continue
        twice = asked.group.told[at]
        before = _before(index, twice, asked.keys[at], chance) * MILLION / index.size
        for budget in BUDGETS:
            found[budget] += before < budget
    return {str(budget): number / len(chosen) for budget, number in found.items()}


def _before(index: Index, twice: cast.Twice, keys: Hashes, chance: random.Random) -> float:
    """About how many candidates have a higher score than the person; of equals, half."""
    met = index.met(keys)[-1]
    if not len(met):
        return 0.0
    some = chance.sample(range(len(met)), min(COMPARED, len(met)))
    asked = cast.undated(twice.asked)
    own = score(asked, cast.undated(twice.held)).probability
    ahead = whole = 0.0
    for at in some:
        times = float(index.times[met[at]])
        theirs = score(asked, Person((index.names[met[at]],))).probability
        whole += times
        ahead += times * (1.0 if theirs > own else 0.5 if theirs == own else 0.0)
    return ahead / whole * index.persons(met)


def by_script(asked: Asked) -> dict[str, list[float]]:
    """How many persons of each script there are, and their recall by tiers added."""
    rows = defaultdict(list)
    for twice, found in zip(asked.group.told, asked.shared, strict=True):
        rows[twice.group].append(found)
    return {
        script: [float(len(mine)), *numpy.mean(mine, axis=0).tolist()]
        for script, mine in sorted(rows.items(), key=lambda row: -len(row[1]))
    }
