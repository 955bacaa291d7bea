"""Persons are identified exactly before anybody asks a register about them; lists are declared."""

from __future__ import annotations

from pathlib import Path

import pytest

from safeconduct.case import events as ev
from safeconduct.case.document import BadInput
from safeconduct.case.state import fold
from safeconduct.gate import measures, persons, population, reading
from safeconduct.gate.errors import Forbidden, NotFound, Refused, Stale, Wrong
from safeconduct.gate.models import Case, Person
from tests.gate.place import Gate
from tests.gate.scene import ANNA, BEN, CARL, person, search_at


def test_identified_by_number_with_the_household(node: Gate) -> None:
    scene = search_at(node)
    clerk = node.actor("clerk")
    (ben,) = persons.identify(clerk, scene.case, scene.anna, number=ANNA)
    state = fold(reading.events(scene.case))
    assert set(state.identified) == {scene.anna, ben}
    assert state.persons[ben].called == "Ben Example"
    assert [(r.relation, r.person, r.to) for r in state.relations] == [
        ("household", ben, scene.anna)
    ]
    identified = [e for e in reading.events(scene.case) if isinstance(e, ev.PersonIdentified)]
    assert {e.by for e in identified} == {"population-register"}
    # Whoever lives there is proposed as touched, until somebody lists them.
    assert persons.proposed_in(scene.case, scene.search) == [ben]
    # Nothing but the record holds the number.
    assert not Person.objects.filter(identity__contains=ANNA).exists()
    # The same once more writes nothing.
    version = Case.objects.get(pk=scene.case).version
    assert persons.identify(clerk, scene.case, scene.anna, number=ANNA) == [ben]
    assert Case.objects.get(pk=scene.case).version == version


@pytest.mark.parametrize(
    ("called", "born", "number", "words"),
    [
        ("Anna Example", "unknown", CARL, "none of the names"),
        ("Anna Example", "1981", ANNA, "is not when"),
        ("Anna Example", "unknown", "00", "nobody under this number"),
    ],
)
def test_nobody_is_taken_for_another(
    node: Gate, called: str, born: str, number: str, words: str
) -> None:
    scene = search_at(node)
    clerk = node.actor("clerk")
    who = persons.list_person(clerk, scene.case, person(called, born))
    with pytest.raises(Wrong, match=words):
        persons.identify(clerk, scene.case, who, number=number)
    assert who not in fold(reading.events(scene.case)).identified


def test_only_a_magistrate_says_that_it_is_the_same_person_all_the_same(node: Gate) -> None:
    scene = search_at(node, "A. Eksampl")
    with pytest.raises(Forbidden):
        persons.identify(node.actor("clerk"), scene.case, scene.anna, number=ANNA, despite="sure")
    magistrate = node.actor("magistrate")
    persons.identify(magistrate, scene.case, scene.anna, number=ANNA, despite="seen at the door")
    first = next(e for e in reading.events(scene.case) if isinstance(e, ev.PersonIdentified))
    assert (first.number, first.note) == (ANNA, "seen at the door")


def test_identified_once(node: Gate) -> None:
    scene = search_at(node)
    clerk = node.actor("clerk")
    persons.identify(clerk, scene.case, scene.anna, number=ANNA)
    again = persons.list_person(clerk, scene.case, person("Anna Example"))
    with pytest.raises(Refused, match="of the case already"):
        persons.identify(clerk, scene.case, again, number=ANNA)
    with pytest.raises(Refused, match="already"):
        persons.identify(clerk, scene.case, scene.anna, document="passport", born="1980-05-01")


def test_a_document_needs_the_full_birth_date(node: Gate) -> None:
    scene = search_at(node)
    clerk = node.actor("clerk")
    with pytest.raises(Wrong, match="full birth date"):
        persons.identify(clerk, scene.case, scene.anna, document="passport", born="1980")
    with pytest.raises(Wrong, match="one of the two"):
        persons.identify(clerk, scene.case, scene.anna, document="passport", number=ANNA)
    persons.identify(clerk, scene.case, scene.anna, document="passport", born="1980-05-01")
    assert scene.anna in fold(reading.events(scene.case)).identified


