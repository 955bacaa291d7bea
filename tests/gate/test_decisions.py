"""Decisions rest on what their author saw, answer what was objected, and cover nothing later."""

from __future__ import annotations

from typing import Any, cast

import pytest

from safeconduct.case import events as ev
from safeconduct.case.eventbase import MeasureOpinion
from safeconduct.case.roles import Role
from safeconduct.gate import (
    decisions,
    facts,
    freeze,
    holds,
    measures,
    opinions,
    oppositions,
    questions,
    readiness,
    reading,
)
from safeconduct.gate.change import change
from safeconduct.gate.errors import Forbidden, Held, NotFound, Refused, Stale, Wrong
from safeconduct.gate.models import Case, Measure
from safeconduct.gate.node import current
from safeconduct.gate.rulings import rule
from safeconduct.policy.permissions import Denied
from tests.gate.matter import Matter, matter
from tests.gate.place import Gate


def version(case: str) -> int:
    """The version of a case, as somebody who has just looked has it."""
    return Case.objects.get(pk=case).version


def objected(node: Gate, m: Matter, points: tuple[str, ...] = ("status", "family")) -> str:
    """The authority that protects objects to the search."""
    with change(m.case, node.actor("magistrate")) as file:
        file.write(ev.Referred(measures=(m.search,), to="asylum"))
    with change(m.case, node.actor("asylum-officer")) as file:
        given = ev.OpinionGiven(
            opinion=f"opinion-{len(file.events)}", points=points, register="asylum",
            on=(MeasureOpinion(measure=m.search, view="objects"),),
        )  # fmt: skip
        file.write(given)
    return given.opinion


def ways(node: Gate, m: Matter) -> set[str]:
    """What is in the way of the search, by kind."""
    return {o.what for o in readiness.obstacles(node.actor("magistrate"), m.case, m.search)[1]}


def proceed(node: Gate, m: Matter, seen: int | None = None, role: Role = "magistrate") -> None:
    """Decide to go on with the search."""
    decisions.decide(
        node.actor(role), m.case, [m.search], "proceed", "looked at everything",
        version(m.case) if seen is None else seen,
    )  # fmt: skip


def test_no_decision_before_every_point_is_answered(node: Gate) -> None:
    m = matter(node)
    opinion = objected(node, m)
    with pytest.raises(Held, match="not answered"):
        proceed(node, m)
    magistrate = node.actor("magistrate")
    for answers in (["only one"], ["one", " "], ["one", "two", "three"]):
        with pytest.raises(Wrong, match="answer each"):
            decisions.answer_opinion(magistrate, m.case, opinion, answers, version(m.case))
    decisions.answer_opinion(magistrate, m.case, opinion, ["no", "no"], version(m.case))
    proceed(node, m)
    assert "reasoned-decision" not in _unmet(m)
    # A new opinion: what was answered and decided before does not meet it.
    objected(node, m, ("a new danger",))
    with pytest.raises(Held):
        proceed(node, m)


def _unmet(m: Matter) -> str:
    found = rule(reading.events(m.case), m.search)
    return " ".join(f.norm for f in found.findings if f.status == "unmet")


def test_a_decision_rests_on_what_its_author_saw(node: Gate) -> None:
    m = matter(node)
    looked = version(m.case)
    facts.signal(node.actor("clerk"), m.case, "plot", [m.request], "a plot was found out")
    with pytest.raises(Stale):
        proceed(node, m, looked)
    proceed(node, m)
    taken = [e for e in reading.events(m.case) if isinstance(e, ev.DecisionTaken)]
    assert len(taken) == 1
    assert "signals: sig_" in taken[0].note


def test_an_alarm_stops_decisions_answers_and_findings(node: Gate) -> None:
    m = matter(node)
    opinion = objected(node, m)
    current().evidence.alarm("split-view", "peer.example", "two trees", {"one": "1", "two": "2"})
    magistrate = node.actor("magistrate")
    with pytest.raises(Held, match="two trees"):
        decisions.answer_opinion(magistrate, m.case, opinion, ["a", "b"], version(m.case))
    with pytest.raises(Held, match="two trees"):
        questions.find(
            magistrate, m.case, f"proceedings-motivated({m.request})", "no", "so", version(m.case)
        )
    with pytest.raises(Held):
        proceed(node, m)
    assert "alarm" in ways(node, m)
    # What closes still closes.
    decisions.decide(magistrate, m.case, [m.search], "refuse", "no", version(m.case))


