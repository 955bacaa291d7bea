"""Deadlines begin and end with events; what is overdue is told upwards, and opens nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from safeconduct.case import events as ev
from safeconduct.case.roles import Role
from safeconduct.case.state import fold
from safeconduct.gate import deadlines, escalation, files, incidentfiles, reading
from safeconduct.gate.change import change
from safeconduct.gate.models import Deadline, Measure, Notice
from safeconduct.gate.terms import AGAIN, TERMS
from tests.gate.place import Gate

HEAD = ev.CaseOpened(
    case="bank", title="Bank data", about="Bank data", executing_state="BE", day="2019-05-06"
)
REQUEST = ev.RequestReceived(
    request="letter", requesting_state="KZ", kind="legal-assistance", title="Letter",
    day="2019-05-06", by="clerk",
)  # fmt: skip
ANNA = ev.PersonListed(person="anna", called="Anna", day="2019-05-06", by="clerk")
THING = ev.ItemListed(
    item="phone", kind="device", title="Phone", day="2019-05-06", by="clerk", owner="anna"
)
SEARCH = ev.MeasurePlanned(
    measure="search", kind="search", request="letter", title="Search", acting="magistrate",
    on="2019-10-01", targets=("anna",), items=("phone",), day="2019-05-06", by="clerk",
)  # fmt: skip
BEGIN = (HEAD, REQUEST, ANNA, THING, SEARCH)


def build(node: Gate, *more: tuple[Role, ev.AnyEvent]) -> str:
    """A case with a search; then these events, each by a role, on the gate's day."""
    case = files.bring_in(node.actor("clerk"), BEGIN)
    add(node, *more)
    return case


def add(node: Gate, *more: tuple[Role, ev.AnyEvent]) -> None:
    """More events in the case."""
    for role, event in more:
        with change("bank", node.actor(role)) as file:
            file.write(event)


CONFIRMED = ev.RequestConfirmed(request="letter", proof="by the central authority")
REFERRED = ev.Referred(measures=("search",), to="asylum")
OPINION = ev.OpinionGiven(
    opinion="opinion", on=(ev.MeasureOpinion(measure="search", view="objects"),), points=("No.",)
)
ASKED = ev.QuestionAsked(fact="lawyer(anna)", to="observer")
HELD = ev.HoldPlaced(hold="held", on="request", of="letter", why="It is looked at.")
OUTSIDE = ev.EmergencyStated(
    emergency="raid", measure="search", ordered_by="The prosecutor", provision="art. 1",
    why="It could not wait.", ordered="2019-05-06T06:00:00Z", stated="2019-05-06T08:00:00Z",
    hold="held",
)  # fmt: skip
DONE = ev.MeasureExecuted(measure="search", taken=("phone",))


Cycle = tuple[str, Role, Sequence[tuple[Role, ev.AnyEvent]], tuple[Role, ev.AnyEvent]]


def follows(step: incidentfiles.Step, role: Role) -> Cycle:
    """An incident, and the step that is awaited from a role."""
    seen = ev.IncidentOpened(incident="seen", title="Seen", measure="search")
    taken = ev.IncidentFollowed(incident="seen", step=step, text="So.", to="here")
    return f"incident-{step}", role, [("magistrate", seen)], ("overseer", taken)


