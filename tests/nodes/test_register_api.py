"""The API of a register's own node: what it has, whom it lets in, and what its document says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from django.utils import timezone

from safeconduct.api.registerapp import api
from safeconduct.case.roles import Role
from safeconduct.gate import office
from safeconduct.gate.errors import Wrong
from safeconduct.gate.looks import PROTECTED
from safeconduct.nodes.models import Outgoing
from safeconduct.policy.budgets import Budgets
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import RESTS_ON, ROLES_OF, Permission
from safeconduct.record.home import BadHome
from safeconduct.register import node as registers
from safeconduct.register.models import Act, Matter, ReferralReceived
from safeconduct.server import kinds, registerhome
from safeconduct.server.document import document
from tests.gate.conftest import fresh_gate
from tests.gate.place import Gate
from tests.gate.scene import ANNA

KEPT = Path(__file__).parents[2] / "docs" / "schemas" / "openapi-register.json"
HERE = ("gate.example", "case-1")
CONTENT = {
    "case": "case-1",
    "requests": [{"id": "req-1", "requesting_state": "KZ", "kind": "legal-assistance",
                  "title": "Search", "offences": "", "day": "2019-05-01"}],
    "measures": [{"id": "mea-1", "request": "req-1", "kind": "search", "title": "Search",
                  "on": "2019-06-01", "waiting": True}],
    "persons": [{"id": "per-1", "names": ["Anna Example"], "born": "1980-05-01", "number": ANNA,
                 "citizen_of": ["KZ"], "identified": True, "to_settle": True, "protections": []}],
    "opinions": [], "attended": [],
}  # fmt: skip


@pytest.fixture
def register(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Gate]:
    """A node that answers for the register of asylum, before which a gate has put one matter."""
    with fresh_gate(request, "sqlite", tmp_path / "node") as made:
        from django.test import override_settings  # noqa: PLC0415

        from safeconduct.gate.notebook import Notebook  # noqa: PLC0415

        registers.install(registers.RegisterNode(("asylum",), Notebook(), b"secret"))
        gate, case = HERE
        ReferralReceived.objects.create(
            register="asylum", gate=gate, case=case, measures=["mea-1"], day="2019-05-06"
        )
        Matter.objects.create(
            register="asylum", gate=gate, case=case, content=CONTENT, received=timezone.now()
        )
        try:
            with override_settings(ROOT_URLCONF=kinds.URLS["register"]):
                yield made
        finally:
            registers.install(None)


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation of the API."""
    for path, verbs in document("register")["paths"].items():
        for verb, said in verbs.items():
            yield verb, path.removeprefix("/api/"), said


def test_the_document_that_is_kept_is_the_api_s() -> None:
    assert json.loads(KEPT.read_text(encoding="utf-8")) == document("register"), "make schemas"


def test_every_operation_rests_on_the_table_and_owes_its_look() -> None:
    for verb, path, said in operations():
        basis = RESTS_ON[Permission(said["x-permission"])]
        assert basis.thing is Object(said["x-object"]), path
        assert (verb == "get") == (basis.verb in ("know", "read")), path
        if verb == "get" and basis.thing in PROTECTED:
            assert said.get("x-look") or said["x-no-look"], path
        assert {"401", "403", "404", "409", "422"} <= set(said["responses"]), path


def test_no_role_gets_past_an_operation_that_it_may_not_use(register: Gate) -> None:
    """With a body that fits: asked first is whether they may."""
    bodies: dict[str, Any] = {
        "confirm": {"registered": 1}, "reject": {"reasons": "x"}, "lift": {"reasons": "x"},
        "opinions": {"on": [{"measure": "mea-1", "view": "does-not-object"}]},
        "holds": {"on": "measure", "of": "mea-1", "why": "x"},
        "answers": {"fact": "message-unsent(req-1)", "value": "no"},
    }  # fmt: skip
    filled = {"{gate}": HERE[0], "{case}": HERE[1], "{person}": "per-1", "{hold}": "hld-1"}
    walked = 0
    for verb, path, said in operations():
        if not path.startswith("matters"):
            continue
        where = path
        for name, value in filled.items():
            where = where.replace(name, value)
        for role in get_args(Role):
            if role in ROLES_OF[Permission(said["x-permission"])]:
                continue
            client = register.api(role)
            if verb == "get":
                client.get(where, 403)
            else:
                client.post(where, bodies[where.rsplit("/", 1)[1]], 403)
            walked += 1
    assert walked > 100
    assert not Act.objects.exists()


def test_a_register_has_no_cases(register: Gate) -> None:
    register.api("clerk").get("requests", 404)
    register.api("clerk").post("cases", {"title": "x"}, 404)
    assert {path.split("/")[0] for _, path, _ in operations()} == {
        "accounts", "register", "matters", "record", "peers",
    }  # fmt: skip
    assert api.urls_namespace == "register-api"


