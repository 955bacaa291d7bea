"""What waits too long, was removed or lost is found, and so is who says nothing any more."""

from __future__ import annotations

import pytest

from safeconduct.nodes import heartbeat
from safeconduct.nodes.database import writing
from safeconduct.nodes.deliver import deliver
from safeconduct.nodes.inbox import NotTaken, take
from safeconduct.nodes.message import Message, read
from safeconduct.nodes.models import Heard, Line, Outgoing
from safeconduct.nodes.outbox import send
from safeconduct.nodes.silence import Finding, look
from tests.nodes.puppet import Site
from tests.nodes.test_inbox import HANDLERS
from tests.nodes.test_outbox import OVERSEER, say


def found(here: Site, *what: str) -> list[Finding]:
    return [finding for finding in look(here.clock()) if finding.what in what]


def beaten(here: Site) -> None:
    """Both peers are heard of, and agree."""
    for peer in (here.overseer, here.asylum):
        take(peer.beat(0, 0), HANDLERS)


def test_with_everybody_heard_and_everything_taken_nothing_is_found(here: Site) -> None:
    beaten(here)
    say(1)
    deliver(here.clock())
    assert look(here.clock.on(minutes=20)) == []


@pytest.mark.parametrize(
    ("kind", "minutes"), [("hold-placed", 1), ("matter", 60), ("step", 24 * 60)]
)
def test_what_waits_longer_than_its_kind_may_is_found(quick: Site, kind: str, minutes: int) -> None:
    quick.overseer.shut()
    with writing():
        made = send(OVERSEER, kind, {})
    deliver(quick.clock())
    quick.clock.on(minutes=minutes)
    assert found(quick, "waits") == []
    quick.clock.on(seconds=1)
    (finding,) = found(quick, "waits")
    assert (finding.peer, finding.message, finding.kind) == (OVERSEER, made, kind)
    assert "nobody answers there" in finding.text


def test_what_waits_for_a_peer_that_was_removed_is_never_sent(quick: Site) -> None:
    made = say(1)
    quick.know(quick.asylum.peer(kind="register", registers=("asylum",)))
    assert deliver(quick.clock()) == []
    (finding,) = found(quick, "never-sent")
    assert [finding.message] == made
    assert quick.overseer.came == []


def test_a_message_that_was_removed_from_the_outbox_by_hand_is_found(here: Site) -> None:
    """Here by its number; at the peer by the heartbeat, which a stuck queue does not hold up."""
    here.overseer.shut()
    say(1, 2)
    deliver(here.clock())
    Outgoing.objects.filter(number=1).delete()
    (finding,) = found(here, "never-sent")
    assert (finding.peer, finding.text) == (
        OVERSEER, "message 1 to 'oversight.example' was removed from the outbox",
    )  # fmt: skip
    beats: list[Message] = []

    def waits_for_the_first(path: str, token: str) -> tuple[int, str]:
        message, _ = read(token, [here.here.key.public], Message)
        if message.number > 1:
            return 409, '{"problem": "next is 1", "next": 1}'
        beats.append(message)
        return here.overseer.take(path, token)

    here.overseer.reply = waits_for_the_first
    here.overseer.open()
    (result,) = deliver(here.clock.on(minutes=1))
    assert "it was removed" in result.problem
    assert heartbeat.beat(here.here.peers.all()[OVERSEER]) == ""
    assert beats[0].body["sent"] == 2


def test_what_a_peer_says_it_has_sent_and_never_came_is_missing(here: Site) -> None:
    """The other half of the test above, as the peer sees it."""
    beaten(here)
    take(here.overseer.message(1), HANDLERS)
    here.clock.on(seconds=1)
    take(here.overseer.beat(3, 0), HANDLERS)
    assert found(here, "missing") == []
    here.clock.on(minutes=3)
    (finding,) = found(here, "missing")
    assert finding.text == (
        "'oversight.example' says that it has sent 3 messages; up to 1 have come"
    )
    take(here.overseer.message(2), HANDLERS)
    take(here.overseer.message(3), HANDLERS)
    assert found(here, "missing") == []


def test_a_message_that_a_peer_gave_a_receipt_for_and_lost_is_missing(here: Site) -> None:
    say(1, 2)
    deliver(here.clock())
    here.clock.on(minutes=11)
    take(here.overseer.beat(0, 2), HANDLERS)
    assert found(here, "missing") == []
    here.clock.on(seconds=1)
    take(here.overseer.beat(0, 1), HANDLERS)
    (finding,) = found(here, "missing")
    assert "gave a receipt for number 2" in finding.text


def test_a_peer_that_knows_less_than_was_taken_from_it_was_brought_back(here: Site) -> None:
    for number in (1, 2):
        take(here.overseer.message(number), HANDLERS)
    here.clock.on(minutes=11)
    take(here.overseer.beat(1, 0), HANDLERS)
    (finding,) = found(here, "missing")
    assert "number 2 was taken from it" in finding.text


def test_a_node_that_was_brought_back_itself_hears_of_it(here: Site) -> None:
    say(1)
    deliver(here.clock())
    Outgoing.objects.all().delete()
    Line.objects.all().delete()
    take(here.overseer.beat(0, 1), HANDLERS)
    (finding,) = found(here, "missing")
    assert "was this node's database brought back" in finding.text


def test_a_peer_not_heard_of_for_half_an_hour_is_silent(quick: Site) -> None:
    beaten(quick)
    quick.clock.on(minutes=30)
    assert found(quick, "silent") == []
    take(quick.asylum.message(1), HANDLERS)
    quick.clock.on(seconds=1)
    (finding,) = found(quick, "silent")
    assert finding.peer == OVERSEER
    take(quick.overseer.beat(0, 0), HANDLERS)
    assert found(quick, "silent") == []


def test_a_peer_never_heard_of_is_silent_too(quick: Site) -> None:
    assert look(quick.clock()) == []
    quick.clock.on(minutes=31)
    assert {finding.peer for finding in found(quick, "silent")} == {
        OVERSEER, "asylum.example",
    }  # fmt: skip


def test_an_old_heartbeat_does_not_make_a_silent_peer_heard(quick: Site) -> None:
    first = quick.overseer.beat(0, 0)
    take(first, HANDLERS)
    with pytest.raises(NotTaken, match="heard before"):
        take(first, HANDLERS)
    kept_back = quick.overseer.beat(5, 0)
    quick.clock.on(minutes=31)
    with pytest.raises(NotTaken, match=r"clocks do not agree.* 1860 seconds ago"):
        take(kept_back, HANDLERS)
    assert {finding.peer for finding in found(quick, "silent")} >= {OVERSEER}
    assert Heard.objects.get(pk=OVERSEER).says_sent == 0


def test_a_heartbeat_says_what_was_sent_and_taken(here: Site) -> None:
    beats: list[Message] = []

    def listen(path: str, token: str) -> tuple[int, str]:
        message, _ = read(token, [here.here.key.public], Message)
        beats.append(message)
        return here.overseer.take(path, token)

    here.overseer.reply = listen
    say(1, 2)
    take(here.overseer.message(1), HANDLERS)
    assert heartbeat.beat(here.here.peers.all()[OVERSEER]) == ""
    assert beats[0].body == {"sent": 2, "taken": 1, "record_size": here.here.size()}
    here.overseer.shut()
    assert heartbeat.beat(here.here.peers.all()[OVERSEER]) == "nobody answers there"
