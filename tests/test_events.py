"""Events have one canonical form, and nothing but the described kinds can be written."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeconduct.case import events as ev
from safeconduct.case.canonical import canonical, decode
from safeconduct.case.events import KINDS
from tests.anyevent import BY_KIND, any_event, kind_of

DOCS = Path(__file__).parents[1] / "docs" / "events.md"
SMALL = b'{"event":"noted","title":"A note"}'


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_event_is_read_back_as_it_was_written(kind: str) -> None:
    @settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @given(BY_KIND[kind])
    def check(event: ev.AnyEvent) -> None:
        assert kind_of(event) == kind
        again = decode(canonical(event))
        assert again == event
        assert type(again) is type(event)
        assert canonical(again) == canonical(event)

    check()


@given(any_event)
@settings(deadline=None)
def test_canonical_bytes_are_sorted_dense_and_free_of_defaults(event: ev.AnyEvent) -> None:
    data = canonical(event)
    tree = json.loads(data)
    dense = json.dumps(tree, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert data == dense.encode()
    for field in msgspec.structs.fields(type(event)):
        value = getattr(event, field.name)
        if field.default_factory is msgspec.NODEFAULT:
            assert (field.name in tree) == (value != field.default)
        else:
            assert (field.name in tree) == bool(value)


def test_a_default_that_was_written_out_is_left_out() -> None:
    assert canonical(decode(b'{"event":"noted","title":"A note","day":"unknown"}')) == SMALL
    name = '{"spelled":"Anna A.","source":"passport"%s}'
    person = '{"event":"person-listed","person":"anna","called":"Anna A.","names":[%s]}'
    plain = canonical(decode((person % (name % "")).encode()))
    assert canonical(decode((person % (name % ',"kind":"full"')).encode())) == plain
    assert canonical(decode((person % (name % ',"kind":"birth"')).encode())) != plain


def test_the_order_in_which_fields_are_given_does_not_change_the_bytes() -> None:
    one = b'{"event":"noted","title":"A","by":"clerk","day":"2025-01-12"}'
    other = b'{"day":"2025-01-12","by":"clerk","title":"A","event":"noted"}'
    assert canonical(decode(one)) == canonical(decode(other))
    assert (
        canonical(decode(one)) == b'{"by":"clerk","day":"2025-01-12","event":"noted","title":"A"}'
    )


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (b'{"event":"celebrated","title":"A"}', "Invalid value"),
        (b'{"title":"A"}', "missing required field `event`"),
        (b'{"event":"noted"}', "missing required field `title`"),
        (b'{"event":"noted","title":"A","colour":"red"}', "unknown field"),
        (b'{"event":"noted","title":""}', "length >= 1"),
        (b'{"event":"noted","title":"A","by":"wizard"}', "Invalid enum value"),
        (b'{"event":"noted","title":"A","known":{"wizard":"2025"}}', "Invalid enum value"),
        (b'{"event":"noted","title":"A","day":"soon"}', "regex"),
        (b'{"event":"noted","title":7}', "Expected `str`"),
        (b'{"event":"hold-lifted","hold":"Not An Id","reasons":"x"}', "regex"),
        (b'{"event":"measure-executed","measure":"m","hour":"24:00"}', "regex"),
        (b'{"event":"fact-stated","fact":"lawyer","value":"yes","said_by":"x"}', "regex"),
        (b'{"event":"fact-stated","fact":"lawyer(a)","value":"maybe","said_by":"x"}', "enum"),
    ],
)
def test_whatever_is_no_event_is_refused(wrong: bytes, why: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=re.escape(why)):
        decode(wrong)


@given(any_event, st.sampled_from(["colour", "Day", "signed"]))
@settings(deadline=None)
def test_no_event_takes_a_field_it_does_not_have(event: ev.AnyEvent, name: str) -> None:
    tree = json.loads(canonical(event)) | {name: "x"}
    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        decode(json.dumps(tree).encode())


def test_an_event_cannot_be_changed_afterwards() -> None:
    event = decode(SMALL)
    with pytest.raises(AttributeError):
        event.note = "another"  # type: ignore[misc]


def test_every_kind_is_explained_to_people_and_no_other() -> None:
    explained = re.findall(r"^### `([a-z-]+)`$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(explained) == sorted(KINDS)
