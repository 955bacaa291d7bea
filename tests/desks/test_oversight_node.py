"""The overseer's and the operator's desks at an oversight body's and at a register's node."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from safeconduct.nodes.models import NodeHold
from safeconduct.oversight import taking
from safeconduct.server import kinds
from tests.desks.sitting import Desk, words
from tests.gate.conftest import fresh_gate
from tests.gate.place import Gate
from tests.nodes.puppet import site
from tests.nodes.test_oversight import OTHER, Both, message, registered
from tests.nodes.test_register_api import register

__all__ = ["register"]


@pytest.fixture
def body(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Both]:
    """An oversight body to which a gate told of a request, an incident and an emergency."""
    with fresh_gate(request, "sqlite", tmp_path / "node") as gate, site(gate.folder) as made:
        found = Both(gate, made)
        found.watched(OTHER)
        taking.HANDLERS["registered"](message("registered", registered(), OTHER))
        incident = {"case": "cas", "incident": "inc", "title": "They came early", "measure": "",
                    "day": "2019-05-06", "missing": ["finding"]}  # fmt: skip
        taking.HANDLERS["incident"](message("incident", incident, OTHER, 2))
        with override_settings(ROOT_URLCONF=kinds.URLS["oversight"]):
            yield found


def test_what_a_gate_told_and_a_hold_on_it(body: Both) -> None:
    desk, path = Desk("overseer"), f"/overseer/gates/{OTHER}/cas/"
    home = desk.get("/overseer/")
    assert path in home
    assert "They came early" in words(home)
    page = desk.post(path, 422, action="hold", what="request:req", why="x", until="2019-01-01")
    assert "Nothing was done" in words(page)
    desk.post(path, action="hold", what="request:req", why="It is looked into.")
    hold = NodeHold.objects.get()
    assert "It is looked into." in words(desk.get("/overseer/"))
    desk.post(path, action="lift", hold=hold.pk, reasons="It is over.")
    hold.refresh_from_db()
    assert hold.lifted is not None
    desk.get(f"/overseer/gates/{OTHER}/other/", 404)


def test_its_operator_reads_how_peers_fare_and_nothing_of_cases(body: Both) -> None:
    desk = Desk("operator")
    page = words(desk.get("/operator/"))
    assert OTHER in page
    assert "They came early" not in page
    desk.get("/overseer/", 403)
    desk.get(f"/overseer/gates/{OTHER}/cas/", 403)


def test_a_register_s_overseer_and_operator_have_accounts_and_the_record(register: Gate) -> None:
    page = words(Desk("overseer").get("/overseer/"))
    assert "Accounts that wait for a second person" in page
    assert "Numbers" not in page
    Desk("overseer").get("/overseer/record/")
    Desk("overseer").get("/overseer/accounts/clerk")
    page = Desk("operator").get("/operator/")
    assert "/operator/accounts/asylum-officer" in page
