"""Invents one ordinary request: its case file at registration, and what is hidden in it."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from bench.docket import shares
from bench.docket.shares import Crime, Route, pick
from bench.docket.truth import Hidden, Tree, YesNo

REQUEST, SENDING = "req", "sending"
"""How the request and its sending are called in every case."""

FIRST_DAY, DAYS = date(2025, 1, 6), 600
"""Requests come in from the first day on, for so many days."""

UNTIL_EXECUTION, UNTIL_SENDING = 180, 45
"""Days from the registration to the day planned for a measure, and from there to the sending."""

THINGS: dict[str, tuple[tuple[str, str, float], ...]] = {
    "bank-data": (("bank-record", "Statements of the account", 1.0),),
    "questioning": (("answer", "Record of the questioning", 1.0),),
    "search": (),
    "seizure": (
        ("document", "Papers on the trade", 0.7), ("device", "A telephone", 0.6),
        ("other", "Goods said to come from the offence", 0.2),
    ),
    "computer-search": (("data", "Data copied from a device", 1.0),),
    "transmission": (
        ("court-document", "Copy of a judgment", 0.7),
        ("court-document", "Extract of the criminal record", 0.7),
    ),
}  # fmt: skip
"""What each kind of measure brings forth, as kind, title and how often; never nothing at all
where there is anything."""


@dataclass(frozen=True)
class Step:
    """One measure to be pursued; `plan` and `items` come on file when its turn comes."""

    measure: str
    kind: str
    plan: Tree
    items: tuple[Tree, ...]
    """What it brings forth, or, for a sending, what it sends and nothing produced before."""


@dataclass(frozen=True)
class Ordinary:
    """One request of the docket."""

    name: str
    state: str
    route: Route
    crime: Crime
    tree: Tree
    """The case file on the day of registration."""
    steps: tuple[Step, ...]
    hidden: Hidden
    registered: date


@dataclass
class _Making:
    chance: random.Random
    state: str
    route: Route
    crime: Crime
    registered: date
    hidden: Hidden = field(default_factory=Hidden)
    persons: list[Tree] = field(default_factory=list)
    facts: list[Tree] = field(default_factory=list)
    events: list[Tree] = field(default_factory=list)

    def happens(self, share: float) -> bool:
        """Whether something that happens this often happens here."""
        return self.chance.random() < share

    def so(self, key: str, value: YesNo = "yes") -> None:
        """Make something so in this case."""
        self.hidden.so[key] = value

    def on_file(self, fact: str, value: str, by: str, paper: str, after: int) -> None:
        """A paper states a fact, some days after the registration; the magistrate reads it."""
        day = str(self.registered + timedelta(days=after))
        entry: Tree = {"fact": fact, "value": value, "said_by": paper, "by": by, "day": day}
        if by != "magistrate":
            entry["known"] = {"magistrate": day}
        self.facts.append(entry)


def ordinary(seed: int, number: int, *, covering_letter: bool = True) -> Ordinary:
    """Request `number` of the docket with this seed; the same two always give the same one.

    Without its covering letter, everything that the central authority knows has to be asked.
    """
    chance = random.Random(f"{seed}:{number}")
    state, route = pick(chance, shares.STATES)
    crime = pick(chance, shares.CRIMES)
    registered = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    making = _Making(chance, state, route, crime, registered)
    pattern = pick(chance, shares.PATTERNS)
    if {"search", "computer-search"} & set(pattern):
        making.so(f"cyber-request({REQUEST})")  # evidence in electronic form
    _about_the_request(making, covering_letter=covering_letter)
    steps = _steps(making, pattern)
    name = f"docket-{seed}-{number}"
    return Ordinary(
        name, state, route, crime, _tree(making, name, steps), steps, making.hidden, registered
    )


def _about_the_request(making: _Making, *, covering_letter: bool) -> None:
    """The letter, its registration and the covering letter."""
    basis: YesNo = "no" if making.route == "undertaking" else "yes"
    making.so(f"treaty-basis({REQUEST})", basis)
    making.so(f"other-mla-treaty({REQUEST})", basis)
    letter = "the letter of request"
    making.on_file(f"treaty-basis({REQUEST})", basis, "requesting-state", letter, 0)
    making.on_file(f"request-in-form({REQUEST})", "yes", "clerk", "the registry's stamp", 0)
    if making.happens(making.crime.organised):
        making.so(f"organised-crime-request({REQUEST})")
    for word in making.crime.covered_by:
        making.so(f"{word}({REQUEST})")
    if making.state in shares.ADEQUATE:
        making.so(f"adequacy({REQUEST})")
    if making.state in shares.SAFEGUARDED:
        making.so(f"safeguards-instrument({SENDING})")
    limited = making.happens(shares.USE_LIMITED_IN_LETTER)
    making.so(f"use-limited({REQUEST})", "yes" if limited else "no")
    if making.route == "undertaking":
        making.so(f"mutual-undertaking({REQUEST})")
    if making.route != "union" and covering_letter:
        cover, office = "the covering letter", "central-authority"
        making.on_file(f"minister-authorised({REQUEST})", "yes", office, cover, 7)
        if making.route != "convention":
            making.on_file(f"treaty-basis({REQUEST})", basis, office, cover, 7)
        if making.route == "undertaking":
            making.on_file(f"mutual-undertaking({REQUEST})", "yes", office, cover, 7)
        if limited:
            making.on_file(f"use-limited({REQUEST})", "yes", office, cover, 7)
    if making.happens(shares.FREEZE):
        making.events.append({
            "event": "freeze-requested", "request": REQUEST, "by": "defence",
            "title": "Counsel asks to wait until the costs are settled",
            "day": str(making.registered + timedelta(days=20)),
            "known": {"magistrate": str(making.registered + timedelta(days=20))},
        })  # fmt: skip


def _steps(making: _Making, pattern: tuple[str, ...]) -> tuple[Step, ...]:
    """The measures in order, each with whom it touches and what it brings forth."""
    steps: list[Step] = []
    planned = making.registered + timedelta(days=UNTIL_EXECUTION)
    homes = pattern[0] == "search"  # what follows a search touches those who live there
    for kind in pattern:
        gathering = [step for step in steps if step.kind != "transmission"]
        if kind == "transmission" and gathering:
            touched = _union(step.plan["touches"] for step in gathering)
            targets = _union(step.plan["targets"] for step in gathering)
            planned += timedelta(days=UNTIL_SENDING)
        elif homes and gathering:
            touched, targets = gathering[0].plan["touches"], gathering[0].plan["targets"]
        else:
            touched = _persons(making, kind, first=gathering[0].plan if gathering else None)
            targets = touched[:1]
        steps.append(_step(making, kind, planned, touched, targets, fresh=not gathering))
    return tuple(steps)


def _union(lists: Iterable[list[str]]) -> list[str]:
    return list(dict.fromkeys(person for each in lists for person in each))


def _persons(making: _Making, kind: str, first: Tree | None) -> list[str]:
    """Those whom a measure touches; the one aimed at stands first."""
    if first is not None:
        return list(first["targets"])  # the holder of the account is questioned
    chance, found = making.chance, []
    for number in range(pick(chance, shares.PERSONS[kind])):
        person = f"person-{number + 1}"
        citizen = making.state if making.happens(shares.NATIONAL_OF_REQUESTER) else "BE"
        if number and citizen != "BE" and making.happens(0.5):
            citizen = "BE"
        entry: Tree = {"person": person, "called": f"Person {number + 1}", "citizen_of": [citizen]}
        making.persons.append(entry)
        found.append(person)
        if citizen == "BE":
            making.so(f"national({person})")
        if making.happens(shares.IN_NO_REGISTER):
            making.hidden.in_no_register.add(person)
        if making.happens(shares.PROTECTED_ELSEWHERE):
            entry["citizen_of"] = ["XE"]
            making.so(f"national({person})", "no")
            making.hidden.protections[person] = [{
                "protection": f"status-of-{person}", "person": person, "kind": "refugee-status",
                "against": "XE", "since": "2018", "register": "asylum authority",
            }]  # fmt: skip
        if making.happens(shares.LAWYER):
            making.so(f"lawyer({person})")
            making.so(f"avocat({person})")
    if making.happens(shares.SUSPECT[kind]):
        suspect = f"suspect({REQUEST},{found[0]})"
        making.so(suspect)
        making.on_file(suspect, "yes", "requesting-state", "the letter of request", 0)
    return found


def _step(
    making: _Making,
    kind: str,
    planned: date,
    touched: list[str],
    targets: list[str],
    *,
    fresh: bool,
) -> Step:
    measure = SENDING if kind == "transmission" else kind
    plan: Tree = {
        "measure": measure, "kind": kind, "request": REQUEST, "title": f"{kind} for the request",
        "acting": "magistrate", "on": str(planned), "targets": targets, "touches": touched,
    }  # fmt: skip
    chance, hidden = making.chance, making.hidden
    things = THINGS[kind] if kind != "transmission" or fresh else ()
    taken = [t for t in things if chance.random() < t[2]] or list(things[:1])
    items = tuple(
        {"item": f"{measure}-{n + 1}", "kind": thing[0], "title": thing[1]}
        | ({} if kind == "transmission" else {"measure": measure, "owner": targets[0]})
        for n, thing in enumerate(taken)
    )
    for item in items:
        if item["kind"] == "other":
            making.so(f"object-of-offence({item['item']})")
        if item["kind"] in ("document", "device", "data") and making.happens(shares.WITH_COUNSEL):
            making.so(f"privileged({item['item']})")
            if making.happens(0.5):
                making.so(f"privilege-examined({item['item']})")
    if kind == "transmission":
        _about_a_sending(making, measure)
        return Step(measure, kind, plan, items)
    _about_an_order(making, measure, kind, plan)
    if making.happens(shares.ROUTINE_NOTICE[kind]):
        hidden.told_at_once.add(measure)
    return Step(measure, kind, plan, items)


def _about_an_order(making: _Making, measure: str, kind: str, plan: Tree) -> None:
    """What the order states, and what is so about the place, the hour, the data and the court."""
    for name in ("order-issued", "suspicion-reasoned", "scope-limited"):
        making.on_file(f"{name}({measure})", "yes", "magistrate", "the order", 14)
    if not any(entry["fact"] == f"dual-criminality({REQUEST})" for entry in making.facts):
        for name in ("dual-criminality", "over-one-year"):
            making.on_file(f"{name}({REQUEST})", "yes", "magistrate", "the order", 14)
    hours = {"search": "05:30", "seizure": "05:30"}
    plan["hour"] = hours.get(kind, "10:00")
    if kind == "search" and making.happens(shares.NIGHT):
        plan["hour"] = "03:30"
    if kind in ("bank-data", "questioning", "computer-search"):
        making.so(f"private-place({measure})", "no")
    if kind in ("search", "seizure"):
        first = making.happens(shares.COURT_FIRST)
        making.so(f"exequatur({measure})", "yes" if first else "no")
    if kind in ("seizure", "computer-search") and making.happens(shares.NETWORK):
        making.so(f"extends-to-network({measure})")
        if making.happens(shares.DATA_ABROAD / shares.NETWORK):
            making.so(f"data-abroad({measure})")
    if kind == "questioning" and making.happens(shares.COUNSEL_NOT_YET):
        making.so(f"counsel-offered({measure})", "no")


def _about_a_sending(making: _Making, measure: str) -> None:
    """What has been thought of before somebody asks about a sending, and what not yet."""
    if not making.happens(shares.COURT_RELEASED_FIRST):
        making.so(f"court-released({measure})", "no")
    if not making.happens(shares.ONWARD_LIMITED_FIRST):
        making.so(f"onward-limited({measure})", "no")
    if making.happens(shares.FROM_MEMBER_STATE):
        making.so(f"data-from-member-state({measure})")
    if making.happens(shares.OPPOSITION):
        making.hidden.opposed.add(measure)


def _tree(making: _Making, name: str, steps: tuple[Step, ...]) -> Tree:
    """The case file at registration: what gathers is planned, a sending only if nothing is."""
    first = [step for step in steps if step.kind != "transmission"] or list(steps)
    tree: Tree = {
        "case": name, "title": f"An ordinary request of {making.state}",
        "about": "Invented, with everybody in it.", "executing_state": "BE", "profile": "be",
        "persons": making.persons,
        "requests": [{
            "request": REQUEST, "requesting_state": making.state, "kind": "legal-assistance",
            "title": f"Request of {making.state}", "offences": making.crime.name,
            "day": str(making.registered), "by": "clerk",
        }],
        "measures": [step.plan for step in first if step.kind != "transmission"],
        "facts": making.facts,
        "events": making.events,
    }  # fmt: skip
    return tree
