"""Acts that open something: announced, seen by others, and only then done.

    1  one transaction: the intent is recorded
    2  outside any transaction: a checkpoint that holds the intent is cosigned by a quorum
    3  one transaction: everything is checked again, the change is made, its event is recorded

If the database is rolled back to before the intent, the witnesses have seen more than it has, and
nothing opens. If it is rolled back to between the intent and the completion, the intent stands
there without an outcome, and nothing can happen to the same thing again until a person has found
out what happened to it. So no rollback lets an act happen twice. Nor does a restore: what a mirror
gives back says nothing any more, but its node still tells which of it announced an act on what.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from safeconduct.case.about import About
from safeconduct.case.canonical import canonical
from safeconduct.case.events import ActDropped, ActIntended, AnyEvent
from safeconduct.record.checkpointer import (
    CLOCKS_APART,
    WITNESSED_WITHIN,
    Checkpointer,
    NotWitnessed,
    recorded_since,
    unwitnessed_since,
)
from safeconduct.record.database import Connection, Database, DatabaseError
from safeconduct.record.evidence import Evidence
from safeconduct.record.log import Log
from safeconduct.record.note import Checkpoint
from safeconduct.record.policy import Policy
from safeconduct.record.record import Receipt, Record, Written
from safeconduct.record.tree import BadProof


class ActRefused(Exception):
    """The act does not happen; the message says why. Nothing was changed."""


class InDoubt(ActRefused):
    """An earlier act on the same thing was announced and has no outcome."""


class AlreadyDone(ActRefused):
    """An act on the same thing has been done: it happens only once."""


@dataclass(frozen=True)
class Act:
    """An act that opens something.

    `event` completes it and has an id of its own. `to` is what it can happen to only once, such
    as the clearance that it spends. `check` looks, in the transaction that completes the act,
    whether anything stands in its way (a hold, a revocation, a scope that does not fit) and
    raises `ActRefused`. `change` makes the change itself, in the same transaction.
    """

    intent: str
    event: AnyEvent
    to: str
    check: Callable[[Connection], None]
    change: Callable[[Connection], None]
    about: About
    actor: str = ""


class Acts:
    """Carries out acts that open something."""

    def __init__(
        self,
        record: Record,
        checkpointer: Checkpointer,
        policy: Policy,
        evidence: Evidence,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """All of them are the node's own."""
        self._record, self._checkpointer, self._policy = record, checkpointer, policy
        self._evidence, self._clock = evidence, clock

    @property
    def policy(self) -> Policy:
        """Who witnesses them, and how many of these are enough."""
        return self._policy

    def carry_out(self, database: Database, act: Act) -> Receipt:
        """Announce an act, have it witnessed, and do it; gives where its event is recorded.

        Call it outside any transaction. Raises `ActRefused` if something stands in the way,
        `NotWitnessed` if no quorum cosigned, `Halted` if an alarm stands; then nothing was
        changed and the record says that the act was dropped.
        """
        if not act.event.id:
            raise ValueError("the event of an act needs an id of its own, to be told from others")
        self.may_open(database)
        position = self._announce(database, act)
        with self._dropped_on_failure(database, act, position):
            return self._complete(database, act, position, self.witnessed(position))

    # The same in its parts, for whoever has transactions of their own. In this order:

    def may_open(self, connection: Connection) -> None:
        """Nothing opens under an alarm, or while entries wait too long for their witnesses.

        Call it outside any transaction. Raises `Halted`, `NotWitnessed`.
        """
        self._evidence.check(self._checkpointer.log_name)
        log = Log(connection)
        # What the last round showed spares the look at every signature, unless it is not enough.
        if self._overdue(recorded_since(log, self._checkpointer.covered())) and self._overdue(
            unwitnessed_since(log, self._policy)
        ):
            self._checkpointer.nudge()
            raise NotWitnessed(
                "entries have waited longer than ten minutes for their witnesses, or are dated "
                "in the future; nothing opens until they are cosigned"
            )

    def _overdue(self, since: int | None) -> bool:
        if since is None:
            return False
        waited = self._clock() - since
        # How long an entry from the future has waited nobody can tell.
        return waited > WITNESSED_WITHIN or waited < -CLOCKS_APART

    def free(self, connection: Connection, to: str) -> None:
        """In the transaction that announces: nothing was done to `to`, and nothing is in doubt.

        Raises `InDoubt`, `AlreadyDone`.
        """
        rows = connection.execute(
            "SELECT i.position, o.done FROM record_intent i "
            "LEFT JOIN record_outcome o ON o.intent = i.position WHERE i.subject = %s", [to],
        ).fetchall()  # fmt: skip
        for position, done in rows:
            if done is None:
                raise InDoubt(
                    f"entry {position} announces an act on {to} and nothing says what became of "
                    "it; somebody has to find out and settle it first"
                )
            if done:
                raise AlreadyDone(f"what entry {position} announces on {to} was done: only once")
        lost = self._record.lost_intent(connection, to, len(rows))
        if lost is not None:
            raise InDoubt(
                f"entry {lost} announced an act on {to} and was lost with the database: nobody "
                "can tell here what became of it, and it stays shut (docs/restore.md)"
            )

    @staticmethod
    def announced(connection: Connection, position: int, to: str, digest: bytes) -> None:
        """In the same transaction: the entry at `position` announces an act on `to`."""
        connection.execute(
            "INSERT INTO record_intent (position, subject, digest) VALUES (%s, %s, %s)",
            [position, to, digest],
        )

    def soon(self) -> None:
        """Once it is committed: have witnesses begin; `witnessed` waits for what they say."""
        self._checkpointer.nudge()

    def witnessed(self, position: int) -> Checkpoint:
        """Outside any transaction: a checkpoint over the intent that a quorum cosigned.

        Raises `NotWitnessed`.
        """
        return self._checkpointer.wait_for(position).checkpoint

    def covered(self) -> int:
        """How many entries a quorum has cosigned, as far as this process has seen."""
        return self._checkpointer.covered()

    def as_witnessed(self, connection: Connection, witnessed: Checkpoint) -> None:
        """First in the transaction that completes: take the log's turn.

        Raises `NotWitnessed` if the database no longer holds what was cosigned.
        """
        log = Log(connection)
        last = log.lock()
        self._evidence.check(self._checkpointer.log_name)
        if last.size < witnessed.size or not _holds(log, witnessed):
            # It was brought back to an older state under a process that remembers more.
            self._checkpointer.nudge()
            raise NotWitnessed(
                "what the witnesses cosigned is not what the database holds now: it was "
                "rolled back or changed"
            )

    @staticmethod
    def outcome(connection: Connection, intent: int, position: int, *, done: bool) -> None:
        """Last in it, or in the one that drops the act: the entry at `position` says how it ended.

        The primary key lets one outcome stand for an intent, whatever two processes think.
        """
        connection.execute(
            "INSERT INTO record_outcome (intent, position, done) VALUES (%s, %s, %s)",
            [intent, position, int(done)],
        )

    def _announce(self, database: Database, act: Act) -> int:
        digest = sha256(canonical(act.event)).digest()
        intended = ActIntended(
            intent=act.intent, to=act.to, digest=digest.hex(), day=act.event.day, by=act.event.by
        )
        with database.transaction():
            Log(database).lock()
            self.free(database, act.to)
            act.check(database)
            (receipt,) = self._record.append(database, [Written(intended, act.about, act.actor)])
            self.announced(database, receipt.position, act.to, digest)
        return receipt.position

    def _complete(
        self, database: Database, act: Act, intent: int, witnessed: Checkpoint
    ) -> Receipt:
        with database.transaction():
            self.as_witnessed(database, witnessed)
            act.check(database)
            act.change(database)
            (receipt,) = self._record.append(database, [Written(act.event, act.about, act.actor)])
            self.outcome(database, intent, receipt.position, done=True)
        return receipt

    @contextmanager
    def _dropped_on_failure(self, database: Database, act: Act, intent: int) -> Iterator[None]:
        """Record that the act was dropped if it was, so that it can be tried again.

        If even that fails, the intent stays without an outcome, and the thing stays shut.
        """
        try:
            yield
        except Exception as error:
            dropped = ActDropped(
                intent=act.intent, reasons=str(error) or "failed", day=act.event.day,
                by=act.event.by,
            )  # fmt: skip
            try:
                with database.transaction():
                    Log(database).lock()
                    self._drop(database, intent, Written(dropped, act.about, act.actor))
            except DatabaseError as second:
                error.add_note(f"the record could not say that the act was dropped: {second}")
            raise

    def _drop(self, database: Database, intent: int, written: Written) -> Receipt:
        (receipt,) = self._record.append(database, [written])
        self.outcome(database, intent, receipt.position, done=False)
        return receipt

    def settle(self, database: Database, doubt: Doubt, written: Written) -> Receipt:
        """Settle an act in doubt as dropped, on the word of the person in `written`.

        Only after the witnesses have cosigned everything that is here, so that it is not done on
        a database that was rolled back. `written` is the `ActDropped` of that very intent, with
        that person's reasons; raises `ValueError` for anything else.
        """
        intended = self._record.event(database, doubt.position)
        if (
            not isinstance(intended, ActIntended)
            or not isinstance(written.event, ActDropped)
            or written.event.intent != intended.intent
        ):
            raise ValueError(
                f"that is not the end of the act which entry {doubt.position} announces"
            )
        self._evidence.check(self._checkpointer.log_name)
        signed = self._checkpointer.wait_for(Log(database).size() - 1)
        with database.transaction():
            self.as_witnessed(database, signed.checkpoint)
            return self._drop(database, doubt.position, written)


def _holds(log: Log, witnessed: Checkpoint) -> bool:
    try:
        return log.root(witnessed.size) == witnessed.root
    except BadProof:
        return False


class Doubt(NamedTuple):
    """An announced act without an outcome: its entry, and what it would happen to."""

    position: int
    to: str


def in_doubt(connection: Connection) -> list[Doubt]:
    """The announced acts without an outcome, oldest first; those under way are among them."""
    rows = connection.execute(
        "SELECT i.position, i.subject FROM record_intent i "
        "LEFT JOIN record_outcome o ON o.intent = i.position "
        "WHERE o.intent IS NULL ORDER BY i.position"
    ).fetchall()
    return [Doubt(int(position), str(subject)) for position, subject in rows]