CYCLES: list[Cycle] = [
    ("confirm", "second-signer", [], ("second-signer", CONFIRMED)),
    ("opinion", "asylum-officer", [("magistrate", REFERRED)], ("asylum-officer", OPINION)),
    (
        "answer-opinion", "magistrate", [("asylum-officer", OPINION)],
        ("magistrate", ev.OpinionAnswered(opinion="opinion", answers=("It is met by this.",))),
    ),
    (
        "question", "observer", [("magistrate", ASKED)],
        ("observer", ev.QuestionAnswered(fact="lawyer(anna)", value="yes")),
    ),
    (
        "freeze", "magistrate",
        [("defence", ev.FreezeRequested(request="letter", title="Stand still"))],
        ("magistrate", ev.FreezeAnswered(request="letter", outcome="refused", reasons="None.")),
    ),
    (
        "notice", "magistrate", [("police-officer", DONE)],
        ("magistrate", ev.NoticeGiven(measure="search", persons=("anna",))),
    ),
    (
        "oppose", "defence",
        [("magistrate", ev.NoticeGiven(measure="search", persons=("anna",)))],
        ("defence", ev.OppositionFiled(measure="search", title="Opposed")),
    ),
    (
        "return", "magistrate",
        [
            ("police-officer", DONE),
            ("magistrate", ev.DecisionTaken(measures=("search",), outcome="refuse", reasons="So.")),
        ],
        ("police-officer", ev.ItemReturned(item="phone", to="Anna")),
    ),
    follows("preservation", "magistrate"), follows("complaint", "overseer"),
    follows("finding", "overseer"), follows("informed", "overseer"),
    (
        "emergency-confirm", "second-signer", [("magistrate", HELD), ("police-officer", OUTSIDE)],
        ("second-signer", ev.EmergencyConfirmed(emergency="raid", proof="the order on paper")),
    ),
    (
        "emergency-review", "overseer", [("magistrate", HELD), ("police-officer", OUTSIDE)],
        ("overseer", ev.EmergencyReviewed(emergency="raid", outcome="stays-sealed", reasons="So.")),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("what", "role", "begin", "end"), CYCLES, ids=[c[0] for c in CYCLES])
def test_a_deadline_begins_with_an_event_and_is_met_by_another(
    node: Gate,
    what: str,
    role: Role,
    begin: Sequence[tuple[Role, ev.AnyEvent]],
    end: tuple[Role, ev.AnyEvent],
) -> None:
    build(node, *begin)
    term = next(t for name, t in TERMS.items() if name == what)
    found = Deadline.objects.get(what=what)
    assert (found.role, found.met) == (role, False)
    assert found.due == date(2019, 5, 6) + timedelta(days=term.days)
    add(node, end)
    assert Deadline.objects.get(what=what).met


def test_every_kind_of_deadline_is_tried() -> None:
    assert {cycle[0] for cycle in CYCLES} == set(TERMS)
    assert all(term.reason and term.says for term in TERMS.values())


def test_a_second_referral_begins_anew(node: Gate) -> None:
    build(node, ("magistrate", REFERRED), ("asylum-officer", OPINION))
    node.clock.day = date(2019, 6, 1)
    add(node, ("magistrate", REFERRED))
    found = Deadline.objects.get(what="opinion")
    assert (found.due, found.met) == (date(2019, 7, 1), False)


def test_nothing_is_awaited_under_a_closed_request(node: Gate) -> None:
    build(
        node, ("magistrate", REFERRED), ("magistrate", ASKED),
        ("magistrate", ev.RequestClosed(request="letter", reasons="Withdrawn.")),
    )  # fmt: skip
    assert not Deadline.objects.filter(met=False).exists()


def test_days_that_no_source_gives_count_from_the_last_one_that_was(node: Gate) -> None:
    events = (*BEGIN, ev.Referred(measures=("search",), to="asylum", by="magistrate"))
    (opinion,) = [d for d in deadlines.due(events, fold(events)) if d.what == "opinion"]
    assert opinion.day == date(2019, 6, 5)
    late = ev.Referred(measures=("search",), to="asylum", by="magistrate", day="9999-12-30")
    assert deadlines.due((*BEGIN, late), fold(BEGIN))


def test_silence_is_told_upwards_then_to_the_overseer_and_opens_nothing(node: Gate) -> None:
    case = build(node, ("second-signer", CONFIRMED), ("magistrate", REFERRED))
    stage, outcome = Measure.objects.values_list("stage", "held").get(pk="search")
    node.clock.day = date(2019, 6, 5)
    assert escalation.escalate() == 0
    node.clock.day = date(2019, 6, 6)
    assert escalation.escalate() == 1
    assert escalation.escalate() == 0
    node.clock.day += timedelta(days=AGAIN - 1)
    assert escalation.escalate() == 0
    node.clock.day += timedelta(days=1)
    assert escalation.escalate() == 1
    node.clock.day += timedelta(days=100)
    assert escalation.escalate() == 0
    told = [e for e in reading.events(case) if isinstance(e, ev.Escalated)]
    assert [e.to for e in told] == ["magistrate", "overseer"]
    assert all(e.measures == ("search",) for e in told)
    assert list(Notice.objects.order_by("pk").values_list("role", flat=True)) == [
        "magistrate", "overseer",
    ]  # fmt: skip
    assert (stage, outcome) == Measure.objects.values_list("stage", "held").get(pk="search")
    assert [d.what for d in escalation.overdue(node.clock.day)] == ["opinion"]


def test_an_answer_that_came_in_time_escalates_nothing(node: Gate) -> None:
    case = build(node, ("second-signer", CONFIRMED), ("magistrate", REFERRED))
    add(node, ("asylum-officer", OPINION))
    add(node, ("magistrate", ev.OpinionAnswered(opinion="opinion", answers=("Met.",))))
    node.clock.day = date(2020, 1, 1)
    assert escalation.escalate() == 0
    assert not any(isinstance(e, ev.Escalated) for e in reading.events(case))


def test_an_escalation_does_not_tell_that_a_register_is_behind_it(node: Gate) -> None:
    """Word for word the same, whether a register, a bar or a court is waited for."""
    build(
        node, ("second-signer", CONFIRMED), ("magistrate", REFERRED), ("magistrate", ASKED),
        ("defence", ev.FreezeRequested(request="letter", title="Stand still")),
    )  # fmt: skip
    node.clock.day = date(2020, 1, 1)
    assert escalation.escalate() == 3
    texts = {text.partition(";")[0] for text in Notice.objects.values_list("text", flat=True)}
    assert texts == {"an answer that measures of this case wait for is overdue"}
    told = [e for e in reading.events("bank") if isinstance(e, ev.Escalated)]
    assert not any("clerk" in e.known or "police-officer" in e.known for e in told)
    assert not Notice.objects.filter(role="clerk").exists()


def test_the_time_to_oppose_ends_without_a_word(node: Gate) -> None:
    build(
        node, ("second-signer", CONFIRMED),
        ("magistrate", ev.NoticeGiven(measure="search", persons=("anna",))),
    )  # fmt: skip
    node.clock.day = date(2020, 1, 1)
    assert escalation.escalate() == 0


def test_each_incident_is_followed_by_itself(node: Gate) -> None:
    one = ev.IncidentOpened(incident="one", title="Seen")
    other = ev.IncidentOpened(incident="other", title="Seen")
    build(node, ("magistrate", one), ("magistrate", other))
    add(node, ("magistrate", ev.Noted(title="Looked into", note="follow-up of one")))
    add(
        node,
        ("overseer", ev.IncidentFollowed(incident="one", step="finding", text="So.", to="us")),
    )
    met = Deadline.objects.filter(what__startswith="incident-", met=True)
    assert [(d.of, d.what) for d in met] == [("one", "incident-finding")]
