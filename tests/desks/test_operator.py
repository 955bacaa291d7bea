"""The operator's desk: accounts, which hold for nothing before a second person has confirmed."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from safeconduct.policy.models import Account
from tests.desks.sitting import Desk, words
from tests.gate.place import Gate, number


def test_an_account_is_opened_given_a_key_and_closed(node: Gate) -> None:
    desk = Desk("operator")
    page = desk.post("/operator/", 422, called="Dana Example", number="12", role="clerk")
    assert 'value="Dana Example"' in page
    desk.post("/operator/", called="Dana Example", number=number("dana"), role="clerk",
              account="dana")  # fmt: skip
    home = words(desk.get("/operator/"))
    assert "What waits for a second person An overseer or another operator" in home
    path = "/operator/accounts/dana"
    page = desk.post(path, 422, action="key", role="clerk", fingerprint="abc")
    assert 'value="abc"' in page
    desk.post(path, action="key", role="clerk", fingerprint="ab" * 32)
    dana = Account.objects.get(pk="dana")
    assert dana.keys.get().confirmed_by == ""
    desk.post(path, action="role", role="prosecutor", until="2020-01-01")
    desk.post(path, action="close", reasons="She left.")
    dana.refresh_from_db()
    assert not dana.active


def test_who_gave_something_does_not_confirm_it(node: Gate) -> None:
    desk = Desk("operator")
    desk.post("/operator/", called="Dana", number=number("dana"), role="clerk", account="dana")
    page = desk.get("/operator/accounts/dana")
    waits = page.split('name="waiting" value="')[1].split('"')[0]
    desk.post("/operator/accounts/dana", 403, action="confirm", waiting=waits,
              number=number("dana"))  # fmt: skip
    assert not Account.objects.get(pk="dana").mandates.get().confirmed_by


def test_other_roles_see_none_of_it(node: Gate) -> None:
    for role in ("clerk", "magistrate", "asylum-officer", "overseer"):
        Desk(role).get("/operator/", 403)
        if role != "overseer":
            Desk(role).get("/operator/accounts/clerk", 403)
    Desk("operator").get("/operator/accounts/nobody", 404)


def test_more_accounts_take_no_more_statements(node: Gate) -> None:
    desk = Desk("operator")

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            desk.get("/operator/")
        return len(asked)

    statements()
    before = statements()
    for number_ in range(5):
        node.account(f"another-{number_}", "clerk", "prosecutor")
    assert statements() == before
