"""The desk of the defence: notice, time to oppose, standstill, receipts, the bundle."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from safeconduct.case import events as ev
from safeconduct.case.roles import Role
from safeconduct.desks.defence import verifying
from safeconduct.gate import holds, reading
from safeconduct.policy.models import Account, Concern, Look
from tests.desks.cleared import carried_out, ready_to_use
from tests.desks.sitting import Desk, words
from tests.gate.conftest import Scenes
from tests.gate.control import Control

ROOT = Path(__file__).parents[2]


@pytest.fixture
def done(request: Any, scenes: Scenes, tmp_path: Path) -> Iterator[Control]:
    """A measure that was carried out, of which the client was told."""
    with scenes.copy(request, "sqlite", tmp_path / "node", carried_out) as found:
        found.run_here()
        yield found


@pytest.fixture
def before(request: Any, scenes: Scenes, tmp_path: Path) -> Iterator[Control]:
    """One of which nobody was told yet; counsel is admitted."""
    with scenes.copy(request, "sqlite", tmp_path / "node", ready_to_use) as found:
        found.run_here()
        Concern.objects.create(account=Account.objects.get(pk="defence"), of=found.person)
        yield found


def measure(control: Control, *more: str) -> str:
    """The address of the measure."""
    return "/".join(["/defence/measure", control.case, control.measure, *more])


def kinds(control: Control) -> list[str]:
    """The kinds of events of the case."""
    return [type(event).__name__ for event in reading.events(control.case)]


def test_the_first_page_says_how_many_days_are_left(done: Control) -> None:
    page = words(Desk("defence").get("/defence/"))
    assert "Time to oppose bank data, Carl Other 14 days left" in page


def test_a_notice_is_opposed_in_time_and_the_measure_waits(done: Control) -> None:
    desk = Desk("defence")
    page = words(desk.get(measure(done)))
    for text in ("An order of 6 May of the judge", "The chamber, within days",
                 "14 days left to oppose", "A grey telephone", "it is not mine", "06:30",
                 "They refused to sign", "how they came in"):  # fmt: skip
        assert text in page, text
    for _ in range(2):
        desk.post(measure(done, "opposition"), title="It was not proportionate", once="one",
                  person=done.person)  # fmt: skip
    assert kinds(done).count("OppositionFiled") == 1
    page = words(desk.get(measure(done)))
    assert "opposed The measure waits until a court has decided" in page
    assert "It was not proportionate" in page
    assert "No time to oppose is running." in words(desk.get("/defence/"))


def test_what_was_typed_is_still_there_when_it_is_refused(done: Control) -> None:
    desk = Desk("defence")
    page = desk.post(measure(done, "opposition"), 422, title="x" * 1001, person=done.person)
    assert "x" * 1001 in page
    at = f"/defence/case/{done.case}"
    page = desk.post(f"{at}/submission", 422, title="", text="All that I wrote")
    assert "All that I wrote" in page
    page = desk.post(f"{at}/standstill/{done.request}", 422, asked="Stop", facts="")
    assert 'value="Stop"' in page


def test_a_standstill_holds_once_for_each_set_of_facts(done: Control) -> None:
    desk = Desk("defence")
    at = f"/defence/case/{done.case}/standstill/{done.request}"
    desk.post(at, asked="Stop", facts="He was threatened in March", once="a")
    assert "stands still until the magistrate" in words(desk.get("/defence/"))
    desk.post(at, asked="Stop", facts="He was threatened in March", once="b")
    assert "holds nothing anew" in words(desk.get("/defence/"))
    assert kinds(done).count("FreezeRequested") == 1
    assert "Stands still." in words(desk.get(measure(done)))


def test_before_any_notice_nothing_is_shown_and_a_standstill_can_be_asked_for(
    before: Control,
) -> None:
    desk = Desk("defence")
    page = desk.get("/defence/")
    assert "No time to oppose is running." in words(page)
    for hidden in (before.case, before.request, before.measure):
        assert hidden not in page
    desk.get(f"/defence/case/{before.case}", 404)
    desk.get(measure(before), 404)
    desk.get(f"/defence/bundle/{before.case}/{before.person}", 404)
    fields: dict[str, Any] = {"asked": "Stop", "facts": "He fears for his life"}
    page = desk.post("/defence/standstill", 404, case="CASE", request="REQ", **fields)
    assert "He fears for his life" in page
    desk.post("/defence/standstill", 422, case="../x", request="y", **fields)
    desk.post("/defence/standstill", case=before.case, request=before.request, **fields)
    assert kinds(before)[-1] == "FreezeRequested"


def test_a_submission_has_a_receipt_of_exactly_what_was_written(done: Control) -> None:
    desk = Desk("defence")
    text = "He is a witness.\r\n  Hear him, too.  \r\n"
    desk.post(f"/defence/case/{done.case}/submission", title="Hearing", text=text, once="one")
    desk.post(f"/defence/case/{done.case}/submission", title="Hearing", text=text, once="one")
    (filed,) = [e for e in reading.events(done.case) if isinstance(e, ev.SubmissionFiled)]
    kept = text.replace("\r\n", "\n")
    assert (filed.title, filed.note, filed.by) == ("Hearing", kept, "defence")
    page = words(desk.get(f"/defence/case/{done.case}"))
    digest = sha256(kept.encode()).hexdigest()
    assert filed.id in page
    assert f"{digest[:32]} {digest[32:]}" in page
    # Another counsel of the same client has no receipt of it.
    done.gate.account("other", "defence")
    Concern.objects.create(account=Account.objects.get(pk="other"), of=done.person)
    assert filed.id not in Desk("defence", "other").get(f"/defence/case/{done.case}")


def test_the_bundle_is_shown_with_the_verdict_and_can_be_taken_along(done: Control) -> None:
    desk = Desk("defence")
    at = f"/defence/bundle/{done.case}/{done.person}"
    done.gate.quorum.round()
    page = words(desk.get(at))
    for text in ("proved What stands below is proved", "PROVED, as far as said above.",
                 "Measure carried out", "Person told", "python verify.py bundle.json"):  # fmt: skip
        assert text in page, text
    taken = json.loads(desk.get(f"{at}/file"))
    assert taken["for"] == {"profile": "defence", "person": done.person}
    policy = done.gate.quorum.text()
    found = verifying.verdict(taken, policy)
    assert found
    assert found.proved
    # Anything that is changed in it is found by the same verifier.
    taken["entries"][0]["position"] += 1
    found = verifying.verdict(taken, policy)
    assert found
    assert not found.proved
    assert "DOES NOT HOLD" in found.text
    assert desk.get("/defence/verifier.py") == (ROOT / "verifier/verify.py").read_text("utf-8")
    assert Look.objects.filter(account="defence", case=done.case, at="payloads").count() == 1


def test_the_verifier_is_run_without_the_nodes_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "verify.py"
    program.write_text("import os, pathlib; print(dict(os.environ), pathlib.Path.cwd())")
    monkeypatch.setattr(verifying, "source", lambda: program)
    monkeypatch.setenv("SAFECONDUCT_SECRET_PASSWORD", "hunter2")
    found = verifying.verdict({}, "quorum none\n")
    assert found is not None
    assert found.proved
    assert "hunter2" not in found.text
    assert "SAFECONDUCT" not in found.text
    assert "PATH" not in found.text
    assert str(Path.cwd()) not in found.text


def test_a_verdict_that_does_not_hold_is_said(
    done: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        verifying, "verdict",
        lambda *_: verifying.Verdict(proved=False, text="DOES NOT HOLD: entry 3"),
    )  # fmt: skip
    page = words(Desk("defence").get(f"/defence/bundle/{done.case}/{done.person}"))
    assert "not proved Keep the file as it is, and tell the overseer." in page


def test_why_something_stands_still_is_not_said(done: Control) -> None:
    why = "another client of theirs was found"
    holds.place(done.gate.actor("overseer"), done.case, "measure", done.measure, why)
    for page in (measure(done), f"/defence/bundle/{done.case}/{done.person}"):
        text = words(Desk("defence").get(page))
        assert why not in text
    assert "Stands still." in words(Desk("defence").get(measure(done)))


def test_counsel_of_somebody_else_sees_nothing_of_it(done: Control) -> None:
    done.gate.account("other", "defence")
    desk = Desk("defence", "other")
    assert done.case not in desk.get("/defence/")
    for page in (f"/defence/case/{done.case}", measure(done),
                 f"/defence/bundle/{done.case}/{done.person}",
                 f"/defence/bundle/{done.case}/{done.person}/file"):  # fmt: skip
        desk.get(page, 404)
    desk.post(measure(done, "opposition"), 404, title="x")
    desk.post(f"/defence/case/{done.case}/submission", 404, title="x", text="y")


def test_the_pages_of_the_defence_are_theirs(done: Control) -> None:
    roles: tuple[Role, ...] = ("clerk", "magistrate", "police-officer", "observer", "overseer")
    for role in roles:
        for page in ("/defence/", f"/defence/case/{done.case}", measure(done),
                     f"/defence/bundle/{done.case}/{done.person}"):  # fmt: skip
            Desk(role).get(page, 403)
        Desk(role).post(measure(done, "opposition"), 403, title="x")
