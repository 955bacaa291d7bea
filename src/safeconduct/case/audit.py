"""An audit: every provision that a case engages, measure by measure, on everything on file.

The structs are the audit's JSON schema (`FORMAT`), published in `docs/schemas/`. An audit says
what follows from what the sources assert; it is no finding that they are right.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

from safeconduct.case.eventbase import YesNo
from safeconduct.case.ruling import DutyDue, Finding, Outcome, Reading, SourceUsed

FORMAT = "safeconduct-audit/1"

Standing = Literal["not-met", "open", "to-decide", "raised", "basis", "kept"]
"""How a norm stands towards a measure: not met on the facts as stated; open, because a fact is
unknown or contested; for a named authority to decide; a signal that raises a ground; a legal
basis that holds or a duty to act; kept, on a fact that is on file."""

STANDINGS: tuple[Standing, ...] = ("not-met", "open", "to-decide", "raised", "basis", "kept")


class NormEngaged(Struct, frozen=True, omit_defaults=True):
    """One norm, and how it stands towards each measure that engages it."""

    norm: str
    article: str
    says: str
    effect: str
    mark: str
    measures: dict[str, Standing]


class ProvisionEngaged(Struct, frozen=True, omit_defaults=True):
    """A provision with its norms that are engaged, how far it was read, what it leaves out."""

    provision: str
    title: str
    identifier: str
    class_: Literal["law", "policy"] = field(name="class")
    mark: str
    read: str
    norms: tuple[NormEngaged, ...]
    not_modelled: tuple[str, ...] = ()


class Entry(Struct, frozen=True, omit_defaults=True):
    """A finding with the word for how the norm stands."""

    standing: Standing
    finding: Finding


class MeasureAudited(Struct, frozen=True, omit_defaults=True):
    """One measure: its outcome on everything on file, and what it engages."""

    measure: str
    title: str
    kind: str
    day: str
    done: str
    outcome: Outcome
    by_law: Outcome
    entries: tuple[Entry, ...]
    duties: tuple[DutyDue, ...]
    contested: tuple[Reading, ...]
    untold: tuple[str, ...] = ()
    """Who knew something that counts, where no source says that it reached who acted."""

    def standing(self, standing: Standing) -> tuple[Finding, ...]:
        """The findings that stand so."""
        return tuple(entry.finding for entry in self.entries if entry.standing == standing)


class Audit(Struct, frozen=True, omit_defaults=True):
    """A whole case against a whole rulebook."""

    case: str
    title: str
    about: str
    provisions: tuple[ProvisionEngaged, ...]
    measures: tuple[MeasureAudited, ...]
    sources: tuple[SourceUsed, ...]
    rulebook: str
    engine: str
    contested: YesNo = "no"
    format: Literal["safeconduct-audit/1"] = "safeconduct-audit/1"
