"""Oppositions name who opposes, each waits for its own judgment, and each reads their own."""

from __future__ import annotations

from typing import Any

import pytest

from safeconduct.case import events as ev
from safeconduct.case.roles import Role
from safeconduct.gate import oppositions, reading
from safeconduct.gate.change import changing
from safeconduct.gate.errors import NotFound, Refused, Wrong
from safeconduct.gate.models import Case, Deadline
from safeconduct.policy.models import Concern
from tests.gate.matter import Matter, matter
from tests.gate.place import Gate


def two(node: Gate) -> tuple[Matter, str, str]:
    """A matter whose search touches Anna and Ben; the search, and Ben."""
    m = matter(node)
    with changing(node.actor("clerk")) as made:
        file = made.file(m.case)
        file.write(ev.PersonListed(person="ben", called="Ben"))
        file.write(
            ev.MeasurePlanned(
                measure="flat", kind="search", request=m.request, title="search of a flat",
                acting="magistrate", on="2019-10-01", targets=(m.anna,), touches=(m.anna, "ben"),
            )
        )  # fmt: skip
    return m, "flat", "ben"


def counsel(node: Gate, name: str, *of: str) -> str:
    """Counsel of some persons, as their own account."""
    node.account(name, "defence")
    for one in of:
        Concern.objects.create(account_id=name, of=one)
    return name


def at(m: Matter, measure: str, what: str = "") -> str:
    """The address of a measure's oppositions."""
    return f"cases/{m.case}/measures/{measure}/oppositions{what}"


def steps(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What was shown, in short."""
    return [(one["kind"], one["person"], one["title"]) for one in found["steps"]]


def version(m: Matter) -> int:
    """The version of the case."""
    return Case.objects.get(pk=m.case).version


def test_counsel_opposes_for_whom_they_defend_and_reads_only_that(node: Gate) -> None:
    m, flat, ben = two(node)
    counsel(node, "hers", m.anna)
    counsel(node, "his", ben)
    node.api("defence", "hers").post(at(m, flat), {"title": "No warrant"}, 201)
    node.api("defence", "his").post(at(m, flat), {"title": "Not my flat", "person": ben}, 201)
    node.api("defence", "his").post(at(m, flat), {"title": "For her", "person": m.anna}, 404)
    hers, his = (node.api("defence", one).get(at(m, flat)) for one in ("hers", "his"))
    assert (steps(hers), hers["pending"]) == ([("filed", m.anna, "No warrant")], 1)
    assert (steps(his), his["pending"]) == ([("filed", ben, "Not my flat")], 1)
    readers: tuple[Role, ...] = ("court", "magistrate", "overseer")
    for role in readers:
        found = node.api(role).get(at(m, flat))
        assert steps(found) == [
            ("filed", m.anna, "No warrant"), ("filed", ben, "Not my flat"),
        ]  # fmt: skip
        assert found["pending"] == 2
    others: tuple[Role, ...] = (
        "clerk", "second-signer", "police-officer", "observer", "asylum-officer",
    )  # fmt: skip
    for role in others:
        node.api(role).get(at(m, flat), 403)
    node.api("defence").get(at(m, flat), 404)
    node.api("defence", "his").get(at(m, m.search), 404)


def test_counsel_of_two_says_for_whom(node: Gate) -> None:
    m, flat, ben = two(node)
    counsel(node, "both", m.anna, ben)
    both = node.api("defence", "both")
    said = both.post(at(m, flat), {"title": "No warrant"}, 422)
    assert "person: say for which" in said["problems"][0]
    both.post(at(m, flat), {"title": "No warrant", "person": ben}, 201)
    assert steps(both.get(at(m, flat))) == [("filed", ben, "No warrant")]


def test_a_clerk_says_who_opposes(node: Gate) -> None:
    m, flat, ben = two(node)
    clerk = node.actor("clerk")
    with pytest.raises(Wrong, match="person: say who"):
        oppositions.oppose(clerk, m.case, flat, "On paper")
    with pytest.raises(NotFound, match="touches no 'carl'"):
        oppositions.oppose(clerk, m.case, flat, "On paper", person="carl")
    oppositions.oppose(clerk, m.case, flat, "On paper", person=ben)
    oppositions.oppose(clerk, m.case, flat, "On paper", of="the landlord")
    shown = node.api("court").get(at(m, flat))["steps"]
    assert [(one["person"], one["behalf"]) for one in shown] == [(ben, ""), ("", "the landlord")]


def test_a_judgment_on_one_opposition_leaves_the_other_pending(node: Gate) -> None:
    m, flat, ben = two(node)
    clerk, court = node.actor("clerk"), node.actor("court")
    for who in (m.anna, ben):
        oppositions.oppose(clerk, m.case, flat, "On paper", person=who)
    with pytest.raises(Wrong, match="person: say whose"):
        oppositions.decide(court, m.case, flat, "Dismissed", version(m), final=True)
    oppositions.decide(court, m.case, flat, "Dismissed", version(m), final=True, person=ben)
    # A second judgment on Ben's would else end Anna's.
    with pytest.raises(Refused, match="'ben'"):
        oppositions.decide(court, m.case, flat, "Dismissed", version(m), final=True, person=ben)
    found = node.api("court").get(at(m, flat))
    assert found["pending"] == 1
    assert oppositions.pending(reading.events(m.case), flat) == [m.anna]
    body = {"title": "Upheld", "final": True, "seen": found["version"]}
    node.api("court").post(at(m, flat, "/decision"), body, 201)
    assert node.api("court").get(at(m, flat))["pending"] == 0
    assert steps(node.api("court").get(at(m, flat)))[2:] == [
        ("ended", ben, "Dismissed"), ("ended", m.anna, "Upheld"),
    ]  # fmt: skip


def test_the_time_to_oppose_of_one_is_not_met_by_another(node: Gate) -> None:
    m, flat, ben = two(node)
    with changing(node.actor("magistrate")) as made:
        made.file(m.case).write(ev.NoticeGiven(measure=flat, persons=(m.anna, ben)))
    oppositions.oppose(node.actor("clerk"), m.case, flat, "On paper", person=ben)
    met = Deadline.objects.filter(case_id=m.case, what="oppose").values_list("whose", "met")
    assert dict(met) == {m.anna: False, ben: True}


def test_whoever_keeps_away_finds_no_case(node: Gate) -> None:
    m, flat, ben = two(node)
    oppositions.oppose(node.actor("clerk"), m.case, flat, "On paper", person=ben)
    node.api("court").post("accounts/own/conflicts", {"of": ben, "reasons": "A cousin"}, 201)
    assert node.api("court").get(at(m, flat), 404)["problems"] == [f"there is no case '{m.case}'"]
