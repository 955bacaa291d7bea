"""Answers a peer's question, once, within five minutes of its being asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from safeconduct.nodes.heartbeat import CLOCKS_APART, NotHeard, refuse_other_times
from safeconduct.nodes.here import current
from safeconduct.nodes.inbox import NotTaken, Rejected
from safeconduct.nodes.message import Answer, Question, digest, read, signed, when, written
from safeconduct.nodes.peers import Peer
from safeconduct.record.jws import BadToken

Answerer = Callable[[Peer, dict[str, Any]], dict[str, Any]]
_MOST = 50_000
"""Questions of one sender in ten minutes."""


class Nonces:
    """Which questions were answered lately. In memory: one process answers for a node."""

    def __init__(self) -> None:
        """Nothing was asked yet."""
        self._of: dict[str, dict[str, datetime]] = {}
        self._turn = threading.Lock()

    def use(self, sender: str, nonce: str, now: datetime) -> bool:
        """Whether the nonce is new; from now on it is not.

        Each sender has room of its own: one that floods keeps nobody else's from being answered.
        """
        with self._turn:
            seen = self._of.setdefault(sender, {})
            # Oldest first; twice the time, since it may have been asked in our future.
            while seen:
                key, at = next(iter(seen.items()))
                if now - at <= 2 * CLOCKS_APART:
                    break
                del seen[key]
            if nonce in seen or len(seen) >= _MOST:
                return False
            seen[nonce] = now
            return True


_nonces = Nonces()


def answer(token: str, answers: Mapping[str, Answerer]) -> str:
    """The signed answer to a question. Raises `NotTaken`; any other error is the answerer's."""
    here = current()
    peers = {peer.verifying: peer for peer in here.peers.talking()}
    try:
        question, key = read(token, peers, Question)
        asked = when(question.asked)
    except BadToken as error:
        raise NotTaken(403, f"not a question of a node that is known here: {error}") from None
    peer = peers[key]
    if question.sender != peer.name or question.to != here.name:
        raise NotTaken(403, f"this is from '{question.sender}' to '{question.to}'")
    try:
        refuse_other_times(asked, here.now(), here.name)
    except NotHeard as error:
        raise NotTaken(422, str(error)) from None
    if not _nonces.use(peer.name, question.nonce, here.now()):
        raise NotTaken(422, "this question was asked before; ask a new one")
    answerer = answers.get(question.kind)
    if answerer is None:
        raise NotTaken(422, f"nothing here answers a question of the kind '{question.kind}'")
    try:
        body = answerer(peer, question.body)
    except Rejected as error:
        raise NotTaken(422, str(error)) from None
    return signed(Answer(digest(token), written(here.now()), body), here.key)


def health(_peer: Peer, _body: dict[str, Any]) -> dict[str, Any]:
    """The answer to "health": that the node is there, and how many entries its record has."""
    return {"name": current().name, "record_size": current().size()}
