"""A witness: cosigns what other logs show it, if they kept everything that it saw before.

The rules of C2SP tlog-witness (`add-checkpoint`). A witness that mirrors a log is sent its entries
as well (`add-entries`, our own, in the same form) and cosigns only what it holds:

    entries START
    an entry in base64, one a line, from START to the checkpoint's size
    (an empty line)
    the checkpoint

The witness's state is the largest checkpoint that it has cosigned of each log, in its database.
"""

from __future__ import annotations

import binascii
import json
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from safeconduct.record import note, tree
from safeconduct.record.database import Database
from safeconduct.record.entry import BadEntry, recorded
from safeconduct.record.evidence import Evidence
from safeconduct.record.keys import PublicKey, SecretKey
from safeconduct.record.log import Log

SIZE_TYPE = "text/x.tlog.size"
TEXT_TYPE = "text/plain; charset=utf-8"
MAX_PROOF = 63
MAX_ENTRIES = 5000
"""How many entries one request may bring."""
MAX_BODY = 4 * 1024 * 1024


SHOWN = ("seen before", "seen now")
"""The documents of an alarm that a log has signed."""
AGAIN_SECONDS = 60
"""A checkpoint that was cosigned less long ago is not cosigned anew."""


class Answer(NamedTuple):
    """The answer to a request: HTTP status, content type, text."""

    status: int
    type: str
    text: str


@dataclass(frozen=True)
class Witnessed:
    """A log that is witnessed: its key, its number in the database, whether it is mirrored."""

    key: PublicKey
    number: int
    mirrored: bool = False


class _Refused(Exception):
    def __init__(self, status: int, words: str, type_: str = TEXT_TYPE) -> None:
        self.answer = Answer(status, type_, words + "\n")


