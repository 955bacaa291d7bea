"""What the overseer looks at again: measures drawn by lot, and files kept to their end."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from safeconduct.desks.accounts.again import confirm_first
from safeconduct.desks.addresses import chosen
from safeconduct.desks.inside import get, post
from safeconduct.desks.pages import acted, desk, show


@require_http_methods(["GET", "POST"])
@desk("overseer")
def samples(request: HttpRequest) -> HttpResponse:
    """The measures that were drawn, and a button to draw more."""
    if request.method == "POST":
        number = request.POST.get("number", "")
        body = {"number": int(number) if number.isdecimal() and len(number) < 20 else 0}
        answer = post(request, "samples", body)
        how_many = len((answer.body or {}).get("measures", ()))
        said = ngettext("%(n)s measure was drawn.", "%(n)s measures were drawn.", how_many)
        done: HttpResponse | None = acted(
            request, answer, said % {"n": how_many}, "overseer:samples"
        )
        if done is not None:
            return done
    drawn = get(request, "samples/drawn")
    return show(
        request, "overseer/samples.html", drawn=drawn, numbers=get(request, "samples"),
        typed=request.POST,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@desk("overseer")
def sample(request: HttpRequest, measure: str) -> HttpResponse:
    """A measure that was drawn, with today's ruling; persons are letters."""
    if request.method == "POST":
        body = {"verdict": request.POST.get("verdict", ""),
                "finding": request.POST.get("finding", "").strip()}  # fmt: skip
        answer = post(request, f"samples/{measure}/review", body)
        done: HttpResponse | None = acted(
            request, answer, _("Your review is recorded."), "overseer:samples"
        )
        if done is not None:
            return done
    found = get(request, f"samples/drawn/{measure}")
    return show(
        request, "overseer/sample.html", sample=found, ruling=found["ruling"], names={},
        findings=found["ruling"].get("findings", []), typed=request.POST,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@desk("overseer")
def kept(request: HttpRequest) -> HttpResponse:
    """Closed cases, until when each is kept, and the erasure of what they say."""
    if request.method == "POST":
        which = chosen(request, "case")
        if request.POST.get("action") == "propose":
            body = {"reasons": request.POST.get("reasons", "").strip(),
                    "ordered": "ordered" in request.POST}  # fmt: skip
            path, said = f"cases/{which}/erasure", _("The erasure is proposed.")
        else:
            first = confirm_first(request, _("You are about to erase what a case says, for good."))
            if first is not None:
                return first
            body, path = {}, f"cases/{which}/erasure/completion"
            said = _("What the case says is erased.")
        done: HttpResponse | None = acted(request, post(request, path, body), said, "overseer:kept")
        if done is not None:
            return done
    rows = get(request, "retention", after=request.GET.get("after", ""))
    return show(request, "overseer/kept.html", kept=rows, typed=request.POST)
