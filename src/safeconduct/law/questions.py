"""Which unknown facts can still turn the verdict, and how much each weighs.

A fact is relevant if two completions that differ in it alone differ in verdict. Most are
found by evaluating one completion with every single fact flipped, all flips at once (bit k
of a number is the flip of fact k); what is left is settled by SAT, one query a fact, and
each answer is again tried for all the others. Influence is the share of sampled open
completions in which flipping the fact alone shuts the measure.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from safeconduct.law.circuit import Circuit
from safeconduct.law.solver import Solver

SAMPLES = 16
"""Completions sampled for influence; more smooth the ranking and cost time."""

LOOKS = 4
"""Open and shut completions whose single flips are tried before SAT is asked fact by fact."""

_SEED = 20191001


class Flips:
    """Evaluates a root with each of `facts` flipped in turn, all at once."""

    def __init__(self, circuit: Circuit, root: int, facts: Sequence[int]) -> None:
        self._circuit = circuit
        self._root = root
        self._facts = facts
        self._order = circuit.reachable([root])
        mine = set(facts)
        self._others = [v for v in self._order if circuit.is_var(v) and v not in mine]
        self._lanes = len(facts) + 1  # the last lane flips nothing
        self._mask = (1 << self._lanes) - 1

    def turning(self, completion: Mapping[int, bool]) -> tuple[bool, int]:
        """The root's value in this completion, and bits of the facts whose flip changes it."""
        mask = self._mask
        values = {v: mask if completion[v] else 0 for v in self._others}
        for lane, fact in enumerate(self._facts):
            values[fact] = (mask if completion[fact] else 0) ^ (1 << lane)
        bits = self._circuit.evaluate(self._order, self._root, values, self._lanes)
        plain = bool(bits >> (self._lanes - 1))
        return plain, (bits ^ mask if plain else bits) & (mask >> 1)


def relevant_atoms(
    circuit: Circuit,
    solver: Solver,
    root: int,
    facts: Sequence[int],
    asked_as: Callable[[int], object] = lambda fact: fact,
) -> list[int]:
    """Those of `facts` that alone make the difference to `root` in some completion.

    Facts that are `asked_as` one question need one of them to be relevant; the rest of such a
    group is not looked into once one is found.
    """
    mine = set(facts)
    facts = [v for v in circuit.variables([root]) if v in mine]
    if not facts:
        return []
    flips = Flips(circuit, root, facts)
    everything = circuit.variables([root])
    chance = random.Random(_SEED)
    found = 0
    for _ in range(LOOKS):
        for wanted in (-root, root):
            if solver.possible(wanted):
                found |= flips.turning(solver.model(everything))[1]
        bits = chance.getrandbits(len(everything))
        solver.prefer(v if bits >> k & 1 else -v for k, v in enumerate(everything))
    solver.prefer(())
    groups = [asked_as(fact) for fact in facts]
    asked = {group for lane, group in enumerate(groups) if found >> lane & 1}
    for lane, fact in enumerate(facts):
        if found >> lane & 1 or groups[lane] in asked:
            continue
        low, high = circuit.cofactors(root, fact)
        if solver.possible(low, -high) or solver.possible(-low, high):
            found |= flips.turning(solver.model(everything))[1] | 1 << lane
            asked |= {group for k, group in enumerate(groups) if found >> k & 1}
    return [fact for lane, fact in enumerate(facts) if found >> lane & 1]


Settles = Literal["shut", "open"] | None
"""What an answer settles alone, if anything."""


@dataclass(frozen=True)
class Weight:
    """What answering one fact does: what each answer settles, and its influence (0 to 1)."""

    influence: float
    if_yes: Settles
    if_no: Settles


def weigh(
    circuit: Circuit, solver: Solver, root: int, relevant: Sequence[int]
) -> dict[int, Weight]:
    """The weight of each relevant fact for `root` (decisions and cures already assumed).

    An answer settles if with it `root` has one value in every completion: "shut" or "open".
    """
    asked, present = set(relevant), circuit.variables([root])
    facts = [v for v in present if v in asked]
    missing = {v: Weight(0.0, None, None) for v in asked.difference(facts)}
    if not facts:
        return missing
    return _Weighing(circuit, solver, root, facts).weights() | missing


class _Weighing:
    """Samples open completions for influence, and learns from each what answers leave possible.

    Open completions are sampled because there a flip has something to turn: uniform ones
    would nearly all be shut many times over and tell facts apart badly.
    """

    def __init__(self, circuit: Circuit, solver: Solver, root: int, facts: Sequence[int]) -> None:
        self._solver = solver
        self._root = root
        self._facts = facts
        self._everything = circuit.variables([root])
        self._flips = Flips(circuit, root, facts)
        self._can_open: set[int] = set()
        self._can_shut: set[int] = set()

    def weights(self) -> dict[int, Weight]:
        """Influence and what each answer settles, for every fact."""
        counts = [0] * len(self._facts)
        chance = random.Random(_SEED)
        for _ in range(SAMPLES):
            bits = chance.getrandbits(len(self._everything))
            self._solver.prefer(v if bits >> k & 1 else -v for k, v in enumerate(self._everything))
            if not self._solver.possible(-self._root):
                break
            turning = self._learn()
            for lane in range(len(counts)):
                counts[lane] += turning >> lane & 1
        self._solver.prefer(())
        self._ask_the_rest()
        return {
            fact: Weight(count / SAMPLES, self._left(fact), self._left(-fact))
            for fact, count in zip(self._facts, counts, strict=True)
        }

    def _ask_the_rest(self) -> None:
        for fact in self._facts:
            for literal in (fact, -fact):
                for wanted, known in (
                    (-self._root, self._can_open),
                    (self._root, self._can_shut),
                ):
                    if literal not in known and self._solver.possible(literal, wanted):
                        self._learn()

    def _learn(self) -> int:
        """Note what the solver's last completion, and each single flip of it, shows possible."""
        completion = self._solver.model(self._everything)
        shut, turning = self._flips.turning(completion)
        here, there = (self._can_shut, self._can_open) if shut else (self._can_open, self._can_shut)
        several = turning & (turning - 1)
        for lane, fact in enumerate(self._facts):
            literal = fact if completion[fact] else -fact
            turns = turning >> lane & 1
            here.add(literal)
            (there if turns else here).add(-literal)
            if several or (turning and not turns):  # another flip turns it, this value kept
                there.add(literal)
        return turning

    def _left(self, literal: int) -> Settles:
        if literal in self._can_open:
            return None if literal in self._can_shut else "open"
        return "shut"
