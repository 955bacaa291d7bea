"""An entry binds every part of an event, tells nothing of it, and looks like any other."""

from __future__ import annotations

import json
from hashlib import sha256, shake_256
from itertools import chain
from os import urandom

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeconduct.case import events as ev
from safeconduct.case.about import About
from safeconduct.case.canonical import canonical
from safeconduct.record import entry as entries
from safeconduct.record.entry import FIELDS, BadEntry, Opened, Payload
from tests.anyevent import BY_KIND, any_event, kind_of

NOW = 1_700_000_000
ids = st.lists(st.sampled_from(["anna", "ben", "req_1", "a-1"]), max_size=3).map(tuple)
abouts = st.builds(About, ids, ids)
actors = st.sampled_from(["", "acc_clerk", "acc_märz"])
secrets = st.binary(min_size=entries.SECRET_SIZE, max_size=entries.SECRET_SIZE)
some = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

NOTED = ev.Noted(title="A note", day="2025-03-01", by="clerk")
ABOUT = About(("req_1", "req_2"), ("anna", "ben"))


def _payload(
    event: ev.AnyEvent = NOTED, about: About = ABOUT, actor: str = "acc_clerk", secret: bytes = b""
) -> Payload:
    return entries.payload(event, about, actor, secret or b"s" * entries.SECRET_SIZE)


def _salts(opened: dict[str, Opened]) -> list[bytes]:
    fields = [field.salt for field in opened.values()]
    return fields + [salt for field in opened.values() for salt, _ in field.parts]


# --- form ------------------------------------------------------------------------------------


@given(any_event, abouts, actors, secrets, st.integers(0, 2**63 - 1))
@some
def test_all_entries_have_one_size_and_say_the_time_and_nothing_else(
    event: ev.AnyEvent, about: About, actor: str, secret: bytes, time: int
) -> None:
    payload = entries.payload(event, about, actor, secret)
    entry = entries.seal_time(time, payload)
    assert len(entry) == entries.ENTRY_SIZE == 172
    assert entries.recorded(entry) == time
    assert entries.committed(entry) == tuple(entries.commitments(payload))
    assert entries.event_of(payload) == event
    assert payload.event == canonical(event)


@pytest.mark.parametrize("kind", sorted(BY_KIND))
def test_every_kind_of_event_can_be_written(kind: str) -> None:
    @settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(BY_KIND[kind])
    def check(event: ev.AnyEvent) -> None:
        opened = entries.opened(_payload(event))
        assert [part for _, part in opened["kind"].parts] == [kind.encode()]

    check()


@given(any_event, abouts, actors, secrets)
@some
def test_the_parts_are_the_event_and_what_it_is_about(
    event: ev.AnyEvent, about: About, actor: str, secret: bytes
) -> None:
    opened = entries.opened(entries.payload(event, about, actor, secret))
    parts = {name: [part for _, part in field.parts] for name, field in opened.items()}
    assert tuple(parts) == FIELDS
    assert parts["kind"] == [kind_of(event).encode()]
    assert parts["actor"] == [(event.by or "").encode(), actor.encode()]
    assert parts["request"] == [request.encode() for request in about.requests]
    assert parts["person"] == [person.encode() for person in about.persons]
    assert b"{" + b",".join(parts["content"]) + b"}" == canonical(event)
    for part in parts["content"]:
        assert len(json.loads(b"{" + part + b"}")) == 1


