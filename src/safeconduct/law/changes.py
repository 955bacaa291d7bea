"""What the law changed between two days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from msgspec import Struct

from safeconduct.case.dates import BadDate, earliest
from safeconduct.law.rulebook import Definition, Norm, Rulebook, Span

What = Literal["comes into force", "ends", "changes", "binds", "no longer binds", "is decided"]


class Change(Struct, frozen=True, omit_defaults=True):
    """One thing that differs between two days."""

    kind: Literal["norm", "definition", "party", "authority"]
    name: str
    what: What
    says: str
    mark: str
    day: str


def changes(rulebook: Rulebook, old: date, new: date) -> list[Change]:
    """What is otherwise on `new` than on `old`, the earlier of the two."""
    found = [
        *_texts("norm", rulebook.norms, old, new),
        *_texts("definition", rulebook.definitions.values(), old, new),
        *_parties(rulebook, old, new),
        *_authorities(rulebook, old, new),
    ]
    return sorted(found, key=lambda change: (change.day, change.kind, change.name))


def _texts(
    kind: Literal["norm", "definition"], texts: Iterable[Norm | Definition], old: date, new: date
) -> Iterable[Change]:
    for text in texts:
        before, after = text.version(old), text.version(new)
        if before == after:
            continue
        what: What = "changes"
        if after is None or before is None:
            what = "ends" if after is None else "comes into force"
        last = after or before
        span = last.in_force if last else Span()
        day = span.end if after is None else span.start
        name = text.id if isinstance(text, Norm) else text.name
        yield Change(kind, name, what, text.says, text.mark, str(day))


def _parties(rulebook: Rulebook, old: date, new: date) -> Iterable[Change]:
    for treaty in rulebook.treaties.values():
        for party in treaty.parties:
            was, now = party.span.holds(old), party.span.holds(new)
            if was != now and party.party == "yes" and party.known:
                what: What = "binds" if now else "no longer binds"
                day = party.span.start if now else party.span.end
                yield Change("party", f"{treaty.id} {party.state}", what, treaty.title,
                             party.mark, str(day))  # fmt: skip


def _authorities(rulebook: Rulebook, old: date, new: date) -> Iterable[Change]:
    seen: set[tuple[str, str]] = set()
    for norm in rulebook.norms:
        for authority in norm.authorities:
            try:
                day = earliest(authority.day)
            except BadDate:
                continue
            if old < day <= new and (authority.case, norm.provision) not in seen:
                seen.add((authority.case, norm.provision))
                yield Change("authority", f"{authority.case} (on {norm.id})", "is decided",
                             authority.says, authority.mark, authority.day)  # fmt: skip
