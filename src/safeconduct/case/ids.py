"""Identifiers: short names in hand-written case files, prefixed ULIDs in running systems.

A ULID is 48 bits of milliseconds and 80 random bits in Crockford's base 32, so ids sort by
the time they were made. Source: the ULID specification (github.com/ulid/spec).
"""

from __future__ import annotations

PREFIXES = {
    "case": "cas",
    "event": "evt",
    "request": "req",
    "measure": "mea",
    "person": "per",
    "item": "itm",
    "signal": "sig",
    "protection": "pro",
    "hold": "hld",
    "clearance": "clr",
    "opinion": "opn",
    "incident": "inc",
    "emergency": "emg",
    "intent": "int",
    "account": "acc",
    "message": "msg",
}
"""What each kind of thing is called in front of its ULID."""

PATTERN = r"^([a-z][a-z0-9-]{0,63}|[a-z]{3}_[0-7][0-9A-HJKMNP-TV-Z]{25})$(?!\n)"
"""A hand-written id (lower case, digits, hyphens) or a prefixed ULID."""

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TIME_BITS, _RANDOM_BITS = 48, 80


def new_id(kind: str, milliseconds: int, randomness: int) -> str:
    """An id such as `req_01J9…`; pure, so the caller brings clock and randomness.

    `milliseconds` since 1970 (48 bits), `randomness` 80 bits. Raises `ValueError` outside
    those ranges and `KeyError` for a kind that `PREFIXES` does not know.
    """
    if not 0 <= milliseconds < 1 << _TIME_BITS:
        raise ValueError("milliseconds must fit in 48 bits")
    if not 0 <= randomness < 1 << _RANDOM_BITS:
        raise ValueError("randomness must fit in 80 bits")
    value = milliseconds << _RANDOM_BITS | randomness
    digits = "".join(_ALPHABET[value >> shift & 31] for shift in range(125, -1, -5))
    return f"{PREFIXES[kind]}_{digits}"
