"""What somebody tried around the gate, and what it answers: each of these opened or told something.

Who attacks: a clerk or an officer who wants to know who is protected, whoever brings in files.
"""

from __future__ import annotations

import pytest
from msgspec import structs

from safeconduct.case import events as ev
from safeconduct.case.eventbase import MeasureOpinion
from safeconduct.case.facts import canonical
from safeconduct.case.state import fold
from safeconduct.gate import (
    candidates,
    decisions,
    execution,
    facts,
    files,
    holds,
    measures,
    office,
    opinions,
    persons,
    questions,
    reading,
    retention,
    screening,
)
from safeconduct.gate.change import change
from safeconduct.gate.errors import Forbidden, Held, Refused, Wrong
from safeconduct.gate.itself import GATE
from safeconduct.gate.models import Asked, Case, Hold, Measure
from safeconduct.gate.touched import touched
from safeconduct.policy.budgets import Budgets
from safeconduct.policy.keys import digest
from safeconduct.policy.signin import new_key
from tests.gate.casetext import CASE
from tests.gate.matter import matter
from tests.gate.place import Api, Gate
from tests.gate.scene import ANNA, CARL, Scene, person, search_at
from tests.gate.test_screening import Fake, identified, protect_anna

# None of it turns on the database; the commands that it takes are tested on both elsewhere.
pytestmark = pytest.mark.parametrize("node", ["sqlite"], indirect=True)


def found(node: Gate) -> Scene:
    """A search at Anna's, whom the asylum authority has confirmed that it protects."""
    protect_anna(node)
    scene = identified(node)
    screening.screen(node.actor("clerk"), scene.case)
    has = ev.ProtectionStated(
        protection="", person=scene.anna, kind="refugee-status", against="KZ", since="2013-10"
    )
    candidates.confirm(node.actor("asylum-officer"), scene.case, scene.anna, [has])
    return scene


def version(case: str) -> int:
    """The version of a case."""
    return int(Case.objects.get(pk=case).version)


def officer_of(node: Gate, register: str) -> Api:
    """An officer of another register."""
    node.account(register, "asylum-officer", register=register)
    return node.api("asylum-officer", register)


def test_a_list_narrowed_to_a_hidden_stage_names_nobody(node: Gate) -> None:
    scene = found(node)
    assert Measure.objects.get(pk=scene.search).stage == "to-hear"
    for who in (node.api("clerk"), node.api("overseer")):
        for stage in ("to-refer", "to-hear", "to-answer"):
            assert who.get("measures", stage=stage)["measures"] == []
            assert who.get("requests", stage=stage)["requests"] == []
        assert [m["measure"] for m in who.get("measures", stage="to-rule")["measures"]] == [
            scene.search
        ]
    shown = node.api("magistrate").get("measures", stage="to-hear")["measures"]
    assert [m["measure"] for m in shown] == [scene.search]


def test_the_office_file_is_nobodys_case(node: Gate) -> None:
    scene = found(node)
    magistrate = node.api("magistrate")
    magistrate.get(f"cases/{scene.case}/persons")  # a look, which the office file keeps
    assert Case.objects.filter(pk=reading.OFFICE).exists()
    for what in ("export", "persons", "facts", "holds", "untold", "re-examined", "questions"):
        magistrate.get(f"cases/{reading.OFFICE}/{what}", status=404)
    brought = files.events_of(CASE.replace("case: search-case", "case: office"))
    with pytest.raises(Wrong, match="gate's own file"):
        files.take_in(node.actor("clerk"), brought)


