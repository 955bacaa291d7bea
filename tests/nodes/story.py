"""The story of 2019 and an ordinary request, at a gate and a register that are whole nodes.

The commands are those of `tests.gate.story` and `tests.gate.control`. What differs is where the
officer of the register sits: at a node of their own, where what is said takes a moment to arrive.
In the story the authority that protects has somebody at the gate, too, who is asked what it says.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from safeconduct.case.moments import written
from safeconduct.case.roles import Role
from safeconduct.gate.population import Entry
from safeconduct.record.jws import SigningKey
from safeconduct.release.message import Cover, read
from tests.gate.control import Course
from tests.gate.door import Speaker
from tests.gate.scene import ANNA, CARL
from tests.gate.story import ASKED, AT_HOME, NUMBERS, Story
from tests.nodes.site import OVERSIGHT, Client, Node, Site, until
from tests.release.receiver import Receiver

GATE, ASYLUM = "gate.example", "asylum.example"
BYTES = b"\x00account statement 2018\r\n\xff"

RESIDENTS = [
    *AT_HOME, Entry(CARL, ("Carl Other",), "1975-07-08", "Long Street 2", ("BE",)),
    Entry(ANNA, ("Anna Example",), "1980-05-01", "Short Street 1", ("KZ",)),
]  # fmt: skip


@dataclass
class Ministry:
    """A requesting state's door: a server with a ledger, which signs what it acknowledges."""

    state: str
    name: str
    receiver: Receiver

    @classmethod
    def at(cls, folder: Path, state: str, name: str) -> Ministry:
        """Its ledger and its messages lie in a folder of its own."""
        folder.mkdir()
        return cls(state, name, Receiver(folder / "ledger", key=SigningKey.new()))

    def way(self) -> str:
        """How gate.toml names it."""
        assert self.receiver.key is not None
        key = json.dumps(self.receiver.key.public.text())
        return (
            f'[[recipient]]\nstate = "{self.state}"\nname = "{self.name}"\n'
            f'url = "http://127.0.0.1:{self.receiver.port}/"\nkey = {key}\n'
        )

    @property
    def got(self) -> list[tuple[Cover, list[bytes]]]:
        """What came, by its ledger: each message once."""
        folder = self.receiver.ledger.parent
        names = [line["message"] for line in self.receiver.lines()]
        return [read((folder / f"{name}.tar").read_bytes()) for name in names]

    def hears(self, day: str) -> None:
        """Wait until the message of the slot of a day has come."""
        slot = date.fromisoformat(day)
        until(lambda: slot in [cover.day for cover, _ in self.got], f"no word came for {day}")


@dataclass
class Place:
    """The nodes, asked as one gate is; what is of the register is asked there."""

    site: Site

    @property
    def gate(self) -> Node:
        """The node with the cases."""
        return self.site[GATE]

    @property
    def officer(self) -> Client:
        """The officer, at the register's own node."""
        return self.site[ASYLUM].api("asylum-officer")

    def api(self, role: Role) -> Client:
        """Everybody at the gate, of whom one is of the authority that protects."""
        return self.gate.api(role)

    def at(self, day: str) -> None:
        """Let it be another day everywhere."""
        for name in (GATE, ASYLUM, OVERSIGHT):
            self.site[name].at(day)


@dataclass
class FarStory(Story):
    """The story where the register is at a node of its own."""

    gate: Place

    def at(self, day: str) -> None:
        """Let it be a day everywhere."""
        self.gate.at(day)

    def recognise(self, name: str) -> None:
        """At the register, for the person whom it was shown; then the gate hears of it."""
        person = self.persons[name]
        until(lambda: person in self._to_settle(), f"the register was not shown {name}")
        officer = self.gate.officer
        (found,) = officer.get("register/persons", number=NUMBERS[name])
        officer.post(f"{self._path}/persons/{person}/confirm", {"registered": found["id"]})
        until(
            lambda: person in [one["person"] for one in self.events("protection-stated")],
            f"the gate did not hear of {name}",
        )

    def give(self, opinion: dict[str, Any]) -> str:
        """It travels as a message."""
        self.gate.officer.post(f"{self._path}/opinions", opinion)
        until(lambda: self.events("opinion-given"), "no opinion came")
        return str(self.events("opinion-given")[0]["opinion"])

    def referred(self, expected: list[str]) -> list[str]:
        """The measures that wait, once the register is shown what it is to be shown."""
        found: list[str] = []

        def shown() -> bool:
            found[:] = self._waiting()
            return found == expected

        with suppress(AssertionError):
            until(shown, "")
        return found

    def protects(self) -> Speaker:
        """The officer at the register."""
        return self.gate.officer

    def have_inboxes(self) -> list[Role]:
        """Everybody at the gate; the defence has none yet."""
        return [role for role in ASKED if role != "defence"]

    def events(self, kind: str) -> list[dict[str, Any]]:
        """The events of a kind, as the magistrate reads them."""
        found = self.get("magistrate", "/events", limit=1000)["events"]
        return [one["event"] for one in found if one["event"]["event"] == kind]

    def get(self, role: Role, path: str, status: int = 200, **query: Any) -> Any:
        """What somebody reads of the case."""
        return self.gate.api(role).get(f"cases/{self.case}{path}", status, **query)

    @property
    def _path(self) -> str:
        return f"matters/{GATE}/{self.case}"

    def _matter(self) -> dict[str, list[dict[str, Any]]]:
        """The matter as the register was shown it last; empty before."""
        found = self.gate.officer.find(self._path)
        return found or {"persons": [], "measures": []}

    def _to_settle(self) -> list[str]:
        return [one["id"] for one in self._matter()["persons"] if one["to_settle"]]

    def _waiting(self) -> list[str]:
        return [self.named(one["id"]) for one in self._matter()["measures"] if one["waiting"]]


