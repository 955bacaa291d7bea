"""The steps of the demo as `story.yaml` tells them, and how far they were played."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from safeconduct.case.roles import Role
from safeconduct.demo import brussels, ordinary
from safeconduct.demo.acts import DidNotCome, Matter
from safeconduct.demo.client import Refused
from safeconduct.demo.site import Site
from safeconduct.files import yamltext

logger = logging.getLogger("safeconduct.demo")
Language = Literal["en", "fr"]
RESIDENTS = brussels.RESIDENTS + ordinary.RESIDENTS
_MODULES = {"brussels": brussels, "ordinary": ordinary}


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One step: when, whose part it is, what is done, and its words in each language."""

    day: str
    by: tuple[Role, ...]
    act: str
    title: dict[Language, str]
    here: dict[Language, str]
    then: dict[Language, str] = {}

    @property
    def matter(self) -> str:
        """Which of the two requests it belongs to."""
        return self.act.partition(".")[0]

    def play(self, matter: Matter) -> None:
        """Do it. Raises `Refused`, `DidNotCome`."""
        act: Callable[[Matter], None] = getattr(_MODULES[self.matter], self.act.partition(".")[2])
        act(matter)


@cache
def steps() -> tuple[Step, ...]:
    """All of them, in their order."""
    tree = yamltext.read(Path(__file__).with_name("story.yaml")).tree
    return msgspec.convert(tree, tuple[Step, ...])


@dataclass
class Played:
    """How far the story was played at a site."""

    site: Site
    said: list[tuple[str, ...]] = field(default_factory=list)
    """By step that was played: what the gate answered to what it did not do."""
    _matters: dict[str, Matter] = field(default_factory=dict)

    @property
    def next(self) -> Step | None:
        """The step that is played next; none at the end."""
        return steps()[len(self.said)] if len(self.said) < len(steps()) else None

    def play(self) -> None:
        """Play the next step. What cannot be done is said, and the story goes on.

        It may have been done at a desk meanwhile: then the gate says that.
        """
        step = self.next
        if step is None:
            return
        matter = self._matters.setdefault(step.matter, Matter(self.site))
        matter.refused = []
        self.site.at(step.day)
        try:
            step.play(matter)
        except (Refused, DidNotCome, KeyError, ValueError) as error:
            logger.warning("step %s of %s: %s", step.act, step.day, error)
            matter.refused += _why(error)
        self.said.append(tuple(matter.refused))


def _why(error: Exception) -> list[str]:
    if isinstance(error, Refused):
        return error.problems
    if isinstance(error, DidNotCome):
        return [str(error)]
    return ["an earlier step did not come to its end"]
