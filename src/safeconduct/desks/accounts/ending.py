"""Sessions end: after half an hour without use, and ten hours after they began."""

from __future__ import annotations

import time
from collections.abc import Callable

from allauth.core import context
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

IDLE, LONGEST = 30 * 60, 10 * 3600
"""Seconds. `SESSION_COOKIE_AGE` bounds a session too, but is counted anew from each change."""
_STEP = 60
"""Seconds within which a session's use is noted once."""
BEGAN, SEEN = "began", "seen"


def end_sessions(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Middleware: a session that is too old, or was not used for too long, is none any more."""

    def answered(request: HttpRequest) -> HttpResponse:
        # Programs have no sessions, and theirs would only be looked up in vain.
        if request.session.session_key and request.user.is_authenticated:
            _looked_at(request)
        return answer(request)

    return answered


def _looked_at(request: HttpRequest) -> None:
    session, today = request.session, time.time()
    if BEGAN not in session:
        session[BEGAN] = session[SEEN] = today
        _noted(request)
    began, seen = session[BEGAN], session[SEEN]
    if not 0 <= today - began < LONGEST or not 0 <= today - seen < IDLE:
        logout(request)
        messages.info(request, _("You were signed out, because nobody was here for a while or the "
                                 "day is over. Nothing is lost that was sent."))  # fmt: skip
    elif today - seen >= _STEP:
        session[SEEN] = today
        _noted(request)


def _noted(request: HttpRequest) -> None:
    """In the list of sessions that their holder sees."""
    # The models are there once Django is set up, and middleware is named before.
    from allauth.usersessions.models import UserSession  # noqa: PLC0415

    with context.request_context(request):
        UserSession.objects.create_from_request(request)
