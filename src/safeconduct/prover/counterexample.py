"""A completion that breaks a promise, cut down to the facts that it takes, with the norms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from msgspec import Struct

from safeconduct.law import formula as fm
from safeconduct.law.rulebook import Norm, Rulebook
from safeconduct.prover import words
from safeconduct.prover.days import formulas
from safeconduct.prover.promises import Stated
from safeconduct.prover.room import Column, Room, Wish

SHUTTING = ("requires", "forbids", "may-refuse", "conceals")
"""The effects that can shut an act."""

TOO_COMMON = {"is", "covers", "touched", "targets", "binds", "items", "origins"}
"""Words of which so many norms speak that naming all of them would tell nothing."""


class Fact(Struct, frozen=True):
    """A fact of the counterexample: its key, its value, and the question it answers."""

    key: str
    value: str
    says: str


class Note(Struct, frozen=True):
    """A norm that speaks of what the promise speaks of, and why it does not shut here."""

    norm: str
    why: str


class Counterexample(Struct, frozen=True):
    """A case in which the act is open although the promise says that it is not.

    `supposed` are the facts that the promise is about; `besides` the others that it takes for the
    act to be open. Whatever is not said can be either way.
    """

    act: str
    day: date
    supposed: tuple[Fact, ...]
    besides: tuple[Fact, ...]
    basis: tuple[str, ...]
    norms: tuple[Note, ...]


def counterexample(
    room: Room, rulebook: Rulebook, claim: Stated, act: str, day: date, column: Column
) -> Counterexample:
    """A counterexample to a promise that is not kept in `room`."""
    name = claim.promise.id
    breach = room.breach(name, column)
    model = room.model([breach])
    if model is None:
        raise ValueError(f"the promise '{name}' is kept, so there is no counterexample")
    harmless = breach[0], True
    chosen = room.needed(_choices(room, model), harmless)
    if chosen is None:
        raise ValueError(f"a whole case does not settle whether the promise '{name}' is broken")
    # A thing of which something is known stands on its list; it is said all the same.
    listed = [room.function("member", m.list, m.owner, m.member) for m in claim.among]
    chosen += [(symbol, True) for symbol in listed if (symbol, True) not in chosen]
    spoken = _spoken(claim)
    supposed: list[Fact] = []
    besides: list[Fact] = []
    for symbol, value in chosen:
        term = symbol if symbol.name in ("member", "kind") else symbol.arguments[1]
        said = words.says(term, rulebook.vocabulary)
        fact = Fact(words.key_of(term), "yes" if value else "no", said)
        (supposed if _speaks(fact.key, term, spoken) else besides).append(fact)
    basis = [s.arguments[0].string for s in model if s.match("basis", 1)]
    return Counterexample(
        act, day, tuple(sorted(supposed, key=_order)), tuple(sorted(besides, key=_order)),
        tuple(sorted(basis)), tuple(_notes(rulebook, act, model, claim)),
    )  # fmt: skip


def _choices(room: Room, model: frozenset[Any]) -> Iterator[Wish]:
    """Every free atom as it is in the model; those that are most telling last."""
    fixed = {s.arguments[0] for s in model if s.match("given", 2)}
    for symbol in room.symbols("true", 2):
        if symbol.arguments[1] not in fixed:
            yield symbol, symbol in model
    for name, arity in (("kind", 2), ("member", 3)):
        for symbol in room.symbols(name, arity):
            if name == "member" or symbol in model:
                yield symbol, symbol in model


def _order(fact: Fact) -> tuple[bool, str]:
    return fact.key.startswith("others("), fact.key


def _spoken(claim: Stated) -> frozenset[str]:
    """The facts and lists of which a promise speaks."""
    return frozenset(names(claim.given)) | {one.list for one in claim.among}


def _speaks(key: str, term: Any, spoken: frozenset[str]) -> bool:
    if term.name == "member":
        return term.arguments[0].string in spoken
    return key.partition("(")[0] in spoken or (
        term.name == "complete" and term.arguments[0].string in spoken
    )


def names(node: fm.AnyNode) -> Iterator[str]:
    """The facts, definitions, conditions and completed lists that a formula speaks of."""
    match node:
        case fm.Atom():
            yield node.name
        case fm.ForDays():
            yield "for-days"
            yield node.fact.name
        case fm.Complete():
            yield node.list
        case fm.Not():
            yield from names(node.body)
        case fm.All() | fm.Any():
            for part in node.parts:
                yield from names(part)
        case fm.AtLeast() | fm.Every():
            yield from names(node.where)


def could_keep(rulebook: Rulebook, claim: Stated) -> list[Norm]:
    """The norms that shut something and speak of what a promise supposes."""
    telling = _spoken(claim) - TOO_COMMON
    return [
        norm
        for norm in rulebook.norms
        if norm.effect in SHUTTING and telling & set(_all_names(rulebook, norm))
    ]


def _notes(rulebook: Rulebook, act: str, model: frozenset[Any], claim: Stated) -> Iterator[Note]:
    """The norms that could have kept the promise, and why each does not shut."""
    told: dict[str, set[str]] = {"part": set(), "live": set(), "base": set()}
    for symbol in model:
        if symbol.name in told and len(symbol.arguments) == 2:
            norm_or_none = symbol.arguments[1]
            if norm_or_none.type.name == "String":
                told[symbol.name].add(norm_or_none.string)
    speaking = {s.arguments[0].string for s in model if s.match("speaker", 1)}
    for norm in could_keep(rulebook, claim):
        if act not in norm.acts:
            continue
        if norm.id not in speaking:
            why = "is not in force on that day"
        elif norm.id in told["part"]:
            why = "shuts the act, but as policy, not as law"
        elif norm.id in told["live"]:
            why = "applies; its conditions hold, or the decision it leaves open favours the act"
        elif norm.id in told["base"]:
            why = "is lifted by another norm"
        else:
            why = "does not apply on these facts"
        yield Note(norm.id, why)


def _all_names(rulebook: Rulebook, norm: Norm) -> Iterator[str]:
    todo = [name for formula in formulas(norm) for name in names(formula)]
    seen = set()
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        yield name
        if name in rulebook.definitions:
            for version in rulebook.definitions[name].versions:
                todo += names(version.means)
