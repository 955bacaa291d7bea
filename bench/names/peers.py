"""Peers on the same pairs in the same run: in another Python, so that none is needed here."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy

from bench.names import cast
from bench.names.figures import BUDGETS, Figures, Peer
from bench.names.index import Index, hashed, shared
from bench.names.judged import Floats
from bench.names.recall import MILLION, Asked
from safeconduct.names.persons import Person
from safeconduct.names.score import score

NAMES = {"logic-v2": 0.7, "token-sort": None}
"""The peers, and the threshold that each has by itself."""
OURS = "safeconduct"

People = Sequence[tuple[Person, Person]]


@dataclass(frozen=True)
class Answer:
    """What a peer says: a score for each pair, the seconds of a core it took, what it is."""

    scores: Floats
    seconds: float
    version: str


def ask(python: str, peer: str, pairs: People) -> Answer:
    """Let a peer compare pairs."""
    lines = "".join(
        json.dumps([{"names": p.names, "born": str(p.born)} for p in pair]) + "\n" for pair in pairs
    )
    command = [python, str(Path(__file__).with_name("peer.py")), peer]
    done = subprocess.run(command, input=lines, stdout=subprocess.PIPE, text=True, check=True)
    *scores, last = done.stdout.splitlines()
    told = json.loads(last)
    return Answer(numpy.array(list(map(float, scores))), told["seconds"], told["version"])


def ours(pairs: People) -> Floats:
    """Our own score of each pair; -1 where no key of the names is shared."""
    found = []
    for one, other in pairs:
        met = shared(hashed(one, asker=True), hashed(other, asker=False))[-1]
        found.append(score(one, other).probability if met else -1.0)
    return numpy.array(found)


def strangers(
    index: Index, asked: Sequence[Asked], number: int, chance: random.Random
) -> list[tuple[Person, Person]]:
    """Pairs of those who are asked for and anybody of the register, names alone."""
    told = [twice for group in asked for twice in group.group.told]
    held = chance.choices(range(len(index.names)), index.times.tolist(), k=number)
    return [(cast.undated(chance.choice(told).asked), Person((index.names[at],))) for at in held]


def compare(
    figures: Figures, asked: Sequence[Asked], random_pairs: People, python: str, each: int
) -> None:
    """Recall of the groups by ourselves and by the peers, at thresholds that meet the budgets."""
    rows = [row for row in figures.recalled if row.unseen]
    mine = [group for group in asked if group.group.unseen]
    told = [
        [(cast.undated(t.asked), cast.undated(t.held)) for t in group.group.told[:each]]
        for group in mine
    ]
    flat = [pair for pairs in told for pair in pairs]
    for name in (OURS, *NAMES):
        if name == OURS:
            theirs, met, version = ours(random_pairs), ours(flat), ""
        else:
            answer = ask(python, name, random_pairs)
            theirs, version = answer.scores, answer.version
            met = ask(python, name, flat).scores
        thresholds = {f"{budget:,} false": above(theirs, budget) for budget in BUDGETS}
        usual = NAMES.get(name)
        if usual is not None:
            thresholds[f"at {usual}"] = usual
        false = {what: float((theirs >= at).mean() * MILLION) for what, at in thresholds.items()}
        figures.peers.append(Peer(name, version, thresholds, false))
        begin = 0
        for row, pairs in zip(rows, told, strict=True):
            part = met[begin : begin + len(pairs)]
            begin += len(pairs)
            for what, at in thresholds.items():
                row.peers[f"{name} {what}"] = float((part >= at).mean())


def above(scores: Floats, budget: float) -> float:
    """The lowest threshold that so few random strangers reach that the budget is kept.

    For our own score, a pair that shares no key has -1 and never reaches it.
    """
    ordered = numpy.sort(scores)[::-1]
    allowed = int(budget / MILLION * len(scores))
    found = float(numpy.nextafter(ordered[allowed], numpy.inf))
    return max(found, 0.0)
