"""Middleware: what no address holds is refused at once, and the API refuses in JSON alone.

A sign such as NUL in an address would otherwise come as far as the database, and Django's own
refusals (no such address, not with this method) are pages.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse

from safeconduct.gate.text import wrong_text

_PROGRAMS = ("/api/", "/door/")
"""Where programs ask; elsewhere people do, who are refused with a page."""
_WORDS = {
    HTTPStatus.NOT_FOUND: "there is nothing at this address; 'safeconduct gate openapi' prints all "
    "addresses of a gate, and with --kind those of a register or of oversight",
    HTTPStatus.METHOD_NOT_ALLOWED: "this address is not used with this method",
    HTTPStatus.BAD_REQUEST: "the request cannot be read",
}


def plain_refusals(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """The middleware."""

    def answered(request: HttpRequest) -> HttpResponse:
        if any(wrong_text(request.path)):
            return _refuse(HTTPStatus.NOT_FOUND, _WORDS[HTTPStatus.NOT_FOUND])
        for name, values in request.GET.lists():
            for problem in (*wrong_text(name, "the query"), *wrong_text(values, name)):
                return _refuse(HTTPStatus.UNPROCESSABLE_ENTITY, problem)
        response = answer(request)
        if response.status_code < HTTPStatus.BAD_REQUEST or not request.path.startswith(_PROGRAMS):
            return response
        if _is_json(response):
            return response
        found = _refuse(
            response.status_code, _WORDS.get(HTTPStatus(response.status_code), "it failed")
        )
        if "Allow" in response.headers:
            found.headers["Allow"] = response.headers["Allow"]
        return found

    return answered


def _is_json(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type", "").startswith("application/json")


def _refuse(status: int, *problems: str) -> HttpResponse:
    return JsonResponse({"problems": list(problems)}, status=status)
