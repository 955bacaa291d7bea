"""A ruling: the rulebook applied to one measure on one day, as one viewer sees the case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Literal

from safeconduct import __version__
from safeconduct.case import events as ev
from safeconduct.case.dates import LAST_YEAR, latest, span
from safeconduct.case.document import BadInput, Problem
from safeconduct.case.facts import BadKey, Value, canonical, parse
from safeconduct.case.roles import Role
from safeconduct.case.ruling import (
    EVERYBODY,
    Concealed,
    DecisionDue,
    DutyDue,
    Finding,
    Outcome,
    Reading,
    Ruling,
    SourceUsed,
)  # fmt: skip
from safeconduct.case.state import State, fold, visible
from safeconduct.law.asking import Asking
from safeconduct.law.caseworld import CaseWorld
from safeconduct.law.circuit import FALSE, TRUE
from safeconduct.law.findings import Findings
from safeconduct.law.rulebook import Rulebook
from safeconduct.law.verdict import Assessment
from safeconduct.law.vocabulary import BUILT_IN
from safeconduct.law.wording import Wording

ViewName = Literal["gate", "audit"]
Assumed = Mapping[str, Literal["yes", "no"]]

UNMEASURED = (
    "The screening's miss rate is not known to this rulebook; a silent check is no proof that "
    "nobody is protected."
)


class Rulings:
    """Rulings on one case. Rulings on measures that others rest on are made once."""

    def __init__(self, rulebook: Rulebook, events: Sequence[ev.AnyEvent]) -> None:
        self.rulebook = rulebook
        self.events = events
        self.whole = fold(events)

    def rule(
        self,
        measure: str,
        day: date | None = None,
        view: ViewName = "gate",
        assumed: Assumed | None = None,
    ) -> Ruling:
        """The ruling on a measure. Raises `BadInput` for unknown names or a day before any law."""
        seat = self._seat(measure, day, view, assumed)
        return _Writer(seat).write()

    def outcome(
        self,
        measure: str,
        day: date | None = None,
        view: ViewName = "gate",
        assumed: Assumed | None = None,
    ) -> Outcome:
        """The outcome alone, for tables and for "what if"."""
        return self._seat(measure, day, view, assumed).assessment.outcome

    def by_law(
        self,
        measure: str,
        day: date | None = None,
        view: ViewName = "gate",
        assumed: Assumed | None = None,
    ) -> Outcome:
        """The outcome without the norms of adopted policy."""
        return self._seat(measure, day, view, assumed).assessment.by_law

    def _plan(self, measure: str) -> ev.MeasurePlanned:
        if measure not in self.whole.measures:
            known = ", ".join(self.whole.measures) or "none"
            raise _refuse(f"no measure is called '{measure}'; the case has: {known}")
        return self.whole.measures[measure]

    def _seat(
        self, measure: str, day: date | None, view: ViewName, assumed: Assumed | None
    ) -> _Seat:
        plan = self._plan(measure)
        day = day or latest(plan.on)
        begins = self.rulebook.first_day_of_law()
        if begins is not None and day < begins:
            raise _refuse(
                f"no law of this rulebook is in force on {day}; the first is from {begins}"
            )
        if day.year == LAST_YEAR:
            raise _refuse(f"no ruling is made for the year {LAST_YEAR}; write an earlier day")
        assumed = self._assumptions(assumed or {})
        if self.rulebook.needs_request_day(plan.kind) and self._received(plan) is None:
            raise _refuse(
                f"a norm is judged by the day on which '{plan.request}' was received; "
                "give that request the one day on which it was received"
            )
        role: Role | None = plan.acting if view == "gate" else None
        state = fold(visible(self.events, role, day))
        if state.head is None or measure not in state.measures:
            raise _refuse(f"the {plan.acting} did not know of '{measure}' on {day}")
        if plan.request not in state.requests:
            raise _refuse(f"the {plan.acting} did not know of '{plan.request}' on {day}")
        return _Seat(self.rulebook, state, measure, day, view, assumed)

    def _assumptions(self, given: Assumed) -> dict[str, Literal["yes", "no"]]:
        assumed: dict[str, Literal["yes", "no"]] = {}
        for text, value in given.items():
            try:
                key = canonical(text)
            except BadKey as error:
                raise _refuse(str(error)) from None
            self._check_assumption(key)
            if assumed.setdefault(key, value) != value:
                raise _refuse(f"{key} is assumed both yes and no; keep one")
        return assumed

    def _received(self, plan: ev.MeasurePlanned) -> date | None:
        request = self.whole.requests.get(plan.request)
        first, last = span(request.day) if request else (date.min, date.max)
        return last if first == last else None

    def _check_assumption(self, key: str) -> None:
        try:
            name, args = parse(key)
        except BadKey as error:
            raise _refuse(str(error)) from None
        words = self.rulebook.vocabulary
        if name in ("complete", "for-days"):
            return self._check_assumption(args[0])
        if name == "decision":
            if self.rulebook.norm(args[0]) is None:
                raise _refuse(f"no norm is called '{args[0]}'")
            return None
        if name in BUILT_IN or name in words.lists:
            return None
        if name in words.defined:
            sorts: tuple[str, ...] = words.defined[name].sorts
        elif name in words.facts:
            sorts = words.facts[name].args
        else:
            known = [*words.facts, *words.defined]
            raise _refuse(f"no fact is called '{name}'{words.near(name, known)}")
        if len(args) != len(sorts):
            raise _refuse(f"{name} takes: {', '.join(sorts)}")
        tables: dict[str, Mapping[str, object]] = {
            "request": self.whole.requests, "measure": self.whole.measures,
            "person": self.whole.persons, "item": self.whole.items,
            "signal": self.whole.signals, "protection": self.whole.protections,
        }  # fmt: skip
        for arg, sort in zip(args, sorts, strict=True):
            if arg not in tables[sort]:
                raise _refuse(f"no {sort} is called '{arg}'{words.near(arg, tables[sort])}")
        return None


def _refuse(message: str) -> BadInput:
    return BadInput([Problem("question", 1, message)])


class _Seat:
    """One viewer on one day before one measure."""

    def __init__(
        self,
        rulebook: Rulebook,
        state: State,
        measure: str,
        day: date,
        view: ViewName,
        assumed: Assumed,
        *,
        above: frozenset[str] = frozenset(),
    ) -> None:
        self.rulebook = rulebook
        self.state = state
        self.measure = measure
        self.view = view
        self.assumed = assumed
        self._above = above | {measure}
        self._origins: dict[str, Value] = {}
        self.world = CaseWorld(
            rulebook, state, measure, day, assumed=assumed, obtained_open=self._obtained_open
        )
        self.assessment = Assessment(rulebook, self.world)

    def _obtained_open(self, origin: str) -> Value:
        """Whether nothing shut the measure that produced an item, on its own day, as recorded.

        Found once for all items of a measure: each look is a whole assessment.
        """
        found = self._origins.get(origin)
        if found is None:
            found = self._origins[origin] = self._assess_origin(origin)
        return found

    def _assess_origin(self, origin: str) -> Value:
        if origin in self._above or origin not in self.state.measures:
            return "unknown"
        day = min(latest(self.state.measures[origin].on), self.world.day)
        seat = _Seat(
            self.rulebook, self.state, origin, day, self.view, self.assumed, above=self._above
        )
        if seat.assessment.outcome == "no-bar-found":
            return "yes"
        # The act lies behind: what was neither decided nor put right then shuts it for good.
        shut = seat.assessment.undecided.shut
        return "no" if seat.assessment.solver.certain(shut) else "unknown"

    def with_assumption(self, key: str, value: Literal["yes", "no"]) -> Outcome:
        """The outcome if a fact were otherwise."""
        return _Seat(
            self.rulebook, self.state, self.measure, self.world.day, self.view,
            {**self.assumed, key: value},
        ).assessment.outcome  # fmt: skip


class _Writer:
    """Turns an assessment into a ruling."""

    def __init__(self, seat: _Seat) -> None:
        self._seat = seat
        self._a = seat.assessment
        self._world = seat.world
        self._wording = Wording(seat.world, audit=seat.view == "audit")
        self._findings = Findings(self._a, self._wording)

    def write(self) -> Ruling:
        a, world, plan = self._a, self._world, self._world.plan
        findings = tuple(self._findings.all())
        engaged = dict.fromkeys(
            norm.provision for f in findings if (norm := a.rulebook.norm(f.norm)) is not None
        )
        return Ruling(
            case=world.state.head.case if world.state.head else "",
            request=world.request, measure=world.measure, kind=world.act, title=plan.title,
            day=str(world.day), day_as_stated=plan.on, view=self._seat.view,
            viewer=self._wording.office(plan.acting) if self._seat.view == "gate" else EVERYBODY,
            outcome=a.outcome, by_law=a.by_law, also=a.outcomes[1:], findings=findings,
            questions=tuple(Asking(a, self._wording).questions()),
            decisions=tuple(self._decisions()),
            duties=tuple(self._duties()), concealed=tuple(self._concealed()),
            contested=tuple(self._contested()), assumed=dict(self._seat.assumed),
            not_modelled=tuple(
                f"{a.rulebook.provisions[p].title}: {text}"
                for p in engaged for text in a.rulebook.provisions[p].not_modelled
            ),
            sources=tuple(self._sources(findings)),
            rulebook=a.rulebook.hash, engine=__version__,
            screening_note=UNMEASURED if a.outcome == "no-bar-found" else "",
        )  # fmt: skip

    def _decisions(self) -> list[DecisionDue]:
        found = [self._findings.decision(part) for part in self._a.parts.parts]
        return [due for due in found if due is not None]

    def _duties(self) -> list[DutyDue]:
        a = self._a
        found = []
        for norm, _, live, done in a.parts.duties:
            if norm.duty is None or not a.solver.can_be(live):
                continue
            state: Literal["due", "done", "not done", "may be due"] = "due"
            if not a.solver.certain(live):
                state = "may be due"
            elif done == TRUE:
                state = "done"
            elif done == FALSE and self._world.plan.status != "planned":
                state = "not done"
            found.append(
                DutyDue(
                    norm=norm.id, class_=norm.class_, what=norm.duty.what, who=norm.duty.who,
                    office=self._wording.office(norm.duty.who), within=norm.duty.within,
                    state=state, mark=norm.mark, cite=self._findings.cite(norm),
                )
            )  # fmt: skip
        return found

    def _sources(self, findings: Sequence[Finding]) -> Iterator[SourceUsed]:
        named = {
            name
            for finding in findings
            for fact in finding.facts
            for statement in fact.statements
            for name in statement.source
        }
        for name, source in self._world.state.sources.items():
            if name in named:
                yield SourceUsed(name, source.title, source.published, source.read)

    def _concealed(self) -> list[Concealed]:
        return [
            Concealed(part.norm.id, part.norm.conceals.what, part.norm.conceals.from_)
            for part in self._a.parts.parts
            if part.norm.conceals is not None and self._a.solver.can_be(part.live)
        ]

    def _contested(self) -> list[Reading]:
        a, wording = self._a, self._wording
        keys = dict.fromkeys(
            name
            for v in a.unknown
            if not (name := a.circuit.name(v)).startswith("unlisted(")
            and self._world.value(name) == "contested"
        )
        return [
            Reading(
                fact=key, says=wording.fact(key),
                if_yes=self._seat.with_assumption(key, "yes"),
                if_no=self._seat.with_assumption(key, "no"),
                settled_by=wording.settled_by(key),
                statements=wording.statements(key),
            )
            for key in keys
        ]  # fmt: skip
