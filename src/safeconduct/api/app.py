"""The API as a whole: its addresses, who is let in, and how a refusal is said."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from safeconduct import __version__
from safeconduct.api import (
    accounts,
    admission,
    cases,
    clearances,
    deadlines,
    decisions,
    emergency,
    execution,
    facts,
    holds,
    imports,
    incidents,
    links,
    measures,
    opinions,
    persons,
    register,
    releases,
    retention,
    samples,
    screening,
)
from safeconduct.api.auth import Key, actor
from safeconduct.api.looking import counted
from safeconduct.api.shape import Problems, StrictJson
from safeconduct.gate import receipts
from safeconduct.gate.errors import Refused, Wrong
from safeconduct.gate.once import AlreadyDone
from safeconduct.policy.permissions import Denied

log = logging.getLogger(__name__)

REFUSALS = {
    400: "What was sent cannot be read",
    401: "No valid key",
    403: "The role may not do this",
    404: "There is no such thing, or none that the asker may know of",
    409: "It cannot be done now; the problems say why",
    413: "The body is too long",
    422: "What was sent cannot be right; each problem names its field",
}
"""How any operation may refuse; the body is always a list of problems."""


class Gate(NinjaAPI):
    """The API; its OpenAPI document says of every operation how it refuses."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The OpenAPI document."""
        document = super().get_openapi_schema(**options)
        schemas = document["components"].setdefault("schemas", {})
        schemas["Problems"] = Problems.model_json_schema()
        content = {"application/json": {"schema": {"$ref": "#/components/schemas/Problems"}}}
        for path in document["paths"].values():
            for operation in path.values():
                for status, words in REFUSALS.items():
                    answer = {"description": words, "content": content}
                    operation["responses"].setdefault(status, answer)
        return document


api = Gate(
    title="Safeconduct",
    version=__version__,
    description="The gate's API, for authorities' own case systems.",
    auth=Key(),
    docs_url=None,
    urls_namespace="api",
    parser=StrictJson(),
)
api.add_decorator(counted, mode="view")
api.add_router("/accounts", accounts.router, tags=["accounts"])
api.add_router("/cases", cases.router, tags=["cases"])
api.add_router("", cases.lists, tags=["cases"])
api.add_router("/cases", admission.router, tags=["cases"])
api.add_router("/cases", persons.router, tags=["persons"])
api.add_router("/cases", measures.router, tags=["measures"])
api.add_router("/deadlines", deadlines.router, tags=["deadlines"])
api.add_router("/releases", releases.router, tags=["releases"])
api.add_router("/retention", retention.lists, tags=["retention"])
api.add_router("/cases", retention.router, tags=["retention"])
api.add_router("/samples", samples.router, tags=["samples"])
api.add_router("/cases", screening.router, tags=["screening"])
api.add_router("/cases", opinions.router, tags=["opinions"])
api.add_router("/cases", holds.router, tags=["holds"])
api.add_router("/cases", facts.router, tags=["facts"])
api.add_router("", facts.inboxes, tags=["facts"])
api.add_router("/cases", decisions.router, tags=["decisions"])
api.add_router("/cases", clearances.router, tags=["clearances"])
api.add_router("/register", register.router, tags=["register"])
api.add_router("/cases", execution.router, tags=["after the act"])
api.add_router("/cases", imports.router, tags=["case files"])
api.add_router("", imports.taking, tags=["case files"])
api.add_router("/cases", links.router, tags=["links"])
api.add_router("", incidents.lists, tags=["incidents"])
api.add_router("/cases", incidents.router, tags=["incidents"])
api.add_router("/cases", emergency.router, tags=["emergencies"])
api.add_router("/statistics", emergency.numbers, tags=["statistics"])


def _said(request: HttpRequest, status: int, *problems: str) -> HttpResponse:
    return api.create_response(request, {"problems": list(problems)}, status=status)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    problems = error.problems if isinstance(error, Wrong) else [str(error)]
    return _said(request, error.status, *problems)


@api.exception_handler(AlreadyDone)
def _again(request: HttpRequest, done: AlreadyDone) -> HttpResponse:
    case = str(request.resolver_match.kwargs.get("case", "")) if request.resolver_match else ""
    made, versions = receipts.shown(actor(request), case, done.made, done.versions)
    body = {"problems": [str(done)], "made": made, "versions": versions}
    return api.create_response(request, body, status=done.status)


@api.exception_handler(Denied)
def _denied(request: HttpRequest, error: Denied) -> HttpResponse:
    return _said(request, HTTPStatus.FORBIDDEN, str(error))


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, _: AuthenticationError) -> HttpResponse:
    return _said(
        request, HTTPStatus.UNAUTHORIZED,
        "no valid key: send 'Authorization: Bearer KEY' with a key that holds today",
    )  # fmt: skip


@api.exception_handler(ValidationError)
def _wrong(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return _said(request, HTTPStatus.UNPROCESSABLE_ENTITY, *map(_words, error.errors))


def _words(problem: dict[str, Any]) -> str:
    where = ".".join(str(part) for part in problem.get("loc", ()) if part not in ("body", "data"))
    return f"{where}: {problem.get('msg', 'cannot be right')}"


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    match error.__cause__:
        case Wrong() as wrong:
            return _said(request, wrong.status, *wrong.problems)
        case RequestDataTooBig() as error_:
            return _too_long(request, error_)
        case _:
            pass
    return _said(request, error.status_code, error.message)


@api.exception_handler(RequestDataTooBig)
def _too_long(request: HttpRequest, _: RequestDataTooBig) -> HttpResponse:
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return _said(
        request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        f"the body is too long; it has at most {most} bytes",
    )  # fmt: skip


@api.exception_handler(Exception)
def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    # Somebody has to mend it; who asked is told no more than that nothing was done.
    log.error("the API failed at %s", request.path, exc_info=error)
    return _said(
        request, HTTPStatus.INTERNAL_SERVER_ERROR,
        "the gate failed; nothing was changed. Whoever runs it finds the reason in its log",
    )  # fmt: skip
