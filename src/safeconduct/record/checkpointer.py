"""The one background worker of a node that signs its log and asks witnesses to cosign.

    append, append, append …     many requests at once, each in its own short transaction
              │ wake
              ▼
    sign the tree as it is now ──► all witnesses at once ──► a quorum: whoever waits goes on

No request waits on a witness inside a transaction: it waits here, outside. What comes in while
witnesses are asked is covered by the next round, so the load makes rounds larger, not more. Where
several processes share a node, they take turns by a lock that belongs to the node.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from safeconduct.record import note, tree
from safeconduct.record.database import DatabaseError
from safeconduct.record.entry import recorded
from safeconduct.record.evidence import Evidence, Halted, Kind
from safeconduct.record.files import write_atomically
from safeconduct.record.keys import PublicKey, SecretKey
from safeconduct.record.log import Log
from safeconduct.record.peers import Peer, PeerError, Refused, SawAnother, SawMore
from safeconduct.record.perthread import PerThread
from safeconduct.record.policy import Policy

logger = logging.getLogger("safeconduct.record")

ROUND_SECONDS = 8.0
"""How long a round waits for a quorum."""
OTHERS_SECONDS = 0.3
"""How long a round that has its quorum waits for the witnesses that have not answered yet."""
EVERY_SECONDS = 60.0
"""How often there is a round when nobody asks for one."""
WITNESSED_WITHIN = 600
"""Within so many seconds every entry has to be cosigned, or nothing opens any more."""
CLOCKS_APART = 300
"""How many seconds two honest clocks may differ."""


class NotWitnessed(Exception):
    """No quorum cosigned in time; the message names who did not and why."""


@dataclass(frozen=True)
class Round:
    """What came of one round: the checkpoint, who cosigned it, and who did not and why."""

    signed: note.SignedCheckpoint
    cosigners: dict[PublicKey, int]
    missing: dict[str, str]
    quorum: bool


class Checkpointer:
    """Signs a node's log and has it cosigned."""

    def __init__(
        self,
        databases: PerThread,
        keys: Sequence[SecretKey],
        policy: Policy,
        peers: Sequence[Peer],
        evidence: Evidence,
        seen: Path,
        turn: Callable[[], AbstractContextManager[None]],
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`keys`: all of them sign; the first names the log. `seen`: the file that keeps the last
        checkpoint with a quorum, outside the database, so that a database that was rolled back
        is noticed. `turn` waits for this node's turn.
        """
        self._databases, self._keys, self._policy = databases, list(keys), policy
        self.log_name = self._keys[0].public.name
        self._peers, self._evidence, self._seen = list(peers), evidence, seen
        self._turn, self._clock = turn, clock
        self._pool = ThreadPoolExecutor(max(1, len(self._peers)), "safeconduct-witness")
        self._busy: dict[Peer, _Cosigning] = {}
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._covered = threading.Condition()
        self._last: Round | None = None
        self._failed: str = ""
        self._rounds = 0
        self._thread: threading.Thread | None = None

    # The worker

    def start(self) -> None:
        """Begin to work in the background."""
        self._thread = threading.Thread(
            target=self._run, name="safeconduct-checkpoints", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """End the work in the background and wait for it."""
        self._stopping.set()
        self._wake.set()
        if self._thread:
            self._thread.join()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _run(self) -> None:
        while True:
            self._wake.wait(EVERY_SECONDS)
            self._wake.clear()
            if self._stopping.is_set():
                return
            try:
                with self._turn():
                    self.round()
            except Exception as error:
                # Whatever it was: the worker lives, nothing opens, and whoever waits is told.
                logger.exception("no checkpoint could be signed")
                self._databases.forget()
                self._tell(None, str(error))

    def nudge(self) -> None:
        """Have a round soon."""
        self._wake.set()

    def _tell(self, round_: Round | None, failed: str = "") -> None:
        with self._covered:
            self._last = round_ or self._last
            self._failed = failed
            self._rounds += 1
            self._covered.notify_all()

    def wait_for(self, position: int, seconds: float = ROUND_SECONDS + 2) -> note.SignedCheckpoint:
        """Have the entry at `position` cosigned by a quorum, and give the checkpoint that is.

        Never call it inside a transaction. Raises `NotWitnessed`.
        """
        until = time.monotonic() + seconds
        with self._covered:
            # A round that is under way may have begun before the entry: one more is enough.
            last_chance = self._rounds + 2
            while not (self._last and self.covered() > position):
                left = until - time.monotonic()
                if left <= 0 or self._rounds >= last_chance:
                    raise NotWitnessed(self._why())
                self._wake.set()
                self._covered.wait(left)
            return self._last.signed

    def covered(self) -> int:
        """How many entries a quorum has cosigned, as far as the last round showed."""
        last = self._last
        return last.signed.checkpoint.size if last and last.quorum else 0

    def _why(self) -> str:
        if self._failed:
            return f"no checkpoint could be signed: {self._failed}"
        if not self._last:
            return "the witnesses were not asked in time"
        missing = "; ".join(f"{name}: {why}" for name, why in sorted(self._last.missing.items()))
        return f"not enough witnesses cosigned ({missing or 'the quorum is larger than they are'})"

    # One round

    def round(self) -> Round:
        """Sign the tree as it is, ask the witnesses, and tell whoever waits.

        Raises `Halted` if an alarm stands or is raised.
        """
        self._evidence.check(self.log_name)
        database = self._databases.get()
        log = Log(database)
        size = log.size()
        self._not_rolled_back(log, size)
        signed = log.checkpoint_at(size)
        if signed is None:
            signed = self._sign_at(log, size)
            with database.transaction():
                log.keep_checkpoint(signed)
        elif signed.checkpoint.root != log.root(size):
            documents = {"signed before": str(signed), "now": str(self._sign_at(log, size))}
            self._alarm("changed", f"among the first {size} entries some were changed", documents)
        round_ = self._ask(signed)
        if round_.quorum:
            write_atomically(self._seen, str(round_.signed).encode())
        self._tell(round_)
        return round_

    def _sign_at(self, log: Log, size: int) -> note.SignedCheckpoint:
        checkpoint, now = note.Checkpoint(self.log_name, size, log.root(size)), int(self._clock())
        signatures = [note.sign(checkpoint, key, now) for key in self._keys]
        return note.SignedCheckpoint(checkpoint, tuple(signatures))

    def _not_rolled_back(self, log: Log, size: int) -> None:
        """Check the database against the last checkpoint that a quorum cosigned."""
        if not self._seen.exists():
            return
        signed = note.read(self._seen.read_text(encoding="utf-8"))
        before = signed.checkpoint
        if before.size > size:
            words = f"the record has {size} entries, and had {before.size}: it was rolled back"
            self._alarm("shrunk", words, {"cosigned before": str(signed)})
        elif log.root(before.size) != before.root:
            words = f"among the first {before.size} entries some were changed since"
            now = self._sign_at(log, before.size)
            self._alarm("changed", words, {"cosigned before": str(signed), "now": str(now)})

    def _alarm(self, kind: Kind, words: str, documents: dict[str, str]) -> None:
        self._evidence.alarm(kind, self.log_name, words, documents)
        self._evidence.check(self.log_name)

    def _ask(self, signed: note.SignedCheckpoint) -> Round:
        """Ask all witnesses that have not cosigned it yet; wait until enough have, and the others
        have had a moment to object.
        """
        cosigners, missing = self._policy.cosigners(signed), dict[str, str]()
        asked: dict[_Cosigning, Peer] = {}
        for peer in self._peers:
            key, before = peer.witness.key, self._busy.get(peer)
            if before and not before.done():
                missing[key.name] = "still busy with an earlier request"
            elif key not in cosigners:
                self._busy[peer] = self._pool.submit(self._cosign, peer, signed)
                asked[self._busy[peer]] = peer
        open_, until, enough = set(asked), time.monotonic() + ROUND_SECONDS, False
        while open_:
            if not enough and self._policy.enough(cosigners):
                # The others may know of something that stands against it.
                enough, until = True, min(until, time.monotonic() + OTHERS_SECONDS)
            done, open_ = wait(open_, max(0, until - time.monotonic()), FIRST_COMPLETED)
            if not done:
                break
            for future in done:
                key = asked[future].witness.key
                try:
                    signature, cosigners[key] = future.result()
                except (PeerError, DatabaseError, Halted, tree.BadProof) as error:
                    missing[key.name] = str(error)
                else:
                    signed = signed.with_signatures([signature])
        for future in open_:
            missing.setdefault(asked[future].witness.key.name, "no answer yet")
        self._evidence.check(self.log_name)
        return Round(signed, cosigners, missing, self._policy.enough(cosigners))

    def _cosign(self, peer: Peer, signed: note.SignedCheckpoint) -> tuple[note.Signature, int]:
        """Ask one witness, in its own thread, and keep the cosignature.

        A witness that proves that it saw more, or another tree, is an alarm, whatever the others
        say and however late it does.
        """
        database = self._databases.get()
        log = Log(database)
        try:
            signature, when = peer.cosign(log, signed, lambda size: self._sign_at(log, size))
        except (SawMore, SawAnother) as error:
            self._contradicted(peer, log, error)
            raise
        apart = when - int(self._clock())
        if abs(apart) > CLOCKS_APART:
            # Kept, it would for ever say that entries were recorded too early or too late.
            raise Refused(
                f"{signature.name} cosigned, but its clock and the clock here are "
                f"{abs(apart)} seconds apart; set the one that is wrong"
            )
        with database.transaction():
            log.keep_cosignature(signed.checkpoint.size, signature, when)
        return signature, when

    def remember(self) -> None:
        """Compare the database with the last checkpoint that a quorum cosigned, asking nobody.

        Raises `Halted` after an alarm.
        """
        log = Log(self._databases.get())
        self._not_rolled_back(log, log.size())

    def compare(self) -> dict[str, str]:
        """Ask every witness what it has seen of this log, as after a restore.

        A round asks nobody who has cosigned the tree as it is: an older tree, brought back with its
        cosignatures, would go unnoticed until the next entry. Raises an alarm for what the database
        has not; gives the witnesses that could not be asked, and why.
        """
        log, missing = Log(self._databases.get()), dict[str, str]()
        for peer in self._peers:
            try:
                self._contradicted(peer, log, PeerError(f"{peer.witness.key.name} saw more"))
            except PeerError as error:
                missing[peer.witness.key.name] = str(error)
        return missing

    def _contradicted(self, peer: Peer, log: Log, error: PeerError) -> None:
        """Raise an alarm if the witness holds what this log signed and the database has not.

        Without such proof its word stops nothing, and it does not count: whoever answers in its
        place could stop the node otherwise.
        """
        for shown in peer.seen(self._keys[0].public):
            size, root = shown.checkpoint.size, shown.checkpoint.root
            documents = {"the witness has": str(shown)}
            # Another process of this node may have shown it more since this was asked.
            if size > (here := log.size()):
                words = f"the record was rolled back: it has {here} entries, and had {size}"
                self._alarm("shrunk", f"{words} ({error})", documents)
            elif log.root(size) != root:
                documents["here"] = str(self._sign_at(log, size))
                self._alarm("split-view", f"the record was changed: {error}", documents)


_Cosigning = Future[tuple[note.Signature, int]]


def unwitnessed_since(log: Log, policy: Policy) -> int | None:
    """When the oldest entry that no quorum has cosigned was recorded (None: all are cosigned)."""
    covered = 0
    rows = log.connection.execute(
        "SELECT DISTINCT size FROM record_cosignature WHERE log = %s ORDER BY size DESC LIMIT 100",
        [log.number],
    ).fetchall()
    for (candidate,) in rows:
        signed = log.checkpoint_at(candidate)
        if signed and policy.enough(policy.cosigners(signed)):
            covered = candidate
            break
    return recorded_since(log, covered)


def recorded_since(log: Log, covered: int) -> int | None:
    """When the first entry after so many was recorded (None: there are no more)."""
    size, last = log.last()
    return None if covered >= size else recorded(log.entry(covered) or last)
