"""What the prover says of every case is so in random cases, whatever they know and however many
persons they have."""

from __future__ import annotations

import dataclasses
import os
import time
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from safeconduct.files import store
from safeconduct.law.formula import All, AnyNode, Atom, Complete, Not
from safeconduct.law.verdict import Assessment, assess
from safeconduct.law.world import PlainWorld
from safeconduct.prover import days, general
from safeconduct.prover.promises import Membership, Promise, Stated
from safeconduct.prover.room import Room
from tests.oracle.cases import Case, case
from tests.oracle.words import FACTS

SEED = int(os.environ.get("SAFECONDUCT_SEED", time.time_ns() // 1_000_000))
BOOKS = int(os.environ.get("SAFECONDUCT_BOOKS", "2000")) // 20
CHUNKS = 2


def claims(one: Case) -> Iterator[Stated]:
    """Promises made of the book's own formulas, and of facts about some person touched."""
    formulas: list[AnyNode] = []
    for norm in one.rulebook.norms:
        for version in norm.versions:
            formulas += [Not(must.fact) for must in version.must]
            formulas.append(version.when)
    about_persons: list[AnyNode] = [
        node
        for name, sorts in FACTS.items()
        if sorts == ("person",)
        for fact in (Atom(name, ("person",)), Not(Atom(name, ("person",))))
        for node in (fact, All((fact, Complete("touched", "measure"))))
    ]
    touched = (Membership("person", "touched", "measure"),)
    for number, node in enumerate(formulas + about_persons):
        promise = Promise(f"p{number}", "It is so.", ("search",))
        yield Stated(promise, ("search",), touched if node in about_persons else (), node)


def worlds(one: Case) -> Iterator[PlainWorld]:
    """The case's world and one with the same things of which nothing is known; kinds are known."""
    things = {member for members in one.world.lists.values() for member in members}
    kinds = {thing: one.world.kinds.get(thing, "other") for thing in sorted(things)}
    # A request says what kind it is of; that it may be of two kinds at once is no case.
    kinds[one.world.request] = one.world.kinds.get(one.world.request, "legal-assistance")
    known = {key: value for key, value in one.world.values.items() if not key.startswith("is(")}
    yield dataclasses.replace(one.world, kinds=kinds, values=known)
    yield dataclasses.replace(
        one.world, kinds=kinds, values={}, assertions=frozenset(), findings={}, decisions={}
    )


def general_room(one: Case, made: list[Stated]) -> Room:
    # Random worlds say themselves whom a treaty binds, so here no data do.
    book = replace(one.rulebook, treaties={})
    world = one.world
    task = general.Task(world.act, world.day, world.request_day)
    return Room(general.program(book, task, made), general.facts(book, task, world.executing))


def meanings(world: PlainWorld, found: Assessment, claim: Stated) -> Iterator[int]:
    """What a promise supposes of this world: one literal for each thing that it may be about."""
    ground = found.builder.ground
    if not claim.among:
        yield ground.literal(claim.given, ground.root)
        return
    for member in world.members("touched", world.measure):
        yield ground.literal(claim.given, {**ground.root, "person": member})


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_what_is_proved_of_every_case_holds_in_random_ones(chunk: int) -> None:
    telling = 0
    for seed in range(SEED + chunk * BOOKS // CHUNKS, SEED + (chunk + 1) * BOOKS // CHUNKS):
        one = case(seed)
        made = list(claims(one))
        room = general_room(one, made)
        again = f"repeat with SAFECONDUCT_SEED={seed}\n{one.show()}"
        open_ = room.can_be_open("all")
        kept = [claim for claim in made if room.kept(claim.promise.id, "all")]
        for world in worlds(one):
            found = assess(one.rulebook, world)
            shut = found.as_things_stand.shut
            assert open_ or found.solver.certain(shut), again
            for claim in kept if open_ else ():
                for supposed in meanings(world, found, claim):
                    assert not found.solver.possible(supposed, -shut), f"{claim.given}\n{again}"
                    telling += not found.solver.certain(shut) and found.solver.can_be(supposed)
    assert telling > 0


def test_periods_change_when_the_engine_changes_version() -> None:
    rulebook = store.load_rulebook()
    for act in rulebook.vocabulary.acts:
        norms = general.norms_about(rulebook, act)
        periods = days.periods(rulebook, "BE", norms)
        assert periods[0].ever
        assert periods[-1].until is None
        edges = {day for p in periods for day in (p.first, p.until) if day is not None}
        near = {day + timedelta(days=n) for day in edges for n in (-1, 0, 1)}
        for day in sorted(near | {date(2019, 10, 1), date(2030, 1, 1)}):
            (period,) = (p for p in periods if p.holds(day))
            for norm in norms:
                assert norm.version(day) == norm.version(period.first), (act, day, norm.id)
            for definition in rulebook.definitions.values():
                assert definition.version(day) == definition.version(period.first)
            for name in days.named_treaties(rulebook, norms):
                expected = rulebook.treaties[name].party("BE", period.first)
                assert rulebook.treaties[name].party("BE", day) == expected
                assert days.bound(rulebook, name, "BE", day) == expected
