"""Nobody looks at many people unnoticed: one budget over all requests."""

from __future__ import annotations

from datetime import timedelta

import pytest

from safeconduct.case import events as ev
from safeconduct.gate import looks, office, reading
from safeconduct.gate.errors import Forbidden
from safeconduct.policy.budgets import Budgets
from safeconduct.policy.keys import digest, new_secret
from safeconduct.policy.objects import Object
from safeconduct.policy.signin import sign_in
from tests.gate.place import DAY, Gate, number

OPINION, HIT = Object.OPINION, Object.HIT


def narrow(node: Gate, a_day: int = 3, in_30_days: int = 100) -> None:
    node.node.budgets = Budgets(
        looks_a_day=a_day, looks_in_30_days=in_30_days,
        checks_a_day=a_day, checks_in_30_days=in_30_days,
    )  # fmt: skip


def told() -> list[ev.Escalated]:
    return [e for e in reading.events(reading.OFFICE) if isinstance(e, ev.Escalated)]


def taken() -> list[ev.LookTaken]:
    return [e for e in reading.events(reading.OFFICE) if isinstance(e, ev.LookTaken)]


def test_one_budget_over_all_cases_and_roles_and_keys(node: Gate) -> None:
    narrow(node)
    node.account("anna", "magistrate", "clerk")
    anna = node.actor("magistrate", "anna")
    looks.look(anna, OPINION, "one", ["p1"], "to answer it")
    looks.look(anna, HIT, "two", ["p2"], "to decide")
    looks.look(node.actor("clerk", "anna"), Object.PERSONS, "three", ["p3"], "to identify")
    for role in ("magistrate", "clerk"):
        with pytest.raises(Forbidden, match="3 a day"):
            looks.look(node.actor(role, "anna"), HIT, "four", ["p4"], "curious")
    assert [look.persons for look in taken()] == [("p1",), ("p2",), ("p3",)]
    assert len(told()) == 1, "told once a day, so that nobody buries the overseer in it"
    assert told()[0].to == "overseer"
    assert "anna" in told()[0].what
    # Others go on, and so does she with those whom she has seen.
    looks.look(node.actor("magistrate"), HIT, "four", ["p4"], "to decide")
    looks.look(anna, HIT, "one", ["p1"], "once more")


def test_many_at_once_are_many(node: Gate) -> None:
    narrow(node)
    with pytest.raises(Forbidden):
        looks.look(node.actor("magistrate"), HIT, "one", ["a", "b", "c", "d"], "all of them")
    assert not taken()


def test_a_look_at_the_same_thing_on_the_same_day_is_one_look(node: Gate) -> None:
    for _ in range(3):
        looks.look(node.actor("magistrate"), OPINION, "one", ["p1"], "to answer it")
    assert len(taken()) == 1
    node.clock.day = DAY + timedelta(days=1)
    looks.look(node.actor("magistrate"), OPINION, "one", ["p1"], "to answer it")
    assert len(taken()) == 2


def test_thirty_days_are_counted_together(node: Gate) -> None:
    narrow(node, a_day=2, in_30_days=4)
    magistrate = node.actor("magistrate")
    for day in range(2):
        node.clock.day = DAY + timedelta(days=day)
        looks.look(magistrate, HIT, "one", [f"a{day}", f"b{day}"], "to decide")
    node.clock.day = DAY + timedelta(days=29)
    with pytest.raises(Forbidden, match="4 in 30 days"):
        looks.look(magistrate, HIT, "one", ["c"], "to decide")
    node.clock.day = DAY + timedelta(days=30)
    looks.look(magistrate, HIT, "one", ["c"], "to decide")


def test_checks_have_their_own_budget_and_attempts_count(node: Gate) -> None:
    narrow(node, a_day=1)
    clerk = node.actor("clerk")
    looks.look(clerk, Object.PERSONS, "one", ["p1"], "to read")
    looks.check(clerk, "one", ["p1"], "to identify")
    with pytest.raises(Forbidden):
        looks.check(clerk, "one", ["p2"], "to identify")
    assert "check" in told()[0].what


def test_a_deputy_spends_their_own_budget(node: Gate) -> None:
    narrow(node, a_day=1)
    operator = node.actor("operator")
    for name in ("anna", "ben"):
        office.open_account(operator, name, (), number=number(name), account=name)
    office.give_role(operator, "anna", "magistrate")
    office.give_role(operator, "ben", "magistrate")
    node.confirm("anna", "ben")
    office.name_deputy(operator, "anna", "ben", "magistrate", DAY)
    office.state_absence(operator, "anna", DAY)
    key = new_secret()
    office.give_key(operator, "ben", "magistrate", digest(key), deputy_of="anna")
    node.confirm("anna", "ben")
    deputy = sign_in(key, DAY)
    assert deputy is not None
    looks.look(node.actor("magistrate", "ben"), HIT, "one", ["p1"], "to decide")
    with pytest.raises(Forbidden):
        looks.look(deputy, HIT, "two", ["p2"], "to decide")


def test_a_thing_of_no_person_counts_as_its_case(node: Gate) -> None:
    narrow(node, a_day=1)
    looks.look(node.actor("magistrate"), OPINION, "one", [], "to answer it")
    with pytest.raises(Forbidden):
        looks.look(node.actor("magistrate"), OPINION, "two", [], "to answer it")


def test_reading_persons_and_trying_numbers_is_counted(node: Gate) -> None:
    narrow(node, a_day=2)
    clerk = node.api("clerk")
    cases, listed = [], []
    for one in range(3):
        case = clerk.post("cases", {"title": f"Matter {one}"}, 201)["id"]
        made = clerk.post(f"cases/{case}/persons", {"called": f"Person {one}"}, 201)
        listed.append(made["id"])
        cases.append(case)
    clerk.get(f"cases/{cases[0]}/persons")
    clerk.get(f"cases/{cases[1]}/events")
    for path in (f"cases/{cases[2]}/persons", f"cases/{cases[2]}/events"):
        assert "overseer has been told" in clerk.get(path, 403)["problems"][0]
    for tried, status in (("1", 422), ("2", 422), ("3", 403)):
        path = f"cases/{cases[0]}/persons/{listed[0]}/identification"
        clerk.post(path, {"number": tried}, status)
    assert len(told()) == 2
