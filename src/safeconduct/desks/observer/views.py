"""What an observer was called to, and one call-out with everything that is theirs to see."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from safeconduct.desks.answers.asked import questions
from safeconduct.desks.clocks import when, zone
from safeconduct.desks.inside import get, may
from safeconduct.desks.pages import desk, show


@require_safe
@desk("observer")
def home(request: HttpRequest) -> HttpResponse:
    """What waits: questions, and the measures to which they were admitted."""
    open_: list[dict[str, Any]] = []
    done: list[dict[str, Any]] = []
    for matter in get(request, "matters"):
        row = {**matter, "given": [when(one) for one in matter["clearances"]]}
        (done if matter["reported"] else open_).append(row)
    return show(
        request, "observer/home.html", open=open_, done=done, questions=questions(request),
        zone=zone(),
    )  # fmt: skip


@require_safe
@desk("observer")
def one(request: HttpRequest, case: str, measure: str) -> HttpResponse:
    """One call-out."""
    return shown(request, case, measure)


def shown(request: HttpRequest, case: str, measure: str) -> HttpResponse:
    """A call-out: how it stands, what may be done, what was reported, what is theirs to say."""
    at = f"cases/{case}/measures/{measure}"
    report = get(request, f"{at}/report")
    state = get(request, f"{at}/state")
    given = [
        when(get(request, f"{at}/clearances/{one['id']}"))
        for matter in get(request, "matters") if matter["measure"] == measure
        for one in matter["clearances"]
    ]  # fmt: skip
    names: dict[str, str] = {}
    for each in given:
        names |= each["called"]
    things = get(request, f"{at}/inventory")
    said = _said(request, case)
    return show(
        request, "observer/matter.html", case=case, measure=measure, report=report, state=state,
        still=state["state"] == "stands still", given=given, names=names, zone=zone(),
        things=[{**one, "secret": said.get(f"privileged({one['item']})", "")} for one in things],
        asks=[(f"{word}({measure})", ask, said.get(f"{word}({measure})", ""))
              for word, ask in report["asks"].items()],
        holds=may(request, f"cases/{case}/holds/mine") or [],
        present=said.get(f"observer-present({measure})", ""), answers=ANSWERS,
        questions=[one for one in questions(request) if one["case"] == case], typed=request.POST,
    )  # fmt: skip


ANSWERS = (("yes", _("Yes")), ("no", _("No")), ("unknown", _("Not known")))


def _said(request: HttpRequest, case: str) -> dict[str, Any]:
    """What observers said of facts, the last word on each."""
    return {one["fact"]: one["value"] for one in get(request, f"cases/{case}/facts")}
