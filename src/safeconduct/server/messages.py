"""What a node does with messages and questions from others, by its kind.

`nodes` carries them and knows no kind of node; here each kind of message meets its handler.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from safeconduct.nodes.answering import Answerer, health
from safeconduct.nodes.inbox import Handler
from safeconduct.nodes.message import Message
from safeconduct.record.home import Home
from safeconduct.server.kinds import Kind


def install(home: Home) -> None:
    """Let this process be the node of this folder, as far as messages go.

    The gate's node is installed before. Raises `BadHome`.
    """
    from safeconduct.gate.connection import writing  # noqa: PLC0415
    from safeconduct.gate.node import current  # noqa: PLC0415
    from safeconduct.nodes import here  # noqa: PLC0415

    made = here.of(home)
    # A message may reach any case, as a hold on a person does.
    made.taking = partial(writing, everywhere=True, joined=True)
    made.today = lambda: current().today()
    here.install(made)


def handlers(kind: Kind) -> Mapping[str, Handler]:
    """What a kind of node does with a message, by the message's kind."""
    match kind:
        case "gate":
            from safeconduct.gate import fromoversight, frompeers  # noqa: PLC0415

            return by_sender({"register": frompeers.HANDLERS, "oversight": fromoversight.HANDLERS})
        case "register":
            from safeconduct.register import taking as register  # noqa: PLC0415

            return register.HANDLERS
        case "oversight":
            from safeconduct.oversight import taking as oversight  # noqa: PLC0415

            return oversight.HANDLERS


def by_sender(found: Mapping[str, Mapping[str, Handler]]) -> Mapping[str, Handler]:
    """One handler for each kind of message, out of those for each kind of node that sends it."""

    def handle(message: Message) -> None:
        from safeconduct.nodes import here  # noqa: PLC0415
        from safeconduct.nodes.inbox import Rejected  # noqa: PLC0415

        sender = here.current().peers.get(message.sender)
        kind = sender.kind if sender is not None else ""
        handler = found.get(kind, {}).get(message.kind)
        if handler is None:
            raise Rejected(
                [f"no '{message.kind}' is taken from {message.sender}, a node of kind '{kind}'"]
            )
        handler(message)

    return dict.fromkeys((what for theirs in found.values() for what in theirs), handle)


def answers(kind: Kind) -> Mapping[str, Answerer]:
    """How a kind of node answers a question, by the question's kind."""
    match kind:
        case "gate":
            return {"health": health}
        case "register":
            from safeconduct.register import answers as register  # noqa: PLC0415

            return {"health": health, **register.ANSWERS}
        case "oversight":
            from safeconduct.oversight import taking as oversight  # noqa: PLC0415

            return {"health": health, **oversight.ANSWERS}
