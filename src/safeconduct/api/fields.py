"""What the parts of the API share: texts with a longest length, and answers that many give."""

from __future__ import annotations

from typing import Annotated

from ninja import Field, Schema

Word = Annotated[str, Field(max_length=200)]
Line = Annotated[str, Field(min_length=1, max_length=1000)]
Ids = Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=500)]


class Named(Schema):
    """The id of what was made."""

    id: str


class Done(Schema):
    """It is done."""

    done: bool = True