def test_what_one_register_is_asked_no_other_hears_or_answers(node: Gate) -> None:
    # The other one cannot tell, and so was asked about the same measure by default.
    node.node.checks = (*node.node.checks, Fake(answer="too-little"))
    elsewhere, third = officer_of(node, "elsewhere"), officer_of(node, "third")
    scene = found(node)
    magistrate, asylum = node.actor("magistrate"), node.api("asylum-officer")
    (protection,) = (
        e.protection for e in reading.events(scene.case) if isinstance(e, ev.ProtectionStated)
    )
    ended, covers = f"protection-ended({scene.anna})", f"covers({scene.request}, {protection})"
    for fact in (ended, covers):
        questions.ask(magistrate, scene.case, fact)
    mine = f"cases/{scene.case}/questions/mine"
    assert {one["fact"] for one in asylum.get(mine)} == {canonical(ended), canonical(covers)}
    assert {one["case"] for one in asylum.get("questions")} == {scene.case}
    assert elsewhere.get(mine) == [] == elsewhere.get("questions")
    assert [row["what"] for row in elsewhere.get("deadlines")] == ["opinion"]
    third.get(mine, status=404)
    for other in (elsewhere, third):
        body = {"fact": ended, "value": "yes"}
        other.post(f"cases/{scene.case}/questions/answers", body, 404)
    asylum.post(f"cases/{scene.case}/questions/answers", {"fact": ended, "value": "no"}, 201)


def test_a_register_settles_nothing_of_what_another_has_found(node: Gate) -> None:
    node.node.checks = (*node.node.checks, Fake(answer="too-little"))
    officer_of(node, "elsewhere")
    scene = found(node)
    fact = f"danger-elements-passed({scene.anna})"
    with pytest.raises(Refused) as refused:
        questions.find(
            node.actor("asylum-officer", "elsewhere"), scene.case, fact, "yes", "so",
            version(scene.case),
        )  # fmt: skip
    assert refused.value.status == 404
    questions.find(node.actor("asylum-officer"), scene.case, fact, "yes", "so", version(scene.case))


def test_an_officer_sees_no_state_of_what_was_never_put_before_their_register(node: Gate) -> None:
    third, scene = officer_of(node, "third"), found(node)
    state = f"cases/{scene.case}/measures/{scene.search}/state"
    third.get(state, status=404)
    assert node.api("asylum-officer").get(state)["state"] == "stands still"
    # Whoever holds something there has to be able to lift it.
    holds.place(node.actor("asylum-officer", "third"), scene.case, "measure", scene.search, "wait")
    assert third.get(state)["state"] == "stands still"


def test_that_an_opinion_was_answered_only_its_own_register_is_told(node: Gate) -> None:
    node.node.checks = (*node.node.checks, Fake(answer="too-little"))
    elsewhere, scene = officer_of(node, "elsewhere"), found(node)
    asylum = node.actor("asylum-officer")
    holds.place(asylum, scene.case, "person", scene.anna, "she is ours")
    view = MeasureOpinion(measure=scene.search, view="objects")
    opinion = opinions.give(asylum, scene.case, [view], ["she is a refugee"])
    magistrate = node.actor("magistrate")
    decisions.answer_opinion(magistrate, scene.case, opinion, ["seen"], version(scene.case))
    steps = f"register/referrals/{scene.case}/steps"
    told = {step["kind"] for step in node.api("asylum-officer").get(steps)}
    assert {"opinion-answered", "hold-placed"} <= told
    assert elsewhere.get(f"register/referrals/{scene.case}")["case"] == scene.case
    assert elsewhere.get(steps) == []


def test_whoever_puts_people_to_the_registers_has_a_budget(node: Gate) -> None:
    node.node.budgets = Budgets(checks_a_day=2)
    scene, clerk = search_at(node), node.actor("clerk")
    for name in ("Anna Example", "Carl Other"):
        who = persons.list_person(clerk, scene.case, person(name))
        plan = ev.MeasurePlanned(
            measure="", kind="search", request=scene.request, title="Search",
            acting="magistrate", on="2019-06-01", targets=(who,), touches=(who,),
        )  # fmt: skip
        measures.plan(clerk, scene.case, plan)
    with pytest.raises(Forbidden, match="as many persons"):  # there are three by now
        screening.screen(clerk, scene.case)
    assert not Asked.objects.exists()
    screening.resweep(GATE)  # the gate itself has no budget, and tells nobody
    for number in range(2):
        who = persons.list_person(clerk, scene.case, person(f"Somebody {number}"))
        persons.identify(clerk, scene.case, who, document="a passport", born="1980-05-01")
    last = persons.list_person(clerk, scene.case, person("Dan"))
    with pytest.raises(Forbidden, match="as many persons"):
        persons.identify(clerk, scene.case, last, document="a passport", born="1980-05-01")


