"""Nothing leaves but what was cleared, to whom it was cleared, once; whatever is tried."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from safeconduct.gate.connection import writing
from safeconduct.record.jws import SigningKey, VerifyingKey
from safeconduct.release import deliver, post, recall, slots
from safeconduct.release.adapters import Folder, Https, NotDelivered
from safeconduct.release.message import message, read
from safeconduct.release.models import Outward, Spent
from safeconduct.release.permit import NotPermitted, Permit
from safeconduct.release.post import NotPosted
from tests.gate.place import Gate
from tests.gate.racing import race
from tests.release.receiver import Receiver
from tests.release.way import (
    DUE,
    ITEMS,
    KEY,
    NOW,
    REQUEST,
    Ministry,
    completed,
    permit,
    put,
    token,
    way,
)

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def gate(node: Gate) -> Gate:
    """Every test has a gate of its own, on both databases."""
    return node


@contextmanager
def listening(ledger: Path, key: SigningKey | None = None) -> Iterator[Receiver]:
    """A stand-in for the requesting state that answers."""
    found = Receiver(ledger, key=key)
    thread = threading.Thread(target=found.server.serve_forever)
    thread.start()
    try:
        yield found
    finally:
        found.server.shutdown()
        thread.join()
        found.server.server_close()


def door(receiver: Receiver, key: VerifyingKey | None = None) -> Https:
    return Https(f"http://127.0.0.1:{receiver.port}/in", key=key)


# What was cleared arrives


def test_what_was_cleared_arrives_byte_for_byte_in_its_slot_and_once(tmp_path: Path) -> None:
    seal = SigningKey.new()
    made = put(permit())
    with listening(tmp_path / "ledger", seal) as receiver:
        to = way(door(receiver, seal.public))
        assert deliver.deliver(to, DUE - timedelta(seconds=1)) == []
        assert deliver.deliver(to, DUE) == [deliver.Result(made)]
        assert deliver.deliver(to, DUE + HOUR) == []
        assert [line["message"] for line in receiver.lines()] == [made]
    cover, items = read((tmp_path / f"{made}.tar").read_bytes())
    assert (tuple(items), cover.decision, cover.request) == (ITEMS, "executed", REQUEST)


def test_an_answer_that_is_lost_is_asked_for_again_and_the_ledger_has_it_once(
    tmp_path: Path,
) -> None:
    """Sent, then killed before that was noted: the same bytes come again under the same id."""
    made = put(permit())
    with listening(tmp_path / "ledger") as receiver:
        assert deliver.deliver(way(door(receiver)), DUE) == [deliver.Result(made)]
        Outward.objects.update(sent=None, acknowledgement="")
        assert deliver.deliver(way(door(receiver)), DUE + HOUR) == [deliver.Result(made)]
        assert (receiver.calls, len(receiver.lines())) == (2, 1)


def test_two_workers_at_once_leave_one_line_in_the_ledger(tmp_path: Path) -> None:
    made = put(permit())
    with listening(tmp_path / "ledger") as receiver:
        race([lambda: deliver.deliver(way(door(receiver)), DUE)] * 4)
        assert [line["message"] for line in receiver.lines()] == [made]


def test_who_does_not_answer_is_tried_again_later_and_later() -> None:
    put(permit())
    ministry = Ministry(fails=3)
    now, waits = DUE, []
    while not Outward.objects.get().sent:
        (found,) = deliver.deliver(way(ministry), now)
        again = Outward.objects.get().again
        if found.problem:
            assert again is not None
            assert deliver.deliver(way(ministry), again - timedelta(seconds=1)) == []
            waits.append(again - now)
            now = again
    assert waits == [timedelta(minutes=m) for m in (1, 2, 4)]
    assert len({data for _, data in ministry.got}) == 1


# What was not cleared does not


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"expires": NOW}, "renewed"),
        ({"issued": NOW + HOUR}, "renewed"),
        ({"from": NOW + HOUR}, "may happen from"),
        ({"until": NOW}, "may happen from"),
        ({"request": "req_2"}, "for the request"),
        ({"recipient": "another ministry"}, "for the recipient"),
        ({"recipient": ""}, "for the recipient"),
        ({"items": []}, "not exactly what was cleared"),
        ({"kind": "search"}, "none for 'executed'"),
        ({"kind": "word:executed"}, "none for 'executed'"),
        ({"attendants": ["per_9"]}, "lets officials attend"),
    ],
)
def test_a_clearance_for_anything_else_sends_nothing(other: dict[str, Any], words: str) -> None:
    with pytest.raises(NotPermitted, match=words):
        put(permit(**other))
    assert not Outward.objects.exists()
    assert not Spent.objects.exists()


@pytest.mark.parametrize(
    "items", [ITEMS[:1], (*ITEMS, b"more"), (ITEMS[1], ITEMS[0]), (ITEMS[0], b"SECOND"), ()]
)
def test_other_bytes_than_those_cleared_do_not_go(items: tuple[bytes, ...]) -> None:
    with pytest.raises(NotPermitted):
        put(permit(), items=items)
    assert not Outward.objects.exists()


def test_a_forged_or_foreign_clearance_is_none() -> None:
    other = SigningKey.new()
    for text, gate in (
        (token(other), "gate.example"), (token(), "other.example"), (token()[:-2], "gate.example"),
        (token(gate="other.example"), "gate.example"), (token(surplus="1"), "gate.example"),
        (token(until="2019-05-09T00:00:00"), "gate.example"), ("", "gate.example"),
    ):  # fmt: skip
        with pytest.raises(NotPermitted):
            Permit.read(text, [KEY.public], gate)


def test_a_clearance_is_spent_once() -> None:
    put(permit())
    with pytest.raises(NotPermitted, match="spent"):
        put(permit())
    Outward.objects.all().delete()
    with pytest.raises(NotPermitted, match="spent"):
        put(permit())


def test_of_fifty_at_once_one_spends_it() -> None:
    results = race([lambda: put(permit())] * 50)
    assert sum(isinstance(found, str) for found in results) == 1
    assert all(isinstance(found, str | NotPermitted | NotPosted) for found in results), results
    assert Outward.objects.count() == 1


def test_nothing_is_posted_outside_the_transaction_of_its_cause() -> None:
    with pytest.raises(NotPosted, match="no transaction"):
        post.post(permit(), REQUEST, "executed", ITEMS, "the ministry", "en", NOW)


def test_a_cause_that_fails_leaves_no_message_and_an_unspent_clearance() -> None:
    def failing() -> None:
        with writing():
            post.post(permit(), REQUEST, "executed", ITEMS, "the ministry", "en", NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        failing()
    assert not Outward.objects.exists()
    put(permit())


# What somebody puts into the tables by hand


def tampered(problem: str) -> None:
    """Nothing is sent, and the reason is said."""
    ministry = Ministry()
    (found,) = deliver.deliver(way(ministry), DUE + timedelta(days=60))
    assert problem in found.problem
    assert ministry.got == []


def test_a_row_without_an_act_in_the_record_is_not_sent() -> None:
    put(permit(), recorded=False)
    tampered("the record does not say")


def test_a_row_whose_act_was_only_dropped_is_not_sent() -> None:
    put(permit(), recorded=False)
    with writing() as connection:
        completed(connection, "clr-1", done=False)
    tampered("the record does not say")


def test_an_act_of_another_clearance_is_not_believed() -> None:
    """By hand, what was announced and done of another is called this one's in the index."""
    put(permit(), recorded=False)
    with writing() as connection:
        completed(connection, "clr-2", called="clr-1")
    tampered("the record does not say")


