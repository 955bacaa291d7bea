"""What a page asks once holds for that page, that reader and that moment, and for nothing else."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from safeconduct.case import events as ev
from safeconduct.desks.acting import _KEPT
from safeconduct.desks.pages import desk
from safeconduct.gate import holds, looks, office, persons, reading
from safeconduct.gate.away import keeps_away
from safeconduct.gate.change import change
from safeconduct.policy.budgets import Budgets
from safeconduct.policy.models import Look, Mandate
from safeconduct.policy.objects import Object
from safeconduct.policy.onepage import once_a_page, one_page
from safeconduct.policy.permissions import Denied, Permission, must
from tests.desks.sitting import Desk, words
from tests.gate.place import Gate
from tests.gate.scene import Scene, person, search_at

MOST = 65
"""So many statements a measure's page may take, on a case with one measure."""


@pytest.fixture
def scene(node: Gate) -> Scene:
    return search_at(node)


def page_of(scene: Scene) -> str:
    return f"/magistrate/measure/{scene.case}/{scene.search}"


def held(node: Gate, scene: Scene, why: str) -> None:
    holds.place(node.actor("observer"), scene.case, "measure", scene.search, why)


def test_the_next_page_shows_what_came_since(node: Gate, scene: Scene) -> None:
    at, sitting = page_of(scene), Desk("magistrate")
    before = words(sitting.get(at))
    assert "It is a lawyer's home" not in before
    held(node, scene, "It is a lawyer's home")
    assert "It is a lawyer's home" in words(sitting.get(at))


def test_the_next_page_shows_the_new_ruling(node: Gate, scene: Scene) -> None:
    at, sitting = f"{page_of(scene)}/ruling", Desk("magistrate")
    rests = "an offence in the executing state too? yes yes – the investigating judge"
    assert rests not in words(sitting.get(at))
    fact = f"dual-criminality({scene.request})"
    body = {"fact": fact, "value": "yes", "said_by": "the investigating judge"}
    node.api("magistrate").post(f"cases/{scene.case}/facts", body, 201)
    assert rests in words(sitting.get(at))


def test_a_case_that_moves_on_while_a_page_is_made_is_read_anew(node: Gate, scene: Scene) -> None:
    with one_page():
        before = reading.events(scene.case)
        held(node, scene, "meanwhile")
        now = reading.events(scene.case)
    assert now[: len(before)] == before
    assert [one.why for one in now if isinstance(one, ev.HoldPlaced)] == ["meanwhile"]


def test_a_page_asks_no_more_than_it_has_to(node: Gate, scene: Scene) -> None:
    sitting = Desk("magistrate")
    sitting.get(page_of(scene))
    with CaptureQueriesContext(connection) as asked:
        sitting.get(page_of(scene))
    assert len(asked) <= MOST


def test_what_one_reader_may_do_says_nothing_of_another(node: Gate, scene: Scene) -> None:
    node.account("gone", "magistrate")
    Mandate.objects.filter(account="gone").update(until=node.clock.day)
    node.account("apart", "magistrate")
    office.state_conflict(node.actor("magistrate", "apart"), scene.case, "a cousin of mine")
    with one_page():
        for _ in range(2):
            must(node.actor("magistrate"), Permission.RULING_READ, scene.case)
            assert not keeps_away(node.actor("magistrate"), scene.case)
            with pytest.raises(Denied, match="today"):
                must(node.actor("magistrate", "gone"), Permission.RULING_READ)
            assert keeps_away(node.actor("magistrate", "apart"), scene.case)
            with pytest.raises(Denied, match="role clerk may not"):
                must(node.actor("clerk"), Permission.RULING_READ, scene.case)


def test_the_clerk_is_shown_nothing_that_the_magistrate_just_saw(node: Gate, scene: Scene) -> None:
    magistrate, clerk = Desk("magistrate"), Desk("clerk")
    held(node, scene, "It is a lawyer's home")
    assert "It is a lawyer's home" in words(magistrate.get(page_of(scene)))
    clerk.get(page_of(scene), 403)
    assert "It is a lawyer's home" not in words(clerk.get(f"/clerk/cases/{scene.case}"))


