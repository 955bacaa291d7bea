"""The one form of an event in bytes, which records commit to.

JSON with sorted keys, no white space and no member that has its default value: text and lists of
text only, so that it equals the form of RFC 8785.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from safeconduct.case.events import AnyEvent

_encode = msgspec.json.Encoder(order="sorted").encode
_decoder: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)


def canonical(event: AnyEvent) -> bytes:
    """The bytes of an event that records commit to: equal events have equal bytes."""
    return b"{" + b",".join(canonical_members(event)) + b"}"


def canonical_members(event: AnyEvent) -> list[bytes]:
    """The members of an event's canonical form, such as `"day":"2019-10-01"`, in its order."""
    members = []
    for name, start, default in _layout(type(event)):
        if not name:
            members.append(start)
            continue
        value = getattr(event, name)
        if value != default:
            members.append(start + _encode(value if type(value) is str else _plain(value)))
    return members


@cache
def _layout(kind: type[msgspec.Struct]) -> tuple[tuple[str, bytes, Any], ...]:
    """The members that an event may have, in order: name, how it begins, default."""
    rows = [(name, f'"{name}":'.encode(), default) for name, default in _defaults(kind)]
    tag = kind.__struct_config__.tag
    rows.append(("", f'"event":"{tag}"'.encode(), None))
    return tuple(sorted(rows, key=lambda row: row[1]))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_given(v) if isinstance(v, msgspec.Struct) else v for v in value]
    return value


def _given(struct: msgspec.Struct) -> dict[str, Any]:
    """The members that differ from their defaults, even where a default was written out."""
    return {
        name: _plain(getattr(struct, name))
        for name, default in _defaults(type(struct))
        if getattr(struct, name) != default
    }


@cache
def _defaults(kind: type[msgspec.Struct]) -> tuple[tuple[str, Any], ...]:
    return tuple(
        (f.name, f.default if f.default_factory is msgspec.NODEFAULT else f.default_factory())
        for f in msgspec.structs.fields(kind)
    )


def decode(data: bytes) -> AnyEvent:
    """The event that `canonical` wrote; raises `msgspec.ValidationError` for anything else."""
    return _decoder.decode(data)
