"""Puts the engine beside the two oracles, and says where they part."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from safeconduct.law.questions import weigh
from safeconduct.law.verdict import assess as engine
from tests.oracle import clingo_solver, naive
from tests.oracle.answer import Answer
from tests.oracle.cases import Case, case

Answerer = Callable[[Case], Answer]


def by_engine(case: Case) -> Answer:
    """The answer of the engine under test."""
    found = engine(case.rulebook, case.world)
    return Answer(found.outcome, found.relevant)


def by_clingo(case: Case) -> Answer:
    """The answer of clingo on the translation with variables."""
    return clingo_solver.assess(case.rulebook, case.world, questions=True)


def by_definition(case: Case) -> Answer:
    """The answer found by listing all completions."""
    return case.answer


def settled_by_engine(case: Case) -> list[naive.Settled]:
    """What the engine says each answer settles alone."""
    found = engine(case.rulebook, case.world)
    weights = weigh(found.circuit, found.solver, found.once_cured.shut, found.relevant_literals)
    return [
        (name, weight.if_yes, weight.if_no)
        for literal, weight in weights.items()
        if not (name := found.circuit.name(literal)).startswith("unlisted(")
    ]


def settled_by_definition(case: Case) -> list[naive.Settled]:
    """What each answer settles alone, by listing all completions."""
    oracle = naive.Naive(case.rulebook, case.world)
    oracle.answer()
    return oracle.settled()


ALL: dict[str, Answerer] = {"engine": by_engine, "naive": by_definition, "clingo": by_clingo}
FAST: dict[str, Answerer] = {"engine": by_engine, "naive": by_definition}


def complaint(seeds: Iterable[int], answerers: dict[str, Answerer]) -> str:
    """Nothing if all agree on all seeds; else the shortest case on which they do not."""
    found: list[str] = []
    for seed in seeds:
        one = case(seed)
        answers = {name: answer(one) for name, answer in answerers.items()}
        if len(set(answers.values())) > 1:
            found.append(f"{one.show()}\n{_told(answers)}")
    if not found:
        return ""
    return f"{len(found)} disagreements; the shortest case:\n{min(found, key=len)}"


def _told(answers: dict[str, Answer]) -> str:
    return "\n".join(
        f"{name}: {answer.outcome}; relevant: {', '.join(sorted(answer.relevant)) or 'nothing'}"
        for name, answer in answers.items()
    )
