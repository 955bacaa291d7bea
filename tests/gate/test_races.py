"""Fifty people at once: nothing is lost, done twice, or resting on what has changed."""

from __future__ import annotations

from functools import partial

from safeconduct.case import events as ev
from safeconduct.gate import indexcheck, reading, registration
from safeconduct.gate.change import change
from safeconduct.gate.errors import Refused, Stale
from tests.gate.place import Gate
from tests.gate.racing import THREADS, race, refused
from tests.gate.test_registration import received


def test_fifty_confirmations_are_one(node: Gate) -> None:
    case = registration.open_case(node.actor("clerk"), "One")
    request = registration.register(node.actor("clerk"), case, received())
    second = node.actor("second-signer")
    results = race([partial(registration.confirm, second, case, request, "seen")] * THREADS)
    assert refused(results, Refused) == THREADS - 1
    assert sum(isinstance(e, ev.RequestConfirmed) for e in reading.events(case)) == 1


def test_fifty_registrations_in_one_case_and_in_fifty(node: Gate) -> None:
    clerk = node.actor("clerk")
    one = registration.open_case(clerk, "One")
    many = [registration.open_case(clerk, f"Case {n}") for n in range(THREADS // 2)]
    acts = [partial(registration.register, clerk, one, received()) for _ in many]
    acts += [partial(registration.register, clerk, case, received()) for case in many]
    assert refused(race(acts)) == 0
    assert len(reading.events(one)) == 1 + len(many)
    assert all(len(reading.events(case)) == 2 for case in many)
    assert list(indexcheck.differences()) == []


def test_of_fifty_who_looked_at_the_same_version_one_acts(node: Gate) -> None:
    clerk = node.actor("clerk")
    case = registration.open_case(clerk, "One")
    version = reading.case_of(case).version

    def act(number: int) -> None:
        with change(case, clerk, seen=version) as file:
            file.write(ev.Noted(title=f"note {number}"))

    results = race([partial(act, number) for number in range(THREADS)])
    assert refused(results, Stale) == THREADS - 1
    assert reading.case_of(case).version == version + 1