def test_the_gate_itself_puts_nobody_to_the_registers_for_the_first_time(node: Gate) -> None:
    scene, clerk = found(node), node.actor("clerk")
    asked = set(Asked.objects.values_list("person", flat=True))
    assert asked >= {scene.anna}
    carl = persons.list_person(clerk, scene.case, person("Carl Other", "1975-07-08"))
    plan = ev.MeasurePlanned(
        measure="", kind="search", request=scene.request, title="Search", acting="magistrate",
        on="2019-06-01", targets=(carl,), touches=(carl,),
    )  # fmt: skip
    measures.plan(clerk, scene.case, plan)
    protect_anna(node)  # another epoch: all that was asked before is asked again
    assert screening.resweep(GATE) == [scene.case]
    assert set(Asked.objects.values_list("person", flat=True)) == asked
    screening.screen(clerk, scene.case)
    assert set(Asked.objects.values_list("person", flat=True)) == asked | {carl}


def test_a_household_counts_with_whom_it_is_found(node: Gate) -> None:
    node.node.budgets = Budgets(checks_a_day=1)
    scene = search_at(node)
    with pytest.raises(Forbidden, match="as many persons"):  # Ben lives there
        persons.identify(node.actor("clerk"), scene.case, scene.anna, number=ANNA)
    assert fold(reading.events(scene.case)).identified == {}


def test_numbers_in_a_case_file_count_as_checks(node: Gate) -> None:
    node.node.budgets = Budgets(checks_a_day=1)
    said = "events:\n" + "".join(
        f"  - {{event: person-identified, day: 2019-01-08, by: clerk, person: {who}, "
        f"how: document, number: '{number}'}}\n"
        for who, number in (("anna", ANNA), ("ben", CARL))
    )
    with pytest.raises(Forbidden, match="as many persons"):
        files.take_in(node.actor("clerk"), files.events_of(CASE + said))
    assert not Case.objects.filter(pk="search-case").exists()


def test_the_population_register_is_not_asked_for_somebody_who_is_in_no_case(node: Gate) -> None:
    scene, clerk = search_at(node), node.api("clerk")
    path = f"cases/{scene.case}/persons/nobody/identification"
    answers = [clerk.post(path, {"number": number}, 404) for number in (ANNA, "no such number")]
    assert answers[0] == answers[1]


def test_who_is_identified_does_not_become_somebody_else(node: Gate) -> None:
    protect_anna(node)
    clerk = node.actor("clerk")
    scene = search_at(node, "Carl Other")
    by_paper = persons.list_person(clerk, scene.case, person("Dan Third"))
    persons.identify(clerk, scene.case, scene.anna, number=CARL)
    persons.identify(clerk, scene.case, by_paper, document="a passport", born="1970-01-02")
    for of, wrong in (
        (scene.anna, person("Anna Example")),
        (scene.anna, person("Carl Other", "1980-05-01")),
        (by_paper, person("Anna Example")),
        (by_paper, person("Dan Third", "1971")),
    ):
        with pytest.raises(Wrong, match="is identified, and these are another's"):
            persons.list_person(clerk, scene.case, structs.replace(wrong, person=of))
    # What is added to what is known stays possible.
    persons.list_person(
        clerk, scene.case, structs.replace(person("Carl Other", "1975", "BE"), person=scene.anna)
    )
    persons.list_person(
        clerk, scene.case, structs.replace(person("Dan Third", "1970-01"), person=by_paper)
    )


