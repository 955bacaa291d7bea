"""What a page or a form says cannot become another address of the API than the page means."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import Http404
from django.urls import resolve

from safeconduct.case.roles import Role
from safeconduct.desks import inside
from safeconduct.desks.addresses import checked, is_id
from tests.desks.sitting import Desk
from tests.gate.place import Gate

WAYS = ("m/clearances/c", "../m", "..", ".", "m/..", "m?a=1", "m#a", "m%2Fa", "", "m ", "ö", "m\\a")
FORMS: tuple[tuple[Role, str, dict[str, str]], ...] = (
    ("clerk", "/clerk/cases/c/persons", {"action": "identify", "of": "person"}),
    ("clerk", "/clerk/cases/c/measures", {"action": "replan", "of": "measure"}),
    ("clerk", "/clerk/cases/c/links", {"action": "link", "of": "request"}),
    ("clerk", "/clerk/cases/c/paper", {"action": "oppose", "of": "measure"}),
    ("clerk", "/clerk/cases/c/paper", {"action": "freeze", "of": "request"}),
    ("clerk", "/clerk/cases/c/notices", {"action": "tell", "of": "measure"}),
    ("overseer", "/overseer/cases/c/", {"action": "lift", "of": "hold"}),
    ("overseer", "/overseer/cases/c/", {"action": "step", "of": "incident"}),
    ("overseer", "/overseer/cases/c/", {"action": "review", "of": "emergency"}),
    ("overseer", "/overseer/cases/c/", {"action": "settle", "of": "intent"}),
    ("overseer", "/overseer/kept/", {"action": "propose", "of": "case"}),
    ("asylum-officer", "/asylum/matters/gate.example/c/", {"action": "lift", "of": "hold"}),
    ("court", "/answers/answer", {"of": "case"}),
)


@pytest.mark.parametrize("way", WAYS)
def test_what_is_no_id_is_none(way: str) -> None:
    assert not is_id(way)
    with pytest.raises(Http404):
        checked(f"cases/{way}/holds" if "/" not in way else f"cases/{way}//holds")


def test_ids_are() -> None:
    for one in ("cas_01J9ZZZZZZZZZZZZZZZZZZZZZZ", "case-1", "17", "gate.example", "a..b", "anna"):
        assert is_id(one)
        assert checked(f"cases/{one}/holds/{one}") == f"cases/{one}/holds/{one}"


@pytest.mark.parametrize(("role", "path", "form"), FORMS)
def test_a_forms_field_leads_to_no_other_address(
    node: Gate, monkeypatch: pytest.MonkeyPatch, role: Role, path: str, form: dict[str, str]
) -> None:
    asked: list[str] = []

    def noted(address: str) -> Any:
        asked.append(address)
        return resolve(address)

    monkeypatch.setattr(inside, "resolve", noted)
    fields = {"action": form.get("action", ""), form["of"]: "m/clearances/c"}
    Desk(role).post(path, 404, **fields)
    assert not [one for one in asked if "clearances" in one]


@pytest.mark.parametrize("way", ["..", ".", "m?a=1", "m%252Fa", "ö", "m;a"])
def test_a_pages_own_address_asks_the_api_for_nothing_else(
    node: Gate, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr(inside, "resolve", None)
    Desk("magistrate").get(f"/magistrate/case/{way.replace('?', '%3F')}", 404)
