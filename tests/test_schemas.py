"""The published JSON Schemas are those of the code, and real output keeps to them."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import msgspec
import pytest

from safeconduct.case.schemas import schemas
from safeconduct.files import store
from safeconduct.law.audit import audit
from safeconduct.law.questionnaire import questionnaire
from safeconduct.law.replay import replay
from safeconduct.law.rule import Rulings

FOLDER = Path(__file__).parents[1] / "docs" / "schemas"


@pytest.mark.parametrize("name", sorted(schemas()))
def test_the_published_schema_is_the_codes(name: str) -> None:
    published = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    assert published == json.loads(json.dumps(schemas()[name])), (
        "run 'make schemas' and look at what changed"
    )


def test_real_rulings_and_replays_keep_to_their_schemas() -> None:
    rulebook = store.load_rulebook()
    events = store.load_case(store.find_case("brussels-2019"), rulebook)
    for value, name in (
        (Rulings(rulebook, events).rule("search", view="audit"), "ruling-2.schema.json"),
        (replay(rulebook, events), "replay-1.schema.json"),
        (audit(rulebook, events), "audit-1.schema.json"),
        (questionnaire(rulebook, events), "questions-1.schema.json"),
    ):
        data = json.loads(msgspec.json.encode(value))
        jsonschema.validate(data, schemas()[name])
        data["outcome_"] = "invented"
        del data["case"]
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(data, schemas()[name])
