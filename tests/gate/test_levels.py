"""The policy's data say what was derived by hand from the table, cell by cell."""

from __future__ import annotations

import pytest

from safeconduct.case.roles import ROLES, Role
from safeconduct.policy.additions import ADDED
from safeconduct.policy.objects import COLUMN_OF, Object
from safeconduct.policy.visibility import TABLE, cell
from tests.gate.levels import level, tree


@pytest.mark.parametrize("role", ROLES)
def test_the_policy_gives_each_role_the_level_that_the_table_gives(role: Role) -> None:
    given = {thing: cell(role, thing) for thing in Object}
    found = {thing: (one.read, one.write) for thing, one in given.items()}
    assert found == {thing: level(role, thing) for thing in Object}


def test_the_file_written_by_hand_names_the_same_rows_and_roles() -> None:
    said = tree("visibility-levels")
    assert set(said["table"]) == {thing.value for thing in TABLE}
    assert set(said["added"]) == {thing.value for thing, _ in ADDED}
    assert set(said["columns"]) == set(COLUMN_OF)
    for rows in (said["table"], said["added"]):
        for cells in rows.values():
            assert {*cells, *cells.get("everybody", ())} <= {*ROLES, "everybody", "each"}
