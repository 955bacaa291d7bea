"""Whoever is asked something answers it, sees of whom it is, and nothing besides."""

from __future__ import annotations

from django.test import Client

from safeconduct.gate import questions, reading
from tests.desks.forms import form
from tests.desks.sitting import Desk, words
from tests.gate.matter import matter
from tests.gate.place import Gate


def test_a_court_is_asked_of_somebody_by_name_and_answers(node: Gate) -> None:
    m = matter(node)
    desk = Desk("court")
    assert "Nobody asks you anything" in words(desk.get("/answers/"))
    questions.ask(node.actor("magistrate"), m.case, f"opposition-pending({m.search})")
    page = desk.get("/answers/")
    assert m.search not in words(page)
    assert "search" in words(page)
    fields = {**form(page, to="/answers/answer"), "value": "no"}
    desk.post("/answers/answer", **fields)
    (said,) = [e for e in reading.events(m.case) if type(e).__name__ == "QuestionAnswered"]
    assert (getattr(said, "value", ""), said.by) == ("no", "court")
    assert "Nobody asks you anything" in words(desk.get("/answers/"))


def test_what_another_role_is_asked_is_not_shown_and_not_answered(node: Gate) -> None:
    m = matter(node)
    fact = f"opposition-pending({m.search})"
    questions.ask(node.actor("magistrate"), m.case, fact)
    desk = Desk("central-authority")
    assert "Nobody asks you anything" in words(desk.get("/answers/"))
    refused = desk.post("/answers/answer", 403, case=m.case, fact=fact, value="no", once="1")
    assert "another role's to answer" in words(refused)


def test_a_question_to_the_clerk_stands_on_the_clerks_own_desk(node: Gate) -> None:
    m = matter(node)
    questions.ask(node.actor("magistrate"), m.case, f"presence-requested({m.search})")
    desk = Desk("clerk")
    fields = {**form(desk.get("/clerk/"), to="/answers/answer"), "value": "yes"}
    assert fields["next"] == "/clerk/"
    assert desk.client.post("/answers/answer", fields).headers["Location"] == "/clerk/"


def test_nobody_answers_who_is_not_signed_in(node: Gate) -> None:
    assert Client().get("/answers/").headers["Location"].startswith("/sign-in")
