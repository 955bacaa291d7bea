"""Two gates alike in all but a protection: who may not know of it cannot tell them apart.

In the one a register finds anna; in the other it does not answer about her, as happens every day.
The hold that appears is the same to everybody who may not know. Then both are settled, the one by
an opinion, the other by an answer; then a magistrate refuses, in both in the same words. After each
of the three, every address of the API that a role can use answers it alike, headers included, as do
commands that are sent again, and everybody's refusals. Two gates have other ids and secrets; these
are numbered as they come. How long an answer takes is not compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from safeconduct.case import events as ev
from safeconduct.case.eventbase import MeasureOpinion
from safeconduct.case.roles import ROLES, Role
from safeconduct.gate import candidates, opinions, screening
from safeconduct.gate.ports import Answer, Check, Identity, Unreachable
from safeconduct.policy.models import Concern
from safeconduct.policy.permissions import ROLES_OF, Permission
from safeconduct.register.exact import ExactCheck
from tests.gate.conftest import fresh_gate
from tests.gate.place import Api, Gate
from tests.gate.planted import filled, reads
from tests.gate.scene import ANNA, CARL, RESIDENTS
from tests.gate.test_screening import protect_anna

KNOW = ("magistrate", "second-signer", "overseer", "asylum-officer")
"""They read hits, or rulings and holds with their reasons; an officer, of the own register."""
BLIND: tuple[str, ...] = tuple(role for role in ROLES if role not in KNOW)
TRYING = ("clerk", "police-officer", "defence")
"""Of whom the refusals are compared as well; no role gets past one (`test_visibility`)."""
Seen = dict[str, str]


@dataclass
class OftenSilent:
    """A register that finds nobody, and at first does not answer about anna."""

    register: str = "asylum"
    silent: bool = True

    def ask(self, who: Identity, requesting_state: str) -> Answer:
        """Nothing found."""
        if self.silent and who.number == ANNA:
            raise Unreachable
        return "none"

    def mark(self, who: Identity) -> str:
        """The same for everybody."""
        return "none"

    def epoch(self) -> str:
        """Another one once it answers about everybody."""
        return "1"


class Twin:
    """One of the two gates, and what happens in it."""

    def __init__(self, gate: Gate, *, protected: bool) -> None:
        self.gate, self.protected = gate, protected
        gate.node.population = RESIDENTS
        self.register: Check = ExactCheck("asylum") if protected else OftenSilent()
        gate.node.checks = (self.register,)
        gate.account("other", "asylum-officer", register="elsewhere")
        if protected:
            protect_anna(gate)
        self.names: dict[str, str] = {}
        self.answers: list[Any] = []

    def begin(self) -> None:
        """A clerk registers, identifies and screens; what is answered to each is kept."""
        self.case = self._post("clerk", "cases", {"title": "Search and bank"})["id"]
        body = {"requesting_state": "KZ", "kind": "legal-assistance", "title": "Search and bank"}
        self.request = self._post("clerk", self._of("requests"), body)["id"]
        self._post("second-signer", self._of(f"requests/{self.request}/confirmation"),
                   {"proof": "sent by the central authority"})  # fmt: skip
        self.anna, self.carl = (
            self._post("clerk", self._of("persons"), {
                "called": name, "names": [{"spelled": name, "source": "request"}],
            })["id"]
            for name in ("Anna Example", "Carl Other")
        )  # fmt: skip
        self.measures = {
            kind: self._post("clerk", self._of("measures"), {
                "kind": kind, "request": self.request, "title": kind, "on": "2019-06-01",
                "targets": [whom], "touches": [whom],
            })["id"]
            for kind, whom in (("search", self.anna), ("bank-data", self.carl))
        }  # fmt: skip
        for whom, number in ((self.anna, ANNA), (self.carl, CARL)):
            self._post("clerk", self._of(f"persons/{whom}/identification"), {"number": number})
        for name, of in (("police-officer", self.case), ("observer", self.case),
                         ("defence", self.carl)):  # fmt: skip
            Concern.objects.create(account_id=name, of=of)
        self._screen("first")

    def settle(self) -> None:
        """The one has its opinion, the other its answer."""
        if self.protected:
            officer = self.gate.actor("asylum-officer")
            stated = ev.ProtectionStated(
                protection="", person=self.anna, kind="refugee-status", against="KZ",
                since="2013-10",
            )  # fmt: skip
            candidates.confirm(officer, self.case, self.anna, [stated])
            on = [MeasureOpinion(measure=self.measures["search"], view="does-not-object")]
            opinions.give(officer, self.case, on, ["a client's matter"], ["that she has status"])
        elif isinstance(self.register, OftenSilent):
            self.register.silent = False
            screening.sweep(self.gate.actor("clerk"))
        self._screen("second")

    def refuse(self) -> None:
        """The magistrate refuses the search."""
        seen = self.gate.api("magistrate").get(self._of(""))["version"]
        body = {"measures": [self.measures["search"]], "outcome": "refuse", "seen": seen,
                "reasons": "It is out of proportion."}  # fmt: skip
        self.gate.api("magistrate").post(self._of("decisions"), body, 201)

    def look(self, *, refused: bool) -> dict[str, Seen]:
        """What the addresses answer to each who may not know; `refused`: what is closed, too.

        Nobody's key is tried at the door.
        """
        found = {
            role: self._seen(
                self.gate.api(cast(Role, role)),
                self._addresses(role, refused=refused and role in TRYING),
            )
            for role in BLIND
        }
        other = self.gate.api("asylum-officer", "other")
        found["other-register"] = self._seen(other, self._addresses("asylum-officer"))
        if refused:
            found["door"] = self._seen(Api("no key"), self._addresses("clerk", refused=True))
        return found

    def _seen(self, key: Api, addresses: Iterable[str]) -> Seen:
        said = {}
        for where in addresses:
            answer = key._client.get(f"/api/{where}", headers=key._headers)
            words = f"{answer.status_code} {sorted(answer.headers.items())} {answer.content!r}"
            said[self._plain(where)] = self._plain(words)
        return said

    def _addresses(self, role: str, *, refused: bool = False) -> Iterable[str]:
        return dict.fromkeys(
            filled(path, case=self.case, measure=measure, request_id=self.request)
            for path, said in reads()
            for measure in self.measures.values()
            if refused or role in ROLES_OF[Permission(said["x-permission"])]
        )

    def _screen(self, name: str) -> None:
        """The clerk screens, and sends it once more under its name; then tries versions."""
        clerk = self.gate.api("clerk").named(name)
        for status in (200, 409):
            self._keep(clerk.post(self._of("screening"), {}, status))
        for seen in range(6, 18):
            body = {"list": f"touched({self.measures['search']})", "seen": seen}
            self._keep(self.gate.api("clerk").post(self._of("declarations"), body, 409))

    def _post(self, role: Role, where: str, body: Any) -> Any:
        answer = self.gate.api(role).post(where, body, 201)
        self._keep(answer)
        return answer

    def _keep(self, answer: Any) -> None:
        self.answers.append(self._plain(str(answer)))

    def _of(self, rest: str) -> str:
        return f"cases/{self.case}/{rest}".rstrip("/")

    def _plain(self, words: str) -> str:
        """Ids, versions and the names of keys, by the order in which they come."""
        return UNIQUE.sub(lambda hit: self.names.setdefault(hit[0], f"<{len(self.names)}>"), words)


UNIQUE = re.compile(r"\b[a-z]{3}_[0-9A-HJKMNP-TV-Z]{26}\b|\bv-[0-9a-f]{32}\b|\b[0-9a-f]{12}\b")
STEPS = (Twin.begin, Twin.settle, Twin.refuse)


def told(gate: Gate, *, protected: bool) -> tuple[list[dict[str, Seen]], list[Any]]:
    """What a gate shows after each step, and what it answered to commands."""
    twin = Twin(gate, protected=protected)
    seen: list[dict[str, Seen]] = []
    for step in STEPS:
        step(twin)
        seen.append(twin.look(refused=not seen))
    return seen, twin.answers


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_who_may_not_know_cannot_tell_a_hit_from_an_ordinary_hold(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    views, answers = [], []
    for protected in (True, False):
        with fresh_gate(request, kind, tmp_path / str(protected)) as gate:
            seen, said = told(gate, protected=protected)
        views.append(seen)
        answers.append(said)
    assert answers[0] == answers[1]
    differ = [
        (step.__name__, role, where, here[where], there[where])
        for step, one, other in zip(STEPS, *views, strict=True)
        for role in one
        for here, there in [(one[role], other[role])]
        for where in here
        if here[where] != there[where]
    ]
    assert not differ, differ[0]
    assert "stands still" in str(views[0][0]["clerk"]), "there was nothing to tell apart"
    assert views[0][0]["clerk"] != views[0][1]["clerk"], "nothing was settled"
    assert views[0][1]["clerk"] != views[0][2]["clerk"], "nothing was refused"
