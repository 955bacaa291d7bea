"""How a page of a desk is made: who may see it, what a refusal looks like, what a button does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from safeconduct.case.roles import Role
from safeconduct.desks.acting import acting, must_act
from safeconduct.desks.inside import Answer, NotNow
from safeconduct.gate import looks
from safeconduct.gate.dear import Busy, dear
from safeconduct.gate.errors import Forbidden
from safeconduct.policy.onepage import one_page

METHODS = ("GET", "HEAD", "POST")
"""How browsers ask for a page; with others a page that looks at POST alone would take part."""
View = Callable[..., HttpResponse]
BUSY = gettext_lazy(
    "Too much that takes long is being made at the moment. Nothing was done. Try again in a minute."
)


def desk(*roles: Role) -> Callable[[View], View]:
    """A page for whoever acts in one of these roles; others are refused, whatever is there.

    Without roles: for whoever is signed in in any role.
    """

    def made(view: View) -> View:
        @wraps(view)
        def shown(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
            if request.method not in METHODS:
                return HttpResponseNotAllowed(METHODS)
            who = acting(request)
            if who is None:
                return sign_in_first(request)
            if roles and who.role not in roles:
                raise PermissionDenied("this page belongs to another desk")
            try:
                with _reading(request):
                    answer = view(request, *args, **named)
            except NotNow as error:
                answer = _refused(request, error.status, error.problems)
            except Busy as error:
                answer = _refused(request, error.status, [str(BUSY)])
                answer.headers["Retry-After"] = str(error.again)
            except Forbidden as error:
                # More was looked at than one account may: the page is made, and stays here.
                answer = _refused(request, error.status, [str(error)])
            # Nothing of a matter stays behind in a browser.
            answer.headers.setdefault("Cache-Control", "no-store")
            return answer

        # Tests walk all addresses and ask whose each is.
        shown.desk_roles = roles  # type: ignore[attr-defined]
        return shown

    return made


@contextmanager
def _reading(request: HttpRequest) -> Iterator[None]:
    """A page that is only read asks the same thing once, and its looks are recorded together.

    What a button does asks everything anew at each step, as from anywhere else.
    """
    if request.method == "POST":
        yield
        return
    with one_page(), looks.together():
        yield


def _refused(request: HttpRequest, status: int, problems: list[str]) -> HttpResponse:
    return show(request, "desks/refused.html", status=status, problems=problems)


def takes_long(view: View) -> View:
    """A page of which few are made at once, beneath `desk`, which says so to whoever comes then."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        with dear(must_act(request).account):
            return view(request, *args, **named)

    return shown


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in, and back here afterwards."""
    back = request.get_full_path() if request.method == "GET" else request.path
    return HttpResponseRedirect(f"/sign-in?{urlencode({'next': back})}")


def show(
    request: HttpRequest, template: str, *, status: int | None = None, **context: Any
) -> HttpResponse:
    """A page. Without a status: 200, or that of the refusal that `acted` has noted."""
    return render(request, template, context, status=status or getattr(request, "refused", None))


def acted(request: HttpRequest, answer: Answer, done: str, to: str, *args: Any) -> Any:
    """After a button: `done` is said on the page `to`; None if it was refused.

    Then the same page is shown again, with the problems above it and what was filled in still
    there. `to`: an address, or the name of one, with its arguments.
    """
    if answer.done:
        messages.success(request, done)
        found = redirect(to, *args)
        found.status_code = 303
        return found
    request.problems = answer.problems  # type: ignore[attr-defined]
    request.refused = answer.status  # type: ignore[attr-defined]
    return None


def lines(text: str) -> list[str]:
    """The lines of a field with one thing a line, without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def filled(request: HttpRequest, *names: str) -> dict[str, str]:
    """These fields of the form, without those that were left empty."""
    found = {name: request.POST.get(name, "").strip() for name in names}
    return {name: text for name, text in found.items() if text}
