"""What came out of a docket, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from msgspec import structs

from bench.docket.clerk import Clerk, Course
from bench.docket.requests import ordinary
from bench.docket.shares import WITHOUT_TREATIES
from safeconduct.files import store
from safeconduct.law.rulebook import Party, Rulebook

BUDGET = 12
"""Answers that an ordinary measure may take."""

AIM = 0.95
"""Share of measures that have to open within the budget."""


@dataclass(frozen=True)
class Outcome:
    """One request of the docket, worked through."""

    number: int
    state: str
    route: str
    courses: tuple[Course, ...]
    not_begun: int
    """Measures that were not begun because one that they rest on did not open."""


@cache
def rulebook() -> Rulebook:
    """The rulebook that ships, with treaty data for the invented states: they are in none."""
    book = store.load_rulebook()
    outside = tuple(Party(state=state, party="no") for state in WITHOUT_TREATIES)
    treaties = {
        name: structs.replace(treaty, parties=(*treaty.parties, *outside))
        for name, treaty in book.treaties.items()
    }
    return structs.replace(book, treaties=treaties)


@dataclass(frozen=True)
class Job:
    """One request of one docket to be worked through."""

    seed: int
    number: int
    covering_letter: bool = True


def worked(job: Job) -> Outcome:
    """Invent one request of a docket, and take it to its end."""
    request = ordinary(job.seed, job.number, covering_letter=job.covering_letter)
    clerk = Clerk(rulebook(), request)
    courses = clerk.work()
    clerk.tree()  # what the simulation wrote is a case like any other, or this raises
    not_begun = len(request.steps) - len(courses)
    return Outcome(job.number, request.state, request.route, tuple(courses), not_begun)


@dataclass(frozen=True)
class Figures:
    """Figures on measures of one kind, or of all."""

    name: str
    measures: int
    within: int
    """Measures that opened within the budget, without any decision."""
    opened: int
    answers: tuple[int, ...]
    facts: tuple[int, ...]
    cures: tuple[int, ...]
    decided: int
    rounds: tuple[int, ...]
    days: tuple[int, ...]

    @property
    def share(self) -> float:
        """Share of measures that opened within the budget."""
        return self.within / self.measures if self.measures else 0.0


def rank(values: Sequence[int], share: float) -> int:
    """The nearest-rank percentile."""
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)] if ordered else 0


def figures(name: str, courses: Sequence[Course], not_begun: int = 0) -> Figures:
    """Figures on some measures; those that were never begun count as not opened."""
    opened = [c for c in courses if c.outcome == "no-bar-found"]
    return Figures(
        name,
        len(courses) + not_begun,
        sum(c.asked <= BUDGET and not c.decisions for c in opened),
        len(opened),
        tuple(c.asked for c in courses),
        tuple(c.facts for c in courses),
        tuple(c.cures.total() for c in courses),
        sum(bool(c.decisions) for c in courses),
        tuple(c.rounds for c in courses),
        tuple(c.days for c in courses),
    )


def by_kind(outcomes: Iterable[Outcome]) -> list[Figures]:
    """Figures on each kind of measure, and on all; a request as a whole stands last."""
    outcomes = list(outcomes)
    courses = [course for outcome in outcomes for course in outcome.courses]
    kinds = dict.fromkeys(course.kind for course in courses)
    lost = sum(outcome.not_begun for outcome in outcomes)
    rows = [figures(kind, [c for c in courses if c.kind == kind]) for kind in sorted(kinds)]
    return [*rows, figures("all measures", courses, lost)]


def per_request(outcomes: Iterable[Outcome]) -> list[int]:
    """Answers that each request took in all."""
    return [sum(course.asked for course in outcome.courses) for outcome in outcomes]


def questions(courses: Iterable[Course]) -> dict[str, Counter[str]]:
    """By kind of measure, how many measures each question was put for."""
    found: dict[str, Counter[str]] = {}
    for course in courses:
        found.setdefault(course.kind, Counter()).update(set(course.answers))
    return found


def summed(counters: Iterable[Counter[str]]) -> Counter[str]:
    """Counters added up."""
    total: Counter[str] = Counter()
    for counter in counters:
        total.update(counter)
    return total
