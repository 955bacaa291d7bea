"""What the magistrate does: answer an opinion, decide, propose a clearance, hold and lift."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from safeconduct.desks.accounts.again import opens
from safeconduct.desks.inside import Answer, post
from safeconduct.desks.magistrate import measure as measures
from safeconduct.desks.magistrate.looked import Matter
from safeconduct.desks.magistrate.requests import shown as request_page
from safeconduct.desks.pages import acted, desk, filled, lines


def _to_measure(
    request: HttpRequest, case: str, measure_id: str, answer: Answer, done: str, **more: str
) -> HttpResponse:
    found = acted(request, answer, done, "magistrate:measure", case, measure_id)
    return found or measures.shown(request, Matter(request, case), measure_id, **more)


def _to_request(
    request: HttpRequest, case: str, request_id: str, answer: Answer, done: str
) -> HttpResponse:
    found = acted(request, answer, done, "magistrate:request", case, request_id)
    return found or request_page(request, Matter(request, case), request_id)


def seen(request: HttpRequest) -> int | str:
    """The version that the page showed on which the button stood."""
    text = request.POST.get("seen", "")
    # No version has more digits, and Python reads no number that has thousands of them.
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else text


@require_POST
@desk("magistrate")
@opens
def answer(request: HttpRequest, case: str, measure_id: str, opinion: str) -> HttpResponse:
    """Answer an opinion, one answer a point."""
    body = {"answers": request.POST.getlist("answers"), "seen": seen(request)}
    done = post(request, f"cases/{case}/opinions/{opinion}/answer", body)
    words = _("The opinion is answered.")
    return _to_measure(request, case, measure_id, done, words, sent_to=opinion)


@require_POST
@desk("magistrate")
@opens
def decide(request: HttpRequest, case: str, measure_id: str) -> HttpResponse:
    """Decide, with reasons."""
    body = {
        "measures": [measure_id], **filled(request, "outcome", "reasons"), "seen": seen(request),
    }  # fmt: skip
    done = post(request, f"cases/{case}/decisions", body)
    return _to_measure(request, case, measure_id, done, _("Your decision is recorded."))


@require_POST
@desk("magistrate")
@opens
def clear(request: HttpRequest, case: str, measure_id: str) -> HttpResponse:
    """Propose a clearance; it holds once the second signer has signed."""
    allows = {
        **filled(request, "place", "recipient", "word", "language"),
        **{name: f"{text}Z" for name, text in filled(request, "start", "end").items()},
        "may_attend": lines(request.POST.get("may_attend", "")),
        "persons": request.POST.getlist("persons"), "items": request.POST.getlist("items"),
    }  # fmt: skip
    body = {**filled(request, "scope"), "allows": allows, "seen": seen(request)}
    done = post(request, f"cases/{case}/measures/{measure_id}/clearances", body)
    words = _("The clearance is proposed. It holds once the second signer has signed it.")
    return _to_measure(request, case, measure_id, done, words)


@require_POST
@desk("magistrate")
@opens
def release(request: HttpRequest, case: str, measure_id: str, clearance: str) -> HttpResponse:
    """Send what a clearance covers, in the request's next free slot."""
    body = {"seen": seen(request)}
    done = post(request, f"cases/{case}/clearances/{clearance}/release", body)
    words = _("It is released, and leaves in the next free slot of this request.")
    return _to_measure(request, case, measure_id, done, words)


@require_POST
@desk("magistrate")
def withdraw(request: HttpRequest, case: str, measure_id: str, clearance: str) -> HttpResponse:
    """Withdraw a clearance or a proposal, at once."""
    body = filled(request, "reasons")
    done = post(request, f"cases/{case}/clearances/{clearance}/revocation", body)
    return _to_measure(request, case, measure_id, done, _("The clearance is withdrawn."))


@require_POST
@desk("magistrate")
@opens
def find(request: HttpRequest, case: str, measure_id: str) -> HttpResponse:
    """Settle a contested fact, with reasons; both statements stay."""
    body = {**filled(request, "fact", "value", "reasons"), "seen": seen(request)}
    done = post(request, f"cases/{case}/findings", body)
    return _to_measure(request, case, measure_id, done, _("Your finding is recorded."))


@require_POST
@desk("magistrate")
def hold(request: HttpRequest, case: str, request_id: str) -> HttpResponse:
    """Let something stand still, at once."""
    body: dict[str, str] = {**filled(request, "why", "until")}
    on, _sign, of = request.POST.get("what", "").partition(" ")
    done = post(request, f"cases/{case}/holds", {**body, "on": on, "of": of})
    return _to_request(request, case, request_id, done, _("It stands still from now on."))


@require_POST
@desk("magistrate")
@opens
def lift(request: HttpRequest, case: str, hold: str) -> HttpResponse:
    """Lift one's own hold, with reasons."""
    body = {**filled(request, "reasons"), "seen": seen(request)}
    done = post(request, f"cases/{case}/holds/{hold}/lift", body)
    of = request.POST.get("request", "")
    return _to_request(request, case, of, done, _("The hold is lifted."))


@require_POST
@desk("magistrate")
@opens
def freeze(request: HttpRequest, case: str, request_id: str) -> HttpResponse:
    """Answer a request for a standstill."""
    body = {**filled(request, "outcome", "reasons"), "seen": seen(request)}
    done = post(request, f"cases/{case}/requests/{request_id}/freeze/answer", body)
    return _to_request(
        request, case, request_id, done, _("The request for a standstill is answered.")
    )
