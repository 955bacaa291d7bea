"""Requests that have to come through, taken their whole way through the API.

Whoever is asked something answers as the table says that things are. What is not in the table was
not to be asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from safeconduct.case.roles import Role
from tests.gate.door import Door
from tests.gate.place import Gate
from tests.gate.scene import ANNA, CARL, RESIDENTS
from tests.gate.test_screening import protect_anna

NUMBERS = {"anna": ANNA, "carl": CARL}
NAMES = {"anna": "Anna Example", "carl": "Carl Other"}
ROUNDS = 12


@dataclass
class Course:
    """How far one request has come, wherever the gate and the registers are."""

    gate: Door
    row: dict[str, Any]
    truth: dict[str, str]
    case: str = ""
    request: str = ""
    person: str = ""
    measure: str = ""
    answers: int = 0
    decided: list[str] = field(default_factory=list)
    on: str = "2019-06-03"
    """The day for which its measures are planned."""

    def post(self, role: Role, path: str, body: Any, status: int = 201) -> Any:
        """Somebody's command about the case."""
        return self.gate.api(role).post(f"cases/{self.case}{path}", body, status)

    def get(self, role: Role, path: str) -> Any:
        """What somebody reads of the case."""
        return self.gate.api(role).get(f"cases/{self.case}{path}")

    def seen(self, role: Role = "magistrate") -> Any:
        """What somebody has looked at."""
        return self.get(role, f"/measures/{self.measure}/state")["version"]

    @property
    def stage(self) -> str:
        """How far the measure has come, as the magistrate's list shows it."""
        (shown,) = self.gate.api("magistrate").get("measures", case=self.case)["measures"]
        return str(shown["stage"])

    def in_the_way(self) -> list[dict[str, str]]:
        """What the magistrate is shown to be in the way of the measure."""
        found = self.get("magistrate", f"/measures/{self.measure}/readiness")["in_the_way"]
        return list(found)

    def ruling(self) -> dict[str, Any]:
        """The ruling as the magistrate reads it."""
        found: dict[str, Any] = self.get("magistrate", f"/measures/{self.measure}/ruling")
        return found

    # the steps

    def registered(self) -> None:
        """A clerk registers a request for somebody's bank data."""
        self.case = self.gate.api("clerk").post("cases", {"title": "Bank data"}, 201)["id"]
        body = {
            "requesting_state": self.row["state"], "kind": "legal-assistance", "title": "Fraud",
            "offences": "fraud on a supplier", "reference": "1/2019",
            "channel": "letter through the central authority",
        }  # fmt: skip
        self.request = self.post("clerk", "/requests", body)["id"]
        called = NAMES[self.row["person"]]
        body = {"called": called, "names": [{"spelled": called, "source": "request"}]}
        self.person = self.post("clerk", "/persons", body)["id"]
        body = {
            "kind": "bank-data", "request": self.request, "title": "Bank data",
            "on": self.on, "targets": [self.person], "touches": [self.person],
        }  # fmt: skip
        self.measure = self.post("magistrate", "/measures", body)["id"]

    def confirmed(self) -> None:
        """A second person confirms it."""
        path = f"/requests/{self.request}/confirmation"
        self.post("second-signer", path, {"proof": "by the central authority, seal compared"})

    def identified(self) -> None:
        """The person is identified, and the list of persons declared complete."""
        path = f"/persons/{self.person}/identification"
        self.post("clerk", path, {"number": NUMBERS[self.row["person"]]})
        body = {"list": f"touched({self.measure})", "seen": self.seen()}
        self.post("magistrate", "/declarations", body)

    def screened(self) -> None:
        """Every register is asked."""
        self.post("clerk", "/screening", {}, 200)

    def settled(self) -> None:
        """What is asked is answered by who can, and decided by whom the law names."""
        for _ in range(ROUNDS):
            if not self.in_the_way():
                return
            for letter in self.get("magistrate", "/questions")["letters"]:
                for question in letter["questions"]:
                    # What turns on the answers to others is put when it has come to that.
                    now = [p for p in question["points"] if p.get("later") != "yes"]
                    for point in now:
                        for about in point["about"]:
                            self._answer(letter["role"], about)
            self._decide()

    def _answer(self, role: Role, about: str) -> None:
        if about.startswith("complete("):
            which = about.removeprefix("complete(")[:-1]
            self.post("magistrate", "/declarations", {"list": which, "seen": self.seen()})
            return
        word = about.partition("(")[0]
        assert word in self.truth, f"asked of {role}: {about}"
        self.post("magistrate", "/questions", {"fact": about})
        self.post(role, "/questions/answers", {"fact": about, "value": self.truth[word]})
        self.answers += 1

    def _decide(self) -> None:
        due = {one["by"] for one in self.ruling()["ruling"]["decisions"]
               if one["state"] != "favours"}  # fmt: skip
        waiting = {one["what"] for one in self.in_the_way()}
        if "question" in waiting or "opinion" in waiting:
            return
        for role in sorted(due):
            body = {
                "measures": [self.measure], "outcome": "proceed", "reasons": "weighed, and lawful",
                "seen": self.seen(role),
            }  # fmt: skip
            self.post(role, "/decisions", body)
            self.decided.append(role)


@dataclass
class Control(Course):
    """The same at a gate in this process, whose own database has the register."""

    gate: Gate

    def run_here(self) -> None:
        """What a gate is told by its settings, not by its database."""
        self.gate.node.population = RESIDENTS

    def registered(self) -> None:
        """Anna is protected, and a clerk registers a request for somebody's bank data."""
        self.run_here()
        protect_anna(self.gate)
        super().registered()

    def heard(self) -> None:
        """The authority that protects finds the person, and gives its opinion; it is answered."""
        officer = self.gate.api("asylum-officer")
        (found,) = officer.get("register/persons", number=NUMBERS[self.row["person"]])
        path = f"/candidates/{self.person}/confirm"
        self.post("asylum-officer", path, {"registered": found["id"]}, 200)
        view = self.row["opinion"]
        one: dict[str, Any] = {"measure": self.measure, "view": view}
        if view == "objects-unless":
            one["unless"] = ["what is found is used for this case alone"]
        points = [] if view == "does-not-object" else ["She is a refugee against that state."]
        body = {"on": [one], "points": points}
        opinion = self.post("asylum-officer", "/opinions", body)["id"]
        body = {"answers": ["It is bound to this case in writing."], "seen": self.seen()}
        self.post("magistrate", f"/opinions/{opinion}/answer", body)

    def stopped(self) -> None:
        """On the way it is held, a freeze is asked for, it is opposed; each comes to its end."""
        case, measure = self.post, f"/measures/{self.measure}"
        body: dict[str, Any] = {"on": "measure", "of": self.measure, "why": "a lawyer's papers"}
        hold = case("observer", "/holds", body)["id"]
        body = {"reasons": "there are none", "seen": self.seen("observer")}
        case("observer", f"/holds/{hold}/lift", body)
        freeze = f"/requests/{self.request}/freeze"
        case("overseer", freeze, {"title": "stop", "facts": ["a plot"]})
        body = {"outcome": "refused", "reasons": "looked into", "seen": self.seen()}
        case("magistrate", f"{freeze}/answer", body)
        body = {"title": "opposition", "of": self.person}
        case("clerk", f"{measure}/oppositions", body)
        body = {"title": "judgment", "final": True, "seen": self.seen("court")}
        case("court", f"{measure}/oppositions/decision", body)
