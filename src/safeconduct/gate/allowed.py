"""What a clearance can allow under a measure: hours, persons, attendants, items and recipient."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from safeconduct.case import events as ev
from safeconduct.case.eventbase import Allows
from safeconduct.case.moments import moment
from safeconduct.gate import contents
from safeconduct.gate.change import File
from safeconduct.gate.errors import Held, NotFound
from safeconduct.gate.node import current
from safeconduct.gate.touched import touched
from safeconduct.release.permit import TRANSMISSION
from safeconduct.release.words import WITH_ITEMS

LONGEST = timedelta(days=14)
"""How long the hours of a clearance may be: whatever comes later is looked at again."""
PRESENCE = "foreign-presence"
"""The kind of measure under which officials of the requesting state may attend."""


def wrong(file: File, plan: ev.MeasurePlanned, allows: Allows) -> Iterator[str]:
    """What cannot be allowed under a plan, with what would be right."""
    try:
        start, end = moment(allows.start), moment(allows.end)
    except ValueError:
        yield "allows: start and end are moments in UTC, as in 2019-06-03T06:00Z"
        return
    if not start < end:
        yield "allows.end: is not after the start"
    elif end - start > LONGEST:
        yield f"allows.end: at most {LONGEST.days} days after the start"
    if end <= current().now():
        yield "allows.end: is over already"
    others = set(allows.persons) - set(touched(file.state, plan))
    if others:
        yield f"allows.persons: the measure does not touch {', '.join(sorted(others))}"
    if plan.kind != PRESENCE and allows.may_attend:
        yield "allows.may_attend: attendance of officials is a measure of its own; clear that one"
    if plan.kind == PRESENCE and not allows.may_attend:
        yield "allows.may_attend: name each official who may attend, and the office"
    if plan.kind != TRANSMISSION and (allows.items or allows.recipient or allows.word):
        yield "allows: items, recipient and word are for a transmission"
    if plan.kind == TRANSMISSION:
        yield from _wrong_sending(file, plan, allows)


def _wrong_sending(file: File, plan: ev.MeasurePlanned, allows: Allows) -> Iterator[str]:
    state = file.state.requests[plan.request].requesting_state
    recipient = current().recipient(state)
    if recipient is None:
        yield f"allows.recipient: the settings name no way to {state}"
    elif allows.recipient != recipient.name:
        yield f"allows.recipient: of {state} it is '{recipient.name}'"
    if allows.word not in WITH_ITEMS:
        yield "allows.word: items go with 'executed' or 'partly-executed'"
    if not allows.items:
        yield "allows.items: name each item that may be sent"
    if len(set(allows.items)) != len(allows.items):
        yield "allows.items: names an item twice"
    for item in allows.items:
        if item not in plan.items:
            yield f"allows.items: '{item}' is not among the items of this measure"
        else:
            try:
                contents.of(file, item)
            except (NotFound, Held) as error:
                yield f"allows.items: {error}"
