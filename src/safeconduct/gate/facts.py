"""Facts and signals that people state.

Whoever the vocabulary names says how a fact is, and that can open something. What anybody else says
is a claim: it stands beside it under its own role, and never opens anything by itself. Where it
contradicts, the fact stays open until whoever settles it makes a finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from safeconduct.case import events as ev
from safeconduct.case.expected import plain
from safeconduct.case.facts import Said, canonical
from safeconduct.case.roles import Role
from safeconduct.case.state import fold
from safeconduct.gate import reading, versions
from safeconduct.gate.away import keeps_away
from safeconduct.gate.change import change
from safeconduct.gate.errors import Forbidden, NotFound, Wrong
from safeconduct.gate.guard import opening
from safeconduct.gate.newid import fresh
from safeconduct.gate.own import is_about, measures, persons
from safeconduct.gate.touched import touched
from safeconduct.gate.vocabulary import of_protection, refuse_unended, word_of
from safeconduct.policy.actor import Actor
from safeconduct.policy.cells import Level
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Permission, must
from safeconduct.policy.standing import same_person
from safeconduct.policy.visibility import cell, see

NOT_PROTECTION = "not protection"
"""The condition in the table of who reads facts, but none that may tell of a protection."""

Voice = Literal["", "defence", "requesting-state", "public"]
"""Whose words somebody enters who has no desk here; empty: one's own."""


def state(
    actor: Actor,
    case: str,
    fact: str,
    value: Said,
    said_by: str,
    *,
    of: Voice = "",
    valid_from: str | None = None,
    valid_until: str | None = None,
) -> None:
    """State a fact; a claim if the vocabulary names another role. `unknown` takes one's word back.

    Raises `Forbidden` for what only the authority that protects can say, `Wrong`, `Held`.
    """
    must(actor, Permission.FACTS_WRITE, case)
    key, word = word_of(fact)
    if of_protection(key):
        raise Forbidden("fact: only the authority that protects says this; ask it")
    by: Role = of or actor.role
    told = ev.FactStated(
        fact=key, value=value, said_by=said_by, valid_from=valid_from, valid_until=valid_until
    )
    with change(case, actor) as file:
        refuse_unended(file.state, key, value)
        # Somebody else's words that are entered here are never more than what they are said to
        # have said: whoever they are can be asked.
        if not of and by == word.answered_by:
            opening(file)
            file.write(told, by=by)
            return
        # A word that is not vouched for from any day certainly holds on none, and so decides
        # nothing; what the same voice said before is taken back first, so that it can change it.
        back = msgspec.structs.replace(told, value="unknown", valid_from=None, valid_until=None)
        before = [told.voice == (by, said_by) for told in file.state.told.get(key, [])]
        if value == "unknown" or any(before):
            file.write(back, by=by)
        if value != "unknown":
            claim = msgspec.structs.replace(told, valid_from="unknown", valid_until=None)
            file.write(claim, by=by)


def signal(
    actor: Actor,
    case: str,
    kind: str,
    requests: Sequence[str],
    title: str,
    persons: Sequence[str] = (),
    day: str = "unknown",
) -> str:
    """An earlier event that bears on requests, near misses included; gives its id."""
    must(actor, Permission.FACTS_WRITE, case)
    if not requests:
        raise Wrong("requests: name at least one request on which this bears")
    with change(case, actor) as file:
        try:
            found = msgspec.convert(
                {"event": "signal-stated", "signal": fresh("signal"), "kind": kind,
                 "requests": list(requests), "persons": list(persons), "title": title, "day": day},
                ev.SignalStated,
            )  # fmt: skip
        except msgspec.ValidationError as error:
            raise Wrong(plain(str(error))) from None
        file.write(found)
        return found.signal


def shown(actor: Actor, case: str) -> list[dict[str, Any]]:
    """Everything said of facts, as far as the actor may read it. Raises `NotFound`.

    What belongs to the authority that protects is the magistrate's to read. An observer reads what
    they said, and what others of the bar said of measures that they are admitted to; the defence
    what it said of its own; a register's officer what is said of whom and what was put before their
    register. The reasons of a finding are for who reads decisions.
    """
    must(actor, Permission.FACTS_READ, case)
    written = [] if keeps_away(actor, case) else reading.read(reading.case_of(case).pk)
    events = [one.event for one in written]
    own = _own(actor, case, events)
    if not events or (own == frozenset() and actor.role != "observer"):
        raise NotFound(f"there is no case '{case}'")
    reasons = see(actor, Object.DECISION) is Level.FULL
    found = []
    # The clerk is shown the same as of the case's events: whoever says it, it may tell.
    open_part = cell(actor.role, Object.FACTS).condition == NOT_PROTECTION
    said_there = versions.opened(written) if open_part else [(w, w.event) for w in written]
    for entry, event in said_there:
        if not isinstance(event, ev.FactStated | ev.QuestionAnswered | ev.FindingMade):
            continue
        if of_protection(event.fact) and actor.role != "magistrate":
            continue
        if actor.role in ("observer", "defence") and event.by != actor.role:
            continue
        mine = actor.role == "observer" and same_person(actor, entry.actor)
        if own is not None and not mine and not is_about(event.fact, own):
            continue
        said = event.said_by if isinstance(event, ev.FactStated) else ""
        found.append(
            {"fact": canonical(event.fact), "value": event.value, "by": event.by or "",
             "said_by": said, "day": event.day,
             "reasons": event.reasons if reasons and isinstance(event, ev.FindingMade) else ""}
        )  # fmt: skip
    return found


def _own(actor: Actor, case: str, events: Sequence[ev.AnyEvent]) -> frozenset[str] | None:
    """The things whose facts somebody may read; None: all that their role may."""
    if see(actor, Object.FACTS) is Level.FULL or case in actor.concerns:
        return None
    state = fold(events)
    if actor.role == "observer":
        admitted = actor.concerns & set(state.measures)
        return admitted.union(*(touched(state, state.measures[one]) for one in admitted))
    mine = measures(actor, events, state)
    return frozenset(mine | persons(actor, events, state)) if mine else frozenset()
