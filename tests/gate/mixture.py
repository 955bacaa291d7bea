"""Fifty threads do whatever comes on a few cases, round after round; then the record is read.

Not collected with the other tests: `make races` runs it. `ROUNDS` says for how long, and
`SAFECONDUCT_SEED` what each thread does, though not in which order they get their turns.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from functools import partial
from random import Random

import pytest

from safeconduct.case import events as ev
from safeconduct.case.eventbase import MeasureOpinion
from safeconduct.case.facts import Said
from safeconduct.case.state import fold
from safeconduct.gate import (
    decisions,
    execution,
    facts,
    freeze,
    holds,
    indexcheck,
    opinions,
    readiness,
    reading,
    referral,
    screening,
)
from safeconduct.gate.errors import NotFound, Refused
from safeconduct.gate.identities import numbers
from safeconduct.register import protections
from tests.gate.inorder import looked, wrong
from tests.gate.matter import Matter, matter
from tests.gate.place import Gate
from tests.gate.racing import THREADS, race, refused

ROUNDS = int(os.environ.get("SAFECONDUCT_RACES", "3"))
SEED = int(os.environ.get("SAFECONDUCT_SEED", "2019"))
CASES, EACH = 3, 4
STATES = ("KZ", "RU", "CN", "TR", "IR", "AZ", "BY", "TJ", "UZ", "EG")
Act = Callable[[Gate, Matter, Random], object]


def _look(m: Matter) -> tuple[int, list[ev.AnyEvent], str]:
    at = reading.case_of(m.case).version
    return at, reading.events(m.case)[:at], looked(m.case, at)


def _decide(node: Gate, m: Matter, chance: Random) -> object:
    at, _, words = _look(m)
    outcome: decisions.Outcome = chance.choice(("proceed", "proceed", "refuse"))
    measures = chance.sample([m.search, m.bank], chance.randint(1, 2))
    decisions.decide(node.actor("magistrate"), m.case, measures, outcome, words, at)
    return "decide"


def _hold(node: Gate, m: Matter, chance: Random) -> object:
    on, of = chance.choice(
        (("measure", m.search), ("request", m.request), ("person", m.anna), ("state", _state(m)))
    )
    role = chance.choice(("magistrate", "observer", "overseer", "court"))
    holds.place(node.actor(role), m.case, on, of, "to be looked at")  # type: ignore[arg-type]
    return "hold"


def _state(m: Matter) -> str:
    return fold(reading.events(m.case)).requests[m.request].requesting_state


def _lift(node: Gate, m: Matter, chance: Random) -> object:
    at, events, words = _look(m)
    state = fold(events)
    there = [h for h in state.holds.values() if h.hold not in state.lifted]
    hold = chance.choice(there) if there else None
    if hold is None or hold.by is None:
        return "nothing to lift"
    holds.lift(node.actor(hold.by), m.case, hold.hold, words, at)
    return "lift"


def _say(node: Gate, m: Matter, chance: Random) -> object:
    key, said = f"proceedings-motivated({m.request})", f"witness {chance.randint(0, 9)}"
    values: tuple[Said, ...] = ("yes", "no", "unknown")
    value = chance.choice(values)
    facts.state(node.actor("clerk"), m.case, key, value, said)
    return "fact"


def _refer(node: Gate, m: Matter, chance: Random) -> object:
    measures = chance.sample([m.search, m.bank], chance.randint(1, 2))
    referral.refer(node.actor("magistrate"), m.case, measures, "asylum")
    return "refer"


def _opine(node: Gate, m: Matter, chance: Random) -> object:
    measure = chance.choice((m.search, m.bank))
    on = [MeasureOpinion(measure=measure, view="does-not-object")]
    if chance.random() < 1 / 3:
        on = [MeasureOpinion(measure=measure, view="objects")]
    opinions.give(node.actor("asylum-officer"), m.case, on, ["a reason"])
    return "opinion"


def _answer(node: Gate, m: Matter, _chance: Random) -> object:
    at, events, words = _look(m)
    answered = {e.opinion for e in events if isinstance(e, ev.OpinionAnswered)}
    given = [e.opinion for e in events if isinstance(e, ev.OpinionGiven)]
    open_ = [one for one in given if one not in answered]
    if not open_:
        return "nothing to answer"
    decisions.answer_opinion(node.actor("magistrate"), m.case, open_[-1], [words], at)
    return "answer"


def _freeze(node: Gate, m: Matter, chance: Random) -> object:
    fact = [f"fact {chance.randint(0, 20)}"]
    freeze.ask(node.actor("overseer"), m.case, m.request, "stop", fact)
    return "freeze"


def _thaw(node: Gate, m: Matter, _chance: Random) -> object:
    at, _, words = _look(m)
    freeze.answer(node.actor("magistrate"), m.case, m.request, "refused", words, at)
    return "answer to a freeze"


def _screen(node: Gate, m: Matter, chance: Random) -> object:
    chance.choice((screening.screen, screening.rescreen))(node.actor("clerk"), m.case)
    return "screening"


def _protect(node: Gate, m: Matter, chance: Random) -> object:
    # A date of its own makes each a protection of its own, and the register's mark another.
    number = numbers(reading.events(m.case)).get(m.anna, "")
    new = protections.New(
        kind="refugee-status", against="KZ", names=("Anna",), number=number,
        since=f"20{chance.randint(10, 18)}",
    )  # fmt: skip
    protections.add(node.actor("asylum-officer"), new)
    return "protection"


def _report(node: Gate, m: Matter, chance: Random) -> object:
    at, _, words = _look(m)
    body = execution.Report(remarks=(words,))
    measure = chance.choice((m.search, m.bank))
    execution.report(node.actor("police-officer"), m.case, measure, at, body)
    return "execution"


def _ready(node: Gate, m: Matter, _chance: Random) -> object:
    readiness.obstacles(node.actor("magistrate"), m.case, m.search)
    return "look"


ACTS: tuple[tuple[Act, int], ...] = (
    (_decide, 6), (_hold, 3), (_lift, 6), (_say, 3), (_refer, 2), (_opine, 2), (_answer, 4),
    (_freeze, 2), (_thaw, 4), (_screen, 1), (_protect, 1), (_report, 1), (_ready, 1),
)  # fmt: skip


@pytest.mark.parametrize("number", range(ROUNDS))
def test_whatever_fifty_do_at_once_rests_on_what_stood(place: Gate, number: int) -> None:
    # Of other persons and another state than the rounds before, whose holds would reach here.
    state = STATES[number % len(STATES)]
    matters = [matter(place, state=state, number=f"mixed {number}") for _ in range(CASES)]
    done: Counter[str] = Counter()

    def work(thread: int) -> None:
        chance = Random(f"{SEED} {number} {thread}")
        for _ in range(EACH):
            (act,) = chance.choices([one for one, _ in ACTS], [often for _, often in ACTS])
            try:
                done[str(act(place, chance.choice(matters), chance))] += 1
            except Refused as error:
                kind = "not there" if isinstance(error, NotFound) else type(error).__name__
                done[f"refused: {kind}"] += 1

    assert refused(race([partial(work, thread) for thread in range(THREADS)])) == 0
    print(f"round {number}: {dict(sorted(done.items()))}")
    assert sum(done.values()) == THREADS * EACH
    assert done["hold"] > 0
    assert sum(n for what, n in done.items() if not what.startswith("refused")) > THREADS
    assert wrong(*(m.case for m in matters)) == []
    assert list(indexcheck.differences()) == []
