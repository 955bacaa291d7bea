"""An asylum officer's desk at a gate whose database has the register."""

from __future__ import annotations

import re
from typing import Any

from safeconduct.case import events as ev
from safeconduct.case.state import fold
from safeconduct.desks.accounts.again import CONFIRMED_AT
from safeconduct.gate import reading
from safeconduct.policy.budgets import Budgets
from safeconduct.policy.models import Look
from safeconduct.register.models import Protection
from tests.desks.sitting import Desk, words
from tests.gate.place import Gate
from tests.gate.scene import ANNA
from tests.gate.test_opinions import hit
from tests.gate.test_screening import holds, is_complete


def at(node: Gate, case: str, *more: str) -> str:
    """The address of a matter."""
    return "/".join([f"/asylum/matters/{node.node.name}/{case}", *(more or ("",))])


def test_from_the_list_to_the_opinion(node: Gate) -> None:
    scene, desk = hit(node), Desk("asylum-officer")
    home = desk.get("/asylum/")
    assert "Planned for 1 June 2019" in words(home)
    assert "Opinion due 5 June 2019" in words(home)
    matter = at(node, scene.case)
    assert matter in home
    candidate = at(node, scene.case, "persons", scene.anna)
    assert candidate in desk.get(matter)
    compared = words(desk.get(candidate))
    assert "National number" in compared
    assert compared.count("the same") >= 3
    assert "refugee status, against Kazakhstan, since" in compared
    (found,) = re.findall(r'name="registered" value="(\d+)"', desk.get(candidate))
    desk.post(candidate, action="confirm", registered=found)
    assert is_complete(scene)
    assert "protected by your register" in words(desk.get(matter))
    opinion = at(node, scene.case, "opinion")
    assert "Search" in words(desk.get(opinion))
    form: dict[str, Any] = {
        f"view-{scene.search}": "objects-unless", f"unless-{scene.search}": "Nobody from there.",
        "points": "She is protected.\nSo is her son.", "must_not_disclose": "Her address.",
    }  # fmt: skip
    desk.post(opinion, **form)
    (given,) = fold(reading.events(scene.case)).opinions.values()
    assert given.points == ("She is protected.", "So is her son.")
    assert given.on[0].unless == ("Nobody from there.",)
    assert given.must_not_disclose == ("Her address.",)
    assert holds(scene.case) == []
    shown = words(desk.get(matter))
    assert "So is her son. not answered yet" in shown
    assert "Hold lifted" in shown
    assert "No opinion is awaited from you." in words(desk.get("/asylum/"))


def test_an_opinion_that_is_refused_keeps_what_was_written(node: Gate) -> None:
    scene, desk = hit(node), Desk("asylum-officer")
    opinion = at(node, scene.case, "opinion")
    form: dict[str, Any] = {f"view-{scene.search}": "objects-unless", "points": "She is protected."}
    page = desk.post(opinion, 422, **form)
    assert "Nothing was done" in words(page)
    assert "She is protected.</textarea>" in page
    assert 'value="objects-unless" checked' in page
    assert holds(scene.case)


def test_it_is_somebody_else_takes_reasons(node: Gate) -> None:
    scene, desk = hit(node), Desk("asylum-officer")
    candidate = at(node, scene.case, "persons", scene.anna)
    desk.post(candidate, 422, action="reject", reasons=" ")
    desk.post(candidate, action="reject", reasons="Her file has another photograph.")
    said = [e for e in reading.events(scene.case) if isinstance(e, ev.Screened) and e.note]
    assert [one.note for one in said] == ["Her file has another photograph."]
    # From then on the officer is not shown who it is.
    desk.get(candidate, 404)
    assert "Anna" not in words(desk.get(at(node, scene.case)))


def test_a_hold_is_placed_and_ended(node: Gate) -> None:
    scene, desk = hit(node), Desk("asylum-officer")
    matter = at(node, scene.case)
    page = desk.post(matter, 422, action="hold", what=f"measure:{scene.search}", until="2019-01-01",
                     why="Her appeal is pending.")  # fmt: skip
    assert "Her appeal is pending.</textarea>" in page
    desk.post(matter, action="hold", what=f"measure:{scene.search}", why="Her appeal is pending.")
    mine = [one for one in holds(scene.case) if one.why == "Her appeal is pending."]
    page = desk.get(matter)
    assert "Her appeal is pending." in words(page)
    (seen,) = re.findall(r'name="seen" value="(v-[0-9a-f]+)"', page)
    lift: dict[str, Any] = {"action": "lift", "hold": mine[0].hold, "reasons": "It was decided."}
    assert "moved on" in words(desk.post(matter, 409, **lift, seen="v-" + "0" * 32))
    desk.post(matter, **lift, seen=seen)
    assert mine[0].hold not in {one.hold for one in holds(scene.case)}
    assert "1 hold that ended" in words(desk.get(matter))


