"""Random rulebooks, written as the trees of YAML files and read by the real loader."""

from __future__ import annotations

from itertools import pairwise
from random import Random
from typing import Any

from safeconduct.case.document import Document
from safeconduct.law.formula import Tree
from tests.oracle.randomformula import Formulas
from tests.oracle.randomworld import ROLES
from tests.oracle.words import ACTS, GROUNDS, TREATIES, treaties, vocabulary

CUTS = ("2019-01-01", "2019-06-01", "2019-07-01", "2019-10-01", "2019-10-02", "2020-01-01")
"""Days on which versions begin or end; some of them are the very days that worlds rule on."""

PARAMETERS = (
    ("request", "person"),
    ("person",),
    ("person", "person-2"),
    ("measure",),
    ("measure", "person"),
    ("item",),
    ("request", "protection"),
)

EFFECTS = {
    "authorises": 1.0,
    "requires": 3.0,
    "forbids": 2.6,
    "may-refuse": 1.6,
    "conceals": 0.8,
    "signals": 1.2,
    "obliges": 1.6,
    "permits": 1.2,
}

PLAIN = (("obliges", "forbids"), ("obliges", "conceals"), ("may-refuse",))
"""Norms that make for the rarer outcomes when they stand almost alone and always apply."""

ACTS_NAMED = (["search"], ["any"], ["gathering"], [ACTS[2]])


def documents(random: Random) -> list[Document]:
    """The files of a random rulebook."""
    return _Book(random).documents()


