"""The story of 2019 over real processes: a gate, the register that protects, oversight and the bar.

Each has a database of its own. What the table says (tests/expected/gate-2019.yaml) is what
everybody is shown; nothing is cleared and nothing leaves, although the gate's worker delivers all
the time.
Then an ordinary request goes all the way over the same processes, and its paper arrives once.

It takes more than a minute of a processor on each database, so that `make nodes` runs it and `make
test` does not: SAFECONDUCT_NODES names the databases, as in "sqlite postgresql".
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.gate.story import ASKED, STEPS
from tests.gate.storylook import table, take
from tests.gate.test_controls import TABLE
from tests.gate.test_story import differences
from tests.nodes.site import OVERSIGHT, PATIENCE, site, until
from tests.nodes.story import (
    ASYLUM,
    BYTES,
    GATE,
    FarSending,
    FarStory,
    Ministry,
    Place,
    hours,
    residents,
)
from tests.record.postgres import Server

DATABASES = os.environ.get("SAFECONDUCT_NODES", "sqlite").split()
BEGIN = "2018-04-09"
STAFF = sorted({*ASKED, "clerk", "second-signer", "magistrate", "defence"})
"""Who sits at the gate, beside the two whom it has from the beginning."""

SLOTS = {
    "2018-04-24": ("2018-04-25", "2018-04-24"),
    "2018-05-14": ("2018-05-14", "2018-05-08"),
    "2018-06-15": ("2018-06-15", "2018-06-05"),
    "2019-09-20": ("2019-09-20", "2019-09-10"),
    "2019-10-01": ("2019-10-01", "2019-09-24"),
    "2021-03-01": ("2021-03-01", "2021-02-23"),
}
"""After a day of the story: a day, and the slot whose word has come by then. Slots are on every
second Tuesday from 2019-01-01, at 10:00 UTC, the first at least eight days after receipt."""


@pytest.mark.parametrize("kind", DATABASES)
def test_nothing_leaves_in_the_story_and_an_ordinary_paper_arrives_once(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    kz = Ministry.at(tmp_path / "kz", "KZ", "Prosecutor General's Office")
    ch = Ministry.at(tmp_path / "ch", "CH", "Federal Office of Justice")
    with running(kz, ch), nodes(kind, tmp_path, server_of(kind, request)) as place:
        prepare(place, kz, ch)
        nothing_leaves(place, kz)
        arrives_once(place, kz, ch)
        is_overseen(place)


@contextmanager
def running(*ministries: Ministry) -> Iterator[None]:
    """Let the doors answer."""
    servers = [ministry.receiver.server for ministry in ministries]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


def server_of(kind: str, request: pytest.FixtureRequest) -> Server | None:
    """The PostgreSQL server of the tests, where one is needed."""
    return None if kind == "sqlite" else request.getfixturevalue("postgres_server")


@contextmanager
def nodes(kind: str, folder: Path, server: Server | None) -> Iterator[Place]:
    """A gate, a register and an oversight body, each on a database of its own (of `server`)."""
    with ExitStack() as stack:
        made = stack.enter_context(site(folder))
        wanted = (
            ("gate", GATE, ()),
            ("register", ASYLUM, ("asylum",)),
            ("oversight", OVERSIGHT, ()),
        )
        if kind == "sqlite":
            made.nodes(*wanted, rehearsal=BEGIN)
        else:
            assert server is not None
            for one in wanted:
                database = stack.enter_context(server.place()).owner
                made.nodes(one, database=database, rehearsal=BEGIN)
        yield Place(made)
        made.stop()


def prepare(place: Place, *ministries: Ministry, before: Callable[[], None] = lambda: None) -> None:
    """Settings, peers, witnesses and people. `before`: done once it is made, before it runs."""
    gate, made = place.gate, place.site
    gate.set("registers", "[]")
    gate.set("population", '"residents.yaml"')
    (gate.folder / "residents.yaml").write_text(residents(), encoding="utf-8")
    with (gate.folder / "gate.toml").open("a", encoding="utf-8") as settings:
        settings.writelines(ministry.way() for ministry in ministries)
    made.witnesses(GATE, rehearsal=BEGIN)
    made.connect(GATE, ASYLUM)
    before()
    made.start()
    for role in STAFF:
        if role not in gate.keys:
            gate.account(role, register="asylum" if role == "asylum-officer" else "")
    made[ASYLUM].account("asylum-officer", register="asylum")


def nothing_leaves(place: Place, kz: Ministry) -> None:
    """The story goes as the table says, and the persecutor gets routine words."""
    story, wrong = FarStory(place), []
    for row, step in zip(table(), STEPS, strict=True):
        shown = take(story, row, step)
        wrong += [f"{row['step']}: {line}" for line in differences(shown)]
        if row["at"] in SLOTS:
            day, slot = SLOTS[row["at"]]
            place.at(day)
            kz.hears(slot)
    assert not wrong, "\n".join(wrong)
    for item in story.items.values():
        path = f"cases/{story.case}/items/{item}/content"
        place.api("clerk").put(path, BYTES, 201)
    for name in story.measures:
        cannot_be_cleared(story, name, kz)
    for kind in ("clearance-given", "clearance-spent", "measure-executed", "transmission-sent"):
        assert story.events(kind) == [], kind
    words = [cover.decision for cover, items in kz.got if not items]
    assert words == ["acknowledgement", *["delay"] * (len(words) - 1)], "more than routine words"
    assert len(kz.got) == len(words), "something was with them"


def cannot_be_cleared(story: FarStory, name: str, kz: Ministry) -> None:
    """A clearance can be proposed, and allows nothing: nobody can sign it, release it or use it."""
    says: dict[str, Any] = {**hours("2021-03-01"), "place": "Park Lane 4"}
    if items := list(story.sends[name]):
        says |= {"items": items, "recipient": kz.name, "word": "executed"}
    if name == "foreign-presence":
        says |= {"may_attend": [f"Adviser Sample, {kz.name}"]}
    path = f"/measures/{story.measures[name]}"
    seen = story.get("magistrate", f"{path}/state")["version"]
    body = {"scope": name, "allows": says, "seen": seen}
    made = story.post("magistrate", f"{path}/clearances", body)["id"]
    looked = {"seen": story.get("second-signer", f"{path}/state")["version"]}
    refused = story.post("second-signer", f"/clearances/{made}/signature", looked, 409)
    assert "cannot be cleared" in str(refused)
    story.post("magistrate", f"/clearances/{made}/release", {"seen": story.version}, 404)
    story.post("police-officer", f"/clearances/{made}/use", {}, 404)


def arrives_once(place: Place, kz: Ministry, ch: Ministry) -> None:
    """An ordinary request, from its registration to the ledger of who asked for it."""
    place.at("2021-03-02")
    truth = {**TABLE["truth"], **TABLE["sending"]}
    sending = FarSending(
        place, TABLE["controls"]["ordinary"], truth, on="2021-03-09", recipient=ch.name
    )
    for step in ("registered", "confirmed", "identified", "screened", "settled"):
        getattr(sending, step)()
    assert sending.in_the_way() == []
    sending.released("2021-03-02")

    # The persecutor's next word shows that the worker has looked at what is due on that day.
    place.at("2021-03-22")
    kz.hears("2021-03-09")
    assert ch.receiver.calls == 0, "it left before its slot"

    ch.receiver.answers = lambda: False
    place.at("2021-03-24")
    until(lambda: ch.receiver.calls == 1, "it did not leave in its slot")
    kz.hears("2021-03-23")
    assert sending.sent() == [], "it is said to be sent, and nobody has acknowledged it"

    arrived, killed = threading.Event(), threading.Event()
    ch.receiver.answers = partial(lost, arrived, killed)
    place.at("2021-03-25")
    until(arrived.is_set, "it was not tried again")
    place.gate.kill()
    killed.set()
    ch.receiver.answers = lambda: True
    place.gate.start()
    until(sending.sent, "it was not noted after the crash")

    place.at("2021-04-07")
    kz.hears("2021-04-06")
    assert [(one["recipient"], one["items"]) for one in sending.sent()] == [
        (ch.name, [sending.item])
    ]
    assert ch.receiver.calls == 3, "it is sent again after it was acknowledged"
    ((cover, items),) = ch.got
    assert items == [BYTES]
    assert (cover.decision, cover.day.isoformat()) == ("executed", "2021-03-23")


def is_overseen(place: Place) -> None:
    """The oversight body was told of both requests, of what was held, and of what was sent."""
    overseer = place.site[OVERSIGHT].api("overseer")

    def told() -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for one in overseer.get("oversight/requests"):
            steps = overseer.get("oversight/steps", case=one["case"])
            found[one["said"]["requesting_state"]] = {step["said"]["kind"] for step in steps}
        return found

    until(lambda: "transmission-sent" in told().get("CH", ()), "oversight was not told")
    assert told() == {
        "KZ": {"hold-placed", "hold-lifted"},
        "CH": {"clearance-given", "clearance-spent", "transmission-sent"},
    }


def lost(arrived: threading.Event, killed: threading.Event) -> bool:
    """No answer comes back, and none before whoever waits for it is gone."""
    arrived.set()
    killed.wait(PATIENCE)
    return False
