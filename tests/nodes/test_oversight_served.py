"""A gate, an oversight body and the bar, each served by a process of its own on this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from safeconduct.api.oversightapp import api
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import RESTS_ON, Permission
from safeconduct.record.home import BadHome, Home
from safeconduct.record.log import Log
from safeconduct.server import kinds, oversighthome
from safeconduct.server.document import document
from tests.nodes.finalcheck import objections
from tests.nodes.matter import Matter
from tests.nodes.site import OVERSIGHT, Node, Site, site, until

GATE = "gate.example"
KEPT = Path(__file__).parents[2] / "docs" / "schemas" / "openapi-oversight.json"


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A gate that holds its register itself; oversight and the bar cosign its record."""
    with site(tmp_path_factory.mktemp("site")) as made:
        gate = made.node("gate", GATE)
        made.witnesses(GATE)
        made.start()
        gate.account("clerk")
        yield made


def an_order(gate: Node) -> Matter:
    """A request that was registered and not yet confirmed."""
    clerk = gate.api("clerk")
    case = clerk.post("cases", {"title": "Bank data"})["id"]
    asked = {"requesting_state": "KZ", "kind": "order", "title": "An order"}
    request = clerk.post(f"cases/{case}/requests", asked)["id"]
    return Matter(gate, case, request, "", "", [])


def told_of(body: Node, matter: Matter) -> Any:
    """What the oversight body was told of a case's requests, once it was."""
    overseer = body.api("overseer")
    return until(lambda: overseer.get("oversight/requests", case=matter.case), "nobody told it")


def test_what_is_done_at_a_gate_is_seen_by_oversight(three: Site) -> None:
    gate, body = three[GATE], three[OVERSIGHT]
    matter = an_order(gate)
    (told,) = told_of(body, matter)
    said = told["said"]
    assert (told["gate"], said["request"], said["title"]) == (GATE, matter.request, "An order")
    (peer,) = body.api("overseer").get("oversight/peers")
    assert (peer["peer"], peer["kind"], peer["wrong"]) == (GATE, "gate", [])
    body.api("operator").get("oversight/requests", 403)


def test_a_hold_of_oversight_stands_at_the_gate_until_it_is_lifted_there(three: Site) -> None:
    gate, body = three[GATE], three[OVERSIGHT]
    matter = an_order(gate)
    told_of(body, matter)
    overseer, at_the_gate = body.api("overseer"), gate.api("overseer")
    assert objections(matter) == []
    hold = overseer.post("oversight/holds", {
        "gate": GATE, "case": matter.case, "on": "request", "of": matter.request, "why": "So.",
    })["id"]  # fmt: skip
    assert objections(matter) == ["stands still"]
    assert [one["id"] for one in overseer.get("oversight/holds")] == [hold]

    def shown() -> Any:
        return at_the_gate.get(f"cases/{matter.case}/holds")

    (placed,) = until(shown, "the hold did not arrive")
    assert (placed["on"], placed["of"], placed["by"], placed["lifted"]) == (
        "request", matter.request, "overseer", False,
    )  # fmt: skip
    body.api("operator").post(f"oversight/holds/{hold}/lift", {"reasons": "So."}, 403)
    overseer.post(f"oversight/holds/{hold}/lift", {"reasons": "It is over."})
    assert overseer.get("oversight/holds") == []
    until(lambda: all(one["lifted"] for one in shown()), "it was not lifted at the gate")
    assert objections(matter) == []


def test_a_hold_binds_while_the_gate_is_away_and_silence_holds(three: Site) -> None:
    gate, body = three[GATE], three[OVERSIGHT]
    matter = an_order(gate)
    told_of(body, matter)
    gate.stop()
    body.api("overseer").post("oversight/holds", {
        "gate": GATE, "case": matter.case, "on": "request", "of": matter.request, "why": "So.",
    })  # fmt: skip
    assert objections(matter) == ["stands still"]
    gate.start()
    other = an_order(gate)
    assert objections(other) == []
    body.stop()
    assert objections(other) == ["stands still"]
    body.start()


def test_oversight_keeps_a_copy_of_every_entry_of_the_gate(three: Site) -> None:
    gate, body = three[GATE], three[OVERSIGHT]
    an_order(gate)
    own, theirs = Home(gate.folder), Home(body.folder)
    try:
        mine = Log(own.databases.get())
        size = mine.size()

        def mirrored() -> bool:
            found = theirs.mirrors()
            return bool(found) and next(iter(found.values()))[1].size() >= size

        until(mirrored, "the gate's entries did not come to oversight")
        ((key, copy),) = theirs.mirrors().values()
        assert key.name == own.log_keys()[0].public.name
        assert list(copy.entries(0, size)) == list(mine.entries(0, size))
    finally:
        own.close()
        theirs.close()


def test_every_address_of_the_node_rests_on_a_permission() -> None:
    for path, verbs in api.get_openapi_schema(path_prefix="/api/")["paths"].items():
        for verb, operation in verbs.items():
            permission = Permission(operation["x-permission"])
            assert RESTS_ON[permission].thing is Object(operation["x-object"]), f"{verb} {path}"
            assert (verb == "get") == (RESTS_ON[permission].verb != "write"), f"{verb} {path}"


def test_the_document_that_is_kept_is_the_api_s() -> None:
    assert json.loads(KEPT.read_text(encoding="utf-8")) == document("oversight"), "make schemas"


def test_a_folder_of_an_oversight_body_is_known_by_its_settings(tmp_path: Path) -> None:
    folder = tmp_path / "oversight"
    oversighthome.start(folder, OVERSIGHT, "BE").close()
    assert kinds.of(folder) == "oversight"
    assert kinds.settings(folder) == oversighthome.Settings(executing_state="BE")
    with pytest.raises(BadHome, match="exists already"):
        oversighthome.start(folder, OVERSIGHT, "BE")
