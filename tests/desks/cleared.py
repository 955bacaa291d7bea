"""Scenes for the desks of those who are at the place: a measure that is cleared for real."""

from __future__ import annotations

import re
from typing import Any

from safeconduct.policy.models import Account, Concern
from tests.gate.clearing import given
from tests.gate.control import Control
from tests.gate.place import Gate
from tests.gate.test_clearances import ready_control


def ready_to_use(node: Gate) -> Control:
    """Bank data of somebody ordinary, to which the police and an observer were admitted."""
    control = ready_control(node)
    Concern.objects.create(account=Account.objects.get(pk="observer"), of=control.measure)
    return control


def cleared(control: Control, **more: Any) -> str:
    """A clearance for it, proposed and signed."""
    return given(control.gate, control.case, control.measure, **more)


def field(page: str, name: str) -> str:
    """The value of a field of a page's form."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def number(control: Control, clearance: str) -> str:
    """The number of a clearance, as the printed form has it."""
    found = control.gate.api("magistrate").get(f"cases/{control.case}/clearances")
    return next(str(one["number"]) for one in found if one["id"] == clearance)
