"""What a cell of the table says: how much is open to read and to write, and its notation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """How much of something is open; the higher opens what the lower does."""

    NONE = 0
    STATE = 1
    """Only that it exists and how it stands, without reasons. Nobody writes at this level."""
    OWN = 2
    """Only what concerns oneself, one's own case or one's own part of it."""
    FULL = 3


@dataclass(frozen=True)
class Cell:
    """What one role may do with one kind of thing."""

    read: Level = Level.NONE
    write: Level = Level.NONE
    condition: str = ""
    """What narrows it further, in words; the commands and pages concerned keep to it."""


NOTHING = Cell()

_READ = {"r": Level.FULL, "o": Level.OWN, "s": Level.STATE}
_WRITE = {"w": Level.FULL, "ow": Level.OWN}


def parse(text: str) -> Cell:
    """A cell as it is written below: signs, then a condition. Raises `ValueError`.

    `r` reads, `o` reads what is its own, `s` sees that it exists; `w` writes, `ow` writes what is
    its own; `-` has nothing.
    """
    signs, _, condition = text.partition(":")
    read = write = Level.NONE
    for sign in signs.split():
        if sign in _READ and read is Level.NONE:
            read = _READ[sign]
        elif sign in _WRITE and write is Level.NONE:
            write = _WRITE[sign]
        elif sign != "-":
            raise ValueError(f"'{text}': '{sign}' is no sign of the table, or stands there twice")
    return Cell(read, write, condition.strip())