def test_an_alarm_stops_every_act_that_opens_something(node: Gate) -> None:
    m = matter(node)
    freeze.ask(node.actor("overseer"), m.case, m.request, "stop", ["a plot"])
    oppositions.oppose(node.actor("clerk"), m.case, m.search, "opposition", "anna")
    current().evidence.alarm("split-view", "peer.example", "two trees", {"one": "1", "two": "2"})
    with pytest.raises(Held, match="two trees"):
        proceed(node, m)
    with pytest.raises(Held, match="two trees"):
        freeze.answer(node.actor("magistrate"), m.case, m.request, "refused", "no", version(m.case))
    with pytest.raises(Held, match="two trees"):
        oppositions.decide(
            node.actor("court"), m.case, m.search, "cassation", version(m.case), final=True
        )


def test_only_who_the_vocabulary_names_settles(node: Gate) -> None:
    m = matter(node)
    key = f"proceedings-motivated({m.request})"
    for role in ("clerk", "court", "overseer", "asylum-officer"):
        with pytest.raises(Forbidden):
            questions.find(node.actor(role), m.case, key, "no", "so", version(m.case))
    questions.find(node.actor("magistrate"), m.case, key, "no", "so", version(m.case))


@pytest.mark.parametrize("role", ["clerk", "police-officer", "asylum-officer", "observer"])
def test_nobody_else_decides(node: Gate, role: str) -> None:
    with pytest.raises(Denied):
        proceed(node, matter(node), role=cast(Role, role))


def test_a_role_decides_only_under_its_own_norms(node: Gate) -> None:
    m = matter(node)
    due = rule(reading.events(m.case), m.search).decisions
    court = {d.norm for d in due if d.by == "court"}
    foreign = next(d.norm for d in due if d.by == "magistrate")
    with pytest.raises(Forbidden):
        decisions.decide(
            node.actor("court"), m.case, [m.search], "proceed", "so", version(m.case), [foreign]
        )
    for norm in sorted(court):
        with pytest.raises(Forbidden):
            decisions.decide(
                node.actor("magistrate"), m.case, [m.search], "proceed", "so",
                version(m.case), [norm],
            )  # fmt: skip
    with pytest.raises(NotFound):
        decisions.decide(
            node.actor("magistrate"), m.case, ["mea_none"], "refuse", "so", version(m.case)
        )


def test_the_clerk_reads_no_fact_that_may_tell_whoever_said_it(node: Gate) -> None:
    m = matter(node)
    oppositions.interim(node.actor("central-authority"), m.case, "rule 39", [m.search], [m.anna])
    facts.state(node.actor("clerk"), m.case, f"proceedings-motivated({m.request})", "no", "it")
    read = {
        role: {one["fact"].partition("(")[0] for one in node.api(role).get(f"cases/{m.case}/facts")}
        for role in cast(tuple[Role, ...], ("clerk", "magistrate"))
    }
    assert read["magistrate"] == {"interim-measure", "proceedings-motivated"}
    assert read["clerk"] == {"proceedings-motivated"}


def test_the_name_of_who_asks_for_a_standstill_brings_in_no_facts(node: Gate) -> None:
    m = matter(node)
    clerk, overseer = node.actor("clerk"), node.actor("overseer")
    freeze.ask(clerk, m.case, m.request, "stop", ["a letter"], of="anna\nfact: a plot")
    assert freeze.ask(overseer, m.case, m.request, "stop", ["a plot"]), "it was named before"


