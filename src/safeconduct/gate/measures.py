"""Measures: what is asked for or planned under a request, on whom, and with which things."""

from __future__ import annotations

import msgspec

from safeconduct.case import events as ev
from safeconduct.gate.change import File, change
from safeconduct.gate.errors import NotFound, Refused, Wrong
from safeconduct.gate.newid import fresh
from safeconduct.gate.referral import hear_again
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must


def plan(actor: Actor, case: str, measure: ev.MeasurePlanned) -> str:
    """A measure is asked for or planned; gives its id.

    It is the magistrate that acts: rulings look from the acting authority's knowledge, and what
    the gate asks and answers reaches the magistrate.
    """
    must(actor, Permission.REQUEST_WRITE, case)
    with change(case, actor) as file:
        if measure.request not in file.state.requests:
            raise NotFound(f"there is no request '{measure.request}' in this case")
        if measure.measure in file.state.measures:
            raise Refused(f"measure '{measure.measure}' is there already; tell of it anew instead")
        named = msgspec.structs.replace(measure, measure=measure.measure or fresh("measure"))
        _check(file, named)
        file.write(named)
        return named.measure


_HEARD = ("targets", "touches", "items", "attendants")
"""What an opinion is about: whoever gave one has not seen what these are now."""


def replan(actor: Actor, case: str, measure: ev.MeasurePlanned) -> None:
    """A measure is told of anew: other persons, things, people who attend, or another day.

    Its lists count as complete only once somebody declares them again. A measure that was carried
    out stays as it was.
    """
    must(actor, Permission.REQUEST_WRITE, case)
    with change(case, actor) as file:
        before = planned(file, measure.measure)
        if measure.measure in file.state.executed:
            raise Refused(
                f"measure '{measure.measure}' was carried out; what is to be done now is a "
                "measure of its own"
            )
        anew = msgspec.structs.replace(measure, request=measure.request or before.request)
        _check(file, anew)
        if _same(before, anew):
            return
        file.write(anew)
        if any(getattr(before, name) != getattr(anew, name) for name in _HEARD):
            hear_again(file, measure.measure)


def _same(one: ev.MeasurePlanned, other: ev.MeasurePlanned) -> bool:
    fields = ("title", "acting", "on", "hour", "targets", "touches", "items", "attendants")
    return all(getattr(one, name) == getattr(other, name) for name in fields)


def _check(file: File, measure: ev.MeasurePlanned) -> None:
    problems = []
    if measure.acting != "magistrate":
        problems.append("acting: the magistrate acts in a gate; write 'magistrate'")
    if measure.status != "planned":
        problems.append("status: what is not done yet is 'planned'; a report says what was done")
    for name, known, what in (
        ("targets", file.state.persons, "person"), ("touches", file.state.persons, "person"),
        ("attendants", file.state.persons, "person"), ("items", file.state.items, "item"),
    ):  # fmt: skip
        ids: tuple[str, ...] = getattr(measure, name)
        problems += [f"{name}: no {what} is called '{one}'" for one in ids if one not in known]
        if len(set(ids)) != len(ids):
            problems.append(f"{name}: names somebody or something twice; once is enough")
    if problems:
        raise Wrong(problems)


def list_item(actor: Actor, case: str, item: ev.ItemListed) -> str:
    """A thing, a record or data enters a case, or is told of anew; gives its id."""
    must(actor, Permission.REQUEST_WRITE, case)
    with change(case, actor) as file:
        if item.item and item.item not in file.state.items:
            raise NotFound(f"there is no item '{item.item}' in this case")
        before = file.state.items.get(item.item)
        named = msgspec.structs.replace(
            item, item=item.item or fresh("item"), sha256=before.sha256 if before else ""
        )
        file.write(named)
        return named.item


def planned(file: File, measure: str) -> ev.MeasurePlanned:
    """A measure of a case, as it was last told of; raises `NotFound`."""
    found = file.state.measures.get(measure)
    if found is None:
        raise NotFound(f"there is no measure '{measure}' in this case")
    return found
