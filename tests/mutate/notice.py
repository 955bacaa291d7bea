"""Who notices a mistake: the rulebook's own tests, its promises, the documented cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache, cached_property

from msgspec.structs import replace

from safeconduct.case.document import BadInput
from safeconduct.files import booktests
from safeconduct.files.booktests import RuleTest
from safeconduct.law.rulebook import Norm, Rulebook
from safeconduct.prover.general import Task, norms_about
from safeconduct.prover.prove import Prover
from tests import tables, turning
from tests.mutate.book import EXECUTING, Book, Mutant
from tests.mutate.equivalent import EQUIVALENT

TODAY = date(2026, 11, 1)


class Notice:
    """Puts mutants of one rulebook before those who might notice."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.rulebook = book.rulebook
        self.tests: dict[str, list[RuleTest]] = defaultdict(list)
        for _, _, test in booktests.read(book.folder):
            self.tests[test.norm].append(test)

    def who(self, mutant: Mutant) -> str:
        """Who notices first: loader, marks, rule tests, promises; "" if nobody does."""
        try:
            changed = self.book.mutated(mutant)
        except BadInput:
            return "loader"
        if mutant.change.kind == "class":
            # Checked of every provision in tests/test_rulebook.py.
            return "names of policies"
        if mutant.section == "norms" and changed.norms == self.rulebook.norms:
            return "same"
        if mutant.label in EQUIVALENT:
            return "equivalent"
        if tables.who_decides(changed) != self._table:
            return "table of who decides"
        if tables.bound(changed, EXECUTING) != tables.bound(self.rulebook, EXECUTING):
            return "table of treaties"
        if self.by_rule_tests(mutant, changed):
            return "rule tests"
        if self.by_promises(mutant, changed):
            return "promises"
        return ""

    @cached_property
    def _table(self) -> object:
        return tables.who_decides(self.rulebook)

    # --- rule tests ---------------------------------------------------------------------------

    def by_rule_tests(self, mutant: Mutant, changed: Rulebook) -> bool:
        """Whether a rule test fails: those of the norm first, then those it may bear on."""
        if mutant.section == "norms":
            order = [mutant.name, *sorted(self.reached[mutant.name] - {mutant.name})]
        elif mutant.section == "definitions":
            order = list(self.tests)
        else:
            order = [n.id for n in self.rulebook.norms if n.provision == mutant.provision]
        return any(self._fails(changed, norm) for norm in order)

    def _fails(self, changed: Rulebook, norm: str) -> bool:
        tests = self.tests.get(norm, ())
        if changed.norm(norm) is None:
            return bool(tests)
        return any(
            True
            for check in (booktests.faults, turning.idle)
            for test in tests
            for _ in check(changed, test)
        )

    @cached_property
    def reached(self) -> dict[str, set[str]]:
        """For each norm, those whose tests can rest on it."""
        found: dict[str, set[str]] = {norm.id: set() for norm in self.rulebook.norms}
        for norm in self.rulebook.norms:
            for other in booktests.near(self.rulebook, norm.id):
                found[other.id].add(norm.id)
        return found

    # --- promises -----------------------------------------------------------------------------

    def by_promises(self, mutant: Mutant, changed: Rulebook) -> bool:
        """Whether a promise that was kept is broken, or nothing opens an act any more."""
        prover, before = Prover(changed), _before(self.book)
        return any(
            (found := prover.ask(task)).broken - before.ask(task).broken
            or found.open != before.ask(task).open
            for task in self._tasks(mutant, changed)
        )

    def _tasks(self, mutant: Mutant, changed: Rulebook) -> Iterator[Task]:
        """The acts that a mistake can bear on, today and about the days of its versions."""
        if mutant.section == "definitions":
            return
        mine = [
            norm
            for book in (self.rulebook, changed)
            for norm in book.norms
            if (norm.id == mutant.name if mutant.section else norm.provision == mutant.provision)
        ]
        acts = {a for norm in mine for a in norm.acts if norm in _bearing(norm, changed)}
        for act in sorted(acts):
            for day in sorted(_days(mine)):
                yield Task(act, day)


def _bearing(norm: Norm, rulebook: Rulebook) -> list[Norm]:
    """The norm, if it bears on whether an act is shut."""
    return norms_about(replace(rulebook, norms=(norm,)), norm.acts[0])


def _days(norms: Iterable[Norm]) -> set[date]:
    days = {TODAY}
    for norm in norms:
        for version in norm.versions:
            if version.in_force.start is not None and version.in_force.start < TODAY:
                days.add(version.in_force.start)
            if version.in_force.end is not None and version.in_force.end <= TODAY:
                days |= {version.in_force.end, version.in_force.end - timedelta(days=1)}
    return days


class _Before(Prover):
    """The rulebook without a mistake, asked once for each task."""

    def __init__(self, rulebook: Rulebook) -> None:
        super().__init__(rulebook)
        self.ask = cache(super().ask)  # type: ignore[method-assign]


@cache
def _before(book: Book) -> Prover:
    return _Before(book.rulebook)
