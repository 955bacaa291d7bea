"""What the parts of the API share: texts with a longest length, and answers that many give."""

from __future__ import annotations

from typing import Annotated

from ninja import Field, Schema

from safeconduct.gate.versions import TOKEN, Version, counts
from safeconduct.policy.actor import Actor

Word = Annotated[str, Field(max_length=200)]
Line = Annotated[str, Field(min_length=1, max_length=1000)]
Seen = Annotated[int, Field(ge=0, le=10**9, strict=True)] | Annotated[str, Field(pattern=TOKEN)]
"""The version of a case that somebody looked at, as it was told to them."""
Ids = Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=500)]


class Named(Schema):
    """The id of what was made."""

    id: str


class Done(Schema):
    """It is done."""

    done: bool = True


def looked_at(who: Actor, seen: Seen) -> Version:
    """The version that somebody looked at; one that no case has if it was never told to them.

    Who is told no numbers could else find out, by trying, how many events there are.
    """
    return seen if isinstance(seen, int) == counts(who) else ""
