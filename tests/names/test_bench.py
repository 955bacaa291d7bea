"""That the benchmark of names counts right: against counting by hand, on small registers."""

from __future__ import annotations

import random
from pathlib import Path

import numpy
import pytest

from bench.names import eastern, judged, peers
from bench.names.figures import Recalled
from bench.names.index import TIERS, Index, hashed, shared
from safeconduct.names.persons import Person
from safeconduct.names.score import BASE_RATE

DATA = Path(__file__).resolve().parents[2] / "src" / "safeconduct" / "names" / "data"
HELD = [
    "Ivan Petrov",
    "Petrov Ivan",
    "Anna Belova",
    "Ivan Petrov",
    "王伟",
    "Wang Wei",
    "Maria Silva",
]


@pytest.mark.parametrize("name", ["Иван Петров", "Wei Wang", "Анна Белова", "Nobody Else"])
def test_an_index_finds_whom_sharing_keys_finds(name: str) -> None:
    index = Index(HELD, DATA, 1)
    asked = hashed(Person((name,)), asker=True)
    for tier, met in enumerate(index.met(asked)):
        expected = [
            held for held in HELD
            if shared(asked, hashed(Person((held,)), asker=False))[tier]
        ]  # fmt: skip
        assert {index.names[at] for at in met} == set(expected)
        assert index.persons(met) == len(expected)
    assert len(TIERS) == 3


def test_tiers_are_added_as_long_as_the_budget_allows() -> None:
    row = Recalled("Cyrillic", "native", True, 0, 10, [0.5, 0.8, 0.9], 5, {"mixed": [1, 30, 400]})
    assert [row.at(budget, "mixed") for budget in (0.5, 1, 300, 3000)] == [None, 0.5, 0.8, 0.9]


def test_the_best_threshold_takes_equals_together() -> None:
    yes = numpy.array([True, True, False, True, False])
    scores = numpy.array([0.9, 0.8, 0.5, 0.5, 0.1])
    assert judged.best(yes, scores) == 0.5


def test_probabilities_at_another_base_rate() -> None:
    even = judged.rebased(numpy.array([1 / BASE_RATE, 0.0]), 2)
    assert even == pytest.approx([0.5, 0.0])


def test_a_score_that_is_right_has_no_error() -> None:
    # Of pairs that have the probability 0.25 at even odds, one in four is one person.
    yes = judged.Likely(_usual(0.25, 0.75), numpy.array([1.0, 3.0]))
    no = judged.Likely(_usual(0.25, 0.75), numpy.array([3.0, 1.0]))
    assert judged.calibrated(yes, no, 2).error == pytest.approx(0, abs=1e-9)
    assert judged.calibrated(no, yes, 2).error == pytest.approx(0.5)


def test_days_of_strangers_weigh_as_often_as_they_are() -> None:
    found = judged.with_days(numpy.array([0.001, 0.5]), random.Random(1))
    assert found.weights.sum() == pytest.approx(2)
    # Most strangers' days differ, which speaks against.
    assert (found.weights * found.probabilities).sum() < 0.2


def test_a_budget_sets_the_threshold() -> None:
    scores = numpy.arange(1000) / 1000
    at = peers.above(scores, 3000)
    assert (scores >= at).sum() == 3
    # Pairs that share no key are below every threshold.
    assert peers.above(numpy.array([-1.0, -1.0, 0.4]), 500_000) == 0


def test_hangul_is_romanised_and_tones_are_counted() -> None:
    assert eastern.romanised("지영") == "jiyeong"
    assert [eastern.tones(word) for word in ("Xiǎomíng", "Gène", "Wei")] == [2, 1, 0]


def _usual(*even: float) -> judged.Floats:
    """Probabilities at the usual base rate of what is so probable at even odds."""
    odds = numpy.array([p / (1 - p) / (BASE_RATE - 1) for p in even])
    return numpy.asarray(odds / (1 + odds), numpy.float64)
