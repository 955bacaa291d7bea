"""What a case still asks of whom: one letter an office, each question once for all measures."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from safeconduct.case.eventbase import YesNo
from safeconduct.case.roles import Role

FORMAT = "safeconduct-questions/1"


class PointAsked(Struct, frozen=True, omit_defaults=True):
    """One fact, asked once for everything it is about and every measure it can turn."""

    fact: str
    ask: str
    about: tuple[str, ...]
    measures: tuple[str, ...]
    contested: YesNo = "no"
    later: YesNo = "no"
    """Can wait until other answers show that it matters, for every measure named."""


class Asked(Struct, frozen=True, omit_defaults=True):
    """One subject."""

    subject: str
    title: str
    points: tuple[PointAsked, ...]


class Letter(Struct, frozen=True, omit_defaults=True):
    """Everything one office is asked."""

    role: Role
    office: str
    questions: tuple[Asked, ...]


class Questionnaire(Struct, frozen=True, omit_defaults=True):
    """The questions of a case. `counts`: how many questions each measure hangs on."""

    case: str
    title: str
    view: Literal["gate", "audit"]
    letters: tuple[Letter, ...]
    counts: dict[str, int]
    rulebook: str
    engine: str
    format: Literal["safeconduct-questions/1"] = "safeconduct-questions/1"
