"""Epochs: a text that changes with every change of a register, so that it is asked anew."""

from __future__ import annotations

import json
import secrets

from safeconduct.nodes import here, outbox
from safeconduct.nodes.models import Outgoing
from safeconduct.register import node
from safeconduct.register.models import Epoch


def token(register: str) -> str:
    """The epoch in which a register is."""
    found = Epoch.objects.filter(register=register).first()
    return found.token if found else "new"


def begin(register: str) -> None:
    """A register has changed, in the caller's transaction; gates at other nodes are told."""
    new = secrets.token_hex(16)
    Epoch.objects.update_or_create(register=register, defaults={"token": new})
    if node.installed() is None:
        return  # the gate is this node itself
    for peer in here.current().peers.all().values():
        if peer.kind == "gate" and not _told(peer.name, register):
            outbox.send(peer.name, "epoch", {"register": register, "epoch": new})


def _told(gate: str, register: str) -> bool:
    """Whether a message waits already that lets a gate ask anew: a file of a thousand is one."""
    waiting = Outgoing.objects.filter(to=gate, kind="epoch", taken=None)
    return waiting.filter(body__contains=json.dumps(register)).exists()
