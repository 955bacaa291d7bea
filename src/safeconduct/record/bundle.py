"""The form of a disclosure, `safeconduct-disclosure/1`: JSON that anyone can check. Pure.

All bytes are in base64. docs/disclosure.md explains the form; `verifier/verify.py` reads it.
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct, json


class Part(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A part of a field: opened (salt and value) or closed (its commitment)."""

    salt: str = ""
    value: str | None = None
    commitment: str = ""


class Field(Struct, frozen=True, forbid_unknown_fields=True):
    """A field of which at least one part is opened: its salt and all its parts in order."""

    salt: str
    parts: tuple[Part, ...]


class Withheld(Struct, frozen=True, forbid_unknown_fields=True):
    """Parts of a field that stay closed, by their place from 0, and why."""

    field: str
    parts: tuple[int, ...]
    why: str


class Shown(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """An entry: the bytes that the record holds, the proof that it holds them, what is opened."""

    position: int
    entry: str
    inclusion: tuple[str, ...]
    fields: dict[str, Field] = {}
    withheld: tuple[Withheld, ...] = ()
    requests: tuple[str, ...] = ()
    """What the reader's peers call its requests; said, not proved."""
    erased: bool = False


class Earlier(Struct, frozen=True, forbid_unknown_fields=True):
    """An earlier checkpoint, and the proof that the record only grew since."""

    checkpoint: str
    consistency: tuple[str, ...]


class Disclosure(
    Struct, frozen=True, kw_only=True, rename={"for_": "for"}, forbid_unknown_fields=True
):
    """What is handed over."""

    format: Literal["safeconduct-disclosure/1"] = "safeconduct-disclosure/1"
    made: str
    for_: dict[str, str]
    origin: str
    checkpoint: str
    earlier: tuple[Earlier, ...]
    entries: tuple[Shown, ...]


def schema() -> dict[str, Any]:
    """The JSON Schema of the form."""
    made = json.schema(Disclosure)
    text = {"type": "string"}
    made["$defs"]["Part"] = {
        "title": "Part",
        "description": Part.__doc__,
        "oneOf": [
            {"type": "object", "additionalProperties": False,
             "properties": {"salt": text, "value": text}, "required": ["salt", "value"]},
            {"type": "object", "additionalProperties": False,
             "properties": {"commitment": text}, "required": ["commitment"]},
        ],
    }  # fmt: skip
    made["$defs"]["Disclosure"]["required"].insert(0, "format")
    draft = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": draft, "title": "Safeconduct disclosure", **made}


def schemas() -> dict[str, dict[str, Any]]:
    """The schemas of the record that are published in `docs/schemas/`, by file name."""
    return {"disclosure-1.schema.json": schema()}
