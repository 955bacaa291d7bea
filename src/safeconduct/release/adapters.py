"""The ways to a recipient. Nothing else in this package opens a connection or writes a file."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Protocol

import msgspec
import urllib3

from safeconduct.record.files import write_atomically
from safeconduct.record.jws import BadToken, VerifyingKey, verify
from safeconduct.record.pinned import pool

RECEIPT = "safeconduct-receipt+jws"
MAX_ANSWER = 16 * 1024


class NotDelivered(Exception):
    """Nobody has acknowledged the message; it is tried again. The text says why."""


class Receipt(msgspec.Struct, frozen=True):
    """What a recipient acknowledges: a message's id and the hash of the bytes that came."""

    message: str
    sha256: str


class Adapter(Protocol):
    """A way to one recipient."""

    def send(self, message: str, data: bytes) -> str:
        """Deliver a message, at least once; gives the acknowledgement. Raises `NotDelivered`.

        `message` is the idempotency key: the same id always comes with the same bytes.
        """
        ...


class Folder:
    """A folder that the recipient, or a courier, takes messages from."""

    def __init__(self, folder: Path) -> None:
        """`folder`: is there already."""
        self._folder = folder

    def send(self, message: str, data: bytes) -> str:
        """Leave the file, whole or not at all."""
        file = self._folder / f"{message}.tar"
        try:
            if file.exists() and file.read_bytes() != data:
                raise NotDelivered(f"{file.name} is there with other bytes; somebody must look")
            if not file.exists():
                write_atomically(file, data)
        except OSError as error:
            raise NotDelivered(f"the folder takes no file: {error}") from None
        return f"in the folder, {len(data)} bytes, sha256 {sha256(data).hexdigest()}"


class Https:
    """A recipient's door, over TLS with the one certificate that is expected there."""

    def __init__(self, url: str, pin: str = "", key: VerifyingKey | None = None) -> None:
        """`pin`: SHA-256 of the certificate in hex. `key`: then only signed receipts count.

        Plain HTTP is for this machine alone. Raises `ValueError`.
        """
        self._http, self._path = pool(url, pin)
        self._key = key

    def send(self, message: str, data: bytes) -> str:
        """Post the message, once a call; redirections are not followed."""
        try:
            answer = self._http.request(
                "POST", self._path, body=data, retries=False, redirect=False,
                preload_content=False, decode_content=False,
                timeout=urllib3.Timeout(connect=5, read=30),
                headers={"Idempotency-Key": message, "Content-Type": "application/x-tar"},
            )  # fmt: skip
            raw = answer.read(MAX_ANSWER)
            answer.release_conn()
        except urllib3.exceptions.HTTPError as error:
            raise NotDelivered(f"no answer: {error}") from None
        if answer.status not in (200, 201):
            raise NotDelivered(f"the recipient answered {answer.status}")
        self._check(raw, message, data)
        return raw.decode()

    def _check(self, raw: bytes, message: str, data: bytes) -> None:
        try:
            if self._key:
                raw, _ = verify(raw.decode(), [self._key], RECEIPT)
            receipt = msgspec.json.decode(raw, type=Receipt)
        except (BadToken, msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise NotDelivered(f"no receipt came back: {error}") from None
        if receipt != Receipt(message, sha256(data).hexdigest()):
            raise NotDelivered("the receipt is for something else")
