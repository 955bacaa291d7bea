"""Over TLS only the one expected certificate is spoken to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from safeconduct.release.adapters import Https, NotDelivered
from tests.release.receiver import Receiver
from tests.selfsigned import self_signed


@pytest.fixture
def ministry(tmp_path: Path) -> Iterator[tuple[Receiver, str]]:
    """A recipient behind TLS, and the pin of its certificate."""
    made = self_signed(tmp_path, "ministry.example")
    receiver = Receiver(tmp_path / "ledger")
    receiver.secure(made.certificate, made.key)
    thread = threading.Thread(target=receiver.server.serve_forever)
    thread.start()
    yield receiver, made.pin
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
