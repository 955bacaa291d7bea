"""Small mistakes in a norm or a definition, as changes of the tree that its YAML file holds."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from typing import Any, NamedTuple

from safeconduct.law.vocabulary import Vocabulary

Tree = Any
Item = dict[str, Any]
"""A norm or a definition, as its file has it."""


class Change(NamedTuple):
    """One mistake: its kind, where it was made, and the item with it (None: taken out)."""

    kind: str
    where: str
    item: Item | None


# --- formulas ---------------------------------------------------------------------------------

OTHER_LIST = {"touched": "targets", "targets": "touched"}
"""Lists over the same things that are easily taken for each other."""


def formula(tree: Tree) -> Iterator[tuple[str, Tree]]:
    """The mistakes in a formula, each with what was done."""
    yield f"negated: {_brief(tree)}", _negated(tree)
    if isinstance(tree, str):
        yield from _atom(tree)
        return
    for word, other in (("all", "any"), ("any", "all")):
        if word in tree:
            parts = tree[word]
            if len(parts) > 1:
                yield f"{word} read as {other}", {other: parts}
            for i, part in enumerate(parts):
                yield f"left out: {_brief(part)}", {word: [*parts[:i], *parts[i + 1 :]]}
                for what, changed in formula(part):
                    yield what, {word: [*parts[:i], changed, *parts[i + 1 :]]}
    if "not" in tree:
        for what, changed in formula(tree["not"]):
            yield what, {"not": changed}
    if "where" in tree:
        yield from _quantified(tree)


def _negated(tree: Tree) -> Tree:
    if isinstance(tree, str):
        return tree[4:].strip() if tree.startswith("not ") else f"not {tree}"
    return tree["not"] if set(tree) == {"not"} else {"not": tree}


def _atom(text: str) -> Iterator[tuple[str, Tree]]:
    name, _, rest = text.partition("(")
    if name.endswith("for-days"):
        inner, _, days = rest[:-1].rpartition(",")
        fewer = int(days) - 1
        yield f"{days.strip()} days taken for {fewer}", f"{name}({inner}, {fewer})"
    if name in ("is", "not is"):
        thing, *kinds = (part.strip() for part in rest[:-1].split(","))
        for kind in kinds if len(kinds) > 1 else ():
            left = ", ".join(k for k in kinds if k != kind)
            yield f"kind forgotten: {kind}", f"{name}({thing}, {left})"


def _quantified(tree: Item) -> Iterator[tuple[str, Tree]]:
    for word, other in (("some", "every"), ("every", "some")):
        if word in tree:
            rest = {k: v for k, v in tree.items() if k != word}
            yield f"{word} read as {other}: {tree[word]}", {other: tree[word], **rest}
    place = next(word for word in ("some", "every", "of") if word in tree)
    for name, other in OTHER_LIST.items():
        if f" in {name}(" in tree[place]:
            changed = tree[place].replace(f" in {name}(", f" in {other}(")
            yield f"{name} taken for {other}", {**tree, place: changed}
    if "at-least" in tree:
        for count in (int(tree["at-least"]) - 1, int(tree["at-least"]) + 1):
            yield f"at least {tree['at-least']} read as {count}", {**tree, "at-least": str(count)}
    for what, changed in formula(tree["where"]):
        yield what, {**tree, "where": changed}


def _brief(tree: Tree) -> str:
    if isinstance(tree, str):
        return tree
    word = next(iter(tree))
    inside = tree[word] if isinstance(tree[word], str) else "…"
    return f"{word} {inside}"


# --- norms ------------------------------------------------------------------------------------


def norm(item: Item, words: Vocabulary) -> Iterator[Change]:
    """The mistakes in a norm."""
    yield Change("norm", "left out whole", None)
    acts = words.expand(item["acts"])
    for act in acts if len(acts) > 1 else ():
        others = [other for other in acts if other != act]
        yield Change("act", f"not about {act}", {**item, "acts": others})
    yield from _heads(item)
    for i, version in enumerate(item["versions"]):
        for kind, where, changed in _version(version):
            versions = [*item["versions"][:i], changed, *item["versions"][i + 1 :]]
            at = where if len(item["versions"]) == 1 else f"version {i + 1}: {where}"
            yield Change(kind, at, {**item, "versions": versions})


def _heads(item: Item) -> Iterator[Change]:
    """Mistakes outside the versions."""
    if item.get("opens") == "none":
        yield Change("decision", "a magistrate can open it", {**item, "opens": "magistrate"})
    elif "opens" in item:
        yield Change("decision", "no decision opens it", {**item, "opens": "none"})
    if "decided_by" in item:
        other = "court" if item["decided_by"] != "court" else "magistrate"
        yield Change("decision", f"decided by {other}", {**item, "decided_by": other})
    if item["effect"] == "may-refuse" and "ground" in item:
        yield Change("ground", "needs no ground", _without(item, "ground"))
    if item["effect"] == "forbids" and "ground" in item:
        yield Change("effect", "may refuse, need not", {**item, "effect": "may-refuse"})
    if item["effect"] == "may-refuse" and "ground" in item:
        yield Change("effect", "has to refuse", {**item, "effect": "forbids"})
    if item["effect"] == "conceals":
        yield Change(
            "effect", "a magistrate can open it",
            {**_without(item, "conceals"), "effect": "forbids", "opens": "magistrate"},
        )  # fmt: skip
    for name in ("raises", "prevails_over"):
        for i, entry in enumerate(item.get(name, [])):
            left = [*item[name][:i], *item[name][i + 1 :]]
            what = entry if isinstance(entry, str) else entry["norm"]
            changed = {**item, name: left} if left else _without(item, name)
            yield Change(name, f"{name.replace('_', ' ')} not {what}", changed)
    if "subject_to_bars" in item:
        yield Change("duty", "yields to no bar", _without(item, "subject_to_bars"))
    if "judged_by" in item:
        other = "act" if item["judged_by"] == "request" else "request"
        yield Change("day", f"judged by the day of the {other}", {**item, "judged_by": other})


def _version(version: Item) -> Iterator[tuple[str, str, Item]]:
    yield from _days(version)
    for name in ("when", "unless", "done"):
        if name in version:
            if version[name] != {"all": []}:
                yield name, f"{name} left out", _without(version, name)
            for what, changed in formula(version[name]):
                if version[name] != {"all": []}:
                    yield name, f"{name}: {what}", {**version, name: changed}
    for i, must in enumerate(version.get("must", [])):
        others = [*version["must"][:i], *version["must"][i + 1 :]]
        yield "must", f"must {i + 1} left out", {**version, "must": others}
        for kind, what, changed in _must(must):
            musts = [*version["must"][:i], changed, *version["must"][i + 1 :]]
            yield kind, f"must {i + 1}: {what}", {**version, "must": musts}


def _must(must: Item) -> Iterator[tuple[str, str, Item]]:
    ways = {k: v for k, v in must.items() if k in ("cure", "incurable")}
    block = {k: v for k, v in must.items() if k not in ways}
    tree = block["fact"] if set(block) == {"fact"} else block
    for what, changed in formula(tree):
        yield "must", what, {"fact": changed, **ways}
    if "cure" in must:
        yield "cure", "cannot be cured", {**block, "incurable": must["cure"]}
    else:
        yield "cure", "can be cured", {**block, "cure": must["incurable"]}


def _days(version: Item) -> Iterator[tuple[str, str, Item]]:
    span = version.get("in_force", {})
    for end in ("from", "until"):
        if end in span:
            day = date.fromisoformat(span[end])
            for days, word in ((-1, "earlier"), (1, "later")):
                moved = {**span, end: (day + timedelta(days)).isoformat()}
                yield "day", f"{end} a day {word}", {**version, "in_force": moved}


def definition(item: Item) -> Iterator[Change]:
    """The mistakes in a definition."""
    for i, version in enumerate(item["versions"]):
        changes = [(kind, where, changed) for kind, where, changed in _days(version)]
        changes += [
            ("means", what, {**version, "means": changed})
            for what, changed in formula(version["means"])
        ]
        for kind, where, changed in changes:
            versions = [*item["versions"][:i], changed, *item["versions"][i + 1 :]]
            yield Change(kind, where, {**item, "versions": versions})


PLACES = ("jurisdiction", "binds", "between")


def provision(tree: Item) -> Iterator[Change]:
    """The mistakes in the head of a provision, which change all its norms at once."""
    other = "policy" if tree["class"] == "law" else "law"
    yield Change("class", f"taken for {other}", {**tree, "class": other})
    for place in PLACES:
        if place in tree:
            everywhere = {**_without(tree, place), "everywhere": "yes"}
            yield Change("place", f"{place} {tree[place]}: counts everywhere", everywhere)


def party(entry: Item) -> Iterator[Change]:
    """The mistakes in what the treaty data say of one state."""
    if entry.get("party", "yes") == "yes":
        yield Change("party", "no party", {**entry, "party": "no"})
    else:
        yield Change("party", "a party", {**entry, "party": "yes"})
    for end in ("from", "until"):
        if end in entry and entry[end] != "unknown":
            day = date.fromisoformat(entry[end])
            for days, word in ((-1, "earlier"), (1, "later")):
                moved = (day + timedelta(days)).isoformat()
                yield Change("party", f"{end} a day {word}", {**entry, end: moved})


def _without(item: Item, name: str) -> Item:
    return {key: deepcopy(value) for key, value in item.items() if key != name}
