"""The overseer's samples: drawn by lot, once, and reviewed once."""

from __future__ import annotations

import json
import random
from datetime import date

import pytest
from msgspec import structs

from safeconduct.case import events as ev
from safeconduct.case.state import fold
from safeconduct.gate import outcomes, reading, samples, tasks
from safeconduct.gate.connection import DjangoConnection
from safeconduct.gate.errors import NotFound, Refused, Wrong
from safeconduct.gate.models import Measure, Sample
from safeconduct.gate.shown import letters
from safeconduct.policy.permissions import Denied
from safeconduct.record.log import Log
from tests.gate.place import Gate
from tests.gate.test_deadlines import BEGIN, SEARCH, build


def drawable(monkeypatch: pytest.MonkeyPatch, *shut: str) -> None:
    """Every measure has no bar today, but for these."""

    def ruled(_case: str, _version: int, measures: list[str], _book: object) -> dict[str, str]:
        return {one: "barred" if one in shut else "no-bar-found" for one in measures}

    monkeypatch.setattr(outcomes, "_ruled", ruled)
    Measure.objects.update(outcome="no-bar-found", ruled_version=0)


def test_a_draw_can_be_repeated_from_the_record_and_nobody_picks(
    node: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(node, *(("clerk", structs.replace(SEARCH, measure=f"m{n}")) for n in range(9)))
    drawable(monkeypatch)
    log = Log(DjangoConnection())
    size = log.size()
    head, among = f"{size} {log.root(size).hex()}", sorted([*(f"m{n}" for n in range(9)), "search"])
    lot = samples.draw(node.actor("overseer"), 3)
    assert lot == sorted(random.Random(head).sample(among, 10)[:3])
    (drawn,) = [e for e in reading.events(reading.OFFICE) if isinstance(e, ev.SampleDrawn)]
    words = f"by the record's head {head}, from 10 measures in the order of their ids"
    assert (list(drawn.measures), drawn.note) == (lot, words)
    assert not set(samples.draw(node.actor("overseer"), 100)) & set(lot)
    with pytest.raises(Refused, match="no measure"):
        samples.draw(node.actor("overseer"), 1)


def test_what_has_a_bar_by_now_is_not_drawn(node: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    build(node, ("clerk", structs.replace(SEARCH, measure="other")))
    drawable(monkeypatch, "search")
    assert samples.draw(node.actor("overseer"), 2) == ["other"]
    assert Measure.objects.get(pk="search").outcome == "barred"


def test_some_are_drawn_each_month_by_themselves(
    node: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(node, ("clerk", structs.replace(SEARCH, measure="other")))
    drawable(monkeypatch)
    node.node.samples_a_month = 1
    assert [len(samples.draw_of_the_month()) for _ in range(2)] == [1, 0]
    node.clock.day = date(2019, 5, 31)
    assert samples.draw_of_the_month() == []
    node.clock.day = date(2019, 6, 1)
    assert tasks.draw_samples.func() == 1
    drawn = [e for e in reading.events(reading.OFFICE) if isinstance(e, ev.SampleDrawn)]
    assert sorted(m for e in drawn for m in e.measures) == ["other", "search"]
    node.clock.day, node.node.samples_a_month = date(2019, 7, 1), 0
    assert samples.draw_of_the_month() == []


def test_the_overseer_reads_what_was_drawn_without_names(node: Gate) -> None:
    identified = ev.PersonIdentified(
        person="anna", how="population-register", number="80.05.01-001.23", born="1980-05-01"
    )
    build(node, ("clerk", identified))
    overseer = node.api("overseer")
    overseer.get("samples/drawn/search", 404)
    Sample.objects.create(measure="search", drawn=node.clock.day)
    found = overseer.get("samples/drawn/search")
    assert found["persons"] == [{"letter": "A", "born": "1980", "identified": True, "target": True}]
    text = json.dumps(found)
    assert "person A" in text
    for word in ("anna", "Anna", "80.05.01", "1980-05-01"):
        assert word not in text
    assert [one["measure"] for one in overseer.get("samples/drawn")] == ["search"]
    node.api("magistrate").get("samples/drawn/search", 403)


def test_persons_beyond_the_alphabet_have_two_letters() -> None:
    many = [ev.PersonListed(person=f"p{n}", called="x") for n in range(53)]
    found = list(letters(fold([BEGIN[0], *many])).values())
    assert (found[0], found[25], found[26], found[52]) == ("A", "Z", "AA", "BA")


def test_whoever_keeps_away_from_a_case_reviews_none_of_it(node: Gate) -> None:
    build(node)
    Sample.objects.create(measure="search", drawn=node.clock.day)
    overseer = node.api("overseer")
    overseer.post("accounts/own/conflicts", {"of": "anna", "reasons": "a cousin"}, 201)
    assert overseer.get("samples/drawn") == []
    body = {"verdict": "right", "finding": "Nothing was missed."}
    overseer.post("samples/search/review", body, 404)


def test_what_was_drawn_is_reviewed_once(node: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    build(node)
    drawable(monkeypatch)
    overseer = node.actor("overseer")
    with pytest.raises(NotFound):
        samples.review(overseer, "search", "right", "Nothing was missed.")
    samples.draw(overseer, 1)
    samples.review(overseer, "search", "doubtful", "Nobody asked.")
    with pytest.raises(Refused, match="already"):
        samples.review(overseer, "search", "right", "Nothing was missed.")
    assert samples.statistics(overseer) == {
        "no_bar_found": 1, "drawn": 1, "right": 0, "doubtful": 1, "wrong": 0,
    }  # fmt: skip


def test_only_the_overseer_draws_and_not_more_than_can_be_read(node: Gate) -> None:
    with pytest.raises(Denied):
        samples.draw(node.actor("magistrate"), 1)
    for number in (0, -1, 101):
        with pytest.raises(Wrong):
            samples.draw(node.actor("overseer"), number)
