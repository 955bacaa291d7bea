"""Every failure and demand of the statement is answered, and what answers it exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from safeconduct.files import store, yamltext
from safeconduct.law.rule import Rulings
from tests.support import shipped, shipped_case

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "from-the-statement.md"
STATEMENT = ROOT / "tests" / "expected" / "statement.yaml"

ENGAGED = ("bars", "unmet", "conflicts", "open", "decide", "applies")
"""What a norm does to a measure when it is brought up there."""


class Item(NamedTuple):
    """One failure or demand on the page: the lines under its heading, by their first word."""

    name: str
    section: str
    lines: tuple[tuple[str, str], ...]

    def named(self, kind: str) -> list[str]:
        """Everything in backquotes on lines of a kind; of norms, what stands before "on"."""
        found: list[str] = []
        for label, text in self.lines:
            if label == kind:
                found += re.findall(r"`([^`]+)`", text.partition(", on ")[0])
        return found


@cache
def items() -> tuple[Item, ...]:
    found = []
    for section in re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.M)[1:]:
        title, *entries = re.split(r"^### ", section, flags=re.M)
        for entry in entries:
            name, _, body = entry.partition("\n")
            lines = re.findall(r"^- (\w+): (.*)$", body, flags=re.M)
            found.append(Item(name.strip(), title.split("\n")[0].lower(), tuple(lines)))
    return tuple(found)


def every() -> list[Any]:
    return [pytest.param(item, id=item.name) for item in items()]


def test_the_page_answers_what_the_statement_says_no_more_and_no_less() -> None:
    said = yamltext.parse(STATEMENT.read_bytes(), STATEMENT.name).tree
    assert {(i.section, i.name) for i in items()} == {
        (section, name) for section, names in said.items() for name in names
    }
    assert len(items()) == len({item.name for item in items()})


@pytest.mark.parametrize("item", every())
def test_what_answers_it_exists(item: Item) -> None:
    labels = {label for label, _ in item.lines}
    assert {"modules", "tests"} <= labels <= {"norms", "modules", "tests", "missing"}
    for module in item.named("modules"):
        assert (ROOT / module).is_file(), module
    for norm in item.named("norms"):
        assert shipped().norm(norm) is not None, norm
    for test in item.named("tests"):
        file, _, function = test.partition("::")
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert function in names if function else any(n.startswith("test_") for n in names), test


@cache
def rulings() -> Rulings:
    return Rulings(shipped(), store.load_case(shipped_case(), shipped()))


@cache
def brought_up(measure: str) -> frozenset[str]:
    """Norms that a ruling on everything on file brings up, duties that are not done included."""
    ruling = rulings().rule(measure, view="audit")
    duties = {due.norm for due in ruling.duties if due.state in ("due", "not done")}
    return frozenset(duties | {f.norm for f in ruling.findings if f.status in ENGAGED})


@pytest.mark.parametrize("item", every())
def test_the_check_brings_its_norms_up_on_the_measures_it_names(item: Item) -> None:
    for label, text in item.lines:
        if label != "norms":
            continue
        before, _, after = text.partition(", on ")
        norms, measures = (re.findall(r"`([^`]+)`", part) for part in (before, after))
        assert measures, "say on which measure of the case of 2019"
        for measure in measures:
            assert set(norms) - brought_up(measure) == set(), measure
