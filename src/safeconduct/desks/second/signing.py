"""Pages on which the second signer looks at something, and signs or confirms it.

Each button stands under what has to be looked at, and each line of that is ticked by hand: the
second person answers for having looked, not for having pressed.
"""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safeconduct.desks.accounts.again import confirm_first
from safeconduct.desks.inside import Answer, get, may, post
from safeconduct.desks.pages import acted, desk, show
from safeconduct.desks.second.matter import Matter
from safeconduct.desks.words import SHUTS

LOOKED: dict[str, tuple[Promise | str, ...]] = {
    "request": (
        gettext_lazy("I saw the request itself, or asked the office that has the original."),
        gettext_lazy("State, reference and what is asked for are registered as the letter has "
                     "them."),
    ),
    "clearance": (
        gettext_lazy("I read the whole scope: place, hours, people, who may attend, what is sent."),
        gettext_lazy("I read the decision and what the rulebook says."),
        gettext_lazy("It allows no more than what was decided."),
    ),
    "word": (
        gettext_lazy("I read which message goes to whom, and why."),
        gettext_lazy("I know that it cannot be taken out of the recipient’s hands."),
    ),
    "emergency": (
        gettext_lazy("I saw the order itself, or asked whoever gave it."),
        gettext_lazy("Who, when and under which provision stand here as in the order."),
    ),
}  # fmt: skip
"""What must have been looked at, by what is signed."""


def _seen(http: HttpRequest) -> int | str:
    text = http.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else text


def _not_looked(http: HttpRequest, what: str) -> Answer | None:
    """A refusal if a line of what has to be looked at is not ticked."""
    ticked = set(http.POST.getlist("looked"))
    problems = [
        _("Not ticked: %(line)s") % {"line": line}
        for number, line in enumerate(LOOKED[what]) if str(number) not in ticked
    ]  # fmt: skip
    return Answer(422, {"problems": problems}) if problems else None


def _signed(http: HttpRequest, what: str, path: str, body: Any, done: str) -> HttpResponse | None:
    """Sign or confirm; a page if it is done or something else comes first, None if refused."""
    refused = _not_looked(http, what)
    if refused is None:
        if (first := confirm_first(http)) is not None:
            return first
        refused = post(http, path, body)
    return cast("HttpResponse | None", acted(http, refused, done, "second:home"))


def _looked(http: HttpRequest, what: str) -> dict[str, Any]:
    ticked = http.POST.getlist("looked")
    lines = [(str(n), line, str(n) in ticked) for n, line in enumerate(LOOKED[what])]
    return {"looked": lines}


def _base(matter: Matter) -> dict[str, Any]:
    return {"case": matter.case, "version": matter.case["version"], "names": matter.names}


@desk("second-signer")
def request(request: HttpRequest, case: str, of: str) -> HttpResponse:
    """A request that was registered: confirm where it came from."""
    if request.method == "POST":
        path = f"cases/{case}/requests/{of}/confirmation"
        body = {"proof": request.POST.get("proof", "").strip()}
        done = _signed(request, "request", path, body, _("The request is confirmed."))
        if done is not None:
            return done
    matter = Matter(request, case)
    return show(request, "second/request.html", **_base(matter), of=matter.request(of),
                persons=matter.persons, **_looked(request, "request"))  # fmt: skip


@desk("second-signer")
def clearance(request: HttpRequest, case: str, of: str) -> HttpResponse:
    """A clearance that was proposed: all of its scope, what is in the way, the ruling."""
    if request.method == "POST":
        withdraws = request.POST.get("action") == "withdraw"
        done = _withdrawn(request, case, of) if withdraws else _signed(
            request, "clearance", f"cases/{case}/clearances/{of}/signature",
            {"seen": _seen(request)}, _("The clearance is signed. It can be used once."),
        )  # fmt: skip
        if done is not None:
            return done
    matter = Matter(request, case)
    found = next((c for c in get(request, f"cases/{case}/clearances") if c["id"] == of), None)
    if found is None:
        raise Http404("no such clearance")
    # What a clearance leaves out it does not allow.
    allows = {"persons": [], "may_attend": [], "items": [], **found["allows"]}
    at = f"cases/{case}/measures/{found['measure']}"
    ready, ruling = get(request, f"{at}/readiness"), get(request, f"{at}/ruling")["ruling"]
    findings = [f for status in SHUTS for f in ruling["findings"] if f["status"] == status]
    decisions = [
        row["event"] for row in matter.written
        if row["event"]["event"] == "decision-taken"
        and found["measure"] in row["event"].get("measures", [])
    ]  # fmt: skip
    return show(
        request, "second/clearance.html", **_base(matter), clearance=found, allows=allows,
        measure=matter.measure(found["measure"]), ready=ready["in_the_way"], ruling=ruling,
        findings=findings, decisions=decisions, **_looked(request, "clearance"),
    )  # fmt: skip


def _withdrawn(http: HttpRequest, case: str, of: str) -> HttpResponse | None:
    """Withdraw a clearance, a word or a proposal; it binds at once and needs no second look."""
    body = {"reasons": http.POST.get("reasons", "").strip()}
    answer = post(http, f"cases/{case}/clearances/{of}/revocation", body)
    return cast("HttpResponse | None", acted(http, answer, _("It is withdrawn."), "second:home"))


@desk("second-signer")
def word(request: HttpRequest, case: str, of: str) -> HttpResponse:
    """A message to the requesting state that was proposed."""
    if request.method == "POST":
        withdraws = request.POST.get("action") == "withdraw"
        done = _withdrawn(request, case, of) if withdraws else _signed(
            request, "word", f"cases/{case}/words/{of}/signature", {"seen": _seen(request)},
            _("The message is signed. It goes out in the request’s next free slot."),
        )  # fmt: skip
        if done is not None:
            return done
    matter = Matter(request, case)
    found = next((w for w in get(request, f"cases/{case}/words") if w["id"] == of), None)
    if found is None:
        raise Http404("no such word")
    why = matter.last("outward-proposed", clearance=of)["reasons"]
    return show(request, "second/word.html", **_base(matter), word=found, why=why,
                of=matter.request(found["request"]), **_looked(request, "word"))  # fmt: skip


@desk("second-signer")
def emergency(request: HttpRequest, case: str, of: str) -> HttpResponse:
    """An act that was ordered outside the gate: confirm what somebody else stated."""
    if request.method == "POST":
        path = f"cases/{case}/emergencies/{of}/confirmation"
        body = {"proof": request.POST.get("proof", "").strip()}
        done = _signed(request, "emergency", path, body, _("The emergency is confirmed."))
        if done is not None:
            return done
    matter = Matter(request, case)
    found = may(request, f"cases/{case}/emergencies") or []
    one = next((e for e in found if e["emergency"] == of), None)
    if one is None:
        raise Http404("no such emergency")
    return show(
        request, "second/emergency.html", **_base(matter), emergency=one,
        measure=matter.measure(one["measure"]), **_looked(request, "emergency"),
    )  # fmt: skip
