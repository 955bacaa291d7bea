"""Every breach has a file, and every file its steps; without them no request closes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from safeconduct.case import events as ev
from safeconduct.gate import closing, escalation, files, incidents, reading
from safeconduct.gate.errors import Forbidden, NotFound, Wrong
from safeconduct.gate.incidentfiles import STEPS, Step
from safeconduct.gate.models import Deadline
from safeconduct.policy.permissions import Denied
from tests.gate.place import Gate
from tests.gate.scene import Scene, search_at


def opened(node: Gate) -> tuple[Scene, str]:
    """A scene with an incident about its search."""
    scene = search_at(node)
    made = incidents.open_file(node.actor("overseer"), scene.case, "They came early", scene.search)
    return scene, made


def follow(node: Gate, case: str, incident: str, *steps: Step) -> None:
    for step in steps:
        incidents.follow(
            node.actor("overseer"), case, incident, step, "It was done.", "the archive"
        )


def in_the_way(node: Gate, scene: Scene) -> list[str]:
    left = closing.still_open(node.actor("magistrate"), scene.case, scene.request)
    return [one.words for one in left if "incident" in one.words]


def test_an_incident_lacks_each_step_until_somebody_takes_it(node: Gate) -> None:
    scene, incident = opened(node)
    assert incident.startswith("inc_")
    overseer = node.actor("overseer")
    missing = list(STEPS)
    while missing:
        (listed,) = incidents.listed(overseer)
        assert (listed.case, listed.file.incident) == (scene.case, incident)
        assert list(listed.file.missing) == missing
        assert in_the_way(node, scene) == [f"incident '{incident}': {', '.join(missing)} missing"]
        follow(node, scene.case, incident, missing.pop(0))
    assert incidents.listed(overseer) == []
    assert in_the_way(node, scene) == []
    (whole,) = incidents.listed(overseer, complete=True)
    assert [step.step for step in whole.file.steps] == list(STEPS)


def test_a_request_does_not_close_while_a_step_is_missing(node: Gate) -> None:
    scene, incident = opened(node)
    magistrate, seen = node.actor("magistrate"), len(reading.events(scene.case))
    with pytest.raises(Exception, match="missing"):
        closing.close(magistrate, scene.case, scene.request, "Withdrawn.", seen)
    follow(node, scene.case, incident, *STEPS)
    seen = len(reading.events(scene.case))
    closing.close(magistrate, scene.case, scene.request, "Withdrawn.", seen)


def test_a_breach_of_the_case_as_a_whole_keeps_each_of_its_requests_open(node: Gate) -> None:
    scene = search_at(node)
    incidents.open_file(node.actor("overseer"), scene.case, "A letter lay unread")
    assert len(in_the_way(node, scene)) == 1


def test_the_magistrate_reads_files_and_adds_what_was_preserved_and_nothing_else(
    node: Gate,
) -> None:
    scene, incident = opened(node)
    magistrate = node.actor("magistrate")
    for step in STEPS[1:]:
        with pytest.raises(Forbidden, match="the overseer does this"):
            incidents.follow(magistrate, scene.case, incident, step, "So.", "us")
    with pytest.raises(Forbidden, match="the overseer does this"):
        incidents.open_file(magistrate, scene.case, "Something else")
    incidents.follow(magistrate, scene.case, incident, "preservation", "The log.", "the safe")
    (shown,) = incidents.of_case(magistrate, scene.case)
    assert [(s.by, s.to) for s in shown.steps] == [("magistrate", "the safe")]
    for role in ("clerk", "police-officer", "second-signer", "defence", "operator"):
        with pytest.raises(Denied):
            incidents.of_case(node.actor(role), scene.case)


def test_a_step_says_what_and_where_and_of_which_incident(node: Gate) -> None:
    scene, incident = opened(node)
    overseer = node.actor("overseer")
    with pytest.raises(Wrong) as wrong:
        incidents.follow(overseer, scene.case, incident, "finding", " ", "")
    assert [one.split(":")[0] for one in wrong.value.problems] == ["text", "to"]
    with pytest.raises(NotFound):
        incidents.follow(overseer, scene.case, "nothing", "finding", "So.", "us")
    with pytest.raises(Wrong, match="future"):
        incidents.follow(overseer, scene.case, incident, "informed", "So.", "us", "2019-05-07")
    incidents.follow(overseer, scene.case, incident, "informed", "So.", "them", "2019-05-01")
    assert incidents.of_case(overseer, scene.case)[0].steps[0].day == "2019-05-01"


def test_steps_that_nobody_takes_are_told_upwards(node: Gate) -> None:
    scene, incident = opened(node)
    follow(node, scene.case, incident, "complaint")
    due = Deadline.objects.filter(case=scene.case, of=incident, met=False)
    assert {d.what: (d.due - date(2019, 5, 6)).days for d in due} == {
        "incident-preservation": 1, "incident-finding": 30, "incident-informed": 3,
    }  # fmt: skip
    node.clock.day += timedelta(days=31)
    escalation.escalate()
    told = [e for e in reading.events(scene.case) if isinstance(e, ev.Escalated)]
    late = [e for e in told if scene.search in e.measures and "breach" in e.what]
    assert {e.to for e in late} == {"overseer"}
    assert len(late) == 3


def test_what_a_file_says_was_done_about_an_incident_is_still_to_be_done_here(node: Gate) -> None:
    events = (
        ev.CaseOpened(
            case="old", title="Old", about="Old", executing_state="BE", day="2019-01-01"
        ),
        ev.RequestReceived(
            request="letter", requesting_state="KZ", kind="legal-assistance", title="Letter",
            day="2019-01-01", by="clerk",
        ),
        ev.IncidentOpened(title="One without an id", day="2019-01-02", by="overseer"),
        ev.IncidentFollowed(
            incident="incident-1", step="finding", text="Nothing was wrong.", to="us",
            day="2019-01-03", by="overseer",
        ),
    )  # fmt: skip
    files.bring_in(node.actor("clerk"), events)
    (listed,) = incidents.listed(node.actor("overseer"))
    assert listed.file.missing == STEPS
    follow(node, "old", listed.file.incident, *STEPS)
    assert incidents.listed(node.actor("overseer")) == []


def test_the_api_lists_what_is_missing_and_takes_steps(node: Gate) -> None:
    scene = search_at(node)
    overseer = node.api("overseer")
    made = overseer.post(f"cases/{scene.case}/incidents", {"title": "They came early"}, 201)["id"]
    path = f"cases/{scene.case}/incidents/{made}/steps"
    step = {"step": "informed", "text": "By letter.", "to": "the ombudsman", "day": "2019-05-02"}
    overseer.post(path, step, 201)
    overseer.post(path, {**step, "step": "nothing"}, 422)
    (shown,) = overseer.get("incidents")
    assert shown["missing"] == ["preservation", "complaint", "finding"]
    assert shown["steps"] == [
        {**step, "by": "overseer"},
    ]
    assert node.api("magistrate").get(f"cases/{scene.case}/incidents") == [shown]
    node.api("clerk").get("incidents", 403)
