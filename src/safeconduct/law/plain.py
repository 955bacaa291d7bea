"""Formulas in plain words about no case in particular: for reading the rulebook itself."""

from __future__ import annotations

from safeconduct.law import formula as fm
from safeconduct.law.vocabulary import Vocabulary

THINGS = {"measure": "the measure", "request": "the request"}


def plain(node: fm.AnyNode, words: Vocabulary) -> str:
    """A formula as nested sentences: facts as the questions that they ask."""
    match node:
        case fm.Atom():
            return _atom(node, words)
        case fm.ForDays():
            return f"{_atom(node.fact, words)} - yes, for at least {node.days} days"
        case fm.Complete():
            return f"{words.completeness(node.list, _called(node.arg))} - yes"
        case fm.Not(body=fm.Atom() as body):
            return f"{_question(body, words)} - no"
        case fm.Not():
            return f"not so: ({plain(node.body, words)})"
        case fm.All():
            return _joined(node.parts, " and ", words) or "always"
        case fm.Any():
            return _joined(node.parts, " or ", words) or "never"
        case fm.AtLeast():
            many = "some" if node.count == 1 else f"at least {node.count}"
            return f"for {many} {_member(node)} ({plain(node.where, words)})"
        case fm.Every():
            return f"for every {_member(node)} ({plain(node.where, words)})"


def _joined(parts: tuple[fm.AnyNode, ...], word: str, words: Vocabulary) -> str:
    mixed = (fm.All, fm.Any)
    return word.join(
        f"({plain(part, words)})" if isinstance(part, mixed) else plain(part, words)
        for part in parts
    )


def _member(node: fm.AtLeast | fm.Every) -> str:
    return f"{node.var} in {node.list}({_called(node.arg)})"


def _called(name: str) -> str:
    return THINGS.get(name, name)


def _atom(node: fm.Atom, words: Vocabulary) -> str:
    question = _question(node, words)
    return question if node.name in words.defined else f"{question} - yes"


def _question(node: fm.Atom, words: Vocabulary) -> str:
    if node.name in words.defined:
        return f"{node.name}({', '.join(map(_called, node.args))})"
    if node.name == "is":
        return f"Is {_called(node.args[0])} one of: {', '.join(node.args[1:])}?"
    return words.question(node.name, map(_called, node.args))
