"""Which unknown facts can still turn the verdict, and how much each weighs.

A fact is relevant if two completions that differ in it alone differ in verdict. Most are
found by evaluating one completion with every single fact flipped, all flips at once (bit k
of a number is the flip of fact k); what is left is settled by SAT, one query a fact, and
each answer is again tried for all the others. Influence is the share of sampled completions
in which flipping the fact alone flips the verdict.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from safeconduct.law.circuit import FALSE, TRUE, Circuit
from safeconduct.law.solver import Solver

SAMPLES = 24
"""Completions sampled for influence; more smooth the ranking and cost time."""

_SEED = 20191001


class Flips:
    """Evaluates a root with each of `facts` flipped in turn, all at once."""

    def __init__(self, circuit: Circuit, root: int, facts: Sequence[int]) -> None:
        self._circuit = circuit
        self._root = root
        self._facts = facts
        self._order = circuit.reachable([root])
        self._others = [
            node for node in self._order if circuit.is_var(node) and node not in set(facts)
        ]
        self._mask = (1 << len(facts)) - 1

    def turning(self, completion: Mapping[int, bool]) -> int:
        """Bits of the facts whose flip alone changes the root's value in this completion."""
        mask = self._mask
        values = {v: mask if completion[v] else 0 for v in self._others}
        for lane, fact in enumerate(self._facts):
            values[fact] = (mask if completion[fact] else 0) ^ (1 << lane)
        lanes = len(self._facts)
        flipped = self._circuit.evaluate(self._order, self._root, values, lanes)
        plain = self._circuit.evaluate(
            self._order, self._root, {v: int(completion[v]) for v in values}, 1
        )
        return flipped ^ (mask if plain else 0)


def relevant_atoms(circuit: Circuit, solver: Solver, root: int, facts: Sequence[int]) -> list[int]:
    """Those of `facts` that alone make the difference to `root` in some completion."""
    facts = [v for v in circuit.variables([root]) if v in set(facts)]
    if not facts:
        return []
    flips = Flips(circuit, root, facts)
    everything = circuit.variables([root])
    found = 0
    for wanted in (-root, root):
        if solver.possible(wanted):
            found |= flips.turning(solver.model(everything))
    for lane, fact in enumerate(facts):
        if found >> lane & 1:
            continue
        low, high = (circuit.substitute([root], {fact: value})[0] for value in (FALSE, TRUE))
        if low == high:
            continue
        if solver.possible(low, -high) or solver.possible(-low, high):
            found |= flips.turning(solver.model(everything)) | 1 << lane
    return [fact for lane, fact in enumerate(facts) if found >> lane & 1]


@dataclass(frozen=True)
class Weight:
    """What answering one fact does: what each answer settles, and its influence (0 to 1)."""

    influence: float
    if_yes: str | None
    if_no: str | None


def weigh(
    circuit: Circuit, solver: Solver, root: int, relevant: Sequence[int]
) -> dict[int, Weight]:
    """The weight of each relevant fact for `root` (decisions and cures already assumed).

    An answer settles if with it `root` has one value in every completion: "shut" or "open".
    """
    facts = [v for v in circuit.variables([root]) if v in set(relevant)]
    missing = {v: Weight(0.0, None, None) for v in relevant if v not in set(facts)}
    if not facts:
        return missing
    influence = _influence(circuit, solver, root, facts)
    weights = {}
    for fact in facts:
        settles: list[str | None] = []
        for literal in (fact, -fact):
            can_open = solver.possible(literal, -root)
            can_shut = solver.possible(literal, root) if can_open else True
            settles.append(None if can_open and can_shut else "open" if can_open else "shut")
        weights[fact] = Weight(influence[fact], settles[0], settles[1])
    return weights | missing


def _influence(
    circuit: Circuit, solver: Solver, root: int, facts: Sequence[int]
) -> dict[int, float]:
    """Sampled near completions that leave the measure open, where a flip has something to turn.

    Uniform completions would nearly all be shut many times over and tell facts apart badly.
    """
    if not solver.possible(-root):
        return dict.fromkeys(facts, 0.0)
    everything = circuit.variables([root])
    base = solver.model(everything)
    flips = Flips(circuit, root, facts)
    counts = dict.fromkeys(facts, 0)
    chance = random.Random(_SEED)
    for sample in range(SAMPLES):
        noise = 0.0 if sample == 0 else chance.choice((1, 2, 4)) / len(everything)
        completion = {v: value ^ (chance.random() < noise) for v, value in base.items()}
        turning = flips.turning(completion)
        for lane, fact in enumerate(facts):
            counts[fact] += turning >> lane & 1
    return {fact: count / SAMPLES for fact, count in counts.items()}
