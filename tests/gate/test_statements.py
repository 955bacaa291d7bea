"""The bar's observer and counsel state what is theirs; everybody finds what they are asked."""

from __future__ import annotations

from safeconduct.case import events as ev
from safeconduct.case.state import fold
from safeconduct.gate import questions, reading
from safeconduct.policy.models import Concern
from tests.gate.place import Gate
from tests.gate.test_deadlines import ASKED, CONFIRMED, add, build
from tests.gate.test_decisions import version

LAWYER = {"fact": "lawyer(anna)", "value": "yes"}


def said(case: str) -> list[tuple[str, str]]:
    """What was said of whether anna is a lawyer: by whom, and what."""
    told = fold(reading.events(case)).told.get("lawyer(anna)", [])
    return [(one.said_by, one.value) for one in told]


def test_observers_state_side_by_side_and_a_finding_settles(node: Gate) -> None:
    node.account("second", "observer")
    case = build(node, ("second-signer", CONFIRMED))
    first, second = node.api("observer"), node.api("observer", "second")
    first.post(f"cases/{case}/statements", LAWYER, 201)
    second.post(f"cases/{case}/statements", {**LAWYER, "value": "no"}, 201)
    assert said(case) == [("observer", "yes"), ("second", "no")]
    first.post(f"cases/{case}/statements", {**LAWYER, "value": "unknown"}, 201)
    assert ("observer", "yes") not in said(case)[1:]
    first.post(f"cases/{case}/statements", LAWYER, 201)
    # Of lawyers the court settles what is contested.
    questions.find(node.actor("court"), case, "lawyer(anna)", "yes", "she is listed", version(case))
    (found,) = [e for e in reading.events(case) if isinstance(e, ev.FindingMade)]
    # Both words stay beside it.
    assert found.value == "yes"
    assert {"observer", "second"} <= {by for by, _ in said(case)}


def test_only_what_is_theirs_to_answer_and_only_in_their_cases(node: Gate) -> None:
    case = build(node, ("second-signer", CONFIRMED))
    path, waived = f"cases/{case}/statements", {"fact": "counsel-waived(search)", "value": "no"}
    node.api("observer").post(path, {"fact": "refugee-elsewhere(anna)", "value": "no"}, 403)
    node.api("observer").post(path, waived, 403)
    node.api("defence").post(path, LAWYER, 403)
    node.api("clerk").post(path, LAWYER, 403)
    node.api("defence").post(path, waived, 404)
    Concern.objects.create(account_id="defence", of="anna")
    node.api("defence").post(path, waived, 404)
    notice = ev.NoticeGiven(measure="search", persons=("anna",))
    add(node, ("magistrate", notice))
    node.api("defence").post(path, waived, 201)


def test_everybody_finds_what_they_are_asked_in_any_case(node: Gate) -> None:
    case = build(node, ("second-signer", CONFIRMED), ("magistrate", ASKED))
    (asked,) = node.api("observer").get("questions")
    assert (asked["case"], asked["fact"], asked["due"]) == (case, "lawyer(anna)", "2019-05-20")
    assert asked["ask"]
    assert node.api("police-officer").get("questions") == []
    node.api("observer").post(f"cases/{case}/questions/answers", LAWYER, 201)
    assert node.api("observer").get("questions") == []


def test_an_observer_reads_their_own_words_and_those_on_what_they_are_admitted_to(
    node: Gate,
) -> None:
    node.account("second", "observer")
    case = build(node, ("second-signer", CONFIRMED))
    first, second = node.api("observer"), node.api("observer", "second")
    first.post(f"cases/{case}/statements", LAWYER, 201)
    assert [one["said_by"] for one in first.get(f"cases/{case}/facts")] == ["observer"]
    assert second.get(f"cases/{case}/facts") == []
    # Who is touched by the search that they attend is theirs to know of.
    Concern.objects.create(account_id="second", of="search")
    assert [one["said_by"] for one in second.get(f"cases/{case}/facts")] == ["observer"]
    second.get("cases/there-is-none/facts", 404)
