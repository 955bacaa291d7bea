"""Two houses with the same request, one of them with somebody to protect: alike from outside.

Pairs are generated: a hundred in each run of the tests, two thousand with SAFECONDUCT_TWINS=2000.
In a pair the request, its language and the failures of the way
are the same; what happens inside is not: decisions at other moments and on other grounds, holds,
withdrawals, messages that a hold stops at the door. What the recipient gets, byte by byte and
moment by moment, is the same until the first decision that leaves either house; if both decide in
one class for one slot, it is the same to the end. Then one safeguard after the other is taken out,
and the same comparison has to see it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, cast

import pytest
from django.db import transaction
from django.db.models import Q

from safeconduct.release import deliver, post, slots
from safeconduct.release.adapters import NotDelivered
from safeconduct.release.message import PublicRequest, read
from safeconduct.release.models import Outward
from safeconduct.release.permit import Permit
from safeconduct.release.post import NotPosted
from safeconduct.release.recall import recall
from safeconduct.release.words import CLASSES, ROUTINE, WITH_ITEMS, DecisionClass, Language
from tests.gate.conftest import fresh_gate
from tests.release.way import ITEMS, KEY, RECIPIENT, token

PAIRS = int(os.environ.get("SAFECONDUCT_TWINS", "100"))
SLOTS = 4
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LOOKS = (timedelta(), 2 * MINUTE, 7 * MINUTE, HOUR)
"""When after each slot the worker looks what is due: at once, and for what has failed."""
DECISIONS = tuple(c for c in CLASSES if c not in ROUTINE and c != "correction")
Seen = tuple[datetime, str, bytes]
_number = count()


@pytest.fixture(autouse=True)
def gate(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    """A gate's tables; each run is rolled back, so that thousands fit."""
    with fresh_gate(request, "sqlite", tmp_path / "node"):
        yield


@dataclass(frozen=True)
class Outside:
    """What is the same for both: the request, and on which looks nobody answers."""

    request: PublicRequest
    language: Language
    down: frozenset[datetime]


@dataclass(frozen=True)
class Act:
    """Something inside, at its moment."""

    at: datetime
    what: str
    """`decide`, `withdraw`, `hold`, `lift`, `recall`."""
    decision: DecisionClass = "not-executed"
    ground: str = ""


@dataclass
class House:
    """Carries out what happens inside, and keeps what its recipient gets."""

    outside: Outside
    seen: list[Seen] = field(default_factory=list)
    held: bool = False
    ground: str = ""
    now: datetime = slots.ORIGIN

    def run(self, acts: list[Act]) -> list[Seen]:
        """From the receipt to the last slot."""
        looks = [
            slots.slot(self.outside.request.received, n).at + wait
            for n in range(1, SLOTS + 1)
            for wait in LOOKS
        ]
        moments = sorted([*((a.at, a) for a in acts), *((at, None) for at in looks)],
                         key=lambda m: (m[0], m[1] is None))  # fmt: skip
        with transaction.atomic():
            for self.now, act in moments:
                self._look() if act is None else self._do(act)
            transaction.set_rollback(True)
        return self.seen

    def send(self, message: str, data: bytes) -> str:
        """The recipient: what has arrived is seen, also if the answer to it is lost."""
        self.seen.append((self.now, message, data))
        if self.now in self.outside.down:
            raise NotDelivered("no answer")
        return "taken"

    def _look(self) -> None:
        """What is due leaves; then the routine word, if the slot is free, leaves at once."""
        if Outward.objects.filter(stopped=False, sent=None, due__lte=self.now).exists():
            self._deliver()
        at = slots.latest(self.outside.request.received, self.now)
        taken = Outward.objects.filter(Q(stopped=False) | Q(begun__isnull=False))
        if at is None or taken.filter(slot=at.number).exists() or not self.routine_words():
            return
        with suppress(NotPosted):
            self._post(post.routine(at))
            self._deliver()

    def routine_words(self) -> bool:
        """They go whatever happens inside."""
        return True

    def _deliver(self) -> None:
        keys, adapters = (KEY.public,), {RECIPIENT: self}
        deliver.deliver(
            deliver.Way("gate.example", keys, adapters, lambda _: True, self.stops), self.now
        )

    def stops(self, permit: Permit) -> str:
        """A hold stops what was decided, and no routine word."""
        return "a hold" if self.held and permit.clearance.kind.split(":")[-1] not in ROUTINE else ""

    def _do(self, act: Act) -> None:
        self.ground = act.ground
        match act.what:
            case "hold":
                self.held = True
            case "lift":
                self.held = False
            case "decide":
                with suppress(NotPosted):
                    self._post(act.decision)
            case "withdraw":
                for row in Outward.objects.filter(stopped=False, begun=None):
                    post.withdraw(row.message, "looked at again")
            case "recall":
                with suppress(NotPosted):
                    request, language = self.outside.request, self.outside.language
                    recall(self._permit("correction"), request, RECIPIENT, language, self.now)

    def _post(self, decision: DecisionClass) -> None:
        items = ITEMS if decision in WITH_ITEMS else ()
        post.post(
            self._permit(decision), self.outside.request, decision, items, RECIPIENT,
            self.outside.language, self.now,
        )  # fmt: skip

    def _permit(self, decision: DecisionClass) -> Permit:
        what: dict[str, Any] = (
            {} if decision in WITH_ITEMS else {"kind": f"word:{decision}", "items": []}
        )
        said = token(
            id=f"clr-{next(_number)}", request=self.outside.request.request,
            until=self.now + HOUR, issued=self.now - HOUR, expires=self.now + HOUR,
            **what, **cast(Any, {"from": self.now - HOUR}),
        )  # fmt: skip
        return Permit.read(said, [KEY.public], "gate.example")


