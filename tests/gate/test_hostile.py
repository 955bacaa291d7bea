"""Every field of every command is sent what it must not hold: refused by name, nothing written.

The fields come from the API's own document, so that a new command is attacked without being asked.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.db import connections

from safeconduct.gate.connection import DjangoConnection
from safeconduct.gate.models import Case
from safeconduct.record.log import Log
from safeconduct.server.bodies import MAX_BODY
from safeconduct.server.document import document
from tests.gate.place import Gate
from tests.gate.planted import FIRST, brought, case_tree
from tests.gate.test_openapi import DATABASES, role_for, things

DOCUMENT = document()
BEFORE_ANY_DATABASE = pytest.mark.parametrize("node", DATABASES, indirect=True)
"""What is refused here is refused before a database is looked at; `make fuzz` tries both kinds."""


class Operation(NamedTuple):
    """A command of the API."""

    path: str
    permission: str
    body: dict[str, Any]


def operations() -> list[Operation]:
    """Every command with a body."""
    found = []
    for path, verbs in DOCUMENT["paths"].items():
        for verb, operation in verbs.items():
            content = operation.get("requestBody", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema")
            if verb != "get" and schema:
                found.append(Operation(path, operation["x-permission"], resolved(schema)))
    return found


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema without its reference."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return resolved(DOCUMENT["components"]["schemas"][name])
    if "allOf" in schema and len(schema["allOf"]) == 1:
        return resolved(schema["allOf"][0])
    return schema


def sample(schema: dict[str, Any], known: dict[str, list[str]], name: str = "") -> Any:
    """A value that fits a schema."""
    schema = resolved(schema)
    if known.get(name):
        return known[name][0]
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return sample(schema["anyOf"][0], known, name)
    match schema.get("type"):
        case "object":
            wanted = schema.get("required", [])
            return {
                key: sample(value, known, key)
                for key, value in schema.get("properties", {}).items() if key in wanted
            }  # fmt: skip
        case "array":
            return [sample(schema["items"], known)] if schema.get("minItems") else []
        case "integer" | "number":
            return max(schema.get("minimum", 0), 1)
        case "boolean":
            return True
        case _:
            return text_for(schema)


def text_for(schema: dict[str, Any]) -> str:
    """A text that fits a schema."""
    if schema.get("format") == "date":
        return "2019-10-01"
    if "pattern" in schema or schema.get("maxLength", 100) <= 2:
        return "KZ"
    return "something"


def texts(schema: dict[str, Any], path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where a body can hold a text."""
    schema = resolved(schema)
    if "anyOf" in schema:
        for one in schema["anyOf"]:
            yield from texts(one, path)
    elif schema.get("type") == "object":
        for name, inner in schema.get("properties", {}).items():
            yield from texts(inner, (*path, name))
    elif schema.get("type") == "array":
        yield from texts(schema["items"], (*path, 0))
    elif schema.get("type") == "string":
        yield path


