"""What the buttons on the pages of a case do; each gives the page to go on to, or None."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from django.utils.translation import gettext as _

from safeconduct.desks import typed
from safeconduct.desks.addresses import chosen
from safeconduct.desks.clerk.pdf import BYTES
from safeconduct.desks.inside import Answer, post, put
from safeconduct.desks.pages import acted, filled, lines


def screen(request: HttpRequest, case: str) -> Any:
    """Ask every register about everyone touched; the answers are not the clerk's to see."""
    again = "/again" if request.POST.get("again") else ""
    return acted(
        request, post(request, f"cases/{case}/screening{again}"),
        _("Every register was asked. Below you see whether each check is complete."),
        "clerk:case", case,
    )  # fmt: skip


def _person(request: HttpRequest) -> dict[str, Any]:
    called = request.POST.get("called", "").strip()
    spelled = [called, *lines(request.POST.get("spelled", ""))] if called else []
    source = request.POST.get("source", "").strip() or "request"
    return {
        "called": called, "about": request.POST.get("about", "").strip(),
        "born": typed.day(request.POST.get("born", "")) or "unknown",
        "names": [{"spelled": one, "source": source} for one in dict.fromkeys(spelled)],
        "citizen_of": typed.states(request.POST.get("citizen_of", "")),
    }  # fmt: skip


def add(request: HttpRequest, case: str) -> Any:
    """Somebody whom it touches enters the case."""
    answer = post(request, f"cases/{case}/persons", _person(request))
    return acted(request, answer, _("The person is listed."), "clerk:persons", case)


def anew(request: HttpRequest, case: str) -> Any:
    """Tell of a person anew, under the id that they have."""
    body = {**_person(request), "person": request.POST.get("person", "")}
    answer = post(request, f"cases/{case}/persons", body)
    return acted(
        request, answer, _("What is written of the person is corrected."), "clerk:persons", case
    )


def identify(request: HttpRequest, case: str) -> Any:
    """Identify a person by their number, or by a document with its birth date."""
    person = chosen(request, "person")
    body = filled(request, "number", "document", "born")
    if "number" in body:
        body.pop("born", None)
    elif "born" in body:
        body["born"] = typed.day(body["born"])
    answer = post(request, f"cases/{case}/persons/{person}/identification", body)
    near = len(answer.body["household"]) if answer.done else 0
    words = _("Identified.")
    if near:
        words = _(
            "Identified. Who lives with them is listed, too: look at each measure, whether it "
            "touches them."
        )
    return acted(request, answer, words, "clerk:persons", case)


def relate(request: HttpRequest, case: str) -> Any:
    """Say how two persons are related."""
    body = {each: request.POST.get(each, "") for each in ("relation", "person", "to")}
    answer = post(request, f"cases/{case}/relations", body)
    return acted(request, answer, _("The relation is written down."), "clerk:persons", case)


def _plan(request: HttpRequest) -> dict[str, Any]:
    body: dict[str, Any] = {
        each: request.POST.get(each, "").strip() for each in ("kind", "request", "title", "on")
    }
    body |= {each: request.POST.getlist(each) for each in ("targets", "touches", "items",
                                                           "attendants")}  # fmt: skip
    body["on"] = typed.day(body["on"])
    if hour := request.POST.get("hour", "").strip():
        body["hour"] = hour
    return body


def plan(request: HttpRequest, case: str) -> Any:
    """A measure that is asked for."""
    answer = post(request, f"cases/{case}/measures", _plan(request))
    return acted(request, answer, _("The measure is written down."), "clerk:measures", case)


def replan(request: HttpRequest, case: str) -> Any:
    """A measure is told of anew."""
    measure = chosen(request, "measure")
    answer = post(request, f"cases/{case}/measures/{measure}/plan", _plan(request))
    return acted(
        request, answer, _("What is written of the measure is corrected."), "clerk:measures", case
    )


def item(request: HttpRequest, case: str) -> Any:
    """A thing, a record or data enters the case."""
    body: dict[str, Any] = {each: request.POST.get(each, "").strip() for each in ("kind", "title")}
    body |= filled(request, "measure", "owner")
    answer = post(request, f"cases/{case}/items", body)
    return acted(request, answer, _("The thing is listed."), "clerk:measures", case)


def content(request: HttpRequest, case: str) -> Any:
    """The bytes of a record are put in, once; nobody reads them here again."""
    sent = cast(Any, request.FILES.get("file"))
    if sent is None or sent.size > BYTES:
        problem = _("file: choose a file of at most 1.5 MB.")
        answer = Answer(422, {"problems": [problem]})
    else:
        which = chosen(request, "item")
        answer = put(request, f"cases/{case}/items/{which}/content", sent.read())
    return acted(request, answer, _("The file is put in and sealed."), "clerk:measures", case)


def link(request: HttpRequest, case: str) -> Any:
    """A request belongs to another one."""
    of = chosen(request, "request")
    body = {each: request.POST.get(each, "").strip() for each in ("to", "how", "reasons")}
    answer = post(request, f"cases/{case}/requests/{of}/links", body)
    return acted(request, answer, _("The requests are linked."), "clerk:links", case)


def oppose(request: HttpRequest, case: str) -> Any:
    """An opposition that came in on paper."""
    measure = chosen(request, "measure")
    body = filled(request, "title", "of", "person")
    answer = post(request, f"cases/{case}/measures/{measure}/oppositions",
                  {"title": "", **body})  # fmt: skip
    return acted(
        request, answer, _("The opposition is entered. The measure waits until a court decides."),
        "clerk:paper", case,
    )  # fmt: skip


def freeze(request: HttpRequest, case: str) -> Any:
    """A request for a standstill that came in on paper."""
    of = chosen(request, "request")
    body = {"title": request.POST.get("why", "").strip(), "of": request.POST.get("behalf", ""),
            "facts": lines(request.POST.get("facts", ""))}  # fmt: skip
    answer = post(request, f"cases/{case}/requests/{of}/freeze", body)
    words = _("It is entered on the same facts as before: it is noted, and holds nothing anew.")
    if answer.done and answer.body["holds"]:
        words = _("It is entered. Everything under the request stands still until it is answered.")
    return acted(request, answer, words, "clerk:paper", case)


def emergency(request: HttpRequest, case: str) -> Any:
    """An act that was ordered outside the gate, as somebody told it to the clerk."""
    body = {each: request.POST.get(each, "").strip()
            for each in ("ordered_by", "provision", "reason")}  # fmt: skip
    ordered = request.POST.get("ordered", "").strip()
    answer = post(
        request, f"cases/{case}/emergencies",
        {"of": request.POST.get("emergency_of", ""), "ordered_by": body["ordered_by"],
         "ordered": f"{ordered}Z" if ordered and not ordered.endswith("Z") else ordered,
         "provision": body["provision"], "why": body["reason"]},
    )  # fmt: skip
    return acted(
        request, answer,
        _("It is stated. What was obtained is sealed, the request stands still, and a second "
          "person has to confirm it within 24 hours of the order."),
        "clerk:paper", case,
    )  # fmt: skip


def tell(request: HttpRequest, case: str) -> Any:
    """Persons are told in writing of what was done."""
    measure = chosen(request, "measure")
    body: dict[str, Any] = {
        each: request.POST.get(each, "").strip()
        for each in ("language", "grounds", "remedies", "oppose_until")
    }
    body["oppose_until"] = typed.day(body["oppose_until"])
    body["persons"] = request.POST.getlist("persons")
    answer = post(request, f"cases/{case}/measures/{measure}/notices", body)
    return acted(request, answer, _("They count as told from today."), "clerk:notices", case)
