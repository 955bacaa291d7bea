"""The whole table of who sees and does what, walked: role by role, object by object."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

import pytest
from ninja import Schema

from safeconduct.api.app import api
from safeconduct.case.roles import ROLES, Role
from safeconduct.policy import page
from safeconduct.policy.actor import Actor
from safeconduct.policy.additions import ADDED
from safeconduct.policy.cells import NOTHING, Level, parse
from safeconduct.policy.objects import COLUMN_OF, Column, Object
from safeconduct.policy.permissions import RESTS_ON, ROLES_OF, Permission
from safeconduct.policy.visibility import TABLE, cell, see, writes
from tests.gate.place import Gate

PAGE = Path(__file__).parents[2] / "docs" / "visibility.md"

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


LATER = {Object.SEIZED}
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


def test_the_page_says_what_the_table_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page.text(), "make docs/visibility.md again"


# The API: every operation names the permission it asks for and the row it opens, and every role
# that does not hold it is refused, whatever else is wrong with what it sends.


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document."""
    return cast("dict[str, Any]", api.get_openapi_schema())


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    """Every operation of the API: method, address, what is said beside it."""
    found = []
    for path, by_method in document()["paths"].items():
        for method, said in by_method.items():
            found.append((method, path.removeprefix("/api/"), said))
    return found


def test_every_operation_names_its_permission_and_its_object() -> None:
    for method, path, said in operations():
        assert "x-permission" in said, f"{method} {path} does not say what it asks for"
        permission, thing = Permission(said["x-permission"]), Object(said["x-object"])
        basis = RESTS_ON[permission]
        assert basis.thing is thing, f"{method} {path}: {permission} rests on {basis.thing}"
        assert (method == "get") == (basis.verb in ("know", "read")), f"{method} {path}"


def test_no_two_bodies_of_the_api_share_a_name() -> None:
    """The document would describe one of them by the other."""
    found: dict[str, str] = {}
    kinds: list[type] = [Schema]
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        if kind.__module__.startswith("safeconduct.api."):
            where = found.setdefault(kind.__name__, kind.__module__)
            assert where == kind.__module__, f"{kind.__name__} is in {where} and {kind.__module__}"


def test_no_role_gets_past_an_operation_that_it_may_not_use(node: Gate) -> None:
    """Every role × operation: refused before anything else, with the same words for anything."""
    walked = operations()
    bodies = {(method, path): filled(said) for method, path, said in walked}
    for role in cast(tuple[Role, ...], ROLES):
        client = node.api(role)
        for method, path, said in walked:
            if role in ROLES_OF[Permission(said["x-permission"])]:
                continue
            address = address_of(path, said)
            if method == "get":
                found = client.get(address, 403)
            elif method == "put":
                found = client.put(address, b"bytes", 403)
            else:
                found = client.post(address, bodies[method, path], 403)
            (problem,) = found["problems"]
            # Nothing of what was asked for is in it, because nothing was looked for.
            assert "nothing-here" not in problem, (role, method, path)


def address_of(path: str, said: dict[str, Any]) -> str:
    """An address of an operation, about things that are not there."""
    for one in said.get("parameters", ()):
        if one["in"] == "path":
            path = path.replace(f"{{{one['name']}}}", str(value(one["schema"])))
    needed = {
        one["name"]: value(one["schema"]) for one in said.get("parameters", ())
        if one["in"] == "query" and one.get("required")
    }  # fmt: skip
    return f"{path}?{urlencode(needed)}" if needed else path


def filled(said: dict[str, Any]) -> Any:
    """A body that fits an operation."""
    body = said.get("requestBody", {"content": {}})["content"].get("application/json")
    return value(body["schema"]) if body else None


def value(schema: dict[str, Any]) -> Any:
    """Something that fits a schema of the API."""
    schemas = document()["components"]["schemas"]
    while "$ref" in schema:
        schema = schemas[schema["$ref"].rsplit("/", 1)[1]]
    if "anyOf" in schema:
        schema = schema["anyOf"][0]
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    match schema.get("type"):
        case "object":
            needed = schema.get("required", [])
            return {name: value(schema["properties"][name]) for name in needed}
        case "array":
            return [value(schema["items"])] * schema.get("minItems", 0)
        case "integer":
            return max(0, int(schema.get("minimum", 0)))
        case "boolean":
            return True
        case _:
            return a_text(schema)


def a_text(schema: dict[str, Any]) -> str:
    """A text that fits its pattern."""
    if schema.get("format") == "date":
        return "2019-05-06"
    if schema.get("format") == "date-time":
        return "2019-05-06T06:00:00Z"
    for text in ("nothing-here", "KZ", "0123456789ab", "2019-05-06", "lawyer(anna)", 64 * "a",
                 "2019-06-03T06:00Z"):  # fmt: skip
        fits = len(text) <= schema.get("maxLength", len(text))
        if fits and re.search(schema.get("pattern", ""), text):
            return text
    raise AssertionError(f"no text here fits {schema}")
