"""What a running system says of requests, reports and its own offices; numbers stay closed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from safeconduct.case import events as ev
from safeconduct.case.about import About, Things
from safeconduct.case.authors import OFFICES, may_write
from safeconduct.case.canonical import canonical, decode
from safeconduct.case.eventbase import Inventoried
from safeconduct.case.roles import ROLES
from safeconduct.law.openpart import OpenPart
from safeconduct.record.defence import Defence
from safeconduct.record.disclose import BadDisclosure, to_json
from safeconduct.record.opening import Profile
from safeconduct.record.profiles import profile
from tests.record.disclosing import World, the_case, with_protection
from tests.support import a_case, event, problems, rulebook

NUMBER = "80051500123"
HASH = "ab" * 32


def test_new_fields_change_nothing_in_what_was_written_before_them() -> None:
    for old in (
        b'{"event":"person-identified","how":"document","person":"anna"}',
        b'{"event":"request-received","kind":"notice","request":"req",'
        b'"requesting_state":"XA","title":"A"}',
        b'{"attended":[{"said_by":"x","who":"y"}],"event":"measure-executed","measure":"search"}',
    ):
        assert canonical(decode(old)) == old


# Whose act, and what has to be in the case

AUTHORS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "request-confirmed": (
        {"request": "req", "proof": "Called back"},
        ("clerk", "magistrate", "second-signer", "central-authority"),
    ),
    "request-linked": ({"request": "req", "to": "elsewhere", "how": "reminder"}, OFFICES),
    "request-closed": ({"request": "req", "reasons": "Withdrawn"}, ("magistrate",)),
    "item-returned": ({"item": "phone", "to": "Anna A."}, OFFICES),
    "escalated": ({"what": "No opinion yet", "to": "overseer"}, OFFICES),
    "account-opened": (
        {"account": "acc", "called": "C. Clerk", "roles": ["clerk"]}, ("operator", "overseer"),
    ),
    "account-closed": ({"account": "acc", "reasons": "Left"}, ("operator", "overseer")),
    "deputy-named": (
        {"account": "acc", "deputy": "acc-two", "role": "clerk", "valid_from": "2025-02-11"},
        OFFICES,
    ),
    "absence-stated": ({"account": "acc", "valid_from": "2025-02-11"}, OFFICES),
    "conflict-stated": ({"account": "acc", "of": "anna", "reasons": "A cousin"}, OFFICES),
    "protection-entered": ({"register": "asylum", "entry": "17"}, ("asylum-officer",)),
    "protection-ended": ({"register": "asylum", "entry": "17"}, ("asylum-officer",)),
    "rulebook-signed": ({"rulebook": HASH}, ("rulebook-keeper", "overseer")),
    "rulebook-activated": ({"rulebook": HASH, "changes": []}, ("rulebook-keeper", "overseer")),
    "sample-drawn": ({"measures": ["search"]}, ("overseer",)),
    "sample-reviewed": ({"measure": "search", "finding": "In order"}, ("overseer",)),
}  # fmt: skip

PHONE = {"item": "phone", "kind": "device", "title": "A telephone"}


def with_event(tag: str, **fields: Any) -> dict[str, Any]:
    return a_case(items=[PHONE], events=[event(tag, **fields)])


@pytest.mark.parametrize("tag", sorted(AUTHORS))
def test_each_act_is_for_certain_roles_and_no_other(tag: str) -> None:
    fields, allowed = AUTHORS[tag]
    for role in ROLES:
        made = ev.KINDS[tag]
        given = {k: tuple(v) if isinstance(v, list) else v for k, v in fields.items()}
        assert may_write(made(by=role, **given)) == (role in allowed)  # type: ignore[arg-type]
    assert not problems(with_event(tag, **fields, by=allowed[0]))
    wrong = next(role for role in ROLES if role not in allowed)
    assert any("is not for" in one for one in problems(with_event(tag, **fields, by=wrong)))


@pytest.mark.parametrize(
    ("tag", "fields", "says"),
    [
        ("request-confirmed", {"request": "rek", "proof": "Seen"}, "no request is called 'rek'"),
        ("request-linked", {"request": "rek", "to": "req", "how": "reminder"}, "no request is"),
        ("request-closed", {"request": "rek", "reasons": "Done"}, "no request is called 'rek'"),
        ("item-returned", {"item": "fone", "to": "Anna"}, "no item is called 'fone'"),
        (
            "measure-executed",
            {"measure": "search", "inventory": [{"item": "fone"}]},
            "no item is called 'fone'; did you mean 'phone'?",
        ),
        (
            "deputy-named",
            {"account": "a", "deputy": "b", "role": "clerk", "valid_from": "2025-03-02",
             "valid_until": "2025-03-01"},
            "is not after 'valid_from'",
        ),
        (
            "absence-stated",
            {"account": "a", "valid_from": "2025-02-30"},
            "'2025-02-30' is on no calendar",
        ),
    ],
)  # fmt: skip
def test_what_names_nothing_of_the_case_is_refused(
    tag: str, fields: dict[str, Any], says: str
) -> None:
    assert any(says in one for one in problems(with_event(tag, **fields)))


@pytest.mark.parametrize(
    ("tag", "fields"),
    [
        ("escalated", {"what": "Overdue", "to": "court", "measures": ["of-another-case"]}),
        ("sample-drawn", {"measures": ["of-another-case"], "by": "overseer"}),
        ("sample-reviewed", {"measure": "of-another-case", "finding": "x", "by": "overseer"}),
        ("look-taken", {"at": "of-another-case", "persons": ["elsewhere"], "purpose": "x"}),
    ],
)
def test_what_the_offices_do_may_name_things_of_any_case(tag: str, fields: dict[str, Any]) -> None:
    assert not problems(with_event(tag, **fields))


def test_a_report_says_all_that_a_report_has_to_say() -> None:
    report = {
        "measure": "search", "entry": "Anna A. opened", "vulnerable": ["a child"],
        "counsel": "called at 10:05, admitted", "signature": "refused", "pressure": "none",
        "taken": ["phone"], "by": "police-officer",
        "attended": [{"who": "two guests", "foreign": "yes", "said_by": "Ben B.",
                      "supervisor": "the inspector", "could_see": "the screen"}],
        "inventory": [{"item": "phone", "owner_calls_it": "my phone", "owner": "Anna A.",
                       "objection": "It holds letters of clients."}],
    }  # fmt: skip
    assert not problems(with_event("measure-executed", **report))
    assert problems(with_event("measure-executed", **{**report, "signature": "smudged"}))


# Whom it is about


def test_what_an_act_is_about_follows_from_what_it_names() -> None:
    things = Things()
    for one in the_case():
        things.about(one)
    both = About(("req",), ("anna", "ben"))
    assert things.about(ev.RequestConfirmed(request="req", proof="x")) == About(("req",))
    assert things.about(ev.RequestClosed(request="new", reasons="x")) == About(("new",))
    assert things.about(ev.RequestLinked(request="new", to="req", how="reminder")) == About(
        ("new", "req")
    )
    assert things.about(ev.ItemReturned(item="phone", to="her")) == both
    assert things.about(ev.Escalated(what="x", to="court", measures=("search",))) == both
    assert things.about(ev.SampleDrawn(measures=("search",))) == both
    assert things.about(ev.SampleReviewed(measure="search", finding="x")) == both
    assert things.about(ev.ConflictStated(account="acc", of="ben", reasons="x")) == About(
        (), ("ben",)
    )
    assert things.about(ev.AccountClosed(account="acc", reasons="x")) == About()
    found = ev.MeasureExecuted(measure="bank", inventory=(Inventoried(item="laptop"),))
    assert things.about(found) == both


# Numbers


def numbered() -> list[ev.AnyEvent]:
    """The case in which Ben is protected and both are identified by number."""
    return [
        *with_protection(),
        *(
            ev.PersonIdentified(person=person, how="population-register", number=number,
                                born=born, by="clerk", day="2025-02-01")
            for person, number, born in (("anna", NUMBER, "1980-05-15"),
                                         ("ben", "81061600234", "1981-06-16"))
        ),
    ]  # fmt: skip


READERS: list[tuple[Profile, set[str]]] = [
    (profile("defence", person="anna"), {NUMBER}),
    (profile("defence", person="ben"), {"81061600234"}),
    (profile("court", request="req"), {NUMBER, "81061600234"}),
    (profile("overseer"), set()),
    (profile("overseer", reason="A complaint"), set()),
    (profile("overseer", reason="A complaint", request="req"), set()),
    (profile("register", request="req", register="register"), set()),
]


@pytest.mark.parametrize(("who", "sees"), READERS, ids=lambda one: getattr(one, "name", ""))
def test_a_number_is_disclosed_to_its_person_and_the_court_alone(
    who: Profile, sees: set[str], tmp_path: Path
) -> None:
    world = World(tmp_path)
    world.write_all((one, None) for one in numbered())
    world.checkpoint()
    told = to_json(world.disclose(who)).decode()
    assert {number for number in (NUMBER, "81061600234") if number in told} == sees
    at = len(numbered()) - 2
    for position, number in ((at, NUMBER), (at + 1, "81061600234")):
        if number not in sees:
            with pytest.raises(BadDisclosure):
                world.disclose(who, open_also=[(position, "number")])


def test_nobody_opens_a_number_of_an_entry_that_is_said_to_be_about_two(tmp_path: Path) -> None:
    world = World(tmp_path)
    wrong = About(("req",), ("anna", "ben"))
    last = numbered()[-1]
    world.write_all([*((one, None) for one in numbered()[:-1]), (last, wrong)])
    world.checkpoint()
    told = to_json(world.disclose(Defence("anna"))).decode()
    assert "81061600234" not in told
    with pytest.raises(BadDisclosure, match="'number' of a 'person-identified' is never opened"):
        world.disclose(Defence("anna"), open_also=[(len(numbered()) - 1, "number")])


def test_no_open_paper_rests_on_a_number_or_on_an_inventory() -> None:
    report = ev.MeasureExecuted(
        measure="search", vulnerable=("Ben's child",), pressure="Shouts", counsel="asylum lawyer",
        inventory=(Inventoried(item="phone", owner="Ben B."),), signature="refused",
    )  # fmt: skip
    identified, executed = OpenPart(rulebook()).events([numbered()[-1], report])
    assert identified == ev.PersonIdentified(
        person="ben", how="population-register", by="clerk", day="2025-02-01"
    )
    assert executed == ev.MeasureExecuted(measure="search", signature="refused")


def test_the_overseer_opens_no_names_of_accounts(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.write(
        ev.AccountOpened(account="acc", called="C. Clerk", roles=("clerk",), by="operator"),
        ev.ConflictStated(account="acc", of="case", reasons="A cousin", by="clerk"),
        ev.SampleReviewed(measure="search", finding="In order", by="overseer"),
    )
    world.checkpoint()
    told = to_json(world.disclose(profile("overseer", reason="A complaint"))).decode()
    assert "In order" in told
    assert "C. Clerk" not in told
    assert "cousin" not in told
    for who in (profile("court", request="req"), Defence("anna")):
        assert not world.disclose(who).disclosure.entries
