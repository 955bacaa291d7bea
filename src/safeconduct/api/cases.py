"""Cases and requests: opened, registered, confirmed, read."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from safeconduct.api.auth import actor
from safeconduct.gate import registration

router = Router()


class NewCase(Schema):
    """A case that is to be opened."""

    title: str = Field(min_length=1, max_length=1000)
    about: str = Field("", max_length=20000)


class Named(Schema):
    """The id of what was made."""

    id: str


@router.post("", response={201: Named})
def open_case(request: HttpRequest, new: NewCase) -> Status[dict[str, str]]:
    """Open a case."""
    return Status(201, {"id": registration.open_case(actor(request), new.title, new.about)})
