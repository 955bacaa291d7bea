"""A device with passkeys, in a few lines: it signs what it is asked, or something else."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_bytes
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cose
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

_FLAG = AuthenticatorData.FLAG
_cose: Any = cose.ES256.from_cryptography_key


@dataclass
class Token:
    """One passkey. `place`: where it believes to be; `verifies`: whether it asked for a PIN."""

    place: str = "testserver"
    origin: str = "https://testserver"
    verifies: bool = True
    id: bytes = field(default_factory=lambda: token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    user: str = ""

    def made(self, options: dict[str, Any]) -> str:
        """What it sends when it is added."""
        public = options["publicKey"]
        self.user = public["user"]["id"]
        data = AuthenticatorData.create(
            sha256(self.place.encode()).digest(), self._flags() | _FLAG.AT, 0,
            AttestedCredentialData.create(
                Aaguid.NONE, self.id, _cose(self.key.public_key())
            ),
        )  # fmt: skip
        return self._sent({
            "clientDataJSON": self._client("webauthn.create", public["challenge"]),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        })  # fmt: skip

    def signed(self, options: dict[str, Any]) -> str:
        """What it sends when somebody signs in with it."""
        client = self._client("webauthn.get", options["publicKey"]["challenge"], encoded=False)
        data = AuthenticatorData.create(sha256(self.place.encode()).digest(), self._flags(), 1)
        signature = self.key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._sent({
            "clientDataJSON": websafe_encode(client), "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature), "userHandle": self.user,
        })  # fmt: skip

    def _flags(self) -> Any:
        return _FLAG.UP | (_FLAG.UV if self.verifies else 0)

    def _client(self, kind: str, challenge: str, *, encoded: bool = True) -> Any:
        text = json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()
        return websafe_encode(text) if encoded else text

    def _sent(self, response: dict[str, Any]) -> str:
        name = websafe_encode(self.id)
        return json.dumps({
            "id": name, "rawId": name, "type": "public-key", "response": response,
            "clientExtensionResults": {"credProps": {"rk": True}},
        })  # fmt: skip
