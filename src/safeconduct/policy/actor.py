"""Who is acting: an account in one of its roles, for itself or as somebody's deputy."""

from __future__ import annotations

from dataclasses import dataclass

from safeconduct.case.roles import Role


@dataclass(frozen=True)
class Actor:
    """An account that signed in, in the role it acts in. Made by signing in, never by hand."""

    account: str
    role: Role
    register: str = ""
    """For an asylum officer: the register they belong to."""
    deputy_of: str = ""
    """The account for which this one stands in, if it does."""
    concerns: frozenset[str] = frozenset()
    """For the defence: the persons and cases that the account may see; else empty."""