def test_where_a_magistrate_saw_that_names_differ_those_of_then_are_kept(node: Gate) -> None:
    scene, magistrate = search_at(node, "Anne Sample"), node.actor("magistrate")
    persons.identify(magistrate, scene.case, scene.anna, number=ANNA, despite="a slip of the pen")
    again = structs.replace(person("Anne Sample", "1980"), person=scene.anna)
    persons.list_person(magistrate, scene.case, again)
    other = structs.replace(person("Carl Other"), person=scene.anna)
    with pytest.raises(Wrong, match="another's"):
        persons.list_person(magistrate, scene.case, other)


def test_no_page_of_a_list_tells_of_a_case_that_one_keeps_away_from(node: Gate) -> None:
    open_to_them, hidden = matter(node), matter(node)
    clerk = node.api("clerk")
    clerk.post("accounts/own/conflicts", {"of": hidden.anna, "reasons": "a cousin"}, 201)
    for what in ("requests", "measures"):
        after, seen = "", ""
        while True:
            page = clerk.get(what, limit=1, after=after)
            assert len(page[what]) == 1, "an empty page tells that something is left out"
            seen += str(page)
            if not page["next"]:
                break
            after = page["next"]
        assert open_to_them.request in seen
        assert not any(one in seen for one in (hidden.case, hidden.request, hidden.search))


def hold_in_a_file(group: str, on: str, of: str, until: str = "") -> str:
    """A case file with a hold that claims to be part of another one."""
    day = f", until: {until}" if until else ""
    return (
        f"{CASE}events:\n"
        "  - {event: person-identified, day: 2019-01-08, by: clerk, person: anna, how: document, "
        f"number: '{ANNA}'}}\n"
        f"  - {{event: hold-placed, day: 2019-01-09, by: magistrate, hold: h1, on: {on}, "
        f"of: {of}, why: x, group: {group}{day}}}\n"
    )


def test_a_file_cannot_stand_in_for_a_hold_that_stands_elsewhere(node: Gate) -> None:
    held = matter(node, number=ANNA)
    overseer, magistrate = node.actor("overseer"), node.actor("magistrate")
    hold = holds.place(overseer, held.case, "person", held.anna, "stop")
    made_up = hold_in_a_file(hold, "person", "anna", until="2019-01-10")
    files.take_in(magistrate, files.events_of(made_up))
    there = Hold.objects.filter(case="search-case", by="overseer", group=hold)
    assert there.count() == 1, "the hold on the person has to reach the case that came in"
    assert Measure.objects.get(pk="search").held


def test_a_file_cannot_keep_a_hold_from_being_lifted_with_its_own(node: Gate) -> None:
    held = matter(node, number=ANNA)
    overseer, magistrate = node.actor("overseer"), node.actor("magistrate")
    hold = holds.place(overseer, held.case, "measure", held.search, "stop")
    made_up = hold_in_a_file(hold, "measure", "search")
    files.take_in(magistrate, files.events_of(made_up))
    holds.lift(magistrate, "search-case", "h1", "mine", version("search-case"))
    assert not Hold.objects.get(pk=hold).lifted, "lifted by somebody else's own"
    holds.lift(overseer, held.case, hold, "over", version(held.case))
    assert Hold.objects.get(pk=hold).lifted


def test_a_number_written_otherwise_is_the_same_persons(node: Gate) -> None:
    held = matter(node, number=ANNA)
    hold = holds.place(node.actor("overseer"), held.case, "person", held.anna, "stop")
    other = matter(node, number=ANNA.replace(".", " ").replace("-", ""))
    assert Hold.objects.filter(case=other.case, group=hold).count() == 1


