"""Questions: what they settle and how much they weigh, against plain enumeration."""

from __future__ import annotations

import random
from itertools import product

import pytest

from safeconduct.law.circuit import TRUE, Circuit
from safeconduct.law.questions import relevant_atoms, weigh
from safeconduct.law.solver import Solver


def random_formula(seed: int, size: int) -> tuple[Circuit, int, list[int]]:
    """A random formula over a few variables."""
    chance = random.Random(seed)
    circuit = Circuit()
    facts = [circuit.var(f"fact{i}") for i in range(size)]
    pool = [*facts, *(-v for v in facts)]
    for _ in range(chance.randint(2, 14)):
        parts = chance.sample(pool, chance.randint(2, 3))
        pool.append(circuit.conj(parts) if chance.random() < 0.5 else circuit.disj(parts))
    return circuit, pool[-1], facts


def value(circuit: Circuit, root: int, completion: dict[int, bool]) -> bool:
    """The root in one completion."""
    bits = {v: int(b) for v, b in completion.items()}
    return bool(circuit.evaluate(circuit.reachable([root]), root, bits, 1))


@pytest.mark.parametrize("seed", range(150))
def test_relevance_and_settling_agree_with_enumeration(seed: int) -> None:
    circuit, root, facts = random_formula(seed, 5)
    table = {
        bits: value(circuit, root, dict(zip(facts, bits, strict=True)))
        for bits in product((False, True), repeat=len(facts))
    }
    relevant = set()
    settles = {}
    for lane, fact in enumerate(facts):
        pairs = [
            (shut, table[(*bits[:lane], not bits[lane], *bits[lane + 1 :])])
            for bits, shut in table.items()
        ]
        if any(one != other for one, other in pairs):
            relevant.add(fact)
        left = {
            answer: {shut for bits, shut in table.items() if bits[lane] == answer}
            for answer in (True, False)
        }
        words = {frozenset({True}): "shut", frozenset({False}): "open"}
        settles[fact] = tuple(words.get(frozenset(left[answer])) for answer in (True, False))
    solver = Solver(circuit)
    found = relevant_atoms(circuit, solver, root, facts)
    assert set(found) == relevant
    weights = weigh(circuit, solver, root, found)
    assert {v: (w.if_yes, w.if_no) for v, w in weights.items()} == {v: settles[v] for v in found}
    assert all(0.0 <= w.influence <= 1.0 for w in weights.values())


def test_a_fact_that_everything_hangs_on_weighs_more_than_one_alternative_of_many() -> None:
    circuit = Circuit()
    key, *others = (circuit.var(name) for name in ("key", "a", "b", "c", "d"))
    shut = circuit.disj((-key, -circuit.disj(others)))
    weights = weigh(circuit, Solver(circuit), shut, [key, *others])
    assert weights[key].if_no == "shut"
    assert weights[key].influence > max(weights[v].influence for v in others)


def test_at_least_counts() -> None:
    circuit = Circuit()
    facts = [circuit.var(f"fact{i}") for i in range(6)]
    for count in range(1, 8):
        root = circuit.at_least(count, facts)
        for bits in product((False, True), repeat=len(facts)):
            completion = dict(zip(facts, bits, strict=True))
            expected = sum(bits) >= count
            assert (root == TRUE or value(circuit, root, completion)) == expected
