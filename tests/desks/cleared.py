"""Scenes for the desks of those who are at the place: a measure that is cleared for real."""

from __future__ import annotations

import re
from typing import Any

from safeconduct.gate import clearances, execution, notices
from safeconduct.gate.execution import Report, Thing
from safeconduct.gate.notices import Notice
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


def carried_out(node: Gate) -> Control:
    """The same, carried out under a clearance and reported; whom it touches was told of it.

    Counsel is admitted for that person.
    """
    control = ready_to_use(node)
    clearance = cleared(control, persons=(control.person,))
    police = node.actor("police-officer")
    clearances.spend(police, control.case, clearance)
    thing = Thing("A grey telephone", "device", owner=control.person, objection="it is not mine")
    report = Report(hour="06:30", taken=(thing,), signature="refused")
    execution.report(police, control.case, control.measure, None, report)
    Concern.objects.create(account=Account.objects.get(pk="defence"), of=control.person)
    told(control)
    return control


def told(control: Control, until: str = "2019-05-20") -> None:
    """The magistrate gives notice."""
    notice = Notice("en", "An order of 6 May\nof the judge", "The chamber, within days", until)
    magistrate = control.gate.actor("magistrate")
    notices.give(magistrate, control.case, control.measure, [control.person], notice)
