"""What somebody who writes into a case might try, so that a shut measure comes out open.

Each row adds to a case that is open or shut for a known reason; none may end in `no-bar-found`.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import pytest

from safeconduct.case import events as ev
from safeconduct.case.document import BadInput
from safeconduct.case.ruling import Ruling
from safeconduct.case.state import fold
from safeconduct.law.holds import standing
from safeconduct.law.rule import Rulings
from tests.support import (
    CASE,
    NORMS,
    a_book,
    a_case,
    changed,
    cured,
    event,
    norm,
    outcome,
    read,
    shipped,
    stated,
)  # fmt: skip

PROTECTED = {"protection": "p", "person": "anna", "kind": "refugee-status", "against": "XA",
             "by": "asylum-officer", "day": "2024-01-01",
             "known": {"magistrate": "2024-02-01"}}  # fmt: skip
PLOT = {"signal": "s", "kind": "plot", "requests": ["req"], "title": "A plot",
        "by": "magistrate", "day": "2025-01-01"}  # fmt: skip
A_LAWYER = stated("lawyer(anna)", "yes", said_by="counsel", by="defence",
                  known={"magistrate": "2025-02-01"})  # fmt: skip
OBJECTS = event("opinion-given", opinion="o", on=[{"measure": "search", "view": "objects"}],
                points=["One.", "Two."], by="asylum-officer",
                known={"magistrate": "2025-02-10"})  # fmt: skip
GOES_ON = event("decision-taken", measures=["search"], outcome="proceed", reasons="Because.",
                day="2025-02-20")  # fmt: skip

ANSWERS = a_book(
    *[n for n in NORMS if n["norm"] != "law.shelter"],
    norm("answer", "requires", when="opinion-objects(measure)",
         must=[cured("opinion-answered(measure)"), cured("reasoned-decision(measure)")]),
)  # fmt: skip


def freeze(day: str) -> dict[str, Any]:
    return event("freeze-requested", request="req", title="A freeze", day=day)


def screened(result: str, **fields: Any) -> dict[str, Any]:
    return event("screened", person="anna", registers=["r"], result=result, **fields)


def tried(tree: dict[str, Any], **how: Any) -> str:
    """The outcome of a case, or that it was refused when read."""
    try:
        return outcome(tree, **how)
    except BadInput:
        return "refused"


TRIES: dict[str, dict[str, Any]] = {
    "an item with the id of a protection": a_case(
        protections=[PROTECTED], items=[{"item": "p", "kind": "device", "title": "x"}]
    ),
    "an item with the id of a signal": a_case(
        signals=[PLOT], items=[{"item": "s", "kind": "device", "title": "x"}],
        lists=[{"list": "signals(req)", "by": "magistrate", "day": "2025-02-01"}],
    ),
    "a freeze whose day is a year": a_case(events=[freeze("2025")]),
    "a freeze whose day is a span": a_case(events=[freeze("2025-02-20..2025-03-10")]),
    "a contrary word that may hold from later on": a_case(
        facts=[{**A_LAWYER, "valid_from": "2025-02-01..2025-04-01"}]
    ),
    "a contrary word that may have ended": a_case(facts=[{**A_LAWYER, "valid_until": "2025"}]),
    "a hit after none": a_case(events=[screened("hit")]),
    "too little after none": a_case(events=[screened("too-little")]),
    "a hit that names what nobody listed": changed(CASE, "events", 1, result="hit"),
    "a hit with another protection listed": {
        **changed(CASE, "events", 1, result="hit"),
        "protections": [{**PROTECTED, "protection": "old", "until": "2015-01-01"}],
    },
    "the requester's word in another's name": a_case(
        facts=[A_LAWYER, stated("lawyer(anna)", "no", said_by="counsel", by="requesting-state",
                                known={"magistrate": "2025-02-01"})]
    ),
    "the requester's word alone": changed(CASE, "facts", 1, by="requesting-state",
                                          known={"magistrate": "2025-02-01"}),
    "an older word of the same voice, lower in the file": a_case(
        facts=[{**A_LAWYER, "day": "2025-02-20", "known": {"magistrate": "2025-02-20"}},
               {**A_LAWYER, "value": "no", "day": "2025-01-05"}]
    ),
    "a word in the record's name": a_case(
        events=[freeze("2025-02-10"),
                event("fact-stated", fact="freeze-requested(req)", value="no",
                      said_by="on file", day="2025-02-11")]
    ),
    "a finding that is still to come": a_case(
        facts=[A_LAWYER],
        events=[event("finding-made", fact="lawyer(anna)", value="no", reasons="x", by="court",
                      day="2025-06-01", known={"magistrate": "2025-06-01"})],
    ),
    "a dismissal older than the signal": a_case(
        events=[event("finding-made", fact="motivated(req)", value="no", reasons="x"),
                event("signal-stated", **{**PLOT, "day": "2025-02-25"}),
                event("list-declared", list="signals(req)", day="2025-02-26")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TRIES)
@pytest.mark.parametrize("view", ["gate", "audit"])
def test_no_such_case_comes_out_open(name: str, view: Literal["gate", "audit"]) -> None:
    assert tried(TRIES[name], view=view) != "no-bar-found"


def test_the_case_without_any_of_it_is_open() -> None:
    assert outcome(CASE) == "no-bar-found"


OPINIONS: dict[str, list[dict[str, Any]]] = {
    "answered only for an opinion that the magistrate made up": [
        event("opinion-given", opinion="fake", on=[{"measure": "search", "view": "objects"}]),
        event("opinion-answered", opinion="fake", answers=["x"]),
    ],
    "answered by the requesting state": [
        event("opinion-answered", opinion="o", answers=["x", "x"], by="requesting-state",
              known={"magistrate": "2025-02-11"}),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", OPINIONS)
def test_an_objection_is_answered_by_the_magistrate_and_to_its_points(name: str) -> None:
    events = [OBJECTS, *OPINIONS[name], GOES_ON]
    assert tried(a_case(events=events), book=ANSWERS) != "no-bar-found"
    answered = event("opinion-answered", opinion="o", answers=["To one.", "To two."])
    assert outcome(a_case(events=[OBJECTS, answered, GOES_ON]), book=ANSWERS) == "no-bar-found"


def test_a_permission_that_is_itself_lifted_lifts_nothing() -> None:
    def over(name: str) -> list[dict[str, str]]:
        return [{"norm": f"law.{name}", "ground": "g", "source": "s"}]

    norms = [
        NORMS[0],
        norm("bar", "forbids", opens="none"),
        norm("p", "permits", prevails_over=over("bar")),
    ]
    assert outcome(CASE, book=a_book(*norms)) == "no-bar-found"
    lifted = norm("q", "permits", prevails_over=over("p"))
    assert outcome(CASE, book=a_book(*norms, lifted)) == "barred"


def test_a_refusal_by_name_shuts_whatever_raised_it() -> None:
    may = norm("may", "may-refuse", ground="motivated(request)", decided_by="magistrate")
    book = a_book(NORMS[0], may, NORMS[-1])
    refusal = event("decision-taken", measures=["search"], outcome="refuse", reasons="x",
                    norms=["law.may"])  # fmt: skip
    assert outcome(CASE, book=book) == "no-bar-found"
    assert outcome(a_case(events=[refusal]), book=book) == "barred"


def test_an_item_of_a_shut_search_is_not_laundered_by_its_kind() -> None:
    send = {"measure": "send", "kind": "transmission", "request": "req", "title": "Sending",
            "acting": "magistrate", "on": "2025-03-10", "items": ["phone"]}  # fmt: skip
    book = a_book(
        norm("order", "authorises", must=[cured("ordered(measure)")]),
        norm("clean", "requires", must=[
            {"every": "item in items(measure)", "where": "obtained-open(item)", "cure": "x"},
        ]),
    )  # fmt: skip

    def case(kind: str) -> dict[str, Any]:
        base = a_case(
            items=[{"item": "phone", "kind": kind, "title": "A phone", "measure": "search"}],
            measures=[send], facts=[stated("ordered(send)")],
            lists=[{"list": "items(send)", "by": "magistrate", "day": "2025-02-01"}],
        )  # fmt: skip
        return changed(base, "facts", 0, value="no")  # the search had no order

    assert outcome(case("device"), "send", book=book) == "conditions-unmet"
    assert outcome(case("court-document"), "send", book=book) == "conditions-unmet"


def test_what_opens_counts_only_from_a_hand_that_may_write_it_even_unchecked() -> None:
    """`case check` refuses such an event; the fold does not rely on that."""
    asked = ev.FreezeRequested(request="req", title="A freeze", day="2025-02-10", by="defence")
    for hand, recorded in (("magistrate", ["no", "yes"]), ("requesting-state", ["no"])):
        answer = ev.FreezeAnswered(
            request="req", outcome="refused", reasons="x", day="2025-02-11",
            by="magistrate" if hand == "magistrate" else "requesting-state",
        )  # fmt: skip
        told = fold([asked, answer]).told["freeze-answered(req)"]
        assert [one.value for one in told] == recorded


def test_only_who_placed_a_hold_lifts_it_even_unchecked() -> None:
    hold = ev.HoldPlaced(hold="h", on="state", of="XA", why="x", day="2025-02-10", by="overseer")
    about: dict[str, set[str]] = {
        "measure": set(), "request": set(), "person": set(), "state": {"XA"}
    }  # fmt: skip
    for hand, stands in (("magistrate", [hold]), ("requesting-state", [hold]), ("overseer", [])):
        lifting = ev.HoldLifted(hold="h", reasons="x", day="2025-02-11", by=hand)  # type: ignore[arg-type]
        assert standing(fold([hold, lifting]), date(2025, 3, 1), about) == stands


def test_what_closes_counts_from_any_hand() -> None:
    given = ev.ClearanceGiven(clearance="c", measure="search", scope="x", until="2025-04-01",
                              day="2025-02-10", by="magistrate")  # fmt: skip
    revoked = ev.ClearanceRevoked(clearance="c", reasons="x", day="2025-02-11", by="defence")
    told = fold([given, revoked]).told["presence-cleared(search)"]
    assert [one.value for one in told] == ["yes", "no"]


# --- against the rulebook that ships ------------------------------------------


REFUSED_BEFORE = {"signal": "refused", "kind": "refused-extradition", "requests": ["req"],
                  "title": "An extradition was refused", "by": "magistrate",
                  "day": "2025-01-01"}  # fmt: skip
A_TREATY_NOT_CARRIED: dict[str, Literal["yes", "no"]] = {
    "treaty-basis(req)": "yes", "other-mla-treaty(req)": "yes",
    "terror-financing-request(req)": "no", "laundering-request(req)": "no",
}  # fmt: skip


def planned(kind: str, executing: str = "BE", **fields: Any) -> dict[str, Any]:
    """One measure for Kazakhstan, with nothing answered yet."""
    plan = {"measure": "act", "kind": kind, "request": "req", "title": "The act",
            "acting": "magistrate", "on": "2026-03-02", "hour": "10:00", "targets": ["anna"],
            "touches": ["anna"], **fields}  # fmt: skip
    return {
        "case": "attack", "title": "An attack", "about": "Invented.",
        "executing_state": executing,
        "persons": [{"person": "anna", "called": "Anna"}, {"person": "ben", "called": "Ben"}],
        "requests": [{"request": "req", "requesting_state": "KZ", "kind": "legal-assistance",
                      "title": "The request", "day": "2025-10-01"}],
        "measures": [plan],
    }  # fmt: skip


def as_wished(tree: dict[str, Any], fixed: dict[str, Literal["yes", "no"]]) -> Ruling:
    """The ruling once all that is asked was answered so that the act may go on.

    Only what the authority that protects does or says about the act is left out.
    """
    rulings = Rulings(shipped(), read(tree, shipped()))
    answers = dict(fixed)
    ruling = rulings.rule("act", assumed=answers)
    for _ in range(20):
        points = [p for q in ruling.questions for p in q.points if p.later == "no"]
        good = {key: value for p in points for key, value in p.good.items()}
        new: dict[str, Literal["yes", "no"]] = {
            key: "yes" if value == "yes" else "no" for key, value in good.items()
            if key not in answers and not key.startswith(("asylum-asked", "opinion-"))
        }  # fmt: skip
        if not new:
            break
        answers |= new
        ruling = rulings.rule("act", assumed=answers)
    return ruling


def test_answers_as_wished_open_an_act_that_nothing_speaks_against() -> None:
    assert as_wished(planned("search"), A_TREATY_NOT_CARRIED).outcome == "no-bar-found"


@pytest.mark.parametrize("executing", ["BE", "TH"])
def test_on_a_treaty_that_is_not_carried_what_was_raised_is_still_decided(executing: str) -> None:
    """A treaty between two states takes the Act's grounds away and brings no norm of its own."""
    tree = {**planned("search", executing), "signals": [REFUSED_BEFORE]}
    ruling = as_wished(tree, A_TREATY_NOT_CARRIED)
    assert ruling.outcome == "needs-decision"
    assert ruling.deciding() == ("policy-context.weigh",)


