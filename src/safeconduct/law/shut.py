"""When a measure is shut: one part a norm, and the decisions and cures that bear on it.

"Some norm shuts this measure" is the disjunction of all parts. Two kinds of variables in it
are no facts: a *decision* that a named authority has still to take (true favours the act),
and a *cure switch* on a condition that is known to be false and can be put right.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from safeconduct.case.facts import key as fact_key
from safeconduct.law.circuit import FALSE, TRUE
from safeconduct.law.formula import Atom
from safeconduct.law.ground import Grounder
from safeconduct.law.rulebook import Must, Norm, Rulebook, Version
from safeconduct.law.solver import Solver
from safeconduct.law.world import World


@dataclass(frozen=True)
class Decision:
    """A decision that bears on a part. `favours` is its literal: true, false or pending."""

    key: str
    role: str
    kind: Literal["dismiss-ground", "not-refuse", "open"]
    favours: int


@dataclass(frozen=True)
class Limb:
    """One condition of a norm; `holds` without its cure, `switch` a variable if curable now."""

    must: Must
    holds: int
    switch: int | None


@dataclass(frozen=True)
class Part:
    """How one norm shuts the measure (`shut`); `live` is whether it applies and is not lifted."""

    norm: Norm
    version: Version
    live: int
    shut: int
    limbs: tuple[Limb, ...] = ()
    decision: Decision | None = None


@dataclass
class Shut:
    """Everything that could shut one measure in one world."""

    parts: list[Part] = field(default_factory=list)
    authorising: list[Part] = field(default_factory=list)
    unauthorised: int = TRUE
    duties_to_act: list[tuple[Norm, int]] = field(default_factory=list)
    duties: list[tuple[Norm, Version, int, int]] = field(default_factory=list)
    signals: list[tuple[Norm, Version, int]] = field(default_factory=list)
    lifted: list[tuple[Norm, Norm, int]] = field(default_factory=list)
    decisions: dict[str, Decision] = field(default_factory=dict)
    switches: list[int] = field(default_factory=list)

    def all_parts(self) -> list[int]:
        """The literals whose disjunction is "some norm shuts this measure"."""
        return [*(part.shut for part in self.parts), self.unauthorised]


def version_in_force(norm: Norm, world: World) -> Version | None:
    """The version that governs, on the day that the norm itself says counts."""
    day = world.day
    if norm.judged_by == "request" and world.request_day is not None:
        day = world.request_day
    return norm.version(day)


class Builder:
    """Builds the parts for one measure."""

    def __init__(self, rulebook: Rulebook, world: World) -> None:
        self.world = world
        self.ground = Grounder(rulebook, world)
        self.circuit = self.ground.circuit
        self.solver = Solver(self.circuit)
        self.norms = [
            (norm, version)
            for norm in rulebook.norms
            if world.act in norm.acts and (version := version_in_force(norm, world))
        ]
        self._base: dict[str, int] = {}
        self._lives: dict[str, int] = {}
        self._lifters: dict[str, list[tuple[Norm, Version]]] = {}
        self._raised: dict[str, int] = {}
        for norm, version in self.norms:
            # A duty that yields to every bar by its own words lifts none.
            if norm.effect == "permits" or (norm.duty_to_act and norm.subject_to_bars is None):
                for target in norm.prevails_over:
                    self._lifters.setdefault(target.norm, []).append((norm, version))

    def build(self) -> Shut:
        """All parts, duties and signals of the measure."""
        shut = Shut()
        for norm, version in self.norms:
            live = self._live(norm, version, shut)
            if norm.effect == "authorises":
                shut.authorising.append(self._conditions(norm, version, live, shut))
            elif norm.effect == "requires":
                shut.parts.append(self._conditions(norm, version, live, shut))
            elif norm.effect in ("forbids", "may-refuse", "conceals"):
                shut.parts.append(self._bar(norm, version, live, shut))
            elif norm.effect == "signals":
                shut.signals.append((norm, version, self._base_of(norm, version)))
            elif norm.effect == "obliges" and norm.duty_to_act:
                shut.duties_to_act.append((norm, live))
            elif norm.effect == "obliges":
                done = version.done
                literal = FALSE if done is None else self.ground.literal(done, self.ground.root)
                shut.duties.append((norm, version, live, literal))
        shut.unauthorised = self.circuit.conj(part.shut for part in shut.authorising)
        return shut

    def _base_of(self, norm: Norm, version: Version) -> int:
        found = self._base.get(norm.id)
        if found is None:
            ground, root = self.ground, self.ground.root
            parts = [ground.applies(norm.applies)]
            if parts[0] != FALSE:
                parts.append(ground.literal(version.when, root))
                if version.unless is not None:
                    parts.append(-ground.literal(version.unless, root))
            found = self._base[norm.id] = self.circuit.conj(parts)
        return found

    def _live(self, norm: Norm, version: Version, shut: Shut) -> int:
        """Whether a norm applies and nothing that itself stands lifts it."""
        found = self._lives.get(norm.id)
        if found is None:
            lifts = []
            for lifter, its_version in self._lifters.get(norm.id, []):
                musts = [self.ground.literal(m.fact, self.ground.root) for m in its_version.must]
                lift = self.circuit.conj([self._live(lifter, its_version, shut), *musts])
                shut.lifted.append((lifter, norm, lift))
                lifts.append(-lift)
            found = self.circuit.conj([self._base_of(norm, version), *lifts])
            self._lives[norm.id] = found
        return found

    def _conditions(self, norm: Norm, version: Version, live: int, shut: Shut) -> Part:
        """A norm with conditions shuts while one of them does not hold.

        For an authorising norm `shut` reads "this norm does not authorise".
        """
        limbs: list[Limb] = []
        for must in version.must:
            holds = self.ground.literal(must.fact, self.ground.root)
            switch = None
            if must.cure is not None and not self.solver.can_be(holds):
                switch = self.circuit.var(f"cure({norm.id}#{len(limbs)})")
                shut.switches.append(switch)
            limbs.append(Limb(must, holds, switch))
        met = self.circuit.conj(
            limb.holds if limb.switch is None else self.circuit.disj((limb.holds, limb.switch))
            for limb in limbs
        )
        if norm.effect == "authorises":
            literal = -self.circuit.conj((live, met))
        else:
            literal = self.circuit.conj((live, -met))
        return Part(norm, version, live, literal, tuple(limbs))

    def _bar(self, norm: Norm, version: Version, live: int, shut: Shut) -> Part:
        if norm.ground is not None:
            return self._on_ground(norm, version, live, shut)
        if norm.effect == "may-refuse":
            decision = self._decide(norm, norm.decided_by or "none", "not-refuse", shut)
        elif norm.opens not in (None, "none"):
            decision = self._decide(norm, str(norm.opens), "open", shut)
        else:
            return Part(norm, version, live, live)
        return Part(norm, version, live, self.circuit.conj((live, -decision.favours)), (), decision)

    def _on_ground(self, norm: Norm, version: Version, live: int, shut: Shut) -> Part:
        if not isinstance(norm.ground, Atom):
            raise TypeError(f"{norm.id}: the loader lets only facts through as grounds")
        root = self.ground.root
        key = fact_key(norm.ground.name, *(root.get(arg, arg) for arg in norm.ground.args))
        finding = self.world.finding(key)
        raised = TRUE if finding == "yes" or self.world.asserted(key) else self.raised(norm.ground)
        if norm.effect == "may-refuse":
            decision = self._decide(norm, norm.decided_by or "none", "not-refuse", shut)
            raised = FALSE if finding == "no" else raised
            if decision.favours == FALSE:
                raised = TRUE  # refused is refused, whatever raised it
        else:
            decision = self._dismiss(key, norm.decided_by or "none", finding, shut)
        literal = self.circuit.conj((live, raised, -decision.favours))
        return Part(norm, version, self.circuit.conj((live, raised)), literal, (), decision)

    def raised(self, ground: Atom) -> int:
        """Whether some signal raises a ground."""
        found = self._raised.get(ground.name)
        if found is None:
            found = self._raised[ground.name] = self.circuit.disj(
                self._base_of(norm, version)
                for norm, version in self.norms
                if norm.effect == "signals" and ground.name in norm.raises
            )
        return found

    def _decide(
        self, norm: Norm, role: str, kind: Literal["not-refuse", "open"], shut: Shut
    ) -> Decision:
        key = fact_key("decision", norm.id)
        taken = self.world.decision(norm.id, role)
        favours = {"proceed": TRUE, "refuse": FALSE}.get(taken or "") or self.circuit.var(key)
        return shut.decisions.setdefault(key, Decision(key, role, kind, favours))

    def _dismiss(
        self, ground: str, role: str, finding: Literal["yes", "no"] | None, shut: Shut
    ) -> Decision:
        key = fact_key("dismissed", ground)
        favours = {"no": TRUE, "yes": FALSE}.get(finding or "") or self.circuit.var(key)
        return shut.decisions.setdefault(key, Decision(key, role, "dismiss-ground", favours))
