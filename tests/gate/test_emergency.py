"""The gate has no bypass: what was ordered outside it is recorded, sealed, held and reviewed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from safeconduct.case import events as ev
from safeconduct.case.eventbase import Attendance
from safeconduct.case.roles import Role
from safeconduct.gate import (
    closing,
    contents,
    emergency,
    execution,
    files,
    holds,
    incidents,
    measures,
    persons,
    readiness,
    reading,
    sealed,
)
from safeconduct.gate.change import change
from safeconduct.gate.emergency import Stated
from safeconduct.gate.errors import Forbidden, Held, NotFound, Refused, Wrong
from safeconduct.gate.execution import Report, Thing
from safeconduct.gate.itself import GATE
from safeconduct.gate.models import Deadline, Notice
from safeconduct.policy.permissions import Denied
from tests.gate.place import Gate
from tests.gate.scene import Scene, search_at

NOON = datetime(2019, 5, 6, 12, tzinfo=UTC)


@pytest.fixture
def hours(node: Gate) -> list[datetime]:
    """The moment, to be set: the day of the gate follows it."""
    now = [NOON]
    node.node.clock = lambda: now[0]
    node.node.today = lambda: now[0].astimezone().date()
    return now


def said(of: str, hours_ago: float = 2, now: datetime = NOON) -> Stated:
    return Stated(
        of, "The duty prosecutor", now - timedelta(hours=hours_ago), "art. 1", "It burned."
    )


def stated(node: Gate, scene: Scene, hours_ago: float = 2) -> str:
    return emergency.state(node.actor("police-officer"), scene.case, said(scene.search, hours_ago))


def seen(scene: Scene) -> int:
    return len(reading.events(scene.case))


def breaches(case: str) -> list[str]:
    return [e.title for e in reading.events(case) if isinstance(e, ev.IncidentOpened)]


def telephone(node: Gate, scene: Scene) -> str:
    """The search takes a telephone, whose contents are put in; gives the item."""
    body = Report(taken=[Thing("Telephone", "data")])
    done = execution.report(
        node.actor("police-officer"), scene.case, scene.search, seen(scene), body
    )
    contents.put(node.actor("police-officer"), scene.case, done.items[0], b"what it holds")
    return done.items[0]


def sending(node: Gate, scene: Scene, item: str) -> str:
    plan = ev.MeasurePlanned(
        measure="", kind="transmission", request=scene.request, title="Send", acting="magistrate",
        on="2019-06-02", targets=(scene.anna,), touches=(scene.anna,), items=(item,),
    )  # fmt: skip
    return measures.plan(node.actor("clerk"), scene.case, plan)


def opened(scene: Scene, item: str) -> bytes:
    with change(scene.case, GATE) as file:
        return contents.of(file, item).raw


def in_the_way(node: Gate, scene: Scene, measure: str) -> set[str]:
    found = readiness.obstacles(node.actor("magistrate"), scene.case, measure)[1]
    return {one.what for one in found}


def review(node: Gate, scene: Scene, name: str, *, unseal: bool) -> None:
    emergency.review(
        node.actor("overseer"), scene.case, name, unseal=unseal, reasons="Seen.", seen=seen(scene)
    )


def confirm(node: Gate, scene: Scene, name: str) -> None:
    emergency.confirm(node.actor("second-signer"), scene.case, name, "the order on paper")


def test_stated_it_seals_what_was_obtained_and_holds_the_request_until_the_review(
    node: Gate, hours: list[datetime]
) -> None:
    scene = search_at(node)
    name = stated(node, scene)
    item = telephone(node, scene)
    send = sending(node, scene, item)
    (hold,) = holds.shown(node.actor("overseer"), scene.case)
    assert (hold["on"], hold["of"], hold["by"]) == ("request", scene.request, "overseer")
    assert {"seal", "hold"} <= in_the_way(node, scene, send)
    with pytest.raises(Held, match="sealed"):
        opened(scene, item)
    confirm(node, scene, name)
    with pytest.raises(Held, match="sealed"):
        opened(scene, item)
    overseer = node.actor("overseer")
    with pytest.raises(Refused, match="review that first"):
        holds.lift(overseer, scene.case, hold["id"], "It is over.", seen(scene))
    review(node, scene, name, unseal=True)
    assert opened(scene, item) == b"what it holds"
    assert in_the_way(node, scene, send) & {"seal", "hold"} == {"hold"}
    holds.lift(overseer, scene.case, hold["id"], "It was reviewed.", seen(scene))
    assert not in_the_way(node, scene, send) & {"seal", "hold"}
    assert breaches(scene.case) == []


def test_whatever_the_measure_obtained_is_sealed_however_it_is_listed(
    node: Gate, hours: list[datetime]
) -> None:
    """Telling of the measure anew without a thing unseals nothing."""
    scene = search_at(node)
    clerk = node.actor("clerk")
    kept = ev.ItemListed(item="", kind="device", title="A laptop")
    planned = measures.list_item(clerk, scene.case, kept)
    other = measures.list_item(clerk, scene.case, kept)
    listed = measures.list_item(
        clerk, scene.case, msgspec.structs.replace(kept, measure=scene.search)
    )
    plan = ev.MeasurePlanned(
        measure=scene.search, kind="search", request=scene.request, title="Search",
        acting="magistrate", on="2019-06-01", targets=(scene.anna,), touches=(scene.anna,),
        items=(planned,),
    )  # fmt: skip
    measures.replan(clerk, scene.case, plan)
    name = stated(node, scene)
    measures.replan(clerk, scene.case, msgspec.structs.replace(plan, items=()))
    taken = telephone(node, scene)
    found = sealed.sealed(reading.events(scene.case))
    assert found == dict.fromkeys((planned, taken, listed), name)
    assert other not in found


def test_a_review_that_keeps_it_sealed_keeps_it_sealed(node: Gate, hours: list[datetime]) -> None:
    scene = search_at(node)
    name = stated(node, scene)
    item = telephone(node, scene)
    confirm(node, scene, name)
    review(node, scene, name, unseal=True)
    review(node, scene, name, unseal=False)
    with pytest.raises(Held, match="sealed"):
        opened(scene, item)
    assert "seal" in in_the_way(node, scene, sending(node, scene, item))


def test_what_one_person_alone_stated_is_never_unsealed(node: Gate, hours: list[datetime]) -> None:
    scene = search_at(node)
    name = stated(node, scene)
    with pytest.raises(Refused, match="one person alone"):
        review(node, scene, name, unseal=True)
    review(node, scene, name, unseal=False)


def test_one_states_and_another_confirms(node: Gate, hours: list[datetime]) -> None:
    node.account("anna", "magistrate", "second-signer")
    scene = search_at(node)
    name = emergency.state(node.actor("magistrate", "anna"), scene.case, said(scene.search))
    hers: tuple[Role, ...] = ("magistrate", "second-signer")
    for role in hers:
        with pytest.raises(Forbidden, match="another person"):
            emergency.confirm(node.actor(role, "anna"), scene.case, name, "the order")
    with pytest.raises(Wrong, match="proof"):
        emergency.confirm(node.actor("magistrate"), scene.case, name, " ")
    emergency.confirm(node.actor("magistrate"), scene.case, name, "the order")
    with pytest.raises(Refused, match="confirmed already"):
        confirm(node, scene, name)
    nobody: tuple[Role, ...] = ("overseer", "clerk", "police-officer", "observer", "defence")
    for role in nobody:
        with pytest.raises(Denied):
            emergency.confirm(node.actor(role), scene.case, name, "the order")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("transmission", "a transmission is never an emergency"),
        ("surrender", "a surrender is never an emergency"),
        ("removal", "a removal is never an emergency"),
        ("foreign-presence", "officials is never an emergency"),
    ],
)
def test_what_can_never_be_an_emergency_is_refused_with_words(
    node: Gate, hours: list[datetime], kind: str, words: str
) -> None:
    scene = search_at(node)
    plan = ev.MeasurePlanned(
        measure="", kind=kind, request=scene.request, title="It", acting="magistrate",
        on="2019-06-02", targets=(scene.anna,), touches=(scene.anna,),
    )  # fmt: skip
    other = measures.plan(node.actor("clerk"), scene.case, plan)
    before = seen(scene)
    with pytest.raises(Refused, match=words):
        emergency.state(node.actor("magistrate"), scene.case, said(other))
    assert seen(scene) == before


def test_neither_a_hold_nor_a_seal_nor_a_guest_is_an_emergency(
    node: Gate, hours: list[datetime]
) -> None:
    scene = search_at(node)
    magistrate, clerk = node.actor("magistrate"), node.actor("clerk")
    hold = holds.place(node.actor("overseer"), scene.case, "request", scene.request, "Wait.")
    with pytest.raises(Refused, match="lifting of a hold is never an emergency"):
        emergency.state(magistrate, scene.case, said(hold))
    thing = ev.ItemListed(item="", kind="device", title="A laptop")
    item = measures.list_item(clerk, scene.case, thing)
    with pytest.raises(Refused, match="opening of sealed material is never an emergency"):
        emergency.state(magistrate, scene.case, said(item))
    with pytest.raises(NotFound):
        emergency.state(magistrate, scene.case, said("nothing"))
    guest = persons.list_person(
        clerk, scene.case, ev.PersonListed(person="", called="Dana Guest", citizen_of=("KZ",))
    )
    plan = ev.MeasurePlanned(
        measure=scene.search, kind="search", request=scene.request, title="Search",
        acting="magistrate", on="2019-06-01", targets=(scene.anna,), touches=(scene.anna,),
        attendants=(guest,),
    )  # fmt: skip
    measures.replan(clerk, scene.case, plan)
    with pytest.raises(Refused, match="officials is never an emergency"):
        emergency.state(magistrate, scene.case, said(scene.search))


@pytest.mark.parametrize(("hours_ago", "late"), [(24, False), (24.01, True), (2000, True)])
def test_stated_too_late_it_is_recorded_all_the_same_and_a_breach(
    node: Gate, hours: list[datetime], hours_ago: float, late: bool
) -> None:
    scene = search_at(node)
    name = stated(node, scene, hours_ago)
    assert [one.id for one in emergency.of_case(node.actor("overseer"), scene.case)] == [name]
    assert [("later than 24 hours" in title) for title in breaches(scene.case)] == [True] * late


def test_ordered_while_it_stood_still_it_is_a_breach(node: Gate, hours: list[datetime]) -> None:
    """An emergency ends no hold."""
    scene = search_at(node)
    holds.place(node.actor("magistrate"), scene.case, "request", scene.request, "Wait.")
    stated(node, scene)
    assert [("stood still" in title) for title in breaches(scene.case)] == [True]


def test_an_order_of_tomorrow_or_of_no_zone_is_none(node: Gate, hours: list[datetime]) -> None:
    scene = search_at(node)
    police = node.actor("police-officer")
    with pytest.raises(Wrong, match="future"):
        emergency.state(police, scene.case, said(scene.search, -0.1))
    bare = replace(said(scene.search), ordered=datetime(2019, 5, 6, 8), why=" ")
    with pytest.raises(Wrong) as wrong:
        emergency.state(police, scene.case, bare)
    assert [one.split(":")[0] for one in wrong.value.problems] == ["why", "ordered"]
    stated(node, scene)
    with pytest.raises(Refused, match="stated already"):
        stated(node, scene)


def test_no_second_person_within_24_hours_is_a_breach_and_told(
    node: Gate, hours: list[datetime]
) -> None:
    scene = search_at(node)
    name = stated(node, scene, 2)
    hours[0] = NOON + timedelta(hours=22)
    assert emergency.sweep() == 0
    assert breaches(scene.case) == []
    hours[0] += timedelta(minutes=1)
    assert emergency.sweep() == 1
    assert emergency.sweep() == 0
    assert [("no second person" in title) for title in breaches(scene.case)] == [True]
    assert list(Notice.objects.values_list("role", flat=True)) == ["overseer"]
    confirm(node, scene, name)
    assert len(breaches(scene.case)) == 1


def test_a_second_person_who_comes_late_is_a_breach_whoever_looked(
    node: Gate, hours: list[datetime]
) -> None:
    scene = search_at(node)
    name = stated(node, scene, 2)
    hours[0] = NOON + timedelta(hours=23)
    confirm(node, scene, name)
    assert [("no second person" in title) for title in breaches(scene.case)] == [True]


def test_stated_late_there_are_24_hours_for_the_second_person(
    node: Gate, hours: list[datetime]
) -> None:
    scene = search_at(node)
    stated(node, scene, 100)
    hours[0] = NOON + timedelta(hours=24)
    assert emergency.sweep() == 0
    hours[0] += timedelta(minutes=1)
    assert emergency.sweep() == 1


def test_the_review_is_due_within_72_hours(node: Gate, hours: list[datetime]) -> None:
    scene = search_at(node)
    name = stated(node, scene)
    confirm(node, scene, name)
    due = Deadline.objects.get(what="emergency-review")
    assert (due.role, due.due, due.met) == (
        "overseer", (NOON + timedelta(hours=72)).astimezone().date(), False
    )  # fmt: skip
    hours[0] = NOON + timedelta(hours=72)
    assert emergency.sweep() == 0
    hours[0] += timedelta(seconds=1)
    assert emergency.sweep() == 1
    told = [e for e in reading.events(scene.case) if isinstance(e, ev.Escalated)]
    assert [(e.to, e.measures) for e in told] == [("overseer", (scene.search,))]
    review(node, scene, name, unseal=False)
    assert Deadline.objects.get(what="emergency-review").met


def test_a_report_of_it_is_no_breach_unless_officials_of_another_state_came(
    node: Gate, hours: list[datetime]
) -> None:
    for foreign, wrong in (("no", ""), ("yes", "officials of another state")):
        scene = search_at(node)
        stated(node, scene)
        who = Attendance(who="Somebody", said_by="the report", foreign=foreign)  # type: ignore[arg-type]
        done = execution.report(
            node.actor("police-officer"), scene.case, scene.search, seen(scene),
            Report(attended=[who]),
        )  # fmt: skip
        assert wrong in done.breach
        assert bool(done.breach) is bool(wrong)


def test_an_emergency_that_a_file_tells_of_seals_and_excuses_nothing(
    node: Gate, hours: list[datetime]
) -> None:
    day = "2019-05-01"
    events = (
        ev.CaseOpened(case="old", title="Old", about="Old", executing_state="BE", day=day),
        ev.RequestReceived(
            request="letter", requesting_state="KZ", kind="legal-assistance", title="Letter",
            by="clerk", day=day,
        ),
        ev.PersonListed(person="anna", called="Anna", by="clerk", day=day),
        ev.MeasurePlanned(
            measure="raid", kind="search", request="letter", title="Search", acting="magistrate",
            on="2019-05-06", touches=("anna",), by="clerk", day=day,
        ),
        ev.ItemListed(
            item="phone", kind="data", title="Phone", measure="raid", by="clerk", day=day
        ),
        ev.HoldPlaced(hold="held", on="request", of="letter", why="So.", by="overseer", day=day),
        ev.EmergencyStated(
            emergency="fire", measure="raid", ordered_by="Somebody", provision="art. 1", why="So.",
            ordered="2019-05-01T06:00:00Z", stated="2019-05-01T07:00:00Z", hold="held",
            by="police-officer", day=day,
        ),
        ev.EmergencyConfirmed(emergency="fire", proof="seen", by="magistrate", day=day),
        ev.EmergencyReviewed(
            emergency="fire", outcome="unsealed", reasons="So.", by="overseer", day=day
        ),
    )  # fmt: skip
    files.bring_in(node.actor("clerk"), events)
    contents.put(node.actor("police-officer"), "old", "phone", b"what it holds")
    old = Scene("old", "letter", "anna", "raid")
    with pytest.raises(Held, match="sealed"):
        opened(old, "phone")
    (one,) = emergency.of_case(node.actor("overseer"), "old")
    assert (one.confirmed, one.outcome, one.seals) == (False, "", True)
    done = execution.report(node.actor("police-officer"), "old", "raid", seen(old), Report())
    assert done.breach == "no clearance covers it"


def test_a_request_stays_open_until_it_was_confirmed_and_reviewed(
    node: Gate, hours: list[datetime]
) -> None:
    scene = search_at(node)
    name = stated(node, scene)

    def left() -> list[str]:
        found = closing.still_open(node.actor("magistrate"), scene.case, scene.request)
        return [one.words.split(": ")[1] for one in found if "emergency" in one.words]

    assert left() == ["no second person has confirmed it", "it was not reviewed"]
    confirm(node, scene, name)
    assert left() == ["it was not reviewed"]
    review(node, scene, name, unseal=False)
    assert left() == []


def test_the_police_see_what_they_stated_and_no_more(node: Gate, hours: list[datetime]) -> None:
    scene = search_at(node)
    emergency.state(node.actor("magistrate"), scene.case, said(scene.search))
    assert emergency.of_case(node.actor("police-officer"), scene.case) == []
    other = search_at(node)
    name = stated(node, other)
    mine = emergency.of_case(node.actor("police-officer"), other.case)
    assert [one.id for one in mine] == [name]


def test_the_numbers_are_published_without_anybody_s_words(
    node: Gate, hours: list[datetime]
) -> None:
    node.node.emergency_provisions = ("art. 1",)
    for provision in ("art. 1", "art. 1", "Anna's article"):
        scene = search_at(node)
        what = replace(said(scene.search), provision=provision)
        emergency.state(node.actor("police-officer"), scene.case, what)
    expected = [
        {"month": "2019-05", "provision": "another provision", "count": 1},
        {"month": "2019-05", "provision": "art. 1", "count": 2},
    ]
    for role in ("clerk", "defence", "observer", "overseer"):
        assert node.api(role).get("statistics/emergencies") == expected
    node.api("police-officer").get("statistics/emergencies", 403)


def test_the_api_takes_it_from_statement_to_review(node: Gate, hours: list[datetime]) -> None:
    scene = search_at(node)
    path = f"cases/{scene.case}/emergencies"
    body = {
        "of": scene.search, "ordered_by": "The duty prosecutor",
        "ordered": "2019-05-06T09:00:00+02:00", "provision": "art. 1", "why": "It burned.",
    }  # fmt: skip
    name = node.api("police-officer").post(path, body, 201)["id"]
    proof = {"proof": "the order on paper"}
    node.api("second-signer").post(f"{path}/{name}/confirmation", proof, 201)
    overseer = node.api("overseer")
    version = overseer.get(f"cases/{scene.case}")["version"]
    done = {"outcome": "unsealed", "reasons": "It was right.", "seen": version}
    overseer.post(f"{path}/{name}/review", done, 201)
    (shown,) = node.api("magistrate").get(path)
    assert (shown["ordered"], shown["confirmed"], shown["outcome"], shown["sealed"]) == (
        "2019-05-06T07:00:00Z", True, "unsealed", False
    )  # fmt: skip
    assert incidents.listed(node.actor("overseer")) == []
