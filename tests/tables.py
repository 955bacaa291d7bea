"""What the rulebook says, as tables that are kept beside it and compared.

They say it a second time, for all norms or treaties together, so that it can be read as a whole,
and a word or a day changed in one place does not pass unseen. Who can open what a norm shuts:
`tests/expected/who-decides.yaml`. Since when Belgium is bound: `tests/expected/belgium-bound.yaml`.
"""

from __future__ import annotations

from typing import Any

from safeconduct.law.rulebook import Norm, Rulebook


def who_decides(rulebook: Rulebook) -> dict[str, Any]:
    """The table that a rulebook makes, in the order of ids."""
    found: dict[str, Any] = {
        "nobody": [],
        "opens": {},
        "finds": {},
        "refuses": {},
        "conceals": {},
        "raises": {},
        "lifts": {},
        "acts_unless_barred": [],
        "acts": [],
        "incurable": [],
    }
    for norm in sorted(rulebook.norms, key=lambda n: n.id):
        _add(found, norm)
        for version in norm.versions:
            for i, must in enumerate(version.must):
                place = f"{norm.id} must {i + 1}"
                if must.cure is None and place not in found["incurable"]:
                    found["incurable"].append(place)
    return found


def bound(rulebook: Rulebook, state: str) -> dict[str, str]:
    """For each treaty or group, whether a state is in it, and since and until when."""
    found: dict[str, str] = {}
    for name, treaty in sorted(rulebook.treaties.items()):
        for party in treaty.parties:
            if party.state == state:
                days = f"{party.span.start or '…'} to {party.span.end or '…'}"
                known = party.party if party.known else "unknown"
                found[name] = f"{found[name]}; " if name in found else ""
                found[name] += f"{known}, {days}"
    return found


def _add(found: dict[str, Any], norm: Norm) -> None:
    ground = getattr(norm.ground, "name", None)
    if norm.effect == "forbids" and ground:
        found["finds"].setdefault(str(norm.decided_by), []).append(f"{norm.id}: {ground}")
    elif norm.effect == "forbids" and norm.opens == "none":
        found["nobody"].append(norm.id)
    elif norm.effect == "forbids":
        found["opens"].setdefault(str(norm.opens), []).append(norm.id)
    elif norm.effect == "may-refuse":
        what = f"{norm.id}: {ground}" if ground else norm.id
        found["refuses"].setdefault(str(norm.decided_by), []).append(what)
    elif norm.effect == "conceals" and norm.conceals is not None:
        found["conceals"].setdefault(norm.conceals.from_, []).append(norm.id)
    elif norm.effect == "signals":
        found["raises"][norm.id] = list(norm.raises)
    elif norm.duty_to_act:
        found["acts_unless_barred" if norm.subject_to_bars else "acts"].append(norm.id)
    if norm.prevails_over:
        found["lifts"][norm.id] = [p.norm for p in norm.prevails_over]
