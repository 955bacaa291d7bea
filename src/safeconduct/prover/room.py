"""One act on one day as a grounded program that can be asked about every promise."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

from safeconduct.case.document import BadInput, Problem
from safeconduct.prover.translate import frame

Column = Literal["all", "law"]
"""With adopted policy, or by law alone."""

Wish = tuple[Any, bool]
"""An atom that a query takes as true or as false."""


def clingo() -> ModuleType:
    """The prover. Imported where it is used, since all other commands do without it."""
    try:
        import clingo as module  # noqa: PLC0415
    except ImportError as error:
        message = (
            "this command needs the package clingo, and it is not installed "
            f"({error}); install what requirements.lock names, as `make venv` does"
        )
        raise BadInput([Problem("question", 1, message)]) from error
    return module


def general() -> str:
    """The rules of the most general case."""
    return Path(__file__).with_name("general.lp").read_text(encoding="utf-8")


class Room:
    """The most general case of one act on one day."""

    def __init__(self, program: str, facts: str) -> None:
        self._clingo = clingo()
        self.control = self._clingo.Control(["--warn=none", "--const=copies=1"], message_limit=20)
        self.control.add("base", [], "\n".join([frame(), general(), program, facts]))
        self.control.ground([("base", [])])

    def function(self, name: str, *arguments: Any) -> Any:
        """A term; text and numbers become the terms that stand for them."""
        terms = [
            self._clingo.String(a) if isinstance(a, str)
            else self._clingo.Number(a) if isinstance(a, int) else a
            for a in arguments
        ]  # fmt: skip
        return self._clingo.Function(name, terms)

    def can_be_open(self, column: Column) -> bool:
        """Whether anything at all opens this act."""
        return self.possible([self._shut(column)])

    def bases(self) -> list[str]:
        """The norms that can be the legal basis of an open act, with policy or without."""
        shut = self._shut("law")
        return [
            symbol.arguments[0].string
            for symbol in self.symbols("basis", 1)
            if self.possible([shut, (symbol, True)])
        ]

    def can_be_supposed(self, promise: str) -> bool:
        """Whether what a promise supposes can be so. If not, the promise says nothing here."""
        return self.possible([(self.function("holds", promise), True)])

    def breach(self, promise: str, column: Column) -> Wish:
        """The wish for a case that breaks a promise."""
        return self.function("harmless", promise, self.function(column)), False

    def kept(self, promise: str, column: Column) -> bool:
        """Whether a promise is kept in every completion."""
        return not self.possible([self.breach(promise, column)])

    def _shut(self, column: Column) -> Wish:
        if column == "all":
            return self.function("shut", 1), False
        return self.function("shut_by_law"), False

    def possible(self, wishes: Iterable[Wish]) -> bool:
        """Whether some completion is as wished."""
        return bool(self.control.solve(assumptions=list(wishes)).satisfiable)

    def model(self, wishes: Iterable[Wish]) -> frozenset[Any] | None:
        """The true atoms of a completion that is as wished, if there is one."""
        with self.control.solve(assumptions=list(wishes), yield_=True) as handle:
            for model in handle:
                return frozenset(model.symbols(atoms=True))
        return None

    def needed(self, wishes: Iterable[Wish], last: Wish) -> list[Wish] | None:
        """Wishes that together rule out `last`, none of them to spare; None if `last` can be."""
        found: dict[int, Wish] = {}
        for symbol, value in (*wishes, last):
            atom = self.control.symbolic_atoms[symbol]
            if atom is not None:
                found[atom.literal if value else -atom.literal] = (symbol, value)
        *literals, goal = found
        core = self._core([*literals, goal])
        if core is None:
            return None
        for literal in list(core):
            if literal in core and literal != goal:
                smaller = self._core([other for other in core if other != literal])
                core = core if smaller is None else smaller
        return [found[literal] for literal in literals if literal in core]

    def _core(self, literals: list[int]) -> list[int] | None:
        """Some of these literals that cannot all be true, in the same order; None if all can."""
        with self.control.solve(assumptions=literals, yield_=True) as handle:
            if handle.get().satisfiable:
                return None
            core = set(handle.core())
        return [literal for literal in literals if literal in core]

    def symbols(self, name: str, arity: int) -> list[Any]:
        """Every atom of a predicate that may be true."""
        return [a.symbol for a in self.control.symbolic_atoms.by_signature(name, arity)]
