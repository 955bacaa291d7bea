"""A request that is in order, and comes through: what is done at the gate at each of its steps.

Switzerland asks for the bank data of Carl, whom no register protects. Everything is invented.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

from safeconduct.case.roles import Role
from safeconduct.demo.acts import DidNotCome, Matter, around, until
from safeconduct.demo.people import GATE
from safeconduct.demo.site import RECIPIENTS
from safeconduct.files import yamltext

CARL = "75.07.08-009.10"
RESIDENTS = f"""\
- {{number: "{CARL}", names: [Carl Other], born: 1975-07-08, address: "Long Street 2",
   citizen_of: [BE]}}
"""
BANK_DAY, SENDING_DAY = "2021-03-09", "2021-04-06"
STATEMENT = b"Account statement of an invented account, 2018\r\n"
_ROUNDS = 12


def registered(matter: Matter) -> None:
    """A clerk registers a request of Switzerland; the magistrate plans what it asks for."""
    matter.case = matter.api("clerk").post("cases", {"title": "Legal assistance for CH"})["id"]
    matter.request = matter.post("clerk", "/requests", {
        "requesting_state": "CH", "kind": "legal-assistance",
        "title": "Request for legal assistance concerning Carl",
        "offences": "fraud on a supplier", "reference": "CH 3/2021",
        "channel": "letter through the central authority",
    })["id"]  # fmt: skip
    matter.person("carl", "Carl Other")
    matter.plan("bank-data", "bank-data", BANK_DAY)


def confirmed(matter: Matter) -> None:
    """A second person confirms it; Carl is identified, and every register is asked about him."""
    matter.confirm()
    path = f"/persons/{matter.persons['carl']}/identification"
    matter.post("clerk", path, {"number": CARL})
    matter.declare("bank-data")
    matter.screen()


def answered(matter: Matter) -> None:
    """What is asked is answered by those who can."""
    _settle(matter, "bank-data")
    for account in ("police-officer", "observer"):
        matter.admit(account, matter.measures["bank-data"], "the order for the bank data")


def proposed(matter: Matter) -> None:
    """The magistrate proposes a clearance."""
    _propose(matter, "bank-data", BANK_DAY, {"place": "Bank X, 1000 Brussels"})


def signed(matter: Matter) -> None:
    """The second signer signs it."""
    _sign(matter, "bank-data")


def executed(matter: Matter) -> None:
    """The police use it, get the statement of account, and report."""
    clearance = _clearance(matter, "bank-data")
    matter.post("police-officer", f"/clearances/{clearance}/use")
    report = {
        "seen": matter.seen("police-officer"), "hour": f"{datetime.now().astimezone():%H:%M}",
        "attended": [{"who": "Police officer P. Sample", "office": "federal police"}],
        "taken": [{
            "title": "Statement of account", "kind": "bank-record",
            "owner": matter.persons["carl"],
        }],
        "entry": "handed over by the bank", "vulnerable": [], "counsel": "none was needed",
        "signature": "signed", "pressure": "none",
    }  # fmt: skip
    path = f"/measures/{matter.measures['bank-data']}/execution"
    done = matter.post("police-officer", path, report)
    matter.items["statement"] = done["items"][0]
    if done["breach"]:
        matter.refused.append(done["breach"])


def told(matter: Matter) -> None:
    """The observer adds remarks; a clerk tells Carl of it in writing, with the time to oppose.

    Counsel is admitted for him, and reads the notice.
    """
    matter.admit("defence", matter.persons["carl"], "his mandate")
    path = f"/measures/{matter.measures['bank-data']}"
    matter.post("observer", f"{path}/observed", {
        "remarks": ["Only the account that the order names was looked at."], "present": True,
    })  # fmt: skip
    matter.post("clerk", f"{path}/notices", {
        "persons": [matter.persons["carl"]], "language": "en",
        "grounds": "An order to collect the data of your bank account, for another state.",
        "remedies": "You can oppose the sending before the court.", "oppose_until": "2021-03-31",
    })  # fmt: skip


def sending_planned(matter: Matter) -> None:
    """The statement is to be sent; what is asked is answered by those who can."""
    path = f"cases/{matter.case}/items/{matter.items['statement']}/content"
    matter.api("clerk").put(path, STATEMENT)
    matter.plan("sending", "transmission", SENDING_DAY, items=("statement",))
    matter.declare("sending")
    matter.screen()
    _settle(matter, "sending")


def released(matter: Matter) -> None:
    """The sending is cleared by two, and released into its slot."""
    _propose(matter, "sending", matter.site.day, {
        "items": [matter.items["statement"]], "recipient": RECIPIENTS["CH"], "word": "executed",
    })  # fmt: skip
    _sign(matter, "sending")
    clearance = _clearance(matter, "sending")
    matter.post("magistrate", f"/clearances/{clearance}/release", {"seen": matter.seen()})


def sent(matter: Matter) -> None:
    """The day of the slot is over: it has left, once."""
    until(lambda: matter.events("transmission-sent"), "it did not leave")


def _propose(matter: Matter, name: str, day: str, allows: dict[str, Any]) -> None:
    matter.post("magistrate", f"/measures/{matter.measures[name]}/clearances", {
        "scope": "As ordered", "allows": {**around(day), **allows},
        "seen": matter.seen(),
    })  # fmt: skip


def _sign(matter: Matter, name: str) -> None:
    clearance = _clearance(matter, name)
    body = {"seen": matter.seen("second-signer")}
    matter.post("second-signer", f"/clearances/{clearance}/signature", body)


def _clearance(matter: Matter, name: str) -> str:
    """The last clearance of a measure, whoever proposed it."""
    listed = matter.get("magistrate", "/clearances")
    found = [one["id"] for one in listed if one["measure"] == matter.measures[name]]
    if not found:
        raise DidNotCome(f"no clearance was proposed for '{name}'")
    return str(found[-1])


def _settle(matter: Matter, name: str) -> None:
    """Put what is asked to those who can answer, until nothing is in the way."""
    path = f"/measures/{matter.measures[name]}/readiness"
    for _ in range(_ROUNDS):
        if not matter.get("magistrate", path)["in_the_way"]:
            return
        for letter in matter.get("magistrate", "/questions")["letters"]:
            for question in letter["questions"]:
                # What turns on the answers to others is put when it has come to that.
                for point in (p for p in question["points"] if p.get("later") != "yes"):
                    for fact in point["about"]:
                        _answer(matter, letter["role"], fact)
    raise DidNotCome(f"in the way of '{name}' is still {matter.get('magistrate', path)}")


def _answer(matter: Matter, role: str, fact: str) -> None:
    if fact.startswith("complete("):
        which = fact.removeprefix("complete(")[:-1]
        matter.post("magistrate", "/declarations", {"list": which, "seen": matter.seen()})
        return
    body = {"fact": fact, "value": answers()[fact.partition("(")[0]]}
    matter.post("magistrate", "/questions", {"fact": fact})
    if role != "asylum-officer":
        matter.post(cast(Role, role), "/questions/answers", body)
        return
    asked = {"gate": GATE, "case": matter.case, "fact": fact}
    until(
        lambda: [q for q in matter.officer.get("matters/questions") if asked.items() <= q.items()],
        f"the register was not asked {fact}",
    )
    matter.officer.post(f"{matter.at_register}/questions/answers", body)
    until(
        lambda: fact in [one["fact"] for one in matter.events("question-answered")],
        "no answer came from the register",
    )


@cache
def answers() -> dict[str, str]:
    """How things are, by the word of the fact."""
    found: dict[str, str] = yamltext.read(Path(__file__).with_name("answers.yaml")).tree
    return found
