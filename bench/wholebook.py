"""The rulebook that ships, on cases of which nearly nothing is known.

A search or a sending that touches many persons and things, of whom nobody has said anything yet:
the most questions that the real norms can ask about a case of that size.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from random import Random
from typing import Any

from bench.timing import Times, timed
from safeconduct.case.casefile import to_events
from safeconduct.case.check import check
from safeconduct.case.document import Document
from safeconduct.case.events import AnyEvent
from safeconduct.files import store
from safeconduct.law.rule import Rulings
from safeconduct.law.rulebook import Rulebook
from safeconduct.law.verdict import Assessment, assess
from safeconduct.law.world import World

DAY = "2025-03-01"
SIZES = ((5, 5, 0.2), (15, 10, 0.2), (30, 40, 2.0))
"""Persons, items and the aim for the 95th percentile, in seconds."""

ITEMS = ("device", "document", "bank-record", "data", "account", "answer")
SIGNALS = ("cancelled-notice", "un-opinion", "plot", "ngo-warning")


@dataclass(frozen=True)
class WholeRow:
    """Times of a whole ruling by the rulebook that ships; `facts` unknown, `questions` asked."""

    measure: str
    persons: int
    items: int
    norms: int
    facts: int
    questions: int
    whole: Times
    verdict: Times
    aim: float


def whole_row(
    measure: str, persons: int, items: int, runs: int, aim: float, tick: Callable[[], None]
) -> WholeRow:
    """Rulings on one size, each on another case."""
    book = store.load_rulebook()
    whole, verdict = [], []
    facts = questions = 0
    for seed in range(runs):
        rulings = Rulings(book, events(persons, items, seed))
        ruling = rulings.rule(measure)  # once unmeasured: what measures share is made once
        whole.append(timed(partial(rulings.rule, measure)))
        world = rulings._seat(measure, None, "gate", None).world
        verdict.append(timed(partial(_settle, book, world)))
        facts = max(facts, _facts(assess(book, world)))
        questions = max(questions, len(ruling.questions))
        tick()
    return WholeRow(
        measure, persons, items, len(book.norms), facts, questions, Times(tuple(whole)),
        Times(tuple(verdict)), aim,
    )  # fmt: skip


def _settle(book: Rulebook, world: World) -> None:
    found = assess(book, world)
    _ = found.outcome, found.relevant


def _facts(found: Assessment) -> int:
    names = {found.circuit.name(variable) for variable in found.unknown}
    return sum(not name.startswith("unlisted(") for name in names)


def events(persons: int, items: int, seed: int) -> list[AnyEvent]:
    """A request from a state that nobody is, a search with a seizure, and the sending of it all."""
    chance = Random(seed)
    people = [f"p{i}" for i in range(persons)]
    things = [f"i{i}" for i in range(items)]
    known: dict[str, Any] = {"by": "magistrate", "day": "2025-02-01"}
    targets = people[: max(1, persons // 5)]
    tree: dict[str, Any] = {
        "case": "bench", "title": "A generated case", "about": "Nobody here is real.",
        "executing_state": "BE", "profile": "be",
        "persons": [{"person": p, "called": p.upper()} for p in people],
        "requests": [{"request": "req", "requesting_state": "XA", "kind": "legal-assistance",
                      "title": "A request", "day": "2025-01-10"}],
        "protections": [
            {"protection": f"t-{p}", "person": p, "kind": "status-elsewhere", "against": "XB",
             **known}
            for p in people if chance.random() < 0.3
        ],
        "signals": [
            {"signal": f"s{i}", "kind": chance.choice(SIGNALS), "requests": ["req"],
             "title": "An earlier event", **known}
            for i in range(4)
        ],
        "items": [
            {"item": i, "kind": chance.choice(ITEMS), "title": i, "measure": "search",
             "owner": chance.choice(people)}
            for i in things
        ],
        "measures": [
            _measure("search", "search", people, targets, things),
            _measure("sending", "transmission", people, targets, things),
        ],
    }  # fmt: skip
    document = Document("bench.yaml", tree)
    return check(document, to_events(document), store.case_words(store.load_rulebook()))


def _measure(
    name: str, kind: str, people: list[str], targets: list[str], things: list[str]
) -> dict[str, Any]:
    return {
        "measure": name, "kind": kind, "request": "req", "title": name, "acting": "magistrate",
        "on": DAY if kind == "search" else str(date(2025, 4, 1)), "targets": targets,
        "touches": people, "items": things,
    }  # fmt: skip
