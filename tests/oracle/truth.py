"""Truth by definition: in which completions of the unknown facts does a formula hold?

Nothing here knows about SAT, grounding or simplification. A *completion* gives every free atom a
truth value. With n free atoms the completions are numbered from 0 to 2**n - 1: in number j, atom
i is true if bit i of j is one. A *table* is the set of completions in which something is true,
written as a whole number whose bit j is one if completion j belongs to it. So "and" is `&`, "or"
is `|`, "not" is the difference from the set of all, and each connective says what it means.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

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
)
from safeconduct.law.rulebook import Definition
from safeconduct.law.world import World
from tests.oracle.answer import TooLarge

MOST_ATOMS = 16
"""Above this many free atoms nobody counts completions any more."""

Table = int
Names = Mapping[str, str]
"""Which id each bound name stands for."""


class Completions:
    """The free atoms, and the table of each.

    While it is open, atoms are only collected and every table is empty; `close` numbers the
    completions, after which the same questions have their real answers.
    """

    def __init__(self) -> None:
        self.atoms: dict[str, int] = {}
        self.closed = False
        self.all: Table = 0

    def close(self) -> None:
        """Number the completions of the atoms collected so far; raises `TooLarge`."""
        if len(self.atoms) > MOST_ATOMS:
            raise TooLarge
        self.closed = True
        self.all = (1 << (1 << len(self.atoms))) - 1

    def free(self, atom: str) -> Table:
        """The completions in which a free atom is true."""
        if not self.closed:
            self.atoms.setdefault(atom, len(self.atoms))
            return 0
        place = self.atoms[atom]
        run = 1 << place  # false for `run` completions, then true for as many, and so on
        table, length = ((1 << run) - 1) << run, 2 * run
        while length < 1 << len(self.atoms):
            table, length = table | table << length, 2 * length
        return table

    def negated(self, table: Table) -> Table:
        """All the other completions."""
        return self.all & ~table

    def turned_by(self, atom: str, table: Table, scene: Table) -> bool:
        """Whether two completions of `scene` that differ in `atom` alone differ in `table`.

        The scene itself does not depend on the atom.
        """
        without = self.negated(self.free(atom)) & scene
        return bool((table ^ table >> (1 << self.atoms[atom])) & without)


class Truth:
    """Evaluates formulas in one world; `undefined` definitions and gaps in lists are free."""

    def __init__(
        self, definitions: Mapping[str, Definition], world: World, completions: Completions
    ) -> None:
        self.definitions = definitions
        self.world = world
        self.space = completions

    def fact(self, key: str) -> Table:
        """An atom that is fixed when known, and free when it is not."""
        value = self.world.value(key)
        if value == "yes":
            return self.space.all
        if value == "no":
            return 0
        return self.space.free(key)

    def holds(self, node: AnyNode, names: Names) -> Table:
        """The completions in which a formula holds."""
        match node:
            case Atom():
                return self._atom(node, names)
            case ForDays():
                return self.fact(f"for-days({key(node.fact, names)},{node.days})")
            case Complete():
                return self.fact(f"complete({node.list}({names[node.arg]}))")
            case Not():
                return self.space.negated(self.holds(node.body, names))
            case All():
                table = self.space.all
                for part in node.parts:
                    table &= self.holds(part, names)
                return table
            case Any():
                table = 0
                for part in node.parts:
                    table |= self.holds(part, names)
                return table
            case AtLeast():
                return self._at_least(node, names)
            case Every():
                some_fail = AtLeast(1, node.var, node.list, node.arg, Not(node.where))
                return self.space.negated(self._at_least(some_fail, names))

    def _atom(self, node: Atom, names: Names) -> Table:
        definition = self.definitions.get(node.name)
        if definition is None:
            return self.fact(key(node, names))
        version = definition.version(self.world.day)
        if version is None:
            return self.space.free(f"undefined({key(node, names)})")
        given = [names.get(arg, arg) for arg in node.args]
        return self.holds(version.means, dict(zip(definition.params, given, strict=True)))

    def _at_least(self, node: AtLeast, names: Names) -> Table:
        owner = names[node.arg]
        members = self.world.members(node.list, owner)
        each = [self.holds(node.where, {**names, node.var: member}) for member in members]
        table = 0
        for group in combinations(each, node.count):
            all_of_them = self.space.all
            for one in group:
                all_of_them &= one
            table |= all_of_them
        complete = self.fact(f"complete({node.list}({owner}))")
        if self.world.value(f"complete({node.list}({owner}))") == "yes":
            return table
        gap = gap_key(node, names)
        return table | self.space.negated(complete) & self.space.free(gap)


GAP = "unlisted("
"""How the atom begins that says: members whom nobody listed would make it true."""


def gap_key(node: AtLeast, names: Names) -> str:
    """The name of that atom: equal for the same list, count and body, and for nothing else."""
    body = spelled(node.where, names)
    return f"{GAP}{node.list}({names[node.arg]})): {node.count} {node.var}: {body}"


def gap_list(gap: str) -> str:
    """The list with the gap, as in `touched(search)`."""
    return gap[len(GAP) :].partition(")): ")[0] + ")"


def key(atom: Atom, names: Names) -> str:
    """An atom's canonical key."""
    return f"{atom.name}({','.join(names.get(arg, arg) for arg in atom.args)})"


def spelled(node: AnyNode, names: Names) -> str:
    """A formula as text, bound names replaced by what they stand for, `not not` left out."""
    match node:
        case Atom():
            return key(node, names)
        case ForDays():
            return f"for-days({key(node.fact, names)},{node.days})"
        case Complete():
            return f"complete({node.list}({names.get(node.arg, node.arg)}))"
        case Not(body=Not(body=inner)):
            return spelled(inner, names)
        case Not():
            return f"not({spelled(node.body, names)})"
        case All() | Any():
            word = "all" if isinstance(node, All) else "any"
            return f"{word}[{'; '.join(spelled(part, names) for part in node.parts)}]"
        case AtLeast() | Every():
            count = node.count if isinstance(node, AtLeast) else "every"
            owner = names.get(node.arg, node.arg)
            return f"{count} {node.var} in {node.list}({owner}): {spelled(node.where, names)}"
