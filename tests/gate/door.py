"""A gate as whoever speaks to its API meets it: in this process, or behind an address."""

from __future__ import annotations

from typing import Any, Protocol

from safeconduct.case.roles import Role


class Speaker(Protocol):
    """Speaks to the API as one account in one role; fails the test on another status."""

    def get(self, path: str, status: int = ..., **query: Any) -> Any:
        """GET /api/…."""

    def post(self, path: str, body: Any = ..., status: int = ...) -> Any:
        """POST /api/… with a JSON body."""


class Door(Protocol):
    """Gives the API as somebody in a role uses it, wherever that role has its desk."""

    def api(self, role: Role, /) -> Speaker:
        """The API, as the account that bears the role's name."""
