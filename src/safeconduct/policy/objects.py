"""What there is to see and to write, and whose view of it the table gives: its rows and columns."""

from __future__ import annotations

from enum import StrEnum

from safeconduct.case.roles import Role


class Object(StrEnum):
    """The rows of the table; the value is what the row is called."""

    REQUEST = "request: header, basis, letter"
    PERSONS = "persons, identification"
    SCREENED = "screening: that it is complete"
    HIT = "screening: hit, register"
    PROTECTION = "protection, asylum file"
    REFERRAL = "referral and follow-up (each later step)"
    OPINION = "opinion"
    FACTS = "facts, sources, contested readings"
    RULING = "ruling"
    DECISION = "decision, answer to the opinion"
    HOLD = "hold"
    CLEARANCE = "clearance"
    EXECUTION = "execution report"
    INVENTORY = "inventory"
    SEIZED = "seized content"
    TRANSMISSION = "transmission, item"
    OUTWARD = "outward messages"
    PROOFS = "record: commitments, proofs"
    PAYLOADS = "record: payloads"
    STATISTICS = "statistics"
    ACCOUNTS = "accounts, keys, backups"
    # Rows that were added, each with its reason in `additions`.
    QUESTION = "questions put to a role"
    OPPOSITION = "opposition"
    RULEBOOK = "rulebook releases"
    SAMPLE = "samples for review"
    DEADLINE = "deadlines, what is overdue"
    INCIDENT = "incident files"
    EMERGENCY = "acts ordered outside the gate (emergencies)"
    OWN_ACCOUNT = "one's own account: absence, conflicts"
    ACCOUNT_LIST = "which accounts there are, with their roles"
    CASE_FILE = "case file, as a whole"


class Column(StrEnum):
    """The columns of the table; the value is what the column is called."""

    CLERK = "clerk"
    MAGISTRATE = "magistrate"
    SECOND_SIGNER = "second signer"
    ASYLUM_OFFICER = "asylum officer (register)"
    POLICE_OFFICER = "police officer"
    OBSERVER = "observer (bar)"
    DEFENCE = "defence"
    OVERSEER = "overseer"
    OPERATOR = "operator (IT)"
    REQUESTING_STATE = "requesting state"


COLUMN_OF: dict[Role, Column] = {
    "clerk": Column.CLERK,
    "magistrate": Column.MAGISTRATE,
    "second-signer": Column.SECOND_SIGNER,
    "asylum-officer": Column.ASYLUM_OFFICER,
    "police-officer": Column.POLICE_OFFICER,
    "observer": Column.OBSERVER,
    "defence": Column.DEFENCE,
    "overseer": Column.OVERSEER,
    "operator": Column.OPERATOR,
    "requesting-state": Column.REQUESTING_STATE,
}
"""The column of each role that has one. The others have nothing but what `additions` gives them."""
