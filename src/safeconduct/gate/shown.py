"""A ruling for those who may not see all of it: without names for oversight, redacted for others.

Oversight reads how the gate decides, not about whom: titles, sources and remarks are left out
before the ruling is made, and what is left names persons, requests and measures by pseudonyms.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence
from string import ascii_uppercase
from typing import Any

import msgspec

from safeconduct.case import events as ev
from safeconduct.case.dates import earliest, latest
from safeconduct.case.ruling import Ruling
from safeconduct.case.state import State, fold
from safeconduct.gate.errors import Refused
from safeconduct.gate.node import current
from safeconduct.gate.rulings import rule
from safeconduct.law.openpart import OpenPart
from safeconduct.law.rule import Rulings

_LEFT_OUT = "left out"


def letters(state: State) -> dict[str, str]:
    """A letter for each person of a case, in the order in which they were listed: A … Z, AA …"""
    found: dict[str, str] = {}
    for number, person in enumerate(state.persons):
        name, rest = "", number
        while True:
            name, rest = ascii_uppercase[rest % 26] + name, rest // 26 - 1
            if rest < 0:
                break
        found[person] = name
    return found


def year(born: str) -> str:
    """The year of a birth date, and no more of it; empty if it is not known."""
    first, last = earliest(born), latest(born)
    return str(first.year) if first.year == last.year else ""


def pseudonymised(
    events: Sequence[ev.AnyEvent], measure: str, persons: dict[str, str] | None = None
) -> dict[str, Any]:
    """The ruling of today as oversight reads it. Raises `Refused`.

    `persons`: what they are called; else each has the same pseudonym in all rulings of the case.
    """
    state = fold(events)
    names = {
        name: _pseudonym(kind, name)
        for kind, table in (
            ("person", state.persons), ("request", state.requests), ("measure", state.measures),
            ("item", state.items), ("signal", state.signals), ("hold", state.holds),
            ("protection", state.protections), ("opinion", state.opinions),
            ("clearance", state.clearances),
            ("case", {state.head.case: None} if state.head else {}),
        )
        for name in table
    }  # fmt: skip
    names |= {person: f"person {letter}" for person, letter in (persons or {}).items()}
    plain = msgspec.to_builtins(rule([_without_words(event) for event in events], measure))
    shown = _renamed(plain, names)
    shown["sources"] = []
    return dict(shown)


def redacted(events: Sequence[ev.AnyEvent], measure: str) -> Ruling:
    """The ruling of today on the open part of a case, as a court file has it. Raises `Refused`."""
    node = current()
    part = OpenPart(node.rulebook())
    opened = part.events(events)
    if not any(isinstance(e, ev.MeasurePlanned) and e.measure == measure for e in opened):
        raise Refused(f"nothing of measure '{measure}' can be shown")
    return Rulings(part.rulebook, opened).rule(measure, node.today())


def _pseudonym(kind: str, name: str) -> str:
    digest = hmac.new(current().secret, f"oversight {kind} {name}".encode(), "sha256").hexdigest()
    return f"{kind}-{digest[:12]}"


def _without_words(event: ev.AnyEvent) -> ev.AnyEvent:
    """The event without what somebody wrote in their own words, and without names."""
    left_out: dict[str, Any] = {"source": (), "note": ""}
    match event:
        case ev.CaseOpened():
            left_out |= {"title": _LEFT_OUT, "about": _LEFT_OUT}
        case ev.PersonListed():
            left_out |= {
                "called": _pseudonym("person", event.person),
                "about": "",
                "names": (),
                "born": year(event.born) or "unknown",
            }
        case ev.RequestReceived():
            left_out |= {"title": event.kind, "offences": "", "reference": "", "channel": ""}
        case ev.MeasurePlanned():
            left_out |= {"title": event.kind}
        case ev.ItemListed() | ev.SignalStated():
            left_out |= {"title": event.kind}
        case ev.FactStated():
            left_out |= {"said_by": event.by or _LEFT_OUT}
        case ev.PersonIdentified():
            left_out |= {"number": "", "born": year(event.born or "unknown") or None}
        case _:
            pass
    known = {name: value for name, value in left_out.items() if name in event.__struct_fields__}
    return msgspec.structs.replace(event, **known)


def _renamed(value: Any, names: dict[str, str]) -> Any:
    """A tree in which every text names things by their pseudonyms."""
    if not names:
        return value
    longest_first = sorted(map(re.escape, names), key=len, reverse=True)
    found = re.compile(rf"(?<![\w-])(?:{'|'.join(longest_first)})(?![\w-])")

    def each(one: Any) -> Any:
        match one:
            case str():
                return found.sub(lambda hit: names[hit.group()], one)
            case dict():
                return {each(key): each(inner) for key, inner in one.items()}
            case list() | tuple():
                return [each(inner) for inner in one]
            case _:
                return one

    return each(value)