def test_who_may_not_know_of_opinions_is_not_told_of_one_when_they_decide(node: Gate) -> None:
    m, court = matter(node), node.actor("court")
    removal = ev.MeasurePlanned(
        measure="", kind="removal", request=m.request, title="Removal", acting="magistrate",
        on="2019-10-01", targets=(m.anna,), touches=(m.anna,),
    )  # fmt: skip
    of = measures.plan(node.actor("clerk"), m.case, removal)
    assert {d.by for d in rule(reading.events(m.case), of).decisions} >= {"court"}
    with change(m.case, node.actor("magistrate")) as file:
        file.write(ev.Referred(measures=(of,), to="asylum"))
    waits = f"^'{of}' stands still; decide once it does not$"
    with pytest.raises(Held, match=waits):
        decisions.decide(court, m.case, [of], "proceed", "so", version(m.case))
    view = MeasureOpinion(measure=of, view="objects")
    opinions.give(node.actor("asylum-officer"), m.case, [view], ["a refugee"])
    with pytest.raises(Held, match=waits):
        decisions.decide(court, m.case, [of], "proceed", "so", version(m.case))


def test_what_comes_after_a_decision_shuts_it_again(node: Gate) -> None:
    m = matter(node)
    proceed(node, m)
    assert not ways(node, m) & {"hold", "freeze", "opposition", "opinion"}
    holds.place(node.actor("observer"), m.case, "measure", m.search, "a lawyer's home")
    oppositions.oppose(node.actor("clerk"), m.case, m.search, "opposition", "anna")
    freeze.ask(node.actor("overseer"), m.case, m.request, "stop", ["a plot"])
    assert ways(node, m) >= {"hold", "freeze", "opposition"}
    with change(m.case, node.actor("magistrate")) as file:
        file.write(ev.Referred(measures=(m.search,), to="asylum"))
    assert "opinion" in ways(node, m)


def test_a_freeze_holds_once_per_set_of_facts(node: Gate) -> None:
    m = matter(node)
    overseer, magistrate = node.actor("overseer"), node.actor("magistrate")
    assert freeze.ask(overseer, m.case, m.request, "stop", ["A plot", "a threat"])
    assert "freeze" in ways(node, m)
    assert Measure.objects.get(pk=m.search).held
    with pytest.raises(Wrong, match="reasons"):
        freeze.answer(magistrate, m.case, m.request, "refused", " ", version(m.case))
    freeze.answer(magistrate, m.case, m.request, "refused", "looked at", version(m.case))
    assert "freeze" not in ways(node, m)
    assert not Measure.objects.get(pk=m.search).held
    assert not freeze.ask(node.actor("observer"), m.case, m.request, "again", ["a  PLOT"])
    assert "freeze" not in ways(node, m)
    assert freeze.ask(overseer, m.case, m.request, "new", ["a plot", "an abduction"])
    assert "freeze" in ways(node, m)
    freeze.answer(magistrate, m.case, m.request, "granted", "it stands", version(m.case))
    assert "freeze" in ways(node, m)
    with pytest.raises((Denied, Forbidden)):
        freeze.answer(overseer, m.case, m.request, "refused", "no", version(m.case))
    with pytest.raises(Wrong, match="behalf"):
        freeze.ask(node.actor("clerk"), m.case, m.request, "stop", ["else"])


def test_an_opposition_ends_with_the_last_instance_only(node: Gate) -> None:
    m = matter(node)
    oppositions.oppose(node.actor("clerk"), m.case, m.search, "opposition", "anna")
    court = node.actor("court")
    oppositions.decide(court, m.case, m.search, "first instance", version(m.case), final=False)
    assert "opposition" in ways(node, m)
    with pytest.raises(Denied):
        oppositions.decide(
            node.actor("magistrate"), m.case, m.search, "over", version(m.case), final=True
        )
    oppositions.decide(court, m.case, m.search, "cassation", version(m.case), final=True)
    assert "opposition" not in ways(node, m)
    with pytest.raises(Refused):
        oppositions.decide(court, m.case, m.search, "again", version(m.case), final=True)


def test_an_interim_measure_binds_at_once_on_what_it_names(node: Gate) -> None:
    m, other = matter(node, number="74-1"), matter(node, number="74-1")
    for role in ("magistrate", "observer", "overseer"):
        with pytest.raises(Forbidden):
            oppositions.interim(node.actor(role), m.case, "rule 39", [m.search])
    oppositions.interim(node.actor("central-authority"), m.case, "rule 39", [m.search], [m.anna])
    assert rule(reading.events(m.case), m.search).outcome == "barred"
    assert "hold" in ways(node, other)


