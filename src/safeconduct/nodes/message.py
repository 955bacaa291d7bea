"""What nodes say to each other, and how it is signed. Pure.

Compact JWS (record/jws.py), one type for each sort of text, so that none passes for another. Times
are RFC 3339 in UTC, to the microsecond.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from safeconduct.record.jws import BadToken, SigningKey, VerifyingKey, sign, verify

FORMAT: Literal["safeconduct-message/1"] = "safeconduct-message/1"
MESSAGE = "safeconduct-message+jws"
RECEIPT = "safeconduct-message-receipt+jws"
QUESTION = "safeconduct-question+jws"
ANSWER = "safeconduct-answer+jws"

MAX_BODY = 700_000
"""How long the body of a message may be as JSON, in bytes; its token is a third longer."""
HEARTBEAT, REJECTED = "heartbeat", "rejected"
"""The kinds that nodes deal with themselves."""

Id = Annotated[str, msgspec.Meta(pattern=r"^msg_[0-7][0-9A-HJKMNP-TV-Z]{25}$(?!\n)")]
Kind = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z-]{0,62}$(?!\n)")]
Digest = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
Nonce = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}$(?!\n)")]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Number = Annotated[int, msgspec.Meta(ge=0, lt=1 << 53)]
Time = Annotated[str, msgspec.Meta(pattern=r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$(?!\n)")]


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A message. `number` counts from 1 for each sender and recipient; a heartbeat has 0."""

    format: Literal["safeconduct-message/1"]
    id: Id
    sender: Name
    to: Name
    number: Number
    kind: Kind
    sent: Time
    body: dict[str, Any]


class Receipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a recipient says once it has taken a message; `sha256` is of the message's token."""

    message: Id
    sha256: Digest
    number: Number


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question that is answered at once. `nonce` is never used again."""

    sender: Name
    to: Name
    kind: Kind
    nonce: Nonce
    asked: Time
    body: dict[str, Any]


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An answer; `question` is the SHA-256 of the question's token."""

    question: Digest
    answered: Time
    body: dict[str, Any]


Said = TypeVar("Said", Message, Receipt, Question, Answer)
_TYPES = {Message: MESSAGE, Receipt: RECEIPT, Question: QUESTION, Answer: ANSWER}
_encode = msgspec.json.Encoder(order="sorted").encode


def signed(said: Message | Receipt | Question | Answer, key: SigningKey) -> str:
    """The token of something that a node says."""
    return sign(_encode(said), key, _TYPES[type(said)])


def read(token: str, keys: Iterable[VerifyingKey], sort: type[Said]) -> tuple[Said, VerifyingKey]:
    """What a token of this sort says, and whose key signed it. Raises `BadToken`."""
    payload, key = verify(token, keys, _TYPES[sort])
    try:
        return msgspec.json.decode(payload, type=sort), key
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadToken(f"signed, but not what it should say: {error}") from None


def canonical(body: dict[str, Any]) -> bytes:
    """A body as JSON with sorted keys and no white space. Raises `ValueError`."""
    try:
        return _encode(body)
    except (TypeError, msgspec.MsgspecError, RecursionError) as error:
        raise ValueError(f"this cannot be said in a message: {error}") from None


def digest(text: str | bytes) -> str:
    """SHA-256 in hexadecimal."""
    return sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def written(at: datetime) -> str:
    """A time as messages write it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def when(text: str) -> datetime:
    """The time in a message. Raises `BadToken` for a day that no calendar has."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise BadToken(f"no time: {error}") from None
