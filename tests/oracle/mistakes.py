"""Ways to get the law wrong: each changes a rulebook or a world as a faulty engine reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import timedelta
from typing import Literal

from msgspec.structs import replace as with_

from safeconduct.case.facts import Value
from safeconduct.law.formula import All, Any, AnyNode, AtLeast, Every, Not
from safeconduct.law.rulebook import (
    Applies,
    Definition,
    DefinitionVersion,
    Norm,
    Rulebook,
    Span,
    Version,
)
from safeconduct.law.world import PlainWorld

Misreading = Callable[[Rulebook, PlainWorld], tuple[Rulebook, PlainWorld]]


def _values(world: PlainWorld, change: Callable[[Value], Value]) -> PlainWorld:
    return replace(world, values={key: change(value) for key, value in world.values.items()})


def contested_is_no(rulebook: Rulebook, world: PlainWorld) -> tuple[Rulebook, PlainWorld]:
    """A contested fact counts as denied."""
    return rulebook, _values(world, lambda value: "no" if value == "contested" else value)


def unknown_is_no(rulebook: Rulebook, world: PlainWorld) -> tuple[Rulebook, PlainWorld]:
    """What nobody knows counts as not so."""
    return rulebook, _values(world, lambda value: "no" if value == "unknown" else value)


def lists_are_complete(rulebook: Rulebook, world: PlainWorld) -> tuple[Rulebook, PlainWorld]:
    """A list that nobody declared complete counts as complete."""
    values = {k: v for k, v in world.values.items() if not k.startswith("complete(")}
    lists = {**_EveryList(world.lists)}
    return rulebook, replace(world, values=values, lists=lists, open_lists=frozenset())


class _EveryList(dict[str, tuple[str, ...]]):
    """The lists of a random world, those nobody has heard of as empty ones."""

    def __init__(self, lists: Mapping[str, tuple[str, ...]]) -> None:
        owners = {"touched": ("now", "before"), "items": ("now", "before"),
                  "origins": ("now", "before"), "signals": ("req",),
                  "protections": ("p0", "p1", "p2", "p3"),
                  "family": ("p0", "p1", "p2", "p3")}  # fmt: skip
        super().__init__({f"{name}({o})": () for name, of in owners.items() for o in of})
        self.update(lists)


def undecided_is_proceed(rulebook: Rulebook, world: PlainWorld) -> tuple[Rulebook, PlainWorld]:
    """Silence of the authority counts as its consent."""
    said: dict[str, Literal["proceed", "refuse"]] = {n.id: "proceed" for n in rulebook.norms}
    return rulebook, replace(
        anybody_decides(rulebook, world)[1], decisions={**said, **world.decisions}
    )


def anybody_decides(rulebook: Rulebook, world: PlainWorld) -> tuple[Rulebook, PlainWorld]:
    """A decision counts whoever took it."""
    plain = {f.name: getattr(world, f.name) for f in fields(PlainWorld)}
    return rulebook, PlainWorld(**plain)


def findings_unread(rulebook: Rulebook, world: PlainWorld) -> tuple[Rulebook, PlainWorld]:
    """Findings on grounds are forgotten."""
    return rulebook, replace(world, findings={})


def day_of_request_unknown(rulebook: Rulebook, world: PlainWorld) -> tuple[Rulebook, PlainWorld]:
    """Every norm is read on the day of the act."""
    return rulebook, replace(world, request_day=None)


# --- rulebooks --------------------------------------------------------------------------------


def _norms(change: Callable[[Norm], Norm]) -> Misreading:
    def misread(rulebook: Rulebook, world: PlainWorld) -> tuple[Rulebook, PlainWorld]:
        return with_(rulebook, norms=tuple(change(norm) for norm in rulebook.norms)), world

    return misread


def _versions(change: Callable[[Version], Version]) -> Misreading:
    return _norms(lambda n: with_(n, versions=tuple(change(v) for v in n.versions)))


def _formulas(change: Callable[[AnyNode], AnyNode]) -> Misreading:
    """Change every node of every formula, innermost first."""

    def node(old: AnyNode) -> AnyNode:
        match old:
            case Not():
                return change(Not(node(old.body)))
            case All() | Any():
                return change(type(old)(tuple(node(part) for part in old.parts)))
            case AtLeast() | Every():
                return change(with_(old, where=node(old.where)))
        return change(old)

    def version(old: Version) -> Version:
        return with_(
            old, when=node(old.when), unless=None if old.unless is None else node(old.unless),
            must=tuple(with_(must, fact=node(must.fact)) for must in old.must),
        )  # fmt: skip

    def definition(old: Definition) -> Definition:
        return with_(old, versions=tuple(with_(v, means=node(v.means)) for v in old.versions))

    def misread(rulebook: Rulebook, world: PlainWorld) -> tuple[Rulebook, PlainWorld]:
        rulebook, world = _versions(version)(rulebook, world)
        defined = {name: definition(old) for name, old in rulebook.definitions.items()}
        return with_(rulebook, definitions=defined), world

    return misread


def undefined_is_false(rulebook: Rulebook, world: PlainWorld) -> tuple[Rulebook, PlainWorld]:
    """A definition with no version in force counts as never true."""
    never = (DefinitionVersion(Span(), Any(())),)
    defined = {
        name: old if old.version(world.day) else with_(old, versions=never)
        for name, old in rulebook.definitions.items()
    }
    return with_(rulebook, definitions=defined), world


def _longer(version: Version) -> Version:
    span = version.in_force
    if span.end is None:
        return version
    return with_(version, in_force=with_(span, end=span.end + timedelta(days=1)))


def _one_is_enough(node: AnyNode) -> AnyNode:
    return with_(node, count=1) if isinstance(node, AtLeast) else node


def _every_is_some(node: AnyNode) -> AnyNode:
    if isinstance(node, Every):
        return AtLeast(1, node.var, node.list, node.arg, node.where)
    return node


def _incurable(version: Version) -> Version:
    musts = tuple(with_(must, cure=None, incurable="no") for must in version.must)
    return with_(version, must=musts)


MISTAKES: dict[str, Misreading] = {
    "contested is no": contested_is_no,
    "unknown is no": unknown_is_no,
    "lists are complete": lists_are_complete,
    "undecided is proceed": undecided_is_proceed,
    "anybody decides": anybody_decides,
    "findings are not read": findings_unread,
    "the day of the request is not read": day_of_request_unknown,
    "a definition out of force is false": undefined_is_false,
    "unless is not read": _versions(lambda v: with_(v, unless=None)),
    "when is not read": _versions(lambda v: with_(v, when=All(()))),
    "only the first condition is read": _versions(lambda v: with_(v, must=v.must[:1])),
    "nothing can be cured": _versions(_incurable),
    "the last day counts": _versions(_longer),
    "precedence is not read": _norms(lambda n: with_(n, prevails_over=())),
    "signals raise nothing": _norms(lambda n: with_(n, raises=())),
    "a law binds everywhere": _norms(lambda n: with_(n, applies=Applies())),
    "a duty never yields": _norms(lambda n: with_(n, subject_to_bars=None)),
    "a duty never conflicts": _norms(lambda n: with_(n, subject_to_bars="always")),
    "one is as good as two": _formulas(_one_is_enough),
    "some is as good as every": _formulas(_every_is_some),
}
"""What is misread, and how."""
