"""A form that another tab still shows, drawn for somebody or a role that acts no longer."""

from __future__ import annotations

import re

from django.test import Client

from safeconduct.policy.models import Conflict
from tests.desks.sitting import words
from tests.desks.test_account_keys import two_roles
from tests.desks.test_accounts import add_passkey, simple_key
from tests.desks.token import Token
from tests.gate.place import Gate

FORM = {"of": "case-1", "reasons": "my brother"}


def token(client: Client, path: str = "/account/") -> str:
    """The token that the forms of a page carry."""
    found = re.search(
        r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(path).content.decode()
    )
    assert found
    return found[1]


def sent(client: Client, path: str, drawn: str, **fields: str) -> int:
    """The status of the answer to a form with a token."""
    return client.post(path, {**fields, "csrfmiddlewaretoken": drawn}).status_code


def both(node: Gate) -> Client:
    """Somebody who signed in with a passkey and acts as a clerk, and could as a second signer."""
    two_roles(node)
    client, mine = Client(), Token()
    client.post("/sign-in", {"key": simple_key("anna", "clerk")})
    client.post("/account/role", {"key": simple_key("anna", "second-signer")})
    assert add_passkey(client, mine).status_code == 302
    checked = Client(enforce_csrf_checks=True)
    options = checked.get("/sign-in/passkey").json()["request_options"]
    drawn = token(checked, "/sign-in")
    assert sent(checked, "/sign-in/passkey", drawn, credential=mine.signed(options)) == 302
    assert sent(checked, "/account/role", token(checked, "/account/role"), role="clerk") == 303
    return checked


def test_a_form_of_another_role_is_refused_in_words(node: Gate) -> None:
    client = both(node)
    drawn = token(client)
    assert sent(client, "/account/role", drawn, role="second-signer") == 303
    found = client.post("/account/conflicts", {**FORM, "csrfmiddlewaretoken": drawn})
    assert found.status_code == 403
    assert "you changed your role" in words(found.content.decode())
    assert not Conflict.objects.exists()
    # Opened again, it is sent.
    assert sent(client, "/account/conflicts", token(client), **FORM) == 303


def test_a_form_of_another_account_is_refused(node: Gate) -> None:
    client = both(node)
    drawn = token(client)
    assert sent(client, "/sign-out", drawn) == 302
    key = simple_key("clerk", "clerk")
    assert sent(client, "/sign-in", token(client, "/sign-in"), key=key) == 302
    assert (
        client.post("/account/role", {"role": "clerk", "csrfmiddlewaretoken": drawn}).status_code
        == 403
    )


def test_choosing_the_same_role_again_spoils_no_form(node: Gate) -> None:
    client = both(node)
    drawn = token(client)
    assert (
        client.post("/account/role", {"role": "clerk", "csrfmiddlewaretoken": drawn}).status_code
        == 303
    )
    assert (
        client.post("/account/conflicts", {**FORM, "csrfmiddlewaretoken": drawn}).status_code == 303
    )
