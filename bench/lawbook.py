"""Generated rulebooks and cases of a given size, on which the engine and clingo are timed.

Most norms have the form that is hardest for an engine: "some person of the family of a protected
person …". Beside them stand norms shaped like those of the real rulebook. Nearly all facts are
unknown, a third of the lists are open, and every fact can still turn the verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from safeconduct.case import events as ev
from safeconduct.case.document import Document
from safeconduct.case.facts import Value
from safeconduct.law.load import load
from safeconduct.law.rulebook import Rulebook
from safeconduct.law.world import PlainWorld

DAY = date(2019, 10, 1)
STATE = "XA"
"""The requesting state: a code that no country has."""

OTHERS = 20
"""Norms shaped like those of the real rulebook that stand beside the family norms."""


@dataclass(frozen=True)
class Sizes:
    """`norms`: of the family form; `traits`: facts that may be asked about each person."""

    persons: int
    norms: int
    traits: int


@dataclass(frozen=True)
class BenchCase:
    """The same matter twice: as plain tables and as the events of a case."""

    world: PlainWorld
    events: tuple[ev.AnyEvent, ...]


def rulebook(sizes: Sizes) -> Rulebook:
    """A rulebook of this size."""
    norms = [_family_norm(i, sizes.traits) for i in range(sizes.norms)]
    norms += [_other_norm(i, sizes.traits) for i in range(OTHERS)]
    norms.append(_norm("order", "authorises", [_version(must=[_must("order-issued(measure)")])]))
    provision = {
        "provision": "act", "title": "A generated act", "identifier": "none", "class": "law",
        "mark": "M", "everywhere": "yes", "definitions": [_protected()], "norms": norms,
    }  # fmt: skip
    files = [_vocabulary(sizes), _treaties(), Document("act.yaml", provision)]
    return load(files, f"bench {sizes}")


def case(sizes: Sizes, seed: int) -> BenchCase:
    """A case of this size in which little is known."""
    random = Random(seed)
    persons = [f"p{i}" for i in range(sizes.persons)]
    family: dict[str, set[str]] = {person: set() for person in persons}
    for i, person in enumerate(persons[1:], 1):
        for other in random.sample(persons[:i], min(i, random.choice((1, 2)))):
            family[person].add(other)
            family[other].add(person)
    protections = {f"t{i}": person for i, person in enumerate(persons) if i % 3 == 0}
    known: dict[str, Value] = {
        f"trait-{k}({person})": "no"  # with some "yes" a few cases would be barred outright
        for person in persons
        for k in range(sizes.traits)
        if random.random() < 0.05
    }
    known["order-issued(search)"] = "yes"
    lists = {f"family({person})": tuple(sorted(kin)) for person, kin in family.items()}
    lists |= {f"protections({p})": tuple(t for t, o in protections.items() if o == p)
              for p in persons}  # fmt: skip
    lists |= {"touched(search)": tuple(persons), "signals(req)": ("s0",)}
    opened = frozenset(key for key in sorted(lists) if random.random() < 0.33)
    covered: dict[str, Value] = {f"covers(req,{t})": "yes" for t in protections}
    world = PlainWorld(
        act="search", day=DAY, values={**known, **covered}, lists=lists, open_lists=opened,
        kinds={**dict.fromkeys(protections, "refugee-status"), "s0": "plot"},
        measure="search", request="req", request_day=DAY,
    )  # fmt: skip
    return BenchCase(world, tuple(_events(world, protections)))


# --- the rulebook -----------------------------------------------------------------------------


def _norm(name: str, effect: str, versions: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"norm": f"act.{name}", "article": "art. 1", "says": "A rule.", "effect": effect,
            "acts": ["search"], "versions": versions, **more}  # fmt: skip


def _version(**parts: Any) -> dict[str, Any]:
    return {"in_force": {}, **parts}


def _must(fact: str) -> dict[str, str]:
    return {"fact": fact, "cure": "Do it."}


def _protected() -> dict[str, Any]:
    means = {
        "some": "protection in protections(person)",
        "where": {
            "all": [
                "is(protection, refugee-status, subsidiary-protection, pending-claim)",
                "covers(request, protection)",
            ]
        },
    }
    return {"definition": "protected(request, person)", "article": "art. 1", "says": "Shielded.",
            "versions": [_version(means=means)]}  # fmt: skip


def _family_norm(i: int, traits: int) -> dict[str, Any]:
    """Some person of the family of a protected person …"""
    one, two, three = Random(i).sample(range(traits), 3)
    inner = [
        "protected(request, person)",
        f"trait-{one}(relative)",
        f"not trait-{two}(relative)",
        f"trait-{three}(person)",
    ]
    when = {
        "some": "person in touched(measure)",
        "where": {"some": "relative in family(person)", "where": {"all": inner}},
    }
    name = f"family-{i}"
    match i % 4:
        case 0:
            return _norm(name, "forbids", [_version(when=when)], opens="magistrate")
        case 1:
            return _norm(name, "forbids", [_version(when=when)], opens="none")
        case 2:
            must = [_must(f"step-{i % 10}(measure)")]
            return _norm(name, "requires", [_version(when=when, must=must)])
    version = _version(when=when, unless=f"step-{i % 10}(measure)")
    return _norm(name, "may-refuse", [version], decided_by="magistrate")


def _other_norm(i: int, traits: int) -> dict[str, Any]:
    """Norms of the shapes that the real rulebook has."""
    name, steps = f"other-{i}", f"step-{i % 10}(measure)"
    one = f"trait-{i % traits}(person)"
    match i % 5:
        case 0:
            where = {"any": [one, "identified(person)"]}
            must = [{"every": "person in touched(measure)", "where": where, "cure": "Do it."}]
            return _norm(name, "requires", [_version(must=must)])
        case 1:
            version = _version(when="not in-force(TREATY, request)", must=[_must(steps)])
            return _norm(name, "requires", [version])
        case 2:
            when = {"at-least": "2", "of": "person in touched(measure)", "where": one}
            return _norm(name, "may-refuse", [_version(when=when)], decided_by="magistrate",
                         ground="political(request)")  # fmt: skip
        case 3:
            when = {"some": "signal in signals(request)", "where": "is(signal, plot, un-opinion)"}
            return _norm(name, "signals", [_version(when=when)], raises=["political"])
    duty = {"what": "report", "who": "clerk", "within": "a week"}
    return _norm(name, "obliges", [_version(done=steps)], duty=duty)


def _word(*sorts: str, **more: str) -> dict[str, Any]:
    return {"args": list(sorts), "ask": "Is it so?", "answered_by": "clerk",
            "settled_by": "magistrate", **more}  # fmt: skip


def _vocabulary(sizes: Sizes) -> Document:
    lists = {
        "touched": ("measure", "person"),
        "signals": ("request", "signal"),
        "protections": ("person", "protection"),
        "family": ("person", "person"),
    }
    facts = {f"trait-{k}": _word("person") for k in range(sizes.traits)}
    facts |= {f"step-{k}": _word("measure") for k in range(10)}
    facts |= {
        "order-issued": _word("measure"),
        "identified": _word("person"),
        "political": _word("request", ground="yes"),
    }
    tree = {
        "acts": {"search": "a place is searched"},
        "groups": {},
        "lists": {
            name: {"of": of, "holds": holds, "ask": "Is it complete?", "declared_by": "magistrate"}
            for name, (of, holds) in lists.items()
        },
        "facts": facts,
    }
    return Document("vocabulary.yaml", tree)


def _treaties() -> Document:
    return Document("treaties.yaml", {"treaties": {"TREATY": {"title": "A treaty"}}})


# --- the case as events -----------------------------------------------------------------------


def _events(world: PlainWorld, protections: dict[str, str]) -> list[ev.AnyEvent]:
    day = str(world.day)
    persons = world.members("touched", "search")
    found: list[ev.AnyEvent] = [
        ev.CaseOpened(day=day, case="bench", title="Bench", about="Bench",
                      executing_state=world.executing, profile="be"),
        ev.RequestReceived(day=day, request="req", requesting_state=STATE,
                           kind="legal-assistance", title="Bench"),
    ]  # fmt: skip
    found += [ev.PersonListed(day=day, person=p, called=p) for p in persons]
    found += [
        ev.RelationStated(day=day, relation="relative", person=person, to=other)
        for person in persons
        for other in world.members("family", person)
        if person < other
    ]
    found += [
        ev.ProtectionStated(day=day, protection=t, person=p, kind="refugee-status", against=STATE)
        for t, p in protections.items()
    ]
    found.append(ev.SignalStated(day=day, signal="s0", kind="plot", requests=("req",), title="S"))
    found.append(
        ev.MeasurePlanned(day=day, measure="search", kind="search", request="req", title="Search",
                          acting="magistrate", on=day, touches=persons)
    )  # fmt: skip
    found += [
        ev.ListDeclared(day=day, by="magistrate", list=key)
        for key in world.lists
        if key not in world.open_lists
    ]
    found += [
        ev.FactStated(day=day, fact=key, value=value, said_by="somebody", valid_from=day)
        for key, value in world.values.items()
        if value in ("yes", "no") and not key.startswith("covers(")
    ]  # fmt: skip
    return found
