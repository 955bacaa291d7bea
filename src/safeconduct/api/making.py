"""What the APIs of all kinds of nodes share: who is let in, and how a refusal is said."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from safeconduct import __version__
from safeconduct.api.auth import Key, actor, inside
from safeconduct.api.looking import Look, counted_by
from safeconduct.api.shape import Problems, StrictJson
from safeconduct.case.expected import right
from safeconduct.gate import receipts
from safeconduct.gate.dear import Busy
from safeconduct.gate.errors import Refused, Wrong
from safeconduct.gate.once import AlreadyDone
from safeconduct.policy.permissions import Denied
from safeconduct.record.database import DatabaseError
from safeconduct.register.errors import BadEntry, NoSuchEntry, NotNow

log = logging.getLogger(__name__)

REFUSALS = {
    400: "What was sent cannot be read",
    401: "No valid key",
    403: "The role may not do this",
    404: "There is no such thing, or none that the asker may know of",
    409: "It cannot be done now; the problems say why",
    413: "The body is too long",
    422: "What was sent cannot be right; each problem names its field",
    429: "The account has several things made that take long; Retry-After says when to try again",
    503: "The node's database cannot be used at the moment, or too much that takes long is being "
    "made; the command can be sent again",
}
"""How any operation may refuse; the body is always a list of problems."""


class Api(NinjaAPI):
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


def made(name: str, description: str, look: Look) -> Api:
    """An API without addresses. `look`: counts a look at what its answers show."""
    api = Api(
        title="Safeconduct",
        version=__version__,
        description=description,
        auth=[inside, Key()],
        docs_url=None,
        urls_namespace=name,
        parser=StrictJson(),
    )
    api.add_decorator(counted_by(look), mode="view")
    for kind, answer in _ANSWERS.items():
        api.add_exception_handler(kind, _answering(api, answer))
    return api


def _said(api: Api, request: HttpRequest, status: int, *problems: str) -> HttpResponse:
    return api.create_response(request, {"problems": list(problems)}, status=status)


def _refused(api: Api, request: HttpRequest, error: Refused) -> HttpResponse:
    problems = error.problems if isinstance(error, Wrong) else [str(error)]
    answer = _said(api, request, error.status, *problems)
    if isinstance(error, Busy):
        answer.headers["Retry-After"] = str(error.again)
    return answer


def _again(api: Api, request: HttpRequest, done: AlreadyDone) -> HttpResponse:
    case = str(request.resolver_match.kwargs.get("case", "")) if request.resolver_match else ""
    made, versions = receipts.shown(actor(request), case, done.made, done.versions)
    body = {"problems": [str(done)], "made": made, "versions": versions}
    return api.create_response(request, body, status=done.status)


def _no_entry(api: Api, request: HttpRequest, error: NoSuchEntry) -> HttpResponse:
    return _said(api, request, HTTPStatus.NOT_FOUND, str(error))


def _bad_entry(api: Api, request: HttpRequest, error: BadEntry) -> HttpResponse:
    return _said(api, request, HTTPStatus.UNPROCESSABLE_ENTITY, *error.problems)


def _not_now(api: Api, request: HttpRequest, error: NotNow) -> HttpResponse:
    return _said(api, request, HTTPStatus.CONFLICT, str(error))


def _denied(api: Api, request: HttpRequest, error: Denied) -> HttpResponse:
    return _said(api, request, HTTPStatus.FORBIDDEN, str(error))


def _unknown(api: Api, request: HttpRequest, _: AuthenticationError) -> HttpResponse:
    return _said(
        api, request, HTTPStatus.UNAUTHORIZED,
        "no valid key: send 'Authorization: Bearer KEY' with a key that holds today",
    )  # fmt: skip


def _wrong(api: Api, request: HttpRequest, error: ValidationError) -> HttpResponse:
    return _said(api, request, HTTPStatus.UNPROCESSABLE_ENTITY, *map(_words, error.errors))


def _words(problem: dict[str, Any]) -> str:
    place = [str(part) for part in problem.get("loc", ())]
    # A body stands under the name that the operation here has for it, which its sender never saw.
    where = ".".join(place[2:] if place[:1] == ["body"] else place[1:])
    words = _PLAIN.get(str(problem.get("type")), problem.get("msg", "cannot be right"))
    if form := right(str(problem.get("ctx", {}).get("pattern", ""))):
        words = f"this is not {form}"
    return f"{where or 'the body'}: {words}"


_PLAIN = {
    "extra_forbidden": "nothing here is called so; correct the name, or leave it out",
    "missing": "is missing",
}
"""What is wrong in plainer words than those of the library that reads bodies, by its kinds."""


def _http(api: Api, request: HttpRequest, error: HttpError) -> HttpResponse:
    match error.__cause__:
        case Wrong() as wrong:
            return _said(api, request, wrong.status, *wrong.problems)
        case RequestDataTooBig() as error_:
            return _too_long(api, request, error_)
        case _:
            pass
    return _said(api, request, error.status_code, error.message)


def _too_long(api: Api, request: HttpRequest, _: RequestDataTooBig) -> HttpResponse:
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return _said(
        api, request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        f"the body is too long; it has at most {most} bytes",
    )  # fmt: skip


def _failed(api: Api, request: HttpRequest, error: Exception) -> HttpResponse:
    # Somebody has to mend it; who asked is told no more than that nothing was done.
    log.error("the API failed at %s", request.path, exc_info=error)
    return _said(
        api, request, HTTPStatus.INTERNAL_SERVER_ERROR,
        "this node failed; nothing was changed. Whoever runs it finds the reason in its log",
    )  # fmt: skip


def _no_database(api: Api, request: HttpRequest, error: Exception) -> HttpResponse:
    # Full, locked or away. Whether the last command was kept, only its name can tell.
    log.error("the database failed at %s", request.path, exc_info=error)
    return _said(
        api, request, HTTPStatus.SERVICE_UNAVAILABLE,
        "this node's database cannot be used at the moment; send it again later, under the same "
        "Idempotency-Key. Whoever runs the node finds the reason in its log",
    )  # fmt: skip


_ANSWERS: dict[type[Exception], Callable[[Api, HttpRequest, Any], HttpResponse]] = {
    Refused: _refused, AlreadyDone: _again, Denied: _denied, NoSuchEntry: _no_entry,
    BadEntry: _bad_entry, NotNow: _not_now, AuthenticationError: _unknown,
    ValidationError: _wrong, HttpError: _http, RequestDataTooBig: _too_long,
    OperationalError: _no_database, InterfaceError: _no_database, DatabaseError: _no_database,
    Exception: _failed,
}  # fmt: skip


def _answering(
    api: Api, answer: Callable[[Api, HttpRequest, Any], HttpResponse]
) -> Callable[[HttpRequest, Any], HttpResponse]:
    return lambda request, error: answer(api, request, error)
