"""A register in a node of its own, and its gate: whole processes that speak to each other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from safeconduct.case import events as ev
from safeconduct.nodes import peers
from tests.nodes.finalcheck import objections
from tests.nodes.matter import ANNA, BEN, CARL, DORA, RESIDENTS, Matter, search_at, staff
from tests.nodes.site import Node, Site, site, until
from tests.record.postgres import Server

STATUS = {
    "kind": "refugee-status", "against": "KZ", "names": ["Anna Example"], "born": "1980-05-01",
    "number": ANNA, "since": "2013-10",
}  # fmt: skip
STILL = ["stands still"]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def two(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A gate whose record two witnesses cosign, and a register that protects Anna."""
    folder: Path = tmp_path_factory.mktemp("site")
    with site(folder) as made:
        if request.param == "sqlite":
            made.nodes(("gate", "gate.example", ()), ("register", "asylum.example", ("asylum",)))
            yield _begun(made)
            return
        server: Server = request.getfixturevalue("postgres_server")
        with server.place() as one, server.place() as other:
            made.node("gate", "gate.example", database=one.owner)
            made.node("register", "asylum.example", registers=("asylum",), database=other.owner)
            yield _begun(made)
            made.stop()


def _begun(made: Site) -> Site:
    gate = made["gate.example"]
    gate.set("registers", "[]")
    gate.set("population", '"residents.yaml"')
    (gate.folder / "residents.yaml").write_text(RESIDENTS, encoding="utf-8")
    made.witnesses("gate.example")
    made.connect("gate.example", "asylum.example")
    made.start()
    staff(gate)
    officer = made["asylum.example"].account("asylum-officer", register="asylum")
    officer.post("register/protections", STATUS)
    return made


def asylum(two: Site, matter: Matter, path: str = "") -> Any:
    """What the officer reads of a matter."""
    officer = two["asylum.example"].api("asylum-officer")
    return officer.get(f"matters/gate.example/{matter.case}{path}")


def act(two: Site, matter: Matter, path: str, body: Any, status: int = 201) -> Any:
    """What the officer does in it."""
    officer = two["asylum.example"].api("asylum-officer")
    return officer.post(f"matters/gate.example/{matter.case}{path}", body, status)


def hit(two: Site, number: str = ANNA) -> Matter:
    """A search at Anna's, put before the register, which has been shown it."""
    matter = search_at(two["gate.example"], number)
    matter.screen()
    officer = two["asylum.example"].api("asylum-officer")
    until(
        lambda: [one for one in officer.get("matters") if one["case"] == matter.case],
        "the register was not told",
    )
    until(lambda: _shown(two, matter), "the register was shown nothing")
    return matter


def _shown(two: Site, matter: Matter) -> bool:
    officer = two["asylum.example"].api("asylum-officer")
    answer = officer._http.request(
        "GET", f"{two['asylum.example'].url}/api/matters/gate.example/{matter.case}",
        headers=officer._headers,
    )  # fmt: skip
    return answer.status == 200


def test_from_the_hit_to_the_answered_opinion(two: Site) -> None:
    matter = hit(two)
    assert ("person", matter.person, "asylum-officer") in matter.holds()
    shown = asylum(two, matter)
    # Only whom the register was asked for and found: not Ben, who lives there.
    assert [(p["id"], p["number"], p["to_settle"]) for p in shown["persons"]] == [
        (matter.person, ANNA, True)
    ]
    assert BEN not in str(shown)
    assert "Ben" not in str(shown)
    assert [(m["id"], m["waiting"]) for m in shown["measures"]] == [(matter.search, True)]

    (found,) = two["asylum.example"].api("asylum-officer").get("register/persons", number=ANNA)
    act(two, matter, f"/persons/{matter.person}/confirm", {"registered": found["id"]})
    (stated,) = until(lambda: matter.events("protection-stated"), "nobody was confirmed")
    assert (stated["person"], stated["register"], stated["since"]) == (
        matter.person, "asylum", "2013-10",
    )  # fmt: skip
    until(lambda: not asylum(two, matter)["persons"][0]["to_settle"], "it is not settled there")

    act(two, matter, "/opinions", {
        "on": [{"measure": matter.search, "view": "objects"}], "points": ["She is protected."],
    })  # fmt: skip
    (given,) = until(lambda: matter.events("opinion-given"), "no opinion came")
    assert (given["register"], given["points"]) == ("asylum", ["She is protected."])
    assert "asylum.example" in given["note"]
    assert "asylum-officer" not in given["note"], "an account of another node is named"
    assert ("measure", matter.search, "asylum-officer") not in matter.holds()

    matter.post("magistrate", f"/opinions/{given['opinion']}/answer", {
        "answers": ["The search is for somebody else."], "seen": matter.version(),
    })  # fmt: skip
    until(
        lambda: any(one["answers"] for one in asylum(two, matter)["opinions"]),
        "the answer did not come back",
    )
    steps = asylum(two, matter, "/steps")
    assert "opinion-answered" in {step["kind"] for step in steps}
    assert [(one["kind"], one["state"]) for one in asylum(two, matter)["sent"]] == [
        ("confirmed", "taken"), ("opinion", "taken"),
    ]  # fmt: skip


