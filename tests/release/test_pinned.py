"""Over TLS only the one expected certificate is spoken to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from safeconduct.release.adapters import Https, NotDelivered
from tests.release.receiver import Receiver


@pytest.fixture
def ministry(tmp_path: Path) -> Iterator[tuple[Receiver, str]]:
    """A recipient behind TLS, and the pin of its certificate."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "ministry.example")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (tmp_path / "certificate").write_bytes(made.public_bytes(Encoding.PEM))
    (tmp_path / "key").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    receiver = Receiver(tmp_path / "ledger")
    receiver.secure(tmp_path / "certificate", tmp_path / "key")
    thread = threading.Thread(target=receiver.server.serve_forever)
    thread.start()
    yield receiver, sha256(made.public_bytes(Encoding.DER)).hexdigest()
    receiver.server.shutdown()
    thread.join()
    receiver.server.server_close()


def test_the_expected_certificate_is_spoken_to(ministry: tuple[Receiver, str]) -> None:
    receiver, pin = ministry
    Https(f"https://127.0.0.1:{receiver.port}/in", pin).send("m", b"bytes")
    assert [line["message"] for line in receiver.lines()] == ["m"]


def test_behind_another_certificate_nobody_is_told_anything(
    ministry: tuple[Receiver, str],
) -> None:
    receiver, pin = ministry
    other = pin[:-1] + ("0" if pin[-1] != "0" else "1")
    with pytest.raises(NotDelivered, match="no answer"):
        Https(f"https://127.0.0.1:{receiver.port}/in", other).send("m", b"bytes")
    assert (receiver.calls, receiver.lines()) == (0, [])
