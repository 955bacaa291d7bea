"""The OpenAPI document of a gate's API, without a gate: no database is asked."""

from __future__ import annotations

import json
from typing import Any, cast


def document() -> dict[str, Any]:
    """The OpenAPI document."""
    from django.conf import settings as django_settings  # noqa: PLC0415

    from safeconduct.server import settings  # noqa: PLC0415

    if not django_settings.configured:
        settings.configure("sqlite::memory:", "signs nothing")
    from django.urls import set_script_prefix  # noqa: PLC0415

    from safeconduct.api.app import api  # noqa: PLC0415

    set_script_prefix("/")
    return cast("dict[str, Any]", json.loads(json.dumps(api.get_openapi_schema())))
