"""Boolean formulas as one shared graph: built once, simplified as built, evaluated in bulk.

A literal is a signed integer: `TRUE`, `FALSE = -TRUE`, a node `n` or its negation `-n`. The
only nodes are variables and conjunctions; everything else is written with negation. Children
have smaller numbers than their parents, so node order is evaluation order.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence

TRUE = 1
FALSE = -1

LANES = 96
"""How many random completions every node is evaluated in as it is made."""

ALL = (1 << LANES) - 1


class Circuit:
    """A growing graph of formulas over named variables."""

    def __init__(self) -> None:
        self._parts: list[tuple[int, ...]] = [(), ()]  # index 0 unused, 1 is TRUE
        self._nodes: dict[tuple[int, ...], int] = {}
        self._vars: dict[str, int] = {}
        self._names: dict[int, str] = {}
        self._reached: dict[tuple[int, ...], list[int]] = {}
        self._above: dict[int, dict[int, list[int]]] = {}
        # The value of each node in a few random completions, kept as the graph grows.
        self._chance = random.Random(LANES)
        self._seen: list[int] = [0, ALL]

    def var(self, name: str) -> int:
        """The literal of the variable called `name`, made on first use."""
        found = self._vars.get(name)
        if found is None:
            found = self._vars[name] = len(self._parts)
            self._names[found] = name
            self._parts.append(())
            self._seen.append(self._chance.getrandbits(LANES))
        return found

    def name(self, literal: int) -> str:
        """The name of a variable's literal."""
        return self._names[abs(literal)]

    def conj(self, literals: Iterable[int]) -> int:
        """All of `literals`."""
        parts = set(literals)
        if FALSE in parts:
            return FALSE
        parts.discard(TRUE)
        if len(parts) <= 1:
            return parts.pop() if parts else TRUE
        if len(set(map(abs, parts))) < len(parts):  # something and its negation
            return FALSE
        key = tuple(sorted(parts))
        found = self._nodes.get(key)
        if found is None:
            found = self._nodes[key] = len(self._parts)
            self._parts.append(key)
            bits = ALL
            for part in key:
                bits &= self._seen[part] if part > 0 else ~self._seen[-part]
            self._seen.append(bits)
        return found

    def seen_true(self, literal: int) -> bool:
        """Whether a random completion already at hand makes `literal` true: quick, one-sided."""
        bits = self._seen[literal] if literal > 0 else ~self._seen[-literal]
        return bits & ALL != 0

    def disj(self, literals: Iterable[int]) -> int:
        """At least one of `literals`."""
        return -self.conj([-literal for literal in literals])

    def at_least(self, count: int, literals: Sequence[int]) -> int:
        """`count` or more of `literals`, by the usual recurrence, in O(count * n) nodes."""
        if count == 1:
            return self.disj(literals)
        row = [TRUE] + [FALSE] * count
        for literal in literals:
            row = [TRUE] + [
                self.disj((row[j], self.conj((row[j - 1], literal)))) for j in range(1, count + 1)
            ]
        return row[count]

    def reachable(self, roots: Iterable[int]) -> list[int]:
        """Numbers of all nodes under `roots`, children before parents."""
        key = tuple(sorted({abs(root) for root in roots}))
        found = self._reached.get(key)
        if found is None:
            seen = {TRUE}
            stack = list(key)
            parts = self._parts
            while stack:
                node = stack.pop()
                if node not in seen:
                    seen.add(node)
                    stack.extend(map(abs, parts[node]))
            seen.discard(TRUE)
            # The graph only grows above its nodes, so what lies under a root never changes.
            found = self._reached[key] = sorted(seen)
        return found

    def parts(self, node: int) -> tuple[int, ...]:
        """The conjuncts of a node; empty for a variable."""
        return self._parts[node]

    def is_var(self, node: int) -> bool:
        """Whether a node number is a variable."""
        return node in self._names

    def variables(self, roots: Iterable[int]) -> list[int]:
        """The variables that `roots` mention."""
        return [node for node in self.reachable(roots) if node in self._names]

    def substitute(self, roots: Sequence[int], values: Mapping[int, int]) -> list[int]:
        """`roots` with variables (keys of `values`) replaced by literals."""
        if not values:
            return list(roots)
        new: dict[int, int] = {TRUE: TRUE}
        for node in self.reachable(roots):
            parts = self._parts[node]
            if not parts:
                new[node] = values.get(node, node)
                continue
            moved = [new[part] if part > 0 else -new[-part] for part in parts]
            new[node] = node if list(parts) == moved else self.conj(moved)
        return [new[root] if root > 0 else -new[-root] for root in roots]

    def cofactors(self, root: int, variable: int) -> tuple[int, int]:
        """`root` with a variable false, and with it true; only what lies above it is rebuilt."""
        above = self._above.get(root)
        if above is None:
            above = self._above[root] = {}
            for node in self.reachable([root]):
                for part in self._parts[node]:
                    above.setdefault(abs(part), []).append(node)
        seen: set[int] = set()
        stack = [variable]
        while stack:
            for node in above.get(stack.pop(), ()):
                if node not in seen:
                    seen.add(node)
                    stack.append(node)
        cone = sorted(seen)
        results = []
        for value in (FALSE, TRUE):
            new = {variable: value}
            for node in cone:
                parts = [
                    new.get(part, part) if part > 0 else -new.get(-part, -part)
                    for part in self._parts[node]
                ]
                new[node] = self.conj(parts)
            results.append(new.get(root, root) if root > 0 else -new.get(-root, -root))
        return results[0], results[1]

    def evaluate(
        self, order: Sequence[int], root: int, values: Mapping[int, int], lanes: int
    ) -> int:
        """Value of `root` in many completions at once: bit k of each number is completion k.

        `order` is `reachable([root])`; `values` maps each variable to its `lanes` bits.
        """
        mask = (1 << lanes) - 1
        if abs(root) == TRUE:
            return mask if root == TRUE else 0
        found: dict[int, int] = {}
        all_parts = self._parts
        for node in order:
            parts = all_parts[node]
            if parts:
                bits = mask
                for part in parts:
                    bits &= found[part] if part > 0 else ~found[-part]
                    if not bits:
                        break
            else:
                bits = values[node]
            found[node] = bits
        return found[root] if root > 0 else mask & ~found[-root]
