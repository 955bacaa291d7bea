"""What is wrong between a gate and other nodes is told by role, once, and in neutral words."""

from __future__ import annotations

import json
from datetime import timedelta

from safeconduct.case import events as ev
from safeconduct.case.roles import ROLES
from safeconduct.gate import awaited, escalation, reading, unheard, word
from safeconduct.gate.models import Notice
from safeconduct.nodes.database import writing
from safeconduct.nodes.inbox import take
from safeconduct.nodes.models import Outgoing
from safeconduct.nodes.outbox import send
from safeconduct.server.telling import Escalation, To, outside
from tests.gate.test_word import webhook
from tests.nodes.test_inbox import HANDLERS
from tests.nodes.test_outbox import OVERSEER, say
from tests.nodes.test_oversight import Both, both

__all__ = ["both"]


def told(both: Both, role: str) -> list[str]:
    """What a role reads that it was told, without where to look."""
    return [row.text.partition(";")[0] for row in awaited.told(both.gate.actor(role))]  # type: ignore[arg-type]


def heard(both: Both) -> None:
    for peer in (both.site.overseer, both.site.asylum):
        take(peer.beat(0, 0), HANDLERS)


def test_a_silent_node_is_told_to_the_operator_once_and_later_to_the_overseer(both: Both) -> None:
    heard(both)
    assert unheard.escalate() == 0
    both.site.clock.on(minutes=31)
    take(both.site.asylum.beat(0, 0), HANDLERS)
    assert unheard.escalate() == 1
    assert unheard.escalate() == 0
    assert told(both, "operator") == ["nothing is heard of another node"]
    assert told(both, "overseer") == []
    (row,) = awaited.awaited(both.gate.actor("operator"))
    assert (row.what, row.of) == ("peer-silent", OVERSEER)
    both.gate.clock.day += timedelta(days=1)
    assert unheard.escalate() == 1
    assert told(both, "overseer") == ["nothing is heard of another node"]
    both.gate.clock.day += timedelta(days=100)
    assert unheard.escalate() == 0
    assert escalation.escalate() == 0, "no case is overdue by it"


def test_what_is_right_again_is_over_and_told_anew_if_it_comes_back(both: Both) -> None:
    both.site.know(both.site.overseer.peer())
    take(both.site.overseer.beat(0, 0), HANDLERS)
    both.site.clock.on(minutes=31)
    assert unheard.escalate() == 1
    take(both.site.overseer.beat(0, 0), HANDLERS)
    assert unheard.escalate() == 0
    assert told(both, "operator") == []
    assert awaited.awaited(both.gate.actor("operator")) == []
    both.site.clock.on(minutes=31)
    assert unheard.escalate() == 1
    assert told(both, "operator")


def test_what_was_removed_or_never_came_is_told_to_the_overseer_at_once(both: Both) -> None:
    """And to no operator, who may have removed it."""
    heard(both)
    say(1)
    both.site.know(both.site.asylum.peer(kind="register", registers=("asylum",)))
    both.site.clock.on(seconds=1)
    take(both.site.asylum.beat(3, 0), HANDLERS)
    both.site.clock.on(minutes=3)
    assert unheard.escalate() == 2
    assert sorted(told(both, "overseer")) == [
        "a message to another node was never sent",
        "what another node says it sent or took is not what came or was sent",
    ]
    assert told(both, "operator") == []


def test_the_words_name_no_node_and_word_of_them_goes_outside(both: Both) -> None:
    heard(both)
    both.site.clock.on(minutes=31)
    assert unheard.escalate() == 2
    (first, second) = [e for e in reading.events("office") if isinstance(e, ev.Escalated)]
    assert first.what == second.what
    assert (first.to, set(first.known)) == ("operator", {"operator", "overseer"})
    overdue = [json.loads(row.body) for row in Outgoing.objects.filter(kind="overdue")]
    assert [one["case"] for one in overdue] == ["", ""]
    for one in [*Notice.objects.values_list("text", flat=True), *map(json.dumps, overdue)]:
        assert "example" not in one
        assert "asylum" not in one
    with webhook() as (url, taken):
        settings = Escalation(roles={"operator": To(webhook=url)})
        both.gate.node.teller = outside("gate.example", settings, ROLES)
        assert word.carry() == ["operator"]
    assert len(taken) == 1


def test_a_hold_that_waits_is_told_to_the_operator(both: Both) -> None:
    heard(both)
    with writing():
        send(OVERSEER, "hold-placed", {})
    both.site.clock.on(minutes=2)
    assert unheard.escalate() == 1
    assert told(both, "operator") == ["a message to another node waits longer than it may"]