def test_a_list_is_declared_by_who_may_and_on_what_they_looked_at(node: Gate) -> None:
    scene = search_at(node)
    magistrate = node.actor("magistrate")
    touched = f"touched({scene.search})"
    version = Case.objects.get(pk=scene.case).version
    with pytest.raises(Wrong, match="not for police-officer"):
        persons.declare(node.actor("police-officer"), scene.case, touched, version)
    persons.declare(magistrate, scene.case, touched, version)
    assert touched in fold(reading.events(scene.case)).declared
    with pytest.raises(Stale):
        persons.declare(magistrate, scene.case, touched, version)


def test_a_measure_told_anew_opens_its_lists_again(node: Gate) -> None:
    scene = search_at(node)
    clerk, magistrate = node.actor("clerk"), node.actor("magistrate")
    touched = f"touched({scene.search})"
    persons.declare(magistrate, scene.case, touched)
    (ben,) = persons.identify(clerk, scene.case, scene.anna, number=ANNA)
    before = fold(reading.events(scene.case)).measures[scene.search]
    more = ev.MeasurePlanned(
        measure=scene.search, kind="search", request=scene.request, title=before.title,
        acting="magistrate", on="2019-06-02", targets=(scene.anna,), touches=(scene.anna, ben),
    )  # fmt: skip
    measures.replan(clerk, scene.case, more)
    state = fold(reading.events(scene.case))
    assert state.measures[scene.search].touches == (scene.anna, ben)
    assert touched not in state.declared
    assert persons.proposed_in(scene.case, scene.search) == []


def test_measures_are_the_magistrates_and_name_what_is_there(node: Gate) -> None:
    scene = search_at(node)
    clerk = node.actor("clerk")
    plan = ev.MeasurePlanned(
        measure="", kind="search", request=scene.request, title="Search",
        acting="police-officer", on="2019-06-01", touches=("nobody",),
    )  # fmt: skip
    with pytest.raises(Wrong, match=r"magistrate acts.*no person is called"):
        measures.plan(clerk, scene.case, plan)
    with pytest.raises(NotFound):
        measures.replan(clerk, scene.case, plan)


def test_through_the_api(node: Gate) -> None:
    scene = search_at(node)
    clerk = node.api("clerk")
    found = clerk.post(
        f"cases/{scene.case}/persons/{scene.anna}/identification", {"number": ANNA}, 201
    )
    shown = clerk.get(f"cases/{scene.case}/persons")
    assert [one["id"] for one in shown] == [scene.anna, *found["household"]]
    assert ANNA not in str(shown)
    assert BEN not in str(shown)
    node.api("police-officer").get(f"cases/{scene.case}/persons", 403)
    node.api("asylum-officer").get(f"cases/{scene.case}/persons", 403)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("- number: '1'\n  names: [A]\n  born: 1980\n", 1, "names no single day"),
        ("- number: '1'\n  names: []\n  born: 1980-01-01\n", 1, "names: is empty"),
        (
            "- {number: '1', names: [A], born: 1980-01-01}\n"
            "- {number: '1', names: [B], born: 1980-01-01}\n",
            2, "there twice",
        ),
        ("- {number: '1', names: [A], born: 1980-01-01, of: B}\n", 1, "unknown field"),
        ("number: '1'\n", 1, "is a list"),
    ],
)  # fmt: skip
def test_a_wrong_population_file_is_refused_with_its_line(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    file = tmp_path / "population.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=words) as raised:
        population.load(file)
    assert raised.value.problems[0].line == line


def test_a_population_file_finds_by_number_and_by_name(tmp_path: Path) -> None:
    file = tmp_path / "population.yaml"
    file.write_text(
        "- {number: '1', names: [Ānna Example], born: 1980-05-01, address: Short 1}\n"
        "- {number: '2', names: [Ben], born: 2008-02-03, address: Short 1}\n",
        encoding="utf-8",
    )
    found = population.load(file)
    resident = found.by_number("1")
    assert resident is not None
    assert resident.household == ("2",)
    assert found.find("example ANNA", "1980") == [resident]
    assert found.find("Anna Example", "1981") == []
    assert found.by_number("3") is None
