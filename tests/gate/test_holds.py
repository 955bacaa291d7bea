"""Holds: placed at once, wherever they reach; lifted by whoever placed them, and nobody else."""

from __future__ import annotations

import pytest

from safeconduct.case import events as ev
from safeconduct.gate import holds, indexcheck, readiness, reading
from safeconduct.gate.change import change, changing
from safeconduct.gate.errors import Forbidden, Held, NotFound, Refused, Stale, Wrong
from safeconduct.gate.models import Case, Measure
from safeconduct.gate.newid import fresh
from safeconduct.gate.node import current
from safeconduct.policy.models import Conflict
from safeconduct.policy.permissions import Denied
from tests.gate.matter import Matter, matter
from tests.gate.place import Gate

WHY = "the check is not finished"


def version(case: str) -> int:
    """The version of a case, as somebody who has just looked has it."""
    return Case.objects.get(pk=case).version


def standing(case: str) -> list[str]:
    """Who holds what in a case."""
    state = reading.events(case)
    lifted = {e.hold for e in state if isinstance(e, ev.HoldLifted)}
    return [
        f"{e.by} {e.on} {e.of}"
        for e in state
        if isinstance(e, ev.HoldPlaced) and e.hold not in lifted
    ]


@pytest.mark.parametrize(
    "role", ["magistrate", "asylum-officer", "observer", "overseer", "court", "central-authority"]
)
def test_whoever_places_a_hold_lifts_it(node: Gate, role: str) -> None:
    m = matter(node)
    actor = node.actor(role)  # type: ignore[arg-type]
    hold = holds.place(actor, m.case, "measure", m.search, WHY)
    assert Measure.objects.get(pk=m.search).held
    assert not Measure.objects.get(pk=m.bank).held
    holds.lift(actor, m.case, hold, "the check is finished", version(m.case))
    assert not Measure.objects.get(pk=m.search).held


@pytest.mark.parametrize(
    "role", ["clerk", "police-officer", "defence", "second-signer", "operator"]
)
def test_others_place_none(node: Gate, role: str) -> None:
    m = matter(node)
    with pytest.raises(Denied):
        holds.place(node.actor(role), m.case, "measure", m.search, WHY)  # type: ignore[arg-type]
    assert standing(m.case) == []


def test_another_office_does_not_lift_it(node: Gate) -> None:
    m = matter(node)
    hold = holds.place(node.actor("asylum-officer"), m.case, "request", m.request, WHY)
    for role in ("magistrate", "observer", "overseer", "court", "central-authority"):
        with pytest.raises(Forbidden) as refused:
            holds.lift(node.actor(role), m.case, hold, "enough", version(m.case))
        assert "asylum" not in str(refused.value)
    assert standing(m.case) == [f"asylum-officer request {m.request}"]


def test_an_officer_of_another_register_does_not_lift_it(node: Gate) -> None:
    m = matter(node)
    hold = holds.place(node.actor("asylum-officer"), m.case, "measure", m.bank, WHY)
    node.account("elsewhere", "asylum-officer", register="other")
    node.account("colleague", "asylum-officer", register="asylum")
    with pytest.raises(Forbidden):
        holds.lift(node.actor("asylum-officer", "elsewhere"), m.case, hold, "mine", version(m.case))
    holds.lift(node.actor("asylum-officer", "colleague"), m.case, hold, "spent", version(m.case))
    assert standing(m.case) == []


def test_a_hold_on_a_state_reaches_every_open_case_and_each_that_comes_later(node: Gate) -> None:
    one, two, elsewhere = matter(node), matter(node), matter(node, state="FR")
    hold = holds.place(node.actor("overseer"), one.case, "state", "KZ", "a plot was found out")
    assert standing(one.case) == standing(two.case) == ["overseer state KZ"]
    assert standing(elsewhere.case) == []
    assert Measure.objects.get(pk=two.search).held
    later = matter(node)
    assert standing(later.case) == ["overseer state KZ"]
    # Every copy is the case's own, and who holds it is who placed the first.
    holds.lift(node.actor("overseer"), later.case, hold_of(later), "past", version(later.case))
    assert standing(one.case) == standing(two.case) == standing(later.case) == []
    assert standing(matter(node).case) == []
    with pytest.raises(Refused, match="already"):
        holds.lift(node.actor("overseer"), one.case, hold, "again", version(one.case))


def hold_of(m: Matter) -> str:
    """The one hold of a case."""
    (hold,) = [e.hold for e in reading.events(m.case) if isinstance(e, ev.HoldPlaced)]
    return hold


def test_a_hold_on_a_person_follows_the_person_not_the_name(node: Gate) -> None:
    one, two = matter(node, number="74-1"), matter(node, number="74-1")
    namesake = matter(node, number="80-2")
    nobody = matter(node)
    holds.place(node.actor("magistrate"), one.case, "person", one.anna, "in danger")
    assert standing(one.case) == [f"magistrate person {one.anna}"]
    assert standing(two.case) == [f"magistrate person {two.anna}"]
    assert standing(namesake.case) == standing(nobody.case) == []
    # Identified later, in a case that has been open for long.
    with changing(node.actor("clerk")) as made:
        file = made.file(nobody.case)
        file.write(ev.PersonIdentified(person=nobody.anna, how="document", number="74-1"))
        holds.inherit(made, file)
    assert standing(nobody.case) == [f"magistrate person {nobody.anna}"]
    assert Measure.objects.get(pk=nobody.search).held


