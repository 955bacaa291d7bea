"""Outcome and relevant questions straight from their definitions, by listing all completions.

Reads the same structures as the engine (rulebook, formulas, world) and shares no other code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from safeconduct.law.formula import Atom
from safeconduct.law.rulebook import Norm, Rulebook, Version
from safeconduct.law.world import World
from tests.oracle.answer import Answer
from tests.oracle.truth import GAP, Completions, Table, Truth, gap_list, key

Settled = tuple[str, str | None, str | None]
"""A question, and what the answers yes and no settle."""


@dataclass(frozen=True)
class Part:
    """One reason why a measure may be shut; `norm` is None where nothing authorises it."""

    norm: Norm | None
    table: Table


def assess(rulebook: Rulebook, world: World) -> Answer:
    """The outcome and the relevant atoms; raises `TooLarge`."""
    return Naive(rulebook, world).answer()


class Naive:
    """One rulebook applied to one world."""

    def __init__(
        self, rulebook: Rulebook, world: World, space: Callable[[], Completions] = Completions
    ) -> None:
        self.rulebook = rulebook
        self.world = world
        self.names = {"measure": world.measure, "request": world.request}
        self.norms = [
            (norm, version)
            for norm in rulebook.norms
            if world.act in norm.acts and (version := self._version(norm)) is not None
        ]
        self._new_space = space
        self.switches: set[tuple[str, int]] = set()
        self._start()

    def answer(self) -> Answer:
        """Look for the cures first, then decide with one free atom for each."""
        self.parts()
        self.space.close()
        cures = {place for norm, version in self.norms for place in self._cures(norm, version)}
        self._start()
        self.switches = cures
        self.parts()
        self.space.close()
        return Answer(self.outcome(), self.relevant())

    def _start(self) -> None:
        self.space = self._new_space()
        self.truth = Truth(self.rulebook.definitions, self.world, self.space)
        self.decisions: set[str] = set()

    # --- norms ---------------------------------------------------------------

    def _version(self, norm: Norm) -> Version | None:
        if norm.judged_by == "request" and self.world.request_day is not None:
            return norm.version(self.world.request_day)
        return norm.version(self.world.day)

    def _where(self, norm: Norm) -> Table:
        if norm.applies.jurisdiction is not None:
            return self.space.all if norm.applies.jurisdiction == self.world.executing else 0
        if norm.applies.binds is not None:
            return self.truth.fact(f"binds({norm.applies.binds})")
        if norm.applies.between is not None:
            return self.truth.fact(f"in-force({norm.applies.between},{self.world.request})")
        return self.space.all

    def base(self, norm: Norm, version: Version) -> Table:
        """Where the norm applies, precedence aside."""
        table = self._where(norm) & self.truth.holds(version.when, self.names)
        if version.unless is not None:
            table &= self.space.negated(self.truth.holds(version.unless, self.names))
        return table

    def _musts(self, version: Version) -> list[Table]:
        return [self.truth.holds(must.fact, self.names) for must in version.must]

    def live(self, norm: Norm, version: Version) -> Table:
        """Where it applies and no permission or duty to act that prevails over it does."""
        table = self.base(norm, version)
        for other, its_version in self.norms:
            prevails = norm.id in [p.norm for p in other.prevails_over]
            yields = other.subject_to_bars is not None
            if prevails and (other.effect == "permits" or (is_duty_to_act(other) and not yields)):
                lifted = self.live(other, its_version)
                for must in self._musts(its_version):
                    lifted &= must
                table &= self.space.negated(lifted)
        return table

    def _cures(self, norm: Norm, version: Version) -> set[tuple[str, int]]:
        """The conditions that are certainly false and that something would make true."""
        if norm.effect not in ("requires", "authorises"):
            return set()
        return {
            (norm.id, i)
            for i, (must, table) in enumerate(zip(version.must, self._musts(version), strict=True))
            if must.cure is not None and table == 0
        }

    def _met(self, norm: Norm, version: Version) -> Table:
        table = self.space.all
        for i, must in enumerate(self._musts(version)):
            cured = (norm.id, i) in self.switches
            table &= must | self.space.free(f"cure {norm.id} {i}") if cured else must
        return table

    # --- decisions and grounds -----------------------------------------------

    def _pending(self, decision: str) -> Table:
        self.decisions.add(decision)
        return self.space.free(decision)

    def _decided(self, norm: Norm, role: str) -> Table:
        """Where the named authority lets the act go ahead."""
        said = self.world.decision(norm.id, role)
        if said is not None:
            return self.space.all if said == "proceed" else 0
        return self._pending(f"decision {norm.id}")

    def _dismissed(self, ground: str) -> Table:
        found = self.world.finding(ground)
        if found is not None:
            return self.space.all if found == "no" else 0
        return self._pending(f"dismissed {ground}")

    def _up(self, ground: Atom) -> Table:
        """Where a ground is found, asserted, or raised by a signal."""
        at = key(ground, self.names)
        if self.world.finding(at) == "yes" or self.world.asserted(at):
            return self.space.all
        table = 0
        for norm, version in self.norms:
            if norm.effect == "signals" and ground.name in norm.raises:
                table |= self.base(norm, version)
        return table

    # --- what shuts ----------------------------------------------------------

    def parts(self) -> list[Part]:
        """Every reason why the measure may be shut, and where it holds."""
        parts = []
        authorised = 0
        for norm, version in self.norms:
            live = self.live(norm, version)
            if norm.effect == "authorises":
                authorised |= live & self._met(norm, version)
            if norm.effect == "requires":
                parts.append(Part(norm, live & self.space.negated(self._met(norm, version))))
            if norm.effect == "conceals":
                parts.append(Part(norm, live))
            if norm.effect == "forbids":
                parts.append(Part(norm, live & self._unopened(norm)))
            if norm.effect == "may-refuse":
                parts.append(Part(norm, live & self._unrefused(norm)))
        parts.append(Part(None, self.space.negated(authorised)))
        return parts

    def _unopened(self, norm: Norm) -> Table:
        if isinstance(norm.ground, Atom):
            dismissed = self._dismissed(key(norm.ground, self.names))
            return self._up(norm.ground) & self.space.negated(dismissed)
        if norm.opens is not None and norm.opens != "none":
            return self.space.negated(self._decided(norm, norm.opens))
        return self.space.all

    def _unrefused(self, norm: Norm) -> Table:
        assert norm.decided_by is not None
        shut = self.space.negated(self._decided(norm, norm.decided_by))
        if self.world.decision(norm.id, norm.decided_by) == "refuse":
            return shut  # refused is refused, whatever raised it
        if isinstance(norm.ground, Atom):
            if self.world.finding(key(norm.ground, self.names)) == "no":
                return 0
            shut &= self._up(norm.ground)
        return shut

    # --- outcome -------------------------------------------------------------

    def _scene(self, favour: bool, cured: bool) -> Table:
        """The completions in which all pending decisions and all cures go one way."""
        return self._all(self.decisions, favour) & self._cured(cured)

    def _cured(self, cured: bool) -> Table:
        return self._all([f"cure {norm} {i}" for norm, i in self.switches], cured)

    def _all(self, atoms: Iterable[str], true: bool) -> Table:
        """The completions in which all of these atoms are true, or all are false."""
        scene = self.space.all
        for atom in atoms:
            table = self.space.free(atom)
            scene &= table if true else self.space.negated(table)
        return scene

    def outcome(self) -> str:
        """The first outcome that applies."""
        parts = self.parts()
        shut = union(part.table for part in parts)
        best = self._scene(favour=True, cured=True)
        as_it_stands = self._scene(favour=True, cured=False)
        worst = self._scene(favour=False, cured=False)
        conflicted = [part for part in parts if self._conflicts(part, as_it_stands)]
        others = union(part.table for part in parts if part not in conflicted)
        if best & ~others == 0:
            return "barred"
        if conflicted:
            return "conflict"
        if as_it_stands & ~shut == 0:
            return "conditions-unmet"
        if as_it_stands & shut:
            return "undetermined"
        if worst & shut:
            return "needs-decision"
        return "no-bar-found"

    def _conflicts(self, bar: Part, scene: Table) -> bool:
        """Whether a duty to act and a bar both certainly apply, with no declared winner."""
        if bar.norm is None or bar.norm.effect not in ("forbids", "conceals"):
            return False
        if scene & ~bar.table:
            return False
        return any(
            is_duty_to_act(duty)
            and duty.subject_to_bars is None
            and self.live(duty, version) == self.space.all
            and bar.norm.id not in [p.norm for p in duty.prevails_over]
            and duty.id not in [p.norm for p in bar.norm.prevails_over]
            for duty, version in self.norms
        )

    def relevant(self) -> frozenset[str]:
        """The unknown atoms that alone can turn "shut" in some completion.

        Cures are done together or not at all; decisions may be taken either way, each by itself.
        """
        return frozenset(_question(atom) for atom in self._relevant_atoms())

    def _relevant_atoms(self) -> list[str]:
        shut = union(part.table for part in self.parts())
        scene = self._cured(True) | self._cured(False)
        return [
            atom
            for atom in self.space.atoms
            if atom not in self.decisions
            and not atom.startswith("cure ")
            and self.space.turned_by(atom, shut, scene)
        ]

    def settled(self) -> list[Settled]:
        """What each answer settles alone, with decisions favourable and cures done.

        One entry for each relevant atom but gaps, which nobody is asked about themselves: its
        question, then what "yes" and what "no" leave: only "shut", only "open", or both (None).
        Empty if there is nothing left to settle.
        """
        shut = union(part.table for part in self.parts())
        scene = self._scene(favour=True, cured=True)
        if scene & shut in (0, scene):
            return []

        def left(answered: Table) -> str | None:
            rest = scene & answered
            return "shut" if rest & ~shut == 0 else "open" if rest & shut == 0 else None

        found = []
        for atom in self._relevant_atoms():
            if not atom.startswith(GAP):
                yes = self.space.free(atom)
                found.append((atom, left(yes), left(self.space.negated(yes))))
        return found


def _question(atom: str) -> str:
    """The key under which an atom is asked."""
    return f"complete({gap_list(atom)})" if atom.startswith(GAP) else atom


def is_duty_to_act(norm: Norm) -> bool:
    """A duty to give what is asked, not one for afterwards."""
    return norm.effect == "obliges" and norm.duty_to_act


def union(tables: Iterable[Table]) -> Table:
    """Where any of the tables holds."""
    result = 0
    for table in tables:
        result |= table
    return result
