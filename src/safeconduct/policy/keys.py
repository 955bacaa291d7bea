"""What a key is, and its fingerprint: all that is kept of it."""

from __future__ import annotations

import secrets
from hashlib import sha256


def new_secret() -> str:
    """A key that nobody has yet."""
    return f"sck_{secrets.token_urlsafe(32)}"


def digest(key: str) -> str:
    """The fingerprint of a key."""
    return sha256(key.encode()).hexdigest()
