"""Every day on which the law changed, and the states that it was in between.

Written anew and not taken from the engine, so that a mistake about the first or last day of a
version shows as a difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from safeconduct.case.facts import Value
from safeconduct.law.formula import AnyNode, atoms
from safeconduct.law.rulebook import Norm, Party, Rulebook, Span

State = tuple[object, ...]
"""Which version of what is in force, and whom the treaties bind: what a ruling rests on."""


@dataclass(frozen=True)
class Period:
    """Days on which the law stood still: `first` and all before `until` (None: no end).

    `first` of the earliest period is the day before anything changed and stands for every day
    before it, too (`ever`).
    """

    first: date
    until: date | None
    state: State
    ever: bool = False

    def holds(self, day: date) -> bool:
        """Whether a day lies in the period."""
        return (self.ever or self.first <= day) and (self.until is None or day < self.until)


def changes(rulebook: Rulebook, executing: str, norms: Iterable[Norm]) -> list[date]:
    """Each day on which a version of these norms, a definition or a treaty began or ended."""
    norms = list(norms)
    spans = [version.in_force for norm in norms for version in norm.versions]
    spans += [v.in_force for d in rulebook.definitions.values() for v in d.versions]
    spans += [
        party.span
        for name in named_treaties(rulebook, norms)
        for party in _entries(rulebook, name, executing)
    ]
    return sorted({day for span in spans for day in (span.start, span.end) if day is not None})


def periods(rulebook: Rulebook, executing: str, norms: Iterable[Norm]) -> list[Period]:
    """The periods between changes, earliest first; neighbours with the same state are one."""
    norms = list(norms)
    days = changes(rulebook, executing, norms) or [date(2000, 1, 1)]
    if days[0] > date.min:
        days.insert(0, days[0] - timedelta(days=1))
    states = States(rulebook, executing, norms)
    found: list[Period] = []
    for first, until in [*pairwise(days), (days[-1], None)]:
        state = states.on(first)
        if found and found[-1].state == state:
            found[-1] = replace(found[-1], until=until)
        else:
            found.append(Period(first, until, state, ever=not found))
    return found


class States:
    """What of some norms, of the definitions and of the treaties is in force, day by day."""

    def __init__(self, rulebook: Rulebook, executing: str, norms: Iterable[Norm]) -> None:
        norms = list(norms)
        self._rulebook = rulebook
        self._executing = executing
        self._treaties = named_treaties(rulebook, norms)
        self._spans = [[v.in_force for v in norm.versions] for norm in norms]
        self._spans += [[v.in_force for v in d.versions] for d in rulebook.definitions.values()]

    def on(self, day: date) -> State:
        """The state of a day."""
        versions = tuple(_number(day, spans) for spans in self._spans)
        treaties = (bound(self._rulebook, t, self._executing, day) for t in self._treaties)
        return (versions, tuple(treaties))


def _number(day: date, spans: list[Span]) -> int | None:
    """Which of these spans the day lies in."""
    return next((i for i, span in enumerate(spans) if inside(day, span)), None)


def inside(day: date, span: Span) -> bool:
    """Whether a day lies in a span of days."""
    began = span.start is None or day.toordinal() >= span.start.toordinal()
    return began and (span.end is None or day.toordinal() < span.end.toordinal())


def bound(rulebook: Rulebook, name: str, state: str, day: date) -> Value:
    """Whether the data say that a state is bound by a treaty, or is in a group, on a day."""
    values = set()
    for party in _entries(rulebook, name, state):
        if party.party == "unknown" or not party.known:
            values.add("unknown")
        elif party.party == "yes" and inside(day, party.span):
            values.add("yes")
    if "yes" in values:
        return "yes"
    if "unknown" in values:
        return "unknown"
    listed = bool(_entries(rulebook, name, state))
    treaty = rulebook.treaties.get(name)
    return "no" if listed or (treaty is not None and treaty.closed) else "unknown"


def _entries(rulebook: Rulebook, name: str, state: str) -> list[Party]:
    treaty = rulebook.treaties.get(name)
    return [] if treaty is None else [party for party in treaty.parties if party.state == state]


def named_treaties(rulebook: Rulebook, norms: Iterable[Norm]) -> list[str]:
    """The treaties and groups on which these norms, or any definition, turn."""
    found = set()
    for norm in norms:
        found |= {name for name in (norm.applies.binds, norm.applies.between) if name}
        for formula in formulas(norm):
            found |= _named(formula)
    for definition in rulebook.definitions.values():
        for version in definition.versions:
            found |= _named(version.means)
    return sorted(found)


def _named(formula: AnyNode) -> set[str]:
    return {atom.args[0] for atom in atoms(formula) if atom.name in ("binds", "in-force", "member")}


def formulas(norm: Norm) -> Iterator[AnyNode]:
    """Every formula of a norm that can bear on whether an act is shut."""
    for version in norm.versions:
        yield version.when
        if version.unless is not None:
            yield version.unless
        for must in version.must:
            yield must.fact