class Witness:
    """Cosigns the checkpoints of the logs that it knows."""

    def __init__(
        self,
        keys: Sequence[SecretKey],
        logs: Sequence[Witnessed],
        evidence: Evidence,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`keys`: all of them sign, so that old and new ones can overlap."""
        self._keys = keys
        self._logs: Mapping[str, Witnessed] = {log.key.name: log for log in logs}
        self._evidence = evidence
        self._clock = clock

    def add_checkpoint(self, database: Database, body: bytes) -> Answer:
        """Answer a request to cosign a checkpoint, with a proof from the one before."""
        return self._answer(database, body, "old", self._consistent)

    def add_entries(self, database: Database, body: bytes) -> Answer:
        """Answer a request to keep new entries and to cosign the checkpoint that holds them."""
        return self._answer(database, body, "entries", self._kept)

    def seen(self, database: Database, digest: str) -> Answer:
        """What a log has shown here, each signed by the log itself, as a list in JSON.

        The last checkpoint that was cosigned, and whatever stands in an alarm about the log: with
        these a node can see for itself why it is not cosigned any more. `digest` is the SHA-256 of
        the log's name, in hexadecimal.
        """
        for known in self._logs.values():
            if sha256(known.key.name.encode()).hexdigest() == digest:
                last = Log(database, known.number).checkpoint()
                notes = [] if last is None else [str(last)]
                for alarm in self._evidence.standing(known.key.name):
                    notes += [alarm.documents[n] for n in SHOWN if n in alarm.documents]
                return Answer(200, "application/json", json.dumps(notes) + "\n")
        return Answer(404, TEXT_TYPE, "no log of this name is witnessed here\n")

    def _answer(
        self,
        database: Database,
        body: bytes,
        word: str,
        accept: Callable[[Log, Witnessed, int, list[str], note.SignedCheckpoint], None],
    ) -> Answer:
        try:
            known, start, lines, signed = self._read(body, word)
            log = Log(database, known.number)
            with database.transaction():
                log.lock()
                accept(log, known, start, lines, signed)
                return self._cosign(log, signed)
        except _Refused as refused:
            return refused.answer

    def _read(
        self, body: bytes, word: str
    ) -> tuple[Witnessed, int, list[str], note.SignedCheckpoint]:
        if len(body) > MAX_BODY:
            raise _Refused(413, f"a request has at most {MAX_BODY} bytes")
        try:
            head, _, rest = body.decode().partition("\n\n")
            first, *lines = head.split("\n")
            if not first.startswith(f"{word} "):
                raise note.BadNote(f"the first line reads '{word} NUMBER'")
            start = note.read_size(first.removeprefix(f"{word} "))
            signed = note.read(rest)
        except (UnicodeDecodeError, note.BadNote) as error:
            raise _Refused(400, f"not a request: {error}") from None
        known = self._logs.get(signed.checkpoint.origin)
        if known is None:
            raise _Refused(404, f"the log {signed.checkpoint.origin} is not witnessed here")
        try:
            signed.check_log(known.key)
        except note.BadNote as error:
            raise _Refused(403, str(error)) from None
        if start > signed.checkpoint.size:
            raise _Refused(400, f"{start} is more than the checkpoint's {signed.checkpoint.size}")
        # What a log signed itself is proof against it, whatever else the request says.
        own = dict.fromkeys(s for s in signed.signatures if _by(s, known))
        signed = signed._replace(signatures=tuple(own))
        return known, start, lines, signed

    def _consistent(
        self,
        log: Log,
        known: Witnessed,
        old: int,
        lines: list[str],
        signed: note.SignedCheckpoint,
    ) -> None:
        """Check that the checkpoint holds everything in the last one that was cosigned."""
        last = self._unbroken(log, known, signed)
        held = log.size() if known.mirrored else last.checkpoint.size
        if known.mirrored and old == held < signed.checkpoint.size:
            raise _Refused(
                400, f"the entries of {known.key.name} are kept here; send them (add-entries)"
            )
        if old != last.checkpoint.size or (known.mirrored and signed.checkpoint.size > held):
            raise _Refused(409, str(held), SIZE_TYPE)
        if len(lines) > MAX_PROOF:
            raise _Refused(400, f"a proof has at most {MAX_PROOF} lines")
        try:
            proof = note.read_hashes(lines)
            tree.check_consistency(
                old, signed.checkpoint.size, proof, last.checkpoint.root, signed.checkpoint.root
            )
        except note.BadNote as error:
            raise _Refused(400, f"not a proof: {error}") from None
        except tree.BadProof as error:
            # Anybody can send a bad proof with a good checkpoint: no proof against the log.
            raise _Refused(422, f"the proof does not hold: {error}") from None

    def _kept(
        self,
        log: Log,
        known: Witnessed,
        start: int,
        lines: list[str],
        signed: note.SignedCheckpoint,
    ) -> None:
        """Keep the new entries, if with them the tree is the one that was signed."""
        if not known.mirrored:
            raise _Refused(400, f"the entries of {known.key.name} are not kept here")
        self._unbroken(log, known, signed)
        size = log.size()
        if start != size:
            raise _Refused(409, str(size), SIZE_TYPE)
        entries = [_entry(line) for line in lines]
        if len(entries) > MAX_ENTRIES or start + len(entries) != signed.checkpoint.size:
            raise _Refused(
                400,
                f"{len(entries)} entries from {start} do not reach {signed.checkpoint.size}; "
                f"a request brings at most {MAX_ENTRIES}",
            )
        if entries:
            log.add(entries, size)
        if log.root(signed.checkpoint.size) != signed.checkpoint.root:
            raise _Refused(422, "with these entries the tree has another root")

    def _unbroken(
        self, log: Log, known: Witnessed, signed: note.SignedCheckpoint
    ) -> note.SignedCheckpoint:
        """The last checkpoint cosigned; refuses if this one contradicts it, and keeps both."""
        origin, size = signed.checkpoint.origin, signed.checkpoint.size
        if self._evidence.standing(origin):
            raise _Refused(403, f"an alarm about {origin} stands; nothing of it is cosigned")
        last = log.checkpoint() or note.SignedCheckpoint(
            note.Checkpoint(origin, 0, tree.EMPTY_ROOT), ()
        )
        before = self._seen(log, known, size)
        if before and before["root"] != b64encode(signed.checkpoint.root).decode():
            if not self._settled(signed):
                words = f"{origin} signed two different trees of {size} entries"
                documents = {**before, "seen now": str(signed)}
                self._evidence.alarm("split-view", origin, words, documents)
            raise _Refused(409, str(last.checkpoint.size), SIZE_TYPE)
        if size < last.checkpoint.size:
            raise _Refused(409, str(last.checkpoint.size), SIZE_TYPE)
        return last

    def _settled(self, signed: note.SignedCheckpoint) -> bool:
        """Whether a person has settled what this shows: anybody can send it again and again."""
        return any(
            alarm.settled and alarm.documents.get("seen now") == str(signed)
            for alarm in self._evidence.alarms().values()
        )

    @staticmethod
    def _seen(log: Log, known: Witnessed, size: int) -> dict[str, str]:
        """What the log showed before of its first `size` entries: a root, and what proves it."""
        same, last = log.checkpoint_at(size), log.checkpoint()
        if same:
            return {"root": b64encode(same.checkpoint.root).decode(), "seen before": str(same)}
        if not known.mirrored or not last or size > last.checkpoint.size:
            return {}
        proof = log.consistency(size, last.checkpoint.size)
        return {
            "root": b64encode(log.root(size)).decode(),
            "seen before": str(last),
            "consistency proof": "".join(f"{b64encode(step).decode()}\n" for step in proof),
        }

    def _cosign(self, log: Log, signed: note.SignedCheckpoint) -> Answer:
        checkpoint, now, lines = signed.checkpoint, int(self._clock()), ""
        log.keep_checkpoint(signed)
        kept = self._kept_signatures(log, checkpoint, now)
        for key in self._keys:
            signature = kept.get(key.public)
            if signature is None:
                signature = note.sign(checkpoint, key, now)
                log.keep_cosignature(checkpoint.size, signature, now)
            lines += signature.line()
        return Answer(200, TEXT_TYPE, lines)

    def _kept_signatures(
        self, log: Log, checkpoint: note.Checkpoint, now: int
    ) -> dict[PublicKey, note.Signature]:
        """Our fresh cosignatures: whoever replays a checkpoint does not fill the database."""
        kept = log.checkpoint_at(checkpoint.size)
        if kept is None or kept.checkpoint != checkpoint:
            return {}
        known = {(key.public.name, key.public.id): key.public for key in self._keys}
        found = {}
        for signature in kept.signatures:
            key = known.get((signature.name, signature.id))
            if key and 0 <= now - int.from_bytes(signature.raw[:8], "big") < AGAIN_SECONDS:
                found[key] = signature
        return found


def _by(signature: note.Signature, known: Witnessed) -> bool:
    return (signature.name, signature.id) == (known.key.name, known.key.id)


def _entry(line: str) -> bytes:
    try:
        entry = b64decode(line, validate=True)
        recorded(entry)
    except (binascii.Error, BadEntry) as error:
        raise _Refused(400, f"not an entry: {error}") from None
    return entry
