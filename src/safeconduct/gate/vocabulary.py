"""What may be said of a fact, and by whom: the rulebook's words, as commands need them."""

from __future__ import annotations

from safeconduct.case.facts import BadKey, Said, canonical, parse
from safeconduct.case.state import State
from safeconduct.gate.errors import Refused, Wrong
from safeconduct.gate.node import current
from safeconduct.law.vocabulary import BUILT_IN, FactWord

STEPS = frozenset(
    {
        "identified", "asylum-asked", "opinion-given", "opinion-objects", "opinion-answered",
        "reasoned-decision", "measure-refused", "refused", "presence-cleared",
        "execution-reported", "notified", "recalled", "freeze-requested", "freeze-answered",
    }
)  # fmt: skip
"""Facts that follow from a step on the way of a request. Nobody states them: they take the step."""

COVERS = FactWord(
    args=("request", "protection"), ask=BUILT_IN["covers"][0], answered_by=BUILT_IN["covers"][1],
    settled_by="none",
)  # fmt: skip
"""Whether a state acts for the one that somebody fled: what the rulebook computes as far as it can,
and the authority that protects says beyond that."""


def word_of(fact: str) -> tuple[str, FactWord]:
    """The canonical key of a fact that can be stated, and its word. Raises `Wrong`."""
    try:
        name, _ = parse(fact)
        key = canonical(fact)
    except BadKey as error:
        raise Wrong(f"fact: {error}") from None
    words = current().rulebook().vocabulary
    if name == "covers":
        return key, COVERS
    if name in STEPS:
        raise Wrong(
            f"fact: '{name}' follows from its own step on the way of a request; take that step"
        )
    if name not in words.facts:
        raise Wrong(f"fact: no fact is called '{name}'{words.near(name, words.facts)}")
    return key, words.facts[name]


def refuse_unended(state: State, fact: str, value: Said) -> None:
    """Whether an opposition is pending the court says where none was filed here. Raises `Refused`.

    One that was filed ends with its final decision, and not with a word about it.
    """
    name, arguments = parse(fact)
    if name == "opposition-pending" and value != "yes" and state.oppositions[str(arguments[0])]:
        raise Refused("fact: an opposition was filed here; it ends with the court's final decision")


def worded(fact: str, word: FactWord) -> str:
    """The question that a fact stands for, with the ids of what it is about."""
    text = word.ask
    for number, (sort, thing) in enumerate(zip(word.args, parse(fact)[1], strict=False)):
        text = text.replace(f"{{{sort}}}", str(thing)).replace(f"{{{number}}}", str(thing))
    return text


def of_protection(fact: str) -> bool:
    """Whether a fact belongs to the authority that protects: it alone says what is so.

    In doubt, as with a fact that this rulebook does not know any more, it does.
    """
    try:
        word = current().rulebook().vocabulary.facts.get(parse(fact)[0])
    except BadKey:
        return True
    return word is None or word.answered_by == "asylum-officer"