def test_a_sending_by_word_of_mouth_is_no_sending_of_nothing() -> None:
    known: dict[str, Literal["yes", "no"]] = {"complete(items(act))": "yes"}
    ruling = as_wished(planned("transmission", items=[]), {**A_TREATY_NOT_CARRIED, **known})
    assert ruling.outcome == "conditions-unmet"
    assert ruling.deciding() == ("policy-sending.listed",)


SEARCHED = {"measure": "earlier", "kind": "search", "request": "req", "title": "The search",
            "acting": "magistrate", "on": "2026-01-05", "touches": ["anna"]}  # fmt: skip


def of_annas_search(**fields: Any) -> dict[str, Any]:
    """A sending that lists Ben alone, of what was taken at Anna's."""
    tree = planned("transmission", targets=["ben"], touches=["ben"], items=["papers"])
    return {
        **tree,
        "measures": [SEARCHED, *tree["measures"]],
        "items": [{"item": "papers", "kind": "document", "title": "x", "measure": "earlier"}],
        **fields,
    }


def test_a_sending_touches_whom_its_things_were_taken_from_listed_or_not() -> None:
    refugee = {**PROTECTED, "against": "KZ"}
    ruling = as_wished(of_annas_search(protections=[refugee]), A_TREATY_NOT_CARRIED)
    assert "policy-ask-the-asylum-authority.opinion" in ruling.deciding()
    hold = event("hold-placed", hold="h", on="person", of="anna", why="x", by="asylum-officer")
    held = as_wished(of_annas_search(events=[hold]), A_TREATY_NOT_CARRIED)
    assert "policy-holds.hold" in held.deciding()


