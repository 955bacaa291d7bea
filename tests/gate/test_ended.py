"""Of a closed request nothing more is done; what turns up later is still written down and holds."""

from __future__ import annotations

import pytest

from safeconduct.case import events as ev
from safeconduct.case.events import KINDS
from safeconduct.case.roles import Role
from safeconduct.gate import closing, execution, holds, measures, persons, registration, retention
from safeconduct.gate.change import change
from safeconduct.gate.ended import AFTERWARDS
from safeconduct.gate.errors import Refused
from safeconduct.gate.execution import Report
from safeconduct.gate.models import Case, Hold
from tests.gate.clearing import noted
from tests.gate.matter import Matter, matter
from tests.gate.place import Gate
from tests.gate.test_registration import received
from tests.gate.test_screening import identified

# What lets anything go on under a request needs it to be open; the kinds that the offices and the
# record write for themselves are no part of a case's way.
NEEDS_AN_OPEN_REQUEST = {
    "request-confirmed", "request-closed", "measure-planned", "person-listed", "person-identified",
    "relation-stated", "list-declared", "referred", "opinion-answered", "question-asked",
    "finding-made", "decision-taken", "clearance-proposed", "clearance-given", "clearance-spent",
}  # fmt: skip
NO_PART_OF_A_WAY = {
    "case-opened", "account-opened", "account-closed", "deputy-named", "absence-stated",
    "conflict-stated", "rulebook-signed", "rulebook-activated", "sample-drawn", "sample-reviewed",
    "payload-erased", "entries-lost", "message-sent", "message-taken",
    "protection-entered", "protection-ended",
}  # fmt: skip


def ended(node: Gate) -> Matter:
    """A case whose only request is closed."""
    found = matter(node)
    closing.close(node.actor("magistrate"), found.case, found.request, "withdrawn")
    return found


def test_of_every_kind_it_is_said_whether_it_can_come_after_the_end() -> None:
    after = {tag for tag, kind in KINDS.items() if kind in AFTERWARDS}
    assert not after & (NEEDS_AN_OPEN_REQUEST | NO_PART_OF_A_WAY)
    assert after | NEEDS_AN_OPEN_REQUEST | NO_PART_OF_A_WAY == set(KINDS)
    assert all(AFTERWARDS.values())


@pytest.mark.parametrize(
    ("role", "event"),
    [
        ("magistrate", lambda m: ev.DecisionTaken(measures=(m.search,), outcome="proceed",
                                                  reasons="so")),
        ("magistrate", lambda m: ev.ClearanceGiven(clearance="c", measure=m.search, scope="all",
                                                   until="2019-12-01")),
        ("magistrate", lambda m: ev.FindingMade(fact=f"proceedings-motivated({m.request})",
                                                value="no", reasons="so")),
        ("clerk", lambda _: ev.PersonListed(person="carl", called="Carl")),
        ("second-signer", lambda m: ev.RequestConfirmed(request=m.request, proof="seen")),
    ],
)  # fmt: skip
def test_nothing_goes_on_under_a_closed_request(node: Gate, role: Role, event: object) -> None:
    m = ended(node)
    before = Case.objects.get(pk=m.case).version
    with pytest.raises(Refused, match="closed"), change(m.case, node.actor(role)) as file:
        file.write(event(m))  # type: ignore[operator]
    assert Case.objects.get(pk=m.case).version == before


def test_a_closed_request_stays_closed_beside_an_open_one(node: Gate) -> None:
    m, clerk = ended(node), node.actor("clerk")
    new = registration.register(clerk, m.case, received())
    registration.confirm(node.actor("second-signer"), m.case, new, "by the ministry")
    persons.list_person(clerk, m.case, ev.PersonListed(person="", called="Carl"))
    plan = ev.MeasurePlanned(
        measure="", kind="search", request=m.request, title="Again", acting="magistrate",
        on="2019-10-01", targets=(m.anna,),
    )  # fmt: skip
    with pytest.raises(Refused, match="closed"):
        measures.plan(clerk, m.case, plan)


def test_what_turns_up_after_the_end_is_written_down_and_holds(node: Gate) -> None:
    m = ended(node)
    hold = holds.place(node.actor("overseer"), m.case, "request", m.request, "what was sent?")
    assert Hold.objects.filter(pk=hold, lifted=False).exists()
    told = execution.report(node.actor("police-officer"), m.case, m.search, None, Report())
    assert told.breach, "done after the end, under no clearance"


def test_a_report_after_the_end_is_a_breach_although_a_clearance_ran_on(node: Gate) -> None:
    scene = identified(node)
    noted(node, scene.case, scene.search, used=False)
    with change(scene.case, node.actor("magistrate")) as file:
        file.write(ev.RequestClosed(request=scene.request, reasons="withdrawn"))
    police = node.actor("police-officer")
    assert execution.report(police, scene.case, scene.search, None, Report()).breach


def test_nothing_is_written_of_an_erased_case(node: Gate) -> None:
    node.account("second", "overseer")
    m = ended(node)
    retention.propose(node.actor("overseer"), m.case, "on an order", ordered=True)
    retention.carry_out(node.actor("overseer", "second"), m.case)
    with pytest.raises(Refused, match="erased"), change(m.case, node.actor("overseer")) as file:
        file.write(ev.Noted(title="who was it?"))
