"""A request's whole way over four nodes that die under it, and clients that do not give up.

What an authority's own system does when a node does not answer: it sends the same command again
under the same name (`Idempotency-Key`), and where the case has moved on meanwhile, it looks anew.
"""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import urllib3

from safeconduct.case.roles import Role
from safeconduct.record.files import write_atomically
from tests.gate.scene import ANNA
from tests.gate.test_controls import TABLE
from tests.nodes.site import OVERSIGHT, Client, Node, command, environment, until
from tests.nodes.story import ASYLUM, GATE, FarSending, Ministry, Place

STEPS = (
    "registered", "confirmed", "identified", "screened", "heard", "settled", "cleared", "sent",
)  # fmt: skip
OFTEN = (
    "look-taken", "hold-placed", "hold-lifted", "escalated", "act-intended", "act-dropped",
    "screened", "outward-posted", "clearance-proposed", "clearance-given", "clearance-spent",
    "clearance-revoked",
)  # fmt: skip
AGAIN = {"clearance-revoked"}
"""What there is only where something had to be cleared anew."""
READY = STEPS[: STEPS.index("cleared")]
"""After these it could be cleared."""
NODES = (GATE, ASYLUM, OVERSIGHT, "bar.example")
SLOT, PERIOD = timedelta(days=14), timedelta(days=70)
"""Days between slots, and from one request's registration to the next one's."""

LATER = (
    "nothing was opened",
    "is out of date",
    "does not answer",
    "did not answer",
    "cannot work",
    "try again",
)
"""What a node says that cannot do it at the moment, in its 409; its 503 says the same."""


class NotThere(AssertionError):
    """There is nothing at an address."""


class Stubborn(Client):
    """Sends a command until it is answered, under one name; what was done before counts as done."""

    def find(self, path: str) -> Any:
        """GET /api/…; None if there is nothing."""
        found: Any = None
        with suppress(NotThere):
            found = self._asked("GET", path, 200)
        return found

    def _asked(self, method: str, path: str, status: int, **more: Any) -> Any:
        headers = dict(self._headers)
        if method != "GET":
            headers["Idempotency-Key"] = str(uuid4())

        def answered() -> urllib3.BaseHTTPResponse | None:
            try:
                found = self._http.request(
                    method, f"{self._url()}/api/{path}", headers=headers, **more
                )
            except urllib3.exceptions.HTTPError:
                return None
            return None if self._later(found) else found

        answer = until(answered, f"{method} {path} is not answered")
        assert answer is not None
        text = answer.data.decode()
        if answer.status == 404 and method == "GET":
            raise NotThere(path)
        if answer.status == 409 and "under the same name" in text:
            made = json.loads(text)["made"]
            return {"id": made[0] if made else ""}
        assert answer.status == status, f"{method} {path}: {answer.status} {text[:2000]}"
        return json.loads(text) if text else None

    def _later(self, answer: urllib3.BaseHTTPResponse) -> bool:
        text = answer.data.decode()
        return answer.status == 503 or (
            answer.status == 409 and any(words in text for words in LATER)
        )


@dataclass
class FaultyPlace(Place):
    """The nodes, asked by clients that do not give up."""

    @property
    def officer(self) -> Client:
        """The officer, at the register's own node."""
        return self._stubborn(self.site[ASYLUM], "asylum-officer")

    def api(self, role: Role) -> Client:
        """Somebody at the gate."""
        return self._stubborn(self.gate, role)

    def _stubborn(self, node: Node, account: str) -> Client:
        return Stubborn(lambda: node.url, node.keys[account])


