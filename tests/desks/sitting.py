"""Somebody who sits at a desk: signed in, in a role, with Django's own client and no browser."""

from __future__ import annotations

import time
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from safeconduct.case.roles import Role
from safeconduct.desks.accounts.again import CONFIRMED_AT
from safeconduct.desks.accounts.entry import BACKEND
from safeconduct.desks.acting import DEPUTY_OF, ROLE
from safeconduct.policy.models import Account


class Desk:
    """Speaks to the pages as one account in one role. Forms are sent as a browser sends them."""

    def __init__(self, role: Role, account: str = "") -> None:
        """`account`: the one that bears the role's name, if no other is named.

        They have just signed in, so that nothing asks them again who they are.
        """
        self.client = Client(enforce_csrf_checks=False, raise_request_exception=True)
        self.client.force_login(Account.objects.get(pk=account or role), backend=BACKEND)
        session: Any = SessionStore(self.client.session.session_key)
        session[ROLE], session[DEPUTY_OF] = role, ""
        session[CONFIRMED_AT] = time.time()
        session.save()

    def get(self, path: str, status: int = 200, *, headers: Mapping[str, str] | None = None) -> str:
        """A page's text; fails the test if the answer has another status."""
        return self._text(self.client.get(path, headers=headers), status)

    def post(self, path: str, status: int = 303, **fields: Any) -> str:
        """Send a form; the text of the answer."""
        return self._text(self.client.post(path, fields), status)

    def _text(self, found: Any, status: int) -> str:
        text: str = found.content.decode()
        assert found.status_code == status, (found.status_code, words(text)[:3000])
        return text


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        """Text between tags."""
        self.found.append(data)


def words(page: str) -> str:
    """What a page says, without its tags, with single spaces."""
    parser = _Words()
    parser.feed(page)
    return " ".join(" ".join(parser.found).split())
