"""The levels of the visibility table as they were derived by hand."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, cast

from safeconduct.files import yamltext
from safeconduct.policy.cells import Level
from safeconduct.policy.objects import Object

EXPECTED = Path(__file__).parents[1] / "expected"
_LEVELS = {"state": Level.STATE, "own": Level.OWN, "full": Level.FULL}


@cache
def tree(name: str) -> dict[str, Any]:
    """A file of expected results, as it is written."""
    return cast("dict[str, Any]", yamltext.read(EXPECTED / f"{name}.yaml").tree)


def level(role: str, thing: Object) -> tuple[Level, Level]:
    """How much a role reads and writes of something, by the file written by hand."""
    said = tree("visibility-levels")
    found = said["table"].get(thing.value, {}).get(role)
    if found is None:
        added = said["added"].get(thing.value, {})
        found = added.get(role, added.get("each") if role in added.get("everybody", ()) else None)
    return _LEVELS.get((found or {}).get("read", ""), Level.NONE), _LEVELS.get(
        (found or {}).get("write", ""), Level.NONE
    )
