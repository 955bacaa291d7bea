"""The words that norms and cases may use: acts, facts, lists, and the built-in conditions."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Literal, get_args, get_type_hints

from msgspec import Struct

from safeconduct.case.eventbase import HOUR, YesNo
from safeconduct.case.events import (
    ItemListed,
    ProtectionStated,
    RequestReceived,
    SignalStated,
)
from safeconduct.case.facts import SORTS
from safeconduct.case.roles import Role

Sort = Literal["request", "measure", "person", "item", "signal", "protection"]


class FactWord(Struct, frozen=True, forbid_unknown_fields=True):
    """A fact that can be known, asked and answered.

    `ground`: an assessment that only a finding of `settled_by` makes or dismisses.
    `recorded`: kept by the gate itself, so that no entry by the day means "no".
    `settled_by` "none": belongs to whoever answers it; no finding can settle it.
    """

    args: tuple[Sort, ...]
    ask: str
    answered_by: Role
    settled_by: Role | Literal["none"]
    ground: YesNo = "no"
    recorded: YesNo = "no"


class ListWord(Struct, frozen=True, forbid_unknown_fields=True):
    """A list about one thing (`of`) whose members are of sort `holds`."""

    of: Sort
    holds: Sort
    ask: str
    declared_by: Role


class DefinedWord(Struct, frozen=True):
    """A name for a formula; its parameters, with their sorts."""

    args: tuple[str, ...]
    sorts: tuple[Sort, ...]


BUILT_IN: dict[str, tuple[str, Role]] = {
    "is": ("What kind of thing is {0}?", "clerk"),
    "starts-between": ("Does {0} start between {1} and {2}?", "magistrate"),
    "in-force": ("Does {0} bind both states of {1} on that day?", "central-authority"),
    "binds": ("Does {0} bind the executing state on that day?", "central-authority"),
    "member": ("Is the requesting state of {1} a member of {0} on that day?", "central-authority"),
    "covers": ("Is {1} against the state behind {0}, or one for which that state acts?",
               "asylum-officer"),
    "held": ("Does a hold stand on {0}?", "magistrate"),
    "obtained-open": ("Was {0} obtained by a measure that nothing shut?", "magistrate"),
}  # fmt: skip
"""Conditions the engine computes, with the question and who answers when it cannot."""


THING_KINDS: dict[str, tuple[str, ...]] = {
    sort: get_args(get_type_hints(event)["kind"])
    for sort, event in
    (("request", RequestReceived), ("item", ItemListed), ("signal", SignalStated),
     ("protection", ProtectionStated))
}  # fmt: skip
"""The kinds that `is(…)` can ask for."""


RESERVED = (
    "complete",
    "for-days",
    "decision",
    "dismissed",
    "undefined",
    "unlisted",
    "cure",
    "cured",
    "not",
)
"""Names that keys and formulas give a meaning of their own."""


class Vocabulary(Struct, frozen=True):
    """Everything a formula may speak of. `defined` grows as provisions are read.

    `subjects`: the title of each subject; `subject_of`: the subject of a fact, list or built-in
    condition. What one authority is asked on one subject is one question.
    """

    acts: dict[str, str]
    groups: dict[str, tuple[str, ...]]
    lists: dict[str, ListWord]
    facts: dict[str, FactWord]
    defined: dict[str, DefinedWord] = {}
    subjects: dict[str, str] = {}
    subject_of: dict[str, str] = {}

    def expand(self, names: Iterable[str]) -> tuple[str, ...]:
        """The acts that names of acts and groups stand for; raises `ValueError` on others."""
        found: dict[str, None] = {}
        for name in names:
            if name in self.groups:
                found.update(dict.fromkeys(self.groups[name]))
            elif name in self.acts:
                found[name] = None
            else:
                known = [*self.acts, *self.groups]
                raise ValueError(f"no act or group is called '{name}'{self.near(name, known)}")
        return tuple(found)

    def question(self, name: str, things: Iterable[str]) -> str:
        """The question that a fact or built-in condition asks, with what things are called in it.

        Raises `KeyError` for a word that is neither.
        """
        if name in BUILT_IN:
            return BUILT_IN[name][0].format(*things)
        word = self.facts[name]
        text = word.ask
        for sort, thing in zip(word.args, things, strict=False):
            text = text.replace(f"{{{sort}}}", thing)
        return text

    def completeness(self, name: str, owner: str) -> str:
        """The question whether a list is complete, with what its owner is called in it."""
        word = self.lists[name]
        return word.ask.replace(f"{{{word.of}}}", owner)

    def near(self, name: str, known: Iterable[str]) -> str:
        """A hint with the word that was probably meant, or nothing."""
        close = difflib.get_close_matches(name, list(known), n=1)
        return f"; did you mean '{close[0]}'?" if close else ""

    def check_use(self, name: str, args: tuple[str, ...], scope: Mapping[str, str]) -> None:
        """Check one atom inside a norm: known word, right arguments. Raises `ValueError`."""
        if name in BUILT_IN:
            self._check_built_in(name, args, scope)
            return
        if name in self.defined:
            sorts: tuple[str, ...] = self.defined[name].sorts
        elif name in self.facts:
            sorts = self.facts[name].args
        else:
            known = [*self.facts, *self.defined, *BUILT_IN]
            raise ValueError(f"no fact is called '{name}'{self.near(name, known)}")
        if len(args) != len(sorts):
            raise ValueError(f"{name} takes {len(sorts)} argument(s): {', '.join(sorts)}")
        for arg, sort in zip(args, sorts, strict=True):
            if scope.get(arg) != sort:
                raise ValueError(f"{name} needs a {sort} here; '{arg}' is not one that is bound")

    def _check_built_in(self, name: str, args: tuple[str, ...], scope: Mapping[str, str]) -> None:
        shapes: dict[str, tuple[tuple[str, ...], ...]] = {
            "starts-between": (("measure",), ("hour",), ("hour",)),
            "in-force": (("name",), ("request",)),
            "binds": (("name",),),
            "member": (("name",), ("request",)),
            "covers": (("request",), ("protection",)),
            "held": (("measure",),),
            "obtained-open": (("item",),),
        }
        if name == "is":
            if len(args) < 2 or scope.get(args[0]) not in THING_KINDS:
                raise ValueError(
                    "write is(thing, kind, …) with a request, an item, a signal or a protection"
                )
            known = THING_KINDS[scope[args[0]]]
            for kind in args[1:]:
                if kind not in known:
                    sort = scope[args[0]]
                    raise ValueError(f"no {sort} is of kind '{kind}'{self.near(kind, known)}")
            return
        shape = shapes[name]
        if len(args) != len(shape):
            raise ValueError(f"{name} takes {len(shape)} argument(s)")
        for arg, allowed in zip(args, shape, strict=True):
            if allowed[0] in SORTS and scope.get(arg) not in allowed:
                raise ValueError(f"{name} needs a {allowed[0]}; '{arg}' is not one that is bound")
            if allowed[0] == "hour" and not re.match(HOUR, arg):
                raise ValueError(f"{name} needs hours as 21:00, not '{arg}'")
