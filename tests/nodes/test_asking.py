"""A question is answered by whom it was put to, to this very question, now; or not at all."""

from __future__ import annotations

import time
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec import structs

from safeconduct.nodes import answering
from safeconduct.nodes.answering import Answerer, Nonces, answer
from safeconduct.nodes.asking import NoAnswer, ask
from safeconduct.nodes.database import writing
from safeconduct.nodes.inbox import NotTaken, Rejected
from safeconduct.nodes.message import ANSWER, QUESTION, Answer, digest, read, written
from safeconduct.nodes.peers import Peer
from safeconduct.record.jws import SigningKey, sign, verify
from safeconduct.register import answers as register
from safeconduct.register.asked import AskedAbout
from tests.nodes.puppet import Site
from tests.nodes.test_outbox import OVERSEER

HELD = {"held": True}


def held(peer: Peer, body: dict[str, Any]) -> dict[str, Any]:
    return {"held": True, "by": peer.name, "of": body.get("measure")}


ANSWERS: dict[str, Answerer] = {"may-go": held}


def no_answer(**more: Any) -> str:
    with pytest.raises(NoAnswer) as caught:
        ask(OVERSEER, "may-go", {}, **more)
    assert str(caught.value).startswith(f"'{OVERSEER}' did not answer: ")
    return str(caught.value)


# As the one who asks


def test_an_answer_is_what_the_peer_says(quick: Site) -> None:
    quick.overseer.reply = quick.overseer.answers(HELD)
    assert ask(OVERSEER, "may-go", {"measure": "m"}) == HELD


def test_nobody_asks_in_a_transaction(quick: Site) -> None:
    quick.overseer.reply = quick.overseer.answers(HELD)
    with writing(), pytest.raises(RuntimeError, match="a transaction is open"):
        ask(OVERSEER, "may-go", {})
    assert quick.overseer.posts == 0


def test_an_answer_to_an_earlier_question_is_none(quick: Site) -> None:
    kept: list[tuple[int, str]] = []
    fresh = quick.overseer.answers(HELD)

    def replays(path: str, token: str) -> tuple[int, str]:
        kept.append(fresh(path, token))
        return kept[0]

    quick.overseer.reply = replays
    ask(OVERSEER, "may-go", {})
    assert "to another question" in no_answer()


def test_an_answer_by_another_key_or_of_another_type_is_none(quick: Site) -> None:
    own = quick.overseer.key
    quick.overseer.reply = quick.overseer.answers(HELD)
    quick.overseer.key = SigningKey.new()
    assert "not a 'safeconduct-answer+jws'" in no_answer()
    quick.overseer.key = own

    def as_a_question(path: str, token: str) -> tuple[int, str]:
        _, text = quick.overseer.answers(HELD)(path, token)
        return 200, sign(verify(text, [own.public], ANSWER)[0], own, QUESTION)

    quick.overseer.reply = as_a_question
    assert "not a 'safeconduct-answer+jws'" in no_answer()


def test_an_answer_with_an_hour_between_the_clocks_is_none_and_says_so(quick: Site) -> None:
    late = written(quick.clock() + timedelta(hours=1))
    quick.overseer.reply = quick.overseer.answers(HELD, answered=late)
    words = no_answer()
    assert "the clocks do not agree" in words
    assert "3600 seconds in the future" in words


@pytest.mark.parametrize("reply", [(200, "{}"), (200, ""), (302, ""), (404, "x"), (500, "x")])
def test_what_is_no_answer_is_none(quick: Site, reply: tuple[int, str]) -> None:
    quick.overseer.reply = lambda *_: reply
    no_answer()


def test_a_peer_that_is_gone_or_unknown_does_not_answer(quick: Site) -> None:
    quick.overseer.shut()
    assert "nobody answers there" in no_answer()
    with pytest.raises(NoAnswer, match=r"'new\.example' is not asked: it is no peer"):
        ask("new.example", "may-go", {})


