"""What comes from a peer has its effect once, in order, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from safeconduct.case.events import MessageSent, MessageTaken
from safeconduct.gate import indexcheck
from safeconduct.nodes.database import DjangoConnection, writing
from safeconduct.nodes.inbox import Handler, NotTaken, Rejected, take
from safeconduct.nodes.message import MESSAGE, RECEIPT, Message, Receipt, canonical, digest, read
from safeconduct.nodes.models import Incoming, NodeHold, Outgoing
from safeconduct.nodes.outbox import send
from safeconduct.record.jws import SigningKey, sign, verify
from safeconduct.record.log import Log
from tests.nodes.puppet import Site


def keep(message: Message) -> None:
    """A handler whose effect can be counted: a row for each message."""
    with writing():
        NodeHold.objects.create(
            id=message.id, gate="g", case="c", on="measure", of=str(message.body["n"]), why="w",
            placed_by="p", placed="2026-01-01T00:00:00Z",
        )  # fmt: skip


def effects() -> list[str]:
    return sorted(NodeHold.objects.values_list("of", flat=True))


HANDLERS: dict[str, Handler] = {"step": keep}


def refused(token: str, handlers: dict[str, Handler] = HANDLERS) -> NotTaken:
    with pytest.raises(NotTaken) as caught:
        take(token, handlers)
    return caught.value


def test_a_message_has_its_effect_and_a_receipt(here: Site) -> None:
    token = here.overseer.message(1)
    receipt, _ = read(take(token, HANDLERS), [here.here.key.public], Receipt)
    assert (receipt.sha256, receipt.number) == (digest(token), 1)
    assert effects() == ["1"]


def test_taken_twice_it_has_its_effect_once_and_the_same_receipt(here: Site) -> None:
    token = here.overseer.message(1)
    assert take(token, HANDLERS) == take(token, HANDLERS)
    assert effects() == ["1"]


def test_replayed_after_others_it_has_no_further_effect(here: Site) -> None:
    first = here.overseer.message(1)
    for token in (first, here.overseer.message(2), first):
        take(token, HANDLERS)
    assert effects() == ["1", "2"]


def test_delayed_for_a_year_it_is_taken_all_the_same(here: Site) -> None:
    token = here.overseer.message(1)
    here.clock.on(days=365)
    take(token, HANDLERS)
    assert effects() == ["1"]


def test_what_comes_before_its_turn_waits_for_it(here: Site) -> None:
    first, second = here.overseer.message(1), here.overseer.message(2)
    early = refused(second)
    assert (early.status, early.wanted) == (409, 1)
    assert "next is 1" in str(early)
    take(first, HANDLERS)
    take(second, HANDLERS)
    assert effects() == ["1", "2"]


def test_each_peer_counts_for_itself(here: Site) -> None:
    take(here.overseer.message(1, body={"n": "overseer"}), HANDLERS)
    take(here.asylum.message(1, body={"n": "asylum"}), HANDLERS)
    assert effects() == ["asylum", "overseer"]


def test_two_messages_cannot_have_one_number(here: Site) -> None:
    take(here.overseer.message(1), HANDLERS)
    other = refused(here.overseer.message(1))
    assert other.status == 409
    assert "brought back" in str(other)
    assert effects() == ["1"]


def _with_another_key(here: Site) -> str:
    here.overseer.key = SigningKey.new()
    return here.overseer.message(1)


def _altered(here: Site) -> str:
    header, payload, signature = here.overseer.message(1).split(".")
    return f"{header}.{payload[:-4]}AAAA.{signature}"


def _of_another_type(here: Site) -> str:
    payload, _ = verify(here.overseer.message(1), [here.overseer.key.public], MESSAGE)
    return sign(payload, here.overseer.key, RECEIPT)


def _a_question(here: Site) -> str:
    return here.overseer.question("health")


def _for_somebody_else(here: Site) -> str:
    return here.overseer.message(1, to="asylum.example")


def _in_anothers_name(here: Site) -> str:
    return here.overseer.message(1, sender="asylum.example")


def _our_own(here: Site) -> str:
    here.overseer.key = here.here.key
    return here.overseer.message(1)


def _numbered_zero(here: Site) -> str:
    return here.overseer.message(0)


def _without_sense(here: Site) -> str:
    return sign(b'{"format":"safeconduct-message/1"}', here.overseer.key, MESSAGE)


def _with_an_unheard_of_day(here: Site) -> str:
    return here.overseer.message(1, sent="2026-02-31T00:00:00.000000Z")


@pytest.mark.parametrize(
    "forged",
    [
        _with_another_key, _altered, _of_another_type, _a_question, _for_somebody_else,
        _in_anothers_name, _our_own, _numbered_zero, _without_sense, _with_an_unheard_of_day,
    ],
)  # fmt: skip
def test_what_is_not_a_peers_own_message_to_us_is_refused(
    quick: Site, forged: Callable[[Site], str]
) -> None:
    assert refused(forged(quick)).status == 403
    assert effects() == []
    assert not Incoming.objects.exists()


def test_a_peer_that_was_removed_is_listened_to_no_more(quick: Site) -> None:
    take(quick.overseer.message(1), HANDLERS)
    quick.know(quick.asylum.peer(kind="register", registers=("asylum",)))
    assert refused(quick.overseer.message(2)).status == 403
    assert effects() == ["1"]


def test_a_handler_that_fails_half_way_leaves_nothing(here: Site) -> None:
    size = Log(DjangoConnection()).size()

    def fails(message: Message) -> None:
        keep(message)
        with writing():
            send("oversight.example", "step", {})
        raise RuntimeError("half way")

    token = here.overseer.message(1)
    with pytest.raises(RuntimeError, match="half way"):
        take(token, {"step": fails})
    assert (effects(), Incoming.objects.count(), Outgoing.objects.count()) == ([], 0, 0)
    assert Log(DjangoConnection()).size() == size
    take(token, HANDLERS)
    assert effects() == ["1"]


def test_a_rejected_message_is_taken_undone_and_the_sender_is_told(here: Site) -> None:
    def rejects(message: Message) -> None:
        keep(message)
        with writing():
            send("oversight.example", "step", {})
        raise Rejected(["there is no such case", "nor measure"])

    token = here.overseer.message(1)
    assert take(token, {"step": rejects}) == take(token, {"step": rejects})
    take(here.overseer.message(2), HANDLERS)
    assert effects() == ["2"]
    (told,) = Outgoing.objects.all()
    message, _ = read(token, [here.overseer.key.public], Message)
    assert (told.to, told.kind) == ("oversight.example", "rejected")
    assert (
        told.body
        == canonical(
            {
                "message": message.id,
                "kind": "step",
                "problems": ["there is no such case", "nor measure"],
            }
        ).decode()
    )
    assert Incoming.objects.get(number=1).rejected == ["there is no such case", "nor measure"]
    record, connection = here.here.own, DjangoConnection()
    noted = [record.event(connection, n) for n in range(Log(connection).size())]
    assert [e.kind for e in noted if isinstance(e, MessageSent)] == ["rejected"]


def test_a_kind_that_nobody_here_takes_is_rejected(quick: Site) -> None:
    take(quick.overseer.message(1, "no-such-kind"), HANDLERS)
    assert "no-such-kind" in str(Incoming.objects.get().rejected)


def test_a_rejection_is_noted_with_our_message_and_never_rejected_itself(here: Site) -> None:
    with writing():
        ours = send("oversight.example", "step", {})
    body: dict[str, Any] = {"message": ours, "kind": "step", "problems": ["no such case"]}
    take(here.overseer.message(1, "rejected", body), {})
    assert Outgoing.objects.get(message=ours).rejected == ["no such case"]
    take(here.overseer.message(2, "rejected", {"message": "?"}), {})

    def rejects(_message: Message) -> None:
        raise Rejected("nor that")

    take(here.overseer.message(3, "rejected", body), {"rejected": rejects})
    assert list(Outgoing.objects.values_list("message", flat=True)) == [ours]


def test_another_peer_cannot_reject_what_it_was_not_sent(quick: Site) -> None:
    with writing():
        ours = send("oversight.example", "step", {})
    body: dict[str, Any] = {"message": ours, "kind": "step", "problems": ["no"]}
    take(quick.asylum.message(1, "rejected", body), {})
    assert Outgoing.objects.get(message=ours).rejected is None


def test_no_more_is_taken_from_a_peer_than_its_budget_in_24_hours(here: Site) -> None:
    here.know(here.overseer.peer(referral_budget=2))
    tokens = [here.overseer.message(number) for number in (1, 2, 3)]
    for token in tokens[:2]:
        take(token, HANDLERS)
    over = refused(tokens[2])
    assert over.status == 429
    assert "2 messages in 24 hours" in str(over)
    take(tokens[0], HANDLERS)
    here.clock.on(hours=25)
    take(tokens[2], HANDLERS)
    assert effects() == ["1", "2", "3"]


@pytest.mark.parametrize(("kind", "body"), [("rejected", {"message": "?"}), ("epoch", {})])
def test_answers_and_changes_of_a_register_cost_a_peer_nothing(
    quick: Site, kind: str, body: dict[str, Any]
) -> None:
    """Neither are they kept waiting by what else was sent, nor do they keep anything waiting."""
    quick.know(quick.overseer.peer(referral_budget=1))
    take(quick.overseer.message(1, kind, body), {})
    take(quick.overseer.message(2), HANDLERS)
    take(quick.overseer.message(3, kind, body), {})
    assert refused(quick.overseer.message(4)).status == 429


def test_what_was_taken_is_in_the_record_in_the_same_transaction(here: Site) -> None:
    size = Log(DjangoConnection()).size()
    token = here.overseer.message(1, "no-such-kind", {"says": "this"})
    take(token, HANDLERS)
    message, _ = read(token, [here.overseer.key.public], Message)
    record = here.here.own
    noted = [
        record.event(DjangoConnection(), n) for n in range(size, Log(DjangoConnection()).size())
    ]
    taken = [event for event in noted if isinstance(event, MessageTaken)]
    assert [(t.message, t.sender, t.kind, t.sha256) for t in taken] == [
        (message.id, "oversight.example", "no-such-kind", digest(b'{"says":"this"}'))
    ]
    assert taken[0].problems
    assert list(indexcheck.differences()) == []


def test_what_is_not_taken_anyway_keeps_nobody_from_writing(
    quick: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick.know(quick.overseer.peer(referral_budget=1))
    first, second = quick.overseer.message(1), quick.overseer.message(2)
    take(first, HANDLERS)

    def locks() -> Any:
        raise AssertionError("everybody who writes waits for this one")

    monkeypatch.setattr(quick.here, "taking", locks)
    for _ in range(3):
        take(first, HANDLERS)
        assert refused(second).status == 429
