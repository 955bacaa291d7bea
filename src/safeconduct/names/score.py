"""Two descriptions of persons as a probability that they are one person, with a reason for each
part.

The probability is among candidates that share a key (`keys`), of whom by default one in a
thousand is the person: a name alone stays a modest reason however alike it is, because names
repeat. What is missing says nothing; only what differs speaks against.

Each reason adds to the logarithm of the odds, as in the linkage of records after Fellegi and Sunter
(A Theory for Record Linkage, JASA 64, 1969). The weights of names and days are learnt
(`data/weights.json`, by `bench/names/weigh.py`); those of places and numbers are set by hand,
because no list we may use has enough of them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice, product

from safeconduct.names.births import agreement
from safeconduct.names.likeness import HOW, Likeness, Match, alike
from safeconduct.names.persons import Person, number_key

BASE_RATE = 1000
"""Of so many candidates that share a key one is the person, unless told otherwise."""
MOST_PAIRS = 2000
"""So many pairs of names of two persons are compared; where there are more, a reason says so."""
_PLACE = {"same place": 2.0, "another place": -0.7}
_NUMBER = {"same number": 9.0, "other numbers": -1.0}
_WORDS = 2
"""So many words had to match for a key to be shared; each further one adds the same."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a score: what it is about, what was found, and what it adds to the log-odds."""

    about: str
    found: str
    adds: float


@dataclass(frozen=True, slots=True)
class Score:
    """The probability that two descriptions are of one person, and why."""

    probability: float
    reasons: tuple[Reason, ...]


def score(one: Person, other: Person, base_rate: float = BASE_RATE) -> Score:
    """Compare two descriptions; the same whichever comes first."""
    likeness = max(
        (alike(a, b) for a, b in islice(product(one.names, other.names), MOST_PAIRS)),
        key=_named, default=Likeness(),
    )  # fmt: skip
    weights = _weights()
    reasons = [*_of_names(likeness, weights), _of_births(one, other, weights)]
    reasons += [r for r in (_of_places(one, other), _of_numbers(one, other)) if r]
    start = Reason(
        "base rate", f"one in {base_rate:g} candidates", -math.log(max(base_rate - 1, 1e-9))
    )
    if len(one.names) * len(other.names) > MOST_PAIRS:
        reasons.append(Reason("name", f"only {MOST_PAIRS} pairs of their names were compared", 0.0))
    total = start.adds + sum(r.adds for r in reasons)
    return Score(1 / (1 + math.exp(-max(min(total, 700), -700))), (start, *reasons))


def features(likeness: Likeness) -> dict[str, float]:
    """What of a likeness counts, by name: for each way to match how many words, how rare they are
    together; the words left over where both names have some, and where only one has."""
    found: dict[str, float] = {}
    for match in _counted(likeness):
        found[match.how] = found.get(match.how, 0.0) + 1
        found["rare"] = found.get("rare", 0.0) + _rarity(match)
    found["further word"] = min(max(len(likeness.matches) - _WORDS, 0), 2)
    left, right = len(likeness.left), len(likeness.right)
    found["left over in both"] = min(left, right, 3)
    found["left over in one"] = min(abs(left - right), 3)
    if not likeness.matches:
        found["no word"] = 1.0
    return found


def _counted(likeness: Likeness) -> list[Match]:
    return sorted(likeness.matches, key=lambda m: (-m.worth, m.common, m.one, m.other))[:_WORDS]


def _rarity(match: Match) -> float:
    """How rare a word is in tens of natural logarithms; an initial is as common as can be."""
    return 0.0 if match.how in ("alike", "initial") else math.log(1e6 / match.common) / 10


NAMES = (*HOW, "rare", "further word", "left over in both", "left over in one", "no word")


@cache
def _weights() -> dict[str, float]:
    text = files("safeconduct.names").joinpath("data/weights.json").read_text(encoding="utf-8")
    return {name: float(weight) for name, weight in json.loads(text)["weights"].items()}


def _named(likeness: Likeness) -> tuple[float, float]:
    weights = _weights()
    return sum(weights[n] * v for n, v in features(likeness).items()), likeness.weight


def _of_names(likeness: Likeness, weights: dict[str, float]) -> Iterator[Reason]:
    for match in _counted(likeness):
        adds = weights[match.how] + weights["rare"] * _rarity(match)
        often = f"; {match.common:,.0f} in a million have it" if _rarity(match) else ""
        yield Reason(
            "name", f"{' – '.join(sorted((match.one, match.other)))}: {match.how}{often}", adds
        )
    found = features(likeness)
    if found["further word"]:
        more = sorted(
            f"{m.one} – {m.other}" for m in likeness.matches if m not in _counted(likeness)
        )
        yield Reason(
            "name",
            f"further word: {', '.join(more)}",
            weights["further word"] * found["further word"],
        )
    for name in ("left over in both", "left over in one", "no word"):
        if found.get(name):
            words = ", ".join(sorted((*likeness.left, *likeness.right)))
            yield Reason("name", f"{name}: {words}" if words else name, weights[name] * found[name])


def _of_births(one: Person, other: Person, weights: dict[str, float]) -> Reason:
    how = agreement(one.born, other.born)
    shown = " – ".join(sorted(str(p.born) or "not known" for p in (one, other)))
    return Reason("birth date", f"{how} ({shown})", weights[f"birth: {how}"])


def _of_places(one: Person, other: Person) -> Reason | None:
    if not one.place.strip() or not other.place.strip():
        return None
    found = alike(one.place, other.place)
    how = "same place" if any(m.worth > 0.5 for m in found.matches) else "another place"
    shown = " – ".join(sorted((one.place, other.place)))
    return Reason("birth place", f"{how} ({shown})", _PLACE[how])


def _of_numbers(one: Person, other: Person) -> Reason | None:
    ours, theirs = ({key for key in map(number_key, p.numbers) if key} for p in (one, other))
    if not ours or not theirs:
        return None
    shared = sorted(ours & theirs)
    how = "same number" if shared else "other numbers"
    return Reason("number", f"{how} {', '.join(shared)}".strip(), _NUMBER[how])
