"""What is asked first of a formula: what comes first in it, as it is written.

People read "an observer attends, or everything is sealed" from left to right: whether an observer
attends is asked first, and about the seal only if none does. So is "a lawyer is touched, and the
measure reaches the lawyer's systems". Whoever writes a rule puts first what is easier to answer.
"""

from __future__ import annotations

from collections.abc import Collection

from safeconduct.case.facts import parse
from safeconduct.law.circuit import FALSE, TRUE
from safeconduct.law.formula import All, Any, AnyNode, AtLeast, Atom, Every, Not
from safeconduct.law.ground import Binding, Grounder, complete_key
from safeconduct.law.verdict import question_key
from safeconduct.law.vocabulary import BUILT_IN


def answerable(key: str) -> bool:
    """Whether somebody can answer a key; treaty data, kinds and hours are looked up, not asked."""
    name = parse(key)[0]
    return name == "covers" or (name not in BUILT_IN and name != "undefined")


class InOrder:
    """Reads formulas from left to right, in one world. `asked`: the keys that can turn anything."""

    def __init__(self, ground: Grounder, asked: Collection[str]) -> None:
        self._ground = ground
        self._asked = asked

    def first(self, node: AnyNode, bound: Binding | None = None) -> set[str]:
        """Keys of the facts to be asked first to settle a formula; none if it is settled."""
        bound = self._ground.root if bound is None else bound
        literal = self._ground.literal(node, bound)
        if literal in (TRUE, FALSE):
            return set()
        match node:
            case Not():
                return self.first(node.body, bound)
            case All() | Any():
                return self._until_asked(node.parts, bound)
            case AtLeast() | Every():
                return self._of_members(node, bound)
            case Atom() if node.name in self._ground.rulebook.definitions:
                return self._of_definition(node, bound, literal)
            case _:
                return self.keys(literal)

    def keys(self, *literals: int) -> set[str]:
        """Every key that literals hang on, if it can turn anything."""
        circuit = self._ground.circuit
        found = {question_key(circuit.name(v)) for v in circuit.variables(literals)}
        return found.intersection(self._asked)

    def _until_asked(self, parts: Collection[AnyNode], bound: Binding) -> set[str]:
        """What the parts hang on, up to the first on which somebody can be asked anything."""
        found: set[str] = set()
        for part in parts:
            found |= self.first(part, bound)
            if any(answerable(key) for key in found):
                break
        return found

    def _of_members(self, node: AtLeast | Every, bound: Binding) -> set[str]:
        """The same is asked about all members at once, and whether there are more."""
        of = bound[node.arg]
        members = self._ground.world.members(node.list, of)
        complete = self._ground.known(complete_key(node.list, of))
        found = set() if complete in (TRUE, FALSE) else self.keys(complete)
        for member in members:
            found |= self.first(node.where, {**bound, node.var: member})
        return found

    def _of_definition(self, node: Atom, bound: Binding, literal: int) -> set[str]:
        definition = self._ground.rulebook.definitions[node.name]
        version = definition.version(self._ground.world.day)
        if version is None:
            return self.keys(literal)
        args = [bound.get(arg, arg) for arg in node.args]
        return self.first(version.means, dict(zip(definition.params, args, strict=True)))
