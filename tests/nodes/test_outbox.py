"""What is sent in a transaction arrives if that is kept, in order, and otherwise never."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connections, transaction

from safeconduct.case.events import MessageSent
from safeconduct.gate import indexcheck
from safeconduct.nodes.database import DjangoConnection, writing
from safeconduct.nodes.deliver import KEPT, LONGEST, Result, deliver, prune
from safeconduct.nodes.inbox import take
from safeconduct.nodes.message import MAX_BODY, Message, digest, read
from safeconduct.nodes.models import Line, Outgoing
from safeconduct.nodes.numbers import number, renumber
from safeconduct.nodes.outbox import send
from safeconduct.nodes.silence import look
from safeconduct.record.home import Home
from safeconduct.record.jws import SigningKey
from safeconduct.record.log import Log
from safeconduct.server import messages
from tests.nodes.puppet import Site

OVERSEER, ASYLUM = "oversight.example", "asylum.example"


def say(*bodies: object, to: str = OVERSEER) -> list[str]:
    with writing():
        return [send(to, "step", {"n": body}) for body in bodies]


def then_fail() -> None:
    send(OVERSEER, "step", {"n": "never"})
    raise KeyError


def problems(results: list[Result]) -> list[str]:
    return [result.problem for result in results if result.problem]


def test_nothing_is_sent_outside_a_transaction(quick: Site) -> None:
    with pytest.raises(RuntimeError, match="no transaction is open"):
        send(OVERSEER, "step", {})


def test_what_is_committed_arrives_once_and_in_order(here: Site) -> None:
    say(1, 2)
    say(3)
    for _ in range(2):
        assert problems(deliver(here.clock())) == []
    assert here.overseer.bodies == [{"n": 1}, {"n": 2}, {"n": 3}]
    assert [message.number for message in here.overseer.came] == [1, 2, 3]
    assert here.overseer.posts == 3


def test_what_is_rolled_back_is_never_sent_and_takes_no_number(here: Site) -> None:
    say(1)
    with pytest.raises(KeyError), writing():
        then_fail()
    say(2)
    deliver(here.clock())
    assert here.overseer.bodies == [{"n": 1}, {"n": 2}]
    assert [message.number for message in here.overseer.came] == [1, 2]


def test_what_waits_survives_a_restart(here: Site) -> None:
    here.overseer.shut()
    say(1)
    assert problems(deliver(here.clock()))
    connections.close_all()
    messages.install(Home(here.folder))
    here.overseer.open()
    deliver(here.clock.on(minutes=1))
    assert here.overseer.bodies == [{"n": 1}]


def test_numbers_have_no_gaps_under_eight_concurrent_senders(here: Site) -> None:
    """Half of the transactions are rolled back, and numbers are given meanwhile."""
    broken: list[Exception] = []

    def sender(who: int) -> None:
        try:
            for turn in range(10):
                to = [OVERSEER, ASYLUM] if who % 2 else [ASYLUM, OVERSEER]
                try:
                    with writing():
                        for name in to:
                            send(name, "step", {"who": who, "turn": turn})
                        if turn % 2:
                            raise KeyError
                except KeyError:
                    pass
                number()
        except Exception as error:
            broken.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sender, args=(who,)) for who in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    assert problems(deliver(here.clock())) == []
    for peer in (here.overseer, here.asylum):
        assert [message.number for message in peer.came] == list(range(1, 41))
        for who in range(8):
            turns = [body["turn"] for body in peer.bodies if body["who"] == who]
            assert turns == [0, 2, 4, 6, 8]
    assert list(indexcheck.differences()) == []


def test_a_peer_that_is_gone_keeps_no_other_waiting(here: Site) -> None:
    here.overseer.shut()
    say(1)
    say(1, to=ASYLUM)
    results = {result.to: result.problem for result in deliver(here.clock())}
    assert results == {OVERSEER: "nobody answers there", ASYLUM: ""}
    assert here.asylum.bodies == [{"n": 1}]


def test_a_peer_that_is_gone_is_tried_ever_less_often_and_gets_everything_in_the_end(
    here: Site,
) -> None:
    here.overseer.shut()
    say(1, 2)
    waits = []
    for _ in range(14):
        deliver(here.clock())
        again = Line.objects.get(pk=OVERSEER).again
        assert again is not None
        waits.append(again - here.clock())
        assert deliver(here.clock()) == []
        here.clock.at = again
    assert waits[:4] == [timedelta(seconds=2**n) for n in range(4)]
    assert waits[-1] == LONGEST
    here.overseer.open()
    deliver(here.clock())
    assert here.overseer.bodies == [{"n": 1}, {"n": 2}]
    assert Line.objects.get(pk=OVERSEER).tries == 0


def test_a_peer_that_is_heard_of_again_need_not_be_waited_for(quick: Site) -> None:
    quick.overseer.shut()
    say(1)
    for _ in range(8):
        deliver(quick.clock.on(hours=1))
    quick.overseer.open()
    assert deliver(quick.clock()) == []
    take(quick.overseer.beat(0, 0), {})
    deliver(quick.clock())
    assert quick.overseer.bodies == [{"n": 1}]


def test_only_the_peers_own_receipt_for_this_very_message_counts(quick: Site) -> None:
    say(1)
    peer, own = quick.overseer, quick.overseer.key
    peer.key = SigningKey.new()
    (bad,) = problems(deliver(quick.clock()))
    peer.key, before = own, list(peer.came)
    assert "not a 'safeconduct-message-receipt+jws'" in bad

    def of_another(path: str, token: str) -> tuple[int, str]:
        peer.take(path, token)
        return 200, first

    _, first = peer.take("", Outgoing.objects.get().token)
    deliver(quick.clock.on(hours=1))
    say(2)
    peer.reply = of_another
    assert problems(deliver(quick.clock())) == ["its receipt is for something else"]
    assert Outgoing.objects.filter(taken=None).count() == 1
    peer.reply = peer.take
    deliver(quick.clock.on(hours=1))
    assert [m.body for m in peer.came] == [{"n": 1}, {"n": 2}]
    assert before == peer.came[:1]


@pytest.mark.parametrize("status", [403, 429, 503, 302])
def test_an_answer_that_is_no_receipt_is_kept_as_the_reason(quick: Site, status: int) -> None:
    quick.overseer.reply = lambda *_: (status, '{"problem": "not today"}')
    say(1)
    assert problems(deliver(quick.clock())) == [f"it answers {status}: not today"]
    assert Line.objects.get(pk=OVERSEER).problem == f"it answers {status}: not today"


def test_a_peer_whose_database_was_brought_back_gets_what_it_forgot(here: Site) -> None:
    say(1, 2, 3)
    deliver(here.clock())
    here.overseer.came.clear()
    taken, there = here.overseer.take, here.overseer.came

    def strict(path: str, token: str) -> tuple[int, str]:
        kept = list(there)
        answer = taken(path, token)
        if there[-1].number != len(kept) + 1:
            there[:] = kept
            return 409, f'{{"problem": "next is {len(kept) + 1}", "next": {len(kept) + 1}}}'
        return answer

    here.overseer.reply = strict
    say(4)
    for _ in range(3):
        deliver(here.clock.on(minutes=1))
    assert here.overseer.bodies == [{"n": n} for n in (1, 2, 3, 4)]


def test_a_node_that_was_brought_back_itself_goes_on_behind_what_its_peer_has(here: Site) -> None:
    say(1)
    deliver(here.clock())
    take(here.overseer.beat(0, 1), {})
    assert renumber(OVERSEER) == 0
    # It had sent two more, which the backup does not know.
    take_back = here.overseer.take

    def has_three(path: str, token: str) -> tuple[int, str]:
        message, _ = read(token, [here.here.key.public], Message)
        if message.number <= 3:
            return 409, '{"problem": "another message was taken under it"}'
        return take_back(path, token)

    here.overseer.reply = has_three
    say(2, 3)
    assert problems(deliver(here.clock.on(minutes=1)))
    here.clock.on(seconds=1)
    take(here.overseer.beat(0, 3), {})
    assert renumber(OVERSEER) == 2
    assert problems(deliver(here.clock.on(minutes=1))) == []
    assert [message.number for message in here.overseer.came] == [1, 4, 5]
    assert here.overseer.bodies == [{"n": 1}, {"n": 2}, {"n": 3}]
    assert look(here.clock()) == []


def test_what_was_receipted_long_ago_says_nothing_any_more(here: Site) -> None:
    say(1)
    deliver(here.clock())
    say(2)
    assert prune(here.clock.on(days=1)) == 0
    assert prune(here.clock() + KEPT) == 1
    assert list(Outgoing.objects.order_by("order").values_list("body", flat=True)) == [
        "", '{"n":2}',
    ]  # fmt: skip
    assert Outgoing.objects.get(number=1).token == ""


def test_a_node_that_is_no_peer_is_told_once_it_is_one(here: Site) -> None:
    say(1, to="new.example")
    assert deliver(here.clock()) == []
    here.overseer.name = "new.example"
    here.know(here.overseer.peer())
    deliver(here.clock())
    assert here.overseer.bodies == [{"n": 1}]


def test_a_body_that_no_message_can_have_is_refused_before_anything_waits(quick: Site) -> None:
    with pytest.raises(ValueError, match="cannot be said"), writing():
        send(OVERSEER, "step", {"n": object()})
    with pytest.raises(ValueError, match="at most"), writing():
        send(OVERSEER, "step", {"n": "x" * MAX_BODY})
    assert not Outgoing.objects.exists()


def test_what_was_sent_is_in_the_record_in_the_same_transaction(here: Site) -> None:
    connection = DjangoConnection()
    size = Log(connection).size()
    (made,) = say(1)
    event = here.here.own.event(connection, size)
    assert isinstance(event, MessageSent)
    assert (event.message, event.to, event.kind) == (made, OVERSEER, "step")
    assert event.sha256 == digest(b'{"n":1}')
    with pytest.raises(KeyError), transaction.atomic():
        then_fail()
    assert Log(connection).size() == size + 1
