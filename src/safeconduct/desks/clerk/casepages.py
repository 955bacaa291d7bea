"""The pages of one case: what is missing, persons, measures, links, what came on paper, notices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from safeconduct.desks.clerk import acts
from safeconduct.desks.clerk.home import states_named
from safeconduct.desks.clerk.matter import Matter, matter
from safeconduct.desks.clerk.missing import steps
from safeconduct.desks.inside import get, may
from safeconduct.desks.pages import desk, show
from safeconduct.desks.words import ITEMS, MEASURES, RELATIONS

Act = Callable[[HttpRequest, str], Any]
HOWS = ("supplement", "reminder", "correction", "withdrawal", "near-duplicate")


def _page(template: str, doing: dict[str, Act], more: Callable[..., dict[str, Any]]) -> Any:
    """A page of a case whose buttons are told apart by their field `action`."""

    @desk("clerk")
    def view(request: HttpRequest, case: str) -> HttpResponse:
        if request.method == "POST":
            act = doing.get(request.POST.get("action", ""))
            done = act(request, case) if act else None
            if done is not None:
                return done  # type: ignore[no-any-return]
        found = matter(request, case)
        named = states_named(found.case["requests"])
        return show(
            request, template, matter=found, names=found.names, requests=named,
            **more(request, found),
        )  # fmt: skip

    return view


def _proposed(request: HttpRequest, found: Matter) -> dict[str, list[str]]:
    """Of each measure: who lives with somebody whom it touches, and is not on its list."""
    return {
        measure: near["persons"]
        for measure in found.plans
        if (near := may(request, f"cases/{found.id}/measures/{measure}/proposed"))
    }


def _alike(request: HttpRequest, found: Matter) -> dict[str, list[dict[str, Any]]]:
    """Of each request: those that may be the same matter."""
    return {
        of: states_named(get(request, f"cases/{found.id}/requests/{of}/candidates"))
        for of in found.received
    }


def _overview(request: HttpRequest, found: Matter) -> dict[str, Any]:
    unseen = [a for some in _alike(request, found).values() for a in some if not a["seen"]]
    way = steps(found, _proposed(request, found), unseen)
    untold = may(request, f"cases/{found.id}/untold") or []
    words = _said(request, found)
    incomplete = [one for one, done in found.checked.items() if not done]
    open_ones = [one for one in found.case["requests"] if not one["closed"]]
    unconfirmed = not any(one["confirmed"] for one in open_ones)
    todo = [one for one in way if not one.done and one.who == "clerk"]
    # No register can be asked before: what refuses is nothing to do next.
    todo = [one for one in todo if one.page != "case" or not unconfirmed]
    return {"steps": way, "untold": untold, "words": words, "incomplete": incomplete,
            "todo": todo, "unconfirmed": unconfirmed}  # fmt: skip


def _said(request: HttpRequest, found: Matter) -> list[dict[str, Any]]:
    return may(request, f"cases/{found.id}/words") or []


def _persons(request: HttpRequest, found: Matter) -> dict[str, Any]:
    ties = [
        {**one, "person_name": found.names.get(one["person"], ""),
         "to_name": found.names.get(one["to"], "")}
        for one in found.relations
    ]  # fmt: skip
    return {"relations": ties, "kinds": RELATIONS}


def _measures(request: HttpRequest, found: Matter) -> dict[str, Any]:
    near = _proposed(request, found)
    shown = {m["measure"]: m for r in found.case["requests"] for m in r["measures"]}
    plans = [
        {**plan, "shown": shown.get(of, {}), "near": near.get(of, []),
         "touched": found.touched(of), "complete": f"touched({of})" in found.complete,
         "form": _typed(request, "replan", of) or plan}
        for of, plan in found.plans.items()
    ]  # fmt: skip
    return {"plans": plans, "measure_kinds": MEASURES, "item_kinds": ITEMS,
            "typed": _typed(request, "plan")}  # fmt: skip


def _typed(request: HttpRequest, action: str, of: str = "") -> dict[str, Any]:
    """What a form for a measure was sent with, if it was refused; else nothing."""
    form = request.POST
    if form.get("action") != action or (of and form.get("measure") != of):
        return {}
    return {each: form.get(each, "") for each in ("kind", "request", "title", "on", "hour")} | {
        each: form.getlist(each) for each in ("targets", "touches", "items", "attendants")
    }


def _links(request: HttpRequest, found: Matter) -> dict[str, Any]:
    alike = _alike(request, found)
    rows = [{**one, "alike": alike.get(one["request"], [])}
            for one in states_named(found.case["requests"])]  # fmt: skip
    return {"rows": rows, "hows": HOWS}


def _notices(request: HttpRequest, found: Matter) -> dict[str, Any]:
    untold = get(request, f"cases/{found.id}/untold")
    by_measure: dict[str, list[dict[str, Any]]] = {}
    for one in untold:
        by_measure.setdefault(one["measure"], []).append(one)
    return {"untold": [{"measure": of, "rows": rows} for of, rows in by_measure.items()]}


def _paper(request: HttpRequest, found: Matter) -> dict[str, Any]:
    emergencies = may(request, f"cases/{found.id}/emergencies") or []
    plans = [{**plan, "touched": found.touched(of)} for of, plan in found.plans.items()]
    return {"plans": plans, "emergencies": emergencies}


case = _page("clerk/case.html", {"screen": acts.screen}, _overview)
persons = _page(
    "clerk/persons.html",
    {"add": acts.add, "identify": acts.identify, "relate": acts.relate, "anew": acts.anew},
    _persons,
)
measures = _page(
    "clerk/measures.html",
    {"plan": acts.plan, "replan": acts.replan, "item": acts.item, "content": acts.content},
    _measures,
)
links = _page("clerk/links.html", {"link": acts.link}, _links)
paper = _page(
    "clerk/paper.html",
    {"oppose": acts.oppose, "freeze": acts.freeze, "emergency": acts.emergency}, _paper,
)  # fmt: skip
notices = _page("clerk/notices.html", {"tell": acts.tell}, _notices)
