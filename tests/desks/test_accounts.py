"""Signing in, changing one's role, and when a session ends."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client

from safeconduct.case.roles import ROLES, Role
from safeconduct.desks.accounts.again import CONFIRMED_AT, RECENT
from safeconduct.desks.accounts.ending import BEGAN, IDLE, LONGEST, SEEN
from safeconduct.gate import office, reading
from safeconduct.policy.accounts import KEY_NAME
from safeconduct.policy.keys import digest
from safeconduct.policy.models import Account, Mandate
from safeconduct.policy.signin import new_key
from tests.desks.sitting import Desk, words
from tests.desks.token import Token
from tests.gate.place import DAY, Gate
from tests.gate.test_office import key, person


@pytest.fixture(autouse=True)
def _untried() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def simple_key(account: str, role: Role) -> str:
    """A key of an account."""
    return new_key(Account.objects.get(pk=account), role, given_by="a", confirmed_by="b")


def entered(secret: str, **more: str) -> tuple[Client, Any]:
    """A client after it signed in with a key, and what it was answered."""
    client = Client()
    return client, client.post("/sign-in", {"key": secret, **more})


def asked(page: str) -> Any:
    """What a page wants a passkey to sign."""
    found = re.search(r'<script id="passkey-asked" type="application/json">(.*?)</script>', page)
    assert found
    return json.loads(found[1])


def add_passkey(client: Client, token: Token, name: str = "a passkey") -> Any:
    """Add one as a browser does; gives the answer."""
    options = asked(client.get("/account/passkeys/add").content.decode())["creation_options"]
    sent = {"name": name, "credential": token.made(options), "next": "/account/"}
    return client.post("/account/passkeys/add", sent)


def passkey(account: Role, name: str = "a passkey", by: str = "") -> Authenticator:
    """A passkey that an account has."""
    assert add_passkey(Desk(account, by).client, Token(), name).status_code == 302
    made = Authenticator.objects.order_by("pk").last()
    assert isinstance(made, Authenticator)
    return made


def remember(client: Client, **values: Any) -> None:
    """Put something into a session."""
    session = client.session
    session.update(values)
    session.save()


def in_record(text: str) -> bool:
    """Whether a note of the office file says so."""
    return any(text == getattr(e, "title", "") for e in reading.events(reading.OFFICE))


def test_a_key_signs_in_its_account_in_its_role(node: Gate) -> None:
    client, found = entered(simple_key("clerk", "clerk"), next="/account/role?a=1")
    # A passkey is offered first, and then they go where they wanted to.
    assert found.headers["Location"] == "/account/passkeys/add?next=%2Faccount%2Frole%3Fa%3D1"
    assert (client.session["role"], client.session["_auth_user_id"]) == ("clerk", "clerk")
    assert 'href="/account/role?a=1"' in client.get(found.headers["Location"]).content.decode()


def test_a_deputys_key_signs_in_for_the_other_while_they_are_away(node: Gate) -> None:
    person(node, "anna", "clerk")
    person(node, "ben", "magistrate")
    office.name_deputy(node.actor("operator"), "anna", "ben", "clerk", DAY)
    node.confirm("anna")
    office.state_absence(node.actor("operator"), "anna", DAY)
    secret = key(node, "ben", "clerk", deputy_of="anna")
    client, _ = entered(secret)
    assert (client.session["role"], client.session["deputy_of"]) == ("clerk", "anna")
    assert client.get("/account/").status_code == 200
    office.end_absence(node.actor("operator"), "anna")
    # From then on they act for nobody. What they hold themselves takes a key for that.
    assert client.get("/account/").headers["Location"].startswith("/sign-in")
    assert "hold no role here today" in words(client.get("/sign-in").content.decode())
    own = client.post("/account/role", {"key": key(node, "ben", "magistrate")})
    assert own.headers["Location"] == "/"
    assert client.session["role"] == "magistrate"


@pytest.mark.parametrize("wrong", ["", "sck_guess", "x" * 5000, "\u202e"])
def test_what_is_no_key_signs_in_nobody(node: Gate, wrong: str) -> None:
    client, found = entered(wrong)
    assert found.status_code == 403
    assert "no key that holds today" in words(found.content.decode())
    assert wrong in ("", "\u202e") or wrong not in found.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_key_of_a_mandate_that_is_over_signs_in_nobody(node: Gate) -> None:
    secret = simple_key("clerk", "clerk")
    Mandate.objects.filter(account="clerk").update(until=DAY)
    assert entered(secret)[1].status_code == 403


@pytest.mark.parametrize("sent", ["", "{}", "null", "[]", "7", '{"response":{}}', "{" * 99_999])
def test_what_is_no_passkey_signs_in_nobody(node: Gate, sent: str) -> None:
    client = Client()
    options = client.get("/sign-in/passkey")
    assert options.json()["request_options"]["publicKey"]["userVerification"] == "required"
    found = client.post("/sign-in/passkey", {"credential": sent})
    assert found.status_code == 403
    assert "_auth_user_id" not in client.session


def test_a_passkey_signs_in_who_has_one_role(node: Gate) -> None:
    token = Token()
    desk = Desk("clerk")
    assert add_passkey(desk.client, token, "office computer").status_code == 302
    assert "office computer" in desk.get("/account/")
    name = digest(json.loads(token.made({"publicKey": {"user": {"id": token.user}, "challenge": ""}}
                                        ))["id"])[:KEY_NAME]  # fmt: skip
    assert in_record(f"passkey {name} of clerk is added")
    client = Client()
    options = client.get("/sign-in/passkey").json()["request_options"]
    sent = {"credential": token.signed(options), "next": "/account/"}
    assert client.post("/sign-in/passkey", sent).headers["Location"] == "/account/"
    assert client.session["role"] == "clerk"
    # What was signed once signs in nobody else.
    again = Client()
    again.get("/sign-in/passkey")
    assert again.post("/sign-in/passkey", sent).status_code == 403


def test_who_has_several_roles_chooses_after_a_passkey(node: Gate) -> None:
    token = Token()
    person(node, "anna", "clerk")
    office.give_role(node.actor("operator"), "anna", "second-signer")
    node.confirm("anna")
    add_passkey(Desk("clerk", "anna").client, token)
    client = Client()
    options = client.get("/sign-in/passkey").json()["request_options"]
    sent = {"credential": token.signed(options), "next": "/account/"}
    found = client.post("/sign-in/passkey", sent)
    assert found.headers["Location"] == "/account/role?next=%2Faccount%2F"
    assert client.get("/account/").headers["Location"].startswith("/sign-in")
    chosen = client.post("/account/role", {"role": "second-signer", "next": "/account/"})
    assert chosen.headers["Location"] == "/account/"
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize("wrong", [
    Token(verifies=False), Token(place="elsewhere.example"),
    Token(origin="https://elsewhere.example"), Token(origin="http://testserver"),
])  # fmt: skip
def test_a_passkey_of_another_place_or_without_a_pin_is_none(node: Gate, wrong: Token) -> None:
    desk = Desk("clerk")
    assert add_passkey(desk.client, wrong).status_code == 422
    right = Token()
    add_passkey(desk.client, right)
    wrong.key, wrong.id, wrong.user = right.key, right.id, right.user
    for token, status in ((wrong, 403), (right, 302)):
        client = Client()
        options = client.get("/sign-in/passkey").json()["request_options"]
        sent = {"credential": token.signed(options)}
        assert client.post("/sign-in/passkey", sent).status_code == status


def test_a_passkey_signs_in_nobody_whose_role_or_account_is_over(node: Gate) -> None:
    token = Token()
    add_passkey(Desk("clerk").client, token)
    Mandate.objects.filter(account="clerk").update(until=DAY)
    client = Client()
    options = client.get("/sign-in/passkey").json()["request_options"]
    found = client.post("/sign-in/passkey", {"credential": token.signed(options)})
    assert "hold no role here today" in words(found.content.decode())
    Account.objects.filter(pk="clerk").update(active=False)
    options = client.get("/sign-in/passkey").json()["request_options"]
    found = client.post("/sign-in/passkey", {"credential": token.signed(options)})
    assert "was not accepted" in words(found.content.decode())
    assert "_auth_user_id" not in client.session


def test_ones_own_passkey_proves_who_one_is_and_nobody_elses(node: Gate) -> None:
    mine, theirs = Token(), Token()
    desk = Desk("clerk")
    add_passkey(desk.client, mine)
    add_passkey(Desk("magistrate").client, theirs)
    for token, status in ((theirs, 403), (mine, 302)):
        remember(desk.client, **{CONFIRMED_AT: time.time() - RECENT - 1})
        options = asked(desk.get("/account/again?next=/account/"))["request_options"]
        assert len(options["publicKey"]["allowCredentials"]) == 1
        desk.post("/account/again", status, confirm_credential=token.signed(options))


def test_a_session_from_before_is_worth_nothing_after_signing_in(node: Gate) -> None:
    client = Client()
    client.get("/sign-in/passkey")
    before = client.session.session_key
    assert before
    client.post("/sign-in", {"key": simple_key("clerk", "clerk")})
    assert client.session.session_key != before
    assert "mfa.webauthn.state" not in client.session
    thief = Client()
    thief.cookies[next(iter(client.cookies))] = before
    assert thief.get("/account/").headers["Location"].startswith("/sign-in")


def test_whoever_signs_in_leaves_nothing_of_who_sat_there(node: Gate) -> None:
    client, _ = entered(simple_key("magistrate", "magistrate"))
    remember(client, secret="the magistrate's")
    old = client.session.session_key
    client.post("/sign-in", {"key": simple_key("clerk", "clerk")})
    assert "secret" not in client.session
    thief = Client()
    thief.cookies[next(iter(client.cookies))] = old or ""
    assert thief.get("/account/").status_code == 302


def test_one_changes_only_to_roles_of_ones_own(node: Gate) -> None:
    person(node, "anna", "clerk")
    desk = Desk("clerk", "anna")
    page = desk.post("/account/role", 403, role="magistrate")
    assert "cannot act in this role" in page
    assert desk.post("/account/role", 403, role="clerk", deputy_of="clerk")
    assert desk.post("/account/role", 403, role="nonsense")
    desk.post("/account/role", 303, role="clerk")
    found = desk.client.post("/account/role", {"role": "clerk", "next": "//elsewhere.example"})
    assert found.headers["Location"] == "/"


def test_a_session_ends_when_the_role_does(node: Gate) -> None:
    desk = Desk("clerk")
    desk.get("/account/")
    Mandate.objects.filter(account="clerk").update(until=DAY)
    assert desk.client.get("/account/").headers["Location"].startswith("/sign-in")
    assert "hold no role here today" in desk.get("/sign-in")


def test_a_closed_account_is_signed_out_for_good(node: Gate) -> None:
    person(node, "anna", "clerk")
    desk = Desk("clerk", "anna")
    desk.get("/account/")
    passkey("clerk", by="anna")
    office.close_account(node.actor("overseer"), "anna", "left")
    assert desk.client.get("/account/").status_code == 302
    # Nor does anything of it come back if the account is opened again.
    office.give_role(node.actor("operator"), "anna", "clerk")
    node.confirm("anna")
    assert desk.client.get("/account/").status_code == 302
    assert not Authenticator.objects.exists()


def test_a_revoked_key_takes_what_was_done_with_it_along(node: Gate) -> None:
    person(node, "anna", "clerk")
    secret = key(node, "anna", "clerk")
    client, _ = entered(secret)
    passkey("clerk", by="anna")
    other = passkey("clerk")
    office.revoke_key(node.actor("operator"), "anna", digest(secret)[:KEY_NAME])
    assert client.get("/account/").status_code == 302
    assert list(Authenticator.objects.all()) == [other]


def test_a_session_ends_when_nobody_uses_it(node: Gate) -> None:
    desk = Desk("clerk")
    desk.get("/account/")
    remember(desk.client, **{SEEN: time.time() - IDLE + 5})
    desk.get("/account/")
    assert desk.client.session[SEEN] > time.time() - 5
    remember(desk.client, **{SEEN: time.time() - IDLE - 1})
    assert desk.client.get("/account/").headers["Location"].startswith("/sign-in")
    assert "You were signed out" in desk.get("/sign-in")


def test_a_session_ends_after_ten_hours_however_much_it_is_used(node: Gate) -> None:
    desk = Desk("clerk")
    desk.get("/account/")
    remember(desk.client, **{BEGAN: time.time() - LONGEST + 5})
    desk.get("/account/")
    remember(desk.client, **{BEGAN: time.time() - LONGEST - 1})
    assert desk.client.get("/account/").status_code == 302
    # A clock that went back gives nobody more time.
    again = Desk("clerk")
    again.get("/account/")
    remember(again.client, **{BEGAN: time.time() + 3600})
    assert again.client.get("/account/").status_code == 302


def test_ones_devices_are_listed_and_signed_out(node: Gate) -> None:
    here, there, third, other = Desk("clerk"), Desk("clerk"), Desk("clerk"), Desk("magistrate")
    for one in (there, third, other):
        one.get("/account/")
    rows = {row.session_key: row.pk for row in UserSession.objects.all()}
    page = here.get("/account/")
    assert page.count('class="badge">here') == 1
    there_s = rows[there.client.session.session_key]
    other_s = rows[other.client.session.session_key]
    assert f"/account/sessions/{there_s}/end" in page
    assert f"/account/sessions/{other_s}/end" not in page
    here.post(f"/account/sessions/{other_s}/end", 404)
    other.get("/account/")
    here.post(f"/account/sessions/{there_s}/end", 302)
    assert there.client.get("/account/").status_code == 302
    here.post("/account/sessions/end", 302)
    mine = UserSession.objects.get(session_key=here.client.session.session_key)
    assert third.client.get("/account/").status_code == 302
    assert "here" in here.get("/account/")
    other.get("/account/")
    here.post(f"/account/sessions/{mine.pk}/end", 302)
    assert here.client.get("/account/").status_code == 302


@pytest.mark.parametrize("role", ROLES)
def test_every_role_can_have_a_passkey(node: Gate, role: Role) -> None:
    desk = Desk(role)
    assert add_passkey(desk.client, Token(), "a stick").status_code == 302
    assert "a stick" in desk.get("/account/")


def test_a_passkey_is_named_and_removed_by_its_holder_alone(node: Gate) -> None:
    mine, theirs = passkey("clerk", "mine"), passkey("magistrate", "theirs")
    desk = Desk("clerk")
    assert "theirs" not in desk.get("/account/")
    desk.post(f"/account/passkeys/{mine.pk}/name", 302, name='"><img src=x onerror=alert(1)>')
    assert "<img src=x" not in desk.get("/account/")
    for what in ("name", "remove"):
        desk.post(f"/account/passkeys/{theirs.pk}/{what}", 404, name="taken")
    remember(desk.client, **{CONFIRMED_AT: time.time() - RECENT - 1})
    assert "Is it still you?" in desk.post(f"/account/passkeys/{mine.pk}/remove", 200)
    assert Authenticator.objects.count() == 2
    desk.post(f"/account/passkeys/{mine.pk}/remove", 302, confirm_key=simple_key("clerk", "clerk"))
    assert [one.pk for one in Authenticator.objects.all()] == [theirs.pk]
    assert in_record(
        f"passkey {digest(mine.data['credential']['id'])[:KEY_NAME]} of clerk is removed"
    )


def test_adding_a_passkey_takes_a_proof_of_who_one_is(node: Gate) -> None:
    desk = Desk("clerk")
    page = desk.get("/account/passkeys/add")
    assert '"residentKey": "required"' in page
    assert '"userVerification": "required"' in page
    assert "was not accepted" in desk.post("/account/passkeys/add", 422, credential="{}")
    remember(desk.client, **{CONFIRMED_AT: time.time() - RECENT - 1})
    assert "Is it still you?" in desk.get("/account/passkeys/add")
    assert "Is it still you?" in desk.post("/account/passkeys/add", 200, credential="{}")


def test_absence_and_conflicts_are_stated_on_the_page(node: Gate) -> None:
    desk = Desk("clerk")
    page = desk.post("/account/absence", 422, since="no day", once="a")
    assert 'value="no day"' in page
    since, until = DAY.isoformat(), (DAY + timedelta(days=3)).isoformat()
    desk.post("/account/absence", since=since, until=until, once="b")
    assert "You are away today" in desk.get("/account/")
    desk.post("/account/absence/end", once="c")
    assert "You are away today" not in desk.get("/account/")
    kept = desk.post("/account/conflicts", 422, of="", reasons="my brother", once="d")
    assert "my brother" in kept
    desk.post("/account/conflicts", of="case-1", reasons="my brother", once="e")
    assert "case-1" in desk.get("/account/")
