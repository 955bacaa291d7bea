"""From a norm's formula to a circuit over what is not known.

Facts whose value the world knows are folded away; every other atom becomes a variable named
by its key. Nothing unknown is ever taken for false:

- a list that nobody declared complete may have further members: "some" and "at least" get a
  free *witness* besides the known members, and "every" can be broken by one;
- a definition without a version in force is a free variable;
- so is a contested fact.
"""

from __future__ import annotations

from collections.abc import Mapping

from safeconduct.case.facts import key as fact_key
from safeconduct.law.circuit import FALSE, TRUE, Circuit
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
from safeconduct.law.rulebook import Applies, Rulebook
from safeconduct.law.world import World

Binding = Mapping[str, str]
"""Names bound at a place, with the ids they stand for."""

WITNESS = "unlisted("
"""How the key of a list's unlisted member begins."""


class Grounder:
    """Grounds formulas of one rulebook in one world, into one circuit."""

    def __init__(self, rulebook: Rulebook, world: World) -> None:
        self.rulebook = rulebook
        self.world = world
        self.circuit = Circuit()
        self.root: Binding = {"measure": world.measure, "request": world.request}
        self._values: dict[str, int] = {}
        self._places = Places()
        self._grounded: dict[tuple[object, ...], int] = {}
        self._negations: dict[int, AnyNode] = {}

    def applies(self, applies: Applies) -> int:
        """Whether a provision binds in this case."""
        if applies.jurisdiction is not None:
            return TRUE if applies.jurisdiction == self.world.executing else FALSE
        if applies.binds is not None:
            return self.known(fact_key("binds", applies.binds))
        if applies.between is not None:
            return self.known(fact_key("in-force", applies.between, self.world.request))
        return TRUE

    def known(self, key: str) -> int:
        """The literal of a key: a constant if its value decides, else its variable."""
        found = self._values.get(key)
        if found is None:
            value = self.world.value(key)
            found = {"yes": TRUE, "no": FALSE}.get(value) or self.circuit.var(key)
            self._values[key] = found
        return found

    def literal(self, node: AnyNode, bound: Binding) -> int:
        """A formula as a literal; each formula is grounded once for what it speaks of."""
        place = self._places.of(node, bound)
        found = self._grounded.get(place)
        if found is None:
            found = self._grounded[place] = self._ground(node, bound)
        return found

    def _ground(self, node: AnyNode, bound: Binding) -> int:
        match node:
            case Atom():
                args = tuple([bound.get(arg, arg) for arg in node.args])
                if node.name in self.rulebook.definitions:
                    return self._definition(node.name, args)
                return self.known(fact_key(node.name, *args))
            case ForDays():
                return self.known(for_days_key(node, bound))
            case Complete():
                return self.known(complete_key(node.list, bound[node.arg]))
            case Not():
                return -self.literal(node.body, bound)
            case All():
                return self.circuit.conj([self.literal(part, bound) for part in node.parts])
            case Any():
                return self.circuit.disj([self.literal(part, bound) for part in node.parts])
            case AtLeast():
                return self._at_least(node.count, node, node.where, bound)
            case Every():
                return -self._at_least(1, node, self._negation(node), bound)

    def _negation(self, node: Every) -> AnyNode:
        # Kept, so that the same formula is the same object each time it is met.
        found = self._negations.get(id(node))
        if found is None:
            found = self._negations[id(node)] = negated(node.where)
        return found

    def _at_least(self, count: int, node: AtLeast | Every, body: AnyNode, bound: Binding) -> int:
        of = bound[node.arg]
        members = [
            self.literal(body, {**bound, node.var: member})
            for member in self.world.members(node.list, of)
        ]
        listed = self.circuit.at_least(count, members)
        complete = self.known(complete_key(node.list, of))
        if TRUE in (listed, complete):
            return listed
        inner = {name: id_ for name, id_ in bound.items() if name != node.var}
        witness = self.circuit.var(
            f"{WITNESS}{node.list}({of})): {count}: {canonical(body, inner)}"
        )
        return self.circuit.disj((listed, self.circuit.conj((-complete, witness))))

    def _definition(self, name: str, args: tuple[str, ...]) -> int:
        definition = self.rulebook.definitions[name]
        version = definition.version(self.world.day)
        supposed = self.world.supposed(fact_key(name, *args))
        if supposed is not None:
            return TRUE if supposed == "yes" else FALSE
        if version is None:
            return self.circuit.var(fact_key("undefined", fact_key(name, *args)))
        return self.literal(version.means, dict(zip(definition.params, args, strict=True)))


def complete_key(name: str, of: str) -> str:
    """The key of "this list is complete"."""
    return fact_key("complete", fact_key(name, of))


def for_days_key(node: ForDays, bound: Binding) -> str:
    """The key of "this fact has been true for so many days"."""
    args = (bound.get(arg, arg) for arg in node.fact.args)
    return fact_key("for-days", fact_key(node.fact.name, *args), str(node.days))


def negated(node: AnyNode) -> AnyNode:
    """The negation of a formula, without a double one."""
    return node.body if isinstance(node, Not) else Not(node)


def canonical(node: AnyNode, bound: Binding) -> str:
    """A text that is equal for formulas that mean the same thing of the same things."""
    match node:
        case Atom():
            return fact_key(node.name, *(bound.get(arg, arg) for arg in node.args))
        case ForDays():
            return for_days_key(node, bound)
        case Complete():
            return complete_key(node.list, bound.get(node.arg, node.arg))
        case Not():
            if isinstance(node.body, Not):
                return canonical(node.body.body, bound)
            return f"not {canonical(node.body, bound)}"
        case All() | Any():
            word = " & " if isinstance(node, All) else " | "
            return "(" + word.join(canonical(part, bound) for part in node.parts) + ")"
        case AtLeast() | Every():
            count = "every" if isinstance(node, Every) else f"{node.count} of"
            arg = bound.get(node.arg, node.arg)
            inner_bound = {name: id_ for name, id_ in bound.items() if name != node.var}
            return f"{count} {node.var} in {node.list}({arg}): {canonical(node.where, inner_bound)}"
