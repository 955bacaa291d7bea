"""A small case as a file: a search at Anna's that was asked for, and what tests add to it."""

from __future__ import annotations

from safeconduct.gate import files
from tests.gate.place import Gate

CASE = """\
case: search-case
title: A search
about: A search at Anna's
executing_state: BE
persons:
  - {person: anna, called: Anna}
  - {person: ben, called: Ben}
requests:
  - {request: r, day: 2019-01-07, requesting_state: KZ, kind: legal-assistance, title: Search,
     reference: KZ-17, offences: fraud}
measures:
  - {measure: search, kind: search, request: r, title: Search at Anna's, acting: magistrate,
     on: 2019-05-06, targets: [anna], touches: [ben]}
"""

CONFIRMED = (
    "{event: request-confirmed, day: 2019-01-08, by: second-signer, request: r, proof: seen}"
)


def bring(node: Gate, *events: str, case: str = CASE) -> str:
    """The case becomes a live one, with more events; gives its id."""
    text = case + "events:\n" + "".join(f"  - {event}\n" for event in (CONFIRMED, *events))
    return files.take_in(node.actor("clerk"), files.events_of(text)).case
