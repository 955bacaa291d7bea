"""Acts that open something: whether the tables say of them what the entries say. Pure.

The tables of intents and outcomes keep an act from happening twice. Whoever takes a row out of them
can have it happen again; the entries still tell.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from safeconduct.record.checks.finding import Finding
from safeconduct.record.checks.payloads import Intended, Wanted


class Outcome(NamedTuple):
    """A row that says where an announced act ended, and whether it was done or dropped."""

    intent: Any
    position: Any
    done: Any


class Tables(NamedTuple):
    """What the tables say."""

    intents: dict[Any, tuple[str, Any]]
    """By position: what the act happens to, and the digest of its event."""
    outcomes: list[Outcome]
    lost: Mapping[Any, Any] = {}
    """By position: the commitment by which an entry that a mirror gave back is known."""

    def wanted(self) -> Wanted:
        """What has to be known of the entries."""
        ended = {o.intent for o in self.outcomes}
        return Wanted(
            frozenset(o.position for o in self.outcomes),
            frozenset(
                digest.hex()
                for position, (_, digest) in self.intents.items()
                if position not in ended and isinstance(digest, bytes)
            ),
        )


class Told(NamedTuple):
    """What the entries say."""

    intended: Sequence[Intended]
    dropped: Mapping[int, str]
    digests: Mapping[int, str]
    closed: frozenset[int]
    """Entries whose payload was erased or does not open: they say nothing."""


def check(tables: Tables, told: Told, witnessed: Sequence[int] | None) -> list[Finding]:
    """Compare tables and entries. `witnessed`: the sizes of the checkpoints with a quorum."""
    intended = {one.position: one for one in told.intended}
    findings = []
    for position, one in intended.items():
        findings += _intent(tables, one, position)
    for position in tables.intents:
        if position not in intended and position not in told.closed:
            findings.append(
                _of("intent-without-entry", position,
                    "The table of intents names entry {0}, which announces no act.")
            )  # fmt: skip
    for outcome in tables.outcomes:
        findings += _outcome(tables, outcome, intended, told)
    findings += _unrecorded(tables, intended, told)
    findings += _twice(tables, intended)
    if witnessed is not None:
        findings += _unwitnessed(tables, witnessed)
    return findings


def _intent(tables: Tables, one: Intended, position: int) -> list[Finding]:
    row = tables.intents.get(position)
    if row is None:
        words = (
            "Entry {0} announces an act on %s, but the table of intents does not know it: "
            "it could happen again."
        )
        return [_of("intent-gone", position, words % one.to)]
    if row != (one.to, bytes.fromhex(one.digest)):
        words = "The table of intents says something else of the act than entry {0}."
        return [_of("intent-changed", position, words)]
    return []


def _outcome(
    tables: Tables, outcome: Outcome, intended: Mapping[int, Intended], told: Told
) -> list[Finding]:
    intent, position, done = outcome
    if intent not in tables.intents:
        # An intent whose row is gone is told by its entry.
        if intent in intended:
            return []
        words = "The table of outcomes says how the act of entry {0} ended, which announces none."
        return [_of("outcome-without-intent", intent, words)]
    one = intended.get(intent)
    # An act's event may have been erased; that it was dropped never is.
    if one is None or (done and position in told.closed):
        return []
    if done:
        right = told.digests.get(position) == one.digest and position > intent
    else:
        right = told.dropped.get(position) == one.intent and position > intent
    if right:
        return []
    words = "Entry {0} is not the %s of the act that entry %s announces, as the table says."
    return [_of("outcome-changed", position, words % ("event" if done else "drop", intent))]


def _unrecorded(tables: Tables, intended: Mapping[int, Intended], told: Told) -> list[Finding]:
    """Acts that ended although no row says so."""
    ended = {outcome.intent for outcome in tables.outcomes}
    findings = []
    for one in intended.values():
        if one.position in ended:
            continue
        ends = [p for p, digest in told.digests.items() if digest == one.digest]
        ends += [p for p, intent in told.dropped.items() if intent == one.intent]
        words = (
            "Entry {0} ends the act that entry %s announces, but the table of outcomes does not "
            "say so."
        )
        findings += [
            _of("outcome-gone", p, words % one.position) for p in sorted(ends) if p > one.position
        ]
    return findings


def _twice(tables: Tables, intended: Mapping[int, Intended]) -> list[Finding]:
    done: dict[str, int] = {}
    findings = []
    for outcome in tables.outcomes:
        one = intended.get(outcome.intent)
        if one is None or not outcome.done:
            continue
        if one.to in done:
            words = "An act on %s was done twice: in entry %s and in entry {0}."
            findings.append(_of("act-twice", outcome.position, words % (one.to, done[one.to])))
        done.setdefault(one.to, outcome.position)
    return findings


def _unwitnessed(tables: Tables, witnessed: Sequence[int]) -> list[Finding]:
    findings = []
    for intent, position, done in tables.outcomes:
        if not done or not isinstance(intent, int) or not isinstance(position, int):
            continue
        after = bisect_right(witnessed, intent)
        if after == len(witnessed) or witnessed[after] > position:
            words = (
                "The act of entry {0} was done before enough witnesses had cosigned its "
                "announcement in entry %s."
            )
            findings.append(_of("act-unwitnessed", position, words % intent))
    return findings


def check_lost(
    table: Mapping[Any, Any], kinds: Mapping[int, bytes], told: frozenset[int]
) -> list[Finding]:
    """Compare the table of lost entries with the entries that were lost, as others tell.

    `kinds`: the first commitment of each of them, and of each that the table names.
    """
    findings = []
    for position in sorted(told - table.keys()):
        words = (
            "What entry {0} said was lost, but the table of lost entries does not know it: an act "
            "that it announced could happen again."
        )
        findings.append(_of("lost-gone", position, words))
    for position, kind in table.items():
        if position not in told:
            words = "The table of lost entries names entry {0}, of which nothing says that."
            findings.append(_of("lost-untold", position, words))
        elif kinds.get(position) != kind:
            words = "The table of lost entries knows entry {0} by something else than it holds."
            findings.append(_of("lost-changed", position, words))
    return findings


def _of(kind: str, position: Any, words: str) -> Finding:
    number = position if isinstance(position, int) else None
    return Finding(kind, number, number, words.format(position))
