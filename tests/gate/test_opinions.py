"""The register settles whom it found and gives its opinion; nobody else hears of either."""

from __future__ import annotations

from typing import Any

from msgspec import structs

from safeconduct.case import events as ev
from safeconduct.case.state import fold
from safeconduct.gate import measures, persons, reading, referral, screening
from safeconduct.gate.referred import outstanding
from tests.gate.place import Gate
from tests.gate.scene import ANNA, Scene, person
from tests.gate.test_screening import Fake, holds, identified, is_complete, of_kind, protect_anna


def hit(node: Gate) -> Scene:
    """A search at Anna's, whom the asylum register has."""
    protect_anna(node)
    scene = identified(node)
    screening.screen(node.actor("clerk"), scene.case)
    return scene


def test_from_the_hit_to_the_opinion(node: Gate) -> None:
    scene, officer = hit(node), node.api("asylum-officer")
    (row,) = officer.get("register/referrals")
    assert (row["case"], row["measures"]) == (scene.case, [scene.search])
    shown = officer.get(f"register/referrals/{scene.case}")
    # Only whom the register was asked for: not Ben, who lives there.
    assert [(p["id"], p["to_settle"]) for p in shown["persons"]] == [(scene.anna, True)]
    (found,) = officer.get("register/persons", number=ANNA)
    officer.post(f"cases/{scene.case}/candidates/{scene.anna}/confirm", {"registered": found["id"]})
    assert is_complete(scene)
    (protection,) = fold(reading.events(scene.case)).protections.values()
    assert (protection.kind, protection.register, set(protection.known)) == (
        "refugee-status", "asylum", {"magistrate"},
    )  # fmt: skip
    assert [(hold.on, hold.of) for hold in holds(scene.case)] == [("measure", scene.search)]
    body = {"on": [{"measure": scene.search, "view": "objects"}], "points": ["She is protected."]}
    officer.post(f"cases/{scene.case}/opinions", body, 201)
    assert holds(scene.case) == []
    # New facts: another opinion replaces it.
    body["on"] = [{"measure": scene.search, "view": "does-not-object"}]
    officer.post(f"cases/{scene.case}/opinions", body, 201)
    told = fold(reading.events(scene.case)).told[f"opinion-objects({scene.search})"]
    assert [one.value for one in told] == ["yes", "no"]
    steps = officer.get(f"register/referrals/{scene.case}/steps")
    assert "hold-lifted" in {step["kind"] for step in steps}


def test_an_objection_without_reasons_is_no_opinion(node: Gate) -> None:
    scene = hit(node)
    body: dict[str, Any] = {"on": [{"measure": scene.search, "view": "objects"}]}
    node.api("asylum-officer").post(f"cases/{scene.case}/opinions", body, 422)
    body = {"on": [{"measure": scene.search, "view": "objects-unless"}], "points": ["x"]}
    node.api("asylum-officer").post(f"cases/{scene.case}/opinions", body, 422)
    assert holds(scene.case)


def test_an_officer_of_another_register_sees_and_does_nothing(node: Gate) -> None:
    scene = hit(node)
    node.account("other", "asylum-officer", register="elsewhere")
    other = node.api("asylum-officer", "other")
    assert other.get("register/referrals") == []
    assert other.get("register/persons", number=ANNA) == []
    assert other.get(f"register/referrals/{scene.case}/steps") == []
    view: dict[str, Any] = {"on": [{"measure": scene.search, "view": "does-not-object"}]}
    answers = [
        other.get(f"register/referrals/{scene.case}", 404),
        other.post(f"cases/{scene.case}/opinions", view, 404),
        other.post(
            f"cases/{scene.case}/candidates/{scene.anna}/reject", {"reasons": "another"}, 404
        ),
    ]
    assert len({str(answer) for answer in answers}) == 1
    assert holds(scene.case)


def test_referred_by_hand_twice_is_referred_once(node: Gate) -> None:
    scene, magistrate = identified(node), node.actor("magistrate")
    for _ in range(2):
        referral.refer(magistrate, scene.case, [scene.search], "asylum")
    assert len(of_kind(scene.case, ev.Referred)) == 1
    assert len(holds(scene.case)) == 1
    node.api("magistrate").post(
        f"cases/{scene.case}/referrals", {"measures": [scene.search], "to": "nobody"}, 422
    )
    node.api("clerk").post(
        f"cases/{scene.case}/referrals", {"measures": [scene.search], "to": "asylum"}, 403
    )


def test_the_clerk_sees_the_same_of_a_hit_as_of_a_register_that_is_silent(node: Gate) -> None:
    protect_anna(node)
    exact = node.node.checks
    with_hit = identified(node)
    screening.screen(node.actor("clerk"), with_hit.case)
    node.node.checks = (Fake("asylum", silent=True),)
    silent = identified(node)
    screening.screen(node.actor("clerk"), silent.case)
    node.node.checks = exact
    clerk = node.api("clerk")
    views = []
    for scene in (with_hit, silent):
        checked = clerk.get(f"cases/{scene.case}/screening")
        views.append([one["complete"] for one in checked])
        placed = next(h for h in holds(scene.case) if h.on == "person")
        views[-1] += [placed.why, placed.by, placed.note]
    assert views[0] == views[1]


def test_an_opinion_is_on_the_measure_as_it_was_told_of_then(node: Gate) -> None:
    scene, clerk, officer = hit(node), node.actor("clerk"), node.api("asylum-officer")
    body = {"on": [{"measure": scene.search, "view": "does-not-object"}]}
    officer.post(f"cases/{scene.case}/opinions", body, 201)
    plan = fold(reading.events(scene.case)).measures[scene.search]
    later = structs.replace(plan, on="2019-06-03")
    measures.replan(clerk, scene.case, later)
    assert outstanding(reading.events(scene.case)) == {}, "another day is no other measure"
    official = persons.list_person(clerk, scene.case, person("An official"))
    measures.replan(clerk, scene.case, structs.replace(later, attendants=(official,)))
    assert outstanding(reading.events(scene.case)) == {scene.search: {"asylum"}}
    assert ("measure", scene.search) in [(hold.on, hold.of) for hold in holds(scene.case)]
    officer.post(f"cases/{scene.case}/opinions", body, 201)
    assert outstanding(reading.events(scene.case)) == {}
