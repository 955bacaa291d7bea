"""A small invented case, as a file's tree, and short ways to change it, read it and rule on it.

Nobody here is real. XA and XB are codes that no state has. The base case is one search in which
nothing is missing, so that a test takes one thing away and sees what follows.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any, Literal

from ruamel.yaml import YAML

from safeconduct.case import events as ev
from safeconduct.case.check import check
from safeconduct.case.document import BadInput, Document
from safeconduct.case.roles import Role
from safeconduct.case.state import State, fold, visible
from safeconduct.files import store, yamltext
from safeconduct.law.caseworld import CaseWorld, Obtained
from safeconduct.law.load import load
from safeconduct.law.rule import Rulings
from safeconduct.law.rulebook import Rulebook

Tree = dict[str, Any]

DAY = date(2025, 3, 1)
"""The day of the measures of the small case."""

CASE: Tree = {
    "case": "small",
    "title": "An invented case",
    "about": "Nobody here is real.",
    "executing_state": "BE",
    "profile": "be",
    "persons": [{"person": "anna", "called": "Anna A."}, {"person": "ben", "called": "Ben B."}],
    "requests": [
        {
            "request": "req",
            "requesting_state": "XA",
            "kind": "legal-assistance",
            "title": "Request of XA about Anna A.",
            "day": "2025-01-10",
        }
    ],
    "measures": [
        {
            "measure": "search",
            "kind": "search",
            "request": "req",
            "title": "Search of a flat",
            "acting": "magistrate",
            "on": "2025-03-01",
            "hour": "10:00",
            "targets": ["anna"],
            "touches": ["anna"],
        }
    ],
    "facts": [
        {"fact": "ordered(search)", "value": "yes", "said_by": "the file", "by": "magistrate",
         "day": "2025-02-01"},
        {"fact": "lawyer(anna)", "value": "no", "said_by": "the bar", "by": "magistrate",
         "day": "2025-02-01"},
    ],
    "lists": [
        {"list": "touched(search)", "by": "magistrate", "day": "2025-02-01"},
        {"list": "signals(req)", "by": "magistrate", "day": "2025-02-01"},
        {"list": "items(search)", "by": "magistrate", "day": "2025-02-01"},
    ],
    "events": [
        {"event": "person-identified", "person": "anna", "how": "document", "by": "magistrate",
         "day": "2025-02-01"},
        {"event": "screened", "person": "anna", "registers": ["asylum authority"],
         "result": "none", "by": "magistrate", "day": "2025-02-02"},
    ],
}  # fmt: skip
"""A search with an order, its lists declared and its one target identified and screened."""


def a_case(**changes: Any) -> Tree:
    """The small case; a list given under a section's name is added to it, a value replaces."""
    tree = deepcopy(CASE)
    for name, value in changes.items():
        if isinstance(value, list) and isinstance(tree.get(name, []), list):
            tree[name] = [*tree.get(name, []), *value]
        else:
            tree[name] = value
    return tree


def without(tree: Tree, section: str, **like: str) -> Tree:
    """The case without the entries of a section that have these values."""
    left = [entry for entry in tree[section] if any(entry.get(k) != v for k, v in like.items())]
    assert len(left) < len(tree[section]), f"no entry of '{section}' is like {like}"
    return {**tree, section: left}


def changed(tree: Tree, section: str, number: int = 0, **fields: Any) -> Tree:
    """The case with fields of one entry replaced."""
    entries = [dict(entry) for entry in tree[section]]
    entries[number].update(fields)
    return {**tree, section: entries}


def stated(fact: str, value: str = "yes", **fields: Any) -> Tree:
    """A statement of a fact that the magistrate knows."""
    base = {"said_by": "the file", "by": "magistrate", "day": "2025-02-01"}
    return {"fact": fact, "value": value, **base, **fields}


