"""A norm's part in a ruling or an audit, as data: what it says, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from safeconduct.case.ruling import (
    AuthorityShown,
    Condition,
    DefinitionUsed,
    DutyDue,
    FactUsed,
    Finding,
    Reading,
    Statement,
)  # fmt: skip
from safeconduct.case.words import DECIDES
from safeconduct.papers import legend

Data = dict[str, Any]

FEW = 3
"""So many facts that were told before are named again; more of them only once in one run."""


Fact = tuple[str, str]
"""A fact as it is told: the question and its value."""


@dataclass
class Told:
    """What a paper has told so far, with the number of the finding where it did."""

    facts: dict[Fact, str] = field(default_factory=dict)
    runs: dict[frozenset[Fact], str] = field(default_factory=dict)


def full(finding: Finding, number: str, told: Told) -> Data:
    """A finding with everything it rests on.

    A fact is told in full once. After that it is named with its value, its sources and the
    number under which it stands; the same long run of facts once more is named by its number.
    """
    once = {(fact.says, fact.value): fact for fact in finding.facts}
    anew = [key for key in once if key not in told.facts]
    again = [key for key in once if key in told.facts]
    under = {key: told.facts[key] for key in again}
    told.facts.update(dict.fromkeys(anew, number.rstrip(".")))
    same = told.runs.setdefault(frozenset(again), number.rstrip("."))
    version = f", version from {finding.version_from}" if finding.version_from else ""
    if finding.version_until:
        version += f" until {finding.version_until}"
    return {
        "number": number,
        "says": finding.says,
        "cite": cite(finding),
        "kind": f"{kind(finding.class_, finding.mark)}{version}",
        "norm": finding.norm,
        "on_memory": finding.alone_on_memory == "yes",
        "conditions": [_condition(c) for c in finding.conditions if c.state != "met"],
        "decision": decision(finding),
        "facts": [_fact(once[key]) for key in anew],
        "again": [
            {
                "says": says,
                "value": value,
                "cited": _cited(once[says, value]),
                "under": under[says, value],
            }
            for says, value in again
        ],
        "same": same if len(again) > FEW and same != number.rstrip(".") else "",
        "words": [_word(word) for word in finding.definitions],
        "reading": finding.reading,
        "judgments": [_judgment(a) for a in finding.authorities if a.later == "no"],
        "later": [_judgment(a) for a in finding.authorities if a.later == "yes"],
    }


def brief(finding: Finding) -> Data:
    """A norm that is not in the way, with the first fact for which it is not."""
    reasons = [f for f in finding.facts if f.fact in finding.because and f.statements]
    return {
        "cite": finding.cite,
        "kind": kind(finding.class_, finding.mark),
        "norm": finding.norm,
        "says": finding.says,
        "facts": [_fact(reason) for reason in reasons[:1]],
    }


def contested(reading: Reading) -> Data:
    """A contested fact: what each side says, and what follows on either reading."""
    return {
        "says": reading.says,
        "sides": _sides(reading.statements),
        "if_yes": legend.outcome(reading.if_yes),
        "if_no": legend.outcome(reading.if_no),
        "settled_by": reading.settled_by,
    }


def duty(due: DutyDue) -> Data:
    """What has to follow."""
    return {
        "state": due.state, "what": due.what, "office": due.office, "within": due.within,
        "cite": due.cite, "kind": kind(due.class_, due.mark), "norm": due.norm,
    }  # fmt: skip


def cite(finding: Finding) -> str:
    """Where a norm stands, with the official identifier of its text."""
    law = finding.class_ == "law" and finding.identifier
    return f"{finding.cite} ({finding.identifier})" if law else finding.cite


def kind(class_: str, mark: str) -> str:
    """Law, with how far its text was checked, or policy."""
    return "policy" if class_ == "policy" else f"law, mark {mark}" if mark else "law"


def decision(finding: Finding) -> str | None:
    """Who has to decide what, and how that stands."""
    due = finding.decision
    return None if due is None else f"{due.office} {DECIDES[due.what]}: {due.state}"


def _cited(fact: FactUsed) -> list[str]:
    return list(dict.fromkeys(name for s in fact.statements for name in s.source))


def _fact(fact: FactUsed) -> Data:
    return {
        "says": fact.says,
        "value": fact.value,
        "sides": _sides(fact.statements) if fact.value == "contested" else [],
        "statements": [_statement(s) for s in fact.statements],
        "untold": list(fact.untold),
    }


def _condition(condition: Condition) -> Data:
    return {
        "state": "not so" if condition.state == "false" else "unknown",
        "says": condition.says,
        "cure": condition.cure,
        "incurable": condition.incurable,
    }


def _statement(statement: Statement) -> Data:
    nothing = statement.said_by.startswith("nothing")
    return {
        "who": statement.said_by or "on file",
        "value": "" if nothing else statement.value,
        "sources": list(statement.source),
        "note": statement.note,
    }


def _sides(statements: Sequence[Statement]) -> list[Data]:
    """What each side says of a contested fact, side by side."""
    values = sorted({s.value for s in statements}, key=lambda v: (v != "yes", v != "no", v))
    return [
        {"value": value, "statements": [_statement(s) for s in statements if s.value == value]}
        for value in values
    ]


def _word(word: DefinitionUsed) -> Data:
    force = f", version from {word.version_from}" if word.version_from else ""
    if word.in_force != "yes":
        force = ", no version in force on this day"
    return {"name": word.name, "says": word.says, "cite": word.cite, "mark": f"{word.mark}{force}"}


def _judgment(shown: AuthorityShown) -> Data:
    return {"case": shown.case, "day": shown.day, "mark": shown.mark, "says": shown.says}
