"""Every permission there is, and which roles hold it. Deny by default.

Named `part:object:action`. Which cells of the visibility table a permission stands for is said in
`visibility`; what is not listed here nobody may do.
"""

from __future__ import annotations

from enum import StrEnum

from safeconduct.case.roles import Role
from safeconduct.policy.actor import Actor


class Permission(StrEnum):
    """What somebody may be allowed to do."""

    REQUEST_READ = "gate:request:read"
    REQUEST_WRITE = "gate:request:write"
    REQUEST_CONFIRM = "gate:request:confirm"


ROLES_OF: dict[Permission, frozenset[Role]] = {
    Permission.REQUEST_READ: frozenset({"clerk", "magistrate", "second-signer", "overseer"}),
    Permission.REQUEST_WRITE: frozenset({"clerk", "magistrate"}),
    Permission.REQUEST_CONFIRM: frozenset({"clerk", "magistrate", "second-signer"}),
}


class Denied(Exception):
    """The actor may not do this; nothing says whether the thing is there."""


def must(actor: Actor, permission: Permission, *of: str) -> None:  # noqa: ARG001
    """Go on only if the actor holds the permission, for the things named. Raises `Denied`."""
    if actor.role not in ROLES_OF.get(permission, frozenset()):
        raise Denied(f"the role {actor.role} may not do this ({permission})")