@dataclass
class Errand(FarSending):
    """A paper for Switzerland about somebody whom the register protects from another state.

    Each step can be taken while a node is away and comes to its end once it is back.
    """

    day: date = date(2021, 3, 2)
    slot: date = date(2021, 3, 23)
    to: Ministry = field(kw_only=True)

    def post(self, role: Role, path: str, body: Any, status: int = 201) -> Any:
        """Somebody's command; where the case has moved on, they look again."""
        found: list[Any] = []

        def sent() -> bool:
            try:
                found.append(super(Errand, self).post(role, path, body, status))
            except AssertionError as error:
                if "settle it first" in str(error):
                    self._settle()
                elif "moved on" in str(error) and "seen" in body:
                    body["seen"] = self.seen(role)
                else:
                    raise
            return bool(found)

        until(sent, f"{path}: the case moves on without end")
        return found[0]

    def _settle(self) -> None:
        """An overseer finds out that what was cut off did not happen."""
        overseer = self.gate.api("overseer")
        for doubt in overseer.get(f"cases/{self.case}/doubts"):
            path = f"cases/{self.case}/doubts/{doubt['intent']}/settlement"
            overseer.post(path, {"reasons": "the gate was killed before it was done"})

    def heard(self) -> None:
        """The register recognises her, and has nothing against it; what it says is answered."""
        officer = self.gate.officer
        path = f"matters/{GATE}/{self.case}"
        until(lambda: officer.find(path), "the register was told nothing")
        until(lambda: officer.get(path)["persons"], "the register was shown nobody")
        (found,) = officer.get("register/persons", number=ANNA)
        officer.post(f"{path}/persons/{self.person}/confirm", {"registered": found["id"]})
        until(lambda: self.events("protection-stated"), "the gate did not hear of it")
        until(
            lambda: any(one["waiting"] for one in officer.get(path)["measures"]),
            "the measure does not wait for an opinion there",
        )
        view = {"measure": self.measure, "view": "does-not-object"}
        officer.post(f"{path}/opinions", {"on": [view], "points": []})
        (given,) = until(lambda: self.events("opinion-given"), "no opinion came")
        body = {"answers": ["Noted."], "seen": self.seen()}
        self.post("magistrate", f"/opinions/{given['opinion']}/answer", body)
        until(
            lambda: all(one["complete"] for one in self.get("clerk", "/screening")),
            "the check on her is not complete",
        )

    def settled(self) -> None:
        """Until nothing is in the way; a node that is away is."""

        def done() -> bool:
            if "screening" in {one["what"] for one in self.in_the_way()}:
                self.screened()
            super(Errand, self).settled()
            return not self.in_the_way()

        try:
            until(done, "")
        except AssertionError:
            raise AssertionError(f"in the way: {self.in_the_way()}") from None

    def cleared(self) -> None:
        """A clearance is proposed, signed by another, and released."""
        self.released(self.day.isoformat())

    def sent(self) -> None:  # type: ignore[override]
        """Its slot comes, and it arrives.

        What a silent node stopped in its slot never leaves later: it is cleared anew.
        """
        for slot in (self.slot, self.slot + SLOT, self.slot + 2 * SLOT):
            self.gate.at((slot + timedelta(days=1)).isoformat())
            until(
                lambda: self.events("transmission-sent") or self._stopped(),
                "it was neither sent nor stopped",
            )
            if self.events("transmission-sent"):
                return
            self.day = slot + timedelta(days=1)
            self.settled()
            self.cleared()
        raise AssertionError("it was stopped in three slots")

    def _stopped(self) -> bool:
        spent = [one["clearance"] for one in self.events("clearance-spent")]
        revoked = [one["clearance"] for one in self.events("clearance-revoked")]
        return spent[-1] in revoked

    def take(self, step: str) -> None:
        """One step."""
        getattr(self, step)()

    def events(self, kind: str = "") -> list[dict[str, Any]]:
        """The events of a kind, or all, as the magistrate reads them."""
        found = self.gate.api("magistrate").get(f"cases/{self.case}/events", limit=1000)["events"]
        return [one["event"] for one in found if kind in ("", one["event"]["event"])]

    def end(self) -> dict[str, Any]:
        """What has become of it, at every node and at the door of who asked for it."""
        kinds = Counter(one["event"] for one in self.events())
        # Whoever looked again, announced anew, was asked, held or cleared again has done so more
        # often; what stands still in the end stands beside.
        for kind in OFTEN:
            del kinds[kind]
        overseer = Stubborn(
            lambda: self.gate.site[OVERSIGHT].url, self.gate.site[OVERSIGHT].keys["overseer"]
        )
        holds = self.get("magistrate", "/holds")
        steps = overseer.get("oversight/steps", case=self.case)
        register = self.gate.officer.get(f"matters/{GATE}/{self.case}/steps")
        return {
            "holds": [(one["on"], one["why"]) for one in holds if not one["lifted"]],
            "events": dict(sorted(kinds.items())),
            "arrived": [
                (cover.decision, items) for cover, items in self.to.got
                if items and cover.request.request == self.request
            ],
            "oversight": sorted({step["said"]["kind"] for step in steps} - AGAIN),
            "register": sorted({one["kind"] for one in register} - AGAIN),
        }  # fmt: skip


