"""How many persons a gate may ask a register about: whoever asks without end reads the list."""

from __future__ import annotations

import threading
from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256

from safeconduct.nodes.inbox import Rejected
from safeconduct.nodes.peers import Peer

DAY = timedelta(hours=24)
MOST_NAMES = 50
"""How many names of one person a question has at most: each of them could be another person's."""


class AskedAbout:
    """The persons that each gate asked about in the last 24 hours.

    In memory, as hashes: nothing is kept of whom a gate asked about. One process answers for a
    node, and a node that is started anew counts from nothing.
    """

    def __init__(self) -> None:
        """Nobody was asked about yet."""
        self._of: dict[str, dict[bytes, datetime]] = {}
        self._turn = threading.Lock()

    def count(self, peer: Peer, number: str, names: Collection[str], born: str,
              now: datetime) -> None:  # fmt: skip
        """Count a person for a gate; the same one again costs nothing. Raises `Rejected`."""
        if len(names) > MOST_NAMES:
            raise Rejected(f"who.names: a person has at most {MOST_NAMES} names in a question")
        key = sha256("\0".join([number, born, *sorted(names)]).encode()).digest()
        with self._turn:
            mine = {k: at for k, at in self._of.get(peer.name, {}).items() if now - at <= DAY}
            self._of[peer.name] = mine
            if key not in mine and len(mine) >= peer.persons_budget:
                raise Rejected(
                    f"'{peer.name}' has asked about {peer.persons_budget} persons in 24 hours, as "
                    "many as are answered (persons_budget in peers.toml of this register)"
                )
            mine.setdefault(key, now)
