"""The bytes of an outward message, from five things alone, and the way back.

A message is an uncompressed tar archive (POSIX ustar) whose metadata are fixed: `cover.json`
(canonical JSON), `cover.txt` (for people), then `items/0001` and so on, byte for byte. Items have
numbers and no ids, because an id of ours tells when it was made. Nothing comes from a clock or
from chance: the same five things give the same bytes.
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Sequence
from datetime import date
from hashlib import sha256

import msgspec

from safeconduct.release.slots import Slot, slot
from safeconduct.release.words import BODY, ENCLOSED, SUBJECT, WITH_ITEMS, DecisionClass, Language

FORMAT = "safeconduct-outward/1"


class BadMessage(ValueError):
    """No message of ours; the text says why."""


class PublicRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What both sides know of a request: its id at this gate, and the requester's own words."""

    gate: str
    request: str
    state: str
    reference: str
    received: date


class Enclosed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An item as the cover lists it."""

    sha256: str
    size: int


class Cover(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `cover.json` says."""

    format: str
    id: str
    request: PublicRequest
    slot: int
    day: date
    decision: DecisionClass
    language: Language
    items: tuple[Enclosed, ...]


_encode = msgspec.json.Encoder(order="sorted").encode


def message_id(request: PublicRequest, at: Slot) -> str:
    """The one id that a message of this request in this slot can have: a hash of both."""
    return sha256(_encode([FORMAT, request.gate, request.request, at.number])).hexdigest()


def message(
    request: PublicRequest,
    decision: DecisionClass,
    items: Sequence[bytes],
    at: Slot,
    language: Language,
) -> bytes:
    """The message; raises `BadMessage` for items where there can be none, or a slot not its own."""
    if items and decision not in WITH_ITEMS:
        raise BadMessage(f"no item goes with '{decision}'; send them with 'executed'")
    if at != slot(request.received, at.number):
        raise BadMessage("that is no slot of this request")
    cover = Cover(
        FORMAT, message_id(request, at), request, at.number, at.at.date(), decision, language,
        tuple(Enclosed(sha256(item).hexdigest(), len(item)) for item in items),
    )  # fmt: skip
    files = {"cover.json": _encode(cover) + b"\n", "cover.txt": text(cover).encode()}
    files |= {f"items/{number:04}": item for number, item in enumerate(items, 1)}
    return _archive(files)


def text(cover: Cover) -> str:
    """What a cover says, for people."""
    words = {
        "reference": cover.request.reference,
        "received": cover.request.received.isoformat(),
        "count": str(len(cover.items)),
    }
    lines = [SUBJECT[cover.language].format(**words), cover.day.isoformat(), ""]
    lines.append(BODY[cover.decision][cover.language])
    if cover.items:
        lines.append(ENCLOSED[cover.language].format(**words))
        lines += [f"{n:04}  {e.sha256}  {e.size}" for n, e in enumerate(cover.items, 1)]
    return "\n".join([*lines, "", cover.id, ""])


def read(data: bytes) -> tuple[Cover, list[bytes]]:
    """A message's cover and items; raises `BadMessage` unless `message` makes these very bytes."""
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            contents = [archive.extractfile(member) for member in archive.getmembers()]
            files = [part.read() for part in contents if part is not None]
        cover = msgspec.json.decode(files[0], type=Cover)
        again = message(
            cover.request, cover.decision, files[2:], slot(cover.request.received, cover.slot),
            cover.language,
        )  # fmt: skip
    except (tarfile.TarError, msgspec.MsgspecError, ValueError, IndexError, OverflowError) as error:
        raise BadMessage(f"not a message of ours: {error}") from None
    if again != data:
        raise BadMessage("these bytes are not what this message would be: it was changed")
    return cover, files[2:]


def _archive(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:", format=tarfile.USTAR_FORMAT) as archive:
        for name, data in files.items():
            # Owner, time and mode are the same for all: nothing of this machine gets in.
            member = tarfile.TarInfo(name)
            member.size, member.mode, member.mtime = len(data), 0o644, 0
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()
