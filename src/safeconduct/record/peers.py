"""A node's side of the witness protocol: shows a checkpoint to a witness, gets a cosignature."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from hashlib import sha256

import msgspec
import urllib3

from safeconduct.record import note
from safeconduct.record.keys import PublicKey
from safeconduct.record.log import Log
from safeconduct.record.policy import Witness
from safeconduct.record.witness import MAX_ENTRIES, SIZE_TYPE

CONNECT_SECONDS = 2.0
READ_SECONDS = 5.0
MAX_ANSWER = 64 * 1024
"""How long an answer may be, in bytes; a few cosignatures are a tenth of that."""
_CORRECTIONS = 5
"""How often one witness may say that it is at another size, before it is left alone."""


class PeerError(Exception):
    """A witness did not cosign; the message says why."""


class Unreachable(PeerError):
    """The witness gave no answer, or said that it cannot work at the moment."""


class Refused(PeerError):
    """The witness answered, and did not cosign."""


class SawMore(Refused):
    """The witness has cosigned a larger tree of this log than there is here."""

    def __init__(self, words: str, size: int) -> None:
        """`size`: of the tree that it cosigned."""
        super().__init__(words)
        self.size = size


class SawAnother(Refused):
    """The witness has cosigned another tree of this log than the one here."""


class Peer:
    """One witness, as a policy names it."""

    def __init__(self, witness: Witness, mirrors: bool = False) -> None:
        """`mirrors`: whether it is sent the entries as well."""
        if not witness.url:
            raise ValueError(f"the policy says no address of the witness '{witness.label}'")
        self.witness = witness
        self._mirrors = mirrors
        self._http = urllib3.PoolManager(
            maxsize=2, retries=False,
            timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
        )  # fmt: skip

    def cosign(
        self,
        log: Log,
        signed: note.SignedCheckpoint,
        sign_at: Callable[[int], note.SignedCheckpoint],
    ) -> tuple[note.Signature, int]:
        """The witness's cosignature over a checkpoint of `log`, and when it was made.

        `log` gives the proofs; `sign_at` signs the same log at a smaller size, for a mirror that
        is far behind. Raises `PeerError`; with `SawMore` and `SawAnother` the witness says that
        the log was rolled back or changed, and `seen` may prove it.
        """
        known, corrections = self._last(log, signed.checkpoint.size), 0
        while True:
            far = self._mirrors and signed.checkpoint.size - known > MAX_ENTRIES
            step = sign_at(known + MAX_ENTRIES) if far else signed
            status, type_, text = self._ask(log, known, step)
            if status == 200 and not far:
                return self._cosignature(signed, text)
            if status == 200:
                known = step.checkpoint.size
                continue
            if status != 409 or type_ != SIZE_TYPE:
                break
            known, before = self._size(text), known
            corrections += 1
            if corrections > _CORRECTIONS:
                raise Refused(f"{self._name} says another size each time it is asked")
            if known > signed.checkpoint.size:
                raise SawMore(
                    f"{self._name} has seen {known} entries, "
                    f"here are {signed.checkpoint.size}", known,
                )  # fmt: skip
            if known == before:
                raise SawAnother(f"{self._name} has seen another tree of {known} entries")
        if status == 403 and corrections:
            # It knew the log's key when it named a size; what has come since is its own alarm.
            raise SawAnother(f"{self._name} has raised an alarm: {_words(text)}")
        self._refuse(status, text)
        raise AssertionError

    def seen(self, key: PublicKey) -> list[note.SignedCheckpoint]:
        """What the log with this key has shown the witness, as far as its own signature proves it.

        An answer alone proves nothing: anybody on the way could have made it. Empty if the witness
        does not say, or is not one of ours. Raises `Unreachable`.
        """
        digest = sha256(key.name.encode()).hexdigest()
        status, _, text = self._request("GET", f"seen/{digest}")
        if status != 200:
            return []
        found = []
        try:
            for each in msgspec.json.decode(text, type=list[str]):
                signed = note.read(each)
                signed.check_log(key)
                own = [s for s in signed.signatures if (s.name, s.id) == (key.name, key.id)]
                found.append(signed._replace(signatures=tuple(own[:1])))
        except (msgspec.MsgspecError, note.BadNote):
            return found
        return found

    def _refuse(self, status: int, text: str) -> None:
        words = _words(text)
        if status == 422:
            raise SawAnother(f"{self._name} does not find there what it saw before: {words}")
        if status >= 500:
            raise Unreachable(f"{self._name} cannot cosign at the moment: {words}")
        raise Refused(f"{self._name} does not cosign: {words} ({status})")

    @property
    def _name(self) -> str:
        return self.witness.key.name

    def _last(self, log: Log, size: int) -> int:
        """The size that the witness saw last, as far as is known here, and not above `size`."""
        row = log.connection.execute(
            "SELECT MAX(size) FROM record_cosignature "
            "WHERE log = %s AND witness = %s AND size <= %s", [log.number, self._name, size],
        ).fetchone()  # fmt: skip
        return int(row[0] or 0)

    def _ask(self, log: Log, known: int, signed: note.SignedCheckpoint) -> tuple[int, str, str]:
        size = signed.checkpoint.size
        if self._mirrors and known < size:
            entries = (b64encode(entry).decode() for _, entry in log.entries(known, size))
            return self._post("add-entries", f"entries {known}", entries, signed)
        proof = (b64encode(step).decode() for step in log.consistency(min(known, size), size))
        return self._post("add-checkpoint", f"old {known}", proof, signed)

    def _post(
        self, call: str, first: str, lines: Iterator[str], signed: note.SignedCheckpoint
    ) -> tuple[int, str, str]:
        body = "".join(f"{line}\n" for line in [first, *lines]) + "\n" + str(signed)
        return self._request("POST", call, body.encode())

    def _request(self, method: str, call: str, body: bytes | None = None) -> tuple[int, str, str]:
        try:
            answer = self._http.request(
                method, f"{self.witness.url.rstrip('/')}/{call}", body=body,
                headers={"Content-Type": "text/plain; charset=utf-8"},
                preload_content=False, decode_content=False,
            )  # fmt: skip
            raw = answer.read(MAX_ANSWER + 1)
            if len(raw) > MAX_ANSWER:
                answer.close()
        except urllib3.exceptions.HTTPError as error:
            raise Unreachable(f"{self._name} does not answer: {error}") from error
        if len(raw) > MAX_ANSWER:
            raise Refused(f"{self._name} gives an answer of more than {MAX_ANSWER} bytes")
        answer.release_conn()
        text = raw.decode(errors="replace")
        return answer.status, answer.headers.get("Content-Type", ""), text

    def _size(self, text: str) -> int:
        try:
            return note.read_size(text.removesuffix("\n"))
        except note.BadNote as error:
            raise Refused(f"{self._name} gives no size: {error}") from None

    def _cosignature(self, signed: note.SignedCheckpoint, text: str) -> tuple[note.Signature, int]:
        key = self.witness.key
        try:
            answered = signed._replace(signatures=note.read_signatures(text))
            time = answered.signed_by([key]).get(key)
        except note.BadNote as error:
            raise Refused(f"the cosignature of {self._name} does not hold: {error}") from None
        if time is None:
            raise Refused(f"{self._name} answered without a cosignature by its key")
        found = [s for s in answered.signatures if (s.name, s.id) == (key.name, key.id)]
        return found[-1], time


def _words(text: str) -> str:
    return " ".join(text.split())[:300]
