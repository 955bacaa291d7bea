"""Which unknown facts can still turn the verdict, and how much each weighs.

A fact is relevant if two completions that differ in it alone differ in verdict. Most are
found by evaluating one completion with every single fact flipped, all flips at once (bit k
of a number is the flip of fact k); what is left is settled by SAT, one query a fact, and
each answer is again tried for all the others. Influence is the share of sampled completions
in which flipping the fact alone flips the verdict.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from safeconduct.law.circuit import FALSE, TRUE, Circuit
from safeconduct.law.solver import Solver

SAMPLES = 16
"""Completions sampled for influence; more smooth the ranking and cost time."""

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


def relevant_atoms(circuit: Circuit, solver: Solver, root: int, facts: Sequence[int]) -> list[int]:
    """Those of `facts` that alone make the difference to `root` in some completion."""
    mine = set(facts)
    facts = [v for v in circuit.variables([root]) if v in mine]
    if not facts:
        return []
    flips = Flips(circuit, root, facts)
    everything = circuit.variables([root])
    found = 0
    for wanted in (-root, root):
        if solver.possible(wanted):
            found |= flips.turning(solver.model(everything))[1]
    for lane, fact in enumerate(facts):
        if found >> lane & 1:
            continue
        low, high = (circuit.substitute([root], {fact: value})[0] for value in (FALSE, TRUE))
        if low == high:
            continue
        if solver.possible(low, -high) or solver.possible(-low, high):
            found |= flips.turning(solver.model(everything))[1] | 1 << lane
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
    influence = _influence(circuit, solver, root, facts)
    settled = _settled(circuit, solver, root, facts)
    return {v: Weight(influence[v], *settled[v]) for v in facts} | missing


def _settled(
    circuit: Circuit, solver: Solver, root: int, facts: Sequence[int]
) -> dict[int, tuple[Settles, Settles]]:
    """For each fact, the one value that `root` has left if it is true, and if it is false.

    A completion in which a fact has a value shows what that value leaves possible, so most
    answers come from completions already at hand; SAT is asked only for the rest, and told
    to look far away from what was seen.
    """
    everything = circuit.variables([root])
    can_open: set[int] = set()
    can_shut: set[int] = set()

    def seen(literals: Iterable[int], shut: bool) -> None:
        (can_shut if shut else can_open).update(literals)

    for wanted in (-root, root):
        if solver.possible(wanted):
            completion = solver.model(everything)
            _show(circuit, root, facts, completion, seen)
            solver.prefer(-v if completion[v] else v for v in everything)
    for fact in facts:
        for literal in (fact, -fact):
            for wanted, known in ((-root, can_open), (root, can_shut)):
                if literal not in known and solver.possible(literal, wanted):
                    _show(circuit, root, facts, solver.model(everything), seen)
    solver.prefer(())

    def left(literal: int) -> Settles:
        if literal in can_open:
            return None if literal in can_shut else "open"
        return "shut"

    return {fact: (left(fact), left(-fact)) for fact in facts}


def _show(
    circuit: Circuit,
    root: int,
    facts: Sequence[int],
    completion: Mapping[int, bool],
    seen: Callable[[Iterable[int], bool], None],
) -> None:
    """Tell `seen` what one completion, and each single flip of it, shows to be possible."""
    flips = Flips(circuit, root, facts)
    shut, turning = flips.turning(completion)
    mine = [v if completion[v] else -v for v in facts]
    seen(mine, shut)
    turned = [lane for lane in range(len(facts)) if turning >> lane & 1]
    for lane, literal in enumerate(mine):
        turns = bool(turning >> lane & 1)
        seen((-literal,), shut != turns)
        if len(turned) > turns:  # another fact's flip turns it while this one keeps its value
            seen((literal,), not shut)


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
        _, turning = flips.turning(completion)
        for lane, fact in enumerate(facts):
            counts[fact] += turning >> lane & 1
    return {fact: count / SAMPLES for fact, count in counts.items()}
