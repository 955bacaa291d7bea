"""What an office was asked and has not answered, and which registers a question concerns. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress

from safeconduct.case import events as ev
from safeconduct.case.facts import canonical
from safeconduct.case.state import State
from safeconduct.gate import own
from safeconduct.gate.errors import Wrong
from safeconduct.gate.vocabulary import word_of, worded

PROTECTS = "asylum-officer"
Names = dict[str, str]


def waiting(events: Iterable[ev.AnyEvent], role: str) -> list[str]:
    """The facts that a role was asked about and has not answered since."""
    found: dict[str, None] = {}
    for event in events:
        match event:
            case ev.QuestionAsked() if event.to == role:
                found[canonical(event.fact)] = None
            case ev.QuestionAnswered() if event.by == role:
                found.pop(canonical(event.fact), None)
            case _:
                pass
    return list(found)


def to_register(events: Sequence[ev.AnyEvent], state: State, register: str) -> list[dict[str, str]]:
    """The open questions that a register's officers can answer, in words."""
    asked = waiting(events, PROTECTS)
    return in_words(key for key in asked if register in own.registers(events, state, key))


def registers(events: Sequence[ev.AnyEvent], state: State) -> set[str]:
    """The registers that an open question concerns."""
    asked = waiting(events, PROTECTS)
    return {one for key in asked for one in own.registers(events, state, key)}


def names(
    state: State, keys: Iterable[str], *, only: Collection[str] | None = None, titles: bool = True
) -> Names:
    """What the persons, requests, measures and things in some facts are called, by their ids.

    Whoever is asked about somebody has to know of whom. Nothing is told of signals and
    protections. `only`: the ids that the reader may know of; None: all. `titles`: whether they may
    read what somebody wrote of a request, a measure or a thing; else they read its kind.
    """
    called = {one.person: one.called for one in state.persons.values()}
    for table in (state.requests, state.measures, state.items):
        called |= {of: one.title if titles else one.kind for of, one in table.items()}
    named = {of for key in keys for of in re.findall(r"[A-Za-z0-9_.-]+", key)}
    return {of: called[of] for of in named if of in called and (only is None or of in only)}


def in_words(keys: Iterable[str]) -> list[dict[str, str]]:
    """Facts, with the questions about them."""
    found = []
    for key in keys:
        with suppress(Wrong):  # asked under an earlier rulebook, which knew the word
            found.append({"fact": key, "ask": worded(key, word_of(key)[1])})
    return found
