"""The node's API as its own pages use it: in this process, as whoever is signed in.

    case = get(request, f"cases/{case}")
    problems = post(request, f"cases/{case}/holds", {"on": "measure", "of": measure, "why": why})

A page shows nothing that the API would not show this person in this role, and looks are counted
where the API counts them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import resolve

from safeconduct.api.auth import InsideRequest
from safeconduct.desks.acting import must_act
from safeconduct.desks.addresses import checked


@dataclass(frozen=True)
class Answer:
    """What the API answered."""

    status: int
    body: Any

    @property
    def done(self) -> bool:
        """Whether what was asked is done: now, or before under the same name."""
        return self.status < HTTPStatus.BAD_REQUEST or self.again

    @property
    def again(self) -> bool:
        """Whether the same form was sent before, and has had its effect then."""
        return self.status == HTTPStatus.CONFLICT and "versions" in self.body

    @property
    def problems(self) -> list[str]:
        """Why it did not, one line a problem."""
        return [] if self.done else [str(each) for each in self.body["problems"]]


class NotNow(Exception):
    """A page cannot be shown at the moment; `problems` say why."""

    def __init__(self, answer: Answer) -> None:
        """`answer`: the refusal."""
        super().__init__("; ".join(answer.problems))
        self.status, self.problems = answer.status, answer.problems


def get(request: HttpRequest, path: str, **query: Any) -> Any:
    """What the API shows at /api/`path`.

    Raises `Http404`, `PermissionDenied`, or `NotNow` with the API's own words.
    """
    answer = asked(request, "GET", path, query={k: v for k, v in query.items() if v is not None})
    if answer.done:
        return answer.body
    if answer.status == HTTPStatus.NOT_FOUND:
        raise Http404("; ".join(answer.problems))
    if answer.status == HTTPStatus.FORBIDDEN:
        raise PermissionDenied("; ".join(answer.problems))
    raise NotNow(answer)


def may(request: HttpRequest, path: str, **query: Any) -> Any:
    """As `get`, for a part of a page that not every reader has: None where there is nothing."""
    try:
        return get(request, path, **query)
    except (Http404, PermissionDenied):
        return None


def post(request: HttpRequest, path: str, body: Any = None, *, part: str = "") -> Answer:
    """Do something. A form's hidden field `once` lets it happen once, however often it is sent.

    `part`: tells apart what one form does several times at one address.
    """
    return asked(request, "POST", path, body=json.dumps(body or {}).encode(), part=part)


def put(request: HttpRequest, path: str, content: bytes) -> Answer:
    """Put bytes somewhere."""
    return asked(request, "PUT", path, body=content, kind="application/octet-stream")


def asked(
    request: HttpRequest, method: str, path: str, *, query: dict[str, Any] | None = None,
    body: bytes = b"", kind: str = "application/json", part: str = "",
) -> Answer:  # fmt: skip
    """What the API answers to whoever is signed in."""
    address = f"/api/{checked(path)}"
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method, "SCRIPT_NAME": "",
        # As a server hands it on: what is not Latin-1 could not be read otherwise.
        "PATH_INFO": address.encode().decode("latin-1"),
        "QUERY_STRING": urlencode(query or {}), "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(body)), "SERVER_NAME": "inside", "SERVER_PORT": "0",
        "wsgi.input": BytesIO(body), "wsgi.url_scheme": "http",
    }  # fmt: skip
    once = request.POST.get("once", "") if method != "GET" else ""
    if once:
        # With what it says: a form that was changed and sent again has not been carried out yet.
        named = sha256(f"{once}\0{path}\0{part}\0".encode())
        named.update(body)
        environ["HTTP_IDEMPOTENCY_KEY"] = named.hexdigest()
    made = InsideRequest(environ)
    made.acting = must_act(request)
    found = resolve(address)
    made.resolver_match = found
    response = found.func(made, *found.args, **found.kwargs)
    text = response.content
    return Answer(response.status_code, json.loads(text) if text else None)
