"""Two witnesses inside a test's own process, so that what opens something is cosigned for real.

They sign whatever they are shown. What real witnesses refuse is tested with real ones.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from safeconduct.record import note, policy
from safeconduct.record.acts import Acts
from safeconduct.record.checkpointer import Checkpointer
from safeconduct.record.database import Database
from safeconduct.record.home import Home
from safeconduct.record.keys import COSIGNER, PublicKey, SecretKey
from safeconduct.record.log import Log
from safeconduct.record.peers import Peer, PeerError

OVERSIGHT = SecretKey.new("oversight.example", COSIGNER)
BAR = SecretKey.new("bar.example", COSIGNER)


class Inside(Peer):
    """A witness that cosigns at once, as long as it is `there`."""

    def __init__(self, witness: policy.Witness, key: SecretKey) -> None:
        self.witness, self._key = witness, key
        self.there = True

    def cosign(
        self,
        log: Log,
        signed: note.SignedCheckpoint,
        sign_at: Callable[[int], note.SignedCheckpoint],
    ) -> tuple[note.Signature, int]:
        """Its cosignature, made now."""
        if not self.there:
            raise PeerError(f"{self.witness.key.name} is away")
        now = int(time.time())
        return note.sign(signed.checkpoint, self._key, now), now

    def seen(self, key: PublicKey) -> list[note.SignedCheckpoint]:
        """It remembers nothing."""
        return []


class Quorum:
    """The witnesses of one gate; made when something opens for the first time."""

    def __init__(self, folder: Path) -> None:
        self._home = Home(folder)
        self._checkpointer: Checkpointer | None = None
        self._acts: Acts | None = None
        self.peers: list[Inside] = []

    def acts(self) -> Acts:
        """Acts that both have to witness."""
        if self._acts is None:
            keys = self._home.log_keys()
            found = policy.read(self.text())
            self.peers = [
                Inside(w, k) for w, k in zip(found.witnesses, (OVERSIGHT, BAR), strict=True)
            ]
            self._checkpointer = Checkpointer(
                self._home.databases, keys, found, self.peers, self._home.evidence,
                self._home.seen, self._home.turn,
            )  # fmt: skip
            self._checkpointer.start()
            self._acts = Acts(self._home.record(), self._checkpointer, found, self._home.evidence)
        return self._acts

    def text(self) -> str:
        """The policy that names them, as the verifier takes it."""
        return (
            f"log {self._home.log_keys()[0].public}\nwitness oversight {OVERSIGHT.public}\n"
            f"witness bar {BAR.public}\ngroup both all oversight bar\nquorum both\n"
        )

    def round(self) -> None:
        """Have all that stands in the record cosigned, as happens by itself after a while."""
        self.acts()
        assert self._checkpointer
        self._checkpointer.round()

    def database(self) -> Database:
        """This thread's connection to the record."""
        return self._home.databases.get()

    def forget(self) -> None:
        """Go on as a process that was started anew: what it remembers is in its files alone."""
        self.stop()
        self._checkpointer = self._acts = None
        self._home = Home(self._home.folder)

    def stop(self) -> None:
        """Give everything back."""
        if self._checkpointer:
            self._checkpointer.stop()
        self._home.close()
