"""The gate does not cry wolf: what is in order comes through to where a clearance could be given.

What it has to come to stands in tests/expected/gate-controls.yaml.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from msgspec.structs import replace

from safeconduct.files import store, yamltext
from safeconduct.gate import files, freeze, holds
from safeconduct.law.rule import Rulings
from safeconduct.register import protections
from tests.gate.control import Control
from tests.gate.leftout import LEFT_OUT, ONE_MORE, without
from tests.gate.place import Gate
from tests.gate.scene import CARL
from tests.gate.test_screening import STATUS

EXPECTED = Path(__file__).resolve().parents[1] / "expected" / "gate-controls.yaml"
TABLE = cast("dict[str, Any]", yamltext.read(EXPECTED).tree)


def begun(gate: Gate, name: str) -> Control:
    """A control up to the answer of the registers."""
    row = TABLE["controls"][name]
    control = Control(gate, row, {**TABLE["truth"], **row.get("truth", {})})
    for step, stage in row["on-the-way"].items():
        getattr(control, step)()
        assert (step, control.stage) == (step, stage)
    return control


def kinds(control: Control) -> set[str]:
    """The kinds of what is in the way."""
    return {one["what"] for one in control.in_the_way()}


@pytest.mark.parametrize("name", TABLE["controls"])
def test_a_control_comes_through_and_its_file_rules_as_the_gate(node: Gate, name: str) -> None:
    control = begun(node, name)
    row = control.row
    if row["opinion"] != "none":
        assert {"hold", "opinion"} <= kinds(control)
        body = {
            "measures": [control.measure], "outcome": "proceed", "reasons": "so",
            "seen": control.seen(),
        }  # fmt: skip
        control.post("magistrate", "/decisions", body, 409)
        control.heard()
    control.settled()
    assert control.in_the_way() == []
    assert sorted(set(control.decided)) == row["decisions"]
    shown = control.ruling()
    assert shown["outcome"] == "no-bar-found"
    events = files.events_of_tree(control.get("magistrate", "/export"))
    day = date.fromisoformat(shown["day"])
    ruled = Rulings(store.load_rulebook(), events).rule(control.measure, day, view="gate")
    assert ruled.outcome == shown["outcome"]
    assert [(f.norm, f.status) for f in ruled.findings] == [
        (f["norm"], f["status"]) for f in shown["ruling"]["findings"]
    ]
    for kind, norm in row.get("never", {}).items():
        barred = planned(control, kind)
        assert barred["outcome"] == "barred"
        assert norm in [f["norm"] for f in barred["ruling"]["findings"] if f["status"] == "bars"]


def planned(control: Control, kind: str) -> dict[str, Any]:
    """The ruling on another measure in the same case, on the same person."""
    body = {
        "kind": kind, "request": control.request, "title": kind, "on": "2019-06-03",
        "targets": [control.person], "touches": [control.person],
    }  # fmt: skip
    measure = control.post("magistrate", "/measures", body)["id"]
    found: dict[str, Any] = control.get("magistrate", f"/measures/{measure}/ruling")
    return found


def test_without_any_one_thing_that_was_done_a_control_is_not_ready(node: Gate) -> None:
    control = begun(node, "persecutor")
    control.heard()
    control.stopped()
    control.settled()
    assert control.in_the_way() == []
    expected = TABLE["missing"]
    assert list(expected) == [*LEFT_OUT, *ONE_MORE]
    assert {what: without(control, what) for what in expected} == expected


def test_what_comes_after_takes_it_back(node: Gate) -> None:
    control = begun(node, "ordinary")
    control.settled()
    assert control.in_the_way() == []
    observer, overseer = node.actor("observer"), node.actor("overseer")
    hold = holds.place(observer, control.case, "measure", control.measure, "a lawyer")
    assert "hold" in kinds(control)
    holds.lift(observer, control.case, hold, "she is none", control.seen("observer"))
    assert control.in_the_way() == []
    fact = f"proof-of-origin({control.request})"
    body = {"fact": fact, "value": "no", "said_by": "the authority it names, by telephone"}
    control.post("clerk", "/facts", body)
    assert "ruling" in kinds(control), control.in_the_way()
    freeze.ask(overseer, control.case, control.request, "stop", ["a plot"])
    assert "freeze" in kinds(control)


def test_a_register_that_has_somebody_new_is_asked_again_before_anything_goes_on(
    node: Gate,
) -> None:
    control = begun(node, "ordinary")
    control.settled()
    protections.add(node.actor("asylum-officer"), replace(STATUS, number="75.07.08-009.99"))
    assert kinds(control) == {"screening"}
    control.screened()
    assert control.in_the_way() == []
    protections.add(node.actor("asylum-officer"), replace(STATUS, number=CARL))
    control.screened()
    assert {"hold", "opinion", "screening"} <= kinds(control)
