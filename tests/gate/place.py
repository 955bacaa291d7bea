"""Gates for tests: a folder, a database, accounts, and a client that speaks to the API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, get_args

from django.core.management import call_command
from django.db import connections
from django.test import Client

from safeconduct.case.roles import Role
from safeconduct.gate import node as nodes
from safeconduct.gate import office
from safeconduct.gate.clock import Rehearsal
from safeconduct.gate.identities import holder
from safeconduct.policy import accounts
from safeconduct.policy.actor import Actor
from safeconduct.policy.models import Account, Mandate
from safeconduct.policy.signin import actor, new_key
from safeconduct.record.home import Home
from safeconduct.server import home, messages, settings
from tests.gate.quorum import Quorum

NAME = "gate.example"
DAY = date(2019, 5, 6)


def number(name: str) -> str:
    """The number of the document of whoever is called like this."""
    return f"BE {name} 1"


def point_at(address: str) -> None:
    """Let Django use another database from now on, in every thread that connects anew."""
    connections.close_all()
    found = settings.database(address)
    connections.settings["default"].update(
        connections.configure_settings({"default": found})["default"]
    )
    for alias in connections:
        connections[alias].close()
        del connections[alias]


def migrated(folder: Path, database: str) -> Path:
    """A gate's folder with all its tables."""
    made = home.start(folder, NAME, "BE", database=database, profile="be")
    point_at(made.address)
    call_command("migrate", verbosity=0)
    connections.close_all()
    made.close()
    return folder


@dataclass
class Gate:
    """A gate under test."""

    folder: Path
    node: nodes.Node
    clock: Rehearsal
    quorum: Quorum
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The address of its database."""
        return Home(self.folder).address

    def account(self, name: str, *roles: Role, register: str = "") -> Account:
        """An account with some roles, called as it is named."""
        made = Account.objects.create(
            id=name, called=name, register=register, person=holder(number(name))
        )
        for role in roles:
            since = date(2015, 1, 1)
            Mandate.objects.create(account=made, role=role, since=since, confirmed_by="a test")
        return made

    def confirm(self, *names: str) -> None:
        """The overseer confirms what the operator gave to accounts."""
        for name in names:
            waiting = accounts.waiting(Account.objects.get(pk=name), self.clock.day)
            office.confirm(self.actor("overseer"), name, list(waiting), number(name))

    def actor(self, role: Role, name: str = "") -> Actor:
        """Who acts in a role: the account that bears the role's name, or another."""
        account = Account.objects.get(pk=name or role)
        return actor(account, role)

    def api(self, role: Role, name: str = "") -> Api:
        """The API as somebody in a role uses it."""
        account = name or role
        wanted = f"{account}/{role}"
        if wanted not in self.keys:
            self.keys[wanted] = new_key(
                Account.objects.get(pk=account), role, given_by=account, confirmed_by="a test"
            )
        return Api(self.keys[wanted])


class Api:
    """Speaks to the API over Django's own handler, as one account in one role."""

    def __init__(self, key: str) -> None:
        self._client = Client(raise_request_exception=False)
        self._headers = {"Authorization": f"Bearer {key}"}

    def named(self, name: str) -> Api:
        """The same account, whose commands bear this name."""
        again = copy(self)
        again._headers = {**self._headers, "Idempotency-Key": name}
        return again

    def get(self, path: str, status: int = 200, **query: Any) -> Any:
        """GET /api/…; fails the test if the answer has another status."""
        found = self._client.get(f"/api/{path}", query, headers=self._headers)
        return _answer(found, status)

    def post(self, path: str, body: Any = None, status: int = 200) -> Any:
        """POST /api/… with a JSON body."""
        found = self._client.post(
            f"/api/{path}", json.dumps(body or {}), content_type="application/json",
            headers=self._headers,
        )  # fmt: skip
        return _answer(found, status)

    def put(self, path: str, body: bytes, status: int = 200) -> Any:
        """PUT /api/… with bytes as they are."""
        found = self._client.put(
            f"/api/{path}", body, content_type="application/octet-stream", headers=self._headers
        )
        return _answer(found, status)


def _answer(found: Any, status: int) -> Any:
    assert found.status_code == status, (found.status_code, found.content.decode()[:2000])
    return json.loads(found.content) if found.content else None


def attach(folder: Path) -> Gate:
    """Let this process run a gate."""
    point_at(Home(folder).address)
    node = home.open_node(folder)
    node.today = clock = Rehearsal(DAY)
    quorum = Quorum(folder)
    node.acts, node.quorum = quorum.acts, quorum.text
    nodes.install(node)
    messages.install(Home(folder))
    return Gate(folder, node, clock, quorum)


@contextmanager
def use(folder: Path) -> Iterator[Gate]:
    """Let this process run a gate, with one account a role, until the block is left."""
    with again(folder) as gate:
        for role in get_args(Role):
            gate.account(role, role, register="asylum" if role == "asylum-officer" else "")
        yield gate


@contextmanager
def again(folder: Path) -> Iterator[Gate]:
    """Let this process run a gate as it was left, until the block is left."""
    gate = attach(folder)
    try:
        yield gate
    finally:
        gate.quorum.stop()
        connections.close_all()
