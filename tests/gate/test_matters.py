"""What is one's own through the API: matters, clearances, reports, notices, bundles."""

from __future__ import annotations

from typing import Any

from safeconduct.case import events as ev
from safeconduct.case.eventbase import Attendance
from safeconduct.case.roles import Role
from safeconduct.case.telltale import may_tell
from safeconduct.gate import execution, holds, notices, submissions
from safeconduct.gate.change import change
from safeconduct.gate.execution import Report, Thing
from safeconduct.gate.newid import fresh
from safeconduct.gate.notices import Notice
from safeconduct.policy.models import Account, Concern, Conflict, Look
from tests.gate.clearing import noted
from tests.gate.matter import Matter, matter
from tests.gate.place import Gate

ROLES_WITH_NONE: tuple[Role, ...] = ("clerk", "magistrate", "overseer", "asylum-officer")


def admit(account: str, of: str) -> None:
    """A matter becomes an account's own."""
    Concern.objects.create(account=Account.objects.get(pk=account), of=of)


def with_ben(node: Gate, found: Matter) -> str:
    """A second person whom the search touches."""
    ben = fresh("person")
    with change(found.case, node.actor("clerk")) as file:
        file.write(ev.PersonListed(person=ben, called="ben"))
        file.write(
            ev.MeasurePlanned(
                measure=found.search, kind="search", request=found.request, title="search",
                acting="magistrate", on="2019-10-01", targets=(found.anna,),
                touches=(found.anna, ben),
            )
        )  # fmt: skip
    return ben


def reported(node: Gate, found: Matter, *owners: str) -> None:
    """The search took place, and a telephone of each was taken."""
    things = tuple(Thing(f"telephone of {one}", "device", owner=one) for one in owners)
    attended = (Attendance(who="Inspector Y", said_by="the police"),)
    report = Report(
        hour="06:30", attended=attended, taken=things, entry="opened", remarks=("a bell rang",)
    )
    police = node.actor("police-officer")
    execution.report(police, found.case, found.search, None, report)


def told(node: Gate, found: Matter, *persons: str) -> None:
    """These are given notice of the search."""
    notice = Notice("en", "an order\ngrounds: of a judge", "the court", "2019-06-05")
    notices.give(node.actor("magistrate"), found.case, found.search, list(persons), notice)


def test_a_measure_is_listed_to_whom_a_magistrate_admitted(node: Gate) -> None:
    found = matter(node)
    police = node.api("police-officer")
    assert police.get("matters") == []
    admit("police-officer", found.search)
    (one,) = police.get("matters")
    # Before a clearance says it, they know of a measure no more than its id.
    assert (one["measure"], one["kind"], one["clearances"]) == (found.search, "", [])
    clearance = noted(node, found.case, found.search, used=False, persons=[found.anna])
    (one,) = police.get("matters")
    assert (one["kind"], [c["id"] for c in one["clearances"]]) == ("search", [clearance])
    for role in ROLES_WITH_NONE:
        node.api(role).get("matters", 403)


def test_whoever_keeps_away_from_a_case_finds_none_of_it(node: Gate) -> None:
    found = matter(node)
    for account, of in (("police-officer", found.search), ("defence", found.anna)):
        admit(account, of)
    told(node, found, found.anna)
    assert node.api("defence").get("matters")
    for account in ("police-officer", "defence"):
        Conflict.objects.create(account=Account.objects.get(pk=account), of=found.case)
        assert node.api(account).get("matters") == []  # type: ignore[arg-type]


def test_a_clearance_is_shown_with_names_and_that_is_a_look(node: Gate) -> None:
    found = matter(node)
    admit("police-officer", found.search)
    clearance = noted(node, found.case, found.search, persons=[found.anna])
    at = f"cases/{found.case}/measures/{found.search}/clearances/{clearance}"
    police = node.api("police-officer")
    shown = police.get(at)
    assert (shown["kind"], shown["called"], shown["standing"]) == (
        "search", {found.anna: "anna"}, "spent",
    )  # fmt: skip
    assert Look.objects.filter(account="police-officer", case=found.case).count() == 1
    assert police.get(f"{at}/validity") == {"valid": True}
    reported(node, found, found.anna)
    assert police.get(f"{at}/validity") == {"valid": False}
    # Of another measure, or to who was not admitted, there is none.
    police.get(at.replace(found.search, found.bank), 404)
    node.account("other", "police-officer")
    node.api("police-officer", "other").get(at, 404)
    node.api("defence").get(at, 404)


