"""The story of 2019 with invented stand-ins: what is done at the gate at each of its steps."""

from __future__ import annotations

from safeconduct.demo.acts import Matter, until
from safeconduct.demo.client import Refused

HOME = "Park Lane 4, 1000 Brussels"
NUMBERS = {
    "lena": "75.02.11-002.34", "timo": "01.06.09-001.45", "noah": "98.03.14-005.67",
    "ruta": "46.11.30-004.12",
}  # fmt: skip
RESIDENTS = f"""\
- {{number: "{NUMBERS["lena"]}", names: [Lena Example], born: 1975-02-11, address: "{HOME}",
   citizen_of: [KZ]}}
- {{number: "{NUMBERS["timo"]}", names: [Timo Example], born: 2001-06-09, address: "{HOME}",
   citizen_of: [KZ]}}
- {{number: "{NUMBERS["noah"]}", names: [Noah Sample], born: 1998-03-14, address: "{HOME}",
   citizen_of: [KZ]}}
- {{number: "{NUMBERS["ruta"]}", names: [Ruta Example], born: 1946-11-30, address: "{HOME}",
   citizen_of: [KZ]}}
"""


def registered(story: Matter) -> None:
    """A clerk registers the request and its first measures.

    The authority that protects has had two of those whom it touches on its list for years.
    """
    for name, born in (("lena", "1975-02-11"), ("timo", "2001-06-09")):
        story.officer.post("register/protections", {
            "kind": "refugee-status", "against": "KZ", "names": [f"{name.capitalize()} Example"],
            "born": born, "number": NUMBERS[name], "since": "2013-10",
        })  # fmt: skip
    story.case = story.api("clerk").post("cases", {"title": "Legal assistance for KZ"})["id"]
    story.request = story.post("clerk", "/requests", {
        "requesting_state": "KZ", "kind": "legal-assistance",
        "title": "Request for legal assistance concerning Lena",
        "offences": "Large-scale financial crime, as the requesting state alleges",
        "reference": "KZ 17/2018", "channel": "letter through the central authority",
        "claims": [{"basis": "UN conventions on organised crime", "said_by": "the request"}],
    })["id"]  # fmt: skip
    story.person("lena", "Lena Example")
    story.plan("bank-data", "bank-data", "2018-05-14")
    story.item("bank-history", "bank-record", of="bank-data")
    story.plan("bank-data-sending", "transmission", "2018-06-15", items=("bank-history",))


def confirmed_alone(story: Matter) -> None:
    """The clerk who registered it confirms it, too."""
    path = f"/requests/{story.request}/confirmation"
    story.tried("clerk", path, {"proof": "I have seen the letter"})


def confirmed(story: Matter) -> None:
    """A second person confirms where it came from."""
    story.confirm()


def identified(story: Matter) -> None:
    """Target and household are identified, and the measures are told anew with all of them."""
    path = f"/persons/{story.persons['lena']}/identification"
    household = story.post("clerk", path, {"number": NUMBERS["lena"]})["household"]
    called = {one["id"]: one["called"] for one in story.get("clerk", "/persons")}
    for person in household:
        name = called[person].split()[0].lower()
        story.persons[name] = person
        story.post("clerk", f"/persons/{person}/identification", {"number": NUMBERS[name]})
    rows = story.api("magistrate").get("measures", case=story.case)["measures"]
    for row in rows:
        items = ["bank-history"] if row["kind"] == "transmission" else []
        story.post("magistrate", f"/measures/{row['measure']}/plan", {
            "kind": row["kind"], "request": story.request, "title": row["title"], "on": row["on"],
            "targets": [story.persons["lena"]], "touches": list(story.persons.values()),
            "items": [story.items[item] for item in items],
        })  # fmt: skip
    story.declare(*story.measures)


def screened(story: Matter) -> None:
    """Every register is asked about everyone at home."""
    story.screen()


def decided(story: Matter) -> None:
    """The magistrate decides that the bank data are collected."""
    story.tried("magistrate", "/decisions", {
        "measures": [story.measures["bank-data"]], "outcome": "proceed",
        "reasons": "the request is in order", "seen": story.seen(),
    })  # fmt: skip


def objected(story: Matter) -> None:
    """The authority that protects confirms whom its register found, and objects with reasons."""
    for name in ("lena", "timo"):
        _recognise(story, name)
    story.officer.post(f"{story.at_register}/opinions", {
        "on": [{"measure": one, "view": "objects"} for one in story.measures.values()],
        "points": [
            "Both are refugees because that state pursued them for what she did as a lawyer.",
            "What her account shows of others would endanger her relatives there.",
        ],
        "must_not_disclose": ["that either of them was ever in an asylum procedure"],
    })  # fmt: skip
    until(lambda: story.events("opinion-given"), "no opinion came")


def half_answered(story: Matter) -> None:
    """The magistrate answers the first point of the opinion and leaves the other out."""
    opinion = story.events("opinion-given")[0]["opinion"]
    body = {"answers": ["the offence is a common one"], "seen": story.seen()}
    story.tried("magistrate", f"/opinions/{opinion}/answer", body)


def nothing(story: Matter) -> None:
    """A day comes, and nobody does anything."""


def search_planned(story: Matter) -> None:
    """Search, seizure and the attendance of officials are planned, and put to the registers."""
    names = ("search", "seizure", "foreign-presence")
    for name in names:
        story.plan(name, name, "2019-10-01")
    story.declare(*names)
    story.screen()
    story.admit("police-officer", story.measures["search"], "the planned search")
    story.admit("observer", story.measures["search"], "a lawyer lives there")


def freeze_asked(story: Matter) -> None:
    """The defence asks for a standstill; what was seized is to be sent all the same."""
    story.admit("defence", story.persons["lena"], "her mandate")
    story.post("defence", f"/requests/{story.request}/freeze", {
        "title": "All cooperation is to stand still",
        "facts": ["officials of that state were announced for a search at a refugee lawyer's home"],
    })  # fmt: skip
    story.item("devices", "device", of="seizure")
    story.plan("seized-sending", "transmission", "2019-11-05", items=("devices",))
    story.declare("seized-sending")
    story.screen()


def sendings_planned(story: Matter) -> None:
    """Execution records and the notice of a hearing are to be sent."""
    for name, kind in (
        ("execution-records", "execution-record"), ("hearing-notice", "hearing-notice"),
    ):  # fmt: skip
        story.item(name, kind, of="search")
        story.plan(f"{name}-sending", "transmission", "2021-03-01", items=(name,))
        story.declare(f"{name}-sending")
    story.screen()


def _recognise(story: Matter, name: str) -> None:
    """At the register, for the person whom it was shown; then the gate hears of it."""
    person = story.persons[name]
    until(lambda: person in _to_settle(story), f"the register was not shown {name}")
    (found,) = story.officer.get("register/persons", number=NUMBERS[name])
    path = f"{story.at_register}/persons/{person}/confirm"
    story.officer.post(path, {"registered": found["id"]})
    until(
        lambda: person in [one["person"] for one in story.events("protection-stated")],
        f"the gate did not hear of {name}",
    )


def _to_settle(story: Matter) -> list[str]:
    try:
        matter = story.officer.get(story.at_register)
    except Refused as refused:
        if refused.status != 404:
            raise
        return []
    return [one["id"] for one in matter["persons"] if one["to_settle"]]