def test_whose_things_are_sent_is_touched_by_sending_them(node: Gate) -> None:
    scene, clerk = search_at(node), node.actor("clerk")
    carl = persons.list_person(clerk, scene.case, person("Carl Other"))
    hers, unnamed = (
        measures.list_item(
            clerk, scene.case, ev.ItemListed(item="", kind="data", title="letters", owner=owner)
        )
        for owner in (scene.anna, None)
    )
    # What a report says was taken from her is hers to be asked about, whatever a list says of it.
    taken = [execution.Thing("letters", "data", item=unnamed)]
    report = execution.Report(taken=taken)
    execution.report(node.actor("police-officer"), scene.case, scene.search, None, report)
    for item in (hers, unnamed):
        sending = ev.MeasurePlanned(
            measure="", kind="transmission", request=scene.request, title="Sending",
            acting="magistrate", on="2019-06-01", targets=(carl,), touches=(carl,), items=(item,),
        )  # fmt: skip
        measure = measures.plan(clerk, scene.case, sending)
        state = fold(reading.events(scene.case))
        assert set(touched(state, state.measures[measure])) == {carl, scene.anna}


def test_that_something_done_is_looked_at_again_the_clerk_does_not_read(node: Gate) -> None:
    scene, police = identified(node), node.actor("police-officer")
    screening.screen(node.actor("clerk"), scene.case)
    execution.report(police, scene.case, scene.search, None, execution.Report(hour="07:30"))
    before = node.api("clerk").get(f"cases/{scene.case}/events")
    protect_anna(node)
    assert screening.resweep(GATE) == [scene.case]
    last = [e for e in reading.events(scene.case) if isinstance(e, ev.IncidentOpened)][-1]
    assert "on what is known by now" in last.title
    assert node.api("clerk").get(f"cases/{scene.case}/events") == before


def test_a_clerk_does_not_waive_a_right_in_the_words_of_the_defence(node: Gate) -> None:
    scene, clerk = search_at(node), node.actor("clerk")
    fact = f"counsel-waived({scene.search})"
    facts.state(clerk, scene.case, fact, "yes", "the suspect", of="defence")
    (said,) = (e for e in reading.events(scene.case) if isinstance(e, ev.FactStated))
    assert (said.by, said.valid_from) == ("defence", "unknown"), "it holds on no day"


def test_a_key_that_was_taken_away_is_not_renewed(node: Gate) -> None:
    account = node.account("mia", "clerk", "second-signer")
    old = new_key(account, "second-signer", given_by="mia", confirmed_by="mia")
    office.revoke_key(node.actor("overseer"), "mia", digest(old)[:12])
    with pytest.raises(Refused, match="holds no longer"):
        office.renew_key(node.actor("clerk", "mia"), old)


def closed_by_file(node: Gate, *more: str) -> None:
    """A case that its file says is closed."""
    events = (
        "{event: hold-placed, day: 2019-01-09, by: magistrate, hold: h1, on: request, of: r, "
        "why: x}",
        *more,
        "{event: request-closed, day: 2019-01-12, by: magistrate, request: r, reasons: over}",
    )
    text = CASE + "events:\n" + "".join(f"  - {one}\n" for one in events)
    files.take_in(node.actor("clerk"), files.events_of(text))


def test_a_lifting_out_of_a_file_lets_nothing_be_erased(node: Gate) -> None:
    closed_by_file(
        node, "{event: hold-lifted, day: 2019-01-10, by: magistrate, hold: h1, reasons: over}"
    )
    assert Case.objects.get(pk="search-case").closed
    with pytest.raises(Held, match="a hold stands"):
        retention.propose(node.actor("overseer"), "search-case", "an order", ordered=True)


def test_of_an_erased_case_nothing_is_exported_and_nothing_fails(node: Gate) -> None:
    scene = search_at(node)
    with change(scene.case, node.actor("magistrate")) as file:
        file.write(ev.RequestClosed(request=scene.request, reasons="over"))
    retention.propose(node.actor("overseer"), scene.case, "an order", ordered=True)
    retention.carry_out(node.actor("magistrate"), scene.case)
    said = node.api("magistrate").get(f"cases/{scene.case}/export", status=409)
    assert "erased" in said["problems"][0]
