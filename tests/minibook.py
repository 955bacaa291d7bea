"""Small rulebooks for tests, written as the YAML trees that a rulebook file holds."""

from __future__ import annotations

from typing import Any

from safeconduct.case.document import Document
from safeconduct.law.load import load
from safeconduct.law.rulebook import Rulebook

WORDS: dict[str, Any] = {
    "acts": {"search": "a place is searched"},
    "groups": {"any": ["search"]},
    "lists": {
        "touched": {
            "of": "measure",
            "holds": "person",
            "ask": "Is everyone whom {measure} touches listed?",
            "declared_by": "magistrate",
        }
    },
    "facts": {
        **{
            name: {
                "args": ["measure"],
                "ask": f"{name} of {{measure}}?",
                "answered_by": "magistrate",
                "settled_by": "court",
            }
            for name in ("ordered", "rainy", "windy", "sunny")
        },
        "lawyer": {
            "args": ["person"],
            "ask": "Is {person} a lawyer?",
            "answered_by": "observer",
            "settled_by": "court",
        },
        "motivated": {
            "args": ["request"],
            "ask": "Is {request} motivated?",
            "answered_by": "magistrate",
            "settled_by": "magistrate",
            "ground": "yes",
        },
    },
}

ORDERED: dict[str, Any] = {
    "norm": "law.order",
    "effect": "authorises",
    "versions": [{"must": [{"fact": "ordered(measure)", "cure": "Ask for an order."}]}],
}
"""The legal basis that most small rulebooks share."""


def book(*norms: dict[str, Any], definitions: list[dict[str, Any]] | None = None) -> Rulebook:
    """A rulebook of one provision; each norm gets the fields that every norm has."""
    return load([Document("words.yaml", WORDS), provision(*norms, definitions=definitions)], "test")


def provision(*norms: dict[str, Any], definitions: list[dict[str, Any]] | None = None) -> Document:
    """The provision file alone, for tests of the loader."""
    common = {"article": "art. 1", "says": "It says so.", "acts": ["search"]}
    return Document(
        "law.yaml",
        {
            "provision": "law",
            "title": "The Act",
            "identifier": "TEST 1",
            "class": "law",
            "mark": "C",
            "everywhere": "yes",
            "definitions": definitions or [],
            "norms": [{"versions": [{}], **common, **norm} for norm in norms],
        },
    )
