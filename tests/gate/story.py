"""The story of 2019 with invented stand-ins, played through the API by those whose part it is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from safeconduct.case.roles import ROLES, Role
from safeconduct.gate.population import Entry
from safeconduct.policy.permissions import ROLES_OF, Permission
from tests.gate.door import Door, Speaker
from tests.gate.place import Gate

HOME = "Park Lane 4, 1000 Brussels"
LENA, TIMO, NOAH, RUTA = "75.02.11-002.34", "01.06.09-001.45", "98.03.14-005.67", "46.11.30-004.12"

AT_HOME = [
    Entry(LENA, ("Lena Example",), "1975-02-11", HOME, ("KZ",)),
    Entry(TIMO, ("Timo Example",), "2001-06-09", HOME, ("KZ",)),
    Entry(NOAH, ("Noah Sample",), "1998-03-14", HOME, ("KZ",)),
    Entry(RUTA, ("Ruta Example",), "1946-11-30", HOME, ("KZ",)),
]  # fmt: skip

ASKED = [role for role in ROLES if role in ROLES_OF[Permission.QUESTION_READ]]
"""Everybody to whom questions can be put; the defence has an inbox once the case concerns it."""

NUMBERS = {"lena": LENA, "timo": TIMO, "noah": NOAH, "ruta": RUTA}


@dataclass
class Story(ABC):
    """How far the story has come: the ids of what is in it, by the names that the table uses.

    Wherever the register is. `StoryHere` has it in the gate's own database.
    """

    gate: Door
    case: str = ""
    request: str = ""
    persons: dict[str, str] = field(default_factory=dict)
    measures: dict[str, str] = field(default_factory=dict)
    items: dict[str, str] = field(default_factory=dict)
    sends: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By measure: the ids of the items that it sends."""
    refused: list[str] = field(default_factory=list)
    """What the gate answered to what it did not let somebody do in the step that is played."""
    opinion: str = ""

    @abstractmethod
    def at(self, day: str) -> None:
        """Let it be a day."""

    @abstractmethod
    def protects(self) -> Speaker:
        """The officer who keeps the register."""

    @abstractmethod
    def recognise(self, name: str) -> None:
        """The officer says that somebody at home is the person whom the register found."""

    @abstractmethod
    def give(self, opinion: dict[str, Any]) -> str:
        """The officer's opinion; gives its id at the gate."""

    @abstractmethod
    def referred(self, expected: list[str]) -> list[str]:
        """The measures on which the officer's opinion is awaited, as the officer is shown them.

        `expected`: what the table says, for those to whom word takes a moment.
        """

    @abstractmethod
    def have_inboxes(self) -> list[Role]:
        """Who has an inbox for questions at the gate."""

    def post(self, role: Role, path: str, body: Any, status: int = 201) -> Any:
        """Somebody's command about the case."""
        return self.gate.api(role).post(f"cases/{self.case}{path}", body, status)

    def get(self, role: Role, path: str, status: int = 200) -> Any:
        """What somebody reads of the case."""
        return self.gate.api(role).get(f"cases/{self.case}{path}", status)

    @property
    def version(self) -> int:
        """The version of the case, as the magistrate reads it."""
        return int(self.get("magistrate", "")["version"])

    def plan(self, name: str, kind: str, on: str, *, items: tuple[str, ...] = ()) -> None:
        """The magistrate plans a measure on everybody at home."""
        touched = list(self.persons.values())
        sent = [self.items[item] for item in items]
        body = {
            "kind": kind, "request": self.request, "title": name.replace("-", " "), "on": on,
            "targets": [self.persons["lena"]], "touches": touched, "items": sent,
        }  # fmt: skip
        self.measures[name] = self.post("magistrate", "/measures", body)["id"]
        self.sends[name] = tuple(sent)

    def replan(self, name: str) -> None:
        """A measure is told anew, with everybody at home."""
        shown = self.measure(name)
        body = {
            "kind": shown["kind"], "request": self.request, "title": shown["title"],
            "on": shown["on"], "targets": [self.persons["lena"]],
            "touches": list(self.persons.values()), "items": list(self.sends[name]),
        }  # fmt: skip
        self.post("magistrate", f"/measures/{self.measures[name]}/plan", body)

    def measure(self, name: str) -> dict[str, Any]:
        """A measure as the magistrate's list shows it."""
        rows = self.gate.api("magistrate").get("measures", case=self.case)["measures"]
        found: dict[str, Any] = next(r for r in rows if r["measure"] == self.measures[name])
        return found

    def item(self, name: str, kind: str, of: str) -> None:
        """Something that a measure obtains, or that came of it, enters the case."""
        body = {"kind": kind, "title": name.replace("-", " "), "measure": self.measures[of]}
        self.items[name] = self.post("clerk", "/items", body)["id"]

    def declare(self, *names: str) -> None:
        """The magistrate declares who is touched by measures."""
        for name in names:
            body = {"list": f"touched({self.measures[name]})", "seen": self.version}
            self.post("magistrate", "/declarations", body)

    def tried(self, role: Role, path: str, body: Any, status: int) -> None:
        """Somebody tries what the gate does not let them do."""
        self.refused += self.post(role, path, body, status)["problems"]

    def key(self, fact: str) -> str:
        """A fact of the table with the ids of this case: `lawyer(lena)`."""
        name, _, of = fact.rstrip(")").partition("(")
        return f"{name}({self.ids[of]})"

    @property
    def ids(self) -> dict[str, str]:
        """Everything that has a name in the table, with its id."""
        return {**self.persons, **self.measures, **self.items, "request": self.request}

    def named(self, text: str) -> str:
        """A text in which the table's names stand for the ids."""
        for name, identity in self.ids.items():
            text = text.replace(identity, name)
        return text