def test_commitments_are_laid_out_as_the_documentation_says() -> None:
    """Computed once more from the text at the head of the module, sharing no code with it."""
    payload = _payload()
    members = [b'"by":"clerk"', b'"day":"2025-03-01"', b'"event":"noted"', b'"title":"A note"']
    fields = {
        "kind": [b"noted"],
        "actor": [b"clerk", b"acc_clerk"],
        "request": [b"req_1", b"req_2"],
        "person": [b"anna", b"ben"],
        "content": members,
    }
    count = len(fields) + sum(len(parts) for parts in fields.values())
    drawn = shake_256(payload.secret).digest(16 * count)
    salts = iter([drawn[at : at + 16] for at in range(0, len(drawn), 16)])
    of_fields = {name: next(salts) for name in fields}
    expected = b"SCE1" + NOW.to_bytes(8, "big")
    for name, parts in fields.items():
        hashed = [sha256(b"safeconduct/1 part\n" + next(salts) + part).digest() for part in parts]
        label = f"safeconduct/1 {name}\n".encode()
        expected += sha256(label + of_fields[name] + b"".join(hashed)).digest()
    assert entries.seal_time(NOW, payload) == expected


@pytest.mark.parametrize(
    "entry",
    [b"", b"SCE1", bytes(172), b"SCE2" + bytes(168), b"SCE1" + bytes(167), b"SCE1" + bytes(169)],
)
def test_bytes_that_are_no_entry_are_refused(entry: bytes) -> None:
    for read in (entries.recorded, entries.committed):
        with pytest.raises(BadEntry, match="172 bytes and begins with SCE1"):
            read(entry)


# --- binding ---------------------------------------------------------------------------------


def _differs(one: Payload, other: Payload) -> set[str]:
    pairs = zip(FIELDS, entries.commitments(one), entries.commitments(other), strict=True)
    return {name for name, before, after in pairs if before != after}


@pytest.mark.parametrize(
    ("other", "fields"),
    [
        (_payload(ev.Noted(title="Another note", day="2025-03-01", by="clerk")), {"content"}),
        (_payload(ev.Noted(title="A note", day="2025-03-02", by="clerk")), {"content"}),
        (_payload(ev.Noted(title="A note", day="2025-03-01", by="court")), {"actor", "content"}),
        (_payload(actor="acc_other"), {"actor"}),
        (_payload(actor=""), {"actor"}),
        (_payload(about=ABOUT._replace(requests=("req_1", "req_3"))), {"request"}),
        (_payload(about=ABOUT._replace(requests=("req_2", "req_1"))), {"request"}),
        (_payload(about=ABOUT._replace(requests=("req_1req_2", ""))), {"request"}),
        (_payload(about=ABOUT._replace(persons=("anna", "cleo"))), {"person"}),
        (_payload(about=ABOUT._replace(persons=("ben", "anna"))), {"person"}),
        (_payload(about=ABOUT._replace(persons=("annaben", ""))), {"person"}),
    ],
)
def test_what_changes_changes_its_commitment_and_no_other(other: Payload, fields: set[str]) -> None:
    assert _differs(_payload(), other) == fields


def test_a_part_more_or_less_changes_the_commitment() -> None:
    for about in (
        ABOUT._replace(persons=("anna",)),
        ABOUT._replace(persons=()),
        ABOUT._replace(persons=("anna", "ben", "")),
        ABOUT._replace(persons=("anna", "ben", "cleo")),
    ):
        assert "person" in _differs(_payload(), _payload(about=about))


def test_a_request_in_the_place_of_a_person_is_another_commitment() -> None:
    one = entries.commitments(_payload(about=About(("anna",), ())))
    other = entries.commitments(_payload(about=About((), ("anna",))))
    assert not set(one[2:4]) & set(other[2:4])


def test_the_same_parts_under_the_same_salts_are_another_commitment_in_another_field() -> None:
    """So that a commitment cannot be passed off as one of another field."""
    salt, part_salt = b"f" * 16, b"p" * 16
    part = sha256(b"safeconduct/1 part\n" + part_salt + b"anna").digest()
    made = {sha256(f"safeconduct/1 {name}\n".encode() + salt + part).digest() for name in FIELDS}
    assert len(made) == len(FIELDS)


# --- hiding ----------------------------------------------------------------------------------


@given(any_event, abouts, actors)
@some
def test_the_same_event_written_twice_has_no_commitment_in_common(
    event: ev.AnyEvent, about: About, actor: str
) -> None:
    one, other = (
        entries.payload(event, about, actor, urandom(entries.SECRET_SIZE)) for _ in range(2)
    )
    assert _differs(one, other) == set(FIELDS)