def test_a_peer_that_takes_too_long_does_not_answer(quick: Site) -> None:
    def slow(path: str, token: str) -> tuple[int, str]:
        time.sleep(1)
        return quick.overseer.answers(HELD)(path, token)

    quick.overseer.reply = slow
    assert "no answer within 0.2 seconds" in no_answer(seconds=0.2)


# As the one who answers


def refused(token: str) -> str:
    with pytest.raises(NotTaken) as caught:
        answer(token, ANSWERS)
    assert caught.value.status in (403, 422)
    return str(caught.value)


def test_the_answer_is_signed_and_names_the_question(here: Site) -> None:
    token = here.overseer.question("may-go", {"measure": "m"})
    found, _ = read(answer(token, ANSWERS), [here.here.key.public], Answer)
    assert found.question == digest(token)
    assert found.body == {"held": True, "by": OVERSEER, "of": "m"}


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_question_with_an_hour_between_the_clocks_is_refused_in_words_about_clocks(
    quick: Site, hours: int
) -> None:
    asked = written(quick.clock() + timedelta(hours=hours))
    words = refused(quick.overseer.question("may-go", asked=asked))
    assert "the clocks do not agree" in words
    assert "set the clock that is wrong" in words


def test_four_minutes_between_the_clocks_are_let_pass(quick: Site) -> None:
    for minutes in (-4, 4):
        asked = written(quick.clock() + timedelta(minutes=minutes))
        answer(quick.overseer.question("may-go", asked=asked), ANSWERS)


def test_a_question_is_answered_once(quick: Site) -> None:
    token = quick.overseer.question("may-go")
    answer(token, ANSWERS)
    assert "asked before" in refused(token)


def test_only_a_peers_own_question_to_us_is_answered(quick: Site) -> None:
    assert "from" in refused(quick.overseer.question("may-go", to="asylum.example"))
    assert "from" in refused(quick.overseer.question("may-go", sender="asylum.example"))
    assert "not a question" in refused(quick.overseer.message(1))
    quick.overseer.key = SigningKey.new()
    assert "not a question" in refused(quick.overseer.question("may-go"))


def test_what_nobody_answers_and_what_is_rejected_is_said(quick: Site) -> None:
    assert "of the kind 'weather'" in refused(quick.overseer.question("weather"))

    def rejects(_peer: Peer, _body: dict[str, Any]) -> dict[str, Any]:
        raise Rejected("a question needs a measure")

    with pytest.raises(NotTaken, match="a question needs a measure"):
        answer(quick.overseer.question("may-go"), {"may-go": rejects})


def test_one_that_floods_with_questions_keeps_no_other_from_being_answered(
    quick: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "_MOST", 2)
    monkeypatch.setattr(answering, "_nonces", Nonces())
    for _ in range(2):
        answer(quick.overseer.question("may-go"), ANSWERS)
    refused(quick.overseer.question("may-go"))
    answer(quick.asylum.question("may-go"), ANSWERS)


def about(number: str = "", *names: str) -> dict[str, Any]:
    """A question on somebody, as a gate puts it."""
    who = {"number": number, "names": names, "born": "", "citizen_of": (), "exact": True}
    return {"register": "asylum", "who": who, "requesting_state": "KZ"}


def test_no_gate_reads_a_register_by_asking_without_end(
    quick: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = SimpleNamespace(registers=("asylum",))
    monkeypatch.setattr(register, "current", lambda: book)
    monkeypatch.setattr(register, "_asked", AskedAbout())
    gate = structs.replace(quick.overseer.peer(), kind="gate", persons_budget=2)
    for number in ("1", "2", "1"):
        assert register.protected(gate, about(number))["answer"] == "none"
    with pytest.raises(Rejected, match="2 persons in 24 hours"):
        register.protected(gate, about("3"))
    other = structs.replace(gate, name="other.example")
    assert register.protected(other, about("3"))["answer"] == "none"
    with pytest.raises(Rejected, match="at most 50 names"):
        register.protected(other, about("", *(f"Name {n}" for n in range(51))))
    quick.clock.on(hours=25)
    assert register.protected(gate, about("3"))["answer"] == "none"
