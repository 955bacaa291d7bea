"""Who sees what, and who writes what: the table, as data. Deny by default.

A level holds within the files that a role can open at all, which the row `request` and what the
actor is named in decide. A cell is changed here, and `docs/visibility.md` follows.
"""

from __future__ import annotations

from safeconduct.case.roles import Role
from safeconduct.policy.actor import Actor
from safeconduct.policy.additions import ADDED
from safeconduct.policy.cells import NOTHING, Cell, Level, parse
from safeconduct.policy.objects import COLUMN_OF, Column, Object

_ROWS: dict[Object, str] = {
    # clerk | magistrate | second signer | asylum officer | police officer | observer | defence
    # | overseer | operator | requesting state
    Object.REQUEST: "r w | r w | r | o: only where referred | - | - | o: from notice on | r | - "
    "| o: its own letter",
    Object.PERSONS: "r w | r w | r | o: only who is referred | o: only who is on the clearance "
    "| o | o | -: counts | - | -",
    Object.SCREENED: "r | r | r | - | - | - | - | r | - | -",
    Object.HIT: "-: a hold appears | r | - | o | - | - | - | -: counts | - | -",
    Object.PROTECTION: "- | - | - | r w | - | - | o: through counsel | - | - | -",
    Object.REFERRAL: "s | r | - | o | - | - | - | s: and times | - | -",
    Object.OPINION: "- | r | - | r w | - | - | o: unless withheld with reasons | - | - | -",
    Object.FACTS: "r w: not protection | r w | r | o | - | o: premises, privilege | o | - | - | -",
    Object.RULING: "s | r | r | - | - | - | o: redacted | r: pseudonymised | - | -",
    Object.DECISION: "s | r w | r | o: the answer to its opinion | - | - | o: redacted "
    "| r: pseudonymised | - | -",
    Object.HOLD: "s | r w | r | r ow: places and lifts its own | s: no reason "
    "| s ow: may place, and lift its own | s: may ask | r w | - | -",
    Object.CLEARANCE: "s | r w | r ow: co-signs | - | o | o | o: after execution | r | - | -",
    Object.EXECUTION: "r | r | - | o: who attended, what was disclosed | o w | r ow: its own part "
    "| o | r | - | -",
    Object.INVENTORY: "r | r | - | - | o w | r w | o | r | - | -",
    Object.SEIZED: "- | o: after the observer's release | - | - | - | r: opens with the court | o "
    "| - | - | -",
    Object.TRANSMISSION: "s | r w | r ow: co-signs | s: that, when, what kind | - | - "
    "| o: before, with time to oppose | r | - | o: what was released",
    Object.OUTWARD: "r: draft | r w | r ow: co-signs | - | - | - | - | r | - "
    "| o: what was released",
    Object.PROOFS: "r | r | r | r | - | - | o: by bundle | r | r | -",
    Object.PAYLOADS: "o | o | o | o | - | - | o: by bundle "
    "| o: on a reasoned request, itself recorded | - | -",
    Object.STATISTICS: "r | r | r | r | - | r | r: published | r | - | r: published",
    Object.ACCOUNTS: "- | - | - | - | - | - | - | r | w: never payloads | -",
}

TABLE: dict[Object, dict[Column, Cell]] = {
    row: dict(zip(Column, map(parse, text.split("|")), strict=True)) for row, text in _ROWS.items()
}
"""The table, row by row and column by column."""


def cell(role: Role, thing: Object) -> Cell:
    """What a role may do with a kind of thing; nothing where neither table says so."""
    if thing in TABLE and role in COLUMN_OF:
        return TABLE[thing][COLUMN_OF[role]]
    added = ADDED.get((thing, role))
    return added.cell if added else NOTHING


def see(actor: Actor, thing: Object) -> Level:
    """How much of a kind of thing the actor sees."""
    return cell(actor.role, thing).read


def writes(actor: Actor, thing: Object) -> Level:
    """How much of a kind of thing the actor writes: nothing, what is their own, all."""
    return cell(actor.role, thing).write
