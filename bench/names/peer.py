"""A peer, in a Python of its own: reads pairs as JSON lines and writes a score for each.

    PYTHON bench/names/peer.py logic-v2|token-sort < pairs > scores

It needs nothing of ours. A line is a list of two persons, `{"names": […], "born": "2001-05-03"}`.
The last line that it writes says how many seconds of a core the comparing alone took, and which
version it is of what.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from itertools import product
from typing import Any

Pair = list[dict[str, Any]]
Compare = Callable[[Any], float]


def logic_v2() -> tuple[Callable[[int, Pair], Any], Compare, str]:
    """The matcher `logic-v2` of nomenklatura."""
    from followthemoney import model  # noqa: PLC0415  # each peer loads what it needs itself
    from nomenklatura.matching.logic_v2.model import LogicV2  # noqa: PLC0415

    config = LogicV2.default_config()

    def entity(number: str, person: dict[str, Any]) -> Any:
        made = model.make_entity("Person")
        # It remembers what it has read by the id: each has one of its own.
        made.id = number
        for name in person["names"]:
            made.add("name", name)
        if person["born"]:
            made.add("birthDate", person["born"])
        return made

    def ready(number: int, pair: Pair) -> Any:
        return entity(f"{number}-0", pair[0]), entity(f"{number}-1", pair[1])

    def compare(pair: Any) -> float:
        return float(LogicV2.compare(*pair, config).score)

    return ready, compare, f"nomenklatura {version('nomenklatura')}, rigour {version('rigour')}"


def token_sort() -> tuple[Callable[[int, Pair], Any], Compare, str]:
    """The ratio of sorted words of rapidfuzz, of what ICU makes of the names in Latin letters.

    Where both have a birth date and what is known of them differs, the score is halved.
    """
    import icu  # noqa: PLC0415
    from rapidfuzz.fuzz import token_sort_ratio  # noqa: PLC0415

    latin = icu.Transliterator.createInstance("Any-Latin; Latin-ASCII; Lower")

    def compare(pair: Pair) -> float:
        one, other = ([latin.transliterate(name) for name in p["names"]] for p in pair)
        found = max(token_sort_ratio(a, b) for a, b in product(one, other)) / 100
        ours, theirs = (p["born"] for p in pair)
        length = min(len(ours), len(theirs))
        return float(found if ours[:length] == theirs[:length] else found / 2)

    about = f"rapidfuzz {version('rapidfuzz')}, PyICU {version('pyicu')}, ICU {icu.ICU_VERSION}"
    return lambda _number, pair: pair, compare, about


def main() -> None:
    """Read, compare, write."""
    logging.disable(logging.CRITICAL)
    ready, compare, about = {"logic-v2": logic_v2, "token-sort": token_sort}[sys.argv[1]]()
    pairs = [ready(number, json.loads(line)) for number, line in enumerate(sys.stdin)]
    compare(ready(-1, [{"names": ["Ann Bell"], "born": ""}, {"names": ["Bea Cole"], "born": ""}]))
    begin = time.process_time()
    scores = [compare(pair) for pair in pairs]
    seconds = time.process_time() - begin
    sys.stdout.write("".join(f"{score!r}\n" for score in scores))
    sys.stdout.write(json.dumps({"seconds": seconds, "version": about}) + "\n")


if __name__ == "__main__":
    main()
