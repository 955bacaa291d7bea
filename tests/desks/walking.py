"""Walks over all pages: every address that there is, and everything that links lead to.

What a test says of every page it says of those that are added later, too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.exceptions import Resolver404

from safeconduct.case.roles import Role
from safeconduct.desks.offices import DESKS
from tests.desks.sitting import Desk

PROGRAMS = ("api/", "door/")
"""Where programs ask."""
SITTING: tuple[Role, ...] = (*DESKS, "court")
"""One role for each desk; those that only answer questions are as the court."""
ALIKE = 2
"""So many pages of one view one role visits, each of another matter; all are the same in kind."""
_LEAVES = ("/sign-out", "/language", "/static/", "/sign-in")


@dataclass
class Address:
    """An address for people, with something in place of each of its parts."""

    path: str
    view: Any

    @property
    def roles(self) -> tuple[Role, ...] | None:
        """Whose it is: all roles if empty, None if it is for whoever comes."""
        found: tuple[Role, ...] | None = getattr(self.view, "desk_roles", None)
        return found

    def may(self, role: Role) -> bool:
        """Whether somebody in this role may come here."""
        return not self.roles or role in self.roles


def addresses() -> Iterator[Address]:
    """Every address of the node that this process is, but those of programs."""
    yield from _under(get_resolver(), "")


def _under(resolver: URLResolver, before: str) -> Iterator[Address]:
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if route.startswith(PROGRAMS):
            continue
        if isinstance(each, URLPattern):
            path = re.sub(r"<int:[^>]*>", "999999", route)
            yield Address("/" + re.sub(r"<[^>]*>", "none-such", path), each.callback)
        else:
            yield from _under(each, route)


def address(path: str) -> Address | None:
    """What is at a path; None if nothing is."""
    try:
        return Address(path, resolve(urlsplit(path).path).func)
    except Resolver404:
        return None


@dataclass
class Visited:
    """What a role found."""

    pages: dict[str, str] = field(default_factory=dict)
    """The text of each page that was shown, by its path."""
    forms: dict[str, dict[str, str]] = field(default_factory=dict)
    """The hidden fields of each form, by where it is sent."""


def walk(role: Role) -> Visited:
    """Follow every link from the first page on, as somebody in a role. Fails on any 5xx."""
    client, found = Desk(role).client, Visited()
    open_, seen, views = ["/", "/account/"], set[str](), Counter[Any]()
    while open_:
        path = open_.pop(0)
        what = address(path)
        view = what.view if what else path
        if path in seen or views[view] >= ALIKE:
            continue
        seen.add(path)
        views[view] += 1
        answer = client.get(path)
        assert answer.status_code < 500, (role, path)
        if answer.status_code in (301, 302, 303):
            open_.append(answer.headers["Location"])
        if answer.status_code != 200 or "text/html" not in answer.headers["Content-Type"]:
            continue
        text = answer.content.decode()
        found.pages[path] = text
        for form in re.findall(r"<form\b.*?</form>", text, re.DOTALL):
            action = re.search(r'action="([^"]*)"', form)
            to = urljoin(path, unescape(action[1])) if action and action[1] else path
            if not to.startswith(_LEAVES):
                hidden = re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form)
                found.forms[to] = {name: unescape(value) for name, value in hidden}
        for link in re.findall(r'href="([^"#]*)', text):
            to = urljoin(path, unescape(link))
            if to.startswith("/") and not to.startswith(_LEAVES) and to not in seen:
                open_.append(to)
    return found


def everybody() -> dict[Role, Visited]:
    """What each role finds."""
    return {role: walk(role) for role in SITTING}


def one_each(paths: Iterable[str]) -> list[str]:
    """One path of each view."""
    found = {what.view: path for path in paths if (what := address(path)) is not None}
    return list(found.values())


def as_role(role: Role, **options: Any) -> Client:
    """A client of somebody in a role; `options` of Django's client."""
    client = Client(**options)
    client.cookies = Desk(role).client.cookies
    return client