def test_only_who_the_vocabulary_names_opens_by_a_word(node: Gate) -> None:
    m = matter(node)
    clerk, magistrate = node.actor("clerk"), node.actor("magistrate")
    key = f"proceedings-motivated({m.request})"

    def value() -> Any:
        from safeconduct.case.state import fold  # noqa: PLC0415
        from safeconduct.law.caseworld import CaseWorld  # noqa: PLC0415

        state = fold(reading.events(m.case))
        return CaseWorld(current().rulebook(), state, m.search, current().today()).value(key)

    facts.state(clerk, m.case, key, "no", "the letter", of="requesting-state")
    facts.state(clerk, m.case, key, "no", "the clerk")
    assert value() == "unknown"
    facts.state(magistrate, m.case, key, "no", "the magistrate")
    facts.state(clerk, m.case, key, "yes", "counsel", of="defence")
    assert value() != "no"
    facts.state(clerk, m.case, key, "unknown", "counsel", of="defence")
    assert value() == "no"


def test_facts_of_protection_and_of_steps_are_nobodys_to_state(node: Gate) -> None:
    m = matter(node)
    for role in ("clerk", "magistrate"):
        with pytest.raises(Forbidden):
            facts.state(node.actor(role), m.case, f"consents-to-disclosure({m.anna})", "yes", "me")
        for step in (f"identified({m.anna})", f"reasoned-decision({m.search})",
                     f"opinion-answered({m.search})", f"freeze-answered({m.request})"):  # fmt: skip
            with pytest.raises(Wrong, match="step"):
                facts.state(node.actor(role), m.case, step, "yes", "me")
    with pytest.raises(Denied):
        facts.state(node.actor("police-officer"), m.case, f"lawyer({m.anna})", "no", "me")


def test_a_question_is_answered_by_who_was_asked_and_by_nobody_else(node: Gate) -> None:
    m = matter(node)
    words = current().rulebook().vocabulary.facts
    name = next(n for n, w in words.items() if w.answered_by == "court" and w.args == ("measure",))
    key = f"{name}({m.search})"
    court = node.actor("court")
    with pytest.raises(NotFound):
        questions.answer(court, m.case, key, "no")
    assert questions.inbox(court, m.case) == []
    assert questions.ask(node.actor("clerk"), m.case, key) == "court"
    assert [q.fact for q in questions.inbox(court, m.case)] == [key]
    assert questions.inbox(node.actor("observer"), m.case) == []
    for role in ("clerk", "magistrate", "observer"):
        with pytest.raises(Forbidden):
            questions.answer(node.actor(role), m.case, key, "yes")
    questions.answer(court, m.case, key, "no")
    assert questions.inbox(court, m.case) == []


def test_an_officer_answers_what_they_are_asked_of_somebody_whom_no_register_found(
    node: Gate,
) -> None:
    m = matter(node)
    key, officer = f"identities-checked({m.anna})", node.actor("asylum-officer")
    with pytest.raises(NotFound):
        questions.inbox(officer, m.case)
    questions.ask(node.actor("magistrate"), m.case, key)
    (asked,) = questions.inbox(officer, m.case)
    assert asked.fact == key
    assert m.anna in asked.ask
    assert asked.names == {m.anna: "anna"}
    questions.answer(officer, m.case, key, "yes")


def test_the_clerk_and_the_police_hear_the_same_words_whatever_the_ground(node: Gate) -> None:
    held, unheld = matter(node), matter(node, confirmed=False)
    holds.place(node.actor("asylum-officer"), held.case, "person", held.anna, "she is protected")
    said = {
        node.api("clerk").get(f"cases/{m.case}/measures/{m.search}/state")["state"]
        for m in (held, unheld)
    }
    assert said == {"stands still"}
    for role in ("clerk", "police-officer", "defence"):
        api = node.api(role)
        api.get(f"cases/{held.case}/measures/{held.search}/readiness", 403)
    full = node.api("magistrate").get(f"cases/{held.case}/measures/{held.search}/readiness")
    assert any("she is protected" in one["words"] for one in full["in_the_way"])
    for role in ("clerk", "observer"):
        shown = node.api(cast(Role, role))._client.get(
            f"/api/cases/{held.case}/holds",
            headers=node.api(cast(Role, role))._headers,
        )
        assert b"she is protected" not in shown.content
