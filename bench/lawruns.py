"""What `bench.law` measures: rulings, the same questions put to clingo, and commands."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.lawbook import BenchCase, Sizes, case, rulebook
from bench.timing import Times, command_times, timed
from safeconduct.law.rule import Rulings
from safeconduct.law.rulebook import Rulebook
from safeconduct.law.verdict import assess
from safeconduct.prover import translate
from tests.oracle.clingo_solver import OutOfTime, Prover

MEASURE = "search"


@dataclass(frozen=True)
class RulingRow:
    """Times of a whole ruling on one size; `aim` is for the 95th percentile, in seconds."""

    sizes: Sizes
    facts: int
    whole: Times
    verdict: Times
    aim: float


@dataclass(frozen=True)
class Comparison:
    """Engine and clingo on the same case; `capped` says what clingo had no time for."""

    sizes: Sizes
    facts: int
    outcome: str
    relevant: int
    engine: float
    clingo: float
    capped: str
    agreed: bool

    @property
    def ratio(self) -> float:
        """How many times longer clingo took, at least."""
        return self.clingo / self.engine


@dataclass(frozen=True)
class CommandRow:
    """A command of ours, the aim for its median in seconds, and its times or why there are none."""

    name: str
    aim: float
    result: Times | str


def ruling_row(sizes: Sizes, runs: int, aim: float, tick: Callable[[], None]) -> RulingRow:
    """Whole rulings (from events to worded questions), and of that the verdict with questions."""
    book = rulebook(sizes)
    whole, verdict = [], []
    facts = 0
    for seed in range(runs):
        one = case(sizes, seed)
        rulings = Rulings(book, one.events)
        begin = time.perf_counter()
        ruling = rulings.rule(MEASURE, view="audit")
        whole.append(time.perf_counter() - begin)
        begin = time.perf_counter()
        found = assess(book, one.world)
        outcome, relevant = found.outcome, found.relevant
        verdict.append(time.perf_counter() - begin)
        asked = {key for q in ruling.questions for p in q.points for key in p.about}
        if (ruling.outcome, asked) != (outcome, set(relevant)):
            raise AssertionError(f"the case as events and as tables differ: {sizes}, seed {seed}")
        if outcome != "undetermined":
            raise AssertionError(f"a case without questions measures little: {sizes}, seed {seed}")
        facts = max(facts, unknown_facts(book, one))
        tick()
    return RulingRow(sizes, facts, Times(tuple(whole)), Times(tuple(verdict)), aim)


def unknown_facts(book: Rulebook, one: BenchCase) -> int:
    """How many unknown facts and undeclared lists the verdict may rest on."""
    found = assess(book, one.world)
    names = {found.circuit.name(variable) for variable in found.unknown}
    return sum(not name.startswith("unlisted(") for name in names)


def compare(sizes: Sizes, runs: int, cap: float, tick: Callable[[], None]) -> Comparison:
    """The same verdict and the same relevant questions, each from nothing, by both."""
    book = rulebook(sizes)
    one = case(sizes, 0)

    def by_engine() -> None:
        found = assess(book, one.world)
        _ = found.outcome, found.relevant

    seconds = Times(tuple(timed(by_engine) for _ in range(runs))).median
    found = assess(book, one.world)
    tick()
    program = translate.program(book)
    capped = ""
    agreed = True
    begin = time.perf_counter()
    prover = Prover(program, one.world, questions=True, seconds=cap)
    try:
        agreed = prover.outcome() == found.outcome
        capped = "the questions"
        agreed = prover.relevant() == found.relevant and agreed
        capped = ""
    except OutOfTime:
        capped = capped or "the verdict"
    clingo = time.perf_counter() - begin
    tick()
    return Comparison(
        sizes, unknown_facts(book, one), found.outcome, len(found.relevant), seconds, clingo,
        capped, agreed,
    )  # fmt: skip


BRUSSELS = Path("cases/brussels-2019.yaml")


def commands(runs: int, tick: Callable[[], None]) -> list[CommandRow]:
    """Start-up, one ruling and a whole replay, as a user feels them."""
    wanted = [
        ("--help", 0.3, ["--help"], None),
        ("rule", 0.6, ["rule", str(BRUSSELS), "search", "--on", "2019-10-01"], BRUSSELS),
        ("replay", 3.0, ["replay", str(BRUSSELS)], BRUSSELS),
    ]
    rows = []
    for name, aim, arguments, needed in wanted:
        if needed is not None and not needed.exists():
            result: Times | str = f"left out, since there is no {needed} here"
        else:
            result = command_times(arguments, runs)
        rows.append(CommandRow(name, aim, result))
        tick()
    return rows
