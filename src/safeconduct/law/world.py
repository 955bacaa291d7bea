"""What the engine asks about a case: one measure, seen by one viewer, on one day.

`World` is the whole interface between a case and the rules. `caseworld` implements it on
events; `PlainWorld` holds the answers themselves (rule tests, generated rulebooks, benches).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

from safeconduct.case.facts import Value
from safeconduct.case.facts import key as fact_key


class World(Protocol):
    """One measure, one viewer, one day."""

    @property
    def measure(self) -> str:
        """Id of the measure at hand."""

    @property
    def request(self) -> str:
        """Id of its request."""

    @property
    def act(self) -> str:
        """The kind of the measure."""

    @property
    def day(self) -> date:
        """The day ruled on."""

    @property
    def request_day(self) -> date | None:
        """The day the request was received, where known."""

    @property
    def executing(self) -> str:
        """The executing state's code."""

    def value(self, key: str) -> Value:
        """The value of a canonical key: a fact, a built-in condition, or `complete(list(x))`."""

    def supposed(self, key: str) -> Literal["yes", "no"] | None:
        """What is assumed of a defined word; nothing else can settle one."""

    def members(self, name: str, arg: str) -> tuple[str, ...]:
        """The known members of a list."""

    def asserted(self, key: str) -> bool:
        """Whether anybody has asserted this ground."""

    def finding(self, key: str) -> Literal["yes", "no"] | None:
        """What the competent authority has found on this ground."""

    def decision(self, norm: str, role: str) -> Literal["proceed", "refuse"] | None:
        """What `role` has decided on this measure under a norm."""


@dataclass(frozen=True)
class PlainWorld:
    """A world given as plain tables; whatever is not in them is unknown or undecided.

    Lists named in `lists` are complete unless named in `open_lists`.
    """

    act: str
    day: date
    values: Mapping[str, Value] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    open_lists: frozenset[str] = frozenset()
    assertions: frozenset[str] = frozenset()
    findings: Mapping[str, Literal["yes", "no"]] = field(default_factory=dict)
    decisions: Mapping[str, Literal["proceed", "refuse"]] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    measure: str = "measure"
    request: str = "request"
    request_day: date | None = None
    executing: str = "BE"

    def value(self, key: str) -> Value:
        if key in self.values:
            return self.values[key]
        if key.startswith("complete("):
            inner = key[len("complete(") : -1]
            return "yes" if inner in self.lists and inner not in self.open_lists else "unknown"
        if key.startswith("is("):
            thing, *kinds = key[3:-1].split(",")
            if thing in self.kinds:
                return "yes" if self.kinds[thing] in kinds else "no"
        return "unknown"

    def supposed(self, key: str) -> Literal["yes", "no"] | None:  # noqa: ARG002
        return None

    def members(self, name: str, arg: str) -> tuple[str, ...]:
        return self.lists.get(fact_key(name, arg), ())

    def asserted(self, key: str) -> bool:
        return key in self.assertions

    def finding(self, key: str) -> Literal["yes", "no"] | None:
        return self.findings.get(key)

    def decision(self, norm: str, role: str) -> Literal["proceed", "refuse"] | None:  # noqa: ARG002
        return self.decisions.get(norm)