class _Book:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.formulas = Formulas(random)
        self.depth = random.choice((1, 2, 2, 3, 4))
        self.written: list[Tree] = []
        self.plain: tuple[str, ...] = ()
        """The effects whose norms mostly have neither `when` nor `unless`."""
        self.norms: list[tuple[str, str]] = []
        """The ids and effects of the norms, in order: precedence points to later ones only."""

    def documents(self) -> list[Document]:
        random = self.random
        definitions = [self._definition(i) for i in range(random.choice((0, 1, 2, 3)))]
        names = [f"act-{i}" for i in range(random.choice((1, 2, 3)))]
        effects = self._effects()
        owners = [random.choice(names) for _ in effects]
        self.norms = [
            (f"{owner}.{i}", effect)
            for i, (owner, effect) in enumerate(zip(owners, effects, strict=True))
        ]
        written = [self._norm(i) for i in range(len(effects))]
        files = [vocabulary(), treaties()]
        for i, name in enumerate(names):
            own = [norm for norm, owner in zip(written, owners, strict=True) if owner == name]
            tree = {
                "provision": name, "title": "An act", "identifier": "none",
                "class": random.choice(("law", "policy")), "mark": "M", **self._place(),
                "definitions": definitions if i == 0 else [], "norms": own,
            }  # fmt: skip
            files.append(Document(f"{name}.yaml", tree))
        return files

    def _place(self) -> dict[str, str]:
        return self.random.choices(
            (
                {"everywhere": "yes"},
                {"jurisdiction": "BE"},
                {"jurisdiction": "FR"},
                {"binds": self.random.choice(TREATIES)},
                {"between": self.random.choice(TREATIES)},
            ),
            (12, 8, 1, 2, 2),
        )[0]

    def _effects(self) -> list[str]:
        random = self.random
        count = random.randint(1, 7)
        effects = random.choices(list(EFFECTS), list(EFFECTS.values()), k=count)
        if random.random() < 0.97:
            effects += ["authorises"] * random.choice((1, 2, 2))
        if random.random() < 0.45:
            self.plain = random.choice(PLAIN)
            effects = [*effects[-4:], *self.plain]
        random.shuffle(effects)
        if effects[-1] == "permits":  # it needs a later norm to prevail over
            effects.append("requires")
        return effects

    # --- definitions ---------------------------------------------------------

    def _definition(self, number: int) -> dict[str, Any]:
        name, params = f"word-{number}", self.random.choice(PARAMETERS)
        sorts = tuple(param.rstrip("-0123456789") for param in params)
        scope = dict(zip(params, sorts, strict=True))
        versions = [{"in_force": span, "means": self._meaning(scope)} for span in self._spans(0.12)]
        self.formulas.defined[name] = sorts
        return {
            "definition": f"{name}({', '.join(params)})", "article": "art. 1", "says": "A word.",
            "versions": versions,
        }  # fmt: skip

    def _meaning(self, scope: dict[str, str]) -> Tree:
        """A formula that speaks of every parameter."""
        depth = max(1, self.depth - 1)
        parts = [self.formulas.formula(scope, depth, about=param) for param in scope]
        return parts[0] if len(parts) == 1 else {self.random.choice(("all", "any")): parts}

    # --- norms ---------------------------------------------------------------

    def _norm(self, number: int) -> dict[str, Any]:
        random = self.random
        name, effect = self.norms[number]
        norm: dict[str, Any] = {
            "norm": name, "article": "art. 1", "says": "A rule.", "effect": effect,
            "acts": random.choices(ACTS_NAMED, (6, 6, 3, 1))[0],
        }  # fmt: skip
        if random.random() < 0.25:
            norm["judged_by"] = random.choice(("act", "request"))
        norm.update(getattr(self, f"_{effect.replace('-', '_')}", dict)())
        targets = [other for other, _ in self.norms[number + 1 :]]
        if "subject_to_bars" in norm:  # what yields to every bar cannot prevail over one
            targets = []
        if targets and (effect == "permits" or random.random() < 0.2):
            chosen = random.sample(targets, min(len(targets), random.choice((1, 1, 2))))
            norm["prevails_over"] = [
                {"norm": other, "ground": "a later text", "source": "none"} for other in chosen
            ]
        norm["versions"] = [self._version(effect, span) for span in self._spans(0.08)]
        return norm

    def _role(self) -> str:
        return self.random.choice(ROLES)

    def _ground(self) -> str:
        name = self.random.choice(list(GROUNDS))
        return f"{name}({GROUNDS[name][0]})"

    def _forbids(self) -> dict[str, Any]:
        kind = self.random.choices(("none", "role", "ground"), (5, 3, 4))[0]
        if kind == "ground":
            return {"ground": self._ground(), "decided_by": "magistrate"}
        if kind == "none":
            return {"opens": "none"}
        # A role that decides other things does not open this one.
        other = {"decided_by": self._role()} if self.random.random() < 0.2 else {}
        return {"opens": self._role(), **other}

    def _may_refuse(self) -> dict[str, Any]:
        if self.random.random() < 0.7:
            return {"decided_by": "magistrate", "ground": self._ground()}
        return {"decided_by": self._role()}

    def _conceals(self) -> dict[str, Any]:
        return {"conceals": {"what": "that somebody is protected", "from": "public"}}

    def _signals(self) -> dict[str, Any]:
        return {"raises": self.random.sample(list(GROUNDS), self.random.choice((1, 1, 2)))}

    def _obliges(self) -> dict[str, Any]:
        if self.random.random() < 0.2:
            return {"duty": {"what": "report", "who": "clerk", "within": "a week"}}
        yields = {"subject_to_bars": "within the law"} if self.random.random() < 0.2 else {}
        return {"duty_to_act": "yes", **yields}

    def _version(self, effect: str, span: dict[str, str]) -> dict[str, Any]:
        random = self.random
        version: dict[str, Any] = {"in_force": span} if span or random.random() < 0.5 else {}
        seldom = effect in ("authorises", "obliges")
        plain = 0.8 if effect in self.plain else 0.0
        if random.random() > max(plain, 0.75 if seldom else 0.0):
            version["when"] = self._often(seldom)
        if random.random() > max(plain, 0.9 if seldom else 0.75):
            version["unless"] = self._formula()
        if effect == "requires" or (effect in ("authorises", "permits") and random.random() < 0.5):
            version["must"] = [self._must() for _ in range(random.choice((1, 1, 2)))]
        return version

    def _must(self) -> dict[str, Any]:
        random = self.random
        tree = self._often(True)
        if _has_empty(tree):  # a condition that holds whatever is known is refused by the loader
            tree = "order-issued(measure)"
        way = {"cure": "Do it."} if random.random() < 0.85 else {"incurable": "It is past."}
        if isinstance(tree, dict) and random.random() < 0.7:
            return {**tree, **way}
        return {"fact": tree, **way}

    def _formula(self) -> Tree:
        """A formula about the measure and its request: often one that another norm has, too."""
        if self.written and self.random.random() < 0.3:
            tree = self.random.choice(self.written)
            return {"not": tree} if self.random.random() < 0.4 else tree
        tree = self.formulas.formula({"measure": "measure", "request": "request"}, self.depth)
        self.written.append(tree)
        return tree

    def _often(self, true: bool) -> Tree:
        """A formula that is true, or false, more often than one drawn evenly.

        Rulebooks whose every norm shuts are all barred, and nothing is learnt from them.
        """
        if self.random.random() < 0.5:
            return self._formula()
        return {"any" if true else "all": [self._formula(), self._formula()]}

    def _spans(self, gone: float) -> list[dict[str, str]]:
        """The spans of one to three versions; with chance `gone` a time without any."""
        random = self.random
        if random.random() > 0.3:
            if random.random() > gone:
                return [random.choice(({}, {}, {"from": "2000-01-01"}, {"until": "2030-01-01"}))]
            return [random.choice(({"from": CUTS[4]}, {"until": random.choice(CUTS[:4])}))]
        cuts = sorted(random.sample(CUTS, random.choice((1, 2, 3))))
        spans: list[dict[str, str]] = [{"until": cuts[0]}]
        spans += [{"from": a, "until": b} for a, b in pairwise(cuts)]
        spans.append({"from": cuts[-1]})
        if len(spans) > 2 and random.random() < gone * 3:
            del spans[random.randrange(len(spans))]
        random.shuffle(spans)
        return spans


def _has_empty(tree: Tree) -> bool:
    """Whether a formula has an `all` or `any` without parts somewhere."""
    if isinstance(tree, dict):
        return any(_has_empty(part) for part in tree.values())
    return isinstance(tree, list) and (not tree or any(_has_empty(part) for part in tree))