def event(tag: str, /, **fields: Any) -> Tree:
    """An event of the magistrate's on 10 February 2025, unless the fields say otherwise."""
    return {"event": tag, "by": "magistrate", "day": "2025-02-10", **fields}


def text(tree: Tree) -> str:
    """A tree as YAML."""
    out = StringIO()
    yaml = YAML(pure=True)
    yaml.version = (1, 2)
    yaml.default_flow_style = False
    yaml.allow_unicode = False
    yaml.representer.ignore_aliases = lambda _data: True
    yaml.dump(tree, out)
    return out.getvalue().removeprefix("%YAML 1.2\n---\n")


def read(tree: Tree | str, book: Rulebook | None = None) -> list[ev.AnyEvent]:
    """The checked events of a case, by way of its YAML text. Raises `BadInput`."""
    from safeconduct.case.casefile import to_events  # noqa: PLC0415

    document = yamltext.parse((tree if isinstance(tree, str) else text(tree)).encode(), "case.yaml")
    return check(document, to_events(document), store.case_words(book or rulebook()))


def problems(tree: Tree | str, book: Rulebook | None = None) -> list[str]:
    """What is wrong with a case, each with file and line."""
    try:
        read(tree, book)
    except BadInput as error:
        return [str(problem) for problem in error.problems]
    return []


def outcome(
    tree: Tree,
    measure: str = "search",
    *,
    day: date | None = None,
    view: Literal["gate", "audit"] = "gate",
    book: Rulebook | None = None,
    assumed: dict[str, Literal["yes", "no"]] | None = None,
) -> str:
    """The outcome for a measure of a case."""
    book = book or rulebook()
    return Rulings(book, read(tree, book)).outcome(measure, day, view, assumed)


def state(tree: Tree, role: Role | None = None, day: date = DAY) -> State:
    """The state that a role sees on a day; everything, if no role is given."""
    return fold(visible(read(tree), role, day))


def world(
    tree: Tree,
    measure: str = "search",
    day: date = DAY,
    role: Role | None = None,
    obtained: Obtained | None = None,
) -> CaseWorld:
    """The engine's view of a measure."""
    return CaseWorld(rulebook(), state(tree, role, day), measure, day, obtained_open=obtained)


# --- a small rulebook ---------------------------------------------------------


def fact(*args: str, **fields: str) -> Tree:
    """A word of a vocabulary."""
    roles = {"answered_by": "magistrate", "settled_by": "court"}
    return {"args": list(args), "ask": "Is it so?", **roles, **fields}


def a_list(of: str, holds: str) -> Tree:
    """A list of a vocabulary."""
    return {"of": of, "holds": holds, "ask": "Is it complete?", "declared_by": "magistrate"}


WORDS: Tree = {
    "acts": {"search": "a place is searched", "transmission": "something is sent"},
    "groups": {"any": ["search", "transmission"]},
    "lists": {
        "touched": a_list("measure", "person"),
        "targets": a_list("measure", "person"),
        "attendants": a_list("measure", "person"),
        "items": a_list("measure", "item"),
        "origins": a_list("measure", "measure"),
        "signals": a_list("request", "signal"),
        "protections": a_list("person", "protection"),
        "family": a_list("person", "person"),
    },
    "facts": {
        "ordered": fact("measure"),
        "lawyer": fact("person"),
        "identified": fact("person", settled_by="clerk"),
        "sealed": fact("item"),
        "motivated": fact("request", ground="yes", settled_by="magistrate"),
        "notified": fact("measure", "person"),
        "asylum-asked": fact("measure", settled_by="none", recorded="yes"),
        "opinion-given": fact("measure", settled_by="none", recorded="yes"),
        "opinion-objects": fact("measure", settled_by="none"),
        "opinion-answered": fact("measure", settled_by="none", recorded="yes"),
        "reasoned-decision": fact("measure", recorded="yes"),
        "presence-cleared": fact("measure", settled_by="none", recorded="yes"),
        "execution-reported": fact("measure", recorded="yes"),
        "opposition-pending": fact("measure", settled_by="none"),
        "freeze-requested": fact("request", recorded="yes"),
        "freeze-answered": fact("request", recorded="yes"),
    },
}

