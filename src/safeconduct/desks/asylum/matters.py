"""What was put before the register: what waits, each matter, and whether it is the person."""

from __future__ import annotations

from datetime import date
from itertools import zip_longest
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safeconduct.case import dates
from safeconduct.desks.accounts.again import confirm_first
from safeconduct.desks.addresses import chosen
from safeconduct.desks.asylum.likeness import rows
from safeconduct.desks.asylum.sources import Source, read
from safeconduct.desks.pages import acted, desk, filled, show

_NAMES = 3
"""Under how many of their names somebody without a number is looked for."""


@require_http_methods(["GET", "POST"])
@desk("asylum-officer")
def home(request: HttpRequest, source: Source) -> HttpResponse:
    """What waits for an opinion or an answer, the most urgent first; then what was answered."""
    if request.method == "POST":
        gate, case = (request.POST.get(name, "") for name in ("gate", "case"))
        answered = _answer(request, source, gate, case, "asylum:home")
        if answered is not None:
            return answered
    found = source.referrals(request)
    questions = source.questions(request)
    waiting = sorted((one for one in found if one["waiting"]), key=_urgency)
    return show(
        request, "asylum/home.html", waiting=waiting, questions=questions,
        others=[one for one in found if not one["waiting"]],
    )  # fmt: skip


def _urgency(row: dict[str, Any]) -> tuple[date, date]:
    """By the day on which the opinion is due or the measure is planned, whichever is earlier."""
    planned = dates.latest(row["on"]) if row["on"] else date.max
    due = date.fromisoformat(row["due"]) if row["due"] else date.max
    return min(planned, due), planned


@require_http_methods(["GET", "POST"])
@desk("asylum-officer")
def matter(request: HttpRequest, source: Source, gate: str, case: str) -> HttpResponse:
    """A matter: what is to be done, who it is about, opinions and answers, holds, what happened."""
    if request.method == "POST":
        done = _done(request, source, gate, case)
        if done is not None:
            return done
    found = source.matter(request, gate, case)
    for one in found["opinions"]:
        one["pairs"] = list(zip_longest(one["points"], one["answers"], fillvalue=""))
    under_way = {one["of"] for one in found["sent"] if one["state"] == "waits"}
    for one in found["persons"]:
        # What was said of them is on its way to the gate: it need not be said again.
        one["said"] = one["to_settle"] and one["id"] in under_way
        one["to_settle"] = one["to_settle"] and not one["said"]
    return show(
        request, "asylum/matter.html", matter=found, names=_names(found),
        waiting=[one for one in found["measures"] if one["waiting"]],
        given=any(one["kind"] == "opinion" and one["state"] == "waits" for one in found["sent"]),
        to_settle=[one for one in found["persons"] if one["to_settle"]],
        standing=[one for one in found["holds"] if not one["lifted"]],
        ended=[one for one in found["holds"] if one["lifted"]],
        holds_persons=source.holds_persons, seen=_seen(found), typed=request.POST,
    )  # fmt: skip


def _names(found: dict[str, Any]) -> dict[str, str]:
    """What the ids of a matter are called."""
    titled = {one["id"]: one["title"] for one in [*found["requests"], *found["measures"]]}
    called = {one["id"]: (one["names"] or [one["id"]])[0] for one in found["persons"]}
    return {**titled, **called}


def _seen(found: dict[str, Any]) -> str:
    """The version of the case, where the matter is of this node."""
    return next((one["version"] for one in found["state"].values() if one), "")


def _done(request: HttpRequest, source: Source, gate: str, case: str) -> HttpResponse | None:
    to = ("asylum:matter", gate, case)
    match request.POST.get("action", ""):
        case "answer":
            return _answer(request, source, gate, case, *to)
        case "hold":
            on, _sign, of = request.POST.get("what", "").partition(":")
            body = {"on": on, "of": of, **filled(request, "why", "until")}
            answer = source.act(request, gate, case, "holds", {"why": "", **body})
            return _response(acted(request, answer, _("It stands still from now on."), *to))
        case "lift":
            first = confirm_first(request, _("You are about to end a hold of your register."))
            if first is not None:
                return first
            body = {"reasons": request.POST.get("reasons", "")}
            what = f"holds/{chosen(request, 'hold')}/lift"
            seen = request.POST.get("seen", "")
            answer = source.act(request, gate, case, what, {**body, "seen": seen})
            return _response(acted(request, answer, _("The hold is ended."), *to))
        case _other:
            raise Http404("no such button")


def _answer(
    request: HttpRequest, source: Source, gate: str, case: str, *to: str
) -> HttpResponse | None:
    first = confirm_first(request, _("You answer a question: a measure may go on by it."))
    if first is not None:
        return first
    body = {"fact": request.POST.get("fact", ""), "value": request.POST.get("value", "")}
    answer = source.act(request, gate, case, "questions/answers", body)
    return _response(acted(request, answer, _("Your answer was given."), *to))


def _response(found: Any) -> HttpResponse | None:
    return found if isinstance(found, HttpResponse) else None


@require_http_methods(["GET", "POST"])
@desk("asylum-officer")
def candidate(
    request: HttpRequest, source: Source, gate: str, case: str, person: str
) -> HttpResponse:
    """Whether somebody of a matter is the person of the register: both side by side."""
    if request.method == "POST":
        done = _settled(request, source, gate, case, person)
        if done is not None:
            return done
    found = source.matter(request, gate, case)
    who = next((one for one in found["persons"] if one["id"] == person), None)
    if who is None:
        raise Http404("no such person in this matter")
    entries = [
        {**one, "rows": list(rows(who, one)),
         "stand": [each for each in one["protections"] if each["stands"]],
         "over": [each for each in one["protections"] if not each["stands"]]}
        for one in _listed(request, who)
    ]  # fmt: skip
    return show(
        request, "asylum/candidate.html", matter=found, person=who, entries=entries,
        typed=request.POST,
    )  # fmt: skip


def _settled(
    request: HttpRequest, source: Source, gate: str, case: str, person: str
) -> HttpResponse | None:
    first = confirm_first(request, _("You are about to say whether it is this person."))
    if first is not None:
        return first
    to = ("asylum:matter", gate, case)
    if request.POST.get("action") == "confirm":
        number = request.POST.get("registered", "")
        body: dict[str, Any] = {
            "registered": int(number) if number.isdecimal() and len(number) < 20 else 0
        }
        answer = source.act(request, gate, case, f"persons/{person}/confirm", body)
        return _response(acted(request, answer, _("You said that it is this person."), *to))
    body = {"reasons": request.POST.get("reasons", "").strip()}
    answer = source.act(request, gate, case, f"persons/{person}/reject", body)
    return _response(acted(request, answer, _("You said that it is somebody else."), *to))


def _listed(request: HttpRequest, person: dict[str, Any]) -> list[dict[str, Any]]:
    """Whom the register has under this number, or else under the names."""
    found: dict[int, dict[str, Any]] = {}
    if person["number"]:
        for one in read(request, "register/persons", number=person["number"]):
            found[one["id"]] = one
    for name in () if found else person["names"][:_NAMES]:
        for one in read(request, "register/persons", name=name):
            found[one["id"]] = one
    return list(found.values())
