"""Whole nodes that die, are away, fill their disk or lose a message: the same end, or a loud stop.

Four nodes: a gate, the register that protects, oversight and the bar, each a process with a
database of its own. It takes minutes on each database: `make faults` runs it, `make test` does not.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from safeconduct.case.roles import Role
from safeconduct.record.database import connect
from safeconduct.record.home import Home
from tests.nodes.faulty import (
    NODES,
    READY,
    STEPS,
    Clock,
    Errand,
    FaultyPlace,
    dying,
    errand,
    moments,
    took,
    tried,
    wrong,
)
from tests.nodes.site import OVERSIGHT, Client, until
from tests.nodes.story import ASYLUM, BYTES, Ministry, Place
from tests.nodes.test_register_node import STATUS
from tests.nodes.test_story_nodes import DATABASES, nodes, prepare, running, server_of
from tests.record.postgres import SUPERUSER
from tests.torture.__main__ import durable_place
from tests.torture.faults import fill, small_disk
from tests.torture.servers import wait_until_up

ROUNDS = int(os.environ.get("SAFECONDUCT_FAULTS", "1"))
"""How often each node dies at each step, each time at another moment."""
DISK = 96
"""MB of the small disk."""
HOUR, DAY = 3600, 86400
AWAY = 0.5
"""Seconds after which a node that died is started again."""


@dataclass
class Set:
    """Four nodes that run, the door of who asks for something, and the clocks."""

    place: FaultyPlace
    to: Ministry
    register: Clock
    """The register's; `others`: everybody else's."""
    others: Clock
    turn: int = 0

    def errand(self, *steps: str) -> Errand:
        """The next one, up to the last of the steps."""
        made = errand(self.place, self.to, self.turn)
        self.turn += 1
        for step in steps:
            made.take(step)
        return made

    def plain(self, role: Role) -> Client:
        """Somebody at the gate, who takes no for an answer."""
        return self.place.gate.api(role)

    def told(self, role: Role) -> str:
        """What somebody was told, of the node itself and of cases."""
        return str(self.plain(role).get("deadlines/told"))


@pytest.fixture(scope="module", params=DATABASES)
def four(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Set]:
    """Four nodes for all tests of this file, each of which leaves them running and right."""
    folder: Path = tmp_path_factory.mktemp("nodes")
    ch = Ministry.at(folder / "ch", "CH", "Federal Office of Justice")
    register, others = Clock.right(folder / "register"), Clock.right(folder / "others")
    with ExitStack() as stack:
        stack.enter_context(running(ch))
        made = stack.enter_context(
            nodes(request.param, folder / "nodes", server_of(request.param, request))
        )
        site = made.site
        register.rules(site[ASYLUM])
        prepare(made, ch, before=lambda: others.rules(*(site[n] for n in NODES if n != ASYLUM)))
        found = Set(FaultyPlace(site), ch, register, others)
        found.place.officer.post("register/protections", STATUS)
        yield found


@pytest.fixture(scope="module")
def undisturbed(four: Set) -> tuple[dict[str, Any], dict[str, float]]:
    """What becomes of an errand on which nothing happens, and the seconds of each step."""
    one = four.errand()
    seconds = {step: took(one, step) for step in STEPS}
    until(lambda: "transmission-sent" in one.end()["register"], "the register was not told")
    end = one.end()
    assert [items for _, items in end["arrived"]] == [[BYTES]]
    return end, seconds


def ends_alike(one: Errand, expected: dict[str, Any]) -> None:
    """Once every node has heard of it, it has come to what was expected."""
    with suppress(AssertionError):
        until(lambda: one.end() == expected, "")
    assert one.end() == expected


def all_is_well(place: Place) -> None:
    """Once what was cosigned has caught up, nothing is wrong with records, tables and messages."""
    with suppress(AssertionError):
        until(lambda: not wrong(place), "")
    assert wrong(place) == []


def test_whichever_node_dies_at_whichever_step_the_end_is_the_same(
    four: Set, undisturbed: tuple[dict[str, Any], dict[str, float]]
) -> None:
    expected, seconds = undisturbed
    for name in [*NODES] * ROUNDS:
        one = four.errand()
        for step, moment in moments(seconds, seed=four.turn):
            with dying(four.place.site[name], moment, AWAY):
                one.take(step)
        ends_alike(one, expected)
    all_is_well(four.place)


def test_all_of_them_at_once_at_every_step_and_the_end_is_the_same(
    four: Set, undisturbed: tuple[dict[str, Any], dict[str, float]]
) -> None:
    expected, seconds = undisturbed
    one = four.errand()
    for step, moment in moments(seconds, seed=four.turn):
        with ExitStack() as stack:
            for name in NODES:
                stack.enter_context(dying(four.place.site[name], moment, AWAY))
            one.take(step)
    ends_alike(one, expected)
    all_is_well(four.place)


def test_a_register_that_is_gone_for_a_day_holds_is_told_of_and_resumes(
    four: Set, undisturbed: tuple[dict[str, Any], dict[str, float]]
) -> None:
    expected, _ = undisturbed
    one = four.errand("registered", "confirmed", "identified")
    four.place.site[ASYLUM].stop()
    one.take("screened")
    assert "screening" in {what["what"] for what in one.in_the_way()}
    assert [h for h in one.get("magistrate", "/holds") if not h["lifted"]], "nothing holds it"
    four.others.moved(DAY)
    until(lambda: "nothing is heard of another node" in four.told("operator"), "nobody was told")
    assert "screening" in {what["what"] for what in one.in_the_way()}
    four.register.moved(DAY)
    four.place.site[ASYLUM].start()
    for step in STEPS[STEPS.index("heard") :]:
        one.take(step)
    ends_alike(one, expected)
    all_is_well(four.place)


@pytest.mark.parametrize("name", [OVERSIGHT, "bar.example", ASYLUM])
def test_while_a_node_is_away_nothing_opens_and_a_hold_binds_at_once(
    four: Set, undisturbed: tuple[dict[str, Any], dict[str, float]], name: str
) -> None:
    expected, _ = undisturbed
    one = four.errand(*READY)
    made = one.proposed(one.day.isoformat())
    four.place.site[name].kill()
    seen = {"seen": one.seen("second-signer")}
    path = f"cases/{one.case}"
    refused = four.plain("second-signer").post(f"{path}/clearances/{made}/signature", seen, 409)
    assert refused["problems"], "no reason is given"
    body = {"on": "measure", "of": one.measure, "why": "a lawyer's papers"}
    hold = four.plain("observer").post(f"{path}/holds", body)["id"]
    assert "hold" in {what["what"] for what in one.in_the_way()}
    four.place.site[name].start()
    one.post("observer", f"/holds/{hold}/lift", {"reasons": "none", "seen": one.seen("observer")})
    one.signed(made)
    one.take("sent")
    assert one.end()["arrived"] == expected["arrived"]
    all_is_well(four.place)


def test_with_an_hour_between_the_clocks_nothing_opens_and_the_reason_is_said(four: Set) -> None:
    one = four.errand(*READY)
    made = one.proposed(one.day.isoformat())
    four.register.moved(four.others.fast + HOUR)
    seen = {"seen": one.seen("second-signer")}
    path = f"cases/{one.case}/clearances/{made}/signature"
    four.plain("second-signer").post(path, seen, 409)
    assert "clocks" in four.place.gate.log(), "whoever runs the gate is not told why"
    four.register.moved(four.others.fast)
    one.signed(made)
    one.take("sent")
    assert [items for _, items in one.end()["arrived"]] == [[BYTES]]


def test_a_message_that_was_taken_out_of_the_outbox_is_found_and_told_to_the_overseer(
    four: Set,
) -> None:
    one = four.errand(*READY)
    four.place.site[ASYLUM].stop()
    body = {"on": "measure", "of": one.measure, "why": "a lawyer's papers"}
    one.post("observer", "/holds", body)
    home = Home(four.place.gate.folder)
    with closing(home), closing(connect(home.address)) as database:
        database.execute("DELETE FROM nodes_outgoing WHERE taken IS NULL AND kind = 'step'")
    four.place.site[ASYLUM].start()
    until(lambda: "was never sent" in four.told("overseer"), "the overseer was not told")
    assert "was removed from the outbox" in str(wrong(four.place))


@pytest.mark.parametrize("kind", DATABASES)
def test_on_a_full_disk_nothing_opens_it_is_said_and_nothing_is_lost(
    kind: str, tmp_path: Path
) -> None:
    ch = Ministry.at(tmp_path / "ch", "CH", "Federal Office of Justice")
    with ExitStack() as stack:
        disk = stack.enter_context(small_disk(DISK))
        assert disk is not None, "only root may mount a small disk; run this as root"
        stack.enter_context(running(ch))
        server = None
        if kind == "postgresql":
            server, _ = stack.enter_context(durable_place(disk))
        made = stack.enter_context(nodes(kind, tmp_path / "nodes", server))

        def moved() -> None:
            if kind == "sqlite":
                made.gate.folder = Path(shutil.move(made.gate.folder, disk / "gate"))

        prepare(made, ch, before=moved)
        here = FaultyPlace(made.site)
        here.officer.post("register/protections", STATUS)
        one = errand(here, ch, 0)
        for step in READY:
            one.take(step)
        clearance = one.proposed(one.day.isoformat())
        before = one.events()
        seen = {"seen": one.seen("second-signer")}
        ballast = fill(disk)
        path = f"cases/{one.case}"
        gate = made.gate
        body = {"on": "measure", "of": one.measure, "why": "a lawyer's papers"}
        sign = f"clearances/{clearance}/signature"
        status, words = tried(gate.api("second-signer"), f"{path}/{sign}", seen)
        assert status in (409, 503)
        assert "nothing was opened" in words or "cannot be used at the moment" in words
        # What opens nothing goes on while there is room for it, and then is refused.
        answers = iter(lambda: tried(gate.api("clerk"), "cases", {"title": "Another"}), None)
        status, words = next(one for one in answers if one[0] != 201)
        assert (status, "cannot be used at the moment" in words) == (503, True)
        ballast.unlink()
        if server is not None:
            wait_until_up(server, server.address("postgres", SUPERUSER))
        hold = one.post("observer", "/holds", body)["id"]
        reasons = {"reasons": "there are none", "seen": one.seen("observer")}
        one.post("observer", f"/holds/{hold}/lift", reasons)
        one.signed(clearance)
        one.take("sent")
        assert one.events()[: len(before)] == before
        assert [items for _, items in one.end()["arrived"]] == [[BYTES]]
        all_is_well(here)
