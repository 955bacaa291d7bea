"""Signed texts: the published vector holds, and nothing but the one right header is accepted."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws as peer
from joserfc.jwk import OKPKey

from safeconduct.record.jws import BadKey, BadToken, SigningKey, VerifyingKey, sign, verify

# RFC 8037, appendix A.1 and A.3: a key and the thumbprint of its public half.
RFC_KEY = {
    "kty": "OKP", "crv": "Ed25519", "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
}  # fmt: skip
RFC_THUMBPRINT = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"

ONE, OTHER = SigningKey.new(), SigningKey.new()


def _b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _token(header: object, payload: bytes = b"{}") -> str:
    """A token with any header, well signed: what only a cheat would make."""
    secret = json.loads(ONE.text())["d"]
    key = Ed25519PrivateKey.from_private_bytes(urlsafe_b64decode(secret + "=" * (-len(secret) % 4)))
    signed = f"{_b64(json.dumps(header, separators=(',', ':')).encode())}.{_b64(payload)}"
    return f"{signed}.{_b64(key.sign(signed.encode()))}"


def test_the_published_key_has_the_published_name() -> None:
    """Keys are read and named as RFC 8037 and RFC 7638 say."""
    key = SigningKey.read(json.dumps(RFC_KEY))
    assert key.kid == RFC_THUMBPRINT
    assert json.loads(key.text()) == RFC_KEY
    assert "d" not in json.loads(key.public.text())


def test_the_published_signature_comes_out() -> None:
    """RFC 8037, appendix A.4, but for the algorithm's name, which RFC 9864 has changed since."""
    key = SigningKey.read(json.dumps(RFC_KEY))
    secret = OKPKey.import_key(dict(RFC_KEY))
    ours = sign(b"Example of Ed25519 signing", key, "example")
    theirs = peer.deserialize_compact(ours, secret, algorithms=["Ed25519"])
    assert theirs.payload == b"Example of Ed25519 signing"
    old = (
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PG"
        "cvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    )
    with pytest.raises(BadToken):
        verify(old, [key.public], "example")


@given(st.binary(max_size=200), st.text(st.characters(min_codepoint=33, max_codepoint=126)))
def test_what_is_signed_is_what_is_read(payload: bytes, typ: str) -> None:
    """Any payload comes back, with the key that signed it."""
    token = sign(payload, ONE, typ)
    assert verify(token, [OTHER.public, ONE.public], typ) == (payload, ONE.public)


def test_another_key_or_another_type_is_refused() -> None:
    """A clearance is no message, and a stranger's signature no signature."""
    token = sign(b"{}", ONE, "message")
    for keys, typ in (([OTHER.public], "message"), ([ONE.public], "clearance"), ([], "message")):
        with pytest.raises(BadToken, match="of the keys that count"):
            verify(token, keys, typ)


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none", "kid": ONE.kid, "typ": "t"},
        {"alg": "EdDSA", "kid": ONE.kid, "typ": "t"},
        {"alg": "HS256", "kid": ONE.kid, "typ": "t"},
        {"alg": "Ed25519", "typ": "t"},
        {"alg": "Ed25519", "kid": OTHER.kid, "typ": "t"},
        {"alg": "Ed25519", "kid": ONE.kid},
        {"alg": "Ed25519", "kid": ONE.kid, "typ": "t", "crit": ["b64"], "b64": False},
        {"alg": "Ed25519", "kid": ONE.kid, "typ": "t", "jwk": RFC_KEY},
        {"typ": "t", "kid": ONE.kid, "alg": "Ed25519"},
    ],
)
def test_a_header_with_anything_else_is_refused(header: dict[str, object]) -> None:
    """Even over the right key's signature: no header chooses its own algorithm or key."""
    with pytest.raises(BadToken):
        verify(_token(header), [ONE.public, OTHER.public], "t")


def test_the_one_right_header_passes_the_same_way() -> None:
    """So that the refusals above are due to the header alone."""
    assert verify(_token({"alg": "Ed25519", "kid": ONE.kid, "typ": "t"}), [ONE.public], "t")


@given(st.data())
def test_any_other_sign_spoils_a_token(data: st.DataObject) -> None:
    """No sign of a token can be changed, left out or added."""
    token = sign(b'{"a":1}', ONE, "t")
    at = data.draw(st.integers(0, len(token) - 1))
    by = data.draw(st.sampled_from(["", *"ABab01-_.=+/ \n"]))
    changed = token[:at] + by + token[at + 1 :]
    if changed != token:
        with pytest.raises(BadToken):
            verify(changed, [ONE.public], "t")


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"kty":"OKP","crv":"X25519","x":"AA"}',
    '{"kty":"OKP","crv":"Ed25519","x":"AA"}', '{"kty":"OKP","crv":"Ed25519","x":5}',
    '{"kty":"oct","k":"AA"}', "{", '{"kty":"OKP","crv":"Ed25519"}',
])  # fmt: skip
def test_what_is_no_key_is_refused_in_words(text: str) -> None:
    """No stack trace of the library's reaches whoever wrote the file."""
    for read in (VerifyingKey.read, SigningKey.read):
        with pytest.raises(BadKey):
            read(text)


def test_secret_and_public_keys_are_not_confused() -> None:
    """A secret key in a file for others is refused, and so is a public half that is another's."""
    with pytest.raises(BadKey, match="secret"):
        VerifyingKey.read(ONE.text())
    with pytest.raises(BadKey, match="public"):
        SigningKey.read(ONE.public.text())
    mixed = {**json.loads(ONE.text()), "x": json.loads(OTHER.text())["x"]}
    with pytest.raises(BadKey, match="belong together"):
        SigningKey.read(json.dumps(mixed))