def put(body: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The body with a value at a place, which is made where it is missing."""
    if not path:
        return value
    key, rest = path[0], path[1:]
    if isinstance(key, int):
        inner = body[0] if isinstance(body, list) and body else {}
        return [put(inner, rest, value)]
    whole = dict(body) if isinstance(body, dict) else {}
    return {**whole, key: put(whole.get(key), rest, value)}


SIGNS = {
    "nul": "a\x00b",
    "bidi": "a\u202etxt.exe",
    "isolate": "a\u2066b",
    "lone surrogate": "a\ud800b",
    "escape": "a\x1b[2Jb",
    "no character": "a\uffffb",
    "too long": "x" * 20_001,
}
"""What no field of any command may hold."""
TYPES: tuple[Any, ...] = (17, -1.5, True, ["x"], {"x": "y"})


@pytest.fixture
def attacked(node: Gate) -> tuple[Gate, dict[str, list[str]]]:
    """A gate with a case, and its ids."""
    return node, things(node, brought(node))


def state(node: Gate) -> tuple[Any, ...]:
    """What must not change: the versions of all cases, and the size of the record."""
    versions = tuple(Case.objects.order_by("pk").values_list("pk", "version"))
    return versions, Log(DjangoConnection()).size()


def send(node: Gate, operation: Operation, known: dict[str, list[str]], body: bytes) -> Any:
    """Send a body as somebody who may."""
    path = operation.path
    for name, some in known.items():
        path = path.replace(f"{{{name}}}", some[0] if some else "x")
    while "{" in path:
        path = path[: path.index("{")] + "1" + path[path.index("}") + 1 :]
    api = node.api(role_for(operation.permission))
    return api._client.post(path, body, content_type="application/json", headers=api._headers)


def refused(answer: Any, where: str, field: str = "") -> str:
    """What is wrong with an answer that should be a refusal; empty if nothing is."""
    if not 400 <= answer.status_code < 500:
        return f"{where}: {answer.status_code} {answer.content[:200]!r}"
    problems = json.loads(answer.content).get("problems")
    if not problems or not all(isinstance(one, str) for one in problems):
        return f"{where}: no problems in {answer.content[:200]!r}"
    if field and answer.status_code == 422 and not any(field in one for one in problems):
        return f"{where}: does not name '{field}': {problems}"
    return ""


def as_json(body: Any) -> bytes:
    """JSON with every sign outside ASCII escaped, so that lone surrogates can be sent."""
    return json.dumps(body).encode()


@BEFORE_ANY_DATABASE
def test_signs_that_no_file_keeps_are_refused_in_every_text_by_name(
    attacked: tuple[Gate, dict[str, list[str]]],
) -> None:
    node, known = attacked
    before, wrong = state(node), []
    for operation in operations():
        body = sample(operation.body, known)
        for place in texts(operation.body):
            for name, text in SIGNS.items():
                answer = send(node, operation, known, as_json(put(body, place, text)))
                field = next(key for key in reversed(place) if isinstance(key, str))
                if answer.status_code != 422:
                    wrong.append(f"{operation.path} {place} {name}: {answer.status_code}")
                wrong.append(refused(answer, f"{operation.path} {place} {name}", field))
    assert not [words for words in wrong if words]
    assert state(node) == before


@BEFORE_ANY_DATABASE
def test_other_types_are_refused_in_every_text_by_name(
    attacked: tuple[Gate, dict[str, list[str]]],
) -> None:
    node, known = attacked
    before, wrong = state(node), []
    for operation in operations():
        body = sample(operation.body, known)
        for place in texts(operation.body):
            field = next(key for key in reversed(place) if isinstance(key, str))
            # A version is a number to those who are told numbers.
            for value in TYPES[1:] if field == "seen" else TYPES:
                answer = send(node, operation, known, as_json(put(body, place, value)))
                wrong.append(refused(answer, f"{operation.path} {place} {value!r}", field))
    assert not [words for words in wrong if words]
    assert state(node) == before


def fields(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where a case file holds a text."""
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in inner:
        if isinstance(value, dict | list):
            yield from fields(value, (*path, key))
        elif isinstance(value, str):
            yield (*path, key)


def each_field(tree: dict[str, Any]) -> list[tuple[Any, ...]]:
    """One place of each field of each kind of event and thing that a case file has."""
    found: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for path in fields(tree):
        kind = tree["events"][path[1]]["event"] if path[0] == "events" else path[0]
        found.setdefault((kind, *(part for part in path[1:] if isinstance(part, str))), path)
    return list(found.values())


def placed(tree: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """The same tree with another value in one place."""
    copied = copy.deepcopy(tree)
    inner: Any = copied
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = value
    return copied


@BEFORE_ANY_DATABASE
def test_every_field_of_a_case_file_refuses_what_it_must_not_hold_by_name(node: Gate) -> None:
    tree, clerk, wrong = case_tree(FIRST), node.api("clerk"), []
    everywhere = each_field(tree)
    assert len(everywhere) > 150
    before = state(node)

    def sent(body: dict[str, Any], what: str, *named: str) -> None:
        answer = clerk._client.post(
            "/api/imports", as_json(body), content_type="application/json",
            headers=clerk._headers,
        )  # fmt: skip
        if answer.status_code != 422:
            wrong.append(f"{what}: {answer.status_code} {answer.content[:200]!r}")
        wrong.extend(refused(answer, what, one) for one in named)

    # All signs of a kind at once: each place is named. How long a text may be follows from how
    # long a file may be.
    for name, text in SIGNS.items():
        if name != "too long":
            body = tree
            for path in everywhere:
                body = placed(body, path, text)
            sent(body, name, *map(named_by, everywhere))
    for number, path in enumerate(everywhere):
        value = TYPES[number % len(TYPES)]
        sent(placed(tree, path, value), f"{path} {value!r}", named_by(path))
    assert not [words for words in wrong if words]
    assert state(node) == before
    # And what it was made from is taken in.
    clerk.post("imports", tree, 201)


def named_by(path: tuple[Any, ...]) -> str:
    """The name of the field at a place."""
    return next(part for part in reversed(path) if isinstance(part, str))


@BEFORE_ANY_DATABASE
def test_bodies_that_say_two_things_or_none_are_refused(
    attacked: tuple[Gate, dict[str, list[str]]],
) -> None:
    node, known = attacked
    before, wrong = state(node), []
    for operation in operations():
        whole = as_json(sample(operation.body, known))
        name = next(iter(resolved(operation.body).get("properties", {"x": {}})))
        twice = f'{{"{name}": "a", "{name}": "b"}}'.encode()
        for what, body in {
            "twice": twice,
            "deep": f'{{"{name}": '.encode() + b"[" * 100_000 + b"]" * 100_000 + b"}",
            "forty deep": f'{{"{name}": '.encode() + b"[" * 40 + b"]" * 40 + b"}",
            "NaN": f'{{"{name}": NaN}}'.encode(),
            "a number of 5,000 digits": f'{{"{name}": {"9" * 5000}}}'.encode(),
            "cut off": whole[:-1],
            "no UTF-8": b'{"x": "\xff"}',
            "no object": b"[1]",
        }.items():
            answer = send(node, operation, known, body)
            wrong.append(refused(answer, f"{operation.path} {what}"))
            if what == "twice":
                wrong.append(refused(answer, f"{operation.path} {what}", name))
    assert not [words for words in wrong if words]
    assert state(node) == before


@BEFORE_ANY_DATABASE
def test_ten_megabytes_are_refused_unread(attacked: tuple[Gate, dict[str, list[str]]]) -> None:
    node, known = attacked
    before = state(node)
    body = as_json({"title": "x" * 10_000_000})
    assert len(body) > MAX_BODY
    for operation in operations():
        answer = send(node, operation, known, body)
        assert answer.status_code == 413, (operation.path, answer.content[:300])
        assert "bytes" in answer.json()["problems"][0]
    assert state(node) == before


@BEFORE_ANY_DATABASE
@pytest.mark.parametrize("day", ["0000-01-01", "2019-02-30", "99999-01-01", "2019-13-01", "-1"])
def test_days_on_no_calendar_are_refused(
    attacked: tuple[Gate, dict[str, list[str]]], day: str
) -> None:
    node, known = attacked
    before, wrong = state(node), []
    for operation in operations():
        body = sample(operation.body, known)
        for place in texts(operation.body):
            if place[-1] in ("on", "since", "until", "born", "day", "valid_from", "valid_until"):
                answer = send(node, operation, known, as_json(put(body, place, day)))
                wrong.append(refused(answer, f"{operation.path} {place} {day}"))
    assert wrong, "no command takes a day"
    assert not [words for words in wrong if words]
    assert state(node) == before


def test_a_script_is_text_like_any_other(node: Gate) -> None:
    """It is kept and comes back as it was sent: JSON is no page, and nothing here is executed."""
    script = "<script>alert(1)</script>' OR 1=1; -- {{7*7}} ${7*7} ../../etc/passwd"
    clerk = node.api("clerk")
    case = clerk.post("cases", {"title": script}, 201)["id"]
    assert clerk.get(f"cases/{case}")["title"] == script
    connections.close_all()
    assert Case.objects.get(pk=case).title == script
