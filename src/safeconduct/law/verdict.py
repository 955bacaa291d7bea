"""The outcome of a measure, by the definitions in `docs/reading-a-ruling.md`.

With D the decisions still to be taken and the cures of conditions known to be false, the
outcome is the first of these that applies:

- barred: shut in every completion, even with D favourable and every cure done;
- conflict: a duty to act and a bar both certainly apply, and neither is declared to prevail;
- conditions-unmet: with D favourable, shut in every completion as things stand;
- undetermined: with D favourable, shut in some completion as things stand;
- needs-decision: with D still open, shut in some completion;
- no-bar-found: never shut.

The chain is exhaustive, and only the last outcome opens anything.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from safeconduct.case.ruling import Outcome
from safeconduct.law.circuit import FALSE, TRUE, Circuit
from safeconduct.law.questions import relevant_atoms
from safeconduct.law.rulebook import Norm, Rulebook
from safeconduct.law.shut import Builder, Part, Shut
from safeconduct.law.solver import Solver
from safeconduct.law.world import World


@dataclass(frozen=True)
class View:
    """All parts under one assumption about decisions and cures."""

    parts: tuple[int, ...]
    unauthorised: int
    shut: int


class Assessment:
    """One measure in one world: its parts, its outcome, and what could still turn it."""

    def __init__(self, rulebook: Rulebook, world: World) -> None:
        self.rulebook = rulebook
        self.world = world
        builder = Builder(rulebook, world)
        self.builder = builder
        self.circuit: Circuit = builder.circuit
        self.solver: Solver = builder.solver
        self.parts: Shut = builder.build()
        self.shut = self.circuit.disj(self.parts.all_parts())
        self.pending = [
            d.favours for d in self.parts.decisions.values() if d.favours not in (TRUE, FALSE)
        ]
        self.as_things_stand = self._view(decisions=TRUE, cures=FALSE)
        self.once_cured = self._view(decisions=TRUE, cures=TRUE)
        self.undecided = self._view(decisions=FALSE, cures=FALSE)

    def _view(self, decisions: int, cures: int) -> View:
        values = dict.fromkeys(self.pending, decisions)
        values |= dict.fromkeys(self.parts.switches, cures)
        moved = self.circuit.substitute(self.parts.all_parts(), values)
        return View(tuple(moved[:-1]), moved[-1], self.circuit.disj(moved))

    @cached_property
    def conflicts(self) -> list[tuple[Norm, Part]]:
        """Pairs of a duty to act and a bar that both certainly apply, with no declared winner."""
        found = []
        duties = [
            norm
            for norm, live in self.parts.duties_to_act
            if norm.subject_to_bars is None and self.solver.certain(live)
        ]
        for part, literal in zip(self.parts.parts, self.as_things_stand.parts, strict=True):
            if part.norm.effect not in ("forbids", "conceals") or not duties:
                continue
            if not self.solver.certain(literal):
                continue
            for duty in duties:
                prevails = {p.norm for p in duty.prevails_over}
                yields = {p.norm for p in part.norm.prevails_over}
                if part.norm.id not in prevails and duty.id not in yields:
                    found.append((duty, part))
        return found

    @cached_property
    def outcome(self) -> Outcome:
        """The first outcome that applies."""
        return self.outcomes[0]

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Every outcome that would apply if those before it were put right."""
        return self._outcomes(range(len(self.parts.parts)))

    @cached_property
    def by_law(self) -> Outcome:
        """The outcome without the norms of adopted policy."""
        law = [i for i, part in enumerate(self.parts.parts) if part.norm.class_ == "law"]
        return self._outcomes(law)[0]

    def _outcomes(self, chosen: Sequence[int]) -> tuple[Outcome, ...]:
        """The outcomes that some of the parts, and the legal basis, make."""
        contested = {id(part) for _, part in self.conflicts}
        parts = [self.parts.parts[i] for i in chosen]

        def shut(view: View, without: Collection[int] = ()) -> int:
            picked = [
                view.parts[i] for i, p in zip(chosen, parts, strict=True) if id(p) not in without
            ]
            return self.circuit.disj([*picked, view.unauthorised])

        certain, possible = self.solver.certain, self.solver.can_be
        now, cured = shut(self.as_things_stand), shut(self.once_cured)
        found: list[Outcome] = []
        if certain(shut(self.once_cured, contested)):
            found.append("barred")
        if any(id(part) in contested for part in parts):
            found.append("conflict")
        if certain(now) and not certain(cured):
            found.append("conditions-unmet")
        # What stays open once the conditions above are cured is listed under them.
        open_now = cured if found else now
        if possible(open_now) and not certain(open_now):
            found.append("undetermined")
        if self._undecided(chosen) and not (found and found[0] in ("barred", "conflict")):
            found.append("needs-decision")
        return tuple(found) or ("no-bar-found",)

    def _undecided(self, chosen: Sequence[int]) -> bool:
        """Whether some decision still to be taken can keep the measure shut once all is cured."""
        if not self.pending:
            return False
        values = dict.fromkeys(self.parts.switches, TRUE)
        open_, favoured = dict.fromkeys(self.pending, FALSE), dict.fromkeys(self.pending, TRUE)
        parts = [self.parts.parts[i].shut for i in chosen]
        refused = self.circuit.substitute(parts, values | open_)
        allowed = self.circuit.substitute(parts, values | favoured)
        return any(
            self.solver.possible(no, -yes)
            for no, yes in zip(refused, allowed, strict=True)
            if no != yes
        )

    @cached_property
    def unknown(self) -> list[int]:
        """The variables that are facts (neither decisions nor cures) and could matter."""
        other = {*self.pending, *self.parts.switches}
        return [v for v in self.circuit.variables([self.shut]) if v not in other]

    @cached_property
    def relevant_literals(self) -> list[int]:
        """One fact for each question whose answer alone makes the difference in some completion."""
        if self.outcome in ("barred", "conflict"):
            return []
        # Cures are done together or not at all: a notice put right is put right for every norm.
        cured = self.circuit.var("cured")
        together = dict.fromkeys(self.parts.switches, cured)
        shut = self.circuit.substitute([self.shut], together)[0]
        names = {v: self.circuit.name(v) for v in self.unknown}
        keys = set(names.values())
        # If an unlisted member can turn the verdict, so can whether its list is complete: with
        # the list complete the measure is as if no such member were, and one of the two differs.
        asked = [
            v
            for v, name in names.items()
            if question_key(name) == name or question_key(name) not in keys
        ]
        return relevant_atoms(
            self.circuit, self.solver, shut, asked, lambda v: question_key(names[v])
        )

    @cached_property
    def relevant(self) -> frozenset[str]:
        """Keys of the facts to be asked; a list's unlisted member counts as its completeness."""
        return frozenset(question_key(self.circuit.name(v)) for v in self.relevant_literals)


def question_key(name: str) -> str:
    """The key under which a variable is asked."""
    if name.startswith("unlisted("):
        return f"complete({name[len('unlisted(') : name.index('): ')]})"
    return name


def assess(rulebook: Rulebook, world: World) -> Assessment:
    """Assess one measure in one world."""
    return Assessment(rulebook, world)
