"""Cases are listed and read, each reader at the level that the table allows."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

import pytest

from safeconduct.api.rows import ROW_OF
from safeconduct.case import events as ev
from safeconduct.files import store
from safeconduct.gate import files, listing
from safeconduct.gate.stages import STAGES
from tests.gate.place import Gate

CASE = "brussels-2019"


def a_request(node: Gate, title: str, state: str = "KZ") -> tuple[str, str]:
    """A case with a request, as it came in on the day that the clock shows."""
    clerk = node.api("clerk")
    case = clerk.post("cases", {"title": title}, 201)["id"]
    body = {"requesting_state": state, "kind": "legal-assistance", "title": title}
    return case, clerk.post(f"cases/{case}/requests", body, 201)["id"]


def brussels(node: Gate) -> str:
    """The documented case, as a live one: brought in after all of it had happened."""
    node.clock.day = date(2026, 6, 1)
    events = store.load_case(store.find_case(CASE), node.node.rulebook())
    return files.bring_in(node.actor("clerk"), events)


def test_requests_are_listed_newest_first_a_page_at_a_time(node: Gate) -> None:
    made = []
    for number in range(5):
        node.clock.day = date(2019, 5, 6 + number // 2)
        made.append(a_request(node, f"Request {number}")[1])
    clerk, seen, after = node.api("clerk"), list[str](), ""
    while True:
        page = clerk.get("requests", limit=2, after=after)
        seen += [row["request"] for row in page["requests"]]
        if page["next"] is None:
            break
        after = page["next"]
    assert sorted(seen) == sorted(made)
    days = {row["request"]: row["received"] for row in clerk.get("requests")["requests"]}
    assert [days[name] for name in seen] == sorted(days.values(), reverse=True)


def test_what_comes_in_meanwhile_moves_no_page(node: Gate) -> None:
    made = [a_request(node, f"Request {number}")[1] for number in range(3)]
    clerk = node.api("clerk")
    first = clerk.get("requests", limit=2)
    node.clock.day = date(2019, 5, 7)
    a_request(node, "Later")
    second = clerk.get("requests", limit=2, after=first["next"])
    assert {r["request"] for r in first["requests"] + second["requests"]} == set(made)


def test_lists_are_narrowed(node: Gate) -> None:
    case, request = a_request(node, "Bank data", "KZ")
    a_request(node, "House search", "FR")
    clerk = node.api("clerk")
    assert [r["request"] for r in clerk.get("requests", requesting_state="KZ")["requests"]] == [
        request
    ]
    assert len(clerk.get("requests", confirmed="false")["requests"]) == 2
    body = {"proof": "came by the central authority"}
    node.api("second-signer").post(f"cases/{case}/requests/{request}/confirmation", body, 201)
    assert [r["request"] for r in clerk.get("requests", confirmed="true")["requests"]] == [request]
    assert clerk.get("requests", case=case, closed="true")["requests"] == []
    brussels(node)
    executed = clerk.get("measures", stage="executed")["measures"]
    assert executed
    assert all(row["stage"] == "executed" for row in executed)
    assert clerk.get("requests", stage="executed")["requests"]


@pytest.mark.parametrize("after", ["x", "2019-13-01~req_1", "~"])
def test_a_place_that_no_page_gave_is_refused_by_name(node: Gate, after: str) -> None:
    problems = node.api("clerk").get("requests", 422, after=after)["problems"]
    assert "after" in problems[0]


def test_a_case_tells_its_version_and_so_does_the_header(node: Gate) -> None:
    case, request = a_request(node, "Bank data")
    api_ = node.api("magistrate")
    found = api_.get(f"cases/{case}")
    assert (found["version"], found["requests"][0]["request"]) == (2, request)
    seen = node.api("clerk").get(f"cases/{case}")["version"]
    assert seen == node.api("clerk").get(f"cases/{case}/events")["version"]
    assert seen.startswith("v-"), "who may not know of hits is not told how many events there are"
    events = node.api("magistrate").get(f"cases/{case}/events")
    assert (events["version"], [e["event"]["event"] for e in events["events"]]) == (
        2, ["case-opened", "request-received"],
    )  # fmt: skip
    response = api_._client.get(f"/api/cases/{case}", headers=api_._headers)
    assert response.headers["ETag"] == '"2"'


def test_events_come_a_page_at_a_time(node: Gate) -> None:
    case = brussels(node)
    magistrate, numbers, after = node.api("magistrate"), list[int](), -1
    while True:
        page = magistrate.get(f"cases/{case}/events", after=after, limit=70)
        numbers += [one["number"] for one in page["events"]]
        if page["next"] is None:
            break
        after = page["next"]
    assert numbers == sorted(set(numbers))
    whole = magistrate.get(f"cases/{case}/events", limit=1000)["events"]
    assert numbers == [one["number"] for one in whole]


def test_a_clerk_reads_nothing_of_protection(node: Gate) -> None:
    case = brussels(node)
    kinds = {
        role: {e["event"]["event"] for e in node.api(role).get(f"cases/{case}/events")["events"]}
        for role in ("clerk", "magistrate", "second-signer", "overseer")
    }  # fmt: skip
    assert "protection-stated" in kinds["magistrate"]
    for role in ("clerk", "second-signer", "overseer"):
        assert not kinds[role] & {"protection-stated", "screened", "opinion-given"}
    clerk = str(node.api("clerk").get(f"cases/{case}/events"))
    for word in ("refugee", "asylum", "protected("):
        assert word not in clerk
    assert not kinds["overseer"] & {"person-listed", "fact-stated", "decision-taken"}


def test_stages_behind_a_hit_look_alike_to_those_who_may_not_know(node: Gate) -> None:
    brussels(node)
    clerk, magistrate = node.api("clerk"), node.api("magistrate")
    seen = {row["stage"] for row in clerk.get("measures", limit=200)["measures"]}
    known = {row["stage"] for row in magistrate.get("measures", limit=200)["measures"]}
    assert not seen & {"to-refer", "to-hear", "to-answer"}
    assert known <= set(STAGES)
    rows = clerk.get("measures", limit=200)["measures"]
    assert all(row["outcome"] is None for row in rows)
    clerk.get("measures", 403, outcome="barred")


def a_measure(node: Gate, case: str) -> dict[str, Any]:
    """One of the measures of a case."""
    found: dict[str, Any] = node.api("magistrate").get("measures", case=case)["measures"][0]
    return found


def test_a_ruling_is_shown_at_the_reader_s_level(node: Gate) -> None:
    case = brussels(node)
    path = f"cases/{case}/measures/{a_measure(node, case)['measure']}/ruling"
    whole = node.api("magistrate").get(path)
    assert whole["level"] == "whole"
    assert whole["ruling"]["findings"]
    state = node.api("clerk").get(path)
    assert (state["level"], state["ruling"], state["outcome"]) == ("state", None, None)
    node.api("police-officer").get(path, 403)
    node.api("defence").get(path, 404)


def test_oversight_reads_a_ruling_without_names(node: Gate) -> None:
    case = brussels(node)
    measure = a_measure(node, case)["measure"]
    found = node.api("overseer").get(f"cases/{case}/measures/{measure}/ruling")
    whole = node.api("magistrate").get(f"cases/{case}/measures/{measure}/ruling")
    assert found["level"] == "pseudonymised"
    assert found["outcome"] == whole["outcome"]
    text = str(found["ruling"])
    for listed in node.api("magistrate").get(f"cases/{case}/events", limit=1000)["events"]:
        event = listed["event"]
        if event["event"] == "person-listed":
            assert f"({event['person']})" not in text
            assert event["called"] not in text
    assert measure not in text
    assert case not in text
    assert found["ruling"]["sources"] == []


def test_the_office_s_own_file_is_no_case_here(node: Gate) -> None:
    for path in ("cases/office", "cases/office/events", "cases/office/measures/x/ruling"):
        node.api("magistrate").get(path, 404)


def test_a_register_and_the_defence_see_only_what_is_theirs(node: Gate) -> None:
    case, _ = a_request(node, "Bank data")
    for role in ("asylum-officer", "defence"):
        node.api(role).get(f"cases/{case}", 404)
        node.api(role).get("requests", 403)
        node.api(role).get(f"cases/{case}/events", 403)
    node.api("police-officer").get(f"cases/{case}", 403)


def test_every_kind_of_event_has_its_row() -> None:
    kinds = set(get_args(ev.AnyEvent))
    of_the_office = {kind for kind in kinds if kind not in ROW_OF}
    assert {kind.__module__.rpartition(".")[2] for kind in of_the_office} == {"officeevents"}


def test_a_page_is_never_longer_than_it_may_be(node: Gate) -> None:
    node.api("clerk").get("requests", 422, limit=listing.LONGEST + 1)
