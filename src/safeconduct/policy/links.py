"""Links that sign somebody in without more: for rehearsals alone, in which nothing is real."""

from __future__ import annotations

import hmac
from hashlib import sha256

_LABEL = b"safeconduct rehearsal link 1\0"


def written(secret: bytes, account: str, role: str) -> str:
    """The text of a link for an account in one of its roles. `secret`: the node's own."""
    return f"{account}.{role}.{_seal(secret, account, role)}"


def read(secret: bytes, text: str) -> tuple[str, str] | None:
    """The account and the role that a link names; None if this node did not write it."""
    account, _, rest = text.partition(".")
    role, _, seal = rest.partition(".")
    if not hmac.compare_digest(seal.encode(), _seal(secret, account, role).encode()):
        return None
    return account, role


def _seal(secret: bytes, account: str, role: str) -> str:
    named = _LABEL + account.encode() + b"\0" + role.encode()
    return hmac.new(secret, named, sha256).hexdigest()