def test_an_act_that_is_not_the_one_announced_is_not_believed() -> None:
    put(permit(), recorded=False)
    with writing() as connection:
        completed(connection, "clr-1", announced="0" * 64)
    tampered("the record does not say")


def test_a_row_without_its_spending_is_not_sent() -> None:
    put(permit())
    Spent.objects.all().delete()
    tampered("not spent")


@pytest.mark.parametrize(
    "change",
    [
        {"recipient": "another ministry"}, {"message": "0" * 64}, {"slot": 2},
        {"due": DUE - timedelta(days=14)}, {"clearance": "clr-2"}, {"data": b"anything"},
        {"token": "x"},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_a_row_that_was_changed_is_not_sent(change: dict[str, Any]) -> None:
    put(permit())
    Outward.objects.update(**change)
    tampered("")


def test_bytes_with_another_item_in_them_are_not_sent() -> None:
    put(permit())
    row = Outward.objects.get()
    Outward.objects.update(data=bytes(row.data).replace(b"second", b"SECOND"))
    tampered("")


def test_a_whole_message_of_other_items_in_its_place_is_not_sent() -> None:
    """Well made, for the same request and slot, but not what was cleared."""
    put(permit())
    at = slots.slot(REQUEST.received, 1)
    Outward.objects.update(data=message(REQUEST, "executed", (b"everything",), at, "en"))
    tampered("not exactly what was cleared")


# What stops it


def test_what_is_stopped_when_it_is_due_never_leaves_and_its_clearance_stays_spent() -> None:
    """Not even after the hold: it would else leave on the day on which the hold ended."""
    made = put(permit())
    ministry = Ministry()
    assert deliver.deliver(way(ministry, stop="a hold"), DUE) == [deliver.Result(made, "a hold")]
    assert deliver.deliver(way(ministry), DUE + timedelta(days=30)) == []
    assert ministry.got == []
    with pytest.raises(NotPermitted, match="spent"):
        put(permit())


def test_what_may_be_on_its_way_is_not_withdrawn_but_recalled() -> None:
    made = put(permit())
    deliver.deliver(way(Ministry(fails=1)), DUE)
    with pytest.raises(NotPosted, match="recall"), writing():
        post.withdraw(made, "too late")
    later = DUE + HOUR
    word = permit(
        id="clr-2", kind="word:correction", items=[], **{"from": DUE}, until=later + HOUR,
        issued=DUE, expires=later + HOUR,
    )  # fmt: skip
    with writing():
        again = recall.recall(word, REQUEST, "the ministry", "en", later)
    row = Outward.objects.get(message=again)
    assert (row.decision, row.slot) == ("correction", 2)


def test_nothing_is_recalled_from_who_was_sent_nothing() -> None:
    put(permit())
    with pytest.raises(NotPosted, match="withdraw"), writing():
        recall.recall(permit(id="clr-2"), REQUEST, "the ministry", "en", NOW)


def test_a_routine_word_is_not_recalled() -> None:
    """There is nothing in it to correct, and the correction would take a decision's slot."""
    put(word("acknowledgement", 1, DUE), "acknowledgement", (), DUE)
    deliver.deliver(way(Ministry()), DUE)
    with pytest.raises(NotPosted, match="withdraw"), writing():
        recall.recall(permit(id="clr-2"), REQUEST, "the ministry", "en", DUE + HOUR)


def test_what_waits_can_be_withdrawn_and_frees_its_slot() -> None:
    made = put(permit())
    with writing():
        post.withdraw(made, "a mistake")
    put(permit(id="clr-2"))
    ministry = Ministry()
    deliver.deliver(way(ministry), DUE)
    assert len(ministry.got) == 1


# Routine words


def word(decision: str, number: int, now: datetime) -> Permit:
    """A clearance for a routine word."""
    return permit(
        id=f"clr-w{number}", kind=f"word:{decision}", items=[], **{"from": now - HOUR},
        until=now + HOUR, issued=now - HOUR, expires=now + HOUR,
    )  # fmt: skip


def test_each_slot_has_its_routine_word_until_a_decision_goes_out() -> None:
    first, second, third = (slots.slot(REQUEST.received, n).at for n in (1, 2, 3))
    put(word("acknowledgement", 1, first), "acknowledgement", (), first)
    with pytest.raises(NotPosted, match="has its message"):
        put(word("acknowledgement", 9, first), "acknowledgement", (), first)
    with pytest.raises(NotPosted, match="the routine word is 'delay'"):
        put(word("acknowledgement", 8, second), "acknowledgement", (), second)
    put(word("delay", 2, second), "delay", (), second)
    put(word("not-executed", 3, second + HOUR), "not-executed", (), second + HOUR)
    with pytest.raises(NotPosted, match="end with it"):
        put(word("delay", 4, third), "delay", (), third)
    rows = Outward.objects.order_by("slot").values_list("slot", "decision")
    assert list(rows) == [(1, "acknowledgement"), (2, "delay"), (3, "not-executed")]


def test_there_is_no_routine_word_before_the_first_slot() -> None:
    with pytest.raises(NotPosted, match="has not come"):
        put(word("acknowledgement", 1, NOW), "acknowledgement", (), NOW)


# The ways


def test_a_folder_takes_a_message_whole_and_no_other_in_its_place(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    folder = Folder(out)
    folder.send("m", b"bytes")
    folder.send("m", b"bytes")
    assert [f.read_bytes() for f in out.iterdir()] == [b"bytes"]
    with pytest.raises(NotDelivered, match="other bytes"):
        folder.send("m", b"others")
    with pytest.raises(NotDelivered, match="takes no file"):
        Folder(tmp_path / "missing").send("m", b"bytes")


def test_a_receipt_for_something_else_is_none(tmp_path: Path) -> None:
    seal = SigningKey.new()
    with (
        listening(tmp_path / "ledger", SigningKey.new()) as receiver,
        pytest.raises(NotDelivered, match="no receipt"),
    ):
        door(receiver, seal.public).send("m", b"bytes")


def test_a_receipt_for_other_bytes_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with listening(tmp_path / "ledger") as receiver:
        wrong = b'{"message":"m","sha256":"0"}'
        monkeypatch.setattr(receiver, "take", lambda *_: (200, wrong))
        with pytest.raises(NotDelivered, match="for something else"):
            door(receiver).send("m", b"bytes")


@pytest.mark.parametrize(
    "url", ["http://ministry.example/in", "ftp://127.0.0.1/", "https://ministry.example/in", "x"]
)
def test_a_way_without_a_pinned_certificate_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"https|SHA-256"):
        Https(url)
