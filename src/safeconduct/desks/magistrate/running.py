"""Running a request: what is planned, which lists are complete, who may see it, what is said of it.

One page with a form a step; each form names its step (`action`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safeconduct.desks import words
from safeconduct.desks.accounts.again import confirm_first
from safeconduct.desks.inside import get, may, post
from safeconduct.desks.magistrate.acts import seen
from safeconduct.desks.magistrate.looked import Matter
from safeconduct.desks.pages import acted, desk, filled, show
from safeconduct.desks.reading import Row, complete

LISTS = ("touched", "targets", "items")
"""Lists of a measure that the magistrate declares complete; `signals` is the request's."""


@dataclass(frozen=True)
class Step:
    """What a form of the page does. `opens`: who is there is asked first."""

    path: Callable[[str], str]
    """Where in the API, for a request."""
    body: Callable[[HttpRequest], dict[str, Any]]
    done: Promise | str
    opens: bool = False


def _plan(request: HttpRequest) -> dict[str, Any]:
    lists = {name: request.POST.getlist(name) for name in ("targets", "touches", "items")}
    return {**filled(request, "kind", "title", "on"), **lists}


def _with_version(*names: str) -> Callable[[HttpRequest], dict[str, Any]]:
    return lambda request: {**filled(request, *names), "seen": seen(request)}


STEPS: dict[str, Step] = {
    "plan": Step(lambda _of: "measures", _plan, _("The measure is planned.")),
    "declare": Step(
        lambda _of: "declarations", _with_version("list"), _("The list is declared complete."),
        opens=True,
    ),
    "admit": Step(
        lambda _of: "admissions", lambda r: filled(r, "account", "of", "reasons"),
        _("They are admitted."), opens=True,
    ),
    "end-admission": Step(
        lambda _of: "admissions/end", lambda r: filled(r, "account", "of", "reasons"),
        _("They are not admitted any more."),
    ),
    "word": Step(
        lambda of: f"requests/{of}/words", _with_version("word", "reasons"),
        _("The message is proposed. It goes out once the second signer has signed it."), opens=True,
    ),
    "close": Step(
        lambda of: f"requests/{of}/close", _with_version("reasons"),
        _("The request is closed."), opens=True,
    ),
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@desk("magistrate")
def page(request: HttpRequest, case: str, request_id: str) -> HttpResponse:
    """The page, and its forms."""
    matter = Matter(request, case)
    of = matter.request(request_id)
    if request.method == "POST":
        found = _done(request, case, request_id)
        if found is not None:
            return found
        matter = Matter(request, case)
    return show(
        request, "magistrate/running.html", case=matter.case, of=of, names=matter.names,
        version=matter.version, persons=matter.persons, items=_items(matter),
        kinds=words.MEASURES.items(), lists=_lists(of, matter),
        said=[w for w in may(request, f"cases/{case}/words") or [] if w["request"] == request_id],
        still_open=get(request, f"cases/{case}/requests/{request_id}/open"),
    )  # fmt: skip


def _done(request: HttpRequest, case: str, request_id: str) -> HttpResponse | None:
    step = STEPS.get(request.POST.get("action", ""))
    if step is None:
        raise Http404("no such step")
    if step.opens:
        first = confirm_first(request)
        if first is not None:
            return first
    body = step.body(request)
    if request.POST["action"] == "plan":
        body["request"] = request_id
    answer = post(request, f"cases/{case}/{step.path(request_id)}", body)
    found = acted(request, answer, str(step.done), "magistrate:running", case, request_id)
    return found if isinstance(found, HttpResponse) else None


def _items(matter: Matter) -> list[Row]:
    """Things, records and data of the case, as they were told last."""
    found: dict[str, Row] = {}
    for row in reversed(matter.events):
        if row["event"]["event"] == "item-listed":
            found[row["event"]["item"]] = row["event"]
    return list(found.values())


def _lists(of: Row, matter: Matter) -> list[tuple[str, str]]:
    """Lists that can be declared complete: as facts name them, and of what each is."""
    declared = complete(matter.written)
    wanted = [(f"signals({of['request']})", of["title"])]
    wanted += [
        (f"{name}({one['measure']})", one["title"]) for name in LISTS for one in of["measures"]
    ]
    return [(name, title) for name, title in wanted if name not in declared]
