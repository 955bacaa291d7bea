"""What counsel reads: what waits with its days, a case, a measure of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from safeconduct.desks.answers.asked import questions
from safeconduct.desks.inside import get, may
from safeconduct.desks.pages import desk, show


@require_safe
@desk("defence")
def home(request: HttpRequest) -> HttpResponse:
    """What waits: time to oppose, questions; then the cases."""
    return home_again(request)


def home_again(request: HttpRequest) -> HttpResponse:
    """The same after a button that was refused."""
    names: dict[str, str] = {}
    cases: dict[str, dict[str, Any]] = {}
    kinds: dict[str, str] = {}
    for matter in get(request, "matters"):
        case, kinds[matter["measure"]] = matter["case"], matter["kind"]
        if case not in cases:
            cases[case] = get(request, f"cases/{case}")
            names |= _names(get(request, f"cases/{case}/notices"))
    waiting = [
        {**one, "kind": kinds.get(one["of"], "")}
        for one in get(request, "deadlines") if one["what"] == "oppose"
    ]  # fmt: skip
    return show(
        request, "defence/home.html", waiting=waiting, cases=list(cases.values()), names=names,
        questions=questions(request), typed=request.POST,
    )  # fmt: skip


@require_safe
@desk("defence")
def one_case(request: HttpRequest, case: str) -> HttpResponse:
    """A case from the first notice on."""
    return shown_case(request, case)


def shown_case(request: HttpRequest, case: str) -> HttpResponse:
    """Its notices, measures, and what counsel wrote."""
    found = get(request, f"cases/{case}")
    notices = get(request, f"cases/{case}/notices")
    return show(
        request, "defence/case.html", case=found, notices=notices, persons=_names(notices),
        submissions=get(request, f"cases/{case}/submissions"), typed=request.POST,
    )  # fmt: skip


@require_safe
@desk("defence")
def one_measure(request: HttpRequest, case: str, measure: str) -> HttpResponse:
    """A measure of which a client was told."""
    return shown_measure(request, case, measure)


def shown_measure(request: HttpRequest, case: str, measure: str) -> HttpResponse:
    """What they were told, the time that is left, what was done and taken, what the law says."""
    at = f"cases/{case}/measures/{measure}"
    report = get(request, f"{at}/report")
    every = get(request, f"cases/{case}/notices")
    notices = [one for one in every if one["measure"] == measure]
    plan = next(
        one for each in get(request, f"cases/{case}")["requests"] for one in each["measures"]
        if one["measure"] == measure
    )  # fmt: skip
    ruling = may(request, f"{at}/ruling")
    whole = ruling["ruling"] if ruling else None
    return show(
        request, "defence/measure.html", case=case, plan=plan, report=report, notices=notices,
        persons=_names(notices), names={**_names(every), measure: plan["title"]},
        opposed=get(request, f"{at}/oppositions"), state=may(request, f"{at}/state"),
        things=get(request, f"{at}/inventory"), ruling=whole,
        findings=whole["findings"] if whole else [], typed=request.POST,
    )  # fmt: skip


def _names(notices: list[dict[str, Any]]) -> dict[str, str]:
    return {one["person"]: one["called"] for one in notices}
