"""The OpenAPI document of a node's API, without a node: no database is asked."""

from __future__ import annotations

import json
from typing import Any, Literal, cast


def document(kind: Literal["gate", "register", "oversight"] = "gate") -> dict[str, Any]:
    """The OpenAPI document of a kind of node."""
    from django.conf import settings as django_settings  # noqa: PLC0415

    from safeconduct.server import settings  # noqa: PLC0415

    if not django_settings.configured:
        settings.configure("sqlite::memory:", "signs nothing")
    from safeconduct.api import app, oversightapp, registerapp  # noqa: PLC0415

    api = {"gate": app.api, "register": registerapp.api, "oversight": oversightapp.api}[kind]
    found = api.get_openapi_schema(path_prefix="/api/")
    return cast("dict[str, Any]", json.loads(json.dumps(found)))