def test_nobody_there_holds_a_role_of_a_gate(register: Gate) -> None:
    register.node.roles = frozenset({"operator", "overseer", "asylum-officer"})
    with pytest.raises(Wrong, match="no role 'magistrate' here"):
        office.open_account(register.actor("operator"), "x", ("magistrate",), number="BE x 1")


MATTER = f"matters/{HERE[0]}/{HERE[1]}"


def test_what_was_not_put_before_it_is_not_there(register: Gate) -> None:
    officer = register.api("asylum-officer")
    (row,) = officer.get("matters")
    assert (row["gate"], row["case"], row["measures"]) == (*HERE, ["mea-1"])
    assert officer.get(MATTER)["persons"] == CONTENT["persons"]
    view = {"measure": "mea-2", "view": "does-not-object"}
    for path, body in (
        ("opinions", {"on": [view]}),
        ("holds", {"on": "measure", "of": "mea-2", "why": "x"}),
        ("holds", {"on": "request", "of": "mea-1", "why": "x"}),
        ("persons/per-2/reject", {"reasons": "x"}),
        ("persons/per-2/confirm", {"registered": 1}),
        ("holds/hld-1/lift", {"reasons": "x"}),
    ):
        officer.post(f"{MATTER}/{path}", body, 404)
        officer.post(f"matters/other.example/case-1/{path}", body, 404)
    assert not Act.objects.exists()


def test_an_opinion_takes_what_it_takes_at_the_gate(register: Gate) -> None:
    officer = register.api("asylum-officer")
    for view, points in (
        ({"view": "objects"}, []),
        ({"view": "objects-unless"}, ["x"]),
        ({"view": "does-not-object", "unless": ["y"]}, ["x"]),
    ):
        body = {"on": [{"measure": "mea-1", **view}], "points": points}
        assert officer.post(f"{MATTER}/opinions", body, 422)["problems"]
    officer.post(f"{MATTER}/holds", {"on": "measure", "of": "mea-1", "why": " "}, 422)
    late = {"on": "measure", "of": "mea-1", "why": "x", "until": "2019-05-06"}
    officer.post(f"{MATTER}/holds", late, 422)
    officer.post(f"{MATTER}/persons/per-1/reject", {"reasons": " "}, 422)


def test_a_question_is_answered_once_until_it_is_put_again(register: Gate) -> None:
    fact = "message-unsent(req-1)"
    content = {**CONTENT, "questions": [{"fact": fact, "ask": "Was one never sent?"}]}
    Matter.objects.update(content=content)
    officer, (gate, case) = register.api("asylum-officer"), HERE
    (asked,) = officer.get("matters/questions")
    assert (asked["gate"], asked["case"], asked["fact"]) == (gate, case, fact)
    path = f"matters/{gate}/{case}/questions/answers"
    officer.post(path, {"fact": "message-unsent(req-2)", "value": "no"}, 404)
    officer.post(path, {"fact": fact, "value": "no"}, 201)
    assert officer.get("matters/questions") == []
    assert "on its way" in str(officer.post(path, {"fact": fact, "value": "yes"}, 409))
    # The gate took it, and asks once more later.
    Outgoing.objects.update(taken=timezone.now())
    Matter.objects.update(received=timezone.now() + timedelta(seconds=1))
    officer.post(path, {"fact": fact, "value": "yes"}, 201)


def test_who_must_keep_away_is_answered_as_if_there_were_nothing(register: Gate) -> None:
    officer = register.api("asylum-officer")
    nothing = officer.get("matters/gate.example/case-2", 404)
    officer.post("accounts/own/conflicts", {"of": "per-1", "reasons": "my neighbour"}, 201)
    assert officer.get("matters") == []
    assert officer.get(MATTER, 404) == nothing
    officer.get(f"{MATTER}/steps", 404)
    officer.post(f"{MATTER}/holds", {"on": "measure", "of": "mea-1", "why": "x"}, 404)


def test_nothing_is_shown_to_whoever_has_no_look_left(register: Gate) -> None:
    register.node.budgets = Budgets(looks_a_day=0, looks_in_30_days=0)
    officer = register.api("asylum-officer")
    officer.get(MATTER, 403)
    officer.get("register/persons", 403, number=ANNA)
    officer.get("matters")


def test_a_folder_is_a_node_of_one_kind(tmp_path: Path) -> None:
    with pytest.raises(BadHome, match="no node's folder"):
        kinds.of(tmp_path)
    registerhome.start(tmp_path / "r", "asylum.example", "BE", ("asylum",)).close()
    assert kinds.of(tmp_path / "r") == "register"
    assert registerhome.settings(tmp_path / "r").registers == ("asylum",)
    (tmp_path / "r" / "gate.toml").write_text("", encoding="utf-8")
    with pytest.raises(BadHome, match="of one kind"):
        kinds.of(tmp_path / "r")
    with pytest.raises(BadHome, match="small letters"):
        registerhome.start(tmp_path / "s", "asylum.example", "BE", ("Asylum Office",))
