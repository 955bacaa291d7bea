"""Asked again who one is, before something is opened."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from safeconduct.desks.accounts.again import BY_LINK, CONFIRMED_AT, RECENT, confirm_first
from safeconduct.desks.pages import desk
from safeconduct.policy.models import Account
from safeconduct.policy.signin import new_key
from safeconduct.server.urls import handler403, handler404
from safeconduct.server.urls import urlpatterns as everywhere
from tests.desks.sitting import Desk, words
from tests.gate.place import Gate

__all__ = ["handler403", "handler404"]

ASKED = "Is it still you?"
FORM = {"of": ["one", "two"], "why": 'because "> <script>it</script> is so', "once": "a-name"}


@desk("clerk")
def opening(request: HttpRequest) -> HttpResponse:
    """A page whose button opens something."""
    if (first := confirm_first(request, "Open the gate.")) is not None:
        return first
    return HttpResponse(f"opened {request.POST.getlist('of')} {request.POST.get('why')}")


urlpatterns = [path("opening", opening), *everywhere]


@pytest.fixture
def later(node: Gate) -> Iterator[Desk]:
    """A clerk who signed in more than five minutes ago."""
    cache.clear()
    with override_settings(ROOT_URLCONF=__name__):
        found = Desk("clerk")
        remember(found, **{CONFIRMED_AT: time.time() - RECENT - 1})
        yield found
    cache.clear()


def remember(desk: Desk, **values: Any) -> None:
    """Put something into a session."""
    session = desk.client.session
    session.update(values)
    session.save()


def key(account: str, role: Any) -> str:
    """A key of an account."""
    return new_key(Account.objects.get(pk=account), role, given_by="a", confirmed_by="b")


def test_who_has_just_signed_in_is_not_asked(later: Desk) -> None:
    remember(later, **{CONFIRMED_AT: time.time()})
    assert later.post("/opening", 200, **FORM).startswith("opened ['one', 'two']")


def test_a_form_waits_and_is_sent_on_with_the_key(later: Desk) -> None:
    page = later.post("/opening", 200, **FORM)
    assert ASKED in page
    assert "Open the gate." in page
    assert 'action="/opening"' in page
    assert '<input type="hidden" name="of" value="one">' in page
    assert '<input type="hidden" name="of" value="two">' in page
    assert "<script>it" not in page
    assert "csrfmiddlewaretoken" in page
    done = later.post("/opening", 200, **FORM, confirm_key=key("clerk", "clerk"))
    assert done.startswith("opened ['one', 'two']")
    # From now on it is known.
    assert later.post("/opening", 200, **FORM).startswith("opened")


def test_somebody_elses_key_confirms_nothing(later: Desk) -> None:
    wrong = ("sck_wrong", key("magistrate", "magistrate"))
    for text in wrong:
        page = later.post("/opening", 403, **FORM, confirm_key=text)
        assert "no key of yours" in words(page)
        assert text not in page
        assert 'value="two"' in page
    assert ASKED in later.post("/opening", 200, **FORM)


def test_a_passkey_that_is_none_confirms_nothing(later: Desk) -> None:
    for text in ("{}", "[]", "null", "7", '"text"', "not json", '{"response": 5}', "[" * 70_000):
        assert "was not accepted" in later.post("/opening", 403, confirm_credential=text)


def test_trying_keys_is_noted_and_a_right_one_is_accepted(later: Desk) -> None:
    for _ in range(20):
        later.post("/opening", 403, confirm_key="sck_guess")
    assert "That is noted" in words(later.post("/opening", 403, confirm_key="sck_guess"))
    assert later.post("/opening", 200, confirm_key=key("clerk", "clerk")).startswith("opened")


def test_only_a_rehearsals_link_is_confirmed_by_a_button(later: Desk, node: Gate) -> None:
    button = "It is me (rehearsal)"
    assert button not in later.post("/opening", 200, confirm_rehearsal="yes")
    remember(later, **{BY_LINK: True})
    assert button not in later.post("/opening", 200, confirm_rehearsal="yes")
    node.node.rehearsal = True
    remember(later, **{BY_LINK: False})
    assert button not in later.post("/opening", 200, confirm_rehearsal="yes")
    remember(later, **{BY_LINK: True})
    assert button in later.post("/opening", 200)
    assert later.post("/opening", 200, confirm_rehearsal="yes").startswith("opened")


def test_a_file_is_chosen_again(later: Desk) -> None:
    page = later.post("/opening", 200, of="one", file=SimpleUploadedFile("a.txt", b"text"))
    assert "choose the file again" in page
    assert 'value="one"' not in page
    assert 'action="/account/again"' in page
    found = later.client.post(
        "/account/again", {"next": "/opening", "confirm_key": key("clerk", "clerk")}
    )
    assert found.headers["Location"] == "/opening"


def test_a_page_can_ask_too(later: Desk) -> None:
    page = later.get("/opening?a=1")
    assert 'name="next" value="/opening?a=1"' in page
    away = later.client.post(
        "/account/again",
        {"next": "https://elsewhere.example/", "confirm_key": key("clerk", "clerk")},
    )
    assert away.headers["Location"] == "/"
