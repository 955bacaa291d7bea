"""What a node does with messages and questions from others, by its kind.

`nodes` carries them and knows no kind of node; here each kind of message meets its handler.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from safeconduct.nodes.answering import Answerer, health
from safeconduct.nodes.inbox import Handler
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
    if kind == "register":
        from safeconduct.register import taking  # noqa: PLC0415

        return taking.HANDLERS
    from safeconduct.gate import frompeers  # noqa: PLC0415

    return frompeers.HANDLERS


def answers(kind: Kind) -> Mapping[str, Answerer]:
    """How a kind of node answers a question, by the question's kind."""
    if kind == "register":
        from safeconduct.register import answers as register  # noqa: PLC0415

        return {"health": health, **register.ANSWERS}
    return {"health": health}
