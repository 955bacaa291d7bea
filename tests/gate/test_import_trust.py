"""What a case file says of itself opens nothing, and what stands elsewhere binds it, too."""

from __future__ import annotations

import pytest

from safeconduct.gate import holds, readiness, reading, registration
from safeconduct.gate.errors import Forbidden, Refused
from safeconduct.gate.stages import confirmed
from tests.gate.casetext import bring
from tests.gate.matter import matter
from tests.gate.place import Gate


def in_the_way(node: Gate, case: str) -> set[str]:
    """The kinds of what stands in the way of the search."""
    _, found = readiness.obstacles(node.actor("magistrate"), case, "search")
    return {one.what for one in found}


def test_a_file_that_brings_its_own_second_person_still_needs_one(node: Gate) -> None:
    case = bring(node)
    assert confirmed(reading.events(case), "r"), "the file says so"
    assert "confirmation" in in_the_way(node, case)
    with pytest.raises(Forbidden, match="second person"):
        registration.confirm(node.actor("clerk"), case, "r", "seen")
    registration.confirm(node.actor("second-signer"), case, "r", "seen")
    assert "confirmation" not in in_the_way(node, case)
    with pytest.raises(Refused, match="already"):
        registration.confirm(node.actor("magistrate"), case, "r", "seen")


def test_a_hold_on_a_state_binds_a_file_that_comes_in_later(node: Gate) -> None:
    first = matter(node)
    holds.place(node.actor("magistrate"), first.case, "state", "KZ", "a standstill")
    case = bring(node)
    assert "hold" in in_the_way(node, case)
