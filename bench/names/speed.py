"""How quickly keys are made and pairs are scored, on names that nobody has read before."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from pathlib import Path

from bench.names import sources
from bench.names.figures import Speed
from safeconduct.names import coded, folding, likeness, reading, sounds, syllables
from safeconduct.names.keys import keys
from safeconduct.names.persons import Person
from safeconduct.names.score import score

WARM = Person(("Ann Bell", "陈伟", "Qadir Xi"))
"""Has the tables read before anything is timed."""


def forget() -> None:
    """Forget what has been read of words; the tables stay."""
    for module in (coded, folding, likeness, reading, sounds, syllables):
        for each in vars(module).values():
            parameters = getattr(each, "cache_parameters", None)
            if parameters and parameters()["maxsize"] is not None:
                each.cache_clear()


def keyed(what: str, persons: Sequence[Person]) -> Speed:
    """How many persons' keys a core makes in a second."""
    keys(WARM)
    forget()
    begin = time.process_time()
    for person in persons:
        keys(person)
    took = time.process_time() - begin
    return Speed("keys, persons/s", what, len(persons), len(persons) / took)


def scored(what: str, pairs: Sequence[tuple[Person, Person]]) -> Speed:
    """How many pairs a core scores in a second."""
    score(WARM, WARM)
    forget()
    begin = time.process_time()
    for one, other in pairs:
        score(one, other)
    took = time.process_time() - begin
    return Speed("score, pairs/s", what, len(pairs), len(pairs) / took)


def no_word_twice(data: Path, number: int, chance: random.Random) -> list[Person]:
    """Names of two words in which no word comes twice: nothing can be remembered."""
    words = list(
        dict.fromkeys(
            word
            for language in sources.LANGUAGES
            for pair in sources.pairs(data, language)
            for word in (pair.native, pair.latin)
        )
    )
    by_script: dict[str, list[str]] = {}
    for word in chance.sample(words, min(len(words), number * 3)):
        by_script.setdefault(sources.script(word), []).append(word)
    names = [
        f"{one} {other}"
        for mine in by_script.values()
        for one, other in zip(mine[::2], mine[1::2], strict=False)
    ]
    chance.shuffle(names)
    return [Person((name,)) for name in names[:number]]
