"""Random worlds for random rulebooks: persons, lists with gaps, facts, findings, decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from random import Random
from typing import Literal

from safeconduct.case.facts import Value
from safeconduct.law.rulebook import Rulebook
from safeconduct.law.world import PlainWorld
from tests.oracle.words import DATED, FACTS, GROUNDS, GROUPS, KINDS, LISTS, TREATIES

ROLES = ("magistrate", "court", "asylum-officer")
"""Those who decide in random rulebooks."""

DAY = date(2019, 10, 1)
REQUEST_DAYS = (None, date(2019, 6, 1), date(2019, 7, 1), date(2018, 12, 31))


@dataclass(frozen=True)
class RoledWorld(PlainWorld):
    """A plain world that also knows who took each decision; only the competent role's counts."""

    deciders: Mapping[str, str] = field(default_factory=dict)

    def decision(self, norm: str, role: str) -> Literal["proceed", "refuse"] | None:
        return self.decisions.get(norm) if self.deciders.get(norm) == role else None


def world(random: Random, rulebook: Rulebook, unknown: float) -> RoledWorld:
    """A world in which about `unknown` of the facts are not known."""
    return _Draw(random, unknown).world(rulebook)


class _Draw:
    def __init__(self, random: Random, unknown: float) -> None:
        self.random = random
        self.unknown = unknown
        self.yes = random.choice((0.25, 0.5, 0.5, 0.75))
        persons = random.choice((1, 2, 2, 3, 4))
        self.ids: dict[str, list[str]] = {
            "request": ["req"],
            "measure": ["now", "before"],
            "person": [f"p{i}" for i in range(persons)],
            "item": [f"i{i}" for i in range(random.choice((0, 1, 2)))],
            "signal": [f"s{i}" for i in range(random.choice((0, 1, 2)))],
            "protection": [f"t{i}" for i in range(random.choice((0, 1, 2)))],
        }
        self.values: dict[str, Value] = {}

    def world(self, rulebook: Rulebook) -> RoledWorld:
        random = self.random
        lists, open_lists = self._lists()
        self._facts()
        kinds = {}
        for sort, words in KINDS.items():
            for thing in self.ids[sort]:
                if random.random() > self.unknown:
                    kinds[thing] = random.choice((*words, "other"))
        grounds = [
            f"{name}({'req' if s == ('request',) else 'now'})" for name, s in GROUNDS.items()
        ]
        answers: tuple[Literal["yes", "no"], ...] = ("yes", "no", "no")
        said: tuple[Literal["proceed", "refuse"], ...] = ("proceed", "proceed", "refuse")
        taken = {n.id: random.choice(said) for n in rulebook.norms if random.random() < 0.35}
        deciders = {
            n.id: random.choice((n.opens or n.decided_by or "none",) * 5 + ROLES)
            for n in rulebook.norms
        }
        return RoledWorld(
            act="search", day=DAY, values=self.values, lists=lists, open_lists=open_lists,
            assertions=frozenset(g for g in grounds if random.random() < 0.3),
            findings={g: random.choice(answers) for g in grounds if random.random() < 0.3},
            decisions=taken,
            deciders=deciders,
            kinds=kinds, measure="now", request="req", request_day=random.choice(REQUEST_DAYS),
        )  # fmt: skip

    def _lists(self) -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
        """Members, and which lists were not declared complete. Sometimes a value says it."""
        random = self.random
        lists: dict[str, tuple[str, ...]] = {}
        open_lists = set()
        for name, (of, holds) in LISTS.items():
            for owner in self.ids[of]:
                key = f"{name}({owner})"
                some = [other for other in self.ids[holds] if random.random() < 0.6]
                random.shuffle(some)
                gap = random.random() < self.unknown + 0.05
                if gap and random.random() < 0.3:
                    continue  # never heard of
                lists[key] = tuple(some)
                if gap:
                    open_lists.add(key)
                if random.random() < 0.06:
                    self.values[f"complete({key})"] = self._value()
        return lists, frozenset(open_lists)

    def _facts(self) -> None:
        keys = [
            f"{name}({','.join(args)})"
            for name, sorts in {**FACTS, **GROUNDS}.items()
            for args in product(*(self.ids[sort] for sort in sorts))
        ]
        keys += [
            f"for-days({key},{days})"
            for key in keys
            if key.partition("(")[0] in DATED
            for days in (7, 15)
        ]
        keys += [f"starts-between({m},21:00,05:00)" for m in self.ids["measure"]]
        keys += [f"held({m})" for m in self.ids["measure"]]
        keys += [f"obtained-open({i})" for i in self.ids["item"]]
        keys += [f"covers(req,{t})" for t in self.ids["protection"]]
        keys += [f"in-force({t},req)" for t in TREATIES] + [f"binds({t})" for t in TREATIES]
        keys += [f"member({g},req)" for g in GROUPS]
        keys += [
            f"is({thing},{','.join(words)})"
            for sort, words in KINDS.items()
            for thing in self.ids[sort]
            if self.random.random() < 0.1
        ]
        for key in keys:
            if self.random.random() < 0.9 or self.unknown == 0:
                self.values[key] = self._value()

    def _value(self) -> Value:
        random = self.random
        if random.random() < self.unknown:
            return random.choice(("unknown", "contested"))
        return "yes" if random.random() < self.yes else "no"
