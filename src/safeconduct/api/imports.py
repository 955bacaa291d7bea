"""Case files in and out, and what was done before somebody's protection was known."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from safeconduct.api.access import of
from safeconduct.api.auth import actor
from safeconduct.api.shape import Id, Long, StrictJson
from safeconduct.gate import files, imports, reading, versions
from safeconduct.gate.dear import dear
from safeconduct.gate.reexamine import Found
from safeconduct.gate.versions import Version
from safeconduct.policy.cells import Level
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Permission, must
from safeconduct.policy.visibility import see

router = Router()
taking = Router()
AGAIN = of(Permission.REEXAMINED_READ, Object.TRANSMISSION)


class ImportedShown(Schema):
    """The case that a file became, and the ids that were taken, with their new ones."""

    case: str
    version: Version
    renamed: dict[str, str]


class WhyTaken(Schema):
    """Why a whole file is asked for; the overseer has to say it."""

    reasons: Long = ""


class FoundShown(Schema):
    """A measure that was done and touches somebody protected; whom, for those who know of hits."""

    measure: str
    request: str
    title: str
    day: str
    sent_to: list[str]
    persons: list[str]
    touched: int
    outcome: str
    shut_by: list[str]
    told: bool


@taking.post(
    "/imports", response={201: ImportedShown},
    openapi_extra={
        **of(Permission.CASE_IMPORT, Object.CASE_FILE),
        "requestBody": {"required": True, "content": {
            "application/json": {"schema": {"type": "object"}},
            "application/yaml": {"schema": {"type": "string"}},
        }},
    },
)  # fmt: skip
def take_in(request: HttpRequest) -> Status[dict[str, Any]]:
    """A case file, as a tree in JSON or as YAML text, becomes a live case."""
    must(actor(request), Permission.CASE_IMPORT)
    if (request.content_type or "").endswith("json"):
        events = files.events_of_tree(StrictJson().parse_body(request))
    else:
        events = files.events_of(request.body)
    who = actor(request)
    made = imports.take_in(who, events)
    version = versions.version(who, made.case, made.version, reading.read(made.case))
    return Status(201, {**asdict(made), "version": version})


@router.get(
    "/{case}/export", response=dict[str, Any],
    openapi_extra=of(Permission.CASE_EXPORT, Object.CASE_FILE),
)  # fmt: skip
def export(request: HttpRequest, case: Id, asked: Annotated[WhyTaken, Query()]) -> dict[str, Any]:
    """The case file that holds a live case, whole."""
    with dear(actor(request).account):
        return files.export(actor(request), case, asked.reasons)


@router.get("/{case}/re-examined", response=list[FoundShown], openapi_extra=AGAIN)
def listed(request: HttpRequest, case: Id) -> list[dict[str, Any]]:
    """What was done already and touches somebody who is protected."""
    return _shown(request, imports.listed(actor(request), case))


@router.post(
    "/{case}/re-examined",
    response=list[FoundShown],
    openapi_extra=of(Permission.REEXAMINE, Object.TRANSMISSION, persons=True),
)
def again(request: HttpRequest, case: Id) -> list[dict[str, Any]]:
    """Look again, and open the incidents and holds that are missing."""
    return _shown(request, imports.again(actor(request), case))


def _shown(request: HttpRequest, found: list[Found]) -> list[dict[str, Any]]:
    whom = see(actor(request), Object.HIT) >= Level.FULL
    return [
        {**asdict(one), "persons": list(one.persons) if whom else [], "touched": len(one.persons)}
        for one in found
    ]
