"""What an address of the API is about, said beside it, so that a test can walk all of them.

    @router.get("/{case}", openapi_extra=of(Permission.REQUEST_READ, Object.REQUEST))

The OpenAPI document carries both as `x-permission` and `x-object` (a row of the visibility table).
"""

from __future__ import annotations

from typing import Any

from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Permission


def of(permission: Permission, thing: Object) -> dict[str, Any]:
    """The marks of an operation: the permission it asks for, and the object it shows or writes."""
    return {"x-permission": permission.value, "x-object": thing.value}
