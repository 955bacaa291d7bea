"""Formulas as the rulebook writes them: parsing and checking, not yet about any case.

`docs/rulebook.md` describes the notation for people who write provisions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from safeconduct.case import facts

if TYPE_CHECKING:
    from safeconduct.law.vocabulary import Vocabulary

Tree = str | list["Tree"] | dict[str, "Tree"]
"""What a YAML file holds: text, lists and mappings of text."""


class Node(Struct, frozen=True, tag=True):
    """A formula."""


class Atom(Node, frozen=True):
    """A fact, a definition or a built-in condition: name and arguments (names or constants)."""

    name: str
    args: tuple[str, ...]


class ForDays(Node, frozen=True):
    """`fact` has been true for at least `days` days."""

    fact: Atom
    days: int


class Complete(Node, frozen=True):
    """A list has been declared complete."""

    list: str
    arg: str


class Not(Node, frozen=True):
    """Negation."""

    body: AnyNode


class All(Node, frozen=True):
    """Every part holds."""

    parts: tuple[AnyNode, ...]


class Any(Node, frozen=True):
    """At least one part holds."""

    parts: tuple[AnyNode, ...]


class AtLeast(Node, frozen=True):
    """At least `count` members `var` of a list satisfy `where`. `some` is a count of one."""

    count: int
    var: str
    list: str
    arg: str
    where: AnyNode


class Every(Node, frozen=True):
    """Every member `var` of a list satisfies `where`."""

    var: str
    list: str
    arg: str
    where: AnyNode


AnyNode = Atom | ForDays | Complete | Not | All | Any | AtLeast | Every

ALWAYS = All(())
"""The formula that always holds."""


class BadFormula(ValueError):
    """A formula is not well formed; `where` is the path to it inside its file."""

    def __init__(self, where: tuple[str | int, ...], message: str) -> None:
        super().__init__(message)
        self.where = where


Scope = Mapping[str, str]
"""Names bound at a place, with their sorts."""

_MEMBER = re.compile(r"^([a-z][a-z0-9-]*) in ([a-z][a-z0-9-]*)\(([a-z][a-z0-9-]*)\)$")
_NUMBER = re.compile(r"^[0-9]{1,4}$(?!\n)")
_SHAPES = "a fact such as lawyer(person), or one of: all, any, not, some, every, at-least, complete"


def parse(tree: Tree, scope: Scope, words: Vocabulary, where: tuple[str | int, ...]) -> AnyNode:
    """Read a formula. `scope` gives the names already bound; raises `BadFormula`."""
    if isinstance(tree, str):
        text = tree.strip()
        if text.startswith("not "):
            inner = text[4:].strip()
            if inner.startswith("not "):
                raise BadFormula(where, "two negations say nothing; leave both out")
            return Not(_atom(inner, scope, words, where))
        return _atom(text, scope, words, where)
    if not isinstance(tree, dict):
        raise BadFormula(where, f"a formula is {_SHAPES}")
    keys = set(tree)
    if keys in ({"all"}, {"any"}):
        word = keys.pop()
        parts = tree[word]
        if not isinstance(parts, list):
            raise BadFormula((*where, word), f"'{word}' needs a list of formulas")
        nodes = tuple(parse(part, scope, words, (*where, word, i)) for i, part in enumerate(parts))
        return All(nodes) if word == "all" else Any(nodes)
    if keys == {"not"}:
        return Not(parse(tree["not"], scope, words, (*where, "not")))
    if keys == {"complete"}:
        name, args = _split(tree["complete"], (*where, "complete"))
        if len(args) != 1:
            raise BadFormula(where, "'complete' needs one list, as in touched(measure)")
        _list_of(name, args[0], scope, words, (*where, "complete"))
        return Complete(name, args[0])
    if keys in ({"some", "where"}, {"every", "where"}, {"at-least", "of", "where"}):
        return _quantified(tree, scope, words, where)
    raise BadFormula(where, f"'{', '.join(sorted(keys))}' is no formula; write {_SHAPES}")


def _quantified(
    tree: dict[str, Tree], scope: Scope, words: Vocabulary, where: tuple[str | int, ...]
) -> AnyNode:
    word = next(w for w in ("some", "every", "of") if w in tree)
    text = tree[word]
    match = _MEMBER.match(text.strip()) if isinstance(text, str) else None
    if not match:
        raise BadFormula((*where, word), f"'{word}' needs: name in list(of), not '{text}'")
    var, name, arg = match.groups()
    if var in ("measure", "request"):
        message = f"'{var}' always means the {var} at hand; use another name, as in origin"
        raise BadFormula((*where, word), message)
    if var in scope:
        raise BadFormula((*where, word), f"'{var}' is already bound here; use another name")
    sort = _list_of(name, arg, scope, words, (*where, word))
    body = parse(tree["where"], {**scope, var: sort}, words, (*where, "where"))
    if word == "every":
        return Every(var, name, arg, body)
    count = tree.get("at-least", "1")
    if not isinstance(count, str) or not _NUMBER.match(count) or not 1 <= int(count) <= 1000:
        raise BadFormula((*where, "at-least"), "'at-least' needs a whole number from 1 to 1000")
    return AtLeast(int(count), var, name, arg, body)


def _split(tree: Tree, where: tuple[str | int, ...]) -> tuple[str, tuple[str, ...]]:
    if not isinstance(tree, str):
        raise BadFormula(where, "expected text such as touched(measure)")
    try:
        return facts.parse(tree)
    except facts.BadKey as error:
        raise BadFormula(where, str(error)) from error


def _list_of(
    name: str, arg: str, scope: Scope, words: Vocabulary, where: tuple[str | int, ...]
) -> str:
    if name not in words.lists:
        raise BadFormula(where, f"no list is called '{name}'{words.near(name, words.lists)}")
    if scope.get(arg) != words.lists[name].of:
        raise BadFormula(
            where, f"{name}(…) is about a {words.lists[name].of}; '{arg}' is not one that is bound"
        )
    return words.lists[name].holds


def _atom(text: str, scope: Scope, words: Vocabulary, where: tuple[str | int, ...]) -> AnyNode:
    name, args = _split(text, where)
    if name == "for-days":
        if len(args) != 2 or not _NUMBER.match(args[1]):
            raise BadFormula(where, "write for-days(fact(…), number of days), at most 9999 days")
        inner = _atom(args[0], scope, words, where)
        if not isinstance(inner, Atom) or inner.name not in words.facts:
            raise BadFormula(where, "for-days needs a fact of the vocabulary inside")
        return ForDays(inner, int(args[1]))
    try:
        words.check_use(name, args, scope)
    except ValueError as error:
        raise BadFormula(where, str(error)) from error
    return Atom(name, args)


def text(node: AnyNode) -> str:
    """The formula in one line of words, for messages and findings."""
    match node:
        case Atom():
            return f"{node.name}({', '.join(node.args)})"
        case ForDays():
            return f"{text(node.fact)} for at least {node.days} days"
        case Complete():
            return f"the list {node.list}({node.arg}) is complete"
        case Not():
            return f"not {text(node.body)}"
        case All():
            return " and ".join(_inner(part) for part in node.parts) or "always"
        case Any():
            return " or ".join(_inner(part) for part in node.parts) or "never"
        case AtLeast(count=1):
            return f"some {node.var} in {node.list}({node.arg}) with {_inner(node.where)}"
        case AtLeast():
            return (
                f"at least {node.count} {node.var} in {node.list}({node.arg}) "
                f"with {_inner(node.where)}"
            )
        case Every():
            return f"every {node.var} in {node.list}({node.arg}) has {_inner(node.where)}"


def _inner(node: AnyNode) -> str:
    return f"({text(node)})" if isinstance(node, All | Any) and len(node.parts) > 1 else text(node)


def atoms(node: AnyNode) -> list[Atom]:
    """Every atom in a formula, in order of appearance."""
    match node:
        case Atom():
            return [node]
        case ForDays():
            return [node.fact]
        case Complete():
            return []
        case Not():
            return atoms(node.body)
        case All() | Any():
            return [a for part in node.parts for a in atoms(part)]
        case AtLeast() | Every():
            return atoms(node.where)


def constant(node: AnyNode) -> bool | None:
    """Whether a formula is true, or false, whatever is known; None if that depends."""
    match node:
        case Not():
            inner = constant(node.body)
            return None if inner is None else not inner
        case All() | Any():
            parts = [constant(part) for part in node.parts]
            ends = isinstance(node, Any)  # the value that decides alone
            return ends if ends in parts else None if None in parts else not ends
        case Every():
            return True if constant(node.where) else None
        case AtLeast():
            return False if constant(node.where) is False else None
        case _:
            return None


class Places:
    """Keys for "this formula, about these things", so that work on it is done once.

    Formulas are kept alive by their rulebook, so their identity can stand for them; which
    names are bound at a formula's place is the same each time it is met.
    """

    def __init__(self) -> None:
        self._names: dict[int, tuple[str, ...]] = {}

    def of(self, node: AnyNode, bound: Mapping[str, str]) -> tuple[object, ...]:
        """The key of a formula under a binding: itself and what the names it uses stand for."""
        names = self._names.get(id(node))
        if names is None:
            names = tuple(sorted(name for name in _names(node) if name in bound))
            self._names[id(node)] = names
        return (id(node), *[bound[name] for name in names])


def _names(node: AnyNode) -> set[str]:
    """The names that a formula uses and does not bind itself, constants among them."""
    match node:
        case Atom():
            return set(node.args)
        case ForDays():
            return _names(node.fact)
        case Complete():
            return {node.arg}
        case Not():
            return _names(node.body)
        case All() | Any():
            return {name for part in node.parts for name in _names(part)}
        case AtLeast() | Every():
            return {node.arg} | (_names(node.where) - {node.var})
