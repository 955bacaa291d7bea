"""Who comes in, and where they land."""

from __future__ import annotations

from django.test import Client

from safeconduct.policy import links
from tests.desks.sitting import Desk, words
from tests.gate.place import Gate


def test_a_link_of_a_rehearsal_signs_in_and_nowhere_else(node: Gate) -> None:
    text = links.written(node.node.secret, "clerk", "clerk")
    path = f"/sign-in/rehearsal/{text}"
    assert Client().get(path).status_code == 404
    node.node.rehearsal = True
    client = Client()
    found = client.get(path, {"next": "/account/"})
    assert (found.status_code, found.headers["Location"]) == (302, "/account/")
    assert client.session["role"] == "clerk"
    for wrong in (text[:-1], text.replace("clerk.clerk", "clerk.magistrate"), "clerk", "", "a.b.c"):
        assert Client().get(f"/sign-in/rehearsal/{wrong}").status_code == 404
    away = Client().get(path, {"next": "https://elsewhere.example/"})
    assert away.headers["Location"] == "/"


def test_whoever_is_not_signed_in_is_sent_to_the_sign_in(node: Gate) -> None:
    found = Client().get("/")
    assert found.headers["Location"] == "/sign-in?next=%2F"


def test_signing_out_ends_the_session(node: Gate) -> None:
    desk = Desk("clerk")
    desk.client.post("/sign-out")
    assert desk.client.get("/").headers["Location"].startswith("/sign-in")


def test_an_address_that_is_none_is_said_in_words(node: Gate) -> None:
    assert "nothing here that you can see" in words(Desk("clerk").get("/no/such/page", 404))
