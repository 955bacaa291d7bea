"""The gate's tables are compared with the record: whoever edits them is found."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from safeconduct.gate import indexcheck, registration
from safeconduct.gate.models import Case, Entry, Measure, Person, Request, Thing
from tests.gate.place import Gate
from tests.gate.test_registration import received


def filled(node: Gate) -> str:
    """A gate with two cases; gives the first."""
    clerk, second = node.actor("clerk"), node.actor("second-signer")
    cases = [registration.open_case(clerk, f"Case {number}") for number in range(2)]
    for case in cases:
        request = registration.register(clerk, case, received())
        registration.confirm(second, case, request, "by the central authority")
    return cases[0]


def test_what_was_only_written_through_the_gate_agrees(node: Gate) -> None:
    filled(node)
    assert list(indexcheck.differences()) == []


def _hide(case: str) -> None:
    Entry.objects.filter(case_id=case, number=2).delete()


def _hide_the_last_in_earnest(case: str) -> None:
    _hide(case)
    Case.objects.filter(pk=case).update(version=2)


def _swap(case: str) -> None:
    first, second = Entry.objects.filter(case_id=case, number__in=(1, 2)).order_by("number")
    one, other = first.position, second.position
    Entry.objects.filter(pk=first.pk).update(position=-1)
    Entry.objects.filter(pk=second.pk).update(position=one)
    Entry.objects.filter(pk=first.pk).update(position=other)


def _move(case: str) -> None:
    other = Case.objects.exclude(pk=case).get()
    Entry.objects.filter(case_id=case, number=2).update(case=other, number=3)
    Case.objects.filter(pk=case).update(version=2)
    Case.objects.filter(pk=other.pk).update(version=4)


def _confirm(case: str) -> None:
    Request.objects.filter(case_id=case).update(confirmed=False)


def _retitle(case: str) -> None:
    Request.objects.filter(case_id=case).update(title="Something harmless")


def _invent(case: str) -> None:
    Person.objects.create(id="per_1", case_id=case)


def _drop(case: str) -> None:
    Request.objects.filter(case_id=case).delete()


@pytest.mark.parametrize(
    "tamper", [_hide, _hide_the_last_in_earnest, _swap, _move, _confirm, _retitle, _invent, _drop]
)
def test_whoever_edits_the_tables_is_found(node: Gate, tamper: Callable[[str], None]) -> None:
    case = filled(node)
    tamper(case)
    found = list(indexcheck.differences())
    assert found, "nobody noticed"
    assert any(case in line or "belongs to no case" in line for line in found)


def test_nothing_is_listed_that_the_case_does_not_have(node: Gate) -> None:
    case = filled(node)
    assert Thing.objects.filter(case_id=case).count() == 1
    assert not Measure.objects.exists()
