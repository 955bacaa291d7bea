"""Atoms of the program in words: what a counterexample is told with."""

from __future__ import annotations

from typing import Any

from safeconduct.law.vocabulary import Vocabulary

CALLED = {
    "measure": "the measure",
    "request": "the request",
    "origin": "measure E, which came before",
    "person": "person P",
    "item": "item I",
    "signal": "signal S",
    "protection": "protection R",
}
"""How the things singled out are spoken of."""


def key_of(term: Any) -> str:
    """The key of an atom, as the rulebook writes it; others on a list as `others(list(of), …)`."""
    parts = term.arguments
    match term.name:
        case "gap":
            count = parts[2].number
            shape = _filled(parts[3].string, [str(hole.string) for hole in parts[4].arguments])
            least = "" if count == 1 else f"at least {count}: "
            return f"others({parts[0].string}({parts[1].string}), {least}{shape})"
        case "complete":
            return f"complete({parts[0].string}({parts[1].string}))"
        case "days":
            return f"for-days({key_of(parts[0])},{parts[1].number})"
        case "undefined":
            return f"undefined({_call(parts)})"
        case "member":
            return f"{parts[2].string} in {parts[0].string}({parts[1].string})"
        case "kind":
            return f"is({parts[0].string},{parts[1].string})"
        case _:
            return _call(parts)


def _call(parts: Any) -> str:
    return f"{parts[0].string}({','.join(arg.string for arg in parts[1].arguments)})"


def _filled(shape: str, holes: list[str]) -> str:
    """The text of a formula with its holes filled, in order."""
    for hole in holes:
        shape = shape.replace("_", hole, 1)
    return shape


def says(term: Any, words: Vocabulary) -> str:
    """The question that an atom answers, in words."""
    parts = term.arguments
    match term.name:
        case "gap":
            shape = _filled(parts[3].string, [str(hole.string) for hole in parts[4].arguments])
            name, of = parts[0].string, CALLED.get(parts[1].string, parts[1].string)
            many = "somebody else" if words.lists[name].holds == "person" else "something else"
            count = "" if parts[2].number == 1 else f" ({parts[2].number} or more in all)"
            return f"Is there {many} on the list “{name}” of {of}{count}, with {shape}?"
        case "complete":
            owner = parts[1].string
            return words.completeness(parts[0].string, CALLED.get(owner, owner))
        case "days":
            return f"{says(parts[0], words)} For at least {parts[1].number} days?"
        case "undefined":
            return f"What does “{parts[0].string}” mean? No version of it is in force."
        case "member":
            member, owner = (CALLED[parts[i].string] for i in (2, 1))
            return f"Is {member} on the list “{parts[0].string}” of {owner}?"
        case "kind":
            return f"Is {CALLED[parts[0].string]} of the kind {parts[1].string}?"
    args = [arg.string for arg in parts[1].arguments]
    return words.question(parts[0].string, (CALLED.get(arg, arg) for arg in args))
