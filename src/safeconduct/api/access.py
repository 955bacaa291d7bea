"""What an address of the API is about, said beside it, so that a test can walk all of them.

    @router.get("/{case}", openapi_extra=of(Permission.REQUEST_READ, Object.REQUEST))

The OpenAPI document carries both as `x-permission` and `x-object` (a row of the visibility table).
Whatever reads a protected object takes a look (`looking`), which `x-look` says; nothing more is
needed for that than naming the object here.
"""

from __future__ import annotations

from typing import Any

from safeconduct.gate.looks import PROTECTED
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import RESTS_ON, Permission


def of(
    permission: Permission, thing: Object, *, persons: bool = False, no_look: str = ""
) -> dict[str, Any]:
    """The marks of an operation: the permission it asks for, and the object it shows or writes.

    `persons`: it takes a look although the object is not protected, or it writes, because its
    answer is about persons. `no_look`: why reading something protected takes none.
    """
    marks: dict[str, Any] = {"x-permission": permission.value, "x-object": thing.value}
    reads = RESTS_ON[permission].verb != "write"
    if no_look:
        marks["x-no-look"] = no_look
    elif persons or (reads and thing in PROTECTED):
        marks["x-look"] = thing.name.lower()
    return marks