GROUPS: Tree = {
    "treaties": {
        "PACT": {
            "title": "The Pact",
            "parties": [
                {"state": "BE", "from": "2000-01-01"},
                {"state": "XA", "from": "2010-06-01", "until": "2020-06-01"},
                {"state": "XB", "party": "no"},
                {"state": "XC", "party": "unknown"},
                {"state": "XD", "from": "unknown"},
            ],
        }
    },
    "groups": {"UNION": {"title": "The Union", "closed": "yes", "members": [{"state": "BE"}]}},
}


def cured(fact: str) -> Tree:
    """A condition with a cure."""
    return {"fact": fact, "cure": "Put it right."}


def norm(name: str, effect: str, **fields: Any) -> Tree:
    """A norm of the small rulebook; `when`, `unless`, `must` and `done` go into its version."""
    inner = {k: fields.pop(k) for k in ("when", "unless", "must", "done") if k in fields}
    base = {"article": "art. 1", "says": "It says so.", "acts": ["any"], "versions": [inner]}
    return {"norm": f"law.{name}", "effect": effect, **base, **fields}


NORMS: list[Tree] = [
    norm("order", "authorises", must=[cured("ordered(measure)")]),
    norm("screen", "requires", must=[
        {"every": "person in touched(measure)", "where": "identified(person)", "cure": "Ask."},
        {"every": "person in touched(measure)", "where": {"complete": "protections(person)"},
         "cure": "Check the registers."},
    ]),
    norm("shelter", "forbids", opens="none", when={
        "some": "person in touched(measure)",
        "where": {"some": "protection in protections(person)",
                  "where": "covers(request, protection)"},
    }),
    norm("lawyers", "forbids", opens="none", when={
        "some": "person in touched(measure)", "where": "lawyer(person)",
    }, unless="asylum-asked(measure)"),
    norm("seals", "requires", must=[
        {"every": "item in items(measure)", "where": "sealed(item)", "cure": "Seal it."},
    ]),
    norm("held", "requires", must=[{"not": "held(measure)", "cure": "Lift it."}]),
    norm("freeze", "requires", when="freeze-requested(request)",
         must=[cured("freeze-answered(request)")]),
    norm("motive", "forbids", ground="motivated(request)", decided_by="magistrate"),
    norm("signal", "signals", raises=["motivated"], when={
        "some": "signal in signals(request)", "where": "is(signal, plot)",
    }),
]  # fmt: skip


def a_book(*norms: Tree, **fields: Any) -> Rulebook:
    """The small rulebook with these norms (by default `NORMS`). Raises `BadInput`."""
    return load(book_files(*norms, **fields), "small")


def book_files(*norms: Tree, **fields: Any) -> list[Document]:
    """The files of the small rulebook, read from YAML; `words` replaces its vocabulary."""
    words = fields.pop("words", WORDS)
    provision = {
        "provision": "law", "title": "The Act", "identifier": "TEST 1", "class": "law",
        "everywhere": "yes", "mark": "C", "norms": list(norms) or NORMS, **fields,
    }  # fmt: skip
    provision = {name: value for name, value in provision.items() if value is not None}
    trees = {"vocabulary.yaml": words, "treaties.yaml": GROUPS, "law.yaml": provision}
    return [yamltext.parse(text(tree).encode(), name) for name, tree in trees.items()]


@cache
def rulebook() -> Rulebook:
    """The small rulebook."""
    return a_book()


@cache
def shipped() -> Rulebook:
    """The rulebook that ships."""
    return store.load_rulebook()


def shipped_case() -> Path:
    """The case file that ships."""
    return store.data_folder("cases") / "brussels-2019.yaml"
