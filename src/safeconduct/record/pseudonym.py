"""What a request is called towards another authority: another name for each of them. Pure.

Two peers that compare what they were given cannot tell by these names that they were told of the
same request; only the holder of the key can. HMAC-SHA-256 (RFC 2104), the first 16 bytes.
"""

from __future__ import annotations

import hmac

KEY_SIZE = 32
_LABEL = b"safeconduct/1 request pseudonym\n"


def pseudonym(key: bytes, peer: str, request: str) -> str:
    """The name of a request towards a peer: 32 hexadecimal digits, always the same.

    `key`: 32 random bytes of this node; raises `ValueError` for another length, or without a peer.
    """
    if len(key) != KEY_SIZE:
        raise ValueError(f"the key of the pseudonyms has {KEY_SIZE} bytes, not {len(key)}")
    if not peer or not request:
        raise ValueError("a pseudonym is of a request and for a peer; neither may be empty")
    peer_, request_ = peer.encode(), request.encode()
    message = _LABEL + len(peer_).to_bytes(4, "big") + peer_ + request_
    return hmac.digest(key, message, "sha256")[:16].hex()
