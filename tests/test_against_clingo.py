"""The engine, the definition and clingo agree on random rulebooks in random worlds.

`SAFECONDUCT_SEED` repeats a run that failed; `SAFECONDUCT_BOOKS` makes a run longer or shorter.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from functools import partial

import pytest

from safeconduct.files import yamltext
from safeconduct.law.load import load
from tests.oracle import compare, naive
from tests.oracle.answer import OUTCOMES, TooLarge
from tests.oracle.cases import case, text
from tests.oracle.mistakes import MISTAKES
from tests.oracle.truth import Completions, Table

SEED = int(os.environ.get("SAFECONDUCT_SEED", time.time_ns() // 1_000_000))
BOOKS = int(os.environ.get("SAFECONDUCT_BOOKS", "400"))
CHUNKS = 8
PER_CHUNK = -(-BOOKS // CHUNKS)
FAST_BOOKS = 2
"""How many times as many books only the engine and the definition are put beside each other."""

REGRESSION = (
    0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 14, 17, 19, 20, 22, 23, 25, 26, 27, 31, 32, 35, 39, 40, 45,
    47, 49, 51, 58, 61, 66, 75, 83, 123, 144, 145, 163, 173, 196, 208, 295, 589, 615, 705, 736,
    802, 915, 1402, 1689, 2830, 3292,
)  # fmt: skip
"""Books that told the engine from versions of it with one small mistake put in on purpose."""


def again(problem: str, start: int) -> str:
    """What to say when a chunk of books failed."""
    return f"repeat with SAFECONDUCT_SEED={SEED} (books from {start}):\n{problem}"


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_engine_definition_and_clingo_agree(chunk: int) -> None:
    start = SEED + chunk * PER_CHUNK
    print(f"random rulebooks, seed {SEED}, books {start} to {start + PER_CHUNK - 1}")
    problem = compare.complaint(range(start, start + PER_CHUNK), compare.ALL)
    assert not problem, again(problem, start)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_engine_and_definition_agree_on_many_more(chunk: int) -> None:
    start = SEED + BOOKS + chunk * PER_CHUNK * FAST_BOOKS
    print(f"random rulebooks, seed {SEED}, books from {start}")
    problem = compare.complaint(range(start, start + PER_CHUNK * FAST_BOOKS), compare.FAST)
    assert not problem, again(problem, start)


def test_what_an_answer_settles_alone_is_so_by_definition() -> None:
    settling = 0
    for seed in range(SEED, SEED + BOOKS // 4):
        one = case(seed)
        expected = compare.settled_by_definition(one)
        if expected:
            found = compare.settled_by_engine(one)
            assert sorted(found, key=str) == sorted(expected, key=str), again(one.show(), seed)
            settling += len(expected)
    assert settling or BOOKS < 100


def test_all_agree_on_books_that_told_mistakes_apart() -> None:
    problem = compare.complaint(REGRESSION, compare.ALL)
    assert not problem, problem


def test_every_outcome_occurs_often_enough_to_be_tested() -> None:
    counted = Counter(case(seed).answer.outcome for seed in range(1000))
    assert set(counted) == set(OUTCOMES)
    assert min(counted.values()) >= 30, counted


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_misreading_is_noticed(mistake: str) -> None:
    for seed in range(400):
        one = case(seed)
        try:
            wrong = naive.assess(*MISTAKES[mistake](one.rulebook, one.world))
        except TooLarge:
            continue
        if wrong != compare.by_engine(one):
            return
    pytest.fail(f"400 random rulebooks do not show that {mistake}")


@pytest.mark.parametrize("seed", range(40))
def test_a_book_means_the_same_as_text(seed: int) -> None:
    one = case(seed)
    documents = [
        yamltext.parse(text(document).encode(), document.name) for document in one.documents
    ]
    assert load(documents, "random") == one.rulebook


class _One(Completions):
    """A single completion: the atoms in `true` are true and all others are not."""

    def __init__(self, true: frozenset[str]) -> None:
        super().__init__()
        self.true = true
        self.all = 1

    def free(self, atom: str) -> Table:
        return 1 if atom in self.true else 0


@pytest.mark.parametrize("seed", range(60))
def test_tables_say_what_holds_in_each_completion_taken_alone(seed: int) -> None:
    one = case(seed)
    whole = naive.Naive(one.rulebook, one.world)
    whole.answer()
    atoms = list(whole.space.atoms)
    shut = naive.union(part.table for part in whole.parts())
    for number in range(min(1 << len(atoms), 64)):
        true = frozenset(atom for i, atom in enumerate(atoms) if number >> i & 1)
        alone = naive.Naive(one.rulebook, one.world, partial(_One, true))
        alone.switches = whole.switches
        assert naive.union(part.table for part in alone.parts()) == shut >> number & 1
