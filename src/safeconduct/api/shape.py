"""What comes in and what goes out: the base of every body, and the texts that are let in.

JSON is read strictly: a name that stands twice, a number that is none (NaN), nesting without end
and signs that no file keeps are refused with the name of the field, before anything looks at it.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, cast

from django.http import HttpRequest
from ninja import Schema
from ninja.parser import Parser
from pydantic import ConfigDict, StringConstraints

from safeconduct.gate.errors import Wrong
from safeconduct.gate.text import wrong_text

DEEPEST = 32
"""How deep lists and objects in a body may be nested."""

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]
"""An id, as `case/ids.py` makes them and case files have them."""
Short = Annotated[str, StringConstraints(max_length=1000)]
Long = Annotated[str, StringConstraints(max_length=20_000)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""A state by its two letters (ISO 3166)."""


class Body(Schema):
    """A body that is sent in: a member that nobody asked for is a mistake, not a remark."""

    model_config = ConfigDict(extra="forbid")


class Problems(Schema):
    """Why nothing was done: one line a problem, with the name of the field where there is one."""

    problems: list[str]


class StrictJson(Parser):
    """Reads bodies; raises `Wrong`."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body as it was sent, if it says one thing only."""
        body = request.body
        try:
            tree = json.loads(body, object_pairs_hook=_once, parse_constant=_no_number)
        except RecursionError:
            raise Wrong(f"the body is nested too deep; at most {DEEPEST} levels") from None
        except UnicodeDecodeError as error:
            raise Wrong(f"the body is not UTF-8: {error.reason} at byte {error.start}") from None
        except ValueError as error:
            raise Wrong(f"the body is no JSON: {error}") from None
        _not_too_deep(tree, "", 0)
        problems = list(wrong_text(tree))
        if problems:
            raise Wrong(problems)
        return cast("dict[str, Any]", tree)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise Wrong(f"{name[:100]!a}: stands twice in one object; say it once")
        if list(wrong_text(name)):
            raise Wrong(f"{name[:100]!a}: no member has a name like this")
        found[name] = value
    return found


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number of JSON")


def _not_too_deep(value: Any, where: str, level: int) -> None:
    if level > DEEPEST:
        raise Wrong(f"{where.lstrip('.')[:200]}: nested deeper than {DEEPEST} levels")
    inner = value.items() if isinstance(value, dict) else ()
    for name, one in inner:
        _not_too_deep(one, f"{where}.{name}", level + 1)
    for number, one in enumerate(value if isinstance(value, list) else ()):
        _not_too_deep(one, f"{where}[{number}]", level + 1)