def test_a_report_is_read_by_each_as_far_as_it_is_theirs(node: Gate) -> None:
    found = matter(node)
    ben = with_ben(node, found)
    admit("police-officer", found.search)
    admit("observer", found.search)
    admit("defence", found.anna)
    noted(node, found.case, found.search, persons=[found.anna, ben])
    at = f"cases/{found.case}/measures/{found.search}"
    before = node.api("police-officer").get(f"{at}/report")
    assert (before["reported"], "order-shown" in before["asks"]) == (False, True)
    reported(node, found, found.anna, ben)
    observer = node.api("observer")
    observer.post(f"{at}/observed", {"remarks": ["a letter was read"]}, 201)

    def shown(role: Role) -> dict[str, Any]:
        return dict(node.api(role).get(f"{at}/report"))

    for role in ("magistrate", "overseer", "observer", "clerk"):
        assert (shown(role)["entry"], shown(role)["remarks"]) == ("opened", ["a bell rang"])
    assert shown("observer")["observed"] == ["a letter was read"]
    assert "bar-president-warned" in shown("observer")["asks"]
    assert (shown("police-officer")["entry"], shown("police-officer")["observed"]) == ("opened", [])
    assert "how they came in" not in shown("police-officer")["missing"]
    assert "whether counsel was admitted" in shown("police-officer")["missing"]
    # Counsel hears of it from the notice on, and of what touched others no more than that it was.
    for path in ("report", "inventory"):
        node.api("defence").get(f"{at}/{path}", 404)
        node.api("asylum-officer").get(f"{at}/{path}", 404 if path == "report" else 403)
    told(node, found, found.anna)
    part = shown("defence")
    assert (part["whole"], part["hour"], part["entry"], part["attended"]) == (
        False, "06:30", "", [],
    )  # fmt: skip
    mine = node.api("defence").get(f"{at}/inventory")
    assert [one["owner"] for one in mine] == [found.anna]
    assert len(observer.get(f"{at}/inventory")) == 2
    admit("defence", ben)
    assert shown("defence")["entry"] == "opened"
    assert len(node.api("defence").get(f"{at}/inventory")) == 2


def test_a_notice_is_read_again_by_who_was_told(node: Gate) -> None:
    found = matter(node)
    ben = with_ben(node, found)
    admit("defence", found.anna)
    counsel = node.api("defence")
    counsel.get(f"cases/{found.case}/notices", 404)
    told(node, found, found.anna, ben)
    (one,) = counsel.get(f"cases/{found.case}/notices")
    assert (one["called"], one["grounds"], one["remedies"], one["oppose_until"]) == (
        "anna", "an order\ngrounds: of a judge", "the court", "2019-06-05",
    )  # fmt: skip


def test_from_the_notice_on_counsel_knows_whether_it_stands_still(node: Gate) -> None:
    found = matter(node)
    admit("defence", found.anna)
    at = f"cases/{found.case}/measures/{found.search}/state"
    node.api("defence").get(at, 404)
    told(node, found, found.anna)
    assert node.api("defence").get(at)["state"] == "stands still"
    node.api("defence").get(at.replace(found.search, found.bank), 404)


def test_an_observer_finds_the_holds_they_placed_and_no_others(node: Gate) -> None:
    found = matter(node)
    admit("observer", found.search)
    observer = node.api("observer")
    assert observer.get(f"cases/{found.case}/holds/mine") == []
    holds.place(node.actor("overseer"), found.case, "measure", found.search, "an opinion")
    made = holds.place(node.actor("observer"), found.case, "measure", found.search, "my files")
    (one,) = observer.get(f"cases/{found.case}/holds/mine")
    assert (one["id"], one["why"], one["lifted"]) == (made, "my files", False)
    node.account("other", "observer")
    node.api("observer", "other").get(f"cases/{found.case}/holds/mine", 404)


def test_a_submission_lies_in_the_file_and_the_clerk_reads_none_that_may_tell(node: Gate) -> None:
    found = matter(node)
    admit("defence", found.anna)
    counsel = node.api("defence")
    at = f"cases/{found.case}/submissions"
    receipt = counsel.post(at, {"title": "Hearing", "text": "Hear her."}, 201)
    telling = "She is a refugee."
    assert may_tell(telling)
    counsel.post(at, {"title": "Hearing, too", "text": telling}, 201)
    assert [one["id"] for one in counsel.get(at)][-1] == receipt["id"]
    counsel.post(at, {"title": " ", "text": " "}, 422)

    def read(role: Role) -> list[str]:
        shown = node.api(role).get(f"cases/{found.case}/events")["events"]
        return [
            one["event"]["note"] for one in shown if one["event"]["event"] == "submission-filed"
        ]

    assert read("magistrate") == ["Hear her.", telling]
    assert read("clerk") == ["Hear her."]
    node.account("other", "defence")
    other = node.api("defence", "other")
    other.get(at, 404)
    other.post(at, {"title": "x", "text": "y"}, 404)
    node.api("clerk").post(at, {"title": "x", "text": "y"}, 403)
    assert submissions.listed(node.actor("defence"), found.case)


def test_a_bundle_is_for_counsel_of_whom_it_is_about_from_the_notice_on(node: Gate) -> None:
    found = matter(node)
    ben = with_ben(node, found)
    admit("defence", found.anna)
    counsel = node.api("defence")
    at = f"cases/{found.case}/persons/{found.anna}/bundle"
    counsel.get(at, 404)
    told(node, found, found.anna)
    node.quorum.round()
    made = counsel.get(at)
    assert made["disclosure"]["for"] == {"profile": "defence", "person": found.anna}
    assert made["policy"] == node.quorum.text()
    assert Look.objects.filter(account="defence", at="payloads").count() == 1
    size = int(made["disclosure"]["checkpoint"].split("\n")[1])
    assert counsel.get(at, since=size)["disclosure"]["earlier"]
    assert "no checkpoint" in counsel.get(at, 409, since=size - 1)["problems"][0]
    counsel.get(at.replace(found.anna, ben), 404)
    node.node.quorum = str
    assert "nobody is named" in counsel.get(at, 409)["problems"][0]
    roles: tuple[Role, ...] = ("clerk", "magistrate", "overseer", "police-officer")
    for role in roles:
        node.api(role).get(at, 403)
