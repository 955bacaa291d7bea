"""Deadlines, releases and samples through the API."""

from __future__ import annotations

import pytest

from tests.gate.place import Gate
from tests.gate.test_deadlines import REFERRED, build
from tests.gate.test_samples import drawable


def test_who_answers_for_silence_sees_all_and_others_their_own(node: Gate) -> None:
    build(node, ("magistrate", REFERRED))
    everything = {d["what"] for d in node.api("magistrate").get("deadlines")}
    assert everything == {"confirm", "opinion"}
    assert [d["what"] for d in node.api("second-signer").get("deadlines")] == ["confirm"]
    assert node.api("clerk").get("deadlines") == []


def test_the_overseer_draws_and_reviews(node: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    build(node)
    drawable(monkeypatch)
    overseer = node.api("overseer")
    assert overseer.post("samples", {"number": 1}) == {"measures": ["search"]}
    overseer.post("samples/search/review", {"verdict": "right", "finding": "Nothing missed."})
    assert overseer.get("samples")["right"] == 1
    node.api("clerk").post("samples", {"number": 1}, 403)


def test_a_release_that_is_not_there(node: Gate) -> None:
    assert node.api("clerk").get("releases") == []
    node.api("overseer").post("releases/none/sign", {}, 404)
    node.api("overseer").get("releases/none/preview", 404)
    node.api("clerk").get("releases/none/preview", 403)
    node.api("clerk").post("releases/none/activate", {}, 403)
