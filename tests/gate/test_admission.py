"""Counsel, the police and observers see what a magistrate has admitted them to, and no more."""

from __future__ import annotations

from typing import Any

import pytest

from safeconduct.case import events as ev
from safeconduct.gate import persons, questions, reading
from safeconduct.gate.change import changing
from safeconduct.gate.newid import fresh
from tests.gate.matter import Matter, matter
from tests.gate.place import Gate
from tests.gate.scene import person


def admit(node: Gate, m: Matter, account: str, of: str, status: int = 201) -> Any:
    """The magistrate admits somebody."""
    body = {"account": account, "of": of, "reasons": "a mandate of 5 May 2019"}
    return node.api("magistrate").post(f"cases/{m.case}/admissions", body, status)


def ask_to_freeze(node: Gate, m: Matter, status: int) -> Any:
    """Counsel asks for a standstill."""
    body = {"title": "stop", "facts": ["a plot"]}
    return node.api("defence").post(f"cases/{m.case}/requests/{m.request}/freeze", body, status)


def test_counsel_acts_from_the_day_they_are_admitted_until_that_is_ended(node: Gate) -> None:
    m = matter(node)
    oppose = f"cases/{m.case}/measures/{m.search}/oppositions"
    ask_to_freeze(node, m, 404)
    node.api("defence").post(oppose, {"title": "opposition"}, 404)
    admit(node, m, "defence", m.anna)
    assert ask_to_freeze(node, m, 201) == {"holds": True}
    node.api("defence").post(oppose, {"title": "opposition"}, 201)
    noted = [e.title for e in reading.events(m.case) if isinstance(e, ev.Noted)]
    assert noted == [f"defence is admitted to {m.anna}: a mandate of 5 May 2019"]
    body = {"account": "defence", "of": m.anna, "reasons": "the mandate ended"}
    node.api("magistrate").post(f"cases/{m.case}/admissions/end", body, 200)
    ask_to_freeze(node, m, 404)


def test_counsel_of_one_person_opposes_no_measure_on_another_and_is_not_asked_of_them(
    node: Gate,
) -> None:
    m = matter(node)
    clerk = node.actor("clerk")
    ben = persons.list_person(clerk, m.case, person("Ben"))
    other = fresh("measure")
    with changing(clerk) as made:
        made.file(m.case).write(
            ev.MeasurePlanned(
                measure=other, kind="bank-data", request=m.request, title="bank data",
                acting="magistrate", on="2019-10-01", targets=(ben,), touches=(ben,),
            )
        )  # fmt: skip
    admit(node, m, "defence", m.anna)
    path = f"cases/{m.case}/measures/{other}/oppositions"
    node.api("defence").post(path, {"title": "opposition"}, 404)
    magistrate = node.actor("magistrate")
    for measure, who in ((m.search, m.anna), (other, ben)):
        with changing(magistrate) as made:
            made.file(m.case).write(ev.NoticeGiven(measure=measure, persons=(who,)))
        questions.ask(magistrate, m.case, f"counsel-waived({measure})")
    mine = node.api("defence").get(f"cases/{m.case}/questions/mine")
    assert [one["fact"] for one in mine] == [f"counsel-waived({m.search})"]
    answer = {"fact": f"counsel-waived({other})", "value": "yes"}
    node.api("defence").post(f"cases/{m.case}/questions/answers", answer, 404)


def test_the_police_learn_whether_their_measure_stands_still(node: Gate) -> None:
    m = matter(node)
    state = f"cases/{m.case}/measures/{m.search}/state"
    node.api("police-officer").get(state, 404)
    admit(node, m, "police-officer", m.search)
    assert node.api("police-officer").get(state)["state"] == "stands still"
    node.api("police-officer").get(f"cases/{m.case}/measures/{m.bank}/state", 404)


@pytest.mark.parametrize(
    ("account", "of", "status"),
    [("defence", "search", 422), ("police-officer", "anna", 422), ("clerk", "anna", 422),
     ("nobody", "anna", 404), ("defence", "case", 422)],
)  # fmt: skip
def test_nobody_is_admitted_to_what_is_not_for_them(
    node: Gate, account: str, of: str, status: int
) -> None:
    m = matter(node)
    admit(node, m, account, getattr(m, of), status)


def test_only_the_magistrate_admits_and_once(node: Gate) -> None:
    m = matter(node)
    body = {"account": "defence", "of": m.anna, "reasons": "so"}
    for role in ("clerk", "defence", "operator", "overseer", "police-officer"):
        node.api(role).post(f"cases/{m.case}/admissions", body, 403)
    admit(node, m, "defence", m.anna)
    admit(node, m, "defence", m.anna, 409)
