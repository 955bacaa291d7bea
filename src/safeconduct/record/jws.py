"""Signed texts that travel alone: clearances and messages between nodes. Compact JWS, Ed25519.

RFC 7515 (compact form), RFC 8037 (keys), RFC 9864 (the algorithm's name), RFC 7638 (names of keys).
What is accepted is narrow on purpose: for one key and one type of text there is one header, sign
for sign, so that no part of a token that nobody has verified yet decides anything.
"""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from typing import Literal

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

ALGORITHM: Literal["Ed25519"] = "Ed25519"
MEMBERS = frozenset({"crv", "d", "kty", "x"})
"""What a JWK of ours may say; the rest, such as uses and names, is nobody's to choose."""
MAX_TOKEN = 1 << 20
"""How long a token may be, in signs."""


class BadToken(Exception):
    """Not a text of that type that one of these keys signed; the message says why."""


class BadKey(Exception):
    """Not a key of the kind that is asked for; the message says what would be right."""


class VerifyingKey:
    """A public key; `kid` is its name, the thumbprint of RFC 7638."""

    def __init__(self, key: OKPKey) -> None:
        """Use `read`, or `SigningKey.public`."""
        self._key = key
        self.kid: str = key.thumbprint()

    @classmethod
    def read(cls, text: str) -> VerifyingKey:
        """The key in a JWK; a secret one is refused. Raises `BadKey`."""
        key = _imported(text)
        if key.is_private:
            raise BadKey("this is a secret key; give the public one, without its member 'd'")
        return cls(key)

    def text(self) -> str:
        """The key as a JWK: sorted members, no white space."""
        return _text(self._key, private=False)

    def __eq__(self, other: object) -> bool:
        """Two keys are the same if they verify the same signatures."""
        return isinstance(other, VerifyingKey) and self.kid == other.kid

    def __hash__(self) -> int:
        """As equal keys have it."""
        return hash(self.kid)


class SigningKey:
    """A secret key and the public one that belongs to it."""

    def __init__(self, key: OKPKey) -> None:
        """Use `new` or `read`."""
        self._key = key
        self.public = VerifyingKey(_imported(_text(key, private=False)))
        self.kid = self.public.kid

    @classmethod
    def new(cls) -> SigningKey:
        """A new key from the system's random numbers."""
        return cls(OKPKey.generate_key(ALGORITHM, private=True, auto_kid=False))

    @classmethod
    def read(cls, text: str) -> SigningKey:
        """The key in a JWK, as `text` writes it. Raises `BadKey`."""
        key = _imported(text)
        if key.private_key is None:
            raise BadKey("this is a public key; the member 'd' of a secret one is missing")
        own = OKPKey.import_key(key.private_key.public_key())
        if _text(own, private=False) != _text(key, private=False):
            raise BadKey("the members 'd' and 'x' do not belong together")
        return cls(key)

    def text(self) -> str:
        """The secret key as a JWK: to be kept in a file that nobody else may read."""
        return _text(self._key, private=True)


def sign(payload: bytes, key: SigningKey, typ: str) -> str:
    """A token: the payload, signed. `typ` says what it is, so that none passes for another."""
    return jws.serialize_compact(
        {"alg": ALGORITHM, "kid": key.kid, "typ": typ}, payload, key._key, algorithms=[ALGORITHM]
    )


def verify(token: str, keys: Iterable[VerifyingKey], typ: str) -> tuple[bytes, VerifyingKey]:
    """What a token of this type says, and which of the keys signed it. Raises `BadToken`."""
    if len(token) > MAX_TOKEN:
        raise BadToken(f"a token has at most {MAX_TOKEN} signs; this one has {len(token)}")
    parts = token.split(".")
    if len(parts) != 3 or not all(map(_canonical, parts)):
        raise BadToken("a token is three parts in base64url without padding, joined by full stops")
    for key in keys:
        if parts[0] == _header(key.kid, typ):
            try:
                found = jws.deserialize_compact(token, key._key, algorithms=[ALGORITHM])
            except JoseError as error:
                raise BadToken(f"the signature does not hold: {error}") from None
            return found.payload, key
    raise BadToken(f"not a '{typ}' of any of the keys that count here")


def _header(kid: str, typ: str) -> str:
    header = {"alg": ALGORITHM, "kid": kid, "typ": typ}
    raw = json.dumps(header, separators=(",", ":")).encode()
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _canonical(part: str) -> bool:
    """Whether a part is base64url as it is written, bit for bit (RFC 4648, section 3.5)."""
    try:
        raw = urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (binascii.Error, ValueError):
        return False
    return urlsafe_b64encode(raw).rstrip(b"=").decode() == part


def _imported(text: str) -> OKPKey:
    try:
        raw = json.loads(text)
        if not isinstance(raw, dict) or set(raw) - MEMBERS:
            raise ValueError("a key is an object with the members kty, crv, x and perhaps d")
        if raw.get("kty") != "OKP" or raw.get("crv") != ALGORITHM:
            raise ValueError(f"the kind is 'OKP' and the curve '{ALGORITHM}'")
        return OKPKey.import_key(raw)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise BadKey(f"no key as RFC 8037 has it: {error}") from None


def _text(key: OKPKey, *, private: bool) -> str:
    members = {k: v for k, v in key.as_dict(private=private).items() if k in MEMBERS}
    return json.dumps(members, sort_keys=True, separators=(",", ":"))
