"""What a key opens, and what wrong ones do to others: nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from safeconduct.case.roles import Role
from safeconduct.desks.accounts import entry
from safeconduct.desks.accounts.again import CONFIRMED_AT, RECENT
from safeconduct.gate import office
from safeconduct.policy import links, signin
from safeconduct.policy.keys import digest
from safeconduct.policy.models import Account
from tests.desks.sitting import Desk, words
from tests.desks.test_accounts import add_passkey, entered, remember, simple_key
from tests.desks.token import Token
from tests.gate.place import Gate
from tests.gate.test_office import key, person


@pytest.fixture(autouse=True)
def _untried() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def test_guessing_keys_is_noted_and_locks_nobody_out(
    node: Gate, caplog: pytest.LogCaptureFixture
) -> None:
    secret, token = simple_key("clerk", "clerk"), Token()
    add_passkey(Desk("clerk").client, token)
    for _ in range(20):
        assert entered("sck_guess")[1].status_code == 403
    assert "come in numbers" not in caplog.text
    pretends = Client(headers={"X-Forwarded-For": "192.0.2.9", "X-Real-Ip": "192.0.2.9"})
    for _ in range(3):
        found = pretends.post("/sign-in", {"key": "sck_guess"})
        assert found.status_code == 429
        assert "accepted at any time" in words(found.content.decode())
    assert caplog.text.count("come in numbers from 127.0.0.1") == 1
    # Whoever has a right one beside the guesser comes in.
    assert entered(secret)[1].status_code == 302
    client = Client()
    options = client.get("/sign-in/passkey").json()["request_options"]
    assert client.post("/sign-in/passkey", {"credential": "{}"}).status_code == 429
    options = client.get("/sign-in/passkey").json()["request_options"]
    sent = {"credential": token.signed(options)}
    assert client.post("/sign-in/passkey", sent).status_code == 302


def test_asking_what_to_sign_locks_nobody_out_and_leaves_nothing(
    node: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(entry.RATES, "asked", "2/5m/ip")
    clients = [Client() for _ in range(4)]
    for client in clients:
        assert client.get("/sign-in/passkey").status_code == 200
        assert 0 < client.session.get_expiry_age() <= entry.TO_SIGN
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert Client().get("/sign-in/passkey").status_code == 200
    assert Session.objects.count() == 1
    # A session in which somebody sits is as long as before.
    desk = Desk("clerk")
    desk.get("/sign-in/passkey")
    assert desk.client.session.get_expiry_age() > entry.TO_SIGN


def test_a_key_that_somebody_thought_up_is_none(node: Gate) -> None:
    signin.keep_key(digest("sck_password"), Account.objects.get(pk="clerk"), "clerk", None, None,
                    "a", "b")  # fmt: skip
    assert entered("sck_password")[1].status_code == 403


def two_roles(node: Gate) -> dict[Role, str]:
    """The keys of anna, a clerk and a second signer, by role."""
    person(node, "anna", "clerk")
    office.give_role(node.actor("operator"), "anna", "second-signer")
    node.confirm("anna")
    roles: tuple[Role, Role] = ("clerk", "second-signer")
    return {role: key(node, "anna", role) for role in roles}


def test_a_key_opens_the_role_that_it_is_for_and_no_other(node: Gate) -> None:
    keys = two_roles(node)
    client, found = entered(keys["clerk"], next="/clerk/")
    # No passkey is offered, as it would open all.
    assert found.headers["Location"] == "/clerk/"
    assert client.post("/account/role", {"role": "second-signer"}).status_code == 403
    assert client.get("/second/").status_code == 403
    page = client.get("/account/role").content.decode()
    assert 'value="second-signer"' not in page
    assert "opens the role that it was given for" in words(page)
    remember(client, role="second-signer")
    assert client.get("/second/").headers["Location"].startswith("/sign-in")
    remember(client, role="clerk")
    # Nor through a passkey.
    assert add_passkey_refused(client)
    wrong = client.post("/account/role", {"key": simple_key("second-signer", "second-signer")})
    assert wrong.status_code == 403
    assert client.post("/account/role", {"role": "second-signer"}).status_code == 403
    # With its key the other role opens, too; then a passkey does both.
    shown = client.post("/account/role", {"key": keys["second-signer"], "next": "/second/"})
    assert shown.headers["Location"] == "/second/"
    assert client.get("/second/").status_code == 200
    client.post("/account/role", {"role": "clerk"})
    assert client.get("/clerk/").status_code == 200
    assert add_passkey(client, Token()).status_code == 302


def add_passkey_refused(client: Client) -> bool:
    """Whether no passkey can be added, by page or by form."""
    page = client.get("/account/passkeys/add")
    form = client.post("/account/passkeys/add", {"name": "mine", "credential": "{}"})
    said = words(page.content.decode())
    return (page.status_code, form.status_code) == (403, 403) and "opens all of your roles" in said


def test_a_key_of_another_role_confirms_nothing(node: Gate) -> None:
    keys = two_roles(node)
    desk = Desk("clerk", "anna")
    tried: tuple[tuple[Role, int], ...] = (("second-signer", 403), ("clerk", 302))
    for role, status in tried:
        remember(desk.client, **{CONFIRMED_AT: time.time() - RECENT - 1})
        desk.post("/account/again", status, confirm_key=keys[role], next="/clerk/")


def test_a_rehearsals_link_opens_its_role_alone(node: Gate) -> None:
    two_roles(node)
    node.node.rehearsal = True
    client = Client()
    client.get(f"/sign-in/rehearsal/{links.written(node.node.secret, 'anna', 'clerk')}")
    assert client.get("/clerk/").status_code == 200
    assert client.post("/account/role", {"role": "second-signer"}).status_code == 403
