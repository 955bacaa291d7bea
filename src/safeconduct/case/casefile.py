"""A case file and a sequence of events are two spellings of the same thing.

Sections hold events of one kind without their tag, in the order below; `events` holds any
kind, each with its tag, in order of time. `to_events` and `to_tree` convert without loss.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from msgspec import json

from safeconduct.case import events as ev
from safeconduct.case.document import BadInput, Document, Path, Problem, read_as
from safeconduct.case.eventbase import Event
from safeconduct.case.roles import ROLES

SECTIONS: dict[str, type[Event]] = {
    "sources": ev.SourceCited,
    "persons": ev.PersonListed,
    "relations": ev.RelationStated,
    "protections": ev.ProtectionStated,
    "signals": ev.SignalStated,
    "requests": ev.RequestReceived,
    "items": ev.ItemListed,
    "measures": ev.MeasurePlanned,
    "facts": ev.FactStated,
    "lists": ev.ListDeclared,
}
"""Section names and the kind of event each holds, in file order."""

Placed = list[tuple[ev.AnyEvent, Path]]
"""Events with the path of each in its file."""


def to_events(document: Document) -> Placed:
    """The events of a case file, with their places. Raises `BadInput` with every problem."""
    tree = document.tree
    if not isinstance(tree, dict):
        raise BadInput([document.problem((), "a case file is a mapping that begins with 'case:'")])
    problems: list[Problem] = []
    placed: Placed = []

    def add(kind: Any, path: Path, value: Any) -> None:
        try:
            placed.append((read_as(document, kind, path, value), path))
        except BadInput as error:
            problems.extend(error.problems)

    head = {k: v for k, v in tree.items() if k not in SECTIONS and k != "events"}
    add(ev.CaseOpened, (), head)
    for section, kind in [*SECTIONS.items(), ("events", None)]:
        entries = tree.get(section, [])
        if not isinstance(entries, list):
            problems.append(document.problem((section,), f"'{section}' holds a list"))
            continue
        for index, entry in enumerate(entries):
            path: Path = (section, index)
            if not isinstance(entry, dict):
                problems.append(document.problem(path, "expected a mapping here"))
            elif kind is not None:
                add(kind, path, entry)
            elif isinstance(entry.get("event"), str) and entry["event"] in ev.KINDS:
                add(ev.KINDS[entry["event"]], path, entry)
            else:
                problems.append(
                    document.problem(
                        path, f"'event' has to be one of: {', '.join(sorted(ev.KINDS))}"
                    )
                )
    if problems:
        raise BadInput(sorted(problems))
    return placed


def places(events: Sequence[ev.AnyEvent]) -> Placed:
    """Events with the places that they have in the file of `to_tree`; the first is its head.

    Events stay in their order: from the first one that no longer fits the order of the
    sections, or tells of a thing anew, all go under `events`. So a case that grows keeps the
    places it has.
    """
    names = {kind: name for name, kind in SECTIONS.items()}
    order = list(SECTIONS)
    placed: Placed = [(event, ()) for event in events[:1]]
    used: Counter[str] = Counter()
    told: set[tuple[type[Event], str]] = set()
    reached, rest = 0, False
    for event in events[1:]:
        section, thing = names.get(type(event), "events"), (type(event), told_anew(event))
        rest = rest or section == "events" or order.index(section) < reached
        rest = rest or bool(thing[1] and thing in told)
        if rest:
            section = "events"
        else:
            reached = order.index(section)
            told.add(thing)
        placed.append((event, (section, used[section])))
        used[section] += 1
    return placed


def to_tree(events: Sequence[ev.AnyEvent]) -> dict[str, Any]:
    """The tree of a case file that holds these events.

    Raises `ValueError` if the first opens no case.
    """
    if not events or not isinstance(events[0], ev.CaseOpened):
        raise ValueError("a case begins with the event 'case-opened'")
    tree: dict[str, Any] = {}
    for event, path in places(events):
        section, data = path[0] if path else None, _plain(event)
        if section != "events":
            del data["event"]
        if section is None:
            tree.update(data)
        else:
            tree.setdefault(str(section), []).append(data)
    return tree


def told_anew(event: ev.AnyEvent) -> str:
    """The id of what an event tells of, if a later one may tell of it anew; else nothing."""
    match event:
        case ev.PersonListed():
            return event.person
        case ev.ItemListed():
            return event.item
        case ev.MeasurePlanned():
            return event.measure
        case _:
            return ""


def _plain(event: ev.AnyEvent) -> dict[str, Any]:
    """An event as text, lists and mappings."""
    return dict(json.decode(json.encode(event)))


def schema() -> dict[str, Any]:
    """The JSON Schema of a case file, so that editors can help."""
    kinds = [*SECTIONS.values(), ev.CaseOpened]
    (_, *_), components = json.schema_components(
        [ev.AnyEvent, *kinds], ref_template="#/$defs/{name}"
    )
    for component in components.values():
        if "known" in component["properties"]:
            component["properties"]["known"]["propertyNames"] = {"enum": list(ROLES)}

    def entry(kind: type[Event]) -> dict[str, Any]:
        # An entry of a section has no tag, as the section implies it.
        body = dict(components[kind.__name__])
        body["properties"] = {k: v for k, v in body["properties"].items() if k != "event"}
        body["required"] = [name for name in body["required"] if name != "event"]
        return {**body, "additionalProperties": False}

    head = entry(ev.CaseOpened)
    sections = {name: {"type": "array", "items": entry(kind)} for name, kind in SECTIONS.items()}
    tags = {"anyOf": [{"$ref": f"#/$defs/{kind.__name__}"} for kind in ev.KINDS.values()]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Safeconduct case file",
        "type": "object",
        "required": head["required"],
        "properties": {
            **head["properties"],
            **sections,
            "events": {"type": "array", "items": tags},
        },
        "additionalProperties": False,
        "$defs": components,
    }
