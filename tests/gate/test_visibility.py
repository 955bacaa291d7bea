"""The whole table of who sees and does what, walked: role by role, object by object."""

from __future__ import annotations

from typing import cast

import pytest

from safeconduct.case.roles import ROLES, Role
from safeconduct.policy.actor import Actor
from safeconduct.policy.additions import ADDED
from safeconduct.policy.cells import NOTHING, Level, parse
from safeconduct.policy.objects import COLUMN_OF, Column, Object
from safeconduct.policy.permissions import RESTS_ON, ROLES_OF, Permission
from safeconduct.policy.visibility import TABLE, cell, see, writes

EVERY = [(cast(Role, role), thing) for role in ROLES for thing in Object]


@pytest.mark.parametrize(("role", "thing"), EVERY)
def test_every_cell_is_what_the_table_or_an_addition_says(role: Role, thing: Object) -> None:
    found, actor = cell(role, thing), Actor("anna", role)
    if thing in TABLE and role in COLUMN_OF:
        assert found == TABLE[thing][COLUMN_OF[role]]
        assert (thing, role) not in ADDED, "the table stands alone where it has a cell"
    elif (thing, role) in ADDED:
        assert found == ADDED[thing, role].cell
    else:
        assert found is NOTHING
    assert (see(actor, thing), writes(actor, thing)) == (found.read, found.write)
    assert found.write is not Level.STATE


@pytest.mark.parametrize(("role", "thing"), EVERY)
def test_permissions_give_what_the_cell_gives_and_no_more(role: Role, thing: Object) -> None:
    found = cell(role, thing)
    for permission, basis in RESTS_ON.items():
        if basis.thing is not thing:
            continue
        table = {
            "know": found.read >= Level.STATE,
            "read": found.read >= Level.OWN,
            "write": found.write >= Level.OWN,
        }[basis.verb]
        if role in basis.besides or (basis.only and role not in basis.only):
            assert basis.why, f"{permission} departs from the table without a reason"
            assert (role in ROLES_OF[permission]) is (role in basis.besides)
        else:
            assert (role in ROLES_OF[permission]) is table, permission


def test_every_row_that_can_be_read_or_written_has_its_permission() -> None:
    for thing in Object:
        verbs = {basis.verb for basis in RESTS_ON.values() if basis.thing is thing}
        cells = [cell(cast(Role, role), thing) for role in ROLES]
        if thing in LATER:
            assert not verbs, f"{thing.name} has come: take it off the list of what comes later"
            continue
        assert verbs, thing.name
        if any(c.write for c in cells):
            assert "write" in verbs or thing in WRITTEN_BY_ITSELF, thing.name


LATER = {Object.SEIZED, Object.OUTWARD}
"""What no part of the gate holds yet: no permission opens it."""

WRITTEN_BY_ITSELF: set[Object] = set()


def test_every_permission_rests_on_the_table() -> None:
    assert set(RESTS_ON) == set(Permission)
    for permission, basis in RESTS_ON.items():
        assert not (basis.besides or basis.only) or basis.why, permission
        assert ROLES_OF[permission], f"nobody holds {permission}"


def test_what_must_never_be_opened_by_a_slip_of_the_table() -> None:
    """The sentences under the table, and what it is for."""
    for role in ("clerk", "police-officer", "observer", "operator", "second-signer"):
        for thing in (Object.HIT, Object.PROTECTION, Object.OPINION):
            assert cell(role, thing).read is Level.NONE, (role, thing)
        assert cell(role, Object.HOLD).read in (
            (Level.FULL,) if role == "second-signer" else (Level.STATE, Level.NONE)
        )
    for thing in Object:
        assert cell("public", thing) is NOTHING
        assert cell("requesting-state", thing).write is Level.NONE
    opened = {thing for thing in Object if cell("operator", thing).read}
    assert not opened & (set(TABLE) - {Object.PROOFS})


@pytest.mark.parametrize("text", ["x", "r r", "w ow", "r s", "rw"])
def test_a_cell_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no sign of the table"):
        parse(text)


def test_the_table_has_every_row_and_column() -> None:
    assert all(list(row) == list(Column) for row in TABLE.values())
    assert {thing for thing, _ in ADDED} | set(TABLE) == set(Object)
