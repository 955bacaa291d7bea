"""Two cases whose every part has a text of its own, in one gate, and all who look at them.

In the first a register found anna; her search was referred, executed, and her counsel given notice.
The second has the same request, and nothing of it concerns a register or counsel.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, cast

from safeconduct.api.app import api
from safeconduct.case import events as ev
from safeconduct.case.roles import ROLES, Role
from safeconduct.files import yamltext
from safeconduct.gate import files, notices
from safeconduct.gate.change import changing
from safeconduct.gate.models import Release, Sample
from safeconduct.policy.actor import Actor
from safeconduct.policy.models import Concern
from safeconduct.register import protections
from safeconduct.register.exact import ExactCheck
from tests.gate.place import Api, Gate

FILE = Path(__file__).with_name("planted.yaml")
FIRST, SECOND = "zq", "zr"
"""The words that stand for "@" in the two cases."""
_IN_THE_SECOND = ("request-confirmed", "hold-placed/magistrate", "fact-stated/clerk",
                  "decision-taken")  # fmt: skip


def text(name: str, of: str = FIRST) -> str:
    """A text of a case, as it is met; a number is told apart by what follows it."""
    return f"{name}-{of}" if name[0].isdigit() else f"{of}-{name}-{of}"


@dataclass(frozen=True)
class Viewer:
    """Somebody who looks: a role, an account, and what the account is told to be its own."""

    name: str
    role: Role
    account: str
    register: str = ""
    concerns: tuple[str, ...] = ()


VIEWERS = (
    *(Viewer(role, cast(Role, role), role) for role in ROLES
      if role not in ("asylum-officer", "defence")),
    Viewer("asylum-officer", "asylum-officer", "officer", register=text("register")),
    Viewer("other-register", "asylum-officer", "asylum-officer"),
    Viewer("defence-anna", "defence", "annas-counsel", concerns=(text("anna"),)),
    Viewer("defence-carl", "defence", "carls-counsel", concerns=(text("carl"),)),
    Viewer("defence-none", "defence", "defence", concerns=("somebody-else",)),
)  # fmt: skip


@dataclass
class Planted:
    """The gate, and what each viewer met at each address."""

    gate: Gate
    met: dict[str, dict[str, str]] = field(default_factory=dict)

    def api(self, viewer: Viewer) -> Api:
        """The API as a viewer uses it."""
        return self.gate.api(viewer.role, viewer.account)

    def whole(self, word: str) -> str:
        """All that a case holds, and what stands beside the cases."""
        magistrate = next(one for one in VIEWERS if one.name == "magistrate")
        found = self.seen_by(magistrate)[f"cases/{text('case', word)}/export"]
        return found + text("alias") + text("account")

    def seen_by(self, viewer: Viewer) -> dict[str, str]:
        """Everything that answers a viewer, by its address: status, headers and body."""
        if viewer.name not in self.met:
            key = self.api(viewer)
            self.met[viewer.name] = {where: _said(key, where) for where in addresses()}
        return self.met[viewer.name]


def plant(gate: Gate) -> Planted:
    """The two cases, in a fresh gate."""
    gate.node.checks = (ExactCheck(text("register")),)
    for viewer in VIEWERS:
        if viewer.account != viewer.role:
            gate.account(viewer.account, viewer.role, register=viewer.register)
        for of in viewer.concerns:
            Concern.objects.create(account_id=viewer.account, of=of)
    gate.account("ben", "clerk")
    account = gate.actor("clerk", "ben")
    _rename(account.account, text("account"))
    clerk = gate.actor("clerk")
    for word in (FIRST, SECOND):
        _as_if_done_here(clerk, files.events_of_tree(case_tree(word)))
    protections.add(
        gate.actor("asylum-officer", "officer"),
        protections.New(
            kind="refugee-status", against="KZ", names=(text("alias"),), born="1980-05-01",
            number=text("80.05.01-001.23"),
        ),
    )  # fmt: skip
    notices.defer(
        gate.actor("magistrate"), text("case"), text("sending"), text("anna"), "2019-08-01",
        text("deferral-reasons"),
    )  # fmt: skip
    Sample.objects.create(measure=text("search"), drawn=gate.clock.day)
    Release.objects.create(pk=RELEASE, added=gate.clock.day)
    return Planted(gate)


def _as_if_done_here(clerk: Actor, events: Sequence[ev.AnyEvent]) -> None:
    """A case whose every step was taken here, by the account that bears the role's name.

    What a file brings in is history and moves little; here everything is to show that can.
    """
    head, *rest = events
    assert isinstance(head, ev.CaseOpened)
    with changing(clerk, everywhere=True) as made:
        file = made.open(head)
        for event in (head, *rest):
            file._add(event, event.by or "clerk")


def _rename(account: str, called: str) -> None:
    from safeconduct.policy.models import Account  # noqa: PLC0415

    Account.objects.filter(pk=account).update(called=called)


def case_tree(word: str) -> dict[str, Any]:
    """One of the two cases, as a case file's tree, with its word in every text."""
    tree = yamltext.parse(FILE.read_bytes().replace(b"@", word.encode()), FILE.name).tree
    found = cast("dict[str, Any]", tree)
    if word == SECOND:
        del found["protections"]
        found["events"] = [
            one for one in found["events"]
            if one["event"] in _IN_THE_SECOND
            or f"{one['event']}/{one.get('by')}" in _IN_THE_SECOND
        ]  # fmt: skip
    return found


def brought(node: Gate) -> str:
    """The first of the two as a file that was brought in: small, and of every kind something."""
    return files.take_in(node.actor("clerk"), files.events_of_tree(case_tree(FIRST))).case


@cache
def reads() -> tuple[tuple[str, dict[str, Any]], ...]:
    """Every operation of the API that reads: its address, and what is said beside it."""
    paths = api.get_openapi_schema()["paths"]
    return tuple(
        (path.removeprefix("/api/"), by_method["get"])
        for path, by_method in paths.items()
        if "get" in by_method
    )


RELEASE = "f" * 64
"""A release of the rulebook."""
WHOLE_FILE = "cases/{case}/export"
_ASKED = {
    "register/persons": (f"?number={text('80.05.01-001.23')}", f"?name={text('alias')}"),
    WHOLE_FILE: ("", "?reasons=to-see"),
    "cases/{case}/measures/{measure}/what-if": (f"?fact=order-issued({text('search')})&value=yes",),
}
"""What some addresses are asked besides nothing."""


@cache
def addresses() -> dict[str, dict[str, Any]]:
    """Every address that reads, about the things of both cases, with what its operation says."""
    return {one: said for path, said in reads() for one in _filled(path)}


def filled(path: str, **things: str) -> str:
    """An address with the names of things in it; what they do not name is not there."""
    return re.sub(r"{(\w+)}", lambda found: things.get(found[1], "0" * 64), path)


def _filled(path: str) -> Iterator[str]:
    for word in (FIRST, SECOND):
        for measure in ("search", "bank", "sending"):
            yield from (
                filled(
                    path, case=text("case", word), measure=text(measure, word),
                    request_id=text("request", word), release=RELEASE,
                    person=text("anna", word), clearance=text("id-clearance", word),
                ) + asked
                for asked in _ASKED.get(path, ("",))
            )  # fmt: skip


def _said(key: Api, where: str) -> str:
    found = key._client.get(f"/api/{where}", headers=key._headers)
    assert found.status_code < 500, (where, found.content)
    return json.dumps([found.status_code, dict(found.headers), found.content.decode()])
