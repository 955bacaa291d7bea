"""Who is told of what is awaited; deferred notices; what a word of delay does not change."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from safeconduct.case import events as ev
from safeconduct.gate import awaited, decisions, escalation, notices, questions, reading
from safeconduct.gate.errors import Stale
from safeconduct.gate.models import Case, Deadline
from safeconduct.policy.models import Concern, Conflict
from tests.gate.place import Gate
from tests.gate.test_deadlines import ASKED, CONFIRMED, DONE, REFERRED, add, build

OTHERS = ev.Referred(measures=("search",), to="journalists")
TELLING = notices.Notice("fr", "an order", "the court, in a month", "2019-05-20")


def opinion(register: str) -> ev.OpinionGiven:
    """A register objects to the search."""
    on = (ev.MeasureOpinion(measure="search", view="objects"),)
    return ev.OpinionGiven(opinion=f"of-{register}", on=on, points=("No.",), register=register)


def shown(node: Gate, role: str, name: str = "") -> list[tuple[str, str]]:
    """What somebody is shown as awaited: what, and whose."""
    found = node.api(role, name).get("deadlines")  # type: ignore[arg-type]
    return [(one["what"], one["whose"] or "") for one in found]


def test_each_register_is_shown_its_own_outstanding_opinions(node: Gate) -> None:
    node.account("journalists-officer", "asylum-officer", register="journalists")
    build(
        node, ("second-signer", CONFIRMED), ("magistrate", REFERRED), ("magistrate", OTHERS),
        ("magistrate", ev.QuestionAsked(fact="lawyer(anna)", to="asylum-officer")),
    )  # fmt: skip
    assert shown(node, "asylum-officer") == [("question", ""), ("opinion", "asylum")]
    other = shown(node, "asylum-officer", "journalists-officer")
    assert other == [("question", ""), ("opinion", "journalists")]
    add(node, ("asylum-officer", opinion("asylum")))
    # One register's answer is not the other's.
    assert shown(node, "asylum-officer") == [("question", "")]
    assert ("opinion", "journalists") in shown(node, "magistrate")
    assert ("opinion", "") in shown(node, "overseer")
    assert shown(node, "asylum-officer", "journalists-officer") == other
    node.account("third-officer", "asylum-officer", register="third")
    assert shown(node, "asylum-officer", "third-officer") == []


def test_counsel_and_observers_are_shown_theirs_and_nobody_elses(node: Gate) -> None:
    ben = ev.PersonListed(person="ben", called="Ben")
    touched = ev.MeasurePlanned(
        measure="bank", kind="bank-data", request="letter", title="Bank", acting="magistrate",
        on="2019-10-01", targets=("anna",), touches=("ben",),
    )  # fmt: skip
    build(
        node, ("second-signer", CONFIRMED), ("clerk", ben), ("clerk", touched),
        ("magistrate", ASKED),
    )  # fmt: skip
    assert shown(node, "defence") == []
    Concern.objects.create(account_id="defence", of="anna")
    assert shown(node, "defence") == []
    node.clock.day = date(2019, 5, 7)
    clerk = node.actor("clerk")
    notices.give(clerk, "bank", "bank", ["anna"], TELLING)
    node.clock.day = date(2019, 5, 9)
    notices.give(
        clerk, "bank", "bank", ["ben"], notices.Notice("nl", "an order", "x", "2019-06-30")
    )
    (mine,) = node.api("defence").get("deadlines")
    # The day that the notice names, and not a term that nobody told them.
    assert (mine["what"], mine["whose"], mine["due"]) == ("oppose", "anna", "2019-05-20")
    for measure in ("bank", "search"):
        questions.ask(node.actor("magistrate"), "bank", f"counsel-waived({measure})")
    mine = node.api("defence").get("deadlines")
    assert [one["what"] for one in mine] == ["oppose", "question"]
    assert shown(node, "observer") == [("question", "")]
    Conflict.objects.create(account_id="observer", of="anna")
    assert shown(node, "observer") == []


def test_a_notice_that_was_deferred_lawfully_is_not_overdue_before_its_day(node: Gate) -> None:
    ben = ev.PersonListed(person="ben", called="Ben")
    build(node, ("second-signer", CONFIRMED), ("clerk", ben), ("police-officer", DONE))
    notices.defer(
        node.actor("magistrate"), "bank", "search", "anna", "2019-07-01", "she would warn him"
    )
    last = date(2019, 7, 1)
    assert [d.what for d in escalation.overdue(last)] == []
    assert [d.what for d in escalation.overdue(last + timedelta(days=1))] == ["notice"]


@pytest.mark.parametrize(
    "deferral",
    [
        {"note": "notice deferred: "},
        {"note": "she would warn him"},
        {"note": "notice deferred: so", "valid_until": "2020-05-06"},
        {"note": "notice deferred: so", "valid_until": None},
        {"note": "notice deferred: so", "valid_from": None},
    ],
    ids=["no reasons", "no deferral", "too long", "no day", "no beginning"],
)
def test_what_is_no_lawful_deferral_moves_nothing(node: Gate, deferral: dict[str, Any]) -> None:
    given: dict[str, Any] = {"valid_from": "2019-05-06", "valid_until": "2019-07-01", **deferral}
    fact = ev.FactStated(fact="notified(search, anna)", value="no", said_by="x", **given)
    build(node, ("second-signer", CONFIRMED), ("police-officer", DONE), ("magistrate", fact))
    assert Deadline.objects.get(what="notice").due == date(2019, 5, 14)


def test_a_word_of_delay_makes_no_look_out_of_date(node: Gate) -> None:
    case = build(node, ("second-signer", CONFIRMED), ("magistrate", ASKED))
    seen = Case.objects.get(pk=case).version
    node.clock.day = date(2019, 6, 1)
    assert escalation.escalate() == 1
    assert Case.objects.get(pk=case).version > seen
    magistrate = node.actor("magistrate")
    decisions.decide(magistrate, case, ["search"], "refuse", "no ground", seen)
    add(node, ("clerk", ev.PersonListed(person="ben", called="Ben")))
    at = Case.objects.get(pk=case).version
    for wrong in (seen, -1, at + 1):
        with pytest.raises(Stale):
            decisions.decide(magistrate, case, ["search"], "refuse", "no ground", wrong)
    assert any(isinstance(e, ev.Escalated) for e in reading.events(case))


def test_whoever_was_told_reads_it_until_it_is_done(node: Gate) -> None:
    build(node, ("second-signer", CONFIRMED), ("magistrate", ASKED))
    node.clock.day = date(2019, 6, 1)
    escalation.escalate()
    (told,) = node.api("magistrate").get("deadlines/told")
    words = "an answer that measures of this case wait for is overdue; it was due on 2019-05-20"
    assert (told["case_id"], told["text"], told["day"]) == ("bank", words, "2019-06-01")
    for role in ("overseer", "observer", "clerk"):
        assert node.api(role).get("deadlines/told") == []
    add(node, ("observer", ev.QuestionAnswered(fact="lawyer(anna)", value="yes")))
    assert awaited.told(node.actor("magistrate")) == []