@given(any_event, abouts, actors, secrets)
@some
def test_every_salt_is_its_own_and_long_enough(
    event: ev.AnyEvent, about: About, actor: str, secret: bytes
) -> None:
    payload = entries.payload(event, about, actor, secret)
    salts = _salts(entries.opened(payload))
    assert all(len(salt) == entries.SALT_SIZE == 16 for salt in salts)
    assert len(set(salts)) == len(salts)
    assert not any(salt in secret or secret[:16] == salt for salt in salts)


def test_empty_fields_are_committed_to_with_a_salt_like_full_ones() -> None:
    nobody = About()
    one = entries.commitments(_payload(about=nobody, secret=b"1" * 32))
    other = entries.commitments(_payload(about=nobody, secret=b"2" * 32))
    assert not set(one) & set(other)


def test_salts_of_two_entries_have_nothing_in_common() -> None:
    payloads = [_payload(secret=urandom(entries.SECRET_SIZE)) for _ in range(50)]
    salts = list(chain.from_iterable(_salts(entries.opened(payload)) for payload in payloads))
    assert len(set(salts)) == len(salts)


# --- what cannot be written or read ----------------------------------------------------------


class Celebrated(ev.Noted, frozen=True, kw_only=True, tag="celebrated"):
    """A kind that docs/events.md does not describe."""


def test_an_event_of_a_kind_that_is_not_described_cannot_be_written() -> None:
    for stranger in (Celebrated(title="A note"), "noted", None, ABOUT):
        with pytest.raises(BadEntry, match=r"no kind of event; docs/events\.md lists them"):
            entries.payload(stranger, ABOUT, "", b"s" * 32)  # type: ignore[arg-type]


CANONICAL = b'{"event":"noted","title":"A note"}'


@pytest.mark.parametrize(
    "raw",
    [
        b'{"title":"A note","event":"noted"}',
        b'{"event":"noted", "title":"A note"}',
        b'{"event":"noted","title":"A note"} ',
        b'{"event":"noted","title":"A note","day":"unknown"}',
        b'{"day":"unknown","event":"noted","title":"A note"}',
        b'{"event":"noted","title":"A\\u0020note"}',
        b'{"event":"noted","title":"first","title":"A note"}',
    ],
)
def test_an_event_in_another_form_than_the_canonical_one_is_refused(raw: bytes) -> None:
    secret = b"s" * entries.SECRET_SIZE
    entries.commitments(Payload(secret, "", (), (), CANONICAL))
    for compute in (entries.commitments, entries.opened):
        with pytest.raises(BadEntry, match="not in its canonical form"):
            compute(Payload(secret, "", (), (), raw))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        CANONICAL[:-1],
        CANONICAL + b"x",
        b'{"event":"celebrated","title":"A"}',
        b'{"event":"noted","title":"\xff"}',
        b'{"event":"noted","title":"\\ud800"}',
        b'{"event":"noted","title":' + b"[" * 100_000,
        b"[" * 100_000,
    ],
)
def test_bytes_that_are_no_event_are_refused(raw: bytes) -> None:
    for compute in (entries.event_of, entries.commitments, entries.opened):
        with pytest.raises(BadEntry, match="holds no event"):
            compute(Payload(b"s" * entries.SECRET_SIZE, "", (), (), raw))


@given(st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode)), st.integers(0, 34))
@settings(deadline=None)
def test_no_bytes_at_all_make_reading_an_event_fail_in_another_way(raw: bytes, at: int) -> None:
    for event in (raw, CANONICAL[:at] + raw + CANONICAL[at:], CANONICAL[:at] + raw):
        try:
            entries.commitments(Payload(b"s" * entries.SECRET_SIZE, "", (), (), event))
        except BadEntry:
            continue
        assert canonical(entries.event_of(Payload(b"", "", (), (), event))) == event
