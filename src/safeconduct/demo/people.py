"""Who works at the nodes of the demo. All of them are invented."""

from __future__ import annotations

from dataclasses import dataclass

from safeconduct.case.roles import Role
from safeconduct.demo.node import Node
from safeconduct.policy.keys import digest, new_secret

GATE, ASYLUM, OVERSIGHT, BAR = "gate.example", "asylum.example", "oversight.example", "bar.example"


@dataclass(frozen=True)
class Person:
    """Somebody with an account at a node. `desk`: not one who only answers questions."""

    node: str
    role: Role
    called: str = ""
    """Empty: one of the two accounts that the node was made with, called like their role."""
    desk: bool = True

    @property
    def account(self) -> str:
        """The name of the account."""
        return self.role


PEOPLE = (
    Person(GATE, "clerk", "Clerk C. Sample"),
    Person(GATE, "second-signer", "Second signer S. Sample"),
    Person(GATE, "magistrate", "Magistrate M. Sample"),
    Person(ASYLUM, "asylum-officer", "Asylum officer A. Sample"),
    Person(GATE, "police-officer", "Police officer P. Sample"),
    Person(GATE, "observer", "Observer O. Sample"),
    Person(GATE, "defence", "Counsel D. Sample"),
    Person(GATE, "overseer"),
    Person(OVERSIGHT, "overseer"),
    Person(GATE, "operator"),
    Person(ASYLUM, "overseer"),
    Person(ASYLUM, "operator"),
    Person(OVERSIGHT, "operator"),
    Person(GATE, "central-authority", "Adviser A. Example", desk=False),
    Person(GATE, "prosecutor", "Prosecutor P. Example", desk=False),
    Person(GATE, "court", "Judge J. Example", desk=False),
    Person(GATE, "population-register", "Registrar R. Example", desk=False),
    Person(GATE, "data-protection-authority", "Adviser D. Example", desk=False),
)
"""In the order in which the page shows them. Nobody is two persons at once."""


def open_accounts(node: Node) -> None:
    """Open the accounts of a node and confirm them, as its operator and its overseer do it."""
    operator, overseer = node.api("operator"), node.api("overseer")
    opened = {p.account: p for p in PEOPLE if p.node == node.name and p.called}
    for who, person in opened.items():
        node.keys[who] = key = new_secret()
        operator.post("accounts", {
            "account": who, "called": person.called, "number": _number(person),
            "roles": [person.role],
            "register_name": node.registers[0] if person.role == "asylum-officer" else "",
        })  # fmt: skip
        operator.post(f"accounts/{who}/keys", {"role": person.role, "fingerprint": digest(key)})
    for listed in overseer.get("accounts"):
        if listed["account"] in opened:
            overseer.post(f"accounts/{listed['account']}/confirmation", {
                "waiting": listed["waiting"], "number": _number(opened[listed["account"]]),
            })  # fmt: skip


def _number(person: Person) -> str:
    """Of the document that somebody shows."""
    return f"BE {person.account} 1"