@dataclass
class StoryHere(Story):
    """The story at a gate whose own database has the register."""

    gate: Gate

    def at(self, day: str) -> None:
        """Set the gate's day."""
        self.gate.clock.day = date.fromisoformat(day)

    def protects(self) -> Speaker:
        """The officer at the gate."""
        return self.gate.api("asylum-officer")

    def recognise(self, name: str) -> None:
        """The candidate is confirmed."""
        (found,) = self.gate.api("asylum-officer").get("register/persons", number=NUMBERS[name])
        path = f"/candidates/{self.persons[name]}/confirm"
        self.post("asylum-officer", path, {"registered": found["id"]}, 200)

    def give(self, opinion: dict[str, Any]) -> str:
        """It is given in the case itself."""
        return str(self.post("asylum-officer", "/opinions", opinion)["id"])

    def referred(self, expected: list[str]) -> list[str]:  # shown at once
        """Nothing before there is any referral."""
        officer = self.gate.api("asylum-officer")
        if not officer.get("register/referrals"):
            return []
        found = officer.get(f"register/referrals/{self.case}")["measures"]
        return [self.named(one["id"]) for one in found if one["waiting"]]

    def have_inboxes(self) -> list[Role]:
        """The officer from the first referral on, the defence not yet."""
        away = {"defence"}
        if not self.gate.api("asylum-officer").get("register/referrals"):
            away.add("asylum-officer")
        return [role for role in ASKED if role not in away]


def registered(story: Story) -> None:
    """A clerk registers the request and its first measures.

    The authority that protects has had two of those whom it touches on its list for years.
    """
    for number, name, born in ((LENA, "Lena", "1975-02-11"), (TIMO, "Timo", "2001-06-09")):
        protection = {
            "kind": "refugee-status", "against": "KZ", "names": [f"{name} Example"], "born": born,
            "number": number, "since": "2013-10",
        }  # fmt: skip
        story.protects().post("register/protections", protection, 201)
    clerk = story.gate.api("clerk")
    story.case = clerk.post("cases", {"title": "Legal assistance for KZ"}, 201)["id"]
    body = {
        "requesting_state": "KZ", "kind": "legal-assistance",
        "title": "Request for legal assistance concerning Lena",
        "offences": "Large-scale financial crime, as the requesting state alleges",
        "reference": "KZ 17/2018", "channel": "letter through the central authority",
        "claims": [{"basis": "UN conventions on organised crime", "said_by": "the request"}],
    }  # fmt: skip
    story.request = story.post("clerk", "/requests", body)["id"]
    person = {"called": "Lena", "names": [{"spelled": "Lena Example", "source": "request"}]}
    story.persons["lena"] = story.post("clerk", "/persons", person)["id"]
    story.plan("bank-data", "bank-data", "2018-05-14")
    story.item("bank-history", "bank-record", "bank-data")
    story.plan("bank-data-sending", "transmission", "2018-06-15", items=("bank-history",))


