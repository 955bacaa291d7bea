"""The API keeps to its own document, whatever is sent to it, and never fails.

`SAFECONDUCT_FUZZ` is the number of examples an operation gets (`make fuzz` sets it high).
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from safeconduct.api.app import api
from safeconduct.case.roles import Role
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import ROLES_OF, Permission
from safeconduct.server.document import document
from tests.gate.place import Gate
from tests.gate.planted import brought
from tests.gate.test_reading import brussels

KEPT = Path(__file__).parents[2] / "docs" / "schemas" / "openapi.json"
EXAMPLES = int(os.environ.get("SAFECONDUCT_FUZZ", "4"))
DATABASES = ["sqlite", "postgresql"] if "SAFECONDUCT_FUZZ" in os.environ else ["sqlite"]
"""What a body says is looked at before any database is; `make fuzz` tries both."""
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance,
]  # fmt: skip


def test_the_document_that_is_kept_is_the_api_s() -> None:
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    assert kept == document(), "run 'make schemas'"


def test_every_address_says_which_permission_and_which_row_it_rests_on() -> None:
    bare = []
    for path, operations in api.get_openapi_schema()["paths"].items():
        for verb, operation in operations.items():
            known = {p.value for p in Permission}, {o.value for o in Object}
            said = operation.get("x-permission"), operation.get("x-object")
            if said[0] not in known[0] or said[1] not in known[1]:
                bare.append(f"{verb} {path}")
    assert not bare, "mark these with openapi_extra=of(Permission.…, Object.…)"


def test_every_operation_says_how_it_refuses() -> None:
    for path, operations in document()["paths"].items():
        for verb, operation in operations.items():
            said = set(operation["responses"])
            assert {"401", "403", "404", "409", "422"} <= said, f"{verb} {path}"


def role_for(permission: str) -> Role:
    """A role that may do what an operation does."""
    return sorted(ROLES_OF[Permission(permission)])[0]


def things(node: Gate, case: str) -> dict[str, list[str]]:
    """Ids that are there, by the name of the parameter that they fit."""
    node.account("anna", "clerk")
    magistrate = node.api("magistrate")
    found = magistrate.get(f"cases/{case}")
    events = magistrate.get(f"cases/{case}/events", limit=1000)["events"]
    return {
        "case": [case],
        "of": [one["request"] for one in found["requests"]],
        "measure": [m["measure"] for one in found["requests"] for m in one["measures"]],
        "person": [e["event"]["person"] for e in events if e["event"]["event"] == "person-listed"],
        # Not one of those who send: what is closed here has to be somebody else's.
        "account": ["anna"],
    }


@pytest.mark.parametrize("node", DATABASES, indirect=True)
def test_nothing_that_fits_the_document_or_does_not_makes_the_api_fail(node: Gate) -> None:
    # A ruling on the documented case takes ten times as long; `make fuzz` waits for it.
    known = things(node, brussels(node) if "SAFECONDUCT_FUZZ" in os.environ else brought(node))
    schema: Any = schemathesis.openapi.from_dict(document())
    schema.app = WSGIHandler()
    failures: list[str] = []
    for result in schema.get_all_operations():
        operation = result.ok()
        raw = operation.definition.raw
        role = role_for(raw["x-permission"])
        keys = [node.api(role), node.api("police-officer")]
        failures += _tried(operation, known, [key._headers for key in keys])
    assert not failures, "\n\n".join(failures[:10])


def _tried(operation: Any, known: dict[str, list[str]], headers: list[dict[str, str]]) -> list[str]:
    """What went wrong with one operation."""
    ways = st.one_of(
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=ways, number=st.integers(0, 1000), real=st.sampled_from((True, True, False)))
    def send(case: Any, number: int, real: bool) -> None:
        for name in case.path_parameters or {}:
            if real and known.get(name):
                case.path_parameters[name] = known[name][number % len(known[name])]
        # One in eight is sent by somebody who may not.
        sender = headers[1 if number % 8 == 7 else 0]
        # Without this the made-up keys of the document's security scheme are sent.
        case.headers = {
            name: value
            for name, value in (case.headers or {}).items()
            if name.lower() != "authorization"
        } | sender
        answer = case.call()
        case.validate_response(answer, checks=CHECKS)

    try:
        send()
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        # Several failures come in one; whoever mends them wants all operations in one run.
        return [f"{operation.label}: {error}"[:1500]]
    return []


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"1", b'"x"', b"{", b"\xff\xfe"])
def test_a_body_that_is_no_object_is_refused(node: Gate, body: bytes) -> None:
    clerk = node.api("clerk")
    for path in ("cases", "cases/x/requests"):
        answer = clerk._client.post(
            f"/api/{path}", body, content_type="application/json", headers=clerk._headers
        )
        assert answer.status_code in (400, 422), (body, answer.content)
        assert answer.json()["problems"]


def test_no_command_takes_a_member_that_nobody_asked_for() -> None:
    """What is not known is a mistake: a misspelled `until` would else hold for ever."""
    written = document()
    schemas = written["components"]["schemas"]
    found, todo = set(), []
    for verbs in written["paths"].values():
        for operation in verbs.values():
            content = operation.get("requestBody", {}).get("content", {})
            todo.append(content.get("application/json", {}).get("schema", {}))
    while todo:
        one = todo.pop()
        if isinstance(one, list):
            todo += one
        elif isinstance(one, dict):
            name = str(one.get("$ref", "")).rpartition("/")[2]
            if name and name not in found:
                found.add(name)
                todo.append(schemas[name])
            todo += [value for key, value in one.items() if key != "$ref"]
    assert len(found) > 30
    assert [name for name in sorted(found) if schemas[name].get("additionalProperties") is not False
            and schemas[name].get("type") == "object"] == []  # fmt: skip
