"""How well the score tells persons from strangers, and whether its probabilities are right."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from bench.names import cast
from bench.names.figures import Calibrated, Judged
from bench.names.index import Index
from bench.names.recall import Asked
from safeconduct.names.births import UNKNOWN, Born, agreement
from safeconduct.names.persons import Person
from safeconduct.names.score import BASE_RATE, score

Floats = NDArray[numpy.float64]
EVEN = 2
"""The base rate at which one of two candidates is the person."""
BINS = 10
YEARS = 2
"""A birth date is near if it lies so many years away."""
DAYS = 400_000
"""So many pairs of days of birth tell how days of strangers agree."""
STRANGERS, NEAR = "any birth date", "a near birth date"


@dataclass(frozen=True)
class Pair:
    """Two descriptions, and whose they are: of one person (`strangers` is empty), of strangers
    with any birth dates, of strangers with near ones; whether they share a key of the name."""

    one: Person
    other: Person
    strangers: str
    group: str
    shared: bool = True


def pairs(index: Index, asked: Sequence[Asked], each: int, chance: random.Random) -> list[Pair]:
    """Persons described twice, and as many strangers of both kinds that share a key with them."""
    found = []
    for group in asked:
        for at, twice in enumerate(group.group.told[:each]):
            found.append(Pair(twice.asked, twice.held, "", group.group.name, group.shared[at][-1]))
            names = candidates(index, group, at, 2, chance)
            for kind, name in zip((STRANGERS, NEAR), names, strict=False):
                day = near(twice.asked.born, chance) if kind == NEAR else _dated(chance)
                found.append(Pair(twice.asked, Person((name,), day), kind, group.group.name))
    return found


def strangers(
    index: Index, asked: Sequence[Asked], each: int, number: int, chance: random.Random
) -> Iterator[Pair]:
    """More pairs of strangers that share a key, their names alone."""
    for group in asked:
        for at, twice in enumerate(group.group.told[:each]):
            for name in candidates(index, group, at, number, chance):
                yield Pair(cast.undated(twice.asked), Person((name,)), STRANGERS, group.group.name)


def candidates(
    index: Index, asked: Asked, at: int, number: int, chance: random.Random
) -> list[str]:
    """The names of so many persons that share a key with one who is asked for."""
    met = index.met(asked.keys[at])[-1]
    if not len(met):
        return []
    weights = index.times[met].tolist()
    return [index.names[n] for n in chance.choices(met.tolist(), weights, k=number)]


def near(day: Born, chance: random.Random) -> Born:
    """Another day, at most `YEARS` years away."""
    while True:
        other = Born(
            day.year + chance.randint(-YEARS, YEARS), chance.randint(1, 12), chance.randint(2, 28)
        )
        if other != day:
            return other


def _dated(chance: random.Random) -> Born:
    return cast.born(chance) if chance.random() < 0.9 else UNKNOWN


def scored(made: Sequence[Pair]) -> Floats:
    """The probability of each pair at the usual base rate."""
    return numpy.array([score(pair.one, pair.other).probability for pair in made])


def rebased(probabilities: Floats, base_rate: float) -> Floats:
    """Probabilities at another base rate."""
    odds = probabilities / numpy.maximum(1 - probabilities, 1e-300)
    odds = odds * (BASE_RATE - 1) / (base_rate - 1)
    return numpy.asarray(odds / (1 + odds), numpy.float64)


def judge(
    method: str, made: Sequence[Pair], scores: Floats, threshold: float | None, name: str
) -> list[Judged]:
    """Recall and precision against each kind of strangers and both; at the best threshold where
    none is given, which is named beside."""
    kinds = numpy.array([pair.strangers for pair in made])
    found = []
    for strangers_, chosen in (
        (STRANGERS, kinds != NEAR), (NEAR, kinds != STRANGERS), ("both", kinds != "?"),
    ):  # fmt: skip
        yes, mine = kinds[chosen] == "", scores[chosen]
        at = best(yes, mine) if threshold is None else threshold
        taken = mine >= at
        right = int((taken & yes).sum())
        found.append(Judged(
            method, name if threshold is not None else f"{name} ({at:.2g})", strangers_,
            right / int(yes.sum()), right / max(int(taken.sum()), 1),
        ))  # fmt: skip
    return found


def best(yes: NDArray[numpy.bool_], scores: Floats) -> float:
    """The threshold at which F1 is highest."""
    order = numpy.argsort(-scores, kind="stable")
    right = numpy.cumsum(yes[order])
    f1 = 2 * right / (numpy.arange(1, len(scores) + 1) + yes.sum())
    # Equals are taken together: only where the score changes can a threshold lie.
    ordered = scores[order]
    last = numpy.append(ordered[1:] != ordered[:-1], True)
    return float(ordered[numpy.argmax(numpy.where(last, f1, -1))])


@dataclass(frozen=True)
class Likely:
    """Probabilities of pairs, and what each pair weighs."""

    probabilities: Floats
    weights: Floats

    def rebased(self, base_rate: float) -> Likely:
        """The same at another base rate."""
        return Likely(rebased(self.probabilities, base_rate), self.weights)


def with_days(names: Floats, chance: random.Random) -> Likely:
    """Probabilities of strangers with days of birth, from those of their names alone.

    Days of strangers have nothing to do with their names: each pair is taken once with every way
    in which two days can agree, and weighs as much as such days are often.
    """
    ways: dict[str, tuple[int, float]] = {}
    for _ in range(DAYS):
        one, other = cast.born(chance), _dated(chance)
        how = agreement(one, other)
        number, adds = ways.get(how, (0, 0.0))
        ways[how] = number + 1, adds if number else _adds(one, other)
    odds = numpy.log(numpy.maximum(names, 1e-300) / numpy.maximum(1 - names, 1e-300))
    parts = [1 / (1 + numpy.exp(-(odds + adds))) for _number, adds in ways.values()]
    weights = [numpy.full(len(names), number / DAYS) for number, _adds_ in ways.values()]
    return Likely(numpy.concatenate(parts), numpy.concatenate(weights))


def _adds(one: Born, other: Born) -> float:
    """What two days of birth add to the logarithm of the odds."""
    found = score(Person(("Ann Bell",), one), Person(("Ann Bell",), other))
    return sum(reason.adds for reason in found.reasons if reason.about == "birth date")


def calibrated(yes: Likely, no: Likely, base_rate: float) -> Calibrated:
    """Whether probabilities are right, where one in `base_rate` candidates is the person.

    `yes` and `no`: pairs of one person and of strangers, all of which share a key.
    """
    yes, no = yes.rebased(base_rate), no.rebased(base_rate)
    both = numpy.concatenate([yes.probabilities, no.probabilities])
    true = numpy.concatenate([numpy.ones(len(yes.weights)), numpy.zeros(len(no.weights))])
    weights = numpy.concatenate([
        yes.weights / yes.weights.sum() / base_rate,
        no.weights / no.weights.sum() * (1 - 1 / base_rate),
    ])  # fmt: skip
    bins = numpy.minimum((both * BINS).astype(int), BINS - 1)
    rows, error = [], 0.0
    for number in range(BINS):
        mine = bins == number
        share = float(weights[mine].sum())
        if not share:
            continue
        said = float((weights[mine] * both[mine]).sum() / share)
        so = float((weights[mine] * true[mine]).sum() / share)
        rows.append((share, said, so, int((mine & (true == 1)).sum())))
        error += share * abs(said - so)
    return Calibrated(base_rate, error, rows)


def by_group(made: Sequence[Pair], scores: Floats) -> dict[str, tuple[int, float]]:
    """Of each group: pairs of one person, and the share that is found at even odds."""
    found: dict[str, list[bool]] = {}
    for pair, one in zip(made, scores, strict=True):
        if not pair.strangers:
            found.setdefault(pair.group, []).append(bool(one >= 0.5))
    return {name: (len(all_), sum(all_) / len(all_)) for name, all_ in found.items()}
