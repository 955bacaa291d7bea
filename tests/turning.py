"""What a rule test claims to turn on does turn its result: where the law binds, and the ground."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from safeconduct.case.facts import canonical, parse
from safeconduct.files import booktests
from safeconduct.files.booktests import RuleTest
from safeconduct.law.rulebook import Rulebook

BELGIAN = "be-"
"""How the ids of Belgium's own law begin."""


def idle(rulebook: Rulebook, test: RuleTest) -> Iterator[str]:
    """What a test that fires states and does not turn on."""
    norm = rulebook.norm(test.norm)
    if test.result != "fires" or norm is None:
        return
    one = next(booktests.worlds(rulebook, test))
    small = structs.replace(rulebook, norms=booktests.near(rulebook, test.norm))

    def fires(changed: RuleTest) -> bool:
        return booktests.outcome_of(small, changed) == "fires"

    facts = {canonical(key): value for key, value in one.facts.items()}
    grounds = [key for key, value in facts.items() if value == "yes" and _is_ground(rulebook, key)]
    if grounds and norm.effect in ("forbids", "may-refuse"):
        left = {key: value for key, value in facts.items() if key not in grounds}
        if fires(structs.replace(one, facts=left)):
            yield f"it fires although nobody raised {', '.join(grounds)}"
    if test.norm.startswith(BELGIAN):
        if fires(structs.replace(one, executing="FR")):
            yield "it fires in another state than Belgium"
        return
    treaties = [
        key
        for key, value in facts.items()
        if value == "yes" and key.startswith(("binds(", "in-force("))
    ]
    if treaties:
        denied = {**facts, **dict.fromkeys(treaties, "no")}
        if fires(structs.replace(one, facts=denied)):
            yield f"it fires although none of these binds: {', '.join(treaties)}"


def _is_ground(rulebook: Rulebook, key: str) -> bool:
    word = rulebook.vocabulary.facts.get(parse(key)[0])
    return word is not None and word.ground == "yes"