def test_a_question_is_answered_where_it_stands(node: Gate) -> None:
    scene, desk = hit(node), Desk("asylum-officer")
    fact = f"message-unsent({scene.request})"
    node.api("magistrate").post(f"cases/{scene.case}/questions", {"fact": fact}, 201)
    page = desk.get("/asylum/")
    assert f'name="fact" value="{fact}"' in page
    form: dict[str, Any] = {
        "action": "answer",
        "gate": node.node.name,
        "case": scene.case,
        "fact": fact,
    }
    desk.post("/asylum/", 404, **{**form, "gate": "elsewhere", "value": "yes"})
    assert "Nothing was done" in words(desk.post("/asylum/", 422, **{**form, "value": "perhaps"}))
    desk.post("/asylum/", **form, value="no")
    assert "No question is open." in words(desk.get("/asylum/"))


def test_the_register_s_list(node: Gate) -> None:
    desk = Desk("asylum-officer")
    page = desk.post("/asylum/list/enter", 422, names="Anna Example", born="yesterday",
                     kind="refugee-status", against="kz")  # fmt: skip
    assert 'value="yesterday"' in page
    desk.post("/asylum/list/enter", names="Anna Example\nAnna Beispiel", born="1980-05-01",
              number=ANNA, kind="refugee-status", against="kz", since="2013-10")  # fmt: skip
    row = Protection.objects.get()
    assert (row.against, row.person.names) == ("KZ", ["Anna Example", "Anna Beispiel"])
    assert "counts as a look" in words(desk.get("/asylum/list/"))
    assert not Look.objects.exists()
    found = words(desk.get("/asylum/list/?name=example anna"))
    assert "1 person found" in found
    assert "stands" in found
    assert Look.objects.count() == 1
    path = "/asylum/list/?name=example anna"
    page = desk.post(path, 422, protection=row.pk, until="", reasons="She died.")
    assert 'value="She died."' in page
    desk.post(path, protection=row.pk, until="2019-05-06", reasons="She died.")
    assert Protection.objects.get().until == "2019-05-06"
    assert "ended" in words(desk.get("/asylum/list/?name=example anna"))


def test_whoever_has_no_look_left_is_told_so(node: Gate) -> None:
    scene, desk = hit(node), Desk("asylum-officer")
    node.node.budgets = Budgets(looks_a_day=0, looks_in_30_days=0)
    for path in (at(node, scene.case), f"/asylum/list/?number={ANNA}"):
        page = words(desk.get(path, 403))
        assert "you have reached as many persons" in page
        assert "Anna" not in page


def test_other_roles_see_none_of_it(node: Gate) -> None:
    scene = hit(node)
    paths = ["/asylum/", at(node, scene.case), at(node, scene.case, "opinion"), "/asylum/list/",
             at(node, scene.case, "persons", scene.anna), "/asylum/list/enter"]  # fmt: skip
    for role in ("clerk", "magistrate", "police-officer", "overseer", "operator", "defence"):
        desk = Desk(role)
        for path in paths:
            desk.get(path, 403)
            desk.post(path, 403)


def test_another_register_s_officer_finds_nothing(node: Gate) -> None:
    scene = hit(node)
    node.account("other", "asylum-officer", register="elsewhere")
    desk = Desk("asylum-officer", "other")
    assert "No opinion is awaited from you." in words(desk.get("/asylum/"))
    desk.get(at(node, scene.case), 404)
    desk.get(at(node, scene.case, "persons", scene.anna), 404)
    assert "has nobody under this number" in words(desk.get(f"/asylum/list/?number={ANNA}"))


def test_the_opinion_due_first_stands_first(node: Gate) -> None:
    first, second = hit(node), hit(node)
    node.api("asylum-officer").post(
        f"cases/{first.case}/opinions",
        {"on": [{"measure": first.search, "view": "does-not-object"}]}, 201,
    )  # fmt: skip
    rows = {one["case"]: one for one in node.api("asylum-officer").get("register/referrals")}
    assert (rows[first.case]["waiting"], rows[first.case]["due"]) == (False, "")
    row = rows[second.case]
    assert (row["waiting"], row["due"], row["on"]) == (True, "2019-06-05", "2019-06-01")
    assert (row["requesting_state"], row["kinds"]) == ("KZ", ["search"])


def test_what_lets_something_go_on_asks_who_sits_there(node: Gate) -> None:
    scene, desk = hit(node), Desk("asylum-officer")
    session = desk.client.session
    session[CONFIRMED_AT] = 0
    session.save()
    protection = Protection.objects.earliest("pk")
    before = reading.events(scene.case)
    for path, form in (
        (at(node, scene.case, "persons", scene.anna), {"action": "reject", "reasons": "another"}),
        (at(node, scene.case, "opinion"), {f"view-{scene.search}": "does-not-object"}),
        ("/asylum/list/", {"protection": protection.pk, "until": "2019-05-06", "reasons": "over"}),
        (at(node, scene.case), {"action": "answer", "fact": "a", "value": "no"}),
        ("/answers/answer", {"case": scene.case, "fact": "a", "value": "no"}),
    ):
        assert "Is it still you?" in words(desk.post(path, 200, **form)), path
    protection.refresh_from_db()
    assert not protection.until
    assert reading.events(scene.case) == before