@dataclass
class FarSending(Course):
    """An ordinary request, under which an official paper is to be sent."""

    gate: Place
    recipient: str = ""
    item: str = ""

    def registered(self) -> None:
        """A clerk registers it, with the paper that is to be sent and its bytes."""
        super().registered()
        paper = {"kind": "court-document", "title": "A summons", "owner": self.person}
        self.item = self.post("clerk", "/items", paper)["id"]
        clerk = self.gate.api("clerk")
        clerk.put(f"cases/{self.case}/items/{self.item}/content", BYTES, 201)
        plan = {
            "kind": "transmission", "request": self.request, "title": "The summons is sent",
            "on": self.on, "targets": [self.person], "touches": [self.person],
            "items": [self.item],
        }  # fmt: skip
        self.measure = self.post("magistrate", "/measures", plan)["id"]

    def released(self, today: str) -> None:
        """A clearance for the paper is proposed, signed by another, and released."""
        self.signed(self.proposed(today))

    def proposed(self, today: str) -> str:
        """A clearance for the paper, which nobody has signed."""
        allows = {**hours(today), "items": [self.item], "recipient": self.recipient}
        body = {"scope": "the summons", "allows": {**allows, "word": "executed"}}
        return str(self.post(
            "magistrate", f"/measures/{self.measure}/clearances", {**body, "seen": self.seen()}
        )["id"])  # fmt: skip

    def signed(self, made: str) -> None:
        """It is signed by another, and released."""
        signature = {"seen": self.seen("second-signer")}
        self.post("second-signer", f"/clearances/{made}/signature", signature)
        self.post("magistrate", f"/clearances/{made}/release", {"seen": self.seen()})

    def _answer(self, role: Role, about: str) -> None:
        """What is asked of the authority that protects is answered at its own node."""
        if role != "asylum-officer":
            super()._answer(role, about)
            return
        word = about.partition("(")[0]
        assert word in self.truth, f"asked of {role}: {about}"
        self.post("magistrate", "/questions", {"fact": about})
        officer = self.gate.officer
        asked = {"gate": GATE, "case": self.case, "fact": about}
        until(
            lambda: [q for q in officer.get("matters/questions") if asked.items() <= q.items()],
            f"the register was not asked {about}",
        )
        body = {"fact": about, "value": self.truth[word]}
        officer.post(f"matters/{GATE}/{self.case}/questions/answers", body)
        until(lambda: about in self._answered(), "no answer came")
        self.answers += 1

    def _answered(self) -> list[str]:
        return [one["fact"] for one in self._events("question-answered")]

    def _events(self, kind: str) -> list[dict[str, Any]]:
        found = self.gate.api("magistrate").get(f"cases/{self.case}/events", limit=1000)["events"]
        return [one["event"] for one in found if one["event"]["event"] == kind]

    def sent(self) -> list[dict[str, Any]]:
        """What the case says was sent."""
        return self._events("transmission-sent")


def hours(today: str) -> dict[str, str]:
    """From an hour ago until in eight hours, on a rehearsal's day."""
    now = datetime.combine(date.fromisoformat(today), datetime.now().astimezone().timetz())
    return {
        "start": written(now - timedelta(hours=1)), "end": written(now + timedelta(hours=8)),
    }  # fmt: skip


def residents() -> str:
    """The population register's file."""
    return json.dumps(msgspec.to_builtins(RESIDENTS))
