"""Rows of a file, one by one: CSV (comma, semicolon or tab) or JSON lines.

Nothing is read ahead, so that a file may be of any size. What cannot be read as a row at all is
given as a `Broken` row with its line, and reading goes on where it can.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

LONGEST_FIELD = 16 * 1024 * 1024
"""Characters that one field of CSV may have."""
ENDINGS = (".csv", ".tsv", ".jsonl", ".ndjson", ".json")


@dataclass(frozen=True, slots=True)
class Row:
    """A row, and the line that it ends on, counted from 1."""

    line: int
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that cannot be read, and why."""

    line: int
    why: str


def looks_like_file(text: str) -> bool:
    """Whether an argument is meant as a file: it exists, or ends as one."""
    try:
        return text.lower().endswith(ENDINGS) or Path(text).is_file()
    except (OSError, ValueError):
        return False


def lines(file: Path) -> int:
    """How many lines a file has."""
    with file.open("rb") as data:
        return sum(block.count(b"\n") for block in iter(lambda: data.read(1 << 20), b""))


def rows(file: Path) -> Iterator[Row | Broken]:
    """The rows of a file.

    Raises `OSError` if it cannot be opened, `ValueError` if it has no header.
    """
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as text:
        start = text.read(1)
        text.seek(0)
        yield from _json_lines(text) if start in ("{", "[") else _csv(text)


def _json_lines(text: TextIO) -> Iterator[Row | Broken]:
    for line, row in enumerate(text, 1):
        plain = row.strip().strip("\ufeff").rstrip(",")
        if plain in ("", "[", "]"):
            continue
        try:
            value = json.loads(plain)
        except (ValueError, RecursionError) as problem:
            yield Broken(line, f"no JSON object on one line ({problem})")
            continue
        if isinstance(value, dict):
            yield Row(line, value)
        else:
            yield Broken(line, 'no JSON object; write {"name": …}')


def _csv(text: TextIO) -> Iterator[Row | Broken]:
    csv.field_size_limit(LONGEST_FIELD)
    first = text.readline()
    if not first.strip():
        raise ValueError("is empty; its first line names the columns, one of them 'name'")
    mark = max(",;\t", key=first.count)
    header = next(csv.reader([first], delimiter=mark))
    reader = csv.reader(text, delimiter=mark)
    while True:
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            yield Broken(reader.line_num + 1, f"no row of CSV ({problem})")
            continue
        line = reader.line_num + 1
        if not values:
            continue
        if len(values) > len(header):
            yield Broken(line, f"{len(values)} fields, where the first line names {len(header)}")
        else:
            yield Row(line, dict(zip(header, values, strict=False)))