@pytest.mark.parametrize("kind", ["search", "surrender", "bank-data"])
def test_a_list_of_nobody_is_not_a_list_of_the_unprotected(kind: str) -> None:
    known: dict[str, Literal["yes", "no"]] = {
        "complete(touched(act))": "yes", "complete(targets(act))": "yes",
    }  # fmt: skip
    tree = planned(kind, touches=[], targets=[])
    ruling = as_wished(tree, {**A_TREATY_NOT_CARRIED, **known})
    assert ruling.outcome == "conditions-unmet"
    assert "policy-ask-the-asylum-authority.somebody" in ruling.deciding()


def test_a_surrender_without_a_target_does_not_slip_past_the_bars_on_return() -> None:
    known: dict[str, Literal["yes", "no"]] = {"complete(targets(act))": "yes"}
    ruling = as_wished(planned("surrender", targets=[]), known)
    assert ruling.deciding() == ("policy-ask-the-asylum-authority.somebody-aimed-at",)


def test_an_interim_measure_stops_a_state_outside_the_european_convention_too() -> None:
    stay: dict[str, Literal["yes", "no"]] = {"interim-measure(act)": "yes"}
    assert as_wished(planned("surrender", "TH"), stay).outcome == "barred"


@pytest.mark.parametrize("hand", ["public", "police-officer", "magistrate"])
@pytest.mark.parametrize("fact", [
    "opinion-given(act)", "host-danger-finding(req, anna)", "excluded-serious-crime(anna)",
    "persecution-risk(req, anna)",
])  # fmt: skip
def test_what_the_protecting_authority_has_to_say_nobody_says_for_it(fact: str, hand: str) -> None:
    said = stated(fact, "no" if fact.startswith("persecution") else "yes", by=hand,
                  known={"magistrate": "2026-01-01"}, day="2026-01-01")  # fmt: skip
    refugee = {**PROTECTED, "against": "KZ"}
    tree = {**planned("removal"), "protections": [refugee], "facts": [said]}
    told = Rulings(shipped(), read(tree, shipped())).rule("act")
    asked = {point.fact: q.answered_by for q in told.questions for point in q.points}
    name = fact.partition("(")[0]
    if name == "excluded-serious-crime":  # it lifts the rule on refugees in fact
        name = "persecution-risk"
    assert asked.get(name) == "asylum-officer"


