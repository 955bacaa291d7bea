"""A command sent again, because its answer was lost, is done once."""

from __future__ import annotations

import pytest

from safeconduct.gate import once, reading, registration
from safeconduct.gate.errors import NotFound
from safeconduct.gate.models import Case
from tests.gate.place import Gate
from tests.gate.racing import THREADS, race, refused
from tests.gate.test_registration import received


def test_sent_again_it_says_what_it_made_the_first_time(node: Gate) -> None:
    clerk = node.actor("clerk")
    case = registration.open_case(clerk, "One")
    with once.named(clerk.account, "letter 17"):
        request = registration.register(clerk, case, received())
    with once.named(clerk.account, "letter 17"), pytest.raises(once.AlreadyDone) as done:
        registration.register(clerk, case, received())
    assert done.value.made == [request]
    assert done.value.versions == {case: 2}
    assert len(reading.events(case)) == 2


def test_a_command_that_failed_can_be_sent_again_under_its_name(node: Gate) -> None:
    clerk = node.actor("clerk")
    with once.named(clerk.account, "letter 17"), pytest.raises(NotFound):
        registration.register(clerk, "cas_none", received())
    case = registration.open_case(clerk, "One")
    with once.named(clerk.account, "letter 17"):
        registration.register(clerk, case, received())


def test_names_of_two_accounts_never_meet(node: Gate) -> None:
    clerk, magistrate = node.actor("clerk"), node.actor("magistrate")
    case = registration.open_case(clerk, "One")
    for actor in (clerk, magistrate):
        with once.named(actor.account, "letter 17"):
            registration.register(actor, case, received())
    assert len(reading.events(case)) == 3


def test_fifty_at_once_are_one(node: Gate) -> None:
    clerk = node.actor("clerk")

    def send() -> None:
        with once.named(clerk.account, "letter 17"):
            registration.open_case(clerk, "One")

    assert refused(race([send] * THREADS), once.AlreadyDone) == THREADS - 1
    assert Case.objects.count() == 1


def test_through_the_api(node: Gate) -> None:
    api = node.api("clerk").named("letter 17")
    made = api.post("cases", {"title": "One"}, 201)["id"]
    again = api.post("cases", {"title": "One"}, 409)
    assert (again["made"], again["versions"]) == ([made], {})
    # A name belongs to the request that bears it, and to no later one.
    node.api("clerk").post("cases", {"title": "Another"}, 201)
    assert Case.objects.count() == 2
