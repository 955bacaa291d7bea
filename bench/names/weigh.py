"""Learn the weights of the score: writes `src/safeconduct/names/data/weights.json`.

    python -m bench.names.weigh --data FOLDER

The weights of names: logistic regression over pairs that share a key, persons described twice and
strangers from a register, in which strangers weigh as much as they are more often met: one of a
thousand candidates is the person. Words that are kept for judging are not used. How much a
rare word, a further word or a word that one name lacks adds, and how the ways to match differ, is
set: strangers in our registers are drawn from few words, so that learning it from them would say
that rare names say nothing. What is learnt is what a match and words left over on both sides add.

The weights of days of birth are ln(m / u) as Fellegi and Sunter have it: how often the days of one
person agree so, by how often those of strangers do. The first are assumed (`TOLD`, after the errors
that civil registers report), the second follow from the calendar.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy
from numpy.typing import NDArray

from bench.names import cast, sources
from bench.names.learn import DATA
from safeconduct.names.keys import keys
from safeconduct.names.likeness import alike
from safeconduct.names.persons import Person
from safeconduct.names.score import BASE_RATE, NAMES, features

Matrix = NDArray[numpy.float64]
SEED = 20261201
REGISTER = 60_000
STRANGERS = 20_000
EACH = 1200
RARE = 4.0
"""What ten units of ln(1 / frequency) of the matched words add; by chance alone it would be 10."""
FURTHER = 1.5
"""What a third word that matches adds. Set, too: the strangers of our registers share names of
three words more often than people do, because few words were there to invent them from."""
ABSENT = -0.7
"""What each word adds that only one of the names has. Set as well: it is missing in the other, and
what is missing lowers certainty and is no disagreement."""
NONE = -8.0
"""What it adds that no word matched. Set: pairs that share a key by their names have matches."""
HOWS = {
    "same": 0.0, "same spelling": 0.0, "same sounds": 0.0, "near sounds": -1.5, "alike": 0.5,
    "initial": 1.5,
}  # fmt: skip
"""What the way in which a word matched adds to a match: set, for the same reason, and measured on
nothing."""
YEARS = 45
"""Days of birth of strangers lie in so many years."""
TOLD = {
    "same day": 0.87, "changed over": 0.012, "a day off": 0.02, "same day, another year": 0.02,
    "same month": 0.02, "same year, another day": 0.02, "a year off, another day": 0.01,
    "differ": 0.025,
    # where one side knows the year, or the year and the month, alone
    "same year": 0.92, "same year and month": 0.9, "a year off": 0.04,
}  # fmt: skip
"""How often two descriptions of one person agree so, among those that say as much."""
CHANCE = {
    "same day": 1 / 365 / YEARS, "changed over": 0.4 / 365 / YEARS, "a day off": 2 / 365 / YEARS,
    "same day, another year": 1 / 365, "same month": (1 / 12 + 1 / 30) / YEARS,
    "same year, another day": 0.88 / YEARS, "a year off, another day": 2 / YEARS,
    "differ": 1 - 3 / YEARS, "same year": 1 / YEARS, "same year and month": 1 / 12 / YEARS,
    "a year off": 2 / YEARS,
}  # fmt: skip
"""The same for strangers."""


def strangers(data: Path, chance: random.Random) -> Iterator[tuple[Person, Person]]:
    """Pairs of strangers that share a key."""
    by_key: dict[str, list[Person]] = defaultdict(list)
    held = [*cast.register(data, REGISTER // 4, chance), *cast.crowd(data, REGISTER, chance)]
    for person in held:
        for key in keys(cast.undated(person), asker=False).keys:
            by_key[str(key)].append(person)
    groups = [group for group in by_key.values() if len(group) > 1]
    # Each pair of strangers as likely as any other.
    weights = [len(group) * (len(group) - 1) for group in groups]
    for _ in range(STRANGERS):
        one, other = chance.sample(chance.choices(groups, weights)[0], 2)
        yield one, other


def same(data: Path, chance: random.Random) -> Iterator[tuple[Person, Person]]:
    """Pairs of descriptions of one person that share a key."""
    told = cast.aliases(data, chance)
    for language in sources.LANGUAGES:
        for is_native in (True, False):
            told += cast.told_twice(data, language, EACH, chance, is_native=is_native, unseen=False)
    # And the same spelling, or words left out, as most requests have it.
    for person in cast.register(data, 4 * EACH, chance):
        words = person.names[0].split()
        chance.shuffle(words)
        kept = words[: max(2, len(words) - chance.randint(0, 1))]
        other = Person((" ".join(kept),), cast.retold(person.born, chance))
        told.append(cast.Twice(other, person, "same", True, False))
    for twice in told:
        if keys(cast.undated(twice.asked)).shared(keys(cast.undated(twice.held), asker=False)):
            yield twice.asked, twice.held


def row(one: Person, other: Person) -> list[float]:
    """The features of a pair of names, as `NAMES`."""
    found = features(alike(one.names[0], other.names[0]))
    return [found.get(column, 0.0) for column in NAMES]


def fitted(rows: Matrix, yes: Matrix, weights: Matrix, offset: Matrix) -> Matrix:
    """Weights of logistic regression with an offset, the constant first.

    By Newton's method with shortened steps, and with so little of a ridge that it only keeps
    columns apart that always come together.
    """
    columns = numpy.column_stack([numpy.ones(len(rows)), rows])
    ridge = numpy.array([1e-6] + [1e-3 * weights.sum() / len(rows)] * rows.shape[1])
    found = numpy.zeros(columns.shape[1])
    found[0] = numpy.log((weights * yes).sum() / (weights * (1 - yes)).sum()) - offset.mean()

    def loss(at: Matrix) -> float:
        odds = columns @ at + offset
        each = numpy.logaddexp(0, odds) - yes * odds
        return float((weights * each).sum() + (ridge * at * at).sum() / 2)

    for _ in range(200):
        likely = 1 / (1 + numpy.exp(-numpy.clip(columns @ found + offset, -30, 30)))
        slope = columns.T @ (weights * (yes - likely)) - ridge * found
        curve = (columns * (weights * likely * (1 - likely))[:, None]).T @ columns
        step = numpy.linalg.solve(curve + numpy.diag(ridge), slope)
        while loss(found + step) > loss(found) and numpy.abs(step).max() > 1e-9:
            step /= 2
        found += step
        if numpy.abs(step).max() < 1e-8:
            break
    return found


def main() -> None:
    """Learn and write."""
    parser = argparse.ArgumentParser(description="learn the weights of the score")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--into", type=Path, default=DATA / "weights.json")
    options = parser.parse_args()
    chance = random.Random(SEED)
    ours = [row(*pair) for pair in same(options.data, chance)]
    theirs = [row(*pair) for pair in strangers(options.data, chance)]
    rows = numpy.array(ours + theirs)
    yes = numpy.array([1.0] * len(ours) + [0.0] * len(theirs))
    weights = numpy.where(yes == 1, 1.0, BASE_RATE * len(ours) / len(theirs))
    given = {
        "rare": RARE,
        "further word": FURTHER,
        "left over in one": ABSENT,
        "no word": NONE,
        **HOWS,
    }
    offset = rows[:, [NAMES.index(name) for name in given]] @ numpy.array(list(given.values()))
    others = [name for name in NAMES if name not in given]
    words = rows[:, [NAMES.index(how) for how in HOWS]].sum(axis=1)
    columns = numpy.column_stack([words, rows[:, [NAMES.index(name) for name in others]]])
    found = fitted(columns, yes, weights, offset)
    learnt = dict(zip(others, found[2:].tolist(), strict=True))
    # Each word that matched counts for as much, besides how it matched.
    # What all pairs start with is shared out over the two words that a key takes.
    constant = float(found[0] + numpy.log(BASE_RATE - 1))
    given |= {how: float(found[1]) + constant / 2 + weight for how, weight in HOWS.items()}
    learnt |= given
    learnt |= {f"birth: {how}": math.log(TOLD[how] / CHANCE[how]) for how in TOLD}
    learnt["birth: unknown"] = 0.0
    rounded = {name: round(weight, 3) for name, weight in sorted(learnt.items())}
    note = "log-odds, learnt by bench/names/weigh.py; see safeconduct/names/score.py"
    text = json.dumps({"about": note, "weights": rounded}, indent=1)
    options.into.write_text(text + "\n", encoding="utf-8")
    print(f"{len(ours):,} pairs of one person, {len(theirs):,} of strangers")
    for name, weight in rounded.items():
        print(f"{weight:8.2f}  {name}")


if __name__ == "__main__":
    main()
