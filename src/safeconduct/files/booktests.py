"""The rulebook's own tests: small worlds in YAML, one norm each, a sentence as name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct, structs

from safeconduct.case import dates
from safeconduct.case.document import BadInput, Document, Problem, read_as
from safeconduct.case.eventbase import State
from safeconduct.case.facts import canonical
from safeconduct.files import yamltext
from safeconduct.law.formula import Atom
from safeconduct.law.rulebook import Norm, Rulebook
from safeconduct.law.shut import Builder, Part
from safeconduct.law.world import PlainWorld

Result = Literal["fires", "rests", "open"]


class RuleTest(Struct, frozen=True, forbid_unknown_fields=True):
    """One test: a world, one norm, and what the norm does in it.

    `fires`: it certainly shuts, calls for a decision, authorises, raises, obliges or lifts;
    `rests`: it certainly does not; `open`: unknown facts can still turn it.

    `act` may name several acts or groups, and each of `kinds` several kinds: the result is the
    same for each. `since`: it is the same on that day, and on the day before the norm rests.
    `until`: it is the same on the day before that one, on which the norm rests.
    """

    name: str
    norm: str
    act: str | tuple[str, ...]
    day: str
    result: Result
    since: str | None = None
    until: str | None = None
    executing: State = "BE"
    requesting: str = "XX"
    hour: str | None = None
    lists: dict[str, tuple[str, ...]] = {}
    open: tuple[str, ...] = ()
    kinds: dict[str, str | tuple[str, ...]] = {}
    facts: dict[str, Literal["yes", "no", "contested"]] = {}


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    tests: tuple[RuleTest, ...]


def read(folder: Path) -> list[tuple[Document, int, RuleTest]]:
    """All tests under `folder/tests`, each with its place. Raises `BadInput`."""
    found = []
    for path in sorted((folder / "tests").glob("*.yaml")):
        document = yamltext.read(path, f"tests/{path.name}")
        for index, test in enumerate(read_as(document, _File, (), document.tree).tests):
            found.append((document, index, test))
    if not found:
        raise BadInput([Problem(str(folder / "tests"), 1, "no rule tests (*.yaml) here")])
    return found


def run(
    rulebook: Rulebook,
    folder: Path,
    progress: Callable[[int, int, str], None] = lambda _done, _of, _what: None,
) -> tuple[list[Problem], int]:
    """Every test that fails, as a problem with file and line; and how many were run."""
    tests = read(folder)
    failures = []
    for number, (document, index, test) in enumerate(tests):
        progress(number, len(tests), test.norm)
        try:
            wrong = list(faults(rulebook, test))
        except ValueError as error:
            wrong = [str(error)]
        failures += [document.problem(("tests", index), f"{test.norm}: {w}") for w in wrong]
    return failures, len(tests)


def faults(rulebook: Rulebook, test: RuleTest) -> Iterator[str]:
    """How a test fails, in each of its worlds. Raises `ValueError` if it cannot be carried out."""
    small = structs.replace(rulebook, norms=near(rulebook, test.norm))
    for one in worlds(rulebook, test):
        result = outcome_of(small, one)
        if result != one.result:
            there = "" if one.day == test.day else f" on {one.day}"
            if one.act != test.act:
                there += f" for {one.act}"
            for thing, kind in one.kinds.items():
                if not isinstance(test.kinds[thing], str):
                    there += f", {thing} being {kind}"
            yield f"{test.name} Expected {one.result}{there}, found {result}."


def worlds(rulebook: Rulebook, test: RuleTest) -> Iterator[RuleTest]:
    """A test as tests of one act on one day each, with one kind for each thing."""
    named = (test.act,) if isinstance(test.act, str) else test.act
    acts = rulebook.vocabulary.expand(named)
    several = {thing: k if isinstance(k, tuple) else (k,) for thing, k in test.kinds.items()}
    first = {thing: kinds[0] for thing, kinds in several.items()}
    plain = structs.replace(test, act=acts[0], kinds=first, since=None, until=None)
    for act in acts:
        yield structs.replace(plain, act=act)
    for thing, kinds in several.items():
        for kind in kinds[1:]:
            yield structs.replace(plain, kinds={**first, thing: kind})
    days: list[tuple[date, Result]] = []
    day = dates.exact_day(test.day)
    if test.since is not None:
        since = dates.exact_day(test.since)
        days += [(since, test.result), (since - timedelta(days=1), "rests")]
        if since > day:
            raise ValueError(f"{test.name} 'since' is after its day.")
    if test.until is not None:
        until = dates.exact_day(test.until)
        days += [(until - timedelta(days=1), test.result), (until, "rests")]
        if until <= day:
            raise ValueError(f"{test.name} 'until' is not after its day.")
    for other, result in days:
        yield structs.replace(plain, day=other.isoformat(), result=result)


def near(rulebook: Rulebook, name: str) -> tuple[Norm, ...]:
    """The norms on which a test of one norm can rest.

    Itself, what it prevails over, what prevails over any of these, and what raises its ground.
    """
    norm = rulebook.norm(name)
    if norm is None:
        raise ValueError(f"no norm is called '{name}'.")
    found = {name, *(p.norm for p in norm.prevails_over)}
    if isinstance(norm.ground, Atom):
        found |= {n.id for n in rulebook.norms if norm.ground.name in n.raises}
    while (
        lifters := {n.id for n in rulebook.norms if any(p.norm in found for p in n.prevails_over)}
        - found
    ):
        found |= lifters
    return tuple(n for n in rulebook.norms if n.id in found)


def world_of(rulebook: Rulebook, test: RuleTest) -> PlainWorld:
    """The world of a test; what it does not state is unknown."""
    facts: dict[str, Any] = {canonical(key): value for key, value in test.facts.items()}
    day = dates.exact_day(test.day)
    for name, treaty in rulebook.treaties.items():
        facts.setdefault(f"member({name},request)", treaty.party(test.requesting, day))
    if test.hour is not None:
        for begin, end in (("21:00", "05:00"),):
            inside = test.hour >= begin or test.hour < end
            facts.setdefault(f"starts-between(measure,{begin},{end})", "yes" if inside else "no")
    kinds = {thing: kind for thing, kind in test.kinds.items() if isinstance(kind, str)}
    if not isinstance(test.act, str) or kinds != test.kinds:
        raise TypeError("a world is about one act and has one kind for each thing; see worlds()")
    return PlainWorld(
        act=test.act,
        day=day,
        values=facts,
        lists={canonical(key): members for key, members in test.lists.items()},
        open_lists=frozenset(canonical(key) for key in test.open),
        assertions=frozenset(key for key, value in facts.items() if value == "yes"),
        kinds=kinds,
        executing=test.executing,
    )


def outcome_of(rulebook: Rulebook, test: RuleTest) -> Result:
    """What the norm of a test does in its world: of one act, on one day."""
    builder = Builder(rulebook, world_of(rulebook, test))
    shut = builder.build()
    literal = None
    for part in (*shut.parts, *shut.authorising):
        if part.norm.id == test.norm:
            literal = _effect(builder, part)
    for signal, _, live in shut.signals:
        if signal.id == test.norm:
            literal = live
    for duty, _, live, done in shut.duties:
        if duty.id == test.norm:
            literal = builder.circuit.conj((live, -done))
    for norm, live in shut.duties_to_act:
        if norm.id == test.norm:
            literal = live
    for lifter, _, lift in shut.lifted:
        if lifter.id == test.norm:
            literal = lift
    if literal is None:
        return "rests"  # not in force, or not for this act
    if builder.solver.certain(literal):
        return "fires"
    return "open" if builder.solver.possible(literal) else "rests"


def _effect(builder: Builder, part: Part) -> int:
    if part.norm.effect == "authorises":
        return builder.circuit.conj((part.live, *(limb.holds for limb in part.limbs)))
    if part.decision is not None:
        return part.live
    if part.limbs:
        # A curable condition that is false is a breach until it is cured.
        uncured = builder.circuit.conj(limb.holds for limb in part.limbs)
        return builder.circuit.conj((part.live, -uncured))
    return part.shut