def outside(random: Random) -> Outside:
    """A request, and a way that fails now and then."""
    request = PublicRequest(
        "gate.example", f"req_{random.randrange(10**6)}", random.choice(["KZ", "TR", "US"]),
        f"R/{random.randrange(1000)}", date(2019, 1, 1) + timedelta(random.randrange(365)),
    )  # fmt: skip
    looks = (slots.slot(request.received, n).at + w for n in range(1, SLOTS + 1) for w in LOOKS)
    down = frozenset(at for at in looks if random.random() < 0.15)
    return Outside(request, cast(Language, random.choice(["en", "fr"])), down)


def moment(random: Random, request: PublicRequest, slot: int | None = None) -> datetime:
    """A moment between the receipt and the last slot, or before a slot and after the one before."""
    first = slots.slot(request.received, 1).at
    if slot is None:
        return first + timedelta(minutes=random.randrange(-8 * 1440, (SLOTS - 1) * 14 * 1440))
    return slots.slot(request.received, slot).at - timedelta(minutes=random.randrange(1, 8 * 1440))


def inside(random: Random, request: PublicRequest, *, protected: bool) -> list[Act]:
    """What happens in a house: in the protected one there are holds, and what they bring about."""
    acts = []
    if random.random() < 0.8:
        decision = random.choice(DECISIONS)
        acts.append(Act(moment(random, request), "decide", decision, "dual criminality"))
    if protected:
        acts += [
            Act(moment(random, request), random.choice(["hold", "hold", "lift", "withdraw"]))
            for _ in range(random.randrange(1, 6))
        ]
        acts.append(Act(moment(random, request), "decide", "not-executed", "she has status"))
    if random.random() < 0.3:
        acts.append(Act(moment(random, request), "recall"))
    return acts


def decided(seen: list[Seen]) -> datetime:
    """When the first decision arrived."""
    return next(
        (at for at, _, data in seen if read(data)[0].decision not in ROUTINE), datetime.max.replace(
            tzinfo=slots.ORIGIN.tzinfo)
    )  # fmt: skip


