"""Checks on norms, each alone (the fields its effect needs) and all together (no cycle)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from safeconduct.law.formula import AnyNode, Atom, atoms
from safeconduct.law.rulebook import Norm, Rulebook
from safeconduct.law.vocabulary import Vocabulary


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
            yield norm.id, _no_treaty(name, rulebook)
    for word, definition in rulebook.definitions.items():
        formulas = [version.means for version in definition.versions]
        for name in sorted(_named(formulas) - set(rulebook.treaties)):
            yield word, _no_treaty(name, rulebook)


def _no_treaty(name: str, rulebook: Rulebook) -> str:
    hint = rulebook.vocabulary.near(name, rulebook.treaties)
    return f"no treaty or group is called '{name}' in treaties.yaml{hint}"


def _treaties_of(norm: Norm) -> set[str]:
    named = {n for n in (norm.applies.binds, norm.applies.between) if n}
    formulas: list[AnyNode] = []
    for version in norm.versions:
        formulas += [version.when, *(must.fact for must in version.must)]
        formulas += [f for f in (version.unless, version.done) if f is not None]
    return named | _named(formulas)


def _named(formulas: list[AnyNode]) -> set[str]:
    """The treaties and groups that formulas name."""
    return {
        atom.args[0]
        for formula in formulas
        for atom in atoms(formula)
        if atom.name in ("in-force", "binds", "member")
    }


def _cycles(graph: Mapping[str, list[str]], what: str) -> Iterator[tuple[str, str]]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = error.args[1]
        yield circle[0], f"{what}: {' → '.join(circle)}"


_FIELDS: dict[str, tuple[set[str], set[str]]] = {
    # effect: fields it needs, fields it may have besides
    "authorises": (set(), {"must"}),
    "requires": ({"must"}, set()),
    "forbids": (set(), {"opens", "ground", "decided_by"}),
    "may-refuse": ({"decided_by"}, {"ground"}),
    "conceals": ({"conceals"}, set()),
    "signals": ({"raises"}, set()),
    "obliges": (set(), {"duty", "done", "duty_to_act", "subject_to_bars"}),
    "permits": ({"prevails_over"}, {"must"}),
}


def check_norm(norm: Norm, words: Vocabulary) -> Iterator[str]:
    """What a norm's effect needs and does not allow."""
    present = {
        name for name in ("opens", "ground", "decided_by", "raises", "conceals", "duty",
                          "duty_to_act", "subject_to_bars", "prevails_over")
        if getattr(norm, name)
    }  # fmt: skip
    present |= {name for v in norm.versions for name in ("must", "done") if getattr(v, name)}
    needed, allowed = _FIELDS[norm.effect]
    for name in sorted(needed - present):
        yield f"a norm that {norm.effect} needs '{name}'"
    for name in sorted(present - needed - allowed - {"prevails_over"}):
        yield f"a norm that {norm.effect} has no '{name}'"
    if norm.effect == "forbids" and bool(norm.ground) == bool(norm.opens):
        yield "a norm that forbids says either 'opens' (a role, or none) or 'ground'"
    if norm.effect == "forbids" and norm.ground and not norm.decided_by:
        yield "a ground needs 'decided_by': the role that makes or dismisses the finding"
    if norm.effect == "obliges" and bool(norm.duty) == norm.duty_to_act:
        yield "a norm that obliges has either a 'duty' or 'duty_to_act: yes'"
    if norm.duty_to_act and norm.subject_to_bars and norm.prevails_over:
        yield "a duty to act that yields to bars prevails over none; leave out one of both"
    if norm.ground is not None:
        name = norm.ground.name if isinstance(norm.ground, Atom) else ""
        if name not in words.facts or words.facts[name].ground != "yes":
            yield "'ground' names one fact that the vocabulary marks as a ground"
        elif norm.decided_by and words.facts[name].settled_by != norm.decided_by:
            settles = words.facts[name].settled_by
            yield (
                f"'{name}' is settled by {settles} in the vocabulary, so 'decided_by: "
                f"{norm.decided_by}' could never decide it; write the same role in both"
            )
    for name in norm.raises:
        if name not in words.facts or words.facts[name].ground != "yes":
            yield f"'{name}' is no ground of the vocabulary"
