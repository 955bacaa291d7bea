"""Asks clingo for the outcome and the relevant atoms of a translated rulebook."""

from __future__ import annotations

import time
from collections.abc import Iterable
from functools import cached_property

import clingo

from safeconduct.law.rulebook import Rulebook
from safeconduct.law.world import PlainWorld
from safeconduct.prover.translate import frame, program
from tests.oracle import asp
from tests.oracle.answer import Answer

Wish = tuple[clingo.Symbol, bool]
"""An atom that a query takes as true or as false."""


class OutOfTime(Exception):
    """The deadline passed before clingo had its answer."""


def assess(
    rulebook: Rulebook, world: PlainWorld, questions: bool = False, seconds: float | None = None
) -> Answer:
    """The outcome, and with `questions` the relevant atoms; `OutOfTime` after `seconds`."""
    return Prover(program(rulebook), world, questions, seconds).answer()


class Prover:
    """One grounded program, asked many times under assumptions."""

    def __init__(
        self, program: str, world: PlainWorld, questions: bool, seconds: float | None = None
    ) -> None:
        self.questions = questions
        self.deadline = None if seconds is None else time.monotonic() + seconds
        self.control = clingo.Control(
            ["--warn=none", f"--const=copies={2 if questions else 1}"], message_limit=20
        )
        self.control.add("base", [], "\n".join([frame(), program, asp.facts(world)]))
        self.control.ground([("base", [])])
        self.pending = [*self._choices("pending", "favour"), *self._choices("waiting", "dismissed")]
        self.parts = [
            atom.symbol
            for atom in self.control.symbolic_atoms.by_signature("part", 2)
            if atom.symbol.arguments[0].number == 1
        ]
        self.switches = list(self._choices("switch", "cured"))

    def _choices(self, listed: str, choice: str) -> Iterable[clingo.Symbol]:
        for arity in (1, 2):
            for atom in self.control.symbolic_atoms.by_signature(listed, arity):
                yield clingo.Function(choice, atom.symbol.arguments)

    def answer(self) -> Answer:
        """The outcome, and the relevant atoms if they were asked for."""
        return Answer(self.outcome(), self.relevant() if self.questions else frozenset())

    @cached_property
    def useless(self) -> list[Wish]:
        """No cure is wanted for a condition that may hold as it is."""
        return [(s, False) for s in self.switches if self._possible([(_met(s), True)])]

    def outcome(self) -> str:
        """The first outcome that applies."""
        useless = {switch for switch, _ in self.useless}
        favour = [(p, True) for p in self.pending]
        against = [(p, False) for p in self.pending]
        uncured = [(s, False) for s in self.switches]
        best = favour + [(s, s not in useless) for s in self.switches]
        as_it_stands, worst = favour + uncured, against + uncured
        conflicted = self._conflicted(as_it_stands)
        others = [(part, False) for part in self.parts if part not in conflicted]
        shut = clingo.Function("shut", [clingo.Number(1)])
        if not self._possible([*best, *others]):
            return "barred"
        if conflicted:
            return "conflict"
        if not self._possible([*as_it_stands, (shut, False)]):
            return "conditions-unmet"
        if self._possible([*as_it_stands, (shut, True)]):
            return "undetermined"
        if self._possible([*worst, (shut, True)]):
            return "needs-decision"
        return "no-bar-found"

    def _conflicted(self, as_it_stands: list[Wish]) -> set[clingo.Symbol]:
        one = clingo.Number(1)
        found = set()
        for atom in self.control.symbolic_atoms.by_signature("clash", 2):
            duty, bar = atom.symbol.arguments
            part = clingo.Function("part", [one, bar])
            live = clingo.Function("live", [one, duty])
            certain = not self._possible([(live, False)])
            if certain and not self._possible([*as_it_stands, (part, False)]):
                found.add(part)
        return found

    def relevant(self) -> frozenset[str]:
        """The atoms that alone can turn "shut"; only with `questions`."""
        # The copies are alike, so it is enough to look for the first one shut, the second not.
        differ = [
            *self.useless,
            (clingo.Function("shut", [clingo.Number(1)]), True),
            (clingo.Function("shut", [clingo.Number(2)]), False),
        ]
        useless = {switch for switch, _ in self.useless}
        useful = [switch for switch in self.switches if switch not in useless]
        # Cures are done together or not at all.
        scenes = [[*differ, *((s, done) for s in useful)] for done in (False, True)]
        scenes = scenes if useful else scenes[:1]
        found: set[str] = set()
        for atom in self.control.symbolic_atoms.by_signature("flip", 1):
            key = _key(atom.symbol.arguments[0])
            flip = (atom.symbol, True)
            if key not in found and any(self._possible([*scene, flip]) for scene in scenes):
                found.add(key)
        return frozenset(found)

    def _possible(self, wishes: list[Wish]) -> bool:
        if self.deadline is None:
            return bool(self.control.solve(assumptions=wishes).satisfiable)
        with self.control.solve(assumptions=wishes, async_=True) as handle:
            if not handle.wait(max(0.0, self.deadline - time.monotonic())):
                handle.cancel()
                raise OutOfTime
            return bool(handle.get().satisfiable)


def _met(switch: clingo.Symbol) -> clingo.Symbol:
    """That the condition holds by itself, for which `switch` stands for a cure."""
    return clingo.Function("met", [clingo.Number(1), *switch.arguments])


def _key(term: clingo.Symbol) -> str:
    """The canonical key of a free atom; a gap in a list stands under the list's completeness."""
    parts = term.arguments
    if term.name in ("gap", "complete"):
        return f"complete({parts[0].string}({parts[1].string}))"
    if term.name == "days":
        return f"for-days({_key(parts[0])},{parts[1].number})"
    args = ",".join(arg.string for arg in parts[1].arguments)
    key = f"{parts[0].string}({args})"
    return f"undefined({key})" if term.name == "undefined" else key