def before_deciding(seed: int, house: type[House] = House) -> tuple[list[Seen], list[Seen]]:
    """What a pair shows until the first decision of either."""
    random = Random(seed)
    same = outside(random)
    runs = [
        house(same).run(inside(Random(f"{seed}:{p}"), same.request, protected=p))
        for p in (True, False)
    ]
    until = min(decided(seen) for seen in runs)
    one, other = ([each for each in seen if each[0] < until] for seen in runs)
    return one, other


def deciding_alike(seed: int, house: type[House] = House) -> tuple[list[Seen], list[Seen]]:
    """All that a pair shows which decides in one class for one slot, on other grounds.

    In one there were holds and a message that was withdrawn; they are over when it decides.
    """
    random = Random(seed)
    same = outside(random)
    slot, decision = random.randrange(2, SLOTS + 1), random.choice(DECISIONS)
    runs = []
    for protected in (True, False):
        ground = "she has status" if protected else "dual criminality"
        at = moment(random, same.request, slot)
        acts = [Act(at, "decide", decision, ground)]
        if protected:
            early = moment(random, same.request, slot - 1)
            acts += [
                Act(early, "decide", "executed", "nobody had asked"),
                Act(early + MINUTE / 4, "hold", ground=ground),
                Act(early + MINUTE / 2, random.choice(["withdraw", "hold"])),
                Act(at - MINUTE / 2, "withdraw"), Act(at - MINUTE / 4, "lift"),
            ]  # fmt: skip
        if decision in WITH_ITEMS:
            acts.append(Act(slots.slot(same.request.received, SLOTS).at - HOUR, "recall"))
        runs.append(house(same).run(acts))
    return runs[0], runs[1]


def test_until_a_decision_leaves_nothing_differs() -> None:
    compared = 0
    for seed in range(PAIRS // 2):
        one, other = before_deciding(seed)
        assert one == other, seed
        compared += len(one)
    assert compared > PAIRS // 2, "hardly anything was compared"


def test_what_is_decided_alike_for_one_slot_looks_alike_to_the_end() -> None:
    decisions = 0
    for seed in range(PAIRS // 2):
        one, other = deciding_alike(seed)
        assert one == other, seed
        decisions += decided(one) < slots.slot(date(2030, 1, 1), 1).at
    assert decisions == PAIRS // 2, "not every pair decided"


# Without one of the safeguards it is seen


class WaitsForTheEnd(House):
    """What a hold stops at the door leaves when the hold ends."""

    def _deliver(self) -> None:
        if not self.held:
            super()._deliver()


class SilentUnderAHold(House):
    """No routine word while a hold stands."""

    def routine_words(self) -> bool:
        """None."""
        return not self.held


class HoldStopsWords(House):
    """A hold stops routine words, too."""

    def stops(self, permit: Permit) -> str:
        """Everything."""
        return "a hold" if self.held else ""


class LeavesAtOnce(House):
    """What was decided leaves when it was decided, and in no slot."""

    def _do(self, act: Act) -> None:
        super()._do(act)
        Outward.objects.filter(begun=None, stopped=False).update(due=self.now)
        for row in Outward.objects.filter(begun=None, stopped=False):
            self.send(row.message, bytes(row.data))


class TellsTheGround(House):
    """The ground is in the message."""

    def send(self, message: str, data: bytes) -> str:
        """With what is known inside."""
        return super().send(message, data + self.ground.encode())


@pytest.mark.parametrize("house", [WaitsForTheEnd, SilentUnderAHold, HoldStopsWords])
def test_words_that_a_hold_moves_are_seen(house: type[House]) -> None:
    pairs = (before_deciding(seed, house) for seed in range(25))
    assert any(one != other for one, other in pairs)


@pytest.mark.parametrize("house", [LeavesAtOnce, WaitsForTheEnd])
def test_a_decision_that_leaves_at_its_own_moment_is_seen(house: type[House]) -> None:
    pairs = (deciding_alike(seed, house) for seed in range(25))
    assert any(one != other for one, other in pairs)


def test_a_ground_in_the_message_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.read", lambda data: read(data[: data.rindex(b"\0") + 1]))
    pairs = (deciding_alike(seed, TellsTheGround) for seed in range(10))
    assert any(one != other for one, other in pairs)
