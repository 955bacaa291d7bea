"""Whoever changes the tables that keep an act from happening twice is found."""

from __future__ import annotations

from hashlib import sha256

import pytest

from safeconduct.case import events as ev
from safeconduct.case.canonical import canonical
from tests.record.site import Site, of, spots

DONE = ev.ClearanceSpent(id="spending", clearance="c-1")


def act(site: Site, *, witnessed: bool = True) -> tuple[int, int]:
    """Announce that a clearance is spent, and spend it; gives both entries."""
    digest = sha256(canonical(DONE))
    intended = ev.ActIntended(intent="i-1", to="c-1", digest=digest.hexdigest())
    (intent,) = site.append(intended)
    site.database.execute(
        "INSERT INTO record_intent VALUES (%s, %s, %s)", [intent, "c-1", digest.digest()]
    )
    if witnessed:
        site.checkpoint()
    (done,) = site.append(DONE)
    site.database.execute("INSERT INTO record_outcome VALUES (%s, %s, 1)", [intent, done])
    site.checkpoint()
    return intent, done


def test_act_that_was_announced_and_done(site: Site) -> None:
    act(site)
    (other,) = site.append(ev.ActIntended(intent="i-2", to="c-2", digest="ab" * 32))
    (dropped,) = site.append(ev.ActDropped(intent="i-2", reasons="a hold"))
    site.database.execute(
        "INSERT INTO record_intent VALUES (%s, %s, %s)", [other, "c-2", b"\xab" * 32]
    )
    site.database.execute("INSERT INTO record_outcome VALUES (%s, %s, 0)", [other, dropped])
    assert site.verify().findings == []


def test_intent_taken_out_so_that_the_act_can_happen_again(site: Site) -> None:
    intent, _ = act(site)
    site.database.execute("DELETE FROM record_intent")
    assert spots(site.verify()) == [("intent-gone", intent, intent)]


def test_intent_turned_to_something_else(site: Site) -> None:
    intent, _ = act(site)
    site.database.execute("UPDATE record_intent SET subject = 'c-9'")
    assert spots(site.verify()) == [("intent-changed", intent, intent)]


def test_intent_that_no_entry_announces(site: Site) -> None:
    site.database.execute("INSERT INTO record_intent VALUES (3, 'c-1', %s)", [b"x" * 32])
    assert spots(site.verify()) == [("intent-without-entry", 3, 3)]


def test_outcome_taken_out(site: Site) -> None:
    _, done = act(site)
    site.database.execute("DELETE FROM record_outcome")
    assert spots(site.verify()) == [("outcome-gone", done, done)]


@pytest.mark.parametrize("change", ["done = 0", "position = 4", "position = 32"])
def test_outcome_turned_to_something_else(site: Site, change: str) -> None:
    _, done = act(site)
    site.fill(2)
    site.database.execute(f"UPDATE record_outcome SET {change}")
    position = int(change.rpartition(" ")[2]) if change.startswith("position") else done
    found = of(site.verify(), "outcome-changed")
    assert [(f.first, f.last) for f in found] == [(position, position)]


def test_outcome_of_an_act_that_nobody_announced(site: Site) -> None:
    site.database.execute("INSERT INTO record_outcome VALUES (4, 5, 0)")
    assert spots(site.verify()) == [("outcome-without-intent", 4, 4)]


def test_act_in_doubt_freed_by_pointing_at_an_erased_entry(site: Site) -> None:
    """That an act was dropped is never erased, so an erased entry cannot say it."""
    digest = sha256(canonical(DONE))
    (intent,) = site.append(ev.ActIntended(intent="i-1", to="c-1", digest=digest.hexdigest()))
    site.database.execute(
        "INSERT INTO record_intent VALUES (%s, %s, %s)", [intent, "c-1", digest.digest()]
    )
    (other,) = site.append(ev.Noted(title="something"))
    site.append(ev.PayloadErased(entry=str(other), reasons="art. 17"))
    site.database.execute("DELETE FROM record_payload WHERE position = %s", [other])
    site.database.execute("INSERT INTO record_outcome VALUES (%s, %s, 0)", [intent, other])
    assert spots(site.verify()) == [("outcome-changed", other, other)]


def test_act_done_twice(site: Site) -> None:
    _, first = act(site)
    _, second = act(site)
    (found,) = of(site.verify(), "act-twice")
    assert (found.first, found.last) == (second, second)
    assert f"in entry {first} and in entry {second}" in found.words


def test_act_that_nobody_had_seen_announced(site: Site) -> None:
    _, done = act(site, witnessed=False)
    assert spots(site.verify()) == [("act-unwitnessed", done, done)]
