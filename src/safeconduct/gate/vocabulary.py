"""What may be said of a fact, and by whom: the rulebook's words, as commands need them."""

from __future__ import annotations

from safeconduct.case.facts import BadKey, canonical, parse
from safeconduct.gate.errors import Wrong
from safeconduct.gate.node import current
from safeconduct.law.vocabulary import FactWord

STEPS = frozenset(
    {
        "identified", "asylum-asked", "opinion-given", "opinion-objects", "opinion-answered",
        "reasoned-decision", "measure-refused", "refused", "presence-cleared",
        "execution-reported", "notified", "opposition-pending", "recalled", "freeze-requested",
        "freeze-answered",
    }
)  # fmt: skip
"""Facts that follow from a step on the way of a request. Nobody states them: they take the step."""


def word_of(fact: str) -> tuple[str, FactWord]:
    """The canonical key of a fact that can be stated, and its word. Raises `Wrong`."""
    try:
        name, _ = parse(fact)
        key = canonical(fact)
    except BadKey as error:
        raise Wrong(f"fact: {error}") from None
    words = current().rulebook().vocabulary
    if name in STEPS:
        raise Wrong(
            f"fact: '{name}' follows from its own step on the way of a request; take that step"
        )
    if name not in words.facts:
        raise Wrong(f"fact: no fact is called '{name}'{words.near(name, words.facts)}")
    return key, words.facts[name]


def of_protection(fact: str) -> bool:
    """Whether a fact belongs to the authority that protects: it alone says what is so.

    In doubt, as with a fact that this rulebook does not know any more, it does.
    """
    try:
        word = current().rulebook().vocabulary.facts.get(parse(fact)[0])
    except BadKey:
        return True
    return word is None or word.answered_by == "asylum-officer"
