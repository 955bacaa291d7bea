"""A parsed text file and where each of its values stands, so that errors can name a line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin

from msgspec import Struct, ValidationError, convert
from msgspec.structs import FieldInfo, fields

from safeconduct.case.expected import RIGHT

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


MAX_HINTS = 20
"""How many times a word is guessed in one file: to guess takes far longer than to refuse."""


@dataclass(frozen=True)
class Document:
    """Text, lists and mappings read from one file (`tree`), with the line of each path."""

    name: str
    tree: Any
    lines: dict[Path, int] = field(default_factory=dict)
    _hints: list[str] = field(default_factory=list, compare=False, repr=False)

    def line(self, path: Path) -> int:
        """The line of a path, or of the nearest thing around it that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: Path, message: str) -> Problem:
        """A problem at a path of this document."""
        return Problem(self.name, self.line(path), message)

    def near(self, name: str, known: Iterable[str]) -> str:
        """A hint with the word that was probably meant; nothing once too many were given."""
        if len(self._hints) >= MAX_HINTS or len(name) > 100:
            return ""
        self._hints.append(name)
        return near(name, known)


def near(name: str, known: Iterable[str]) -> str:
    """A hint with the word that was probably meant, or nothing."""
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean '{close[0]}'?" if close else ""


def read_as(document: Document, kind: Any, path: Path, value: Any) -> Any:
    """`value` as a `kind`; raises `BadInput` with every problem, its line and what is right."""
    try:
        return convert(value, type=kind)
    except ValidationError as error:
        found = list(_wrong(document, kind, path, value))
        raise BadInput(found or [_problem(document, kind, path, value, error)]) from None


def _wrong(document: Document, kind: Any, path: Path, value: Any) -> Iterator[Problem]:
    """Every problem of a value, field by field and member by member."""
    bare = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    if isinstance(bare, type) and issubclass(bare, Struct) and isinstance(value, dict):
        yield from _wrong_fields(document, bare, path, value)
    elif get_origin(bare) is tuple and isinstance(value, list):
        for index, member in enumerate(value):
            yield from _wrong(document, get_args(bare)[0], (*path, index), member)
    elif get_origin(bare) is dict and isinstance(value, dict):
        key_kind, member_kind = get_args(bare)
        for key, member in value.items():
            yield from _wrong_leaf(document, key_kind, (*path, key), key)
            yield from _wrong(document, member_kind, (*path, key), member)
    else:
        yield from _wrong_leaf(document, kind, path, value)


def _wrong_fields(
    document: Document, kind: type[Struct], path: Path, value: dict[str, Any]
) -> Iterator[Problem]:
    known = _fields(kind)
    tag = kind.__struct_config__.tag_field
    for name in value:
        if name not in known and name != tag:
            hint = document.near(name, known) or "; check its spelling"
            yield document.problem((*path, name), f"'{name}' is not known here{hint}")
    for name, one in known.items():
        if name in value:
            yield from _wrong(document, one.type, (*path, name), value[name])
        elif one.required:
            yield document.problem(path, f"'{name}' is missing here; add it")


@cache
def _fields(kind: type[Struct]) -> dict[str, FieldInfo]:
    return {one.encode_name: one for one in fields(kind)}


def _wrong_leaf(document: Document, kind: Any, path: Path, value: Any) -> Iterator[Problem]:
    try:
        convert(value, type=kind)
    except ValidationError as error:
        yield _problem(document, kind, path, value, error)


def _problem(
    document: Document, kind: Any, path: Path, value: Any, error: ValidationError
) -> Problem:
    message, _, at = str(error).partition(" - at `$")
    inner = _steps(at.rstrip("`")) if at else ()
    place = (*path, *inner)
    if "unknown field" in message:
        place = (*place, message.rpartition("`")[0].rpartition("`")[2])
    for step in inner:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            break
    name = place[-1] if place and isinstance(place[-1], str) and place[-1] != value else ""
    return document.problem(place, _plain(message, value, name, kind))


def _allowed(kind: Any) -> list[str]:
    """The words of a fixed vocabulary; nothing for other kinds."""
    if get_origin(kind) is Literal:
        return [str(word) for word in get_args(kind)]
    return [word for part in get_args(kind) for word in _allowed(part)]


_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]|\[(\.\.\.)\]")


def _steps(text: str) -> Path:
    return tuple(
        name if name else int(number) for name, number, _ in _STEP.findall(text) if name or number
    )


def _plain(message: str, value: Any, name: str, kind: Any) -> str:
    shown = f"'{value if len(value) <= 80 else value[:80] + '…'}'" if isinstance(value, str) else ""
    shown = shown or "this"
    place = f"{name}: " if name else ""
    if "matching regex" in message:
        for pattern, form in RIGHT.items():
            if f"matching regex {pattern!r}" in message:
                return f"{place}{shown} is not {form}"
    if "missing required field" in message:
        missing = message.rpartition("`")[0].rpartition("`")[2]
        return f"'{missing}' is missing here; add it"
    if "unknown field" in message:
        unknown = message.rpartition("`")[0].rpartition("`")[2]
        return f"'{unknown}' is not known here; check its spelling"
    if "Invalid enum value" in message:
        words = ", ".join(_allowed(kind))
        return f"{place}{shown} is not one of the words allowed here" + (words and f": {words}")
    length = re.search(r"of length (>=|<=) (\d+)", message)
    if length:
        bound = "at least" if length[1] == ">=" else "at most"
        return f"{place}write {bound} {length[2]} character(s) here"
    wanted = {"`array`": "a list", "`object`": "a mapping", "`str`": "text"}
    for word, plain in wanted.items():
        if message.startswith(f"Expected {word}"):
            return f"{place}expected {plain} here"
    return f"{place}{message}"
