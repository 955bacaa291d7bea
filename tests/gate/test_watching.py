"""What whoever watches a gate reads of it through the API."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from safeconduct.case import events as ev
from safeconduct.gate import doubts, registration
from safeconduct.gate.change import change
from safeconduct.gate.models import Entry, Measure, Request
from safeconduct.policy.budgets import Budgets
from tests.gate.matter import matter
from tests.gate.place import Gate
from tests.gate.scene import ANNA


def test_numbers_of_requests_tell_of_none_of_which_there_are_few(node: Gate) -> None:
    first = matter(node)
    for _ in range(7):
        registration.register(node.actor("clerk"), first.case, _received("KZ"))
    for _ in range(6):
        registration.register(node.actor("clerk"), first.case, _received("CH"))
    registration.register(node.actor("clerk"), first.case, _received("FR"))
    found = node.api("clerk").get("statistics/requests")
    assert found["columns"] == ["open", "carried-out", "closed"]
    # France, and with it the smaller of the others, are not named.
    assert [row["name"] for row in found["states"]] == ["KZ", "other"]
    assert "FR" not in str(found)
    assert not {1, 2, 3, 4} & {n for row in found["states"] for n in row["cells"]}
    Measure.objects.filter(pk=first.search).update(stage="executed")
    again = node.api("overseer").get("statistics/requests")
    assert 1 not in {n for row in again["states"] for n in row["cells"]}
    assert Request.objects.count() == 15
    node.api("police-officer").get("statistics/requests", 403)


def test_how_rulings_end_is_counted_for_who_reads_rulings(node: Gate) -> None:
    matter(node)
    Measure.objects.update(outcome="barred")
    found = node.api("overseer").get("statistics/outcomes")
    assert found["totals"]["total"] is None
    assert len(found["columns"]) == len(found["totals"]["cells"])
    for role in ("clerk", "observer", "defence", "operator"):
        node.api(role).get("statistics/outcomes", 403)


def test_the_record_s_health(node: Gate) -> None:
    found = node.api("overseer").get("record")
    assert [(one["name"], one["size"]) for one in found["witnesses"]] == [
        ("oversight.example", None), ("bar.example", None),
    ]  # fmt: skip
    matter(node)
    acts = node.quorum.acts()
    acts.witnessed(0)
    found = node.api("overseer").get("record")
    assert found["cosigned"] == found["signed"] > 0
    assert all(one["size"] == found["cosigned"] for one in found["witnesses"])
    node.node.evidence.alarm("split-view", "gate.example", "two trees of one size", {})
    (alarm,) = node.api("overseer").get("record")["alarms"]
    assert (alarm["kind"], alarm["settled"]) == ("split-view", "")
    node.api("police-officer").get("record", 403)


def test_who_wanted_to_reach_too_many_is_told_to_the_overseer_alone(node: Gate) -> None:
    assert node.api("overseer").get("accounts/overruns") == []
    node.node.budgets = Budgets(looks_a_day=0, looks_in_30_days=0)
    node.api("asylum-officer").get("register/persons", 403, number=ANNA)
    (one,) = node.api("overseer").get("accounts/overruns")
    assert (one["account"], one["day"]) == ("asylum-officer", "2019-05-06")
    node.api("operator").get("accounts/overruns", 403)


def _received(state: str) -> ev.RequestReceived:
    return ev.RequestReceived(
        request="", requesting_state=state, kind="legal-assistance", title="x"
    )


def test_what_is_in_doubt_in_any_case_is_listed_at_once(
    node: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = matter(node)
    with change(found.case, node.actor("magistrate")) as file:
        file.write(ev.ActIntended(intent="act-1", to=found.search, digest="0" * 64))
    entry = Entry.objects.filter(case_id=found.case).latest("number")
    doubt = SimpleNamespace(position=entry.position)
    monkeypatch.setattr(doubts, "in_doubt", lambda _: [doubt])
    (one,) = node.api("overseer").get("doubts")
    assert (one["case"], one["intent"]) == (found.case, "act-1")
    node.api("clerk").get("doubts", 403)
    body = {"of": found.case, "reasons": "my neighbour"}
    node.api("overseer").post("accounts/own/conflicts", body, 201)
    assert node.api("overseer").get("doubts") == []


def test_how_other_nodes_fare_is_said_at_every_node(node: Gate) -> None:
    assert node.api("overseer").get("peers") == []
    node.api("police-officer").get("peers", 403)
