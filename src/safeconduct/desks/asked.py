"""Questions that were put to a role, answered where its people sit."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from safeconduct.case.roles import Role
from safeconduct.desks.inside import get, post
from safeconduct.desks.pages import View, acted, desk

ANSWERS: tuple[tuple[str, Promise | str], ...] = (
    ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")),
    ("unknown", gettext_lazy("I do not know")),
)  # fmt: skip


def questions(request: HttpRequest, case: str = "") -> list[dict[str, Any]]:
    """What the reader's role was asked, in one case or in any, the most urgent first."""
    return [one for one in get(request, "questions") if case in ("", one["case"])]


def answering(role: Role, name: str, home: View) -> View:
    """The view that takes the answer to a question.

    `home`: the page that showed it, to be shown again if it is refused; `name`: its address.
    """

    @require_POST
    @desk(role)
    def answer(request: HttpRequest, case: str) -> HttpResponse:
        body = {"fact": request.POST.get("fact", ""), "value": request.POST.get("value", "")}
        found = post(request, f"cases/{case}/questions/answers", body)
        done = acted(request, found, _("Your answer is recorded."), name)
        return done or home(request)

    return answer
