"""The disclosure for counsel: what the record holds on whom they defend, with proofs of it.

What it opens without anybody having read it first is what `record.defence` lets it open by default.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from safeconduct.case.state import fold
from safeconduct.gate import own
from safeconduct.gate.change import look_at
from safeconduct.gate.connection import DjangoConnection
from safeconduct.gate.errors import NotFound, Refused
from safeconduct.gate.node import current
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must
from safeconduct.record import policy
from safeconduct.record.defence import Defence
from safeconduct.record.disclose import BadDisclosure, disclose, to_json


class Bundle(NamedTuple):
    """A disclosure (docs/disclosure.md), and the policy of this node as it stands here."""

    disclosure: dict[str, Any]
    policy: str


def made(actor: Actor, case: str, person: str, since: Sequence[int] = ()) -> Bundle:
    """The bundle for counsel of a person, from the first notice on.

    `since`: sizes of checkpoints that they hold. Raises `NotFound`, `Refused`.
    """
    must(actor, Permission.BUNDLE_READ, case, person)
    file = look_at(actor, case)
    state = fold(file.events)
    mine = own.measures(actor, file.events, state)
    if not mine or person not in state.persons or not actor.concerns & {person, case}:
        raise NotFound(f"there is no case '{case}'")
    node = current()
    text = node.quorum()
    if not text:
        raise Refused("nobody is named here to witness the record, so nothing of it can be proved")
    try:
        found = disclose(
            DjangoConnection(),
            node.record,
            policy.read(text),
            Defence(person),
            now=node.clock().timestamp(),
            since=since,
        )
    except BadDisclosure as error:
        raise Refused(str(error)) from None
    return Bundle(json.loads(to_json(found)), text)
