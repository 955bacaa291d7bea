"""What every answer says to a browser beside Django's own headers, and what no form may hold."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from safeconduct.desks.refusals import unreadable
from safeconduct.gate.text import wrong_sign

_HEADERS = {
    # Nothing of a matter stays behind in a browser, nor in a proxy: refusals neither.
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), "
    "payment=(), usb=()",
}
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def private(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Middleware: answers are kept nowhere; forms hold only what can be kept and read."""

    def answered(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return answered


def readable(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Middleware: a form with signs that no database keeps is refused before anything reads it."""

    def answered(request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and request.content_type in _FORMS:
            for name, values in request.POST.lists():
                if any(wrong_sign(text) for text in (name, *values)):
                    return unreadable(request)
        return answer(request)

    return answered