def test_what_the_gate_refuses_is_seen_at_the_matter(two: Site) -> None:
    matter, rejected = hit(two), {"reasons": "Another Anna."}
    with cut(two["gate.example"], "asylum.example"):
        # The register is not shown yet that it is settled, so that it says so once more.
        for _ in range(2):
            act(two, matter, f"/persons/{matter.person}/reject", rejected)
        until(lambda: [e for e in matter.events("screened") if e["result"] == "none"], "not taken")
    refused = until(
        lambda: [one for one in asylum(two, matter)["sent"] if one["state"] == "refused"],
        "it was not refused",
    )
    assert [(one["kind"], "nobody to settle" in one["problems"][0]) for one in refused] == [
        ("not-the-person", True)
    ]
    until(lambda: not asylum(two, matter)["persons"], "she is still shown")
    act(two, matter, f"/persons/{matter.person}/reject", rejected, 404)


@contextmanager
def cut(node: Node, peer: str) -> Iterator[None]:
    """Nothing that a node sends or asks reaches a peer; what the peer sends and asks comes."""
    file = node.folder / peers.FILE
    known = peers.load(file, node.name)
    lost = structs.replace(known[peer], url="http://127.0.0.1:9")
    peers.write(file, {**known, peer: lost}, node.name)
    try:
        yield
    finally:
        peers.write(file, known, node.name)


def test_a_hold_binds_before_its_message_has_come(two: Site) -> None:
    matter, register = hit(two), two["asylum.example"]
    act(two, matter, "/opinions", {
        "on": [{"measure": matter.search, "view": "does-not-object"}],
    })  # fmt: skip
    until(lambda: matter.events("opinion-given"), "no opinion came")
    assert objections(matter) == []
    # The register can be asked, and reaches nobody.
    with cut(register, "gate.example"):
        held = act(two, matter, "/holds", {
            "on": "measure", "of": matter.search, "why": "She has been threatened.",
        })["id"]  # fmt: skip
        assert objections(matter) == STILL
        assert not [h for h in matter.holds() if h[0] == "measure"], "it has come already"
    held_here = ("measure", matter.search, "asylum-officer")
    until(lambda: held_here in matter.holds(), "the hold did not come")
    (placed,) = [e for e in matter.events("hold-placed") if e["why"] == "She has been threatened."]
    assert placed["register"] == "asylum"
    act(two, matter, f"/holds/{held}/lift", {"reasons": "She is safe."})
    until(lambda: held_here not in matter.holds(), "it was not lifted")
    assert objections(matter) == []
    assert [h["lifted"] is not None for h in asylum(two, matter)["holds"]] == [True]
    act(two, matter, f"/holds/{held}/lift", {"reasons": "Once more."}, 409)


def test_a_register_that_is_down_holds_and_one_that_is_back_lets_go_on(two: Site) -> None:
    register = two["asylum.example"]
    before = search_at(two["gate.example"], CARL)
    before.screen()
    assert before.is_complete()
    register.kill()
    try:
        matter = search_at(two["gate.example"], CARL)
        matter.screen()
        assert not matter.is_complete()
        assert ("person", matter.person, "asylum-officer") in matter.holds()
        assert objections(matter) == STILL
        # Nor does what was complete open anything meanwhile.
        ready = before.get("magistrate", f"/measures/{before.search}/readiness")
        assert "screening" in {one["what"] for one in ready["in_the_way"]}
    finally:
        register.start()
    matter.screen()
    until(matter.is_complete, "it does not go on")
    assert matter.holds() == set()
    assert objections(matter) == []


def test_who_is_protected_later_is_found_at_once(two: Site) -> None:
    matter = search_at(two["gate.example"], DORA)
    matter.screen()
    assert matter.is_complete()
    officer = two["asylum.example"].api("asylum-officer")
    officer.post("register/protections", {**STATUS, "names": ["Dora Third"], "born": "1981-01-02",
                                          "number": DORA})  # fmt: skip
    until(lambda: ("person", matter.person, "asylum-officer") in matter.holds(), "not found")
    assert [e["result"] for e in matter.events("screened")][-1] == "hit"


def test_looks_are_counted_and_acts_recorded_at_the_register(two: Site) -> None:
    matter, register = hit(two), two["asylum.example"]
    register.account("asylum-officer", "eve", register="asylum")
    officer = register.api("eve")
    officer.get(f"matters/gate.example/{matter.case}")
    act(two, matter, "/holds", {"on": "request", "of": matter.request, "why": "Unclear."})
    register.stop()
    from safeconduct.case.canonical import decode  # noqa: PLC0415
    from safeconduct.record.home import Home  # noqa: PLC0415
    from safeconduct.record.log import Log  # noqa: PLC0415

    home = Home(register.folder)
    try:
        events = []
        for position in range(Log(home.databases.get()).size()):
            payload = home.record().payload(home.databases.get(), position)
            assert payload is not None
            events.append((decode(payload.event), payload.actor))
    finally:
        home.close()
        register.start()
    looked = [e.persons for e, who in events if who == "eve" and isinstance(e, ev.LookTaken)]
    assert looked == [(matter.person,)]
    noted = [e for e, who in events if who == "asylum-officer" and matter.case in str(e)]
    assert any("hold-placed" in str(e) and "Unclear." in str(e) for e in noted)


def test_officers_of_another_register_meet_nothing(two: Site) -> None:
    matter, register = hit(two), two["asylum.example"]
    register.account("asylum-officer", "other", register="elsewhere")
    other = register.api("other")
    answers = [
        other.get("matters", 404),
        other.get(f"matters/gate.example/{matter.case}", 404),
        other.post(f"matters/gate.example/{matter.case}/opinions", {
            "on": [{"measure": matter.search, "view": "does-not-object"}],
        }, 404),
    ]  # fmt: skip
    assert len({str(answer) for answer in answers}) == 1
    assert matter.events("opinion-given") == []