def test_that_nobody_acts_for_the_state_that_was_fled_only_the_protecting_authority_says() -> None:
    refugee = {**PROTECTED, "against": "XA"}
    for hand, asked in (("magistrate", True), ("central-authority", True),
                        ("asylum-officer", False)):  # fmt: skip
        said = stated("covers(req, p)", "no", by=hand, day="2026-01-01",
                      known={"magistrate": "2026-01-01"})  # fmt: skip
        tree = {**planned("search"), "protections": [refugee], "facts": [said]}
        told = Rulings(shipped(), read(tree, shipped())).rule("act")
        put = [q.answered_by for q in told.questions if "covers" in {p.fact for p in q.points}]
        assert put == (["asylum-officer"] if asked else []), "put to whoever is believed on it"


@pytest.mark.parametrize("acting", ["requesting-state", "public", "defence"])
def test_whose_knowledge_counts_is_an_office_of_the_state_that_acts(acting: str) -> None:
    """The gate rules on what whoever acts knows; the requester is never told of a protection."""
    tree = {**planned("search", acting=acting), "protections": [{**PROTECTED, "against": "KZ"}]}
    with pytest.raises(BadInput, match="holds no office here"):
        read(tree, shipped())


@pytest.mark.parametrize("kind", ["search", "seizure", "bank-data", "questioning", "arrest"])
def test_officials_who_come_along_are_no_part_of_a_measure_that_says_nothing_of_them(
    kind: str,
) -> None:
    coming: dict[str, Literal["yes", "no"]] = {
        "officials-announced(req)": "yes",
        "attendance-apart(act)": "no",
    }
    ruling = as_wished(planned(kind), coming)
    assert ruling.outcome != "no-bar-found"
    assert "policy-foreign-presence.apart" in ruling.deciding()
