"""Random formulas, as the trees that a YAML file would hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

from safeconduct.law.formula import Tree
from tests.oracle.words import DATED, FACTS, GROUNDS, GROUPS, KINDS, LISTS, TREATIES

Scope = Mapping[str, str]


class Formulas:
    """Draws formulas over the words, the definitions given so far, and the names in scope.

    Two quantifiers over the same list never use the same variable. So the atoms that stand for
    unlisted members are shared exactly when one definition is used twice, or one formula written
    twice, and no question of wording arises. Over different lists, and between a definition and
    its users, names do clash.
    """

    def __init__(self, random: Random) -> None:
        self.random = random
        self.defined: dict[str, tuple[str, ...]] = {}
        self._taken: dict[str, set[str]] = {name: set() for name in LISTS}

    def formula(self, scope: Scope, depth: int, about: str | None = None) -> Tree:
        """A formula of at most `depth` connectives and quantifiers; it speaks of `about`."""
        random = self.random
        if depth <= 0 or random.random() < 0.25:
            return self._maybe_not(self.leaf(scope, about), 0.25)
        roll = random.random()
        if roll < 0.45:
            owners = [
                (name, owner)
                for name, (of, _) in LISTS.items()
                for owner, sort in scope.items()
                if sort == of and (about is None or owner == about)
            ]
            if owners:
                return self._maybe_not(self._quantified(scope, owners, depth), 0.15)
        if roll < 0.92:
            return self._maybe_not(self._joined(scope, depth, about), 0.12)
        return {"not": self.formula(scope, depth - 1, about)}

    def _joined(self, scope: Scope, depth: int, about: str | None) -> Tree:
        word = self.random.choice(("all", "any"))
        count = self.random.choices((0, 1, 2, 3), (1, 2, 14, 6))[0]
        if about is not None and count == 0:
            count = 1
        parts = [self.formula(scope, depth - 1, about if i == 0 else None) for i in range(count)]
        self.random.shuffle(parts)
        return {word: parts}

    def _quantified(self, scope: Scope, owners: list[tuple[str, str]], depth: int) -> Tree:
        random = self.random
        name, owner = random.choice(owners)
        holds = LISTS[name][1]
        variable = self._variable(name, holds, scope)
        place = f"{variable} in {name}({owner})"
        body = self.formula({**scope, variable: holds}, depth - 1, variable)
        word = random.choices(("some", "every", "at-least"), (5, 4, 2))[0]
        if word == "at-least":
            return {"at-least": random.choice("1223"), "of": place, "where": body}
        return {word: place, "where": body}

    def _variable(self, name: str, holds: str, scope: Scope) -> str:
        """A name that no other quantifier over this list uses, and that is not bound here."""
        number = 1
        for number in range(1, 1000):
            variable = holds if number == 1 else f"{holds}-{number}"
            if variable not in scope and variable not in self._taken[name]:
                self._taken[name].add(variable)
                return variable
        raise AssertionError("a rulebook this large was not foreseen")

    def leaf(self, scope: Scope, about: str | None = None) -> str:
        """An atom, if possible one that speaks of `about`."""
        atoms = list(self._atoms(scope))
        if about is not None:
            atoms = [atom for atom in atoms if about in atom[1]] or atoms
        weights = [weight for weight, _, _ in atoms]
        return self.random.choices([text for _, _, text in atoms], weights)[0]

    def _atoms(self, scope: Scope) -> Iterator[tuple[float, tuple[str, ...], str]]:
        """Weight, names used and text of the atoms that could stand here."""
        random = self.random
        for name, sorts in {**FACTS, **GROUNDS}.items():
            if args := self._arguments(sorts, scope):
                yield 3 if name in FACTS else 0.7, args, f"{name}({', '.join(args)})"
                if name in DATED:
                    days = random.choice((7, 15))
                    yield 0.7, args, f"for-days({name}({','.join(args)}), {days})"
        for name, sorts in self.defined.items():
            if args := self._arguments(sorts, scope):
                yield 6, args, f"{name}({','.join(args)})"
        for owner, sort in scope.items():
            for name, (of, _) in LISTS.items():
                if of == sort:
                    yield 0.8, (owner,), f"complete {name}({owner})"
            if sort in KINDS:
                kinds = KINDS[sort][: random.choice((1, 2))]
                yield 2, (owner,), f"is({owner}, {', '.join(kinds)})"
            if sort == "request":
                yield 0.5, (owner,), f"in-force({random.choice(TREATIES)}, {owner})"
                yield 0.5, (owner,), f"member({random.choice(GROUPS)}, {owner})"
                for other, its_sort in scope.items():
                    if its_sort == "protection":
                        yield 3, (owner, other), f"covers({owner}, {other})"
            if sort == "measure":
                yield 0.5, (owner,), f"starts-between({owner}, 21:00, 05:00)"
                yield 0.5, (owner,), f"held({owner})"
            if sort == "item":
                yield 0.7, (owner,), f"obtained-open({owner})"
        yield 0.2, (), f"binds({random.choice(TREATIES)})"

    def _arguments(self, sorts: tuple[str, ...], scope: Scope) -> tuple[str, ...]:
        """Names in scope for these sorts, the innermost ones preferred; empty if there are none."""
        args = []
        for sort in sorts:
            names = [name for name, its_sort in scope.items() if its_sort == sort]
            if not names:
                return ()
            args.append(self.random.choices(names, range(1, len(names) + 1))[0])
        return tuple(args)

    def _maybe_not(self, tree: Tree, chance: float) -> Tree:
        if isinstance(tree, str) and tree.startswith("complete "):
            tree = {"complete": tree.removeprefix("complete ")}
        if self.random.random() >= chance:
            return tree
        if isinstance(tree, str) and self.random.random() < 0.7:
            return f"not {tree}"
        return {"not": tree}
