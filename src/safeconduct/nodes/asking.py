"""Ask a peer something that is answered at once, or count it as not answered."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import connection

from safeconduct.nodes.heartbeat import NotHeard, refuse_other_times
from safeconduct.nodes.here import current
from safeconduct.nodes.message import (
    MAX_BODY,
    Answer,
    Question,
    canonical,
    digest,
    read,
    signed,
    when,
    written,
)
from safeconduct.nodes.wire import NoReply, post, said
from safeconduct.record.jws import BadToken


class NoAnswer(Exception):
    """The peer did not answer. The text names it and says why."""


def ask(peer_name: str, kind: str, body: dict[str, Any], *, seconds: float = 2.0) -> dict[str, Any]:
    """A peer's signed answer to this very question. Raises `NoAnswer`.

    Raises `RuntimeError` if a transaction is open: nobody waits for a peer in one. Raises
    `ValueError` for a body that no question can have.
    """
    if connection.in_atomic_block:
        raise RuntimeError("a transaction is open: ask before it, or after")
    if len(canonical(body)) > MAX_BODY:
        raise ValueError(f"a question says at most {MAX_BODY} bytes")
    here = current()
    peer = here.peers.get(peer_name)
    if peer is None or not peer.talks:
        raise NoAnswer(f"'{peer_name}' is not asked: it is no peer of this node (peers.toml)")
    question = Question(
        here.name, peer.name, kind, secrets.token_hex(16), written(here.now()), body
    )
    token = signed(question, here.key)
    try:
        status, text = post(peer, "/nodes/questions", token, seconds)
        if status != 200:
            raise NoReply(f"it answers {status}: {said(text).problem}")
        answer, _ = read(text, [peer.verifying], Answer)
        if answer.question != digest(token):
            raise NoReply("its answer is to another question")
        refuse_other_times(when(answer.answered), here.now(), here.name)
    except (NoReply, BadToken, NotHeard) as error:
        raise NoAnswer(f"'{peer_name}' did not answer: {error}") from None
    return answer.body