def errand(place: Place, to: Ministry, turn: int) -> Errand:
    """The next one, on a day of its own: `turn` counts them from 0."""
    day = date(2021, 3, 2) + PERIOD * turn
    place.at(day.isoformat())
    row = TABLE["controls"]["unconnected"]
    truth = {**TABLE["truth"], **TABLE["sending"], **row["truth"]}
    return Errand(
        place, row, truth, on=(day + timedelta(days=7)).isoformat(), recipient=to.name, day=day,
        slot=day + timedelta(days=21), to=to,
    )  # fmt: skip


@contextmanager
def dying(node: Node, after: float, away: float) -> Iterator[None]:
    """Within the block the node is killed after some seconds, and started after some more."""
    problems: list[BaseException] = []

    def work() -> None:
        try:
            time.sleep(after)
            node.kill()
            time.sleep(away)
            node.start()
        except BaseException as error:
            problems.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        thread.join()
    assert not problems, problems


@dataclass(frozen=True)
class Clock:
    """By how many seconds the clocks of some nodes are fast, also while they run."""

    file: Path

    @classmethod
    def right(cls, file: Path) -> Clock:
        """One that goes right, until `moved`."""
        made = cls(file)
        made.moved(0)
        return made

    @property
    def fast(self) -> int:
        """By how much it is moved."""
        return int(self.file.read_text(encoding="ascii"))

    def moved(self, seconds: int) -> None:
        """Let it be fast by this much."""
        write_atomically(self.file, str(seconds).encode())

    def rules(self, *nodes: Node) -> None:
        """Let these nodes go by it, once they are started."""
        path = os.pathsep.join(
            [str(Path(__file__).with_name("clock")), environment()["PYTHONPATH"]]
        )
        for node in nodes:
            node.variables |= {"SAFECONDUCT_TEST_CLOCK": str(self.file), "PYTHONPATH": path}


def wrong(place: Place) -> list[str]:
    """What whoever runs the nodes finds wrong with their records, tables and messages."""
    found: list[str] = []
    for name in NODES:
        node = place.site[name]
        found += _said(node, "record", "verify")
        if node.kind != "witness":
            found += _said(node, "node", "messages")
    return found + _said(place.gate, "gate", "check")


def _said(node: Node, *words: str) -> list[str]:
    done = subprocess.run(
        command(*words, node.folder), capture_output=True, text=True, check=False,
        env={**environment(), **node.variables},
    )  # fmt: skip
    return [done.stdout + done.stderr] if done.returncode else []


def tried(client: Client, path: str, body: Any) -> tuple[int, str]:
    """Send a command once; gives the status and the text of its answer."""
    answer = client._http.request(
        "POST", f"{client._url()}/api/{path}", headers=client._headers, json=body
    )
    return answer.status, answer.data.decode()


def took(errand: Errand, step: str) -> float:
    """Take a step; gives the seconds."""
    begin = time.monotonic()
    errand.take(step)
    return time.monotonic() - begin


def moments(seconds: dict[str, float], seed: int) -> Iterator[tuple[str, float]]:
    """For each step a moment at which a node dies: anywhere in the time that the step takes."""
    random = Random(seed)
    for step in STEPS:
        yield step, random.uniform(0, seconds[step])
