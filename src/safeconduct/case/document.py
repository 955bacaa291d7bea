"""A parsed text file and where each of its values stands, so that errors can name a line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct, ValidationError, convert

from safeconduct.case import dates, eventbase, facts, ids

Path = tuple[str | int, ...]


class Problem(Struct, frozen=True, order=True):
    """One thing that is wrong in a file, and what would be right."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class BadInput(ValueError):
    """Input that was refused, with every problem found."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(p) for p in problems))
        self.problems = problems


@dataclass(frozen=True)
class Document:
    """Text, lists and mappings read from one file (`tree`), with the line of each path."""

    name: str
    tree: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """The line of a path, or of the nearest thing around it that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: Path, message: str) -> Problem:
        """A problem at a path of this document."""
        return Problem(self.name, self.line(path), message)


def read_as(document: Document, kind: Any, path: Path, value: Any) -> Any:
    """`value` as a `kind`; raises `BadInput` that names the line and what would be right."""
    try:
        return convert(value, type=kind)
    except ValidationError as error:
        message, _, at = str(error).partition(" - at `$")
        inner = _steps(at.rstrip("`")) if at else ()
        place = (*path, *inner)
        if "unknown field" in message:
            place = (*place, message.rpartition("`")[0].rpartition("`")[2])
        raise BadInput([document.problem(place, _plain(message, value, inner))]) from None


_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]|\[(\.\.\.)\]")


def _steps(text: str) -> Path:
    return tuple(
        name if name else int(number) for name, number, _ in _STEP.findall(text) if name or number
    )


_RIGHT = {
    dates.PATTERN: f"a day; write one of: {dates.FORMS}",
    ids.PATTERN: "an id: lower-case letters, digits and hyphens, as in son or bank-data",
    facts.PATTERN: "a fact; write name(argument), as in lawyer(bj)",
    eventbase.STATE: "a state; write its two-letter code, as in BE",
    eventbase.HOUR: 'an hour; write it as in "06:30"',
}


def _plain(message: str, value: Any, inner: Path) -> str:
    for step in inner:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            break
    shown = f"'{value}'" if isinstance(value, str) else "this"
    place = f"{inner[-1]}: " if inner and isinstance(inner[-1], str) else ""
    if "matching regex" in message:
        for pattern, right in _RIGHT.items():
            if f"matching regex {pattern!r}" in message:
                return f"{place}{shown} is not {right}"
    if "missing required field" in message:
        name = message.rpartition("`")[0].rpartition("`")[2]
        return f"'{name}' is missing here; add it"
    if "unknown field" in message:
        name = message.rpartition("`")[0].rpartition("`")[2]
        return f"'{name}' is not known here; check its spelling"
    if "Invalid enum value" in message:
        return f"{place}{shown} is not one of the words allowed here"
    wanted = {"`array`": "a list", "`object`": "a mapping", "`str`": "text"}
    for word, plain in wanted.items():
        if message.startswith(f"Expected {word}"):
            return f"{place}expected {plain} here"
    return f"{place}{message}"
