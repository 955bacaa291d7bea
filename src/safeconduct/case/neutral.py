"""What stands in the place of a title or a name that may tell that somebody is protected."""

from __future__ import annotations


def case(of: str) -> str:
    """A case."""
    return f"Case “{of}”"


def request(requesting_state: str) -> str:
    """A request."""
    return f"Request of {requesting_state}"


def thing(kind: str, of: str) -> str:
    """A measure or an item."""
    return f"{kind.replace('-', ' ').capitalize()} “{of}”"


def person(of: str) -> str:
    """A person."""
    return f"person “{of}”"
