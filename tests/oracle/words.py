"""The vocabulary of random rulebooks: a few words of every sort, and their files."""

from __future__ import annotations

from typing import Any

from safeconduct.case.document import Document
from safeconduct.law.vocabulary import THING_KINDS

ACTS = ("search", "seizure", "transmission")

LISTS: dict[str, tuple[str, str]] = {
    "touched": ("measure", "person"),
    "items": ("measure", "item"),
    "origins": ("measure", "measure"),
    "signals": ("request", "signal"),
    "protections": ("person", "protection"),
    "family": ("person", "person"),
}
"""Each list with the sort of its owner and of its members."""

FACTS: dict[str, tuple[str, ...]] = {
    "treaty-basis": ("request",),
    "authorised": ("request",),
    "order-issued": ("measure",),
    "observer-present": ("measure",),
    "lawyer": ("person",),
    "identified": ("person",),
    "suspect": ("request", "person"),
    "notified": ("measure", "person"),
    "related": ("person", "person"),
    "taken": ("measure", "item"),
    "privileged": ("item",),
    "belongs": ("person", "item"),
    "grave": ("signal",),
    "holds": ("person", "protection"),
    "final": ("protection",),
}

GROUNDS: dict[str, tuple[str, ...]] = {
    "political": ("request",),
    "disproportionate": ("measure",),
}

TREATIES = ("GENEVA", "PALERMO")
GROUPS = ("EU",)
KINDS = {sort: kinds[:2] for sort, kinds in THING_KINDS.items()}
"""Two of the kinds that a request, an item, a signal or a protection can be of."""

DATED = ("notified", "order-issued")
"""The facts about which `for-days` may ask; any would do."""


def vocabulary() -> Document:
    """The vocabulary file."""
    facts: dict[str, Any] = {}
    for name, sorts in {**FACTS, **GROUNDS}.items():
        facts[name] = {
            "args": list(sorts),
            "ask": "Is it so?",
            "answered_by": "clerk",
            "settled_by": "magistrate",
        }
        if name in GROUNDS:
            facts[name]["ground"] = "yes"
    lists = {
        name: {"of": of, "holds": holds, "ask": "Is it complete?", "declared_by": "magistrate"}
        for name, (of, holds) in LISTS.items()
    }
    return Document(
        "vocabulary.yaml",
        {
            "acts": dict.fromkeys(ACTS, "something is done"),
            "groups": {"any": list(ACTS), "gathering": list(ACTS[:2])},
            "lists": lists,
            "facts": facts,
        },
    )


def treaties() -> Document:
    """The file of treaties and groups; worlds say themselves who is bound."""
    treaty = {"title": "A treaty", "parties": [{"state": "BE"}]}
    return Document(
        "treaties.yaml",
        {
            "treaties": dict.fromkeys(TREATIES, treaty),
            "groups": {name: {"title": "A group", "members": [{"state": "BE"}]} for name in GROUPS},
        },
    )
