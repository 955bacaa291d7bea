"""The JSON Schemas that this project publishes in `docs/schemas/`, by file name."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, json

from safeconduct.case import casefile
from safeconduct.case.audit import Audit
from safeconduct.case.questionnaire import Questionnaire
from safeconduct.case.replay import Replay
from safeconduct.case.ruling import Ruling


def schemas() -> dict[str, dict[str, Any]]:
    """Every published schema; the number in a name is the version of the format."""
    return {
        "case-1.schema.json": casefile.schema(),
        "ruling-2.schema.json": _of(Ruling, "Safeconduct ruling"),
        "audit-1.schema.json": _of(Audit, "Safeconduct audit"),
        "questions-1.schema.json": _of(Questionnaire, "Safeconduct questions"),
        "replay-1.schema.json": _of(Replay, "Safeconduct replay"),
    }


def _of(kind: type[Struct], title: str) -> dict[str, Any]:
    draft = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": draft, "title": title, **json.schema(kind)}
