"""What each role meets through the API: exactly what the table lets it meet, text by text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from safeconduct.case import events as ev
from safeconduct.gate import reading
from safeconduct.gate.looks import PROTECTED
from safeconduct.policy.budgets import Budgets
from safeconduct.policy.cells import Level
from safeconduct.policy.models import Look
from safeconduct.policy.objects import Object
from tests.gate.conftest import fresh_gate
from tests.gate.levels import level, tree
from tests.gate.place import DAY
from tests.gate.planted import (
    FIRST,
    RELEASE,
    SECOND,
    VIEWERS,
    Planted,
    Viewer,
    addresses,
    filled,
    plant,
    reads,
    text,
)

SAID = tree("visibility-texts")
TEXTS: dict[str, dict[str, Any]] = SAID["texts"]
BY_NAME = {viewer.name: viewer for viewer in VIEWERS}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def planted(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Planted]:
    """The two cases, once on each kind of database."""
    folder: Path = tmp_path_factory.mktemp("planted") / "node"
    with fresh_gate(request, request.param, folder) as gate:
        yield plant(gate)


@pytest.mark.parametrize("viewer", VIEWERS, ids=lambda one: one.name)
def test_everybody_meets_what_the_table_lets_them_meet_and_nothing_else(
    planted: Planted, viewer: Viewer
) -> None:
    seen = planted.seen_by(viewer)
    wrong: dict[str, list[str]] = {}
    missing: set[str] = set()
    for word in (FIRST, SECOND):
        for name in TEXTS:
            where = [one for one, answer in seen.items() if _counts(name, one, answer, word)]
            if where and not may_meet(viewer, name, word):
                wrong[text(name, word)] = where
            elif not where and must_meet(viewer, name, word, planted):
                missing.add(text(name, word))
    assert not wrong, f"{viewer.name} may not meet these"
    assert missing == {text(name) for name in not_shown(viewer)}


def _counts(name: str, where: str, answer: str, word: str) -> bool:
    fine = where.endswith("/export") or "/export?" in where
    # That there is none repeats the name that was asked for.
    fine |= answer.startswith("[404") and text(name, word) in where
    return (
        not fine
        and text(name, word) in answer
        and where not in TEXTS[name].get("not-counted-at", ())
    )


def may_meet(viewer: Viewer, name: str, word: str) -> bool:
    """Whether somebody may meet a text of a case, by what was derived by hand."""
    said = TEXTS[name]
    if viewer.name in said.get("besides", {}):
        return word == FIRST
    if viewer.name in said.get("never", {}):
        return False
    found = level(viewer.role, Object[said["row"]])[0]
    if found is Level.STATE:
        return name.startswith("id-")
    return found is Level.FULL or _is_own(viewer, name, word)


def must_meet(viewer: Viewer, name: str, word: str, planted: Planted) -> bool:
    """Whether they have to: of an id, only whoever reads more than that something exists."""
    said = TEXTS[name]
    if level(viewer.role, Object[said["row"]])[0] is Level.STATE or viewer.name in said.get(
        "may", ()
    ):
        return False
    return may_meet(viewer, name, word) and text(name, word) in planted.whole(word)


def _is_own(viewer: Viewer, name: str, word: str) -> bool:
    said = TEXTS[name]
    own = level(viewer.role, Object[said["row"]])[0] is Level.OWN
    return own and word == FIRST and viewer.name in said.get("own", ())


def not_shown(viewer: Viewer) -> set[str]:
    """What somebody might read and no address shows them."""
    return {
        name for each in SAID["not-shown"] if viewer.name in each["viewers"]
        for name in each["texts"]
    }  # fmt: skip


def test_the_whole_file_is_for_those_who_may_have_all_of_it(planted: Planted) -> None:
    whole = f"cases/{text('case')}/export"
    status = {
        viewer.name: [
            planted.seen_by(viewer)[where][1:4] for where in (whole, f"{whole}?reasons=to-see")
        ]
        for viewer in VIEWERS
    }  # fmt: skip
    assert status.pop("magistrate") == ["200", "200"]
    assert status.pop("overseer") == ["422", "200"]
    assert set(map(tuple, status.values())) == {("403", "403")}


TELLING = {"PERSONS", "HIT", "PROTECTION", "OPINION", "FACTS", "HOLD"}
"""Rows whose texts are about persons, or may tell that one is protected."""


def answered(planted: Planted) -> Iterator[tuple[Viewer, str, str]]:
    """Who was answered where, and what."""
    for viewer in VIEWERS:
        for where, answer in planted.seen_by(viewer).items():
            if answer.startswith("[200"):
                yield viewer, where, answer


def test_an_address_that_tells_of_persons_takes_a_look(planted: Planted) -> None:
    bare = {
        where
        for _, where, answer in answered(planted)
        for name, said in TEXTS.items()
        if said["row"] in TELLING and (_counts(name, where, answer, FIRST))
        if "x-look" not in addresses()[where]
    }
    assert not bare, "mark these with of(…, persons=True)"
    for path, said in reads():
        if Object(said["x-object"]) in PROTECTED:
            assert said.get("x-look") or said["x-no-look"], path


def test_every_look_that_an_operation_owes_is_recorded(planted: Planted) -> None:
    for viewer in VIEWERS:
        planted.seen_by(viewer)
    taken = {
        (row.account_id, row.at, row.case) for row in Look.objects.filter(sort="look")
    }  # fmt: skip
    written = {e.at for e in reading.events(reading.OFFICE) if isinstance(e, ev.LookTaken)}
    owed = {said["x-look"] for _, said in reads() if "x-look" in said}
    for viewer, where, _ in answered(planted):
        at = addresses()[where].get("x-look")
        if at is None:
            continue
        owed.discard(at)
        case = text("case", SECOND if text("case", SECOND) in where else FIRST)
        case = case if "/zq-" in where or "/zr-" in where else ""
        assert (viewer.account, at, case) in taken, (viewer.name, where)
        assert f"{at} in {case}" in written
    owed -= {"payloads"}  # the bundle: see ELSEWHERE
    assert not owed, "nobody was answered there, so that nothing is shown"


def test_nothing_is_shown_to_whoever_has_no_look_left(planted: Planted) -> None:
    """The last of these: the budget is spent, and it is the day after."""
    owing = {
        addresses()[where]["operationId"]: (viewer, where)
        for viewer, where, _ in answered(planted)
        if "x-look" in addresses()[where]
    }
    node, planted.gate.clock.day = planted.gate.node, DAY + timedelta(days=1)
    kept, node.budgets = node.budgets, Budgets(looks_a_day=0, looks_in_30_days=0)
    try:
        for viewer, where in owing.values():
            assert planted.api(viewer).get(where, 403) == {"problems": [OVERRUN]}, where
    finally:
        node.budgets, planted.gate.clock.day = kept, DAY


OVERRUN = (
    "you have reached as many persons as one account may (0 a day, over all requests together); "
    "the overseer has been told. Somebody else can go on"
)


def test_every_address_that_reads_answered_somebody(planted: Planted) -> None:
    """Or the walk would show nothing of it."""
    found = {where.partition("?")[0] for _, where, _ in answered(planted)} | ELSEWHERE
    things = {name: text(name) for name in ("case",)} | {
        "measure": text("search"), "request_id": text("request"), "release": RELEASE,
        "person": text("anna"), "clearance": text("id-clearance"),
    }  # fmt: skip
    assert {filled(path, **things) for path, _ in reads()} <= found


ELSEWHERE = {
    f"cases/{text('case')}/persons/{text('anna')}/bundle", f"cases/{text('case')}/holds/mine",
}  # fmt: skip
"""What takes witnesses who cosigned, or somebody admitted to a measure: tests/gate/test_matters.py
has them, and what is shown there."""


def test_what_was_derived_names_viewers_rows_and_texts_that_there_are(planted: Planted) -> None:
    whole = planted.whole(FIRST)
    for name, said in TEXTS.items():
        assert said["row"] in Object.__members__, name
        assert {*said.get("own", ()), *said.get("never", {}), *said.get("besides", {})} <= {
            *BY_NAME
        }, name
        assert text(name) in whole or name in OUTSIDE, f"{name} is in no case"
    for each in SAID["not-shown"]:
        assert set(each["viewers"]) <= set(BY_NAME)
        assert set(each["texts"]) <= set(TEXTS)


OUTSIDE = {"alias", "account"}
"""Texts that stand beside the cases: in the register's own file, in the list of accounts."""
