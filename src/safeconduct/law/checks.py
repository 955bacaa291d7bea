"""Checks on a rulebook as a whole: no cycle, no dangling name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from safeconduct.law.formula import AnyNode, atoms
from safeconduct.law.rulebook import Norm, Rulebook


def check_whole(rulebook: Rulebook) -> Iterator[tuple[str, str]]:
    """Pairs of (norm or definition, what is wrong with it)."""
    yield from _cycles(
        {
            name: [
                atom.name
                for version in definition.versions
                for atom in atoms(version.means)
                if atom.name in rulebook.definitions
            ]
            for name, definition in rulebook.definitions.items()
        },
        "definitions go in a circle",
    )
    yield from _cycles(
        {norm.id: [p.norm for p in norm.prevails_over] for norm in rulebook.norms},
        "precedence goes in a circle",
    )
    ids = {norm.id for norm in rulebook.norms}
    for norm in rulebook.norms:
        for target in norm.prevails_over:
            if target.norm not in ids:
                yield norm.id, f"it prevails over '{target.norm}', which is no norm"
        for name in sorted(_treaties_of(norm) - set(rulebook.treaties)):
            yield norm.id, f"no treaty or group is called '{name}' in treaties.yaml"


def _treaties_of(norm: Norm) -> set[str]:
    named = {n for n in (norm.applies.binds, norm.applies.between) if n}
    formulas: list[AnyNode] = []
    for version in norm.versions:
        formulas += [version.when, *(must.fact for must in version.must)]
        formulas += [version.unless] if version.unless is not None else []
    for formula in formulas:
        named |= {a.args[0] for a in atoms(formula) if a.name in ("in-force", "binds", "member")}
    return named


def _cycles(graph: Mapping[str, list[str]], what: str) -> Iterator[tuple[str, str]]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = error.args[1]
        yield circle[0], f"{what}: {' → '.join(circle)}"
