"""Case files go in as live cases and come out as they went in; bad ones change nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from safeconduct.case import events as ev
from safeconduct.files import yamltext
from safeconduct.files.store import find_case, load_case, load_rulebook, shipped_cases
from safeconduct.gate import files, reading, registration
from safeconduct.gate.errors import Forbidden, Wrong
from safeconduct.gate.models import Case, Request, Thing
from safeconduct.law.replay import replay
from safeconduct.policy.permissions import Denied
from tests.gate.place import Gate

HEAD = """\
case: two
title: Two
about: Two persons
executing_state: BE
"""
BODY = """\
persons:
  - person: anna
    called: Anna
requests:
  - request: r
    day: 2019-01-07
    requesting_state: KZ
    kind: legal-assistance
    title: Bank data
"""


@pytest.mark.parametrize("name", shipped_cases())
def test_a_shipped_case_comes_out_as_it_went_in(node: Gate, name: str) -> None:
    node.clock.day = date(2026, 1, 5)
    path = find_case(name)
    written = yamltext.read(path).tree
    made = files.import_file(node.actor("magistrate"), path)
    assert made.renamed == {}
    out = files.export(node.actor("magistrate"), made.case)
    assert reading.events(made.case) == load_case(path, load_rulebook())
    # Member by member as it is written, without what says no more than its absence does.
    assert _said(out) == _said(written)
    # As text, too: what comes out is a case file that says the same.
    assert files.events_of(files.as_text(out)) == reading.events(made.case)


DEFAULTS = {"format": "safeconduct-case/1", "read": "whole"}


def _said(tree: Any) -> Any:
    """A tree without empty members and those that have their default value."""
    if isinstance(tree, list):
        return [_said(one) for one in tree]
    if not isinstance(tree, dict):
        return tree
    return {
        key: _said(value)
        for key, value in tree.items()
        if value not in ([], {}, "") and DEFAULTS.get(key) != value
    }


def test_all_shipped_cases_live_in_one_gate_and_replay_as_their_files(node: Gate) -> None:
    node.clock.day = date(2026, 1, 5)
    clerk, book = node.actor("magistrate"), load_rulebook()
    renamed = {}
    for name in shipped_cases():
        made = files.import_file(clerk, find_case(name))
        renamed[made.case] = made.renamed
    assert Case.objects.count() == len(shipped_cases())
    assert any(renamed.values()), "no two shipped cases share an id: the test shows nothing"
    every = [thing for case in Case.objects.all() for thing in _things(case.pk)]
    assert len(every) == len(set(every)) == Thing.objects.count()
    case = next(case for case, names in renamed.items() if names)
    back = {new: old for old, new in renamed[case].items()}
    played = replay(book, reading.events(case))
    told = replay(book, load_case(find_case(case), book))
    assert [
        (back.get(row.measure, row.measure), row.outcome, row.audit) for row in played.table
    ] == [(row.measure, row.outcome, row.audit) for row in told.table]


def _things(case: str) -> list[str]:
    return list(Thing.objects.filter(case_id=case).values_list("id", flat=True))


def test_the_replay_of_an_export_is_the_replay_of_the_file(node: Gate) -> None:
    book = load_rulebook()
    node.clock.day = date(2026, 1, 5)
    made = files.import_file(node.actor("clerk"), find_case("thailand-2018"))
    out = files.events_of(files.as_text(files.take_out(made.case)))
    assert replay(book, out) == replay(book, load_case(find_case("thailand-2018"), book))


def test_who_imports_has_registered_and_cannot_confirm(node: Gate) -> None:
    clerk = node.actor("clerk")
    made = files.take_in(clerk, files.events_of(HEAD + BODY))
    assert {written.actor for written in reading.read(made.case)} == {"clerk from a file"}
    assert not Request.objects.get(pk="r").confirmed
    with pytest.raises(Forbidden, match="second person"):
        registration.confirm(clerk, made.case, "r", "seen")
    registration.confirm(node.actor("second-signer"), made.case, "r", "by the ministry")
    assert Request.objects.get(pk="r").confirmed


def test_a_bad_file_is_told_all_its_problems_with_lines_and_changes_nothing(node: Gate) -> None:
    bad = HEAD + BODY.replace("kind: legal-assistance", "kind: favour") + "lists: nothing\n"
    with pytest.raises(Wrong) as told:
        files.events_of(bad, "two.yaml")
    assert [line.partition(" ")[0] for line in told.value.problems] == [
        "two.yaml:12:",
        "two.yaml:14:",
    ]
    twice = {"case": "two", "title": "Two", "about": "x", "executing_state": "BE",
             "persons": [{"person": "anna"}, {"person": 7, "called": "Ben"}]}  # fmt: skip
    with pytest.raises(Wrong) as told:
        files.events_of_tree(twice)
    assert len(told.value.problems) == 2
    assert "persons[0]" in told.value.problems[0]
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "text", ["", "[", "- x", "x" * (files.MAX_BYTES + 1), "\ud800", "a: \u202eb"]
)
def test_what_is_no_case_file_is_refused(node: Gate, text: str) -> None:
    with pytest.raises(Wrong):
        files.take_in(node.actor("clerk"), files.events_of(text))
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "tree", [None, [], {"case": "x" * 70}, {"persons": "\u0000"}, {"a": {"b": [1]}}]
)
def test_what_is_no_tree_of_a_case_file_is_refused(node: Gate, tree: object) -> None:
    with pytest.raises(Wrong):
        files.take_in(node.actor("clerk"), files.events_of_tree(tree))
    assert not Case.objects.exists()


def test_a_case_that_is_there_is_not_imported_again(node: Gate) -> None:
    clerk = node.actor("clerk")
    files.take_in(clerk, files.events_of(HEAD + BODY))
    with pytest.raises(Wrong, match="there already"):
        files.take_in(clerk, files.events_of(HEAD))
    assert len(reading.events("two")) == 3


def test_only_the_magistrate_exports_and_only_who_registers_imports(node: Gate) -> None:
    made = files.take_in(node.actor("clerk"), files.events_of(HEAD + BODY))
    for role in ("clerk", "police-officer", "asylum-officer", "operator", "defence"):
        with pytest.raises(Denied):
            files.export(node.actor(role), made.case)
    with pytest.raises(Denied):
        files.take_in(node.actor("police-officer"), files.events_of(HEAD))
    overseer = node.actor("overseer")
    with pytest.raises(Wrong, match="recorded"):
        files.export(overseer, made.case)
    last = files.export(overseer, made.case, "a complaint")["events"][-1]
    assert (last["event"], last["by"]) == ("look-taken", "overseer")


def test_what_was_written_live_is_a_file_that_can_be_read(node: Gate, tmp_path: Path) -> None:
    clerk = node.actor("clerk")
    case = registration.open_case(
        clerk, 'Tab\t, "quotes", \\ and : # [ {\nnext line', "é\u0301 ء 中"
    )
    request = ev.RequestReceived(
        request="", requesting_state="KZ", kind="notice", title="- 'x'", offences="yes"
    )
    registration.register(clerk, case, request)
    path = tmp_path / "case.yaml"
    path.write_text(files.as_text(files.take_out(case)), encoding="utf-8")
    assert load_case(path, load_rulebook()) == reading.events(case)
