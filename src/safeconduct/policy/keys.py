"""What a key is, and its fingerprint: all that is kept of it."""

from __future__ import annotations

import re
import secrets
from hashlib import sha256

_SHAPE = re.compile(r"sck_[A-Za-z0-9_-]{43}")


def new_secret() -> str:
    """A key that nobody has yet."""
    return f"sck_{secrets.token_urlsafe(32)}"


def could_be(text: str) -> bool:
    """Whether something looks as `new_secret` makes keys. What somebody thought up is none."""
    return _SHAPE.fullmatch(text) is not None


def digest(key: str) -> str:
    """The fingerprint of a key."""
    return sha256(key.encode()).hexdigest()
