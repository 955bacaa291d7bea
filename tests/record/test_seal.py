"""A sealed payload opens for its own entry and the right key alone, and its size tells little."""

from __future__ import annotations

from os import urandom

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.case import events as ev
from safeconduct.case.about import About
from safeconduct.record import entry as entries
from safeconduct.record.entry import BadEntry, Payload
from safeconduct.record.record import Record
from safeconduct.record.seal import KEY_SIZE, PayloadKeys

KEY, OTHER = b"k" * KEY_SIZE, b"o" * KEY_SIZE


NOBODY = About()
SCREENED = About(("req_search",), ("anna",))


def _written(event: ev.AnyEvent, about: About = NOBODY) -> tuple[Payload, bytes]:
    payload = entries.payload(event, about, "acc_clerk", urandom(entries.SECRET_SIZE))
    return payload, entries.seal_time(1_700_000_000, payload)


def _screened(result: str, found: tuple[str, ...] = ()) -> tuple[Payload, bytes]:
    event = ev.Screened(person="anna", registers=("asylum",), result=result, found=found)  # type: ignore[arg-type]
    return _written(event, SCREENED)


@given(st.text(min_size=1, max_size=3000))
@settings(deadline=None)
def test_what_was_sealed_is_opened_again(title: str) -> None:
    payload, entry = _written(ev.Noted(title=title))
    keys = PayloadKeys([KEY])
    assert keys.open(keys.seal(payload, entry), entry) == payload


def test_a_payload_moved_to_another_entry_does_not_open() -> None:
    keys = PayloadKeys([KEY])
    payload, entry = _screened("hit", ("status",))
    other_payload, other = _screened("none")
    sealed = keys.seal(payload, entry)
    with pytest.raises(BadEntry, match="changed, or belongs to another entry"):
        keys.open(sealed, other)
    with pytest.raises(BadEntry):
        keys.open(keys.seal(other_payload, other), entry)
    same_payload_later = entries.seal_time(1_700_000_001, payload)
    with pytest.raises(BadEntry):
        keys.open(sealed, same_payload_later)


def test_whoever_holds_the_key_cannot_put_another_payload_in_the_place_of_one_read_before() -> None:
    keys = PayloadKeys([KEY])
    record = Record(keys)
    payload, entry = _screened("hit", ("status",))
    sealed = keys.seal(payload, entry)
    for _ in range(2):
        assert record.open(sealed, entry) == payload
    false, other = _screened("none")
    assert record.open(keys.seal(false, other), other) == false
    with pytest.raises(BadEntry, match="not what the entry commits to"):
        record.open(keys.seal(false, entry), entry)
    assert record.open(keys.seal(payload, entry), entry) == payload


def test_one_byte_changed_anywhere_is_found() -> None:
    keys = PayloadKeys([KEY])
    payload, entry = _screened("hit", ("status",))
    sealed = keys.seal(payload, entry)
    for at in range(len(sealed)):
        for bit in (1, 0x80):
            bad = bytearray(sealed)
            bad[at] ^= bit
            with pytest.raises(BadEntry):
                keys.open(bytes(bad), entry)
    for end in range(len(sealed)):
        with pytest.raises(BadEntry):
            keys.open(sealed[:end], entry)
    for more in (b"\0", bytes(512)):
        with pytest.raises(BadEntry):
            keys.open(sealed + more, entry)


@given(st.binary(max_size=80))
@settings(deadline=None)
def test_bytes_that_nobody_sealed_are_refused_and_nothing_else_happens(sealed: bytes) -> None:
    keys = PayloadKeys([KEY])
    payload, entry = _screened("none")
    start = keys.seal(payload, entry)
    for bad in (sealed, start[:5] + sealed, start[:17] + sealed):
        with pytest.raises(BadEntry):
            keys.open(bad, entry)


def test_another_key_does_not_open_a_payload() -> None:
    payload, entry = _screened("none")
    sealed = PayloadKeys([KEY]).seal(payload, entry)
    with pytest.raises(BadEntry, match="sealed with a key that is not at hand"):
        PayloadKeys([OTHER]).open(sealed, entry)
    renamed = sealed[:1] + PayloadKeys([OTHER]).seal(payload, entry)[1:5] + sealed[5:]
    with pytest.raises(BadEntry):
        PayloadKeys([OTHER]).open(renamed, entry)


def test_the_first_key_seals_and_the_old_ones_still_open() -> None:
    payload, entry = _screened("none")
    before = PayloadKeys([OTHER]).seal(payload, entry)
    keys = PayloadKeys([KEY, OTHER])
    assert keys.open(before, entry) == payload
    after = keys.seal(payload, entry)
    assert PayloadKeys([KEY]).open(after, entry) == payload
    with pytest.raises(BadEntry):
        PayloadKeys([OTHER]).open(after, entry)


def test_a_hit_is_as_long_as_none() -> None:
    """With every id that a running system gives, whether one register was asked or four."""
    keys = PayloadKeys([KEY])
    ulid = "01ARYZ6S41TSV4RRFFQ69G5FAV"
    about = About((f"req_{ulid}",), (f"per_{ulid}",))

    def screened(result: str, found: int, registers: int) -> tuple[Payload, bytes]:
        event = ev.Screened(
            id=f"evt_{ulid}",
            day="2025-03-01",
            by="asylum-officer",
            person=f"per_{ulid}",
            registers=("the register of the authority for asylum",) * registers,
            result=result,  # type: ignore[arg-type]
            found=(f"prt_{ulid}",) * found,
        )
        return _written(event, about)

    shown = [
        screened(result, found, registers)
        for result, found in [("none", 0), ("too-little", 0), ("hit", 1), ("hit", 3), ("hit", 8)]
        for registers in (1, 4)
    ]
    assert len({len(payload.event) for payload, _ in shown}) == len(shown)
    assert len({len(keys.seal(payload, entry)) for payload, entry in shown}) == 1


@given(st.integers(1, 9000))
@settings(deadline=None)
def test_the_size_of_what_is_sealed_is_one_of_few(length: int) -> None:
    sealed = PayloadKeys([KEY]).seal(*_written(ev.Noted(title="x" * length)))
    padded = len(sealed) - (1 + 4 + 12 + 16)  # version, key id, nonce, tag
    assert padded in {1024, 2048, 4096, 8192, 16384}
    assert length < padded <= max(1024, 2 * length + 512)


def test_sealing_the_same_twice_gives_different_bytes() -> None:
    payload, entry = _screened("none")
    keys = PayloadKeys([KEY])
    one, other = keys.seal(payload, entry), keys.seal(payload, entry)
    assert one[5:17] != other[5:17]
    assert one[17:] != other[17:]


@pytest.mark.parametrize("keys", [[], [b""], [b"k" * 31], [b"k" * 33], [KEY, b"short"]])
def test_keys_of_another_length_are_refused(keys: list[bytes]) -> None:
    with pytest.raises(ValueError, match="32 bytes, and there is at least one"):
        PayloadKeys(keys)