def confirmed_alone(story: Story) -> None:
    """The clerk who registered it confirms it, too."""
    path = f"/requests/{story.request}/confirmation"
    story.tried("clerk", path, {"proof": "I have seen the letter"}, 403)


def confirmed(story: Story) -> None:
    """A second person confirms where it came from."""
    path = f"/requests/{story.request}/confirmation"
    story.post("second-signer", path, {"proof": "sent by the central authority, seal compared"})


def identified(story: Story) -> None:
    """Target and household are identified, and the measures are told anew with all of them."""
    path = f"/persons/{story.persons['lena']}/identification"
    household = story.post("clerk", path, {"number": LENA})["household"]
    called = {one["id"]: one["called"] for one in story.get("clerk", "/persons")}
    for person in household:
        name = called[person].split()[0].lower()
        story.persons[name] = person
        story.post("clerk", f"/persons/{person}/identification", {"number": NUMBERS[name]})
    for name in story.measures:
        story.replan(name)
    story.declare(*story.measures)


def screened(story: Story) -> None:
    """Every register is asked about everyone at home."""
    story.post("clerk", "/screening", {}, 200)


def decided(story: Story, status: int = 409) -> None:
    """The magistrate decides that the bank data are collected."""
    body = {
        "measures": [story.measures["bank-data"]], "outcome": "proceed",
        "reasons": "the request is in order", "seen": story.version,
    }  # fmt: skip
    story.tried("magistrate", "/decisions", body, status)


def objected(story: Story) -> None:
    """The authority that protects confirms whom its register found, and objects with reasons."""
    for name in ("lena", "timo"):
        story.recognise(name)
    body = {
        "on": [{"measure": one, "view": "objects"} for one in story.measures.values()],
        "points": [
            "Both are refugees because that state pursued them for what she did as a lawyer.",
            "What her account shows of others would endanger her relatives there.",
        ],
        "must_not_disclose": ["that either of them was ever in an asylum procedure"],
    }
    story.opinion = story.give(body)


def half_answered(story: Story) -> None:
    """The magistrate answers the first point of the opinion and leaves the other out."""
    body = {"answers": ["the offence is a common one"], "seen": story.version}
    story.tried("magistrate", f"/opinions/{story.opinion}/answer", body, 422)


def search_planned(story: Story) -> None:
    """Search, seizure and the attendance of officials are planned, and put to the registers."""
    names = ("search", "seizure", "foreign-presence")
    for name in names:
        story.plan(name, name, "2019-10-01")
    story.declare(*names)
    screened(story)


def nothing(_story: Story) -> None:
    """A day comes, and nobody does anything."""


def freeze_asked(story: Story) -> None:
    """The defence asks for a standstill; what was seized is to be sent all the same."""
    mandate = {"account": "defence", "of": story.persons["lena"], "reasons": "her mandate"}
    story.post("magistrate", "/admissions", mandate)
    body = {
        "title": "All cooperation is to stand still",
        "facts": ["officials of that state were announced for a search at a refugee lawyer's home"],
    }
    answer = story.post("defence", f"/requests/{story.request}/freeze", body)
    assert answer == {"holds": True}
    story.item("devices", "device", "seizure")
    story.plan("seized-sending", "transmission", "2019-11-05", items=("devices",))
    story.declare("seized-sending")
    screened(story)


def sendings_planned(story: Story) -> None:
    """Execution records and the notice of a hearing are to be sent."""
    names = ("execution-records", "hearing-notice")
    for name, kind in zip(names, ("execution-record", "hearing-notice"), strict=True):
        story.item(name, kind, "search")
        story.plan(f"{name}-sending", "transmission", "2021-03-01", items=(name,))
    story.declare(*(f"{name}-sending" for name in names))
    screened(story)


STEPS: tuple[Callable[[Story], None], ...] = (
    registered, confirmed_alone, confirmed, identified, screened, decided, objected, decided,
    half_answered, nothing, nothing, search_planned, nothing, freeze_asked, sendings_planned,
)  # fmt: skip
"""What is done at each step of the table, in its order."""
