"""Why a formula holds, fails or hangs: the facts it rests on, for people to read.

Three-valued logic serves wording only; the verdict is the solver's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from safeconduct.case.facts import key as fact_key
from safeconduct.law.formula import (
    All,
    Any,
    AnyNode,
    AtLeast,
    Atom,
    Complete,
    Every,
    ForDays,
    Not,
    Places,
)  # fmt: skip
from safeconduct.law.ground import Binding, complete_key, for_days_key, negated
from safeconduct.law.rulebook import Rulebook
from safeconduct.law.world import World

Truth = bool | None
"""True, false, or None for unknown."""


@dataclass
class Why:
    """A truth value with the atoms and defined words it rests on, in order, each once."""

    truth: Truth
    atoms: dict[str, None] = field(default_factory=dict)
    defined: dict[str, None] = field(default_factory=dict)

    def with_(self, others: Iterable[Why]) -> Why:
        """This value, resting on others."""
        for other in others:
            self.atoms |= other.atoms
            self.defined |= other.defined
        return self


class Explainer:
    """Explains formulas in one world."""

    def __init__(self, rulebook: Rulebook, world: World) -> None:
        self._rulebook = rulebook
        self._world = world
        self._known: dict[tuple[object, ...], Why] = {}
        self._atoms: dict[str, Why] = {}
        self._places = Places()
        self._negations: dict[int, AnyNode] = {}

    def why(self, node: AnyNode, bound: Binding) -> Why:
        """The value of a formula and what it rests on; worked out once for what is bound."""
        if isinstance(node, Atom) and node.name not in self._rulebook.definitions:
            return self._atom(fact_key(node.name, *[bound.get(arg, arg) for arg in node.args]))
        place = self._places.of(node, bound)
        found = self._known.get(place)
        if found is None:
            found = self._known[place] = self._why(node, bound)
        return found

    def _why(self, node: AnyNode, bound: Binding) -> Why:
        match node:
            case Atom():
                return self._defined(node.name, tuple(bound.get(arg, arg) for arg in node.args))
            case ForDays():
                return self._atom(for_days_key(node, bound))
            case Complete():
                return self._atom(complete_key(node.list, bound[node.arg]))
            case Not():
                inner = self.why(node.body, bound)
                return Why(None if inner.truth is None else not inner.truth).with_([inner])
            case All():
                return _conjunction([self.why(part, bound) for part in node.parts])
            case Any():
                return _flip(_conjunction([_flip(self.why(part, bound)) for part in node.parts]))
            case AtLeast():
                return self._at_least(node.count, node, node.where, bound)
            case Every():
                body = self._negations.setdefault(id(node), negated(node.where))
                return _flip(self._at_least(1, node, body, bound))

    def _atom(self, key: str) -> Why:
        found = self._atoms.get(key)
        if found is not None:
            return found
        value = self._world.value(key)
        # What nobody knows explains nothing; it is among the questions.
        truth = {"yes": True, "no": False}.get(value)
        found = self._atoms[key] = Why(truth, {} if value == "unknown" else {key: None})
        return found

    def _defined(self, name: str, args: tuple[str, ...]) -> Why:
        definition = self._rulebook.definitions[name]
        version = definition.version(self._world.day)
        supposed = self._world.supposed(fact_key(name, *args))
        if supposed is not None:
            return Why(supposed == "yes", {fact_key(name, *args): None}, {name: None})
        if version is None:
            return Why(None, {fact_key("undefined", fact_key(name, *args)): None}, {name: None})
        inner = self.why(version.means, dict(zip(definition.params, args, strict=True)))
        return Why(inner.truth, dict(inner.atoms), {name: None} | inner.defined)

    def _at_least(self, count: int, node: AtLeast | Every, body: AnyNode, bound: Binding) -> Why:
        of = bound[node.arg]
        parts = [
            self.why(body, {**bound, node.var: member})
            for member in self._world.members(node.list, of)
        ]
        yes = [part for part in parts if part.truth is True]
        if len(yes) >= count:
            return Why(True).with_(yes)
        complete = self._atom(complete_key(node.list, of))
        hanging = [part for part in parts if part.truth is None]
        if len(yes) + len(hanging) < count and complete.truth is True:
            return Why(False).with_([*(part for part in parts if part.truth is False), complete])
        return Why(None).with_([*yes, *hanging, *([] if complete.truth is True else [complete])])


def _flip(why: Why) -> Why:
    return Why(None if why.truth is None else not why.truth, why.atoms, why.defined)


def _conjunction(parts: list[Why]) -> Why:
    false = [part for part in parts if part.truth is False]
    if false:
        return Why(False).with_(false[:1])
    hanging = [part for part in parts if part.truth is None]
    return Why(None).with_(hanging) if hanging else Why(True).with_(parts)