def test_a_hold_on_a_person_reaches_the_sending_of_what_was_taken_at_their_home(
    node: Gate,
) -> None:
    m, item, sending = matter(node), fresh("item"), fresh("measure")
    with changing(node.actor("magistrate")) as made:
        file = made.file(m.case)
        file.write(ev.ItemListed(item=item, kind="device", title="a telephone", measure=m.search))
        # The plan of the sending names nobody.
        file.write(
            ev.MeasurePlanned(
                measure=sending, kind="transmission", request=m.request, title="sending",
                acting="magistrate", on="2019-11-01", items=(item,),
            )
        )  # fmt: skip
    assert not Measure.objects.get(pk=sending).held
    holds.place(node.actor("observer"), m.case, "person", m.anna, "a lawyer")
    assert Measure.objects.get(pk=sending).held
    found = readiness.obstacles(node.actor("magistrate"), m.case, sending)[1]
    assert "hold" in {one.what for one in found}


def test_a_hold_is_inherited_once_and_not_when_it_is_over(node: Gate) -> None:
    one, later = matter(node, number="74-1"), matter(node, number="74-1")
    holds.place(node.actor("magistrate"), one.case, "person", one.anna, WHY, until="2019-06-01")
    with changing(node.actor("clerk")) as made:
        holds.inherit(made, made.file(later.case))
    assert len(standing(later.case)) == 1
    node.clock.day = node.clock.day.replace(month=6)
    assert standing(matter(node, number="74-1").case) == []


def test_a_conflict_of_interest_elsewhere_keeps_no_hold_out(node: Gate) -> None:
    one, theirs = matter(node), matter(node)
    Conflict.objects.create(account_id="magistrate", of=theirs.case)
    hold = holds.place(node.actor("magistrate"), one.case, "state", "KZ", WHY)
    assert standing(theirs.case) == ["magistrate state KZ"]
    with pytest.raises((Denied, NotFound)):
        holds.place(node.actor("magistrate"), theirs.case, "state", "KZ", WHY)
    holds.lift(node.actor("magistrate"), one.case, hold, "spent", version(one.case))
    assert standing(theirs.case) == []


def test_a_closed_case_is_left_alone(node: Gate) -> None:
    one, two = matter(node), matter(node)
    with change(two.case, node.actor("magistrate")) as file:
        file.write(ev.RequestClosed(request=two.request, reasons="withdrawn"))
    holds.place(node.actor("magistrate"), one.case, "state", "KZ", WHY)
    assert standing(two.case) == []


def test_lifting_rests_on_what_its_author_saw(node: Gate) -> None:
    m = matter(node)
    magistrate = node.actor("magistrate")
    hold = holds.place(magistrate, m.case, "measure", m.search, WHY)
    looked = version(m.case)
    holds.place(node.actor("observer"), m.case, "measure", m.search, "a lawyer's home")
    with pytest.raises(Stale):
        holds.lift(magistrate, m.case, hold, "spent", looked)
    assert len(standing(m.case)) == 2


def test_what_is_not_there_is_not_held(node: Gate) -> None:
    m, other = matter(node), matter(node)
    magistrate = node.actor("magistrate")
    for on, of in (("measure", other.search), ("person", "per_nobody"), ("state", "FR")):
        with pytest.raises(NotFound):
            holds.place(magistrate, m.case, on, of, WHY)  # type: ignore[arg-type]
    with pytest.raises(Wrong, match="until"):
        holds.place(magistrate, m.case, "measure", m.search, WHY, until="2019-05-06")
    with pytest.raises(Wrong, match="until: 'next week' is not a day"):
        holds.place(magistrate, m.case, "measure", m.search, WHY, until="next week")
    with pytest.raises(NotFound):
        holds.lift(magistrate, m.case, "hld_none", "spent", version(m.case))
    assert standing(m.case) == []


def test_an_alarm_of_the_record_lifts_nothing_and_still_lets_hold(node: Gate) -> None:
    m = matter(node)
    magistrate = node.actor("magistrate")
    hold = holds.place(magistrate, m.case, "measure", m.search, WHY)
    current().evidence.alarm("split-view", "peer.example", "two trees", {"one": "1", "two": "2"})
    with pytest.raises(Held, match="two trees"):
        holds.lift(magistrate, m.case, hold, "spent", version(m.case))
    holds.place(magistrate, m.case, "measure", m.bank, WHY)
    assert len(standing(m.case)) == 2
    (name,) = current().evidence.alarms()
    current().evidence.settle(name, "overseer", "a mirror was wrong")
    holds.lift(magistrate, m.case, hold, "spent", version(m.case))


def test_the_tables_say_what_the_record_says(node: Gate) -> None:
    one, _ = matter(node, number="74-1"), matter(node, number="74-1")
    hold = holds.place(node.actor("magistrate"), one.case, "person", one.anna, WHY)
    holds.lift(node.actor("magistrate"), one.case, hold, "spent", version(one.case))
    assert list(indexcheck.differences()) == []