def test_whoever_loses_the_role_is_refused_at_the_next_page(node: Gate, scene: Scene) -> None:
    with one_page():
        must(node.actor("magistrate"), Permission.RULING_READ, scene.case)
    Mandate.objects.filter(account="magistrate").update(until=node.clock.day)
    with one_page(), pytest.raises(Denied, match="today"):
        must(node.actor("magistrate"), Permission.RULING_READ, scene.case)


def test_whatever_is_written_rests_on_what_is_so_at_that_moment(node: Gate, scene: Scene) -> None:
    magistrate = node.actor("magistrate")
    with one_page():
        must(magistrate, Permission.RULING_READ, scene.case)
        Mandate.objects.filter(account="magistrate").update(until=node.clock.day)
        with pytest.raises(Denied, match="today"), change(scene.case, magistrate) as file:
            file.write(ev.RequestClosed(request=scene.request, reasons="none"))


def test_a_button_asks_everything_anew(node: Gate) -> None:
    calls: list[str] = []

    @desk("magistrate")
    def view(request: Any) -> HttpResponse:
        for _ in range(2):
            once_a_page("here", lambda: calls.append(request.method))
        return HttpResponse()

    for method, times in (("GET", 1), ("HEAD", 1), ("POST", 2)):
        request = RequestFactory().generic(method, "/")
        vars(request)[_KEPT] = node.actor("magistrate")
        view(request)
        assert calls.count(method) == times


def test_nothing_is_remembered_without_a_page_nor_of_an_error_nor_for_others(node: Gate) -> None:
    calls: list[int] = []

    def found() -> int:
        calls.append(1)
        if len(calls) == 2:
            raise ValueError("not now")
        return len(calls)

    once_a_page("it", found)
    with one_page():
        with pytest.raises(ValueError, match="not now"):
            once_a_page("it", found)
        assert once_a_page("it", found) == once_a_page("it", found) == 3
        elsewhere = Thread(target=once_a_page, args=("it", found))
        elsewhere.start()
        elsewhere.join()
    assert len(calls) == 4


def test_each_page_counts_looks_also_at_whoever_was_listed_since(node: Gate, scene: Scene) -> None:
    def looked_at() -> set[str]:
        return set(Look.objects.filter(at="persons").values_list("person", flat=True))

    sitting, at = Desk("magistrate"), f"/magistrate/request/{scene.case}/{scene.request}"
    sitting.get(at)
    rows = Look.objects.count()
    assert looked_at() == {scene.anna}
    sitting.get(at)
    assert Look.objects.count() == rows, "the same look on the same day"
    ben = persons.list_person(node.actor("clerk"), scene.case, person("Ben Example"))
    sitting.get(at)
    assert looked_at() == {scene.anna, ben}


def test_the_looks_of_a_page_are_recorded_in_one_change(node: Gate, scene: Scene) -> None:
    Desk("magistrate").get("/magistrate/")
    with CaptureQueriesContext(connection) as asked:
        Desk("magistrate").get(page_of(scene))
    begun = [one for one in asked if "INSERT" in one["sql"] and "record_entry" in one["sql"]]
    assert len(begun) == 1
    taken = [e for e in reading.events(reading.OFFICE) if isinstance(e, ev.LookTaken)]
    where = {one.at for one in taken}
    assert {f"{at} in {scene.case}" for at in ("persons", "ruling", "facts")} <= where
    assert {one.persons for one in taken if scene.case in one.at} == {(scene.anna,)}
    assert len(taken) == len(where) == Look.objects.count()


def test_a_page_over_the_budget_shows_nothing_and_records_no_look(node: Gate, scene: Scene) -> None:
    ben = persons.list_person(node.actor("clerk"), scene.case, person("Ben Example"))
    assert ben
    node.node.budgets = Budgets(looks_a_day=1, looks_in_30_days=1)
    page = words(Desk("magistrate").get(f"/magistrate/request/{scene.case}/{scene.request}", 403))
    assert "Ben Example" not in page
    assert "Anna Example" not in page
    assert "as many persons as one account may" in page
    assert not Look.objects.filter(sort="look").exists()


def test_a_page_that_fails_has_been_looked_at_all_the_same(node: Gate, scene: Scene) -> None:
    who = node.actor("magistrate")

    def fails() -> None:
        with looks.together():
            looks.look(who, Object.PERSONS, scene.case, [scene.anna], "to decide")
            assert not Look.objects.exists()
            raise ValueError("not now")

    with pytest.raises(ValueError, match="not now"):
        fails()
    assert Look.objects.count() == 1
