"""One measure: what is in its way and who can take that away, the ruling, and "what if"."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from safeconduct.desks.inside import get, may
from safeconduct.desks.magistrate.looked import Matter
from safeconduct.desks.pages import desk, show
from safeconduct.desks.reading import Row
from safeconduct.desks.words import SHUTS

ORDER = ("alarm", "over", "hold", "freeze", "confirmation", "identification", "screening",
         "opinion", "opposition", "seal", "decision", "question", "ruling")  # fmt: skip


@require_safe
@desk("magistrate")
def page(request: HttpRequest, case: str, measure_id: str) -> HttpResponse:
    """How a measure stands, and everything that can be done with it."""
    return shown(request, Matter(request, case), measure_id)


def shown(request: HttpRequest, matter: Matter, measure_id: str, **more: Any) -> HttpResponse:
    """The page, also after a command that was refused."""
    measure, of = matter.measure(measure_id)
    at = f"cases/{matter.id}/measures/{measure_id}"
    ready = get(request, f"{at}/readiness")
    dossier = get(request, f"{at}/dossier")
    return show(
        request, "magistrate/measure.html", case=matter.case, of=of, measure=measure,
        names=matter.names, persons=_touched(matter, measure_id),
        holds=matter.holds_on(of, measure), version=ready["version"],
        groups=grouped(ready["in_the_way"]), free=not ready["in_the_way"],
        dossier=dossier, unanswered=[o for o in dossier["opinions"] if _owed(o)],
        clearances=[
            one for one in may(request, f"cases/{matter.id}/clearances") or []
            if one["measure"] == measure_id
        ],
        facts=_facts(matter, measure_id), items=_sent(matter, measure_id), **more,
    )  # fmt: skip


def _owed(opinion: Row) -> bool:
    """Whether an opinion waits for its answer."""
    return bool(opinion["points"]) and not opinion["answers"]


def grouped(in_the_way: list[Row]) -> list[tuple[str, list[Row]]]:
    """What is in the way by kind, what binds at once first; each thing once."""
    found: dict[str, list[Row]] = {what: [] for what in ORDER}
    for one in in_the_way:
        rows = found.setdefault(one["what"], [])
        if one not in rows:
            rows.append(one)
    return [(what, rows) for what, rows in found.items() if rows]


def _touched(matter: Matter, measure_id: str) -> list[Row]:
    planned = _plan(matter, measure_id)
    of = {*planned.get("touches", ()), *planned.get("targets", ())}
    return [one for one in matter.persons if one["id"] in of]


def _sent(matter: Matter, measure_id: str) -> list[Row]:
    """The things that a sending would send."""
    wanted = set(_plan(matter, measure_id).get("items", ()))
    found: dict[str, Row] = {}
    for row in reversed(matter.events):
        event = row["event"]
        if event["event"] == "item-listed" and event["item"] in wanted:
            found[event["item"]] = event
    return list(found.values())


def _plan(matter: Matter, measure_id: str) -> Row:
    """The measure as it was told last."""
    for row in matter.events:
        event = row["event"]
        if event["event"] == "measure-planned" and event["measure"] == measure_id:
            return dict(event)
    return {}


def _facts(matter: Matter, measure_id: str) -> list[Row]:
    """What was said of facts, contested ones first; several statements side by side."""
    found: dict[str, list[Row]] = {}
    for one in get(matter.http, f"cases/{matter.id}/facts"):
        found.setdefault(one["fact"], []).append(one)
    rows = [
        {"fact": fact, "said": said, "contested": len({one["value"] for one in said}) > 1}
        for fact, said in found.items()
    ]
    return sorted(rows, key=lambda row: not row["contested"])


@require_safe
@desk("magistrate")
def ruling(request: HttpRequest, case: str, measure_id: str) -> HttpResponse:
    """The ruling whole, as a page to read and print."""
    matter = Matter(request, case)
    measure, of = matter.measure(measure_id)
    found = get(request, f"cases/{case}/measures/{measure_id}/ruling")["ruling"]
    findings = [one for status in SHUTS for one in found["findings"] if one["status"] == status]
    return show(
        request, "magistrate/ruling.html", case=matter.case, of=of, measure=measure,
        names=matter.names, ruling=found, findings=findings,
        bases=[one for one in found["findings"] if one["effect"] == "authorises"],
        others=[
            one for one in found["findings"]
            if one["status"] in ("met", "applies") and one["effect"] != "authorises"
        ],
    )  # fmt: skip


@require_safe
@desk("magistrate")
def what_if(request: HttpRequest, case: str, measure_id: str) -> HttpResponse:
    """How the ruling would read if one fact were otherwise. Nothing is written by asking."""
    matter = Matter(request, case)
    measure, of = matter.measure(measure_id)
    at = f"cases/{case}/measures/{measure_id}"
    found = get(request, f"{at}/ruling")["ruling"]
    points = [
        {"fact": fact, "ask": point["ask"], "office": question["office"]}
        for question in found.get("questions", ())
        for point in question["points"]
        for fact in point["about"][:1]
    ]
    fact, value = request.GET.get("fact", ""), request.GET.get("value", "")
    answer = None
    if fact and value in ("yes", "no"):
        answer = get(request, f"{at}/what-if", fact=fact, value=value)
    asked = next((one["ask"] for one in points if one["fact"] == fact), fact)
    return show(
        request, "magistrate/what-if.html", case=matter.case, of=of, measure=measure,
        names=matter.names, points=points, fact=fact, value=value, answer=answer, asked=asked,
    )  # fmt: skip
