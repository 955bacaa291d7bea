"""Satisfiability of circuit literals, asked incrementally.

One MiniSat instance serves all questions about one circuit: clauses are only ever added
(Tseitin's translation of nodes not seen before), and each question is a set of assumptions.
Source: Eén and Sörensson, "Temporal induction by incremental SAT solving" (2003).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pysat.solvers import Minisat22

from safeconduct.law.circuit import FALSE, TRUE, Circuit


class Solver:
    """Asks whether literals of `circuit` can hold together."""

    def __init__(self, circuit: Circuit) -> None:
        self._circuit = circuit
        self._sat = Minisat22()
        self._sat.add_clause([TRUE])
        self._encoded: set[int] = {TRUE}
        self._preferred: set[int] = set()

    def possible(self, *literals: int) -> bool:
        """Whether some completion makes all `literals` true."""
        if FALSE in literals:
            return False
        asked = [literal for literal in literals if literal != TRUE]
        if not asked:
            return True
        self._encode(asked)
        return bool(self._sat.solve(assumptions=asked))

    def can_be(self, literal: int) -> bool:
        """Like `possible`, for one literal and without a model afterwards: often no search."""
        return self._circuit.seen_true(literal) or self.possible(literal)

    def certain(self, literal: int) -> bool:
        """Whether every completion makes `literal` true."""
        return not self.can_be(-literal)

    def model(self, variables: Iterable[int]) -> Mapping[int, bool]:
        """The completion found by the last `possible` that said yes."""
        found = self._sat.get_model() or []
        return {v: v - 1 < len(found) and found[v - 1] > 0 for v in variables}

    def prefer(self, literals: Iterable[int]) -> None:
        """The values to try first where there is a choice; none restores the default."""
        wanted = list(literals)
        self._encode(wanted)
        named = {abs(literal) for literal in wanted}
        self._sat.set_phases([*wanted, *(-v for v in self._preferred - named)])
        self._preferred |= named

    def _encode(self, roots: Iterable[int]) -> None:
        stack = [abs(root) for root in roots]
        while stack:
            node = stack.pop()
            if node in self._encoded:
                continue
            self._encoded.add(node)
            parts = self._circuit.parts(node)
            if parts:
                for part in parts:
                    self._sat.add_clause([-node, part])
                    stack.append(abs(part))
                self._sat.add_clause([node, *(-part for part in parts)])

    def close(self) -> None:
        """Free the solver's memory."""
        self._sat.delete()
